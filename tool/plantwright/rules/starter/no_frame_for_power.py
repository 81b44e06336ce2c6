"""STA025: no frame of the starter is made for its rated power and variant."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import amount, fail, not_checked, passed, span
from plantwright.rules.starter.frames import frame_powers, frame_table, frames_for
from plantwright.site.catalog import Table
from plantwright.site.model import Site, Starter


@rule(
    id="STA025",
    severity=ERROR,
    title="No frame for this power and variant",
    source=Source(document="CLR8G operating manual", clause="10, 11, 12", lines="563-607"),
    refs=("CLR-085", "CLR-086", "CLR-087"),
    mend="read the nameplate again, or ask the maker for the frame of this power",
    bad={"starters.SS301.rated_power_kw": 220},
)
def no_frame_for_power(site: Site) -> Iterator[Verdict]:
    """The frame tables leave powers out; a starter in such a gap cannot be ordered, or its nameplate was read wrong."""
    for starter in site.starters.values():
        table = frame_table(starter)
        if table is None:
            missing = [] if starter.variant else [f"starters.{starter.tag}.variant"]
            yield not_checked(starter, *missing, why="no frame table is known")
        elif starter.rated_power_kw is None:
            yield not_checked(starter, f"starters.{starter.tag}.rated_power_kw")
        else:
            yield _verdict(starter, table, starter.rated_power_kw)


def _verdict(starter: Starter, table: Table, power_kw: float) -> Verdict:
    path, fitting = starter.path("rated_power_kw"), frames_for(table, power_kw)
    if fitting:
        confirm = "; confirm which one was delivered" if len(fitting) > 1 else ""
        message = f"{amount(power_kw, 'kW')} is in the frame {' and '.join(fitting)}{confirm}"
        return passed(starter, message, path=path, value=power_kw, unit="kW", source=table.source)
    offered = ", ".join(span(low, high) for low, high in frame_powers(table).values())
    message = f"no {starter.variant} frame is made for {amount(power_kw, 'kW')}; there are {offered} kW"
    hint, source = "read the nameplate again, or ask the maker for the frame of this power", table.source
    return fail(starter, message, path=path, value=power_kw, limit=offered, unit="kW", source=source, hint=hint)

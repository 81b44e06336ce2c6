"""STA037: the space kept free for a soft starter is smaller than its frame."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import amount, at_least, not_applicable, not_checked
from plantwright.rules.starter.frames import frame_table, frames_for, outlines
from plantwright.site.catalog import Table
from plantwright.site.model import Number, Outline, Site, Starter

KEY = "mounting_space_mm"


@rule(
    id="STA037",
    severity=ERROR,
    title="Mounting space smaller than the soft starter",
    source=Source(document="CLR8G operating manual", clause="10, 11, 12", lines="563-607"),
    refs=("CLR-088",),
    mend="make room for the frame that is named, or choose another place",
    bad={"starters.SS301.mounting_space_mm.height": 490},
)
def mounting_space_too_small(site: Site) -> Iterator[Verdict]:
    """The outline alone has to fit; the manual gives no clearance for the cooling air, so the maker has to."""
    for starter in site.starters.values():
        table, power_kw = frame_table(starter), starter.rated_power_kw
        frames = frames_for(table, power_kw) if table and power_kw is not None else ()
        if starter.mounting_space_mm is None:
            yield not_applicable(starter, "no mounting space is stated")
        elif power_kw is None:
            yield not_checked(starter, f"starters.{starter.tag}.rated_power_kw")
        elif table is None or not frames:
            yield not_checked(starter, why="no frame is known: see STA025")
        else:
            yield _verdict(starter, starter.mounting_space_mm, table, frames)


def _verdict(starter: Starter, space: Outline, table: Table, frames: tuple[str, ...]) -> Verdict:
    """Judge the tightest side; where only some of the possible frames fit, ask for the one that was delivered."""
    sides = {frame: _tightest(space, outlines(table)[frame]) for frame in frames}
    fitting = [frame for frame in frames if sides[frame][0] >= 0]
    if 0 < len(fitting) < len(frames):
        power = amount(starter.rated_power_kw, "kW")
        why = f"{power} may be the frame {' or '.join(frames)}, and the space takes {' and '.join(fitting)} only"
        return not_checked(starter, why=why, path=starter.path(KEY), hint="confirm which frame was delivered")
    frame = min(frames, key=lambda each: sides[each][0])
    _, side, size = sides[frame]
    what, found = f"{side} of the space for the frame {frame}", getattr(space, side)
    return at_least(starter, what, found, size, "mm", path=starter.path(KEY, side), source=table.source)


def _tightest(space: Outline, outline: Outline) -> tuple[Number, str, Number]:
    """Return spare length, name and needed length of the side with the least to spare."""
    needed = {side: getattr(outline, side) for side in ("width", "height", "depth")}
    return min((getattr(space, side) - size, side, size) for side, size in needed.items())

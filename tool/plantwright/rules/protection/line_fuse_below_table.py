"""PRO030: the line fuse of a motor is smaller than a maker's table gives for its start."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.physics.fuse_selection import fuse_size_a
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.protection.line import line_fuses
from plantwright.rules.say import at_least, not_applicable, not_checked
from plantwright.site.limit_tables import ASSISTED_START, DIRECT_ON_LINE, SizeTable, size_table
from plantwright.site.model import Feeder, Motor, Number, Protection, Site


@rule(
    id="PRO030",
    severity=WARNING,
    title="Line fuse smaller than the table for the start",
    source=Source(document="IPD fuse link catalogue", clause="page 13", provenance="public"),
    refs=("ZES-020",),
    mend="compare with the maker's curve",
    good={"protection.F201.rated_current_a": 63},
    bad={"protection.F101.rated_current_a": 125},
)
def line_fuse_below_table(site: Site) -> Iterator[Verdict]:
    """A fuse that carries the motor still ages at every start; makers print the size that bears starts for years."""
    for feeder, fuse, motor in line_fuses(site):
        if fuse is None or fuse.class_ != "gG":
            yield not_applicable(feeder, "no gG fuse in its path", path=feeder.path("path"))
        elif motor is None:
            yield not_checked(feeder, f"a motor in feeders.{feeder.tag}.path")
        elif fuse.rated_current_a is None:
            yield not_checked(feeder, f"protection.{fuse.tag}.rated_current_a")
        else:
            table = size_table(ASSISTED_START if site.starter_of(feeder) else DIRECT_ON_LINE)
            yield _verdict(feeder, fuse, fuse.rated_current_a, motor, table)


def _verdict(feeder: Feeder, fuse: Protection, rated_a: Number, motor: Motor, table: SizeTable) -> Verdict:
    needed, path = fuse_size_a(table.sizes, motor.rated_current_a), fuse.path("rated_current_a")
    if needed is None:
        why = f"the table ends below the {motor.rated_current_a} A of {motor.tag}"
        return not_checked(feeder, why=why, path=path, source=table.source)
    if table.starts_per_hour is not None and (motor.starts_per_hour or 0) > table.starts_per_hour:
        why = f"the table is for {table.starts_per_hour} starts an hour, {motor.tag} has {motor.starts_per_hour}"
        return not_checked(feeder, why=why, path=motor.path("starts_per_hour"), source=table.source)
    what, hint = f"line fuse {fuse.tag} ({table.title}, {motor.rated_current_a} A)", "compare with the maker's curve"
    return at_least(feeder, what, rated_a, needed, "A", path=path, source=table.source, hint=hint)

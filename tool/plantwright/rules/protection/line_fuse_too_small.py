"""PRO020: the line fuse of a motor is rated below the motor current."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.protection.line import line_fuses
from plantwright.rules.say import at_least, not_applicable, not_checked
from plantwright.site.model import Site


@rule(
    id="PRO020",
    severity=ERROR,
    title="Line fuse rated below the motor current",
    source=Source(
        document="Omron EN 60947 guide", clause="page 21; a fuse carries its rated current without end, and no more"
    ),
    refs=("ZES-020", "CLR-016"),
    mend="choose a larger fuse",
    bad={"protection.F101.rated_current_a": 125},
)
def line_fuse_too_small(site: Site) -> Iterator[Verdict]:
    """A fuse that runs above its rated current ages, and blows on a day without a fault."""
    for feeder, fuse, motor in line_fuses(site):
        if fuse is None:
            yield not_applicable(feeder, "no line fuse in its path", path=feeder.path("path"))
        elif motor is None:
            yield not_checked(feeder, f"a motor in feeders.{feeder.tag}.path")
        elif fuse.rated_current_a is None:
            yield not_checked(feeder, f"protection.{fuse.tag}.rated_current_a")
        else:
            what, path = f"rated current of line fuse {fuse.tag} ({motor.tag})", fuse.path("rated_current_a")
            yield at_least(feeder, what, fuse.rated_current_a, motor.rated_current_a, "A", path=path)

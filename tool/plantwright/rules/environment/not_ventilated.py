"""ENV021: a device that needs ventilation stands in a location without."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.environment.by_place import needed
from plantwright.rules.frame import ERROR, rule
from plantwright.site.model import Site


@rule(
    id="ENV021",
    severity=ERROR,
    title="Device that needs ventilation in a location without",
    source=Source(document="Manuals of the devices of the location", clause="ventilation"),
    refs=("CLR-013",),
    mend="give the cabinet a fan or a heat exchanger",
    bad={"locations.MCC1.ventilated": False},
)
def not_ventilated(site: Site) -> Iterator[Verdict]:
    """Thyristors turn part of the motor current into heat; in still air the cabinet warms up until the fuse decides."""
    return needed(
        site,
        "ventilated",
        none="no device here is said to need ventilation",
        met="ventilated, as {tags} need it",
        missed="not ventilated, but {tags} need it",
        hint="give the cabinet a fan or a heat exchanger",
    )

"""ENV021: a device that needs ventilation stands in a location without."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.environment.climate import occupied
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, not_applicable, not_checked, passed
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
    for place, devices in occupied(site):
        facts = {device.tag: fact for device in devices if (fact := device.type.environment.get("ventilated"))}
        needing = {tag: fact for tag, fact in facts.items() if fact.value is True}
        tags, path = ", ".join(needing), place.path("ventilated")
        if not needing:
            yield not_applicable(place, "no device here is said to need ventilation")
        elif place.ventilated is None:
            yield not_checked(place, f"locations.{place.tag}.ventilated")
        elif place.ventilated:
            yield passed(place, f"ventilated, as {tags} need it", path=path, source=next(iter(needing.values())).source)
        else:
            message, hint = f"not ventilated, but {tags} need it", "give the cabinet a fan or a heat exchanger"
            yield fail(place, message, path=path, source=next(iter(needing.values())).source, hint=hint)

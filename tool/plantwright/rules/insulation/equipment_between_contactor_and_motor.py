"""INS011: something other than a window-type sensor stands between the contactor and the motor."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import probed_feeders
from plantwright.rules.path import isolating_contactor, motor_side
from plantwright.rules.say import fail, not_applicable, passed
from plantwright.site.model import Site


@rule(
    id="INS011",
    severity=ERROR,
    title="Equipment between isolating contactor and motor",
    source=Source(document="K7GE-MG datasheet", clause="Connection diagram", lines="216, 233, 256"),
    refs=("K7-046", "K7-047", "X-004"),
    mend="move it to the supply side of the isolating contactor; a capacitor to that of the starter",
    bad={
        "barriers.C1": {"kind": "capacitor", "title": "Power factor capacitor"},
        "feeders.P101.path": ["F101", "SS101", "K101", "C1", "CT101", "M101"],
    },
)
def equipment_between_contactor_and_motor(site: Site) -> Iterator[Verdict]:
    """A transformer, filter or capacitor there is measured with the motor; a transducer has no galvanic contact."""
    probed = probed_feeders(site)
    for feeder in site.feeders.values():
        contactor = isolating_contactor(site, feeder)
        if feeder.tag not in probed:
            yield not_applicable(feeder, "no insulation probe is connected here")
            continue
        if not contactor:
            yield not_applicable(feeder, "INS010 decides: there is no isolating contactor")
            continue
        other = [tag for tag in motor_side(site, feeder) if tag not in site.sensors and tag not in site.cables]
        if other:
            message = f"{', '.join(other)} between contactor {contactor} and the motor; only transducers may be there"
            hint = f"move it to the supply side of {contactor}; a capacitor to that of the starter"
            yield fail(
                feeder,
                message,
                path=feeder.path("path", feeder.path_.index(other[0])),
                value=", ".join(other),
                hint=hint,
            )
        else:
            yield passed(
                feeder, f"at most transducers between contactor {contactor} and the motor", path=feeder.path("path")
            )

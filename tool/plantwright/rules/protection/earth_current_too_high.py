"""PRO034: a fault in the measured circuit can drive more current through the earth of a meter than it bears."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, most, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import at_most, not_applicable, not_checked
from plantwright.site.model import Site


@rule(
    id="PRO034",
    severity=ERROR,
    title="Earth current of a meter too high",
    source=Source(document="PCT1200 user manual", clause="2.1", lines="137-141"),
    refs=("ZES-011", "ZES-012"),
    mend="limit it by fuses in the leads, or connect the additional terminal",
    good={"meters.LMG1.earth_current_a": 25, "meters.LMG1.additional_earth": True},
    bad={"meters.LMG1.additional_earth": False},
    waivable=False,
)
def earth_current_too_high(site: Site) -> Iterator[Verdict]:
    """The protective conductor of a supply cord can burn off, and then the case of the meter is live.

    Above 10 A the additional terminal of the chassis must be connected, and that one bears 32 A.
    """
    for meter in site.meters.values():
        name = "additional_earth_current_a" if meter.additional_earth else "supply_cord_earth_current_a"
        limit, path = most(rating(meter.type, name)), meter.path("earth_current_a")
        if meter.earth_current_a is None:
            yield not_applicable(meter, "no earth current is stated that a fault can drive through the meter")
        elif limit is None:
            yield not_checked(meter, absent(meter.type, name))
        else:
            by = "additional terminal" if meter.additional_earth else "supply cord"
            hint = "limit it by fuses in the leads" if meter.additional_earth else "connect the additional terminal"
            what = f"earth current through the {by}"
            yield at_most(meter, what, meter.earth_current_a, limit, "A", path=path, hint=hint)

"""INS058: the voltage inputs of a power meter are not made for the voltage or the category of its circuit."""

from collections.abc import Iterator

from plantwright.findings.verdict import Verdict
from plantwright.physics.measurement_category import line_to_earth_voltage_v
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.insulation.interfaces import Interface, of_meter
from plantwright.rules.say import at_least, fail, not_applicable, not_checked
from plantwright.rules.supply import highest_v, proven
from plantwright.site.limit_tables import impulse_table
from plantwright.site.model import Meter, Site, VoltageInput

ASCENDING = ("II", "III", "IV")


@rule(
    id="INS058",
    severity=ERROR,
    title="Voltage inputs of a power meter rated below its circuit",
    source=impulse_table().source,
    refs=("ZES-016",),
    mend="use a meter with inputs for the measurement category of the location",
    bad={"meters.LMG1.voltage_input.category": "II"},
    waivable=False,
)
def meter_input_rated_too_low(site: Site) -> Iterator[Verdict]:
    """Leads of category III in a meter of category II are a measuring circuit of category II, with a person before it.

    No document read states what the inputs of a meter are made for: it stands in the manual of the meter.
    """
    for meter in site.meters.values():
        each = of_meter(site, meter)
        if each.not_applicable:
            yield not_applicable(meter, each.not_applicable, path=each.path)
        elif each.missing or meter.voltage_input is None:
            yield not_checked(meter, *each.missing, path=each.path)
        else:
            yield _verdict(site, meter, meter.voltage_input, each)


def _verdict(site: Site, meter: Meter, rated: VoltageInput, each: Interface) -> Verdict:
    hint = f"use a meter with inputs for category {each.category}"
    if ASCENDING.index(rated.category) < ASCENDING.index(each.category):
        message = f"its voltage inputs are of category {rated.category}, the circuits there are {each.category}"
        path = (*each.path, "category")
        return fail(meter, message, path=path, value=rated.category, limit=each.category, hint=hint)
    to_earth_v = line_to_earth_voltage_v(site.supply.system, highest_v(site.supply))
    what, path = f"rated voltage to earth of its inputs (category {rated.category})", (*each.path, "voltage_v")
    return proven(at_least(meter, what, rated.voltage_v, to_earth_v, "V", path=path, hint=hint), site.supply)

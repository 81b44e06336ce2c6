"""INS059: a direct-current motor has a voltage that its insulation probe or its measurement category excludes."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.insulation.connected import cell, watched_motor
from plantwright.rules.say import at_most, not_applicable, not_checked, within
from plantwright.site.model import Monitor, Motor, Probe, Site

NOMINAL, CATEGORIES = "dc", "single-phase-2-wire"
"""Rows for direct voltage: of the input range, and of the measurement categories, where single phase counts too."""


@rule(
    id="INS059",
    severity=ERROR,
    title="Direct voltage outside the range of the insulation probe",
    source=Source(
        document="K7GE-MG datasheet", clause="Voltage input; Conformance to safety standards", lines="130, 369-375"
    ),
    refs=("K7-035", "K7-040"),
    mend="measure this motor with a monitor that is made for its voltage",
    good={"motors.M401": {"kind": "direct-current", "rated_voltage_v": 220}},
    bad={"motors.M401.rated_voltage_v": 440},
    waivable=False,
)
def direct_voltage_outside(site: Site) -> Iterator[Verdict]:
    """The voltage of the three-phase supply says nothing of a motor behind a rectifier; that on its nameplate does."""
    for probe in site.probes.values():
        motor, monitor = watched_motor(site, probe), site.monitors.get(probe.monitor)
        if motor is None or motor.kind != "direct-current":
            yield not_applicable(probe, "it watches no direct-current motor; INS040 and INS041 judge its supply")
        elif monitor is None:
            yield not_checked(probe, f"monitors.{probe.monitor}")
        else:
            yield _verdict(site, probe, motor, monitor)


def _verdict(site: Site, probe: Probe, motor: Motor, monitor: Monitor) -> Verdict:
    place, tables = site.locations.get(monitor.location), monitor.type.tables
    if place is None or not place.measurement_category:
        needs = f"locations.{place.tag}.measurement_category" if place else f"monitors.{monitor.tag}.location"
        return not_checked(probe, needs)
    inputs, categories, category = (
        tables.get("system_voltage"),
        tables.get("measurement_category"),
        place.measurement_category,
    )
    low, high = (cell(inputs, NOMINAL, f"nominal_{end}_v") if inputs else None for end in ("min", "max"))
    limit = cell(categories, CATEGORIES, f"cat_{category.lower()}_line_v") if categories else None
    what, path = f"rated direct voltage of {motor.tag} (measurement category {category})", motor.path("rated_voltage_v")
    if inputs is None or categories is None or limit is None:
        return not_checked(probe, why=f"nothing is printed for direct voltage in category {category}", path=path)
    if motor.rated_voltage_v > limit:
        return at_most(probe, what, motor.rated_voltage_v, limit, "V", path=path, source=categories.source)
    band = (motor.rated_voltage_v, motor.rated_voltage_v)
    return within(probe, what, band, (low, min(high, limit) if high else limit), "V", path=path, source=inputs.source)

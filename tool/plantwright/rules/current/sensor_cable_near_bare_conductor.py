"""CUR041: the cable of a transducer can touch a bare conductor that its insulation does not hold."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.physics.measurement_category import line_to_earth_voltage_v
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import amount, at_most, not_applicable, not_checked, passed
from plantwright.rules.supply import highest_v, proven
from plantwright.site.model import Number, Sensor, SensorCable, Site, Supply

LEAST = "PCT1200-K-L6"  # the one cable whose insulation is stated; the others are taken to hold no more


@rule(
    id="CUR041",
    severity=ERROR,
    title="Transducer cable can touch a bare conductor",
    source=Source(document="PCT1200 user manual", clause="2.2, 5.1, 5.10.2", lines="201-203, 247, 410"),
    refs=("ZES-025", "ZES-036", "ZES-059"),
    mend="fasten the cable where it cannot reach the conductor, insulate the conductor, or cover the cable",
    good={"sensors.CT101.conductor.insulated": False, "sensors.CT101.cable.kept_clear": True},
    bad={"sensors.CT101.cable.kept_clear": False},
    waivable=False,
)
def sensor_cable_near_bare_conductor(site: Site) -> Iterator[Verdict]:
    """The cable has no safety insulation: where it touches a bare bar, the meter and whoever holds it are live.

    The working voltage of the cable is its highest, so the supply counts at the top of its tolerance.
    """
    for sensor in site.sensors.values():
        insulated, cable = sensor.conductor.insulated if sensor.conductor else None, sensor.cable
        if insulated:
            yield not_applicable(sensor, "the conductor is insulated", path=sensor.path("conductor", "insulated"))
        elif insulated is None:
            yield not_applicable(sensor, "CUR040 asks whether the conductor is insulated")
        elif cable is None:
            yield not_checked(sensor, f"sensors.{sensor.tag}.cable")
        else:
            yield _verdict(site.supply, sensor, cable)


def _verdict(supply: Supply, sensor: Sensor, cable: SensorCable) -> Verdict:
    voltage_v, limit = (
        line_to_earth_voltage_v(supply.system, highest_v(supply)),
        _working_voltage_v(sensor, cable.model),
    )
    path = sensor.path("cable", "kept_clear" if cable.kept_clear is not None else "model")
    if limit is None:
        return not_checked(sensor, f"tables.cables of the device type {sensor.type.type}")
    if voltage_v > limit and cable.kept_clear is None:
        return not_checked(sensor, f"sensors.{sensor.tag}.cable.kept_clear")
    if voltage_v > limit and cable.kept_clear:
        message = f"cable {cable.model} for {amount(limit, 'V')} is kept clear of the bare conductor"
        return passed(sensor, message, path=path, value=round(voltage_v, 1), limit=limit, unit="V")
    what = f"highest voltage to earth of the bare conductor that cable {cable.model} can touch"
    hint = "fasten the cable where it cannot reach the conductor, insulate the conductor, or cover the cable"
    return proven(at_most(sensor, what, voltage_v, limit, "V", path=path, hint=hint), supply)


def _working_voltage_v(sensor: Sensor, model: str) -> Number | None:
    """Return what the insulation of a cable holds, for a cable without a statement what that of another holds."""
    table = sensor.type.tables.get("cables")
    if table is None or "working_voltage_v" not in table.columns:
        return None
    column = table.columns.index("working_voltage_v")
    stated = [table.rows[name][column] for name in (model, LEAST) if name in table.rows]
    return next((value for value in stated if isinstance(value, int | float)), None)

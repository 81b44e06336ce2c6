"""CUR012: a transducer is connected to something that cannot feed it, or by a cable that does not fit."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, listed, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, not_checked, passed
from plantwright.site.model import Device, Sensor, Site


@rule(
    id="CUR012",
    severity=ERROR,
    title="Wrong supply or cable of a transducer",
    source=Source(document="PCT1200 user manual", clause="5.7, 5.10 to 5.12", lines="358, 388, 451, 455"),
    refs=("ZES-027", "ZES-060", "ZES-061"),
    mend="use the cable that belongs to the supply, or feed the transducer from the supply that its cable fits",
    bad={"sensors.CT301.cable.model": "PCT-DSUB"},
)
def wrong_supply_or_cable(site: Site) -> Iterator[Verdict]:
    """An LMG600 feeds a PCT1200 through PCT1200-K-L6; every other meter needs a supply unit and PCT-DSUB."""
    for sensor in site.sensors.values():
        supply = site.meters.get(sensor.supply) or site.supply_units.get(sensor.supply)
        if supply is None:
            yield not_checked(sensor, f"a meter or supply unit {sensor.supply}", path=sensor.path("supply"))
        else:
            yield _verdict(sensor, supply)


def _verdict(sensor: Sensor, supply: Device) -> Verdict:
    fitting = rating(supply.type, "sensor_cable")
    if supply.type.models.get(supply.model, {}).get("supplies_pct1200") is False:
        units = rating(supply.type, "supply_units")
        names = " or ".join(map(str, listed(units))) if units else "a supply unit"
        message = f"{supply.tag} ({supply.model}) cannot feed a transducer"
        return fail(sensor, message, path=sensor.path("supply"), value=supply.model, hint=f"feed it from {names}")
    if sensor.cable is None:
        return not_checked(sensor, f"sensors.{sensor.tag}.cable.model")
    if fitting is None:
        return not_checked(sensor, absent(supply.type, "sensor_cable"), path=sensor.path("supply"))
    path, model = sensor.path("cable", "model"), sensor.cable.model
    if model in listed(fitting):
        return passed(
            sensor, f"{model} fits {supply.tag} ({supply.model})", path=path, value=model, source=fitting.source
        )
    wanted = " or ".join(map(str, listed(fitting)))
    message = f"cable {model} does not fit {supply.tag} ({supply.model}), which needs {wanted}"
    return fail(sensor, message, path=path, value=model, limit=wanted, source=fitting.source, hint=f"use {wanted}")

"""CUR011: the transducers on one meter or supply unit draw more than it gives."""

from collections.abc import Iterator, Sequence

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import model_source, most, of_model, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import sensors_by_supply
from plantwright.rules.say import at_most, not_applicable, not_checked
from plantwright.site.model import Device, Number, Sensor, Site, SupplyUnit


@rule(
    id="CUR011",
    severity=ERROR,
    title="Sensor supply overloaded",
    source=Source(document="PCT1200 user manual", clause="5.10.1", lines="401-406"),
    refs=("ZES-050", "ZES-066", "X-050"),
    mend="feed some from a supply unit",
    good={"sensors.CT201.supply_current_a": 1.5},
    bad={"sensors.CT201.supply_current_a": 2.5},
)
def supply_overloaded(site: Site) -> Iterator[Verdict]:
    """The supply current is shared by every transducer on a meter, also by those of other feeders and other kinds."""
    fed = sensors_by_supply(site)
    for supply in (*site.meters.values(), *site.supply_units.values()):
        sensors = fed.get(supply.tag, ())
        limit = of_model(supply, "supply_current_a")
        silent = [each for each in sensors if _supply_current_a(each) is None]
        if not sensors:
            yield not_applicable(supply, "feeds no transducer")
        elif of_model(supply, "pct1200_max") is not None and all(map(_counted, sensors)):
            yield not_applicable(supply, "CUR010 decides: only PCT1200 are connected")
        elif supply.type.models.get(supply.model, {}).get("supplies_pct1200") is False:
            yield not_applicable(supply, "CUR012 decides: this meter feeds no transducers")
        elif silent:
            yield not_checked(supply, *(f"sensors.{each.tag}.supply_current_a" for each in silent))
        elif not supply.model:
            yield not_checked(supply, ".".join(map(str, supply.path("model"))))
        elif limit is None:
            yield _as_stated(supply, sensors)
        else:
            demand = sum(_supply_current_a(each) or 0 for each in sensors)
            what = f"supply current of {len(sensors)} transducers"
            path, source = sensors[-1].path("supply"), model_source(supply)
            yield at_most(supply, what, demand, limit, "A", path=path, source=source)


def _as_stated(supply: Device, sensors: Sequence[Sensor]) -> Verdict:
    """Judge the sensor that draws most by what the site states of each channel of a supply unit."""
    given = supply.channel_supply if isinstance(supply, SupplyUnit) else None
    if given is None:
        key = f"supply_units.{supply.tag}.channel_supply"
        return not_checked(supply, why=f"no document read states the supply current of {supply.type.title}: {key}")
    most_drawn = max(sensors, key=lambda each: _supply_current_a(each) or 0)
    what, source = f"supply current of {most_drawn.tag}", Source(document=f"{supply.tag}: {given.source}")
    path, drawn = most_drawn.path("supply"), _supply_current_a(most_drawn) or 0
    return at_most(supply, what, drawn, given.current_a, "A", path=path, source=source)


def _counted(sensor: Sensor) -> bool:
    """Return whether the number of PCT1200 says it all: no other kind, no other supply current."""
    return sensor.type.type == "pct1200" and sensor.supply_current_a is None


def _supply_current_a(sensor: Sensor) -> Number | None:
    """Return the supply current the site states, else the one of the type."""
    return (
        sensor.supply_current_a
        if sensor.supply_current_a is not None
        else most(rating(sensor.type, "supply_current_a"))
    )

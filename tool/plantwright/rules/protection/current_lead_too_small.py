"""PRO033: a lead behind a sensor supply unit bears less overload than its transducer."""

from collections.abc import Iterator
from functools import partial

from plantwright.findings.verdict import Source, Verdict
from plantwright.physics.current_chain import secondary_current_a
from plantwright.rules.facts import least, most, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.protection.leads import called, each_lead
from plantwright.rules.say import amount, at_least, not_applicable, not_checked
from plantwright.site.model import Lead, Meter, Number, Sensor, Site


@rule(
    id="PRO033",
    severity=ERROR,
    title="Current lead too weak for its transducer",
    source=Source(document="PCT1200 user manual", clause="2.2", lines="152, 187"),
    refs=("ZES-016", "ZES-021"),
    mend="use a lead for more current",
    bad={"meters.LMG3.leads.I1.current_a": 5},
)
def current_lead_too_small(site: Site) -> Iterator[Verdict]:
    """A wire that burns off in an overload opens the secondary, and an open secondary is dangerous.

    Ten times the largest output current of the transducer is asked for; a fuse is not allowed in its place.
    """
    return each_lead(site, partial(_verdict, site))


def _verdict(site: Site, meter: Meter, mark: str, lead: Lead) -> Verdict:
    on, path = called(meter, mark), meter.path("leads", mark, "current_a")
    demands = [(needed, sensor.tag) for sensor in _behind(site, meter) if (needed := _needed_a(sensor)) is not None]
    if lead.kind != "current":
        return not_applicable(on, "it is a voltage lead", path=path[:-1])
    if not demands:
        return not_applicable(on, "it carries no output of a transducer", path=path[:-1])
    if lead.current_a is None:
        return not_checked(on, f"meters.{meter.tag}.leads.{mark}.current_a", path=path[:-1])
    needed, tag = max(demands)
    what = f"rated current of lead {mark} ({_times(site, tag)} the largest output current of {tag})"
    return at_least(on, what, lead.current_a, needed, "A", path=path)


def _behind(site: Site, meter: Meter) -> tuple[Sensor, ...]:
    """Return the transducers whose output current reaches a meter through a supply unit."""
    units = [unit.tag for unit in site.supply_units.values() if unit.feeds == meter.tag]
    return tuple(sensor for sensor in site.sensors.values() if sensor.supply in units)


def _needed_a(sensor: Sensor) -> Number | None:
    """Return the largest output current of a transducer times the overload capability its wires must have."""
    current, ratio = most(rating(sensor.type, "max_current_rms_a")), most(rating(sensor.type, "ratio"))
    times = least(rating(sensor.type, "secondary_overload_ratio"))
    return None if current is None or not ratio or times is None else secondary_current_a(current, ratio) * times


def _times(site: Site, tag: str) -> str:
    return f"{amount(least(rating(site.sensors[tag].type, 'secondary_overload_ratio')))} times"

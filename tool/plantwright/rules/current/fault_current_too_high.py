"""CUR024: a short circuit behind a transducer passes the overload it bears."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import most, rating
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import at_most, not_applicable, not_checked
from plantwright.site.model import Number, Protection, Sensor, Site


@rule(
    id="CUR024",
    severity=WARNING,
    title="Short circuit above the overload limit of the transducer",
    source=Source(document="PCT1200 user manual", clause="5.3", lines="277"),
    refs=("ZES-041", "X-024"),
    mend="fit a fuse that clears sooner and lets less through, or calibrate the transducer again after a short circuit",
    good={"protection.F201.cut_off_current_ka": 4.6, "protection.F201.clearing_time_ms": 6},
    bad={"protection.F201.clearing_time_ms": 130},
)
def fault_current_too_high(site: Site) -> Iterator[Verdict]:
    """5000 A for 100 ms leave a transducer as it was; after more than that it is suspect and has to be proven again.

    It is judged where the fuse before it has its cut-off current stated, or where the supply cannot drive as much.
    """
    for sensor in site.sensors.values():
        limit, time = (most(rating(sensor.type, name)) for name in ("overload_current_a", "overload_time_ms"))
        prospective_ka, fuse = site.supply.prospective_short_circuit_ka, _before(site, sensor)
        if limit is None or time is None:
            yield not_applicable(sensor, f"no overload is stated for {sensor.type.title}")
        elif prospective_ka is not None and prospective_ka * 1000 <= limit:
            path = ("supply", "prospective_short_circuit_ka")
            yield at_most(sensor, "prospective short-circuit current", prospective_ka * 1000, limit, "A", path=path)
        elif fuse is None or fuse.cut_off_current_ka is None:
            yield not_applicable(sensor, "no cut-off current is stated for the fuse before it")
        else:
            yield _limited(sensor, fuse, fuse.cut_off_current_ka * 1000, limit, time)


def _limited(sensor: Sensor, fuse: Protection, cut_off_a: Number, limit_a: Number, time_ms: Number) -> Verdict:
    """Judge the current a fuse lets through, then the time it takes."""
    hint = (
        "fit a fuse that clears sooner and lets less through, or calibrate the transducer again after a short circuit"
    )
    if cut_off_a > limit_a:
        what, path = f"cut-off current of {fuse.tag}", fuse.path("cut_off_current_ka")
        return at_most(sensor, what, cut_off_a, limit_a, "A", path=path, hint=hint)
    if fuse.clearing_time_ms is None:
        return not_checked(sensor, f"protection.{fuse.tag}.clearing_time_ms")
    what, path = f"clearing time of {fuse.tag}", fuse.path("clearing_time_ms")
    return at_most(sensor, what, fuse.clearing_time_ms, time_ms, "ms", path=path, hint=hint)


def _before(site: Site, sensor: Sensor) -> Protection | None:
    """Return the last protective device before a transducer in its feeder."""
    feeder = site.feeders.get(sensor.feeder)
    before = feeder.path_[: feeder.path_.index(sensor.tag)] if feeder and sensor.tag in feeder.path_ else ()
    return next((site.protection[tag] for tag in reversed(before) if tag in site.protection), None)

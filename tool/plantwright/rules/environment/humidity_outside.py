"""ENV011: a location is damper or drier than its devices allow."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.physics.environment import humidity_limit_percent, intersection
from plantwright.rules.environment.climate import Limit, common, occupied
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import amount, not_applicable, not_checked, within
from plantwright.site.catalog import Table
from plantwright.site.model import Device, Place, Site


@rule(
    id="ENV011",
    severity=ERROR,
    title="Humidity outside the range of the devices",
    source=Source(document="Manuals of the devices of the location", clause="relative humidity"),
    refs=("X-034", "CLR-011", "K7-008", "ZES-032"),
    mend="dry or humidify the location, lower its highest temperature, or move the device that is named",
    bad={"locations.MCC1.humidity_max_percent": 70},
)
def humidity_outside(site: Site) -> Iterator[Verdict]:
    """Warm air carries more water: the limit falls from 80 % at 31 °C to 50 % at 40 °C where power meters stand."""
    for place, devices in occupied(site):
        limit = common(devices, "humidity_percent")
        needed = [key for key in ("humidity_max_percent", "ambient_max_c") if getattr(place, key) is None]
        if limit is None:
            yield not_applicable(place, "no device here states a humidity")
        elif needed:
            yield not_checked(place, *(f"locations.{place.tag}.{key}" for key in needed))
        else:
            yield _verdict(place, devices, limit)


def _verdict(place: Place, devices: tuple[Device, ...], limit: Limit) -> Verdict:
    ambient, high = place.ambient_max_c or 0, place.humidity_max_percent or 0
    low = high if place.humidity_min_percent is None else place.humidity_min_percent
    tables = [table for device in devices if (table := device.type.tables.get("humidity_line"))]
    lines = [(None, humidity_limit_percent(ambient, *_points(table))) for table in tables]
    allowed = intersection([limit.band, *lines])
    source = tables[0].source if tables and allowed[1] != limit.band[1] else limit.source
    path = place.path("humidity_min_percent" if allowed[0] is not None and low < allowed[0] else "humidity_max_percent")
    what = f"humidity at up to {amount(ambient, '°C')}"
    found = within(place, what, (low, high), allowed, "%", path=path, source=source)
    unknown = place.humidity_min_percent is None and allowed[0] is not None
    return not_checked(place, f"locations.{place.tag}.humidity_min_percent") if unknown and not found.failed else found


def _points(table: Table) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the first and the last point of a humidity line."""
    points = [(float(row[0] or 0), float(row[1] or 0)) for row in table.rows.values()]
    return points[0], points[-1]

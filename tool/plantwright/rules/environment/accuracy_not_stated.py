"""ENV020: a location is damper than the accuracy of an insulation monitor is stated for."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.environment.climate import common, occupied
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import not_applicable, not_checked, within
from plantwright.site.model import Monitor, Number, Place, Site

CLIMATE = {"humidity": "%", "ambient": "°C"}


@rule(
    id="ENV020",
    severity=WARNING,
    title="Climate outside the range of the stated accuracy",
    source=Source(document="K7GE-MG datasheet", clause="Measurement specifications", lines="103"),
    refs=("K7-021", "X-034"),
    mend="keep the location in the range that the accuracy is stated for, or take the readings as an indication",
    good={"locations.MCC1.ambient_max_c": 30},
    bad={"locations.MCC1.humidity_max_percent": 70},
)
def accuracy_not_stated(site: Site) -> Iterator[Verdict]:
    """The monitor works up to 85 % humidity; between 65 % and there nobody says how far its reading is out."""
    for place, devices in occupied(site):
        monitors = tuple(device for device in devices if isinstance(device, Monitor))
        if not monitors:
            yield not_applicable(place, "no insulation monitor here")
        for name, unit in CLIMATE.items() if monitors else ():
            yield _verdict(place, monitors, name, unit)


def _verdict(place: Place, monitors: tuple[Monitor, ...], name: str, unit: str) -> Verdict:
    key = {"humidity": "percent", "ambient": "c"}[name]
    least, most = f"{name}_min_{key}", f"{name}_max_{key}"
    limit, high = common(monitors, f"accuracy_{name}_{key}"), _stated(place, most)
    if limit is None:
        return not_applicable(place, f"no monitor here states an accuracy by {name}")
    if high is None:
        return not_checked(place, f"locations.{place.tag}.{most}")
    stated = _stated(place, least)
    low = high if stated is None else stated
    path = place.path(least if limit.band[0] is not None and low < limit.band[0] else most)
    what = f"{name} (accuracy of {limit.by})"
    found = within(place, what, (low, high), limit.band, unit, path=path, source=limit.source)
    unknown = stated is None and limit.band[0] is not None
    return not_checked(place, f"locations.{place.tag}.{least}") if unknown and not found.failed else found


def _stated(place: Place, key: str) -> Number | None:
    value: Number | None = getattr(place, key)
    return value

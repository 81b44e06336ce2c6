"""ENV024: a location is shaken in another way, or further, than its devices were tested for."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.environment.climate import common, occupied
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import not_applicable, within
from plantwright.site.model import Device, Number, Place, Site

STATED = {
    "shock_m_s2": ("shock", "m/s²"),
    "vibration_amplitude_mm": ("amplitude of the vibration", "mm"),
    "vibration_frequency_hz": ("frequency of the vibration", "Hz"),
}
"""Key of a location, and fact of the environment of a device type -> what it is, unit."""


@rule(
    id="ENV024",
    severity=WARNING,
    title="Shock or vibration beyond what the devices were tested for",
    source=Source(document="Manuals of the devices of the location", clause="vibration and shock resistance"),
    refs=("K7-015",),
    mend="put the devices on vibration dampers, or move them away from the source of the shock",
    good={
        "locations.MCC1": {"shock_m_s2": 20, "vibration_amplitude_mm": 0.1, "vibration_frequency_hz": 25},
    },
    bad={"locations.MCC1.shock_m_s2": 150},
)
def shock_beyond_test(site: Site) -> Iterator[Verdict]:
    """ENV017 judges how strong a vibration is; its swing, its frequency and single shocks have limits of their own.

    A frequency outside the tested one is no fault by itself: nothing is known of it.
    """
    for place, devices in occupied(site):
        values = {key: value for key in STATED if (value := getattr(place, key)) is not None}
        if not values:
            yield not_applicable(place, f"no shock or swing is stated ({', '.join(STATED)})")
        for key, value in values.items():
            yield _verdict(place, devices, key, value)


def _verdict(place: Place, devices: tuple[Device, ...], key: str, value: Number) -> Verdict:
    limit, (what, unit) = common(devices, key), STATED[key]
    if limit is None:
        return not_applicable(place, f"no device here states a {what}", path=place.path(key))
    told = f"{what} (tested: {limit.by})"
    return within(place, told, (value, value), limit.band, unit, path=place.path(key), source=limit.source)

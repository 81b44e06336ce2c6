"""ENV017: a location vibrates more than its devices bear."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.environment.climate import occupied
from plantwright.rules.facts import most
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import at_most, below, not_applicable
from plantwright.site.catalog import Fact
from plantwright.site.model import Device, Site

STANDARD_GRAVITY_M_S2 = 9.80665  # 3rd General Conference on Weights and Measures, 1901


@rule(
    id="ENV017",
    severity=ERROR,
    title="Vibration above the limit of the devices",
    source=Source(document="Manuals of the devices of the location", clause="vibration"),
    refs=("X-037", "CLR-014", "K7-015"),
    mend="put the devices on vibration dampers, or move them away from the source of the vibration",
    bad={"locations.MCC1.vibration_m_s2": 5},
)
def vibration_too_strong(site: Site) -> Iterator[Verdict]:
    """Vibration loosens screws and breaks solder joints; on one plate the most delicate device decides."""
    for place, devices in occupied(site):
        limits = [limit for device in devices if (limit := _limit(device))]
        if not limits:
            yield not_applicable(place, "no device here states a vibration")
        elif place.vibration_m_s2 is None:
            yield not_applicable(place, f"no vibration is stated (locations.{place.tag}.vibration_m_s2)")
        else:
            lowest, by, fact = min(limits, key=lambda each: each[0])
            what, path = f"vibration (limit of {by})", place.path("vibration_m_s2")
            judged = below if fact.exclusive else at_most
            yield judged(place, what, place.vibration_m_s2, lowest, "m/s²", path=path, source=fact.source)


def _limit(device: Device) -> tuple[float, str, Fact] | None:
    """Return the highest acceleration in m/s², the type that states it, and the fact."""
    for name, factor in (("vibration_m_s2", 1.0), ("vibration_g", STANDARD_GRAVITY_M_S2)):
        fact = device.type.environment.get(name)
        stated = most(fact)
        if fact and stated is not None:
            return stated * factor, device.type.type, fact
    return None

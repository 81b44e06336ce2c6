"""What the devices of a location have in common in one fact of their environment."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source
from plantwright.frozen import dataclass
from plantwright.physics.environment import Band, intersection
from plantwright.rules.members import devices_by_location
from plantwright.site.catalog import Fact
from plantwright.site.model import Device, Number, Place, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The band every device of a place allows; `by` names those that set its ends, `source` is that of the first."""

    band: Band
    by: str
    source: Source


def common(devices: tuple[Device, ...], name: str) -> Limit | None:
    """Return the intersection of a fact over devices, None when none of them states it."""
    kinds = {device.type.type: device.type for device in devices}
    stated = [(kind, fact) for kind, each in kinds.items() if (fact := each.environment.get(name))]
    if not stated:
        return None
    low, high = intersection(_band(fact) for _, fact in stated)
    setting = [(kind, fact) for kind, fact in stated if {low, high} & set(_band(fact)) - {None}]
    by = ", ".join(kind for kind, _ in setting)
    return Limit(band=(low, high), by=by, source=(setting or stated)[0][1].source)


def occupied(site: Site) -> Iterator[tuple[Place, tuple[Device, ...]]]:
    """Yield every location with its devices."""
    present = devices_by_location(site)
    for place in site.locations.values():
        yield place, present.get(place.tag, ())


def _band(fact: Fact) -> Band:
    return fact.min, fact.max if fact.max is not None else _number(fact.value)


def _number(value: object) -> Number | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None

"""Facts of device types for rules: the stated limit, or what to say when no document states one."""

from collections.abc import Mapping

from plantwright.findings.verdict import Source
from plantwright.site.catalog import DeviceType, Fact
from plantwright.site.model import Device, Number


def rating(kind: DeviceType, name: str) -> Fact | None:
    """Return a rating of a device type, None when it is not stated."""
    return kind.ratings.get(name)


def most(fact: Fact | None) -> Number | None:
    """Return the upper limit a fact states: its maximum, else its value when that is a number."""
    if fact is None:
        return None
    return fact.max if fact.max is not None else _number(fact)


def least(fact: Fact | None) -> Number | None:
    """Return the lower limit a fact states, None without one."""
    return None if fact is None else fact.min


def of_model(device: Device, name: str) -> Number | None:
    """Return a number that the type states for the model of a device, None when it is not stated."""
    value = device.type.models.get(device.model, {}).get(name)
    return value if isinstance(value, int | float) else None


def model_source(device: Device) -> Source | None:
    """Return where the numbers of a model come from."""
    source: object = device.type.models.get(device.model, {}).get("source")
    if not isinstance(source, Mapping):
        return None
    document = device.type.documents.get(source["document"])
    return Source(**{**source, "document": document.title if document else source["document"]})


def listed(fact: Fact) -> tuple[object, ...]:
    """Return the allowed values of a fact."""
    return fact.values or ((fact.value,) if fact.value is not None else ())


def absent(kind: DeviceType, name: str, part: str = "ratings") -> str:
    """Name a fact that a device type lacks."""
    return f"{part}.{name} of the device type {kind.type}"


def _number(fact: Fact) -> Number | None:
    value = fact.value if fact.value is not None else fact.nominal
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None

"""What is polled of a device: its registers for measurements, states and faults, as the database describes them."""

import json
from dataclasses import dataclass, replace

from plantwright.findings.verdict import Source
from plantwright.site.catalog import VOLATILE_ROLES, DeviceType, Parameter
from plantwright.site.evidence import Evidence, reads_true
from plantwright.site.model import Device, Site

_KEPT = (
    "name", "title", "kind", "register", "role", "unit", "scale", "verified", "channel", "minimum", "maximum", "codes",
    "bits",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layout:
    """The registers of a device in the order in which a sample holds them; a device of another type has another one."""

    device: str
    type: str
    entries: tuple[Parameter, ...]


def polled(device_type: DeviceType, evidence: Evidence | None = None) -> tuple[Parameter, ...]:
    """Return the readable registers of a type that change by themselves, in ascending order.

    What documents do not prove counts as verified when `evidence`, what was learned on real units, does.
    """
    blocks = device_type.modbus.blocks if device_type.modbus else ()
    return tuple(
        replace(entry, verified=reads_true(entry, evidence))
        for register, entry in device_type.map.items()
        if entry.role in VOLATILE_ROLES
        and "r" in entry.access
        and any(first <= register <= last for first, last in blocks)
    )


def layout_of(site: Site, device: Device) -> Layout:
    """Return what is polled of a device, with what was learned of its type."""
    return Layout(device.tag, device.type.type, polled(device.type, site.evidence.get(device.type.type)))


def to_json(entries: tuple[Parameter, ...]) -> str:
    """Return what is needed to read raw values of these registers later, the same text for the same registers."""
    return json.dumps([{key: getattr(each, key) for key in _KEPT} for each in entries], ensure_ascii=False)


def from_json(text: str) -> tuple[Parameter, ...]:
    """Return the registers that `to_json` described; raise ValueError, KeyError or TypeError when it did not."""
    nowhere = Source(document="")
    return tuple(Parameter(source=nowhere, **each) for each in json.loads(text))

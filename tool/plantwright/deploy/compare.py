"""Two devices, or one at two times, setting by setting: what differs, in engineering values. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.codec import decode, encode
from plantwright.site.catalog import PROTECTED_ROLES, VOLATILE_ROLES, DeviceType, Parameter, Value
from plantwright.site.evidence import Evidence, reads_true
from plantwright.site.model import Device

OWN_ROLES = PROTECTED_ROLES - {"baud"}
"""What belongs to one unit and differs between two by its nature: address, calibration, rating."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A value and the raw register behind it, None for a setting without one."""

    value: Value
    raw: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a comparison: `label` says which device, and when or by what its values are so.

    `evidence` is what was learned of its type.
    """

    label: str
    tag: str
    type: DeviceType
    values: Mapping[str, Held]
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A parameter or register that is not the same on both sides. `proven`: its coding is, for both."""

    parameter: str
    code: str
    title: str
    unit: str
    register: int | None
    a: Held
    b: Held
    proven: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs between two sides; `one_sided` are only known of one, `own` belong to each unit by itself."""

    a: str
    b: str
    type: str
    equal: int
    differences: tuple[Difference, ...]
    one_sided: tuple[str, ...]
    own: tuple[str, ...]


def side_of_registers(
    label: str, tag: str, kind: DeviceType, registers: Mapping[int, int], evidence: Evidence | None = None
) -> Side:
    """Return what registers hold that somebody set; measurements and states are left out."""
    entries = ((entry, registers[at]) for at, entry in kind.map.items() if at in registers)
    values = {
        entry.name: Held(value=decode(entry, raw), raw=raw)
        for entry, raw in entries
        if entry.role not in VOLATILE_ROLES
    }
    return Side(label=label, tag=tag, type=kind, values=values, evidence=evidence)


def side_of_declared(label: str, device: Device, evidence: Evidence | None = None) -> Side:
    """Return what the site files declare of a device."""
    known = device.type.parameters
    values = {name: _declared(known[name], value) for name, value in device.parameters.items() if name in known}
    return Side(label=label, tag=device.tag, type=device.type, values=values, evidence=evidence)


def _declared(entry: Parameter, value: Value) -> Held:
    return Held(value=value, raw=None if entry.register is None else encode(entry, value))


def compare(a: Side, b: Side) -> Comparison:
    """Return what differs; raise Stop when the sides are not of one device type."""
    guard_one_type(a.label, a.type, b.label, b.type)
    entries = {entry.name: entry for entry in (*a.type.parameters.values(), *a.type.registers.values())}
    known = [entry for entry in entries.values() if entry.name in a.values or entry.name in b.values]
    own = [entry for entry in known if a.tag != b.tag and entry.role in OWN_ROLES]
    both = [entry for entry in known if entry.name in a.values and entry.name in b.values and entry not in own]
    differ = [entry for entry in both if not _same(a.values[entry.name], b.values[entry.name])]
    return Comparison(
        a=a.label,
        b=b.label,
        type=a.type.type,
        equal=len(both) - len(differ),
        differences=tuple(_difference(entry, a, b) for entry in differ),
        one_sided=tuple(entry.name for entry in known if entry not in both and entry not in own),
        own=tuple(entry.name for entry in own),
    )


def guard_one_type(a: str, one: DeviceType, b: str, other: DeviceType) -> None:
    """Raise Stop unless two devices, named as people know them, are of one and the same type."""
    if one.type != other.type:
        raise Stop(
            ExitCode.USAGE,
            f"{a} is a {one.type}, {b} a {other.type}: their settings cannot be compared",
            "compare two devices of one type",
        )
    if one != other:
        raise Stop(
            ExitCode.USAGE,
            f"{a} and {b} are both called {one.type}, but their device types are not the same",
            "compare the files of the type in the `devices` folders of the sites",
        )


def _same(a: Held, b: Held) -> bool:
    return a.raw == b.raw if None not in (a.raw, b.raw) else a.value == b.value


def _difference(entry: Parameter, a: Side, b: Side) -> Difference:
    return Difference(
        parameter=entry.name, code=entry.code, title=entry.title, unit=entry.unit, register=entry.register,
        a=a.values[entry.name], b=b.values[entry.name],
        proven=reads_true(entry, a.evidence) and reads_true(entry, b.evidence),
    )  # fmt: skip

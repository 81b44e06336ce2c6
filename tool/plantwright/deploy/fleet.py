"""Several sites at once: which changes are the same, and which devices are not set as most of their type are. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from plantwright.deploy.compare import OWN_ROLES, guard_one_type
from plantwright.deploy.plan import Plan
from plantwright.modbus.codec import decode, encode
from plantwright.site.catalog import VOLATILE_ROLES, DeviceType, Parameter, Value
from plantwright.site.evidence import Evidence, reads_true
from plantwright.site.model import Device

USUAL_OF = 3
"""Devices from which on one value can be called the usual one; our own choice: of two, neither is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change that is the same on one or more devices, each named as PLANT:TAG."""

    type: str
    parameter: str
    code: str
    title: str
    unit: str
    register: int
    old: Value
    new: Value
    old_raw: int
    new_raw: int
    proven: bool
    devices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one device holds. `declared` says whether it is what its site declares, None when nothing is declared."""

    device: str
    value: Value
    raw: int
    declared: bool | None
    outlier: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One parameter over all devices of a type; `usual` is what more than half hold, None when there is none."""

    parameter: str
    code: str
    title: str
    unit: str
    register: int
    proven: bool
    usual: Value | None
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """True when not all devices hold the same."""
        return len({cell.raw for cell in self.cells}) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The devices of one type and their settings; what belongs to one unit (address, calibration) is left out."""

    type: str
    devices: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A device that was read, named as PLANT:TAG; `evidence` is what its site has learned of its type."""

    name: str
    device: Device
    registers: Mapping[int, int]
    evidence: Evidence | None = None


def same_changes(plans: Sequence[Plan]) -> tuple[Change, ...]:
    """Return the changes of all plans, identical ones as one, those on the most devices first."""
    found: dict[Change, Change] = {}
    for change in _changes(plans):
        key = replace(change, devices=(), proven=False)
        known = found.get(key, replace(change, devices=()))
        found[key] = replace(change, devices=(*known.devices, *change.devices), proven=known.proven and change.proven)
    return tuple(sorted(found.values(), key=lambda each: (-len(each.devices), each.type, each.register)))


def _changes(plans: Sequence[Plan]) -> Iterator[Change]:
    for plan in plans:
        for device in plan.devices:
            for write in device.writes:
                yield Change(
                    type=device.type, parameter=write.parameter, code=write.code, title=write.title, unit=write.unit,
                    register=write.register, old=write.old, new=write.new, old_raw=write.old_raw,
                    new_raw=write.new_raw, proven=write.proven, devices=(f"{plan.plant}:{device.tag}",),
                )  # fmt: skip


def matrices(units: Sequence[Unit]) -> tuple[Matrix, ...]:
    """Return a matrix for every device type with settings in registers, in the order in which the types come.

    Raise Stop when two sites call two different device types by one name.
    """
    first = {unit.device.type.type: unit for unit in reversed(units)}
    for unit in units:
        known = first[unit.device.type.type]
        guard_one_type(known.name, known.device.type, unit.name, unit.device.type)
    types = {unit.device.type.type: unit.device.type for unit in units}
    made = (_matrix(kind, [unit for unit in units if unit.device.type.type == name]) for name, kind in types.items())
    return tuple(matrix for matrix in made if matrix.rows)


def _matrix(kind: DeviceType, units: Sequence[Unit]) -> Matrix:
    settings = [
        (register, entry)
        for register, entry in kind.map.items()
        if entry.role not in VOLATILE_ROLES | OWN_ROLES and all(register in unit.registers for unit in units)
    ]
    return Matrix(
        type=kind.type,
        devices=tuple(unit.name for unit in units),
        rows=tuple(_row(register, entry, units) for register, entry in settings),
    )


def _row(register: int, entry: Parameter, units: Sequence[Unit]) -> Row:
    raws = [unit.registers[register] for unit in units]
    usual = _usual(raws)
    return Row(
        parameter=entry.name, code=entry.code, title=entry.title, unit=entry.unit, register=register,
        proven=all(reads_true(entry, unit.evidence) for unit in units),
        usual=None if usual is None else decode(entry, usual),
        cells=tuple(_cell(entry, unit, raw, usual) for unit, raw in zip(units, raws, strict=True)),
    )  # fmt: skip


def _usual(raws: Sequence[int]) -> int | None:
    """Return what more than half of at least three devices hold."""
    raw, times = Counter(raws).most_common(1)[0]
    return raw if len(raws) >= USUAL_OF and 2 * times > len(raws) else None


def _cell(entry: Parameter, unit: Unit, raw: int, usual: int | None) -> Cell:
    stated = unit.device.parameters.get(entry.name)
    return Cell(
        device=unit.name, value=decode(entry, raw), raw=raw,
        declared=None if stated is None else encode(entry, stated) == raw, outlier=usual not in (None, raw),
    )  # fmt: skip

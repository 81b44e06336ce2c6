"""A device that was found, as data for a site file: every key says whether it was read, is assumed, or not readable."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from plantwright.modbus.codec import decode, raw_allowed
from plantwright.site.catalog import PROTECTED_ROLES, VOLATILE_ROLES, DeviceType, Parameter
from plantwright.site.evidence import Evidence, reads_true
from plantwright.site.writing import Remarked

LEGEND = (
    "read: a register shows it now. assumed: it is taken from elsewhere. not readable: no register shows it.",
    "unproven coding: neither documents nor a unit prove scale or code; compare with the keypad before you rely on it.",
)
NEVER = "values of this unit alone, for the record, never settings:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """What is known of a device beside its registers; `origin` says from where. `keys` are those of a site file.

    `evidence` is what was learned of its type.
    """

    keys: Mapping[str, Any]
    origin: str
    evidence: Evidence | None = None


def entry_of(kind: DeviceType, registers: Mapping[int, int], address: int, assumed: Assumed) -> dict[str, Any]:
    """Return the keys of a device for a site file, with remarks; raw values no site file may hold are left out."""
    stated = {key: Remarked(value=value, remark=f"assumed: {assumed.origin}") for key, value in assumed.keys.items()
              if key not in ("bus", "parameters")}  # fmt: skip
    settings = dict(_settings(kind, registers, assumed))
    return {**stated, "bus": _bus(address, assumed), **({"parameters": settings} if settings else {})}


def kept_for_the_record(kind: DeviceType, registers: Mapping[int, int]) -> tuple[str, ...]:
    """Return a line for each register that belongs to this unit alone and must not be copied to another."""
    return tuple(
        f"  {entry.name}: 0x{register:04X} = {registers[register]}"
        for register, entry in kind.map.items()
        if register in registers and entry.deployment == "never" and entry.role not in VOLATILE_ROLES
    )


def _bus(address: int, assumed: Assumed) -> Any:
    stated = assumed.keys.get("bus")
    answered = Remarked(value=address, remark="read: it answered at this address")
    if stated is None:
        remark = f"not readable: which bus of the site it is; it answered at address {address}"
        return Remarked(value=None, remark=remark, left_out=True)
    others = {key: Remarked(value=value, remark=f"assumed: {assumed.origin}") for key, value in stated.items()}
    return {**others, "address": answered}


def _settings(kind: DeviceType, registers: Mapping[int, int], assumed: Assumed) -> Iterator[tuple[str, Remarked]]:
    declared = assumed.keys.get("parameters", {})
    for name, entry in kind.parameters.items():
        if entry.deployment == "never" or entry.role in PROTECTED_ROLES - {"address", "baud"}:
            continue
        if entry.register is not None and entry.register in registers:
            yield name, _read(entry, registers[entry.register], assumed.evidence)
        elif name in declared:
            remark = f"assumed: {assumed.origin}; not readable, {_where(entry)}"
            yield name, Remarked(value=declared[name], remark=remark)
        else:
            yield name, Remarked(value=None, remark=f"not readable: {_where(entry)}", left_out=True)


def _read(entry: Parameter, raw: int, evidence: Evidence | None) -> Remarked:
    coding = "" if reads_true(entry, evidence) else ", unproven coding"
    remark = f"read: 0x{entry.register:04X} = {raw}{coding}"
    if raw_allowed(entry, raw):
        return Remarked(value=decode(entry, raw), remark=remark)
    return Remarked(value=decode(entry, raw), remark=f"{remark}; not a value of this type", left_out=True)


def _where(entry: Parameter) -> str:
    return f"look at {entry.code} on the device" if entry.code else "look at the device"

"""Which register may be written with which value: the one gate every write frame passes. Pure."""

from collections.abc import Callable, Collection, Mapping

from plantwright.modbus.answers import WRITE_ONE, WRITE_SEVERAL, LineError, Write
from plantwright.modbus.codec import raw_allowed
from plantwright.site.catalog import DeviceType, Parameter


class WriteRefused(LineError):
    """A write was refused before anything left."""

    sent = False


Permit = Callable[[Write, Mapping[int, DeviceType], Collection[int]], None]
"""A gate: raises WriteRefused for a write that must not leave."""

LINE_ROLES = ("address", "baud")
"""What decides how a device is reached: written only to one device that is alone on its bus, never by a plan."""


def permit(request: Write, types: Mapping[int, DeviceType], proven: Collection[int]) -> None:
    """Raise WriteRefused unless the write sets one pushable parameter of a known device to a value its type allows.

    `proven` holds the units that have answered a read since the line was opened: a line that speaks another framing, or
    echoes what is sent, never gets there, so a write cannot be its first frame.
    """
    _permit(request, types, proven, _setting_problem)


def permit_line_setting(request: Write, types: Mapping[int, DeviceType], proven: Collection[int]) -> None:
    """Raise WriteRefused unless the write sets address or baud rate of the only device that takes part."""
    if len(types) != 1:
        raise WriteRefused("an address or baud rate is written only to one device alone; nothing was sent")
    _permit(request, types, proven, _line_setting_problem)


def _permit(
    request: Write, types: Mapping[int, DeviceType], proven: Collection[int],
    entry_problem: Callable[[Write, Parameter], str],
) -> None:  # fmt: skip
    problem = _whole(request) or _unit_problem(request, types, proven)
    problem = problem or _register_problem(request, types[request.unit], entry_problem)
    if problem:
        where = f"register {_hexadecimal(request.address)} of unit {request.unit!r}"
        raise WriteRefused(f"writing {request.raw!r} to {where} is refused: {problem}; nothing was sent")


def _whole(request: Write) -> str:
    numbers = (request.unit, request.address, request.raw, request.function)
    return "" if all(type(number) is int for number in numbers) else "not whole numbers"


def _unit_problem(request: Write, types: Mapping[int, DeviceType], proven: Collection[int]) -> str:
    if not 1 <= request.unit <= 247:
        return "units are 1 to 247, and nothing is broadcast"
    if request.unit not in types:
        return "no device with that address takes part"
    if request.unit not in proven:
        return "the unit has not answered a read since the line was opened"
    return ""


def _register_problem(request: Write, kind: DeviceType, entry_problem: Callable[[Write, Parameter], str]) -> str:
    every = (*kind.parameters.values(), *kind.registers.values())
    entries = [entry for entry in every if entry.register == request.address]
    known = kind.modbus and kind.modbus.write_function
    if request.function != known or request.function not in (WRITE_ONE, WRITE_SEVERAL):
        return f"type {kind.type} is not written by function {request.function}"
    if not entries:
        return f"no such register in type {kind.type}"
    return next((problem for entry in entries if (problem := entry_problem(request, entry))), "")


def _setting_problem(request: Write, entry: Parameter) -> str:
    if entry.role != "parameter":
        return f"`{entry.name}` has role {entry.role}, not parameter"
    if entry.deployment != "push":
        return f"`{entry.name}` is deployed by {entry.deployment}, not by a plan"
    return _value_problem(request, entry)


def _line_setting_problem(request: Write, entry: Parameter) -> str:
    if entry.role not in LINE_ROLES:
        return f"`{entry.name}` has role {entry.role}, not {' or '.join(LINE_ROLES)}"
    return _value_problem(request, entry)


def _value_problem(request: Write, entry: Parameter) -> str:
    if entry.access != "rw":
        return f"`{entry.name}` has access {entry.access}, not rw"
    if not raw_allowed(entry, request.raw):
        return f"raw {request.raw} is not a value `{entry.name}` can have"
    return ""


def _hexadecimal(register: int) -> str:
    return f"0x{register:04X}" if type(register) is int else repr(register)

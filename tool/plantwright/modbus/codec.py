"""Engineering values and raw registers. Pure, in decimal arithmetic: 0.1 is one tenth, never nearly one tenth."""

from decimal import Decimal

from plantwright.site.catalog import Parameter, Value


class CodecError(ValueError):
    """A value has no exact raw form; the message names the parameter, the value and what would be right."""


def encode(parameter: Parameter, value: Value) -> int:
    """Return the raw register, 0 to 65535, of a value; raise CodecError when there is no exact one.

    The range of the parameter is not looked at: see `raw_allowed`.
    """
    raw = _number(parameter, value) if parameter.kind in ("integer", "number") else _code(parameter, value)
    if not 0 <= raw <= 0xFFFF:
        raise CodecError(f"{parameter.name}: {value!r} is raw {raw}; a register holds 0 to 65535")
    return raw


def decode(parameter: Parameter, raw: int) -> Value:
    """Return the value of a raw register; `unknown (n)` for a code that no document names."""
    if parameter.codes:
        return next((name for name, code in parameter.codes.items() if code == raw), f"unknown ({raw})")
    if parameter.kind == "boolean":
        return bool(raw) if raw in (0, 1) else f"unknown ({raw})"
    if parameter.kind == "enum":
        return f"unknown ({raw})"
    value = raw * _decimal(parameter.scale)
    return int(value) if value == value.to_integral_value() else float(value)


def raw_allowed(parameter: Parameter, raw: int) -> bool:
    """Return whether a raw register is one of the codes the device type names, or in its range and on its grid."""
    if parameter.codes:
        return raw in parameter.codes.values()
    if parameter.kind == "boolean":
        return raw in (0, 1)
    if parameter.kind == "enum" or parameter.minimum is None or parameter.maximum is None:
        return False
    value = raw * _decimal(parameter.scale)
    return _decimal(parameter.minimum) <= value <= _decimal(parameter.maximum) and _on_grid(parameter, value)


def _number(parameter: Parameter, value: Value) -> int:
    if isinstance(value, bool | str):
        raise CodecError(f"{parameter.name}: {value!r} is not a number")
    exact = _decimal(value)
    if not exact.is_finite():
        raise CodecError(f"{parameter.name}: {value!r} is not a finite number")
    raw = exact / _decimal(parameter.scale)
    if raw != raw.to_integral_value() or not _on_grid(parameter, exact):
        step = f"{parameter.step or parameter.scale} {parameter.unit}".rstrip()
        raise CodecError(f"{parameter.name}: {value!r} lies between two steps of {step}")
    return int(raw)


def _code(parameter: Parameter, value: Value) -> int:
    if parameter.codes:
        found = None if isinstance(value, float) else _named(parameter, value)
        if found is None:
            raise CodecError(f"{parameter.name}: {value!r} is none of {', '.join(map(str, parameter.codes))}")
        return found
    if parameter.kind == "boolean" and isinstance(value, bool):
        return int(value)
    raise CodecError(f"{parameter.name}: no code is known for {value!r}")


def _named(parameter: Parameter, value: Value) -> int | None:
    """Find a code by its name; names made of digits (baud rates) are also found by the number, true is never 1."""
    wanted = str(value).lower() if isinstance(value, bool) else str(value)
    return next((code for name, code in parameter.codes.items() if str(name) == wanted), None)


def _on_grid(parameter: Parameter, value: Decimal) -> bool:
    if parameter.kind == "integer" and value != value.to_integral_value():
        return False
    return parameter.step is None or (value - _decimal(parameter.minimum or 0)) % _decimal(parameter.step) == 0


def _decimal(number: float) -> Decimal:
    return Decimal(str(number))

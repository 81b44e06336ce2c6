"""The page of a device type: everything the tool knows of it, with sources and with what its manual leaves open."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from plantwright.findings.reporters.markdown import code, escaped, table
from plantwright.site.catalog import Conflict, DeviceType, Fact, Modbus, Parameter, Step, Table

_WRITTEN = {"push": "by apply", "manual": "by hand", "never": "never"}
_SEVERITIES = {"H": "setting or safety", "M": "validation", "L": "typing error"}


def device_page(device: DeviceType) -> str:
    """Return the page; a part of which nothing is known is left out."""
    documents = [f"- {escaped(each.title)} ({escaped(each.language)})\n" for each in device.documents.values()]
    maker = f", made by {escaped(device.maker)}" if device.maker else ""
    sections = {
        "Models": _models(device.models),
        "Variants": _filled(("variant", "what it is"), [_cells(*each) for each in device.variants.items()]),
        "Ratings": _facts(device.ratings.values()),
        "Environment": _facts(device.environment.values()),
        "Parameters": _parameters(device.parameters.values()),
        "Other registers": _registers(device.registers.values()),
        "Modbus": _modbus(device.modbus) if device.modbus else "",
        "Tables": "\n".join(map(_table, device.tables.values())),
        "Steps for a person": _steps(device.steps),
        "What the documents leave open": _conflicts(device.conflicts.values()),
    }
    filled = [f"## {heading}\n\n{text}" for heading, text in sections.items() if text]
    head = f"# {escaped(device.title)}\n\nType `{device.type}`, kind {device.kind}{maker}.\n\nDocuments:\n\n"
    return "\n".join([head + "".join(documents), *filled])


def _cells(*values: object) -> tuple[str, ...]:
    return tuple(map(_cell, values))


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return _cell([f"{key} = {each}" for key, each in value.items()])
    if isinstance(value, list | tuple):
        return ", ".join(escaped(each) for each in value)
    return "" if value is None else escaped(value)


def _filled(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return table(head, rows) if rows else ""


def _models(models: Mapping[str, Mapping[str, object]]) -> str:
    return _filled(("model", "what it is"), [_cells(name, facts) for name, facts in models.items()])


def _facts(facts: Iterable[Fact]) -> str:
    head = ("name", "value", "unit", "note", "source", "open")
    rows = [
        (code(each.name), _value(each), *_cells(each.unit, each.note, each.source, each.conflicts)) for each in facts
    ]
    return _filled(head, rows)


def _value(fact: Fact) -> str:
    if fact.value is not None:
        return _cell(fact.value)
    values = ", ".join(map(str, fact.values))
    nominal = f"{fact.nominal}" if fact.nominal is not None else ""
    return "; ".join(filter(None, (values, nominal, _band(fact.min, fact.max))))


def _band(low: object, high: object) -> str:
    if low is None and high is None:
        return ""
    if low is None:
        return f"at most {high}"
    return f"at least {low}" if high is None else f"{low} to {high}"


def _register(parameter: Parameter) -> str:
    return "" if parameter.register is None else f"0x{parameter.register:04X}"


_PARAMETER_COLUMNS: Mapping[str, Callable[[Parameter], object]] = {
    "name": lambda each: each.name,
    "code": lambda each: each.code,
    "title": lambda each: ". ".join(filter(None, (f"{each.title} {each.original}".strip(), each.description))),
    "values": lambda each: list(each.codes) or _band(each.minimum, each.maximum) or each.kind,
    "every passage": lambda each: _band(each.strict_minimum, each.strict_maximum),
    "unit": lambda each: each.unit,
    "default": lambda each: each.default,
    "register": _register,
    "proven": lambda each: each.verified if each.register is not None else None,
    "used when": lambda each: {key: " or ".join(map(str, values)) for key, values in each.used_when.items()},
    "written": lambda each: _WRITTEN[each.deployment],
    "source": lambda each: each.source,
    "open": lambda each: each.conflicts,
}
_REGISTER_COLUMNS: Mapping[str, Callable[[Parameter], object]] = {
    "name": lambda each: each.name,
    "title": lambda each: " ".join(filter(None, (each.title, each.original))),
    "role": lambda each: each.role,
    "register": _register,
    "unit": lambda each: each.unit,
    "codes": lambda each: {**each.codes, **each.bits},
    "proven": lambda each: each.verified,
    "source": lambda each: each.source,
    "open": lambda each: each.conflicts,
}


def _parameters(parameters: Iterable[Parameter]) -> str:
    return _filled(list(_PARAMETER_COLUMNS), [_row(each, _PARAMETER_COLUMNS) for each in parameters])


def _registers(registers: Iterable[Parameter]) -> str:
    return _filled(list(_REGISTER_COLUMNS), [_row(each, _REGISTER_COLUMNS) for each in registers])


def _row(parameter: Parameter, columns: Mapping[str, Callable[[Parameter], object]]) -> tuple[str, ...]:
    first, *others = (told(parameter) for told in columns.values())
    return (code(first), *_cells(*others))


def _modbus(modbus: Modbus) -> str:
    rows = {
        "addresses": _band(modbus.address_min, modbus.address_max),
        "baud rates": modbus.baud_rates,
        "default baud rate": modbus.default_baud_rate,
        "data bits, parity, stop bits": [*modbus.data_bits, *(modbus.parities or ("not stated",)), *modbus.stop_bits],
        "read function": modbus.read_function,
        "write functions": modbus.write_functions,
        "blocks": [f"0x{first:04X} to 0x{last:04X}" for first, last in modbus.blocks],
        "registers in one request": f"{modbus.read_max} read, {modbus.write_max} written",
        "longest bus": None if modbus.bus_length_max_m is None else f"{modbus.bus_length_max_m} m",
        "settings may be written in": ("any state: it drives no motor",)
        if modbus.drives_no_motor
        else modbus.writable_states,
        "proven": modbus.verified,
        "notes": " ".join(modbus.notes) or None,
        "source": modbus.source,
        "open": modbus.conflicts,
    }
    return _filled(("what", "value"), [(name, _cell(value)) for name, value in rows.items() if value not in (None, ())])


def _table(printed: Table) -> str:
    note = f"{escaped(printed.note)}\n\n" if printed.note else ""
    unit = f", in {printed.unit}" if printed.unit else ""
    rows = [_cells(key, *cells) for key, cells in printed.rows.items()]
    head = ("", *map(_cell, printed.columns))
    return (
        f"### {escaped(printed.title)}{escaped(unit)}\n\n{note}{table(head, rows)}\nSource: {escaped(printed.source)}\n"
    )


def _steps(steps: Sequence[Step]) -> str:
    rows = [_cells(each.id, each.when, each.text, each.parameters, each.source) for each in steps]
    return _filled(("step", "when", "what", "parameters", "source"), rows)


def _conflicts(conflicts: Iterable[Conflict]) -> str:
    rows = [
        _cells(each.id, _SEVERITIES.get(each.severity, each.severity), each.statement, each.handling, each.lines)
        for each in conflicts
    ]
    return _filled(("id", "concerns", "what is open", "what plantwright does", "lines"), rows)

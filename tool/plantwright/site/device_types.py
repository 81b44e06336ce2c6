"""Finds device types: those shipped in `schemas/devices/`, and a site's own in its `devices/` folder."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from plantwright.findings.verdict import Verdict
from plantwright.frozen import dataclass, field
from plantwright.resources import folder
from plantwright.site.catalog import DeviceType, Modbus, device_type
from plantwright.site.schema import conforms
from plantwright.site.shipped import read_shipped
from plantwright.site.source import Text, read
from plantwright.site.tree import Map, locate
from plantwright.site.wording import problem

KINDS: Mapping[str, str] = {
    "starters": "starter", "monitors": "monitor", "meters": "meter", "supply_units": "supply-unit", "sensors": "sensor",
}  # fmt: skip
"""The sections whose items have a device type, and the kind of device each holds."""

_META_SCHEMA = "device-type.schema.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTypes:
    """The device types of a site's own folder; `broken` are the names of files that could not be used."""

    types: Mapping[str, DeviceType] = field(default_factory=dict)
    texts: Mapping[str, Text] = field(default_factory=dict)
    problems: tuple[Verdict, ...] = ()
    broken: frozenset[str] = frozenset()


def shipped() -> tuple[str, ...]:
    """Return the names of the device types that come with plantwright."""
    return tuple(sorted(path.stem for path in (folder("schemas") / "devices").glob("*.yaml")))


@cache
def shipped_type(name: str) -> DeviceType:
    """Return a shipped device type by the name of its file, without reading the others; raise ValueError if broken."""
    loaded = read_shipped(folder("schemas") / "devices" / f"{name}.yaml")
    if loaded.root is None:
        raise ValueError(f"not a device type: {loaded.problems[0].location}: {loaded.problems[0].message}")
    return device_type(loaded.root)


def used(root: Mapping[str, Any], own: Mapping[str, DeviceType]) -> dict[str, DeviceType]:
    """Return the device types that the items of a site name, its own before shipped ones; not the unknown ones."""
    known = shipped()
    names = [name for name in _names(root) if name in own or name in known]
    return {name: own[name] if name in own else shipped_type(name) for name in dict.fromkeys(names)}


def _names(root: Mapping[str, Any]) -> Iterable[str]:
    sections = [root.get(section) for section in KINDS]
    items = [item for section in sections if isinstance(section, dict) for item in section.values()]
    return (name for item in items if isinstance(item, dict) and isinstance(name := item.get("type"), str))


def own_types(files: Sequence[tuple[Path, str]]) -> OwnTypes:
    """Read a site's own device types; each file comes with the name to show for it."""
    types: dict[str, DeviceType] = {}
    texts: dict[str, Text] = {}
    problems: list[Verdict] = []
    broken: set[str] = set()
    for path, name in files:
        loaded = read(path, name)
        if loaded.text:
            texts[name] = loaded.text
        found = [*loaded.problems, *(conforms(loaded.root, _META_SCHEMA) if loaded.root is not None else ())]
        made = _made(loaded.root, path.stem, name) if loaded.root is not None and not found else None
        if isinstance(made, DeviceType):
            types[made.type] = made
        else:
            broken.add(path.stem)
            problems += [*found, *([made] if made else [])]
    return OwnTypes(types=types, texts=texts, problems=tuple(problems), broken=frozenset(broken))


def _made(root: Map, stem: str, name: str) -> DeviceType | Verdict:
    try:
        made = device_type(root)
        if made.type == stem:
            return _stateless(made, root, name) or made
        message = f"{name} has the type `{made.type}`; a file is named after its type"
        return problem("SIT303", message, f"rename it to {made.type}.yaml", location=locate(root, ("type",)))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"{name} cannot be used as a device type: {error!r}"
        hint = f"compare it with a shipped one; its schema is schemas/{_META_SCHEMA}"
        return problem("SIT303", message, hint, location=locate(root, ()))


def _stateless(made: DeviceType, root: Map, name: str) -> Verdict | None:
    """Return a problem when a plan would write settings of a type without knowing whether a motor turns."""
    if made.modbus is None or not any(each.pushable for each in made.parameters.values()):
        return None
    said = _unstated(made, made.modbus)
    hint = "write `status: NAME` and `writable_states: [STATE]`; `drives_no_motor: true` where no motor depends on it"
    return problem("SIT303", f"{name}: {said}", hint, location=locate(root, ("modbus",))) if said else None


def _unstated(made: DeviceType, modbus: Modbus) -> str:
    """Return what is missing or wrong in when the settings of a type may be written, empty when nothing."""
    if modbus.drives_no_motor:
        return "a starter drives a motor, so `drives_no_motor` cannot be true" if made.kind == "starter" else ""
    if not modbus.writable_states:
        return "plans would write its settings, but nothing says in which states: a motor might turn"
    entry = made.registers.get(modbus.status)
    if entry is None or entry.register is None or "r" not in entry.access:
        return f"`status: {modbus.status}` names no register that can be read, so its states cannot be seen"
    unknown = ", ".join(state for state in modbus.writable_states if state not in entry.codes)
    return f"`writable_states` names {unknown}, of which {entry.name} has no code" if unknown else ""

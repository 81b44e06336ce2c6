"""Makes the frozen model of a site from its validated data: fields and annotations of the dataclasses say how."""

import types
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any, TypeVar, Union, get_args, get_origin

from plantwright.frozen import annotations, is_dataclass
from plantwright.site.catalog import DeviceType
from plantwright.site.model import Item, Site

T = TypeVar("T")
Make = Callable[[Any], Any]

_KEYS = {"identity": "site"}  # fields whose key in the files is another


def build_site(root: Mapping[str, Any], device_types: Mapping[str, DeviceType], sha256: str) -> Site:
    """Return the model of a validated site; every device of it has one of the types."""
    values: dict[str, Any] = {
        "types": dict(device_types),
        "sha256": sha256,
        "records": {},
        "evidence": {},
        "written": (),
    }
    for name, hint in annotations(Site).items():
        data = root.get(_KEYS.get(name, name), {})
        if name not in values:
            one = build(hint, data) if not get_args(hint) else None
            values[name] = one or _section(name, get_args(hint)[1], data, device_types)
    return Site(**values)


def build(kind: Callable[..., T], data: Mapping[str, Any], /, **extra: Any) -> T:
    """Return an instance of a dataclass; keys that are words of Python have an underscore behind them as fields."""
    makers = _makers(kind)
    values = {name: make(value) for key, value in data.items() if key in makers for name, make in [makers[key]]}
    return kind(**values | extra)


def _section(
    name: str, kind: type[Item], data: Mapping[str, Any], device_types: Mapping[str, DeviceType]
) -> dict[str, Item]:
    typed = ((tag, {"type": device_types[item["type"]]} if "type" in item else {}) for tag, item in data.items())
    return {tag: build(kind, data[tag], section=name, tag=tag, **extra) for tag, extra in typed}


@cache
def _makers(kind: Any) -> Mapping[str, tuple[str, Make]]:
    """Return key -> name and conversion of every field of a dataclass."""
    return {name.rstrip("_"): (name, _maker(hint)) for name, hint in annotations(kind).items()}


def _maker(hint: Any) -> Make:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _maker(next(each for each in inner if each is not types.NoneType))
    if origin is tuple:
        make = _maker(inner[0])
        return lambda values: tuple(map(make, values if isinstance(values, list) else [values]))  # one needs no list
    if origin is not None and issubclass(origin, Mapping):
        part = _maker(inner[1])
        return lambda values: {key: part(value) for key, value in values.items()}
    if isinstance(hint, type) and is_dataclass(hint) and hint is not DeviceType:
        return partial(build, hint)
    return _same


def _same(value: Any) -> Any:
    return value

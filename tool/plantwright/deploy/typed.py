"""Plain data read from a file turned into a dataclass, every field's type checked."""

import types
from collections.abc import Mapping
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def build(kind: type[T], data: Mapping[str, Any]) -> T:
    """Return an instance of a dataclass; raise TypeError naming the field that does not fit."""
    for name, hint in get_type_hints(kind).items():
        if name in data and not fits(data[name], hint):
            raise TypeError(f"{kind.__name__}.{name} cannot be {data[name]!r:.60}")
    return kind(**data)


def fits(value: object, hint: Any) -> bool:
    """Return whether a value has the type of an annotation; true and false are not integers."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return any(fits(value, each) for each in inner)
    if origin is tuple:
        return isinstance(value, tuple) and all(fits(each, inner[0]) for each in value)
    if origin is not None and issubclass(origin, Mapping):
        return isinstance(value, Mapping) and all(
            fits(key, inner[0]) and fits(each, inner[1]) for key, each in value.items()
        )
    if hint in (int, float):
        return isinstance(value, hint) and not isinstance(value, bool)
    return isinstance(value, hint)

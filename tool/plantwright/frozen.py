"""`dataclass` for frozen values, made ten times faster than by the standard library, which compiles six functions each.

To a type checker it is the one of the standard library, and so are `field` and `replace`. The module of the standard
library is not imported: with `inspect`, `ast` and `dis` behind it that takes longer than a bare Python needs to start.
Its `fields`, `replace` and `asdict` work all the same; what they need is made when they ask.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace
else:

    def dataclass(*, frozen: bool, kw_only: bool, slots: bool = False) -> Callable[[type], type]:
        """Return what makes a dataclass of a class: frozen, made by keywords, compared by its fields."""
        if not (frozen and kw_only):
            raise TypeError("only dataclass(frozen=True, kw_only=True), with or without slots")
        return partial(_made, slots)

    def field(*, default_factory: Callable[[], Any]) -> Any:
        """Return what stands for a field whose default is made anew for every value."""
        return _Factory(default_factory)

    def replace(value: Any, **changes: Any) -> Any:
        """Return a copy with other values of some fields."""
        return type(value)(**{name: getattr(value, name) for name in value._fields.defaults} | changes)


__all__ = ["annotations", "dataclass", "field", "is_dataclass", "is_frozen", "replace"]


def is_frozen(value: object) -> bool:
    """Return whether a value is an instance of a frozen dataclass, of ours or of the standard library."""
    cls: Any = type(value)
    parameters = getattr(cls, "__dataclass_params__", None)
    return cls.__setattr__ is _set or (parameters is not None and parameters.frozen)


def is_dataclass(kind: object) -> bool:
    """Return whether something is a class made here."""
    return isinstance(kind, type) and isinstance(getattr(kind, "_fields", None), _Fields)


def annotations(cls: Any) -> Mapping[str, Any]:
    """Return the annotation of every field of a class of ours, those of its bases first."""
    known: Mapping[str, Any] = cls._fields.annotations
    return known


class _Factory(NamedTuple):
    """The default of a field that is made anew for every value."""

    default_factory: Callable[[], Any]


_REQUIRED = object()
"""The stand-in for the default of a field that has none."""


class _Fields(NamedTuple):
    """What is known of the fields of a class; one that is required or has a factory has a stand-in in `defaults`."""

    annotations: dict[str, Any]
    defaults: dict[str, Any]
    factories: dict[str, Callable[[], Any]]
    required: frozenset[str]
    setters: dict[str, Callable[[object, object], None]]
    values: Callable[[object], Any]
    post_init: Callable[[object], None] | None


class _ForStandardLibrary:
    """The fields as `dataclasses` keeps them, made from a class of its own when it asks for them."""

    def __get__(self, value: object, cls: Any) -> Any:
        from dataclasses import dataclass, field  # seldom needed

        known: _Fields = cls._fields
        defaults = {name: default for name, default in known.defaults.items() if name not in known.required}
        made = {name: field(default_factory=factory) for name, factory in known.factories.items()}
        twin = type(cls.__name__, (), {**defaults, **made, "__annotations__": known.annotations})
        made_there: Any = dataclass(init=False, repr=False, eq=False, kw_only=True)(twin)
        return made_there.__dataclass_fields__


def _made(slots: bool, cls: Any) -> Any:
    own: dict[str, Any] = cls.__annotations__
    annotations: dict[str, Any] = {}
    defaults: dict[str, Any] = {}
    for base in reversed(cls.__mro__[1:]):
        if "_fields" in base.__dict__:
            annotations |= base._fields.annotations
            defaults |= base._fields.defaults
    annotations |= own
    defaults |= {name: _plain(cls.__dict__.get(name, _REQUIRED)) for name in own}
    made = _with_slots(cls, own) if slots else _without_stand_ins(cls, own)
    made._fields = _Fields(
        annotations=annotations,
        defaults=defaults,
        factories={name: each.default_factory for name, each in defaults.items() if type(each) is _Factory},
        required=frozenset(name for name, each in defaults.items() if each is _REQUIRED),
        setters={name: getattr(getattr(made, name, None), "__set__", _without_slot(name)) for name in annotations},
        values=attrgetter(*annotations),
        post_init=getattr(made, "__post_init__", None),
    )
    for name, function in {**_METHODS, "__init__": _init_of(made._fields)}.items():
        setattr(made, name, function)
    return made


def _plain(default: Any) -> Any:
    """Return a default as it is kept here; a `field` of the standard library is known when it was imported."""
    standard = sys.modules.get("dataclasses")
    if standard is None or not isinstance(default, standard.Field):
        return default
    return default.default if default.default is not standard.MISSING else _Factory(default.default_factory)


def _with_slots(cls: Any, own: Iterable[str]) -> Any:
    """Return the class anew, as slots cannot be added to one that exists."""
    taken = {name for base in cls.__mro__[1:] for name in base.__dict__.get("__slots__", ())}
    left_out = {*own, "__dict__", "__weakref__"}
    body = {name: value for name, value in cls.__dict__.items() if name not in left_out}
    body["__slots__"] = tuple(name for name in own if name not in taken)
    made = type(cls)(cls.__name__, cls.__bases__, body)
    made.__qualname__ = cls.__qualname__
    return made


def _without_stand_ins(cls: Any, own: Iterable[str]) -> Any:
    for name in own:
        if type(_plain(cls.__dict__.get(name))) is _Factory:
            delattr(cls, name)
    return cls


def _without_slot(name: str) -> Callable[[Any, object], None]:
    def put(self: Any, value: object) -> None:
        self.__dict__[name] = value

    return put


def _init_of(known: _Fields) -> Callable[..., None]:
    """Return what fills a value. It has all it needs at hand, as tens of thousands are made of a large site."""
    optional = {name: default for name, default in known.defaults.items() if name not in known.required}
    count, factories, setters, post_init = len(known.defaults), known.factories, known.setters, known.post_init

    def init(self: Any, **given: Any) -> None:
        values = optional | given
        if len(values) != count:
            raise _wrong_call(type(self), given)
        for name, make in factories.items():
            if name not in given:
                values[name] = make()
        try:
            for name, value in values.items():
                setters[name](self, value)
        except KeyError:  # one too many for one that is missing
            raise _wrong_call(type(self), given) from None
        if post_init:
            post_init(self)

    return init


def _wrong_call(cls: Any, given: dict[str, Any]) -> TypeError:
    unknown = [name for name in given if name not in cls._fields.defaults]
    missing = [name for name in cls._fields.defaults if name in cls._fields.required and name not in given]
    what = f"an unexpected keyword argument '{unknown[0]}'" if unknown else f"no argument '{missing[0]}'"
    return TypeError(f"{cls.__qualname__}.__init__() got {what}")


def _eq(self: Any, other: Any) -> Any:
    values = self._fields.values
    return values(self) == values(other) if type(self) is type(other) else NotImplemented


def _hash(self: Any) -> int:
    return hash(self._fields.values(self))


def _repr(self: Any) -> str:
    told = (f"{name}={getattr(self, name)!r}" for name in self._fields.defaults)
    return f"{type(self).__qualname__}({', '.join(told)})"


def _set(self: Any, name: str, value: object) -> NoReturn:
    raise _frozen_error(f"cannot assign to field {name!r}")


def _delete(self: Any, name: str) -> NoReturn:
    raise _frozen_error(f"cannot delete field {name!r}")


def _frozen_error(message: str) -> AttributeError:
    from dataclasses import FrozenInstanceError  # seldom needed

    return FrozenInstanceError(message)


def _restore(self: Any, state: Any) -> None:
    """Fill a copy; without it, `copy` and `pickle` would assign to the fields."""
    parts: tuple[dict[str, Any] | None, ...] = state if isinstance(state, tuple) else (state,)
    for name, value in (pair for part in parts if part for pair in part.items()):
        object.__setattr__(self, name, value)


_METHODS: dict[str, Any] = {
    "__dataclass_fields__": _ForStandardLibrary(),
    "__match_args__": (),
    "__eq__": _eq,
    "__hash__": _hash,
    "__repr__": _repr,
    "__setattr__": _set,
    "__delattr__": _delete,
    "__setstate__": _restore,
}

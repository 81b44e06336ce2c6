"""Our `dataclass` makes what that of the standard library makes; only the making is faster."""

import copy
import dataclasses
import pickle
from dataclasses import field
from functools import cached_property
from typing import Any

import pytest

from plantwright.frozen import dataclass, is_frozen


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    tag: str
    current_a: float = 1.5
    marks: Any = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuse(Item):
    kind: str

    def __post_init__(self) -> None:
        if not self.kind:
            raise ValueError("a fuse has a kind")


@dataclass(frozen=True, kw_only=True)
class Plant(Item):
    names: tuple[str, ...] = ()

    @cached_property
    def first(self) -> str:
        return self.names[0]


FUSE = Fuse(tag="F1", kind="gG")
PLANT = Plant(tag="P", names=("a", "b"))


def test_a_value_shows_all_its_fields() -> None:
    assert repr(FUSE) == "Fuse(tag='F1', current_a=1.5, marks={}, kind='gG')"
    assert [each.name for each in dataclasses.fields(FUSE)] == ["tag", "current_a", "marks", "kind"]
    assert dataclasses.asdict(FUSE) == {"tag": "F1", "current_a": 1.5, "marks": {}, "kind": "gG"}


def test_values_are_equal_by_class_and_fields() -> None:
    assert Fuse(tag="F1", kind="gG") == FUSE
    assert dataclasses.replace(FUSE, current_a=2) != FUSE
    assert Item(tag="F1") != FUSE
    assert hash(dataclasses.replace(FUSE, marks=())) == hash(dataclasses.replace(FUSE, marks=()))


def test_every_value_has_a_default_of_its_own() -> None:
    assert Item(tag="A").marks is not Item(tag="A").marks


@pytest.mark.parametrize("value", [FUSE, PLANT])
def test_a_value_cannot_be_changed(value: Any) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'tag'"):
        value.tag = "X"
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'tag'"):
        del value.tag


@pytest.mark.parametrize("value", [FUSE, PLANT])
def test_a_copy_is_equal(value: Item) -> None:
    assert [copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))] == [value] * 3


def test_slots_are_asked_for() -> None:
    assert not hasattr(FUSE, "__dict__")
    assert (PLANT.first, vars(PLANT)["first"]) == ("a", "a")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"kind": "gG"}, "Fuse.__init__() got no argument 'tag'"),
        ({"tag": "F1", "kind": "gG", "speed": 1}, "Fuse.__init__() got an unexpected keyword argument 'speed'"),
    ],
)
def test_a_wrong_call_is_told(given: Any, message: str) -> None:
    with pytest.raises(TypeError) as told:
        Fuse(**given)
    assert str(told.value) == message


def test_a_value_is_checked_when_made() -> None:
    with pytest.raises(ValueError, match="a fuse has a kind"):
        Fuse(tag="F1", kind="")


@dataclasses.dataclass(frozen=True)
class Standard:
    tag: str = ""


@dataclasses.dataclass
class Changeable:
    tag: str = ""


@pytest.mark.parametrize(
    ("value", "frozen"),
    [(FUSE, True), (PLANT, True), (Standard(), True), (Changeable(), False), (Fuse, False), (1, False)],
)
def test_frozen_values_are_known(value: object, frozen: bool) -> None:
    assert is_frozen(value) is frozen

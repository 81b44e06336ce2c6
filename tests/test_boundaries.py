"""Every numeric limit of the data is tried just inside and just outside, or tests/data/boundaries.yaml says why not.

The limits are read from the files of schemas/. A case moves one key of a plant by steps until its rule fails, and the
number at that place must be the one of the file.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.plants import changed, found_by, loaded_with, riverside, site_with

from plantwright.findings.verdict import Verdict
from plantwright.rules.catalogue import catalogue
from plantwright.rules.coverage import Home, Kind, all_homes, by_entry
from plantwright.rules.frame import Change, Rule
from plantwright.rules.registry import registry
from plantwright.site.catalog import Parameter, shipped_types
from plantwright.site.source import read

SCHEMAS = Path(__file__).parent.parent / "schemas"
DATA = Path(__file__).parent / "data" / "boundaries.yaml"
PARTS = ("ratings", "environment", "models", "tables", "modbus", "parameters")
NO_LIMITS = frozenset({"source", "sources", "nominal", "others", "format"})
"""Keys below which no limit stands: places in documents, nominal values, numbers kept and not used."""
PARAMETER_LIMITS = frozenset({"strict_range"})  # ranges and codes are tried by the loading of a site

MOST = 1 << 20  # steps

Record = Callable[[str, Any], None]
"""Tells the end of the run a number to add up, or a sentence."""


class Case(NamedTuple):
    """How a limit shows: `move` goes by `step` from where the rule passes to where it does not.

    `at`: whether the limit is the moved number itself, or the one the rule tells. `exclusive`: the limit itself is
    outside already. `passes` and `outside` are the outcomes on the two sides; `refused`: the site does not load.
    """

    limit: str
    rule: str
    object: str
    changes: Change
    move: str = ""
    step: float = 1
    inside: Change | None = None
    beyond: Change | None = None
    at: bool = False
    passes: str = "pass"
    outside: str = "fail"
    exclusive: bool = False
    times: float = 1
    last: float | None = None


class Found(NamedTuple):
    """What a rule says with the moved key at one value."""

    at: float
    outcome: str
    limits: tuple[float, ...]
    verdicts: Sequence[Verdict]


# the limits ----------------------------------------------------------------------------------------------------------


class Limit(NamedTuple):
    """A number of the data, and what a case may name in braces: type, parts of the path, what stands beside it."""

    number: float
    words: Mapping[str, Any]


@cache
def raw(path: Path) -> Mapping[str, Any]:
    loaded = read(path, path.name)
    assert loaded.root is not None, [str(each) for each in loaded.problems]
    return loaded.root


@cache
def limits() -> Mapping[str, Limit]:
    """Return every number of the device types and published tables by file and dotted path."""
    devices = {path.stem: raw(path) for path in sorted((SCHEMAS / "devices").glob("*.yaml"))}
    tables = {path.stem: raw(path) for path in sorted((SCHEMAS / "tables").glob("*.yaml"))}
    parts = {name: {part: data[part] for part in PARTS if part in data} for name, data in devices.items()}
    return {
        f"{name}/{'.'.join(where)}": limit
        for name, data in (*parts.items(), *tables.items())
        for where, limit in numbers(data, (), {"type": name})
        if where[0] != "parameters" or where[2] in PARAMETER_LIMITS
    }


def numbers(data: Any, where: tuple[str, ...], words: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Limit]]:
    """Yield the numbers in plain data; the cells of a table by row and column."""
    if isinstance(data, int | float) and not isinstance(data, bool):
        parts = {str(place): int(part) if part.isdecimal() else part for place, part in enumerate(where)}
        yield where, Limit(data, {**words, "limit": data, **parts})
    elif isinstance(data, Mapping | Sequence) and not isinstance(data, str):
        inside = dict(by_column(data) if isinstance(data, Mapping) else enumerate(data))
        told: dict[Any, Any] = {**inside, **(data.get("when", {}) if isinstance(data, Mapping) else {})}
        beside = {str(key): first(value) for key, value in told.items() if not isinstance(value, Mapping)}
        for key, value in inside.items():
            if key not in NO_LIMITS:
                yield from numbers(value, (*where, str(key)), {**words, **beside})


def first(value: Any) -> Any:
    return value[0] if isinstance(value, Sequence) and value and not isinstance(value, str) else value


def by_column(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a map; of a table the rows as maps of column and cell."""
    columns, rows = list(map(str, data.get("columns", ()))), data.get("rows")
    if not columns or not rows:
        return data
    named = rows if isinstance(rows, Mapping) else dict(enumerate(rows))
    return {"rows": {key: dict(zip(columns, cells, strict=True)) for key, cells in named.items()}}


# the cases -----------------------------------------------------------------------------------------------------------


def cases() -> Iterator[Case]:
    """Yield the cases of the file, one for each limit that a pattern names."""
    for entry in raw(DATA)["cases"]:
        for name in limits():
            if fnmatchcase(name, entry["limit"]) and not any(
                fnmatchcase(name, each) for each in entry.get("but_not", ())
            ):
                yield case(name, entry)


def case(name: str, entry: Mapping[str, Any]) -> Case:
    keys = filled(
        {key: value for key, value in entry.items() if key not in ("alone", "with", "but_not")}, limits()[name].words
    )
    place = alone(name.partition("/")[0]) if entry.get("alone") else {}
    changes = {**place, **filled(entry.get("with", {}), limits()[name].words)}
    return Case(**{**keys, "limit": name, "changes": changes})


def of_rules() -> Iterator[Case]:
    """Yield the cases of the file that belong to a rule and to no number of the data."""
    for entry in raw(DATA)["rules"]:
        good = registry()[entry["rule"]].good or {}
        yield Case(**{**entry, "limit": "", "changes": good})


def filled(value: Any, words: Mapping[str, Any]) -> Any:
    """Replace `{word}` in texts; a text that is nothing else becomes the value itself."""
    if isinstance(value, Mapping):
        return {filled(key, words): filled(each, words) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [filled(each, words) for each in value]
    if not isinstance(value, str):
        return value
    if whole := re.fullmatch(r"\{(\w+)\}", value):
        return words[whole[1]]
    return re.sub(r"\{(\w+)\}", lambda found: str(words[found[1]]), value)


def alone(kind: str) -> Change:
    """Return the change that puts one device of a type alone into a location of its own."""
    return {"locations.ALONE": raw(DATA)["location"], f"{raw(DATA)['alone'][kind]}.location": "ALONE"}


ALL = tuple(cases())
OF_RULES = tuple(of_rules())
TRIED = frozenset(each.limit for each in ALL)
CASED = frozenset(each.rule for each in (*ALL, *OF_RULES))
UNCASED = tuple(each for each in registry().values() if each.id not in CASED and not each.reviews)


@pytest.mark.parametrize("each", ALL, ids=lambda each: f"{each.rule} {each.limit}")
def test_limit_of_the_data(each: Case, tmp_path: Path, record_property: Record) -> None:
    record_property("data", 1)
    inside, outside = flip(each, tmp_path) if each.move else both(each, tmp_path)
    number = limits()[each.limit].number * each.times
    assert (inside.outcome, outside.outcome) == (each.passes, each.outside)
    if each.at or outside.outcome == "refused":
        assert (outside if each.exclusive else inside).at == pytest.approx(number)
    else:
        assert pytest.approx(number) in (outside if outside.outcome == "fail" else inside).limits
    elsewhere = [
        verdict.path for verdict in outside.verdicts if verdict.failed and astray(verdict, outside.at, each.move)
    ]
    assert elsewhere == []


BLAME_A_CHOICE = ("CUR011", "INS040", "CAB032")  # the supply or the material that was chosen, and not a number of it


def astray(told: Verdict, value: float, move: str) -> bool:
    """Whether a verdict on the moved number points at another key beside it."""
    *parents, key = move.split(".")
    path = [str(part) for part in told.path]
    return told.value == value and path[:-1] == parents and path[-1] != key and told.rule not in BLAME_A_CHOICE


@pytest.mark.parametrize("each", OF_RULES, ids=lambda each: f"{each.rule} {each.move or next(iter(each.beyond))}")
def test_limit_of_a_rule(each: Case, tmp_path: Path, record_property: Record) -> None:
    record_property("rule", 1)
    inside, outside = beside(each, each.last, tmp_path) if each.last is not None else both(each, tmp_path)
    assert (inside.outcome, outside.outcome) == (each.passes, each.outside)


@pytest.mark.parametrize("each", UNCASED, ids=lambda each: each.id)
def test_limit_that_a_rule_tells(each: Rule, tmp_path: Path, record_property: Record) -> None:
    """A rule with no case measures nothing, or a key of the plant: that one fails as soon as it is beyond the limit."""
    loaded = loaded_with(tmp_path, each.good or {})
    assert loaded.site is not None
    measured = [verdict for verdict in found_by(each, loaded.site) if verdict.margin is not None]
    of_a_key = [verdict for verdict in measured if number_at(loaded.root, verdict.path) == verdict.value]
    if not measured:
        return
    assert of_a_key, "give it a case in boundaries.yaml"
    record_property("rule", 1)
    told = of_a_key[0]
    at, step = outwards(told)
    moved = Case("", each.id, told.object, each.good or {}, ".".join(map(str, told.path)), step)
    inside, outside = beside(moved, at, tmp_path)
    assert (inside.outcome, outside.outcome) == ("pass", "fail")


def outwards(told: Verdict) -> tuple[float, float]:
    """Return the last value that passes and the step beyond it."""
    value, limit, above = told.value, told.limit, "must lie above" in told.message
    assert isinstance(value, int | float)
    assert isinstance(limit, int | float)
    step = 1 if isinstance(value, int) and isinstance(limit, int) else 0.1
    upwards = limit > value or (limit == value and "at most" in told.message)
    step = step if upwards else -step
    whole = math.floor(limit / step + 1e-9) * step if limit != int(limit) else limit
    return (whole - step if above else whole), step


def number_at(data: Any, path: Sequence[str | int]) -> Any:
    for key in path:
        data = data[int(key)] if isinstance(data, Sequence) else data.get(key, {})
    return data


def beside(each: Case, last: float, folder: Path) -> tuple[Found, Found]:
    """Return what the rule says at a value and a step further."""
    return moved_to(each, last, 0, folder), moved_to(each, last, 1, folder)


def moved_to(each: Case, start: float, steps: int, folder: Path) -> Found:
    value = float(Decimal(str(start)) + steps * Decimal(str(each.step)))
    return found_at(each, {each.move: int(value) if value.is_integer() else value}, folder, value)


def flip(each: Case, folder: Path) -> tuple[Found, Found]:
    """Return the last value of the moved key that the rule passes, and the first one that it does not."""
    start = value_at(changed(riverside(), each.changes), each.move)
    seen: dict[int, Found] = {}

    def at(place: int) -> Found:
        if place not in seen:
            seen[place] = moved_to(each, start, place, folder)
        return seen[place]

    good, bad = bracket(lambda place: at(place).outcome == each.passes, guess(each, start))
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (middle, bad) if at(middle).outcome == each.passes else (good, middle)
    return at(good), at(bad)


def both(each: Case, folder: Path) -> tuple[Found, Found]:
    assert each.inside is not None
    assert each.beyond is not None
    return found_at(each, each.inside, folder), found_at(each, each.beyond, folder)


def guess(each: Case, start: float) -> int:
    """Return the number of steps to the limit, if the moved key is what is compared."""
    return max(1, round((limits()[each.limit].number * each.times - start) / each.step))


def bracket(passes: Callable[[int], bool], near: int) -> tuple[int, int]:
    """Return numbers of steps with and without a pass: around a guess, else by doubling."""
    if near < MOST and not passes(near + 1):
        return (near - 1 if passes(near - 1) else 0), near + 1
    far = 1
    while passes(far):
        assert far < MOST, "the rule passes wherever the key goes"
        far *= 2
    return far // 2, far


def found_at(each: Case, change: Change, folder: Path, value: float = 0) -> Found:
    loaded = loaded_with(folder, each.changes, change)
    site = loaded.site
    if site is None:
        return Found(value, "refused", (), loaded.problems)
    told = [verdict for verdict in found_by(registry()[each.rule], site) if verdict.object == each.object]
    assert told, f"{each.rule} says nothing of {each.object}"
    outcomes = {str(verdict.outcome) for verdict in told}
    outcome = next(word for word in ("fail", "pass", "not checked", "not applicable") if word in outcomes)
    return Found(value, outcome, tuple(each.limit for each in told if isinstance(each.limit, int | float)), told)


def value_at(data: Any, dotted: str) -> float:
    found = number_at(data, dotted.split("."))
    assert isinstance(found, int | float)
    return found


# none is forgotten ---------------------------------------------------------------------------------------------------


def reasons() -> Mapping[str, str]:
    """Return pattern -> why the limits it names have no case."""
    return {pattern: why for why, patterns in raw(DATA)["without"].items() for pattern in patterns}


def excused(name: str) -> str:
    return next((why for pattern, why in reasons().items() if fnmatchcase(name, pattern)), "")


def test_every_number_has_a_case_or_a_reason(record_property: Record) -> None:
    numbers = f"{len(TRIED)} of {len(limits())} numbers of the data have a case, {len(limits()) - len(TRIED)} a reason"
    record_property("numbers", numbers)
    assert [name for name in limits() if name not in TRIED and not excused(name)] == []


def test_no_number_has_both_a_case_and_a_reason() -> None:
    assert [(name, excused(name)) for name in limits() if name in TRIED and excused(name)] == []


def test_every_pattern_names_something() -> None:
    patterns = [*reasons(), *(entry["limit"] for entry in raw(DATA)["cases"])]
    assert [each for each in patterns if not any(fnmatchcase(name, each) for name in limits())] == []


def test_every_figure_of_the_catalogue_has_a_case_or_a_reason(record_property: Record) -> None:
    """An entry with a figure leads to a number that has a case or a reason, to a rule with a case, or to people only.

    Where its figures are names and limit nothing, it is listed.
    """
    figured = [each for each in catalogue().values() if re.search("[0-9]", each.statement) and not each.reason]
    homes = by_entry(all_homes(registry().values(), shipped_types().values(), ()))
    by_case = [each.id for each in figured if any(map(has_case, homes.get(each.id, ())))]
    record_property("entries", f"{len(by_case)} of {len(figured)} entries of the catalogue with a figure have a case")
    others = [each.id for each in figured if each.id not in (*by_case, *raw(DATA)["names"])]
    compared = {id_: [home for home in homes.get(id_, ()) if home.kind in COMPARED] for id_ in others}
    assert [id_ for id_, found in compared.items() if found and not any(map(has_reason, found))] == []


COMPARED = (Kind.RULE, Kind.FACT, Kind.TABLE)


def has_reason(home: Home) -> bool:
    """Whether the numbers of a home are among those with a reason."""
    return any(name.startswith(f"{home.name}.") and excused(name) for name in limits())


def has_case(home: Home) -> bool:
    if home.kind is Kind.RULE:
        return home.name in CASED
    return home.kind is Kind.PARAMETER or any(name.startswith(f"{home.name}.") for name in TRIED)


# settings and choices ------------------------------------------------------------------------------------------------

TAGS = {"clr8g": "starters.SS101", "k7ge-mg": "monitors.IM1"}
SETTINGS = [
    pytest.param(kind, parameter, id=f"{kind} {parameter.name}")
    for kind, device in shipped_types().items()
    for parameter in device.parameters.values()
]


@pytest.mark.parametrize(("kind", "parameter"), SETTINGS)
def test_setting(kind: str, parameter: Parameter, tmp_path: Path, record_property: Record) -> None:
    """The ends of the range and every choice load; a step beyond, or another word, is told at its key."""
    record_property("parameter", 1)
    inside, outside = values_of(parameter)
    assert {value: told_at(kind, parameter, value, tmp_path) for value in inside} == dict.fromkeys(inside, False)
    assert {value: told_at(kind, parameter, value, tmp_path) for value in outside} == dict.fromkeys(outside, True)


def values_of(parameter: Parameter) -> tuple[list[Any], list[Any]]:
    if parameter.kind == "boolean":
        return [True, False], [2, "on-and-off"]
    if parameter.codes:
        return list(parameter.codes), ["none-of-them"]
    low, high = parameter.minimum, parameter.maximum
    step = 1 if parameter.kind == "integer" else parameter.step or 0.1
    if low is None or high is None:
        return [1], ["a-word"]
    return [low, high], [low - step, high + step, "a-word"]


def told_at(kind: str, parameter: Parameter, value: Any, folder: Path) -> bool:
    """Return whether a problem is told at the key of a setting."""
    key = f"{TAGS[kind]}.parameters.{parameter.name}"
    loaded = loaded_with(folder, {key: value})
    assert loaded.site is None or not loaded.problems
    return any(parameter.name in each.message for each in loaded.problems)


CHOICES = [
    pytest.param(kind, key, each, id=f"{kind} {key} {each}")
    for kind in TAGS
    for key, every in {
        "baud_rate": (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200),
        "data_bits": (7, 8),
        "stop_bits": (1, 2),
        "parity": ("none", "even", "odd"),
    }.items()
    for each in every
]
STATED = {"baud_rate": "baud_rates", "data_bits": "data_bits", "stop_bits": "stop_bits", "parity": "parities"}


@pytest.mark.parametrize(("kind", "key", "value"), CHOICES)
def test_a_choice_of_a_device(kind: str, key: str, value: Any, tmp_path: Path, record_property: Record) -> None:
    """A device alone on a bus talks in each way that its type states and in no other; Modbus RTU has 8 data bits."""
    record_property("choice", 1)
    modbus = shipped_types()[kind].modbus
    assert modbus is not None
    stated = getattr(modbus, STATED[key])
    others = {f"{section}.{tag}.bus": None for section, tag in ON_RS1 if f"{section}.{tag}" != TAGS[kind]}
    site = site_with(tmp_path, others, {f"buses.RS1.{key}": value})
    rule = registry()["BUS011" if key == "baud_rate" else "BUS012"]
    outcomes = {str(verdict.outcome) for verdict in found_by(rule, site) if verdict.object == "RS1"}
    assert outcomes == {"pass" if (not stated or value in stated) and (key, value) != ("data_bits", 7) else "fail"}


ON_RS1 = (("starters", "SS101"), ("starters", "SS201"), ("monitors", "IM1"))

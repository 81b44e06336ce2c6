"""Every numeric limit of the data is tried just inside and just outside, or tests/data/boundaries.yaml says why not.

The limits are read from the files of schemas/. A case moves one key of a plant by steps until its rule fails, and the
number at that place must be the one of the file; or it calls the function that holds the limit, on both sides of it.
"""

import ast
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeGuard

import pytest
from tests.limits_called import CALLS
from tests.plants import built_with, changed, found_by, loaded_with, resolved_with, riverside

from plantwright.findings.verdict import Verdict
from plantwright.rules.catalogue import catalogue
from plantwright.rules.coverage import Home, Kind, all_homes, by_entry
from plantwright.rules.frame import Change, Rule
from plantwright.rules.registry import registry
from plantwright.site.catalog import Parameter, shipped_types
from plantwright.site.load import LoadedSite
from plantwright.site.model import Site
from plantwright.site.resolve import Resolved
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
    outside already. `passes` and `outside` are the outcomes on the two sides; `refused`: the site does not load. The
    limit is `times` the number, or `over` by the number.
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
    over: float | None = None
    last: float | None = None

    @property
    def number(self) -> float:
        """The number of the data as it shows in the plant."""
        stated = limits()[self.limit].number
        return stated * self.times if self.over is None else self.over / stated


class Call(NamedTuple):
    """A limit that a function holds: `call` says `inside` with the argument `move` at the number, and at the number and
    `step` it does not, where it is `outside`. `exclusive`: the number is outside already, and a step before it inside.
    """

    limit: str
    call: str
    arguments: Mapping[str, Any]
    move: str
    step: float
    value: float
    inside: str = "yes"
    outside: str = "no"
    exclusive: bool = False


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
    """Yield the cases of the file that go through a rule, one for each limit that a pattern names."""
    for entry in raw(DATA)["cases"]:
        yield from (case(name, entry) for name in named_by(entry))


def calls() -> Iterator[Call]:
    """Yield the cases of the file that go through a function, one for each limit that a pattern names."""
    for entry in raw(DATA)["calls"]:
        for name in named_by(entry):
            words = limits()[name].words
            rest = {key: entry[key] for key in entry if key not in ("limit", "but_not", "with")}
            arguments = filled(entry.get("with", {}), words)
            yield Call(**{**rest, "limit": name, "arguments": arguments, "value": limits()[name].number})


def named_by(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield the numbers that the pattern of an entry names."""
    for name in limits():
        if fnmatchcase(name, entry["limit"]) and not any(fnmatchcase(name, each) for each in entry.get("but_not", ())):
            yield name


def case(name: str, entry: Mapping[str, Any]) -> Case:
    words, beside = limits()[name].words, ("alone", "with", "but_not", "good")
    keys = filled({key: value for key, value in entry.items() if key not in beside}, words)
    place = alone(name.partition("/")[0]) if entry.get("alone") else {}
    good = (registry()[entry["rule"]].good or {}) if entry.get("good") else {}
    return Case(**{**keys, "limit": name, "changes": {**place, **good, **filled(entry.get("with", {}), words)}})


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
CALLED = tuple(calls())
OF_RULES = tuple(of_rules())
TRIED = {each.limit for each in ALL} | {each.limit for each in CALLED}
CASED = frozenset(each.rule for each in (*ALL, *OF_RULES))
UNCASED = tuple(each for each in registry().values() if each.id not in CASED and not each.reviews)


@pytest.mark.parametrize("each", ALL, ids=lambda each: f"{each.rule} {each.limit}")
def test_limit_of_the_data(each: Case, tmp_path: Path, record_property: Record) -> None:
    record_property("data", 1)
    inside, outside = flip(each, tmp_path) if each.move else both(each, tmp_path)
    assert (inside.outcome, outside.outcome) == (each.passes, each.outside)
    if each.at or outside.outcome == "refused":
        assert (outside if each.exclusive else inside).at == pytest.approx(each.number)
    else:
        told = outside if outside.outcome == "fail" else inside
        assert pytest.approx(each.number) in (*told.limits, *words_of(outside))
    elsewhere = [
        verdict.path for verdict in outside.verdicts if verdict.failed and astray(verdict, outside.at, each.move)
    ]
    assert elsewhere == []


def words_of(found: Found) -> list[float]:
    """Return the numbers that stand in what a rule says."""
    return [float(word) for told in found.verdicts for word in re.findall(r"\d+(?:\.\d+)?", told.message)]


@pytest.mark.parametrize("each", CALLED, ids=lambda each: f"{each.call} {each.limit}")
def test_limit_that_a_function_holds(each: Call, record_property: Record) -> None:
    record_property("data", 1)
    assert answers(each) == (each.inside, each.outside)


def answers(each: Call) -> tuple[str, str]:
    """Return what a function says just inside and just outside of a limit."""
    number, step = Decimal(str(each.value)), Decimal(str(each.step))
    inside = number - step if each.exclusive else number
    return answer(each, inside), answer(each, inside + step)


def answer(each: Call, value: Decimal) -> str:
    moved = int(value) if value == int(value) else float(value)
    return CALLS[each.call](**each.arguments, **{each.move: moved})


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
    assert loaded.root is not None
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
    value = value_of(each, start, steps)
    return found_at(each, {each.move: value}, folder, value)


def value_of(each: Case, start: float, steps: int) -> float:
    value = Decimal(str(start)) + steps * Decimal(str(each.step))
    return int(value) if value == int(value) else float(value)


def flip(each: Case, folder: Path) -> tuple[Found, Found]:
    """Return the last value of the moved key that the rule passes, and the first one that it does not."""
    start = value_at(changed(riverside(), each.changes), each.move)
    near = guess(each, start)
    if each.outside == "refused":
        good = near
    else:
        good = last_good(cache(lambda steps: passed(each, value_of(each, start, steps), folder)), near)
    return moved_to(each, start, good, folder), moved_to(each, start, good + 1, folder)


def passed(each: Case, value: float, folder: Path) -> bool:
    """Return what the rule says of a plant on the way to the limit; at its end the plant is loaded as always."""
    change = {each.move: value}
    if recorded(each.changes, change):
        return found_at(each, change, folder).outcome == each.passes
    return told_of(each, built_with(each.changes, change), value).outcome == each.passes


def last_good(passes: Callable[[int], bool], near: int) -> int:
    """Return the number of steps after which the next one no longer passes."""
    good, bad = bracket(passes, near)
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (middle, bad) if passes(middle) else (good, middle)
    return good


def both(each: Case, folder: Path) -> tuple[Found, Found]:
    assert each.inside is not None
    assert each.beyond is not None
    return found_at(each, each.inside, folder), found_at(each, each.beyond, folder)


def guess(each: Case, start: float) -> int:
    """Return the number of steps to the limit, if the moved key is what is compared."""
    return max(0 if each.outside == "refused" else 1, round((each.number - start) / each.step))


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
    loaded = loaded_for(folder, each.changes, change)
    if loaded.site is None:
        return Found(value, "refused", (), loaded.problems)
    return told_of(each, loaded.site, value)


def loaded_for(folder: Path, *changes: Change) -> LoadedSite | Resolved:
    """Load the example plant with changes; through files only where they concern its records."""
    return loaded_with(folder, *changes) if recorded(*changes) else resolved_with(*changes)


def recorded(*changes: Change) -> bool:
    """Return whether changes concern the records of the plant."""
    return any(key.startswith("records") for change in changes for key in change)


LOADING = "loading"
"""In place of a rule: the plant loads, or is refused."""


def told_of(each: Case, site: Site, value: float) -> Found:
    if each.rule == LOADING:
        return Found(value, each.passes, (), ())
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


class Same(NamedTuple):
    """A limit that is `times` another number of the data, which has the case; `within`: as far as it is rounded."""

    limit: str
    other: str
    times: float
    within: float


def same() -> Iterator[Same]:
    for entry in raw(DATA)["same"]:
        for name in named_by(entry):
            other = filled(entry["as"], limits()[name].words)
            yield Same(name, other, entry.get("times", 1), entry.get("within", 1e-6))


SAME = tuple(same())
WITH_CASE = TRIED | {each.limit for each in SAME}


@cache
def reasons(part: str) -> Mapping[str, str]:
    """Return number -> why it has no case (`without`), or what it is (`no_limits`)."""
    entries = [(entry["why"], pattern) for entry in raw(DATA)[part] for pattern in entry["numbers"]]
    return {name: why for why, pattern in reversed(entries) for name in limits() if fnmatchcase(name, pattern)}


def test_every_number_has_a_case_or_a_reason(record_property: Record) -> None:
    without, no_limits = reasons("without"), reasons("no_limits")
    lines = [
        f"{len(limits())} numbers of the data: {len(limits()) - len(no_limits)} limits, {len(no_limits)} are none",
        f"limits: {len(WITH_CASE)} with a case ({len(SAME)} by another that says the same), {len(without)} without",
        *(f"  without a case, {many}: {why}" for why, many in Counter(without.values()).most_common()),
        *(f"  no limit, {many}: {why}" for why, many in Counter(no_limits.values()).most_common()),
    ]
    record_property("numbers", "\n".join(lines))
    assert [name for name in limits() if name not in WITH_CASE | without.keys() | no_limits.keys()] == []


def test_no_number_has_both_a_case_and_a_reason() -> None:
    without, no_limits = reasons("without").keys(), reasons("no_limits").keys()
    assert [*(WITH_CASE & without), *(WITH_CASE & no_limits), *(without & no_limits)] == []


@pytest.mark.parametrize("each", SAME, ids=lambda each: each.limit)
def test_a_limit_that_says_the_same_is_the_same_number(each: Same) -> None:
    assert limits()[each.limit].number == pytest.approx(limits()[each.other].number * each.times, abs=each.within)
    assert each.other in TRIED


def test_every_pattern_names_something() -> None:
    entries = [entry for part in ("without", "no_limits") for entry in raw(DATA)[part]]
    patterns = [pattern for entry in entries for pattern in entry["numbers"]]
    patterns += [entry["limit"] for part in ("cases", "calls", "same") for entry in raw(DATA)[part]]
    assert [each for each in patterns if not any(fnmatchcase(name, each) for name in limits())] == []


TESTED = [entry for part in ("without", "no_limits") for entry in raw(DATA)[part] if "test" in entry]


@pytest.mark.parametrize("entry", TESTED, ids=lambda entry: entry["test"])
def test_a_test_that_is_named_is_there_and_holds_the_numbers(entry: Mapping[str, Any]) -> None:
    text = source_of(entry["test"])
    assert text, "there is no such test"
    stated = [limits()[name].number for name in limits() for each in entry["numbers"] if fnmatchcase(name, each)]
    assert [number for number in stated if not re.search(rf"(?<![\d.]){re.escape(f'{number:g}')}(?![\d.])", text)] == []


def source_of(test: str) -> str:
    """Return the text of a test function with its parameters, also those that stand elsewhere under a name."""
    file, _, function = test.partition("::")
    body = ast.parse((Path(__file__).parent / file).read_text(encoding="utf-8")).body
    found = [node for node in body if isinstance(node, ast.FunctionDef) and node.name == function]
    names = {each.id for node in found for part in node.decorator_list for each in ast.walk(part) if is_name(each)}
    named = [node for node in body if isinstance(node, ast.Assign) and names & {ast.unparse(to) for to in node.targets}]
    return "\n".join(ast.unparse(node) for node in [*found, *named])


def is_name(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name)


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
    return any(name.startswith(f"{home.name}.") for part in ("without", "no_limits") for name in reasons(part))


def has_case(home: Home) -> bool:
    if home.kind is Kind.RULE:
        return home.name in CASED
    return home.kind is Kind.PARAMETER or any(name.startswith(f"{home.name}.") for name in WITH_CASE)


# constants of the code -----------------------------------------------------------------------------------------------

CODE = Path(__file__).parent.parent / "tool" / "plantwright"


@cache
def constants() -> Mapping[str, str]:
    """Return the constants of rules and physics that hold a number, by file and name: their text."""
    files = [*sorted((CODE / "physics").glob("*.py")), *sorted((CODE / "rules").rglob("*.py"))]
    assigned = [
        (file.relative_to(CODE).as_posix(), to, value)
        for file in files
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign)
        for to, value in pairs(node)
    ]
    return {
        f"{file} {ast.unparse(to)}": ast.unparse(value)
        for file, to, value in assigned
        if any(isinstance(each, ast.Constant) and type(each.value) in (int, float) for each in ast.walk(value))
    }


def pairs(node: ast.Assign) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield name and value of an assignment, one by one where several stand in a row."""
    to = node.targets[0]
    if isinstance(to, ast.Tuple) and isinstance(node.value, ast.Tuple):
        yield from zip(to.elts, node.value.elts, strict=True)
    else:
        yield to, node.value


def test_every_constant_of_rules_and_physics_is_accounted_for(record_property: Record) -> None:
    entries = raw(DATA)["constants"]
    by_name = {name: [each for each in entries if fnmatchcase(name, each["name"])] for name in constants()}
    tried = [name for name, found in by_name.items() if found and "what" not in found[0]]
    record_property("numbers", f"constants of rules and physics: {len(tried)} with a case, {len(by_name)} in all")
    assert [name for name, found in by_name.items() if len(found) != 1] == []
    assert [each["name"] for each in entries if not any(fnmatchcase(name, each["name"]) for name in by_name)] == []


ARITHMETIC = frozenset({0, 1, 2, 3, 6, 9, 0.5, 1e-12, 1e-9, 60, 100, 1000, 1e6, 1e9, 2000})
"""Numbers that a formula needs: units, roots, halves, digits that are rounded to. Compared, they are asked for too."""
COUNTS = frozenset({0, 1})
LIMITED = frozenset({"at_most", "at_least", "below", "within"})


def in_functions() -> Iterator[str]:
    """Yield the numbers in the functions of rules and physics that could be limits, by file, function and number."""
    for file in [*sorted((CODE / "physics").glob("*.py")), *sorted((CODE / "rules").rglob("*.py"))]:
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                for number in dict.fromkeys(suspicious(function)):
                    yield f"{file.relative_to(CODE).as_posix()} {function.name} {number:g}"


def suspicious(function: ast.FunctionDef) -> Iterator[float]:
    """Yield the numbers of a function that no formula needs, and all that are compared with or said to be a limit."""
    body = [each for statement in function.body for each in ast.walk(statement)] + list(ast.walk(function.args))
    for node in body:
        if isinstance(node, ast.Compare):
            yield from compared(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in LIMITED:
            yield from (number for each in node.args if (number := number_of(each)) not in (None, 0))
        elif isinstance(node, ast.keyword) and node.arg == "limit" and number_of(node.value) not in (None, 0):
            yield number_of(node.value) or 0
        elif (number := number_of(node)) is not None and number not in ARITHMETIC:
            yield number


def compared(node: ast.Compare) -> Iterator[float]:
    """Yield the numbers on either side of a comparison; none, one and more than one are counts and no limits."""
    found = {number for each in ast.walk(node) if (number := number_of(each)) is not None}
    yield from sorted(found - COUNTS)


def number_of(node: ast.AST) -> float | None:
    """Return the number that a node is, None when it is none."""
    value = node.value if isinstance(node, ast.Constant) else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("if x.length_m > 250: pass", {250}),
        ("yield at_most(x, what, value, 17)", {17}),
        ("yield fail(x, what, limit=8)", {8}),
        ("return 0.8 * x", {0.8}),
        ("return x / 1000 if len(x) > 1 else 0", set()),
    ],
)
def test_a_limit_in_a_function_is_seen(text: str, seen: set[float]) -> None:
    function = ast.parse(f"def f(x):\n    {text}").body[0]
    assert isinstance(function, ast.FunctionDef)
    assert set(suspicious(function)) == seen


def test_no_limit_hides_in_a_function(record_property: Record) -> None:
    """A limit is data, or a constant with a name; what else stands in a function says what it is."""
    entries, found = [entry["name"] for entry in raw(DATA)["in_functions"]], sorted(set(in_functions()))
    record_property("numbers", f"numbers in functions of rules and physics that could be limits: {len(found)}, none is")
    assert [name for name in found if not any(fnmatchcase(name, each) for each in entries)] == []
    assert [each for each in entries if not any(fnmatchcase(name, each) for name in found)] == []


OF_CONSTANTS = [entry for entry in raw(DATA)["constants"] if "what" not in entry]


@pytest.mark.parametrize("entry", OF_CONSTANTS, ids=lambda entry: entry["name"])
def test_constant(entry: Mapping[str, Any]) -> None:
    """Its number is tried by the case of a rule, is one of the data, or a function changes its answer there."""
    value = ast.literal_eval(constants()[entry["name"]]) if "limit" in entry or "call" in entry else None
    if "rule" in entry:
        assert registry()[entry["rule"]] in (*UNCASED, *(registry()[each] for each in CASED if each != LOADING))
    if "limit" in entry:
        assert value == pytest.approx(limits()[entry["limit"]].number * entry.get("times", 1))
    if "call" in entry:
        rest = {key: each for key, each in entry.items() if key not in ("name", "rule", "value", "with")}
        each = Call(**{**rest, "limit": "", "arguments": entry.get("with", {}), "value": entry["value"]})
        assert answers(each) == (each.inside, each.outside)


# settings and choices ------------------------------------------------------------------------------------------------

TAGS = {"clr8g": "starters.SS101", "k7ge-mg": "monitors.IM1"}
SETTINGS = [
    pytest.param(kind, parameter, id=f"{kind} {parameter.name}")
    for kind, device in shipped_types().items()
    for parameter in device.parameters.values()
]


@pytest.mark.parametrize(("kind", "parameter"), SETTINGS)
def test_setting(kind: str, parameter: Parameter, record_property: Record) -> None:
    """The ends of the range and every choice load; a step beyond, or another word, is told at its key."""
    record_property("parameter", 1)
    inside, outside = values_of(parameter)
    assert {value: told_at(kind, parameter, value) for value in inside} == dict.fromkeys(inside, False)
    assert {value: told_at(kind, parameter, value) for value in outside} == dict.fromkeys(outside, True)


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


def told_at(kind: str, parameter: Parameter, value: Any) -> bool:
    """Return whether a problem is told at the key of a setting."""
    key = f"{TAGS[kind]}.parameters.{parameter.name}"
    loaded = resolved_with({key: value})
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
def test_a_choice_of_a_device(kind: str, key: str, value: Any, record_property: Record) -> None:
    """A device alone on a bus talks in each way that its type states and in no other; Modbus RTU has 8 data bits."""
    record_property("choice", 1)
    modbus = shipped_types()[kind].modbus
    assert modbus is not None
    stated = getattr(modbus, STATED[key])
    others = {f"{section}.{tag}.bus": None for section, tag in ON_RS1 if f"{section}.{tag}" != TAGS[kind]}
    site = resolved_with(others, {f"buses.RS1.{key}": value}).site
    assert site is not None
    rule = registry()["BUS011" if key == "baud_rate" else "BUS012"]
    outcomes = {str(verdict.outcome) for verdict in found_by(rule, site) if verdict.object == "RS1"}
    assert outcomes == {"pass" if (not stated or value in stated) and (key, value) != ("data_bits", 7) else "fail"}


ON_RS1 = (("starters", "SS101"), ("starters", "SS201"), ("monitors", "IM1"))

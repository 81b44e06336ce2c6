"""Tries small changes in one process: the tests are collected once, and each change is made in a fork of it.

`python -m tests.mutation.judge FILE` reads a list of changes (file, operator, occurrence, line) and prints those that
no test notices.
"""

import ast
import difflib
import importlib
import json
import os
import re
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cache, cached_property
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, NamedTuple
from warnings import catch_warnings, simplefilter

import pytest
from _pytest.runner import runtestprotocol

from plantwright import frozen
from plantwright.rules.frame import Rule
from plantwright.rules.registry import registry

TOOL = Path("tool")
OF_EVERY_RULE = ("test_rules.py", "test_verdicts.py")
LONGEST_S = 300  # of the processor; a change that makes the tests compute for longer counts as noticed
WAITED_S = 3600  # by the clock; so does a change that makes them wait
ID = re.compile(r"\b[A-Z]{3}[0-9]{3}\b")
FIELDS = tuple(Rule.__annotations__)


class Change(NamedTuple):
    """A change that cosmic-ray can make: in which file, by which operator, at which place."""

    file: str
    operator: str
    occurrence: int
    line: int

    @property
    def before(self) -> str:
        """The text of the file."""
        return Path(self.file).read_text(encoding="utf-8")

    @property
    def text(self) -> str:
        """The changed text."""
        operator = importlib.import_module("cosmic_ray.plugins").get_operator(self.operator)()
        return str(importlib.import_module("cosmic_ray.mutating").mutate_code(self.before, operator, self.occurrence))

    @property
    def compiles(self) -> bool:
        """Whether Python takes the changed text without a word: not the star of a signature as a product, `is "a"`."""
        with catch_warnings():
            simplefilter("error")
            try:
                compile(self.text, self.file, "exec")
            except SyntaxError:
                return False
        return True

    @property
    def told(self) -> str:
        """The place, and the change as a diff where the text of the file differs."""
        lines = difflib.unified_diff(self.before.splitlines(), self.text.splitlines(), lineterm="", n=0)
        return "\n    ".join((f"{self.file}:{self.line} {self.operator}", *list(lines)[3:]))


class Judge:
    """A plugin of pytest that runs the tests once for each change instead of once."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self.changes = changes

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try every change and print those that no test notices."""
        survived = 0
        for module in ours().values():
            warm = getattr(module, "ready", None)
            if warm and module.__name__.startswith("tests."):
                warm()
        for number, change in enumerate(self.changes, 1):
            items = list(concerned(change.file, session.items))
            by = noticed(change, items)
            survived += not by
            print(f"{number}/{len(self.changes)} {by or 'SURVIVED'} {change.told}", flush=True)
        print(f"{survived} of {len(self.changes)} changes survived ({100 * survived / len(self.changes):.1f} %)")
        return True


def noticed(change: Change, items: Sequence[pytest.Item]) -> str:
    """Return the test that fails with a change and passes without it, "" when there is none."""
    left = list(items)
    while left:
        failed = first_failing(left, change)
        if failed is None or failed < 0:
            return "" if failed is None else "(not to be loaded, or too long)"
        if first_failing([left[failed]], None) is None:
            return left[failed].nodeid
        left = left[failed + 1 :]
    return ""


def first_failing(items: Sequence[pytest.Item], change: Change | None) -> int | None:
    """Return the place of the first test that fails, -1 when the change itself raises or takes too long."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _child(items, change, writing)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return None if told == "none" else int(told or -1)


def _child(items: Sequence[pytest.Item], change: Change | None, writing: int) -> None:
    signal.setitimer(signal.ITIMER_PROF, LONGEST_S)
    signal.alarm(WAITED_S)
    told = "-1"
    try:
        gone = make(change) if change else None
        left = [(place, item) for place, item in enumerate(items) if gone is None or not _of(item, gone)]
        failing = (place for number, (place, item) in enumerate(left) if _fails(item, left[number + 1 : number + 2]))
        told = str(next(failing, "none"))
    finally:
        os.write(writing, told.encode())
        os._exit(0)


def _fails(item: pytest.Item, following: Sequence[tuple[int, pytest.Item]]) -> bool:
    reports = runtestprotocol(item, nextitem=following[0][1] if following else None, log=False)
    return any(report.failed for report in reports)


def _of(item: pytest.Item, rule: Rule) -> bool:
    params: Mapping[str, Any] = getattr(getattr(item, "callspec", None), "params", {})
    return any(value is rule for value in params.values())


def make(change: Change) -> Rule | None:
    """Put the changed text in the place of its module, for all that import from it; return a rule that is gone."""
    module = sys.modules[name_of(change.file)]
    before = {name: value for name, value in vars(module).items() if isinstance(value, Rule)}
    for statement in ast.parse(change.text).body:
        _run(statement, module)
    gone = None
    for name, rule in before.items():
        new = vars(module).get(name)
        if isinstance(new, Rule) and new is not rule:
            for field in FIELDS:
                object.__setattr__(rule, field, getattr(new, field))
            vars(module)[name] = rule
        elif new is not rule and rule.function.__module__ == module.__name__:
            gone = rule
            dict.pop(dict_of(registry()), rule.id, None)
    for importer, original, alias in importers()[module.__name__]:
        setattr(sys.modules[importer], alias, vars(module)[original])
    return gone


def _run(statement: ast.stmt, module: ModuleType) -> None:
    """Run a statement; a class or function stays the object that other modules and their values already hold."""
    name, known = getattr(statement, "name", ""), vars(module)
    old = known.get(name)
    exec(compile(ast.Module([statement], []), str(module.__file__), "exec"), known)
    new = known.get(name)
    if isinstance(old, type) and isinstance(new, type):
        known[name] = _renewed_class(old, new)
    elif isinstance(old, FunctionType) and isinstance(new, FunctionType) and _alike(old, new):
        old.__code__, old.__defaults__, old.__kwdefaults__ = new.__code__, new.__defaults__, new.__kwdefaults__
        for cell, renewed in zip(old.__closure__ or (), new.__closure__ or (), strict=True):
            cell.cell_contents = renewed.cell_contents  # the function that a decorator wraps
        known[name] = old


def _alike(old: FunctionType, new: FunctionType) -> bool:
    return old.__code__.co_freevars == new.__code__.co_freevars


def _renewed_class(old: Any, new: Any) -> Any:
    """Put what a class is made of into the old one, but for where that keeps its values; an enumeration is replaced."""
    if issubclass(old, Enum) and [each.value for each in old] != [each.value for each in new]:
        return new
    for name, value in vars(new).items():
        if isinstance(value, FunctionType | property | cached_property | classmethod | staticmethod):
            setattr(old, name, value)
    if hasattr(old, "__dataclass_fields__"):
        old._fields = new._fields._replace(setters=old._fields.setters)
        old.__init__ = frozen._init_of(old._fields)
    return old


def dict_of(rules: Mapping[str, Rule]) -> dict[str, Rule]:
    """Return the registry as the dict that it is."""
    assert isinstance(rules, dict)
    return rules


def name_of(file: str) -> str:
    """Return the name of the module in a file."""
    return ".".join(Path(file).relative_to(TOOL).with_suffix("").parts)


@cache
def importers() -> Mapping[str, Sequence[tuple[str, str, str]]]:
    """Return for each module who imports what from it: importing module, name there, name here."""
    found: dict[str, list[tuple[str, str, str]]] = {name: [] for name in ours()}
    for name, module in ours().items():
        for node in ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ImportFrom) and node.module in found:
                known = [each for each in node.names if f"{node.module}.{each.name}" not in sys.modules]
                found[node.module] += [(name, each.name, each.asname or each.name) for each in known]
    return found


@cache
def ours() -> Mapping[str, ModuleType]:
    """Return the loaded modules of the project and of its tests."""
    named = {name: module for name, module in sys.modules.items() if name.split(".")[0] in ("plantwright", "tests")}
    return {name: module for name, module in named.items() if str(getattr(module, "__file__", "")).endswith(".py")}


# which tests ---------------------------------------------------------------------------------------------------------


def concerned(file: str, items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    """Yield the tests that can notice a change: those of the rules that use the module, and of no rule that name it."""
    ids = rules_using(name_of(file))
    known = [(item, set(ID.findall(item.nodeid)) & set(registry())) for item in items]
    near = [item for item, named in known if named & ids]
    others = [item for item, named in known if not named and names(item.path, name_of(file), ids)]
    quick = [item for item in near if item.path.name in OF_EVERY_RULE]
    yield from quick
    yield from (item for item in near if item.path.name not in OF_EVERY_RULE)
    yield from others


def names(test: Path, module: str, ids: frozenset[str]) -> bool:
    """Whether a test file names a module, a neighbour that uses it or its only rule; the tests of all rules count."""
    package, _, name = module.rpartition(".")
    users = (each.rpartition(".") for each in used_by().get(module, ()))
    words = [name, *(user for place, _, user in users if place == package), *(ids if len(ids) == 1 else ())]
    return test.name in OF_EVERY_RULE or re.search(rf"\b({'|'.join(words)})\b", text_of(test)) is not None


@cache
def text_of(test: Path) -> str:
    return test.read_text(encoding="utf-8")


@cache
def rules_using(module: str) -> frozenset[str]:
    """Return the ids of the rules that use a module, by themselves or through others."""
    reached, frontier = {module}, [module]
    uses = used_by()
    while frontier:
        new = uses.get(frontier.pop(), set()) - reached
        reached |= new
        frontier += new
    return frozenset(id_ for id_, rule in registry().items() if rule.function.__module__ in reached)


@cache
def used_by() -> Mapping[str, set[str]]:
    """Return module -> the modules that import it or a part of it."""
    found: dict[str, set[str]] = {}
    for name, module in ours().items():
        for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                for each in (node.module, *(f"{node.module}.{part.name}" for part in node.names)):
                    found.setdefault(each, set()).add(name)
    return found


def main(file: str, tests: Sequence[str]) -> int:
    """Try the changes of a file with the tests named."""
    drawn = [Change(**each) for each in json.loads(Path(file).read_text(encoding="utf-8"))]
    changes = [each for each in drawn if each.compiles]
    for each in changes:
        importlib.import_module(name_of(each.file))
    quiet = ["-p", "no:cacheprovider", "-q", "-s", "-o", "tmp_path_retention_policy=none"]
    return int(pytest.main([*quiet, *tests], plugins=[Judge(changes)]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))

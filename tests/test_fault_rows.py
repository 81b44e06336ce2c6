"""Every row of the fault table is tried by a test that names it, or says why not, and no mark names another row."""

import ast
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import yaml

TESTS = Path(__file__).parent
ROWS: Mapping[str, Mapping[str, str]] = yaml.safe_load((TESTS / "data" / "faults.yaml").read_text(encoding="utf-8"))
WHOLE = {"D": 27, "E": 27, "F": 8, "G": 12, "H": 12, "J": 15, "K": 18, "P": 18}
"""How many rows each part of the table has; of C there are those that concern writing."""


def marks() -> Iterator[tuple[str, str]]:
    """Yield row and test of every mark, also of a tuple of rows that a module names."""
    for path in sorted(TESTS.glob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {
            node.targets[0].id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for node in tree.body:
            for mark in _marks_of(node):
                for row in _rows(mark, named):
                    yield row, f"{path.name}::{getattr(node, 'name', 'pytestmark')}"


def _marks_of(node: ast.stmt) -> Iterator[ast.Call]:
    """Yield the marks of a test, of a class of tests and of the tests in it."""
    marked = [node, *(node.body if isinstance(node, ast.ClassDef) else ())]
    for each in marked:
        for decorator in getattr(each, "decorator_list", ()):
            if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.fault":
                yield decorator


def _rows(mark: ast.Call, named: Mapping[str, ast.expr]) -> Iterator[str]:
    for argument in mark.args:
        if isinstance(argument, ast.Starred) and isinstance(argument.value, ast.Name):
            yield from ast.literal_eval(named[argument.value.id])
        else:
            yield ast.literal_eval(argument)


MARKED = sorted(set(marks()))


def test_no_row_is_missing_or_too_much() -> None:
    counted = Counter(row[0] for row in ROWS)
    assert {part: counted[part] for part in WHOLE} == WHOLE
    for part, number in WHOLE.items():
        assert [row for row in ROWS if row[0] == part] == [f"{part}{at}" for at in range(1, number + 1)]
    assert [row for row, told in ROWS.items() if not told["fault"] or set(told) - {"fault", "reason"}] == []


def test_every_mark_names_a_row() -> None:
    assert [(row, test) for row, test in MARKED if row not in ROWS] == []


def test_every_row_has_a_test_or_a_reason_and_not_both(record_property: Callable[[str, object], None]) -> None:
    tried = {row for row, _ in MARKED}
    assert [row for row, told in ROWS.items() if row not in tried and not told.get("reason")] == []
    assert [row for row in tried if ROWS[row].get("reason")] == []
    parts = defaultdict(list)
    for row in ROWS:
        parts[row[0]].append(row in tried)
    told = ", ".join(f"{part} {sum(found)}/{len(found)}" for part, found in parts.items())
    record_property("faults", f"rows of the fault table with a test: {len(tried)} of {len(ROWS)} ({told})")

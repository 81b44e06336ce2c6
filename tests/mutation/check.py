"""How many small changes of the calculations and rules the tests notice: `make mutate` prints those they do not.

cosmic-ray makes the changes, in a copy of the checkout. Of each file a random sample is tried: EACH=4 changes a
file, drawn with SEED=1; PART=rules takes a part of the files. The tests that name the changed rule or module run first,
then all that import calculations or rules.
"""

import ast
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
BASE = ROOT / "out" / "mutate"
PYTHON = BASE / "bin" / "python"  # made by `make mutate`
COSMIC_RAY = BASE / "bin" / "cosmic-ray"
TREE = BASE / "tree"
PARTS = ("physics", "rules")
COPIED = ("schemas", "sites", "templates", "tests", "tool", "docs", "pyproject.toml", "README.md")
LONGEST_S = 300  # a change that makes the tests hang counts as noticed
TRIVIAL = re.compile(r"ReplaceBinaryOperator_(BitOr_|.*_(RShift|LShift|BitXor|BitOr|BitAnd)$)")
"""Changes left out because Python itself refuses nearly all: bits of floating-point numbers, unions of types."""
CONCERNED = re.compile(r"from plantwright\.(physics|rules)")
SLOW = ("test_bench_site.py", "test_outputs.py", "test_report.py", "test_report_views.py")
OF_EVERY_RULE = ("test_rules.py", "test_boundaries.py")  # with the id of the rule in the name of each test
OF_CALCULATIONS = ("test_coupling.py", "test_physics.py", "test_physics_cables.py", "test_physics_limits.py")


class Mutant(NamedTuple):
    """A change that cosmic-ray can make: in which file, by which operator, at which place."""

    file: str
    operator: str
    occurrence: int
    line: int


def main() -> int:
    """Try the sample and print what survived."""
    _copy()
    if _noticed([str(test) for test in _concerned()]):
        print("the tests fail without any change")
        return 1
    each, seed, part = int(os.environ.get("EACH", "4")), os.environ.get("SEED", "1"), os.environ.get("PART", "")
    sample = _sample(_mutants(), each, seed, part)
    print(f"{sum(map(len, sample.values()))} changes of {len(sample)} files", flush=True)
    tried = survived = 0
    for mutant in (each for mutants in sample.values() for each in mutants):
        diff = _survives(mutant)
        tried, survived = tried + 1, survived + bool(diff)
        print(f"{tried} {mutant.file}:{mutant.line} {mutant.operator}{diff and chr(10) + diff}", flush=True)
    print(f"{survived} of {tried} changes survived ({100 * survived / max(tried, 1):.1f} %)")
    return 0


def _copy() -> None:
    shutil.rmtree(TREE, ignore_errors=True)
    TREE.mkdir(parents=True)
    for name in COPIED:
        source = ROOT / name
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source, TREE / name, ignore=ignored) if source.is_dir() else shutil.copy(source, TREE / name)


def _mutants() -> Sequence[Mutant]:
    """Return every change that cosmic-ray knows of."""
    paths = ", ".join(f'"tool/plantwright/{part}"' for part in PARTS)
    lines = ("[cosmic-ray]", f"module-path = [{paths}]", "timeout = 60", "excluded-modules = []", 'test-command = ""')
    config, session = BASE / "session.toml", BASE / "session.sqlite"
    config.write_text("\n".join((*lines, "[cosmic-ray.distributor]", 'name = "local"', "")), encoding="utf-8")
    session.unlink(missing_ok=True)
    _run([str(COSMIC_RAY), "init", str(config), str(session)], check=True)
    with sqlite3.connect(session) as database:
        columns = "module_path, operator_name, occurrence, start_pos_row"
        return [Mutant(*row) for row in database.execute(f"SELECT {columns} FROM mutation_specs ORDER BY 1, 2, 3")]


def _sample(mutants: Sequence[Mutant], each: int, seed: str, part: str) -> Mapping[str, Sequence[Mutant]]:
    by_file: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        if part in mutant.file and not TRIVIAL.search(mutant.operator) and mutant.line not in _examples(mutant.file):
            by_file[mutant.file].append(mutant)
    return {
        file: random.Random(seed + file).sample(known, min(each, len(known))) for file, known in sorted(by_file.items())
    }


@cache
def _examples(file: str) -> frozenset[int]:
    """Return the lines of the examples of a rule: they are its tests, and another bad number is as bad."""
    calls = [
        node for node in ast.walk(ast.parse((TREE / file).read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    ]
    values = [keyword.value for call in calls for keyword in call.keywords if keyword.arg in ("bad", "good")]
    return frozenset(line for value in values for line in range(value.lineno, (value.end_lineno or 0) + 1))


def _survives(mutant: Mutant) -> str:
    """Return the change as a diff when no test fails, else nothing."""
    changed = TREE / mutant.file
    before = changed.read_text(encoding="utf-8")
    try:
        _run([str(COSMIC_RAY), "apply", mutant.file, mutant.operator, str(mutant.occurrence)], check=True)
        if any(_noticed(arguments) for arguments in _tests(mutant.file, before)):
            return ""
        return _run(["diff", "-U0", str(ROOT / mutant.file), str(changed)]).stdout
    finally:
        changed.write_text(before, encoding="utf-8")


def _tests(file: str, text: str) -> Iterator[Sequence[str]]:
    """Yield arguments of pytest: first the tests most likely to notice, then the others that concern the file."""
    concerned = _concerned()
    id_ = re.search(r'^    id="([A-Z]+[0-9]+)"', text, re.MULTILINE)
    if id_:
        yield ["-k", id_[1], *(str(test) for test in concerned if test.name in OF_EVERY_RULE)]
        yield [str(test) for test in concerned if test.name not in (*OF_EVERY_RULE[1:], *OF_CALCULATIONS)]
        return
    near = [str(test) for test, words in concerned.items() if re.search(rf"\b{Path(file).stem}\b", words)]
    yield from ([near] if near else [])
    yield [str(test) for test in concerned if str(test) not in near]


def _concerned() -> Mapping[Path, str]:
    """Return the text of every test file that imports a calculation or rule."""
    files = [test for test in sorted((TREE / "tests").glob("test_*.py")) if test.name not in SLOW]
    texts = {test: test.read_text(encoding="utf-8") for test in files}
    return {test: words for test, words in texts.items() if CONCERNED.search(words)}


def _noticed(arguments: Sequence[str]) -> bool:
    command = [str(PYTHON), "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *arguments]
    try:
        return _run(command).returncode not in (0, 5)  # 5: no test was selected
    except subprocess.TimeoutExpired:
        return True


def _run(command: Sequence[str], *, check: bool = False) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(TREE / "tool"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, cwd=TREE, env=environment, capture_output=True, text=True, check=check, timeout=LONGEST_S
    )


if __name__ == "__main__":
    sys.exit(main())

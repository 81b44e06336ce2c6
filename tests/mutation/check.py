"""How many small changes of calculations, rules and guards the tests notice: `make mutate` prints those they do not.

cosmic-ray makes the changes, in a copy of the checkout. Of each file a random sample is tried: EACH=4 changes a
file, drawn with SEED=1; PART=rules takes a part of the files, by a regular expression. `judge.py` tries them.
"""

import ast
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
BASE = ROOT / "out" / "mutate"
PYTHON = BASE / "bin" / "python"  # made by `make mutate`
COSMIC_RAY = BASE / "bin" / "cosmic-ray"
TREE = BASE / f"tree-{os.getpid()}"
CALCULATED = r"from plantwright\.(physics|rules)"
GUARDED = r"from plantwright\.deploy(\.| import .*)(guards|policy)"
PARTS = {
    "physics": CALCULATED,
    "rules": CALCULATED,
    "modbus/permission.py": r"from plantwright\.modbus\.permission",
    "deploy/guards.py": GUARDED,
    "deploy/guards_real.py": GUARDED,
    "deploy/policy.py": GUARDED,
}
"""Which folders and files are changed, and what a test file imports that concerns them."""
COPIED = ("schemas", "sites", "templates", "tests", "tool", "docs", "pyproject.toml", "README.md")
TRIVIAL = re.compile(r"ReplaceBinaryOperator_(BitOr_|.*_(RShift|LShift|BitXor|BitOr|BitAnd)$)")
"""Changes left out because Python itself refuses nearly all: bits of floating-point numbers, unions of types."""
SLOW = ("test_bench_site.py", "test_outputs.py", "test_report.py", "test_report_views.py")


class Mutant(NamedTuple):
    """A change that cosmic-ray can make: in which file, by which operator, at which place."""

    file: str
    operator: str
    occurrence: int
    line: int


def main() -> int:
    """Try the sample and print what survived."""
    each, seed, part = int(os.environ.get("EACH", "4")), os.environ.get("SEED", "1"), os.environ.get("PART", "")
    try:
        _copy()
        sample = _sample(_mutants(), each, seed, part)
        drawn = [mutant._asdict() for mutants in sample.values() for mutant in mutants]
        print(f"{len(drawn)} changes of {len(sample)} files", flush=True)
        changes = TREE / "changes.json"
        changes.write_text(json.dumps(drawn), encoding="utf-8")
        command = [str(PYTHON), "-m", "tests.mutation.judge", str(changes), *map(str, _concerned(list(sample)))]
        return subprocess.run(command, cwd=TREE, env=_environment(), check=False).returncode
    finally:
        shutil.rmtree(TREE, ignore_errors=True)


def _copy() -> None:
    TREE.mkdir(parents=True)
    for name in COPIED:
        source = ROOT / name
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source, TREE / name, ignore=ignored) if source.is_dir() else shutil.copy(source, TREE / name)


def _mutants() -> Sequence[Mutant]:
    """Return every change that cosmic-ray knows of."""
    paths = ", ".join(f'"tool/plantwright/{part}"' for part in PARTS)
    lines = ("[cosmic-ray]", f"module-path = [{paths}]", "timeout = 60", "excluded-modules = []", 'test-command = ""')
    config, session = TREE / "session.toml", TREE / "session.sqlite"
    config.write_text("\n".join((*lines, "[cosmic-ray.distributor]", 'name = "local"', "")), encoding="utf-8")
    _run([str(COSMIC_RAY), "init", str(config), str(session)])
    with sqlite3.connect(session) as database:
        columns = "module_path, operator_name, occurrence, start_pos_row"
        return [Mutant(*row) for row in database.execute(f"SELECT {columns} FROM mutation_specs ORDER BY 1, 2, 3")]


def _sample(mutants: Sequence[Mutant], each: int, seed: str, part: str) -> Mapping[str, Sequence[Mutant]]:
    by_file: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        if (
            re.search(part, mutant.file)
            and not TRIVIAL.search(mutant.operator)
            and mutant.line not in _examples(mutant.file)
        ):
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


def _concerned(files: Sequence[str]) -> Sequence[Path]:
    """Return every test file that imports what the parts of the changed files are tested by."""
    imports = {words for part, words in PARTS.items() if any(f"plantwright/{part}" in file for file in files)}
    tests = [test for test in sorted((TREE / "tests").glob("test_*.py")) if test.name not in SLOW]
    return [test for test in tests if any(re.search(each, test.read_text(encoding="utf-8")) for each in imports)]


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, cwd=TREE, env=_environment(), capture_output=True, check=True)


def _environment() -> Mapping[str, str]:
    return {**os.environ, "PYTHONPATH": str(TREE / "tool"), "PYTHONDONTWRITEBYTECODE": "1"}


if __name__ == "__main__":
    sys.exit(main())

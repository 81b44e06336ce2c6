"""How `check` compares with a bare YAML loader, other checkers and a bare Python: `make bench` prints the table.

Only ratios count; what is compared runs in turn. An argument multiplies the number of rounds.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.bench.plant import write_file, write_folder
from tests.bench.process import Command, Ratio, in_turn, python, ratio

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "schemas" / "site.schema.json"
OTHERS = ROOT / "out" / "bench" / "bin"  # made by `make bench`
HERE = Path(__file__).parent

SMALL, MIDDLE, LARGE = 200, 2_000, 20_000
COLD = 20  # devices of one file of about 600 lines


class Row(NamedTuple):
    """A line of the table; `target` is the largest or least ratio that is wanted."""

    what: str
    target: str
    measured: str


def main() -> int:
    """Measure and print everything."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    with tempfile.TemporaryDirectory() as folder:
        for row in _rows(Path(folder), rounds):
            print(f"{row.what:<78} {row.target:>8}  {row.measured}", flush=True)
    return 0


def _rows(folder: Path, rounds: int) -> Iterator[Row]:
    yield Row("what", "target", "median (least to most)")
    yield from _cold(write_file(folder / "cold.yaml", COLD), 15 * rounds)
    yield from _whole(write_file(folder / "whole.yaml", MIDDLE), 3 * rounds)
    yield from _each(folder, 5 * rounds)
    yield from _large(write_folder(folder / "large", LARGE), 2 * rounds)


def _cold(file: Path, rounds: int) -> Iterator[Row]:
    """Compare one check of a small file with the start of Python and with other checkers."""
    used = in_turn({"pass": python("-c", "pass"), "ours": _ours(file), **_others(file)}, rounds)
    times = {name: [each.processor_s for each in of] for name, of in used.items()}
    yield Row(f"cold check of {COLD} devices / python -c pass", "<= 6", str(ratio(times["ours"], times["pass"])))
    yield Row("check-jsonschema / cold check", ">= 5", str(ratio(times["check-jsonschema"], times["ours"])))
    yield Row("yamllint / cold check", ">= 2.5", str(ratio(times["yamllint"], times["ours"])))


def _whole(file: Path, rounds: int) -> Iterator[Row]:
    """Compare the check of a large file with other checkers, and its parts with a bare loader."""
    used = in_turn({"ours": _ours(file), **_others(file)}, rounds)
    times = {name: [each.processor_s for each in of] for name, of in used.items()}
    of = f"check of {MIDDLE:,} devices"
    yield Row(f"check-jsonschema / {of}", ">= 12", str(ratio(times["check-jsonschema"], times["ours"])))
    yield Row(f"yamllint / {of}", ">= 15", str(ratio(times["yamllint"], times["ours"])))
    yield Row(f"load, validate, rules / CSafeLoader, {MIDDLE:,} devices in one file", "<= 0.6", str(_parts(file, rounds)))


def _each(folder: Path, rounds: int) -> Iterator[Row]:
    """Compare the parts with a bare loader for plants of several files."""
    for devices in (SMALL, MIDDLE):
        files = write_folder(folder / str(devices), devices)
        what = f"load, validate, rules / CSafeLoader, {devices:,} devices in files of 100"
        yield Row(what, "<= 0.6", str(_parts(files, rounds)))


def _large(large: Path, rounds: int) -> Iterator[Row]:
    """Compare the cost of a device in a large plant with that in a small one, and the memory with that of a loader."""
    small = write_folder(large.with_name("small"), SMALL)
    contestants = {
        "small": python(HERE / "ours.py", small),
        "large": python(HERE / "ours.py", large),
        "loader": python(HERE / "reference.py", large),
        "check": _ours(large),
    }
    used = in_turn(contestants, rounds)
    cost = {name: [each.said_s / devices for each in used[name]] for name, devices in (("small", SMALL), ("large", LARGE))}
    loader = [each.said_s / LARGE for each in used["loader"]]
    what = f"load, validate, rules / CSafeLoader, {LARGE:,} devices in files of 100"
    yield Row(what, "<= 0.6", str(ratio(cost["large"], loader)))
    yield Row(f"cost of a device among {LARGE:,} / among {SMALL}", "<= 1.4", str(ratio(cost["large"], cost["small"])))
    memory = {name: [each.peak_kib for each in used[name]] for name in ("check", "loader")}
    what = f"peak memory of check / of CSafeLoader, {LARGE:,} devices"
    yield Row(what, "<= 0.7", str(ratio(memory["check"], memory["loader"])))


def _parts(site: Path, rounds: int) -> Ratio:
    """Return the time to load, validate and check as a multiple of the time a bare loader takes."""
    contestants = {"ours": python(HERE / "ours.py", site), "loader": python(HERE / "reference.py", site)}
    used = in_turn(contestants, rounds)
    return ratio([each.said_s for each in used["ours"]], [each.said_s for each in used["loader"]])


def _ours(site: Path) -> Command:
    return python("-m", "plantwright", "check", site)


def _others(file: Path) -> dict[str, Command]:
    return {
        "check-jsonschema": (OTHERS / "check-jsonschema", "--schemafile", SCHEMA, file),
        "yamllint": (OTHERS / "yamllint", file),
    }


if __name__ == "__main__":
    sys.exit(main())

"""How `check` compares with a bare YAML loader, other checkers and a bare Python: `make bench` prints the table.

Only ratios count; what is compared runs in turn. ROUNDS=3 takes three times as long and tells more of the spread.
"""

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

from tests.bench.plant import write_file, write_folder
from tests.bench.process import Command, Ratio, Used, in_turn, python, ratio

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "schemas" / "site.schema.json"
OTHERS = ROOT / "out" / "bench" / "bin"  # made by `make bench`
HERE = Path(__file__).parent

COLD = 20  # devices, in one file of about 600 lines
SMALL, MIDDLE, LARGE = 200, 2_000, 20_000
FULL = 6_000  # devices, in one file of 7 MB; 8 MiB is the most that is read

Row = tuple[str, str, Ratio]
"""What is compared, the ratio that is wanted, and the one that was measured."""


def main() -> int:
    """Measure and print everything."""
    rounds = int(os.environ.get("ROUNDS", "1"))
    print(f"{'what':<75} {'wanted':>8}  median (least to most)")
    with tempfile.TemporaryDirectory() as folder:
        for what, wanted, measured in _rows(Path(folder), rounds):
            print(f"{what:<75} {wanted:>8}  {measured}", flush=True)
    return 0


def _rows(folder: Path, rounds: int) -> Iterator[Row]:
    yield from _cold(write_file(folder / "cold.yaml", COLD), 15 * rounds)
    yield from _whole(write_file(folder / "whole.yaml", MIDDLE), 3 * rounds)
    yield from _parts(write_file(folder / "full.yaml", FULL), f"{FULL:,} devices in one file", rounds)
    for devices in (SMALL, MIDDLE):
        name = f"{devices:,} devices in files of 100"
        yield from _parts(write_folder(folder / str(devices), devices), name, 5 * rounds)
    large = write_folder(folder / str(LARGE), LARGE), write_file(folder / "large.yaml", LARGE)
    yield from _large(folder / str(SMALL), *large, 2 * rounds)


def _cold(file: Path, rounds: int) -> Iterator[Row]:
    """Compare one check of a small file with the start of Python and with other checkers."""
    used = in_turn({"pass": python("-c", "pass"), **_ours(file), **_others(file)}, rounds)
    yield (
        f"check of {COLD} devices / python -c pass",
        "<= 6",
        ratio(_processor(used["check"]), _processor(used["pass"])),
    )
    yield from _compared(used, f"of {COLD} devices", {"check-jsonschema": ">= 5", "yamllint": ">= 2.5"})


def _whole(file: Path, rounds: int) -> Iterator[Row]:
    """Compare the check of a large file with other checkers and, without start and output, with a bare loader."""
    used = in_turn({**_ours(file), **_others(file)}, rounds)
    yield from _compared(used, f"of {MIDDLE:,} devices", {"check-jsonschema": ">= 12", "yamllint": ">= 15"})
    yield from _parts(file, f"{MIDDLE:,} devices in one file", 2 * rounds)


def _compared(used: Mapping[str, Sequence[Used]], what: str, wanted: Mapping[str, str]) -> Iterator[Row]:
    """Compare other checkers with `check` and with `validate`, which does what they do."""
    for command, name in product(("check", "validate"), wanted):
        least = wanted[name] if command == "check" else ""
        yield f"{name} / {command} {what}", least, ratio(_processor(used[name]), _processor(used[command]))


def _parts(site: Path, what: str, rounds: int) -> Iterator[Row]:
    """Compare time and memory with those of a bare loader, which forgets the tree of each file before the next."""
    contestants = {
        "ours": _measured("ours.py", site),
        "loader": _measured("reference.py", site),
        "check": _ours(site)["check"],
    }
    used = in_turn(contestants, rounds)
    yield f"load, validate, rules / CSafeLoader, {what}", "<= 0.6", ratio(_said(used["ours"]), _said(used["loader"]))
    yield f"peak memory of check / CSafeLoader, {what}", "<= 0.7", ratio(_peak(used["check"]), _peak(used["loader"]))


def _large(small: Path, large: Path, whole: Path, rounds: int) -> Iterator[Row]:
    """Compare the time of a device among many with that among few, and the memory with that of a bare loader.

    `whole` is the plant as one file, larger than what plantwright reads; the loader reads it.
    """
    contestants = {
        "few": _measured("ours.py", small),
        "many": _measured("ours.py", large),
        "loader": _measured("reference.py", large),
        "loader, whole": _measured("reference.py", whole),
        "check": _ours(large)["check"],
    }
    used = in_turn(contestants, rounds)
    few, many = ([each / SMALL for each in _said(used["few"])], [each / LARGE for each in _said(used["many"])])
    what = f"load, validate, rules / CSafeLoader, {LARGE:,} devices in files of 100"
    yield what, "<= 0.6", ratio(_said(used["many"]), _said(used["loader"]))
    yield f"time of a device among {LARGE:,} / among {SMALL}", "<= 1.4", ratio(many, few)
    for loader, where in (("loader", "both in files of 100"), ("loader, whole", "there in one file")):
        memory = ratio(_peak(used["check"]), _peak(used[loader]))
        yield f"peak memory of check / CSafeLoader, {LARGE:,} devices, {where}", "<= 0.7", memory


def _processor(used: Sequence[Used]) -> Sequence[float]:
    return [each.processor_s for each in used]


def _peak(used: Sequence[Used]) -> Sequence[float]:
    return [each.peak_kib for each in used]


def _said(used: Sequence[Used]) -> Sequence[float]:
    return [each.said_s for each in used]


def _measured(program: str, site: Path) -> Command:
    return python(HERE / program, site)


def _ours(site: Path) -> dict[str, Command]:
    return {command: python("-m", "plantwright", command, site) for command in ("check", "validate")}


def _others(file: Path) -> dict[str, Command]:
    return {
        "check-jsonschema": (OTHERS / "check-jsonschema", "--schemafile", SCHEMA, file),
        "yamllint": (OTHERS / "yamllint", file),
    }


if __name__ == "__main__":
    sys.exit(main())

"""Histories of fibre end faces written by hand, right and wrong: the command finds what they say, at their lines."""

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from plantwright.cli.main import main

HISTORIES = Path(__file__).parent / "data" / "fibre_histories"
CASES = sorted(path.stem for path in HISTORIES.glob("*_*.yaml"))
WARNINGS_ONLY = ("clean_end_face_cleaned", "fourth_attempt", "tools", "by_unverified_numbers")

Finding = tuple[str, int, str]


def records_of(text: str) -> Mapping[str, str]:
    """The records of a history by name, each with its lines where they stand in the history."""
    records: dict[str, list[str]] = {}
    name = ""
    for number, line in enumerate(text.splitlines()):
        if line.startswith("--- # "):
            name = line.removeprefix("--- # ")
            records[name] = [""] * (number + 1)
        elif name:
            records[name].append(line)
    return {name: "\n".join(lines) + "\n" for name, lines in records.items()}


def expected(records: Mapping[str, str]) -> list[Finding]:
    """What the comments of a history say: file, line and rule."""
    return sorted(
        (f"site/records/{name}.yaml", number, rule)
        for name, text in records.items()
        for number, line in enumerate(text.splitlines(), start=1)
        for rule in re.findall(r"\b(?:FIB|REC)\d{3}\b", line.partition("  # ")[2])
    )


@pytest.mark.parametrize("case", CASES)
def test_exactly_the_faults_of_a_history_are_found(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    records = records_of((HISTORIES / f"{case}.yaml").read_text(encoding="utf-8"))
    (tmp_path / "site" / "records").mkdir(parents=True)
    shutil.copy(HISTORIES / "site.yaml", tmp_path / "site")
    for name, text in records.items():
        (tmp_path / "site" / "records" / f"{name}.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code = main(["check", "site", "--format", "json"])
    found = [each for each in json.loads(capsys.readouterr().out)["verdicts"] if each["verdict"] == "fail"]
    assert sorted((each["file"], each["line"], each["rule"]) for each in found) == expected(records)
    assert code == (0 if case.startswith("right_") or case.removeprefix("wrong_") in WARNINGS_ONLY else 1)


def test_there_are_histories_of_both_kinds() -> None:
    right = [case for case in CASES if case.startswith("right_")]
    assert len(right) >= 5
    assert len(CASES) - len(right) >= 10

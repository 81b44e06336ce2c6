"""Values beside their limits: source, margin, and the star where the limit lies within the stated uncertainty."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.plants import TODAY, loaded_with
from tests.test_measured_documents import dossier, said

from plantwright.findings.verdict import Outcome, Verdict
from plantwright.report.tables import Value
from plantwright.report.text import quantity
from plantwright.report.views.data import measured
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.measured_values import measured_values
from plantwright.rules.check import check
from plantwright.site.records import InsulationTest, of_kind

SOURCE = "calibration certificate C-1"
INSULATION, LOSS = "records.2026-10-13-insulation-M101", "records.2026-10-12-loss-FO1"
CHAIN, BUS = "records.2026-10-09-current-chain-CT101", "records.2026-10-06-bus-check-RS1"
FIRST = f"{INSULATION}.measurements.0.resistance_mohm"
FAILED = {f"{INSULATION}.result": "fail"}
U1 = "insulation-M101.yaml: the insulation U1-PE"


def off(tag: str, unit: str, **parts: float) -> dict[str, Any]:
    """Return the change that states the uncertainty of an instrument."""
    return {f"instruments.{tag}.uncertainty": [{"unit": unit, "source": SOURCE, **parts}]}


STARRED = (
    ("insulation-test", "", {FIRST: 1.04, **off("MEG1", "MΩ", of_reading_percent=5)}, "PASS*", 2),
    ("insulation-test", "", {FIRST: 0.96, **FAILED, **off("MEG1", "MΩ", absolute=0.1)}, "FAIL*", 1),
    ("insulation-test", "", {FIRST: 1.04, **off("MEG1", "MΩ", of_reading_percent=3)}, "PASS*", 0),
    ("insulation-test", "", {FIRST: 1.04, **off("MEG1", "V", absolute=50)}, "PASS*", 0),
    ("insulation-test", "", {FIRST: 1.04}, "PASS*", 0),
    ("link-certificate", "FO1", {f"{LOSS}.measurements.0.loss_db": 2.3}, "PASS*", 4),
    ("current-chain", "CT101", off("PQ1", "A", absolute=0.09), "PASS*", 1),
    ("current-chain", "CT101", off("PQ1", "A", absolute=0.5), "PASS*", 2),
    ("bus-record", "RS1", off("MUL1", "Ω", of_reading_percent=20), "PASS*", 3),  # two checks say it too
    ("bus-record", "RS1", off("MUL1", "\u2126", absolute=20), "PASS*", 3),  # the other sign of ohm
    ("bus-record", "RS1", off("MUL1", "V", absolute=0.4), "PASS*", 1),
    ("insulation-trend", "IM1", off("MUL1", "V", absolute=2), "PASS*", 1),
    ("data-cable-summary", "", off("CAB1", "dB", absolute=1), "PASS*", 0),  # the certificate states its own
    ("commissioning-report", "", {FIRST: 1.04, **off("MEG1", "MΩ", absolute=0.1)}, "PASS*", None),
)  # fmt: skip

LEGEND = "PASS* and FAIL*: the limit lies within the uncertainty"


@pytest.mark.parametrize(("name", "about", "change", "word", "times"), STARRED)
def test_a_value_nearer_to_its_limit_than_its_uncertainty_has_a_star(
    tmp_path: Path, name: str, about: str, change: dict[str, Any], word: str, times: int | None
) -> None:
    text = said(dossier(tmp_path, change, checked=True), name, about)
    if name != "insulation-trend":
        assert LEGEND in text
        assert "not stated" in text or SOURCE in text
    found = text.replace(LEGEND, "").count(word)
    assert found >= 3 if times is None else found == times


def of(found: list[Verdict], rule: str, words: str) -> Verdict:
    return next(each for each in found if each.rule == rule and words in each.message)


def verdicts(folder: Path, *changes: dict[str, Any]) -> list[Verdict]:
    return list(check(loaded_with(folder, *changes), TODAY))


def test_the_star_is_told_and_changes_no_result(tmp_path: Path) -> None:
    """Inside the uncertainty a pass stays a pass and a fail a fail; a note says that either may be true."""
    inside = verdicts(tmp_path / "a", {FIRST: 1.04, **off("MEG1", "MΩ", absolute=0.1)})
    told = of(inside, "REC005", U1)
    assert (told.outcome, told.margin, told.uncertainty) == (Outcome.PASS, 0.04, 0.1)
    assert told.message.endswith("; PASS*: the limit lies within the uncertainty of ± 0.1 MΩ")
    assert of(inside, "REC031", "M101.yaml: the distance to the limit of the insulation U1-PE").outcome is Outcome.FAIL
    beyond = of(verdicts(tmp_path / "b", {FIRST: 0.96, **off("MEG1", "MΩ", absolute=0.1)}), "REC005", U1)
    assert beyond.outcome is Outcome.FAIL
    assert "; FAIL*: the limit lies within" in beyond.message
    without = verdicts(tmp_path / "c", {FIRST: 1.04})
    assert not of(without, "REC005", U1).within_uncertainty
    assert not [each for each in without if each.rule == "REC031" and "insulation" in each.message]


def test_losses_and_starts_are_judged_with_their_uncertainty_too(tmp_path: Path) -> None:
    found = verdicts(tmp_path, off("PQ1", "A", absolute=10), {f"{LOSS}.measurements.0.loss_db": 2.4})
    assert of(found, "REC026", "2026-10-09-first-start-P101.yaml: the highest current in L2").within_uncertainty
    assert not of(found, "REC026", "2026-10-09-first-start-P101.yaml: the highest current in L3").within_uncertainty
    assert of(found, "FIB047", "loss A-B").within_uncertainty


def test_the_example_plant_has_a_value_that_its_torque_wrench_cannot_tell(tmp_path: Path) -> None:
    text = said(dossier(tmp_path, checked=True), "commissioning-report")
    row = re.search(r"P201 torque at S of SS201 (.*?)P201", text)
    assert row is not None
    for part in ("4.2 N·m ± 0.25 N·m", "≥ 3.6 N·m, ≤ 4.4 N·m label of SS201, unverified", "0.2 N·m S. Novak", "PASS*"):
        assert part in row[1]
    assert "± 6 % of the reading, calibration certificate C-2026-097" in text


def test_every_row_of_a_measured_value_has_its_limit_and_source(tmp_path: Path) -> None:
    """Where no limit is recorded the cell says so."""
    chain = said(dossier(tmp_path / "a"), "current-chain", "CT101")
    assert "128.5 A, 0.1 A apart ≤ 0.5 A agreed for this plant, unverified" in chain
    assert "PCT1200 user manual figure 2; 5.7; 5.8" in chain
    none = said(dossier(tmp_path / "b", {f"{CHAIN}.reference.limit": None}), "current-chain", "CT101")
    assert "128.5 A, 0.1 A apart — no limit recorded" in none
    bus = said(dossier(tmp_path / "c"), "bus-record", "RS1")
    assert re.search(r"Bias [\d.]+ V ≥ 0\.2 V Texas Instruments AM26LV32E data sheet receiver fail-safe", bus)
    plain = said(dossier(tmp_path / "d", {f"{BUS}.limit": None, "buses.RS1.polarisation": []}), "bus-record", "RS1")
    assert "A to B, units off 74.6 Ω — no limit recorded" in plain
    assert re.search(r"Bias [\d.]+ V — no limit recorded", plain)


def rows_of(found: Dossier) -> Mapping[tuple[Value, Value], Mapping[str, Value]]:
    """Return the rows of the table for programs by record and key."""
    table = measured(found)
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    return {(row["record"], row["key"]): row for row in rows}


def test_the_table_for_programs_has_every_value_that_documents_print_with_its_limit(tmp_path: Path) -> None:
    found = dossier(tmp_path)
    rows = rows_of(found)
    printed = {(row.record, row.value) for row in measured_values(found, every=True).rows}
    listed = {(row["record"], quantity(row["value"], str(row["unit"]))) for row in rows.values()}
    tests = {each.name: each for each in of_kind(found.records, InsulationTest)}
    assert listed - printed == {(name, quantity(each.resistance_mohm, "MΩ"))
                                for name, test in tests.items() for each in test.measurements}  # fmt: skip
    assert printed <= listed
    assert rows["2026-10-01-torque-P201", "measurements[1].torque_nm"] == {
        "record": "2026-10-01-torque-P201", "object": "P201", "what": "the torque at S of SS201",
        "key": "measurements[1].torque_nm", "value": 4.2, "unit": "N·m", "uncertainty": 0.252, "minimum": 3.6,
        "maximum": 4.4, "margin": 0.2, "source": "label of SS201", "provenance": "unverified", "kept": True,
        "within_uncertainty": True, "instrument": "TW1", "person": "S. Novak", "at": "2026-10-01T15:40:00+02:00",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "margin", "kept", "within"),
    [
        ({FIRST: 1.04}, 0.04, True, None),
        ({FIRST: 0.96, **FAILED}, -0.04, False, None),
        ({FIRST: 1.04, **off("MEG1", "MΩ", absolute=0.01)}, 0.04, True, False),
        ({FIRST: 0.96, **FAILED, **off("MEG1", "MΩ", absolute=0.1)}, -0.04, False, True),
        ({f"{INSULATION}.limit.minimum": None}, None, None, None),
    ],
)
def test_the_table_for_programs_says_whether_a_limit_was_kept(
    tmp_path: Path, change: dict[str, Any], margin: float | None, kept: bool | None, within: bool | None
) -> None:
    row = rows_of(dossier(tmp_path, change))["2026-10-13-insulation-M101", "measurements[0].resistance_mohm"]
    assert (row["margin"], row["kept"], row["within_uncertainty"]) == (margin, kept, within)

"""What the rules on records say of values at the edge, of corrections and of what was done again."""

import dataclasses
import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.plants import riverside, site_with

from plantwright.findings.verdict import Severity
from plantwright.rules.registry import registry
from plantwright.site.run_files import Written

INSULATION = "records.2026-10-13-insulation-M101"
AGAIN = "records.2026-10-14-insulation-M101"
WIRING = "records.2026-09-30-wiring-SS101"
REWIRED = "records.2026-10-01-wiring-SS101"
CALIBRATED = "records.2026-10-12-calibration-MEG1"
START = "records.2026-10-09-first-start-P101"
BUS = "records.2026-10-06-bus-check-RS1"
MONITORING = "records.2026-10-14-monitoring-M101"
READING = f"{MONITORING}.readings.0"
TESTED = "records.2026-10-26-sign-off-second"


def insulation(*between: str) -> dict[str, Any]:
    """Return a test of M101 on the next day that passed between the terminals named."""
    return {
        "format": 1, "record": "insulation-test", "object": "M101", "person": "S. Novak", "instrument": "MEG1",
        "at": "2026-10-14T15:00:00+02:00", "test_voltage_v": 500, "result": "pass",
        "limit": {"minimum": 1, "unit": "MΩ", "source": "IEC 60204-1", "provenance": "unverified"},
        "measurements": [{"between": each, "resistance_mohm": 800} for each in between],
    }  # fmt: skip


def checklist(*lines: str) -> dict[str, Any]:
    """Return a checklist of SS101 on the next day with lines that passed."""
    return {
        "format": 1, "record": "checklist", "object": "SS101", "person": "S. Novak", "at": "2026-10-01T09:00:00+02:00",
        "checks": [{"line": each, "result": "pass", "value": "seen"} for each in lines],
    }  # fmt: skip


def calibration(result: str) -> dict[str, Any]:
    return {
        "format": 1, "record": "calibration", "object": "MEG1", "person": "S. Novak", "at": "2026-10-12T08:00:00+02:00",
        "certificate": "CAL-1", "due": "2027-10-12", "result": result,
    }  # fmt: skip


def signature(role: str, person: str, at: str) -> dict[str, Any]:
    return {
        "format": 1, "record": "sign-off", "object": "site", "person": person, "organisation": "Example", "role": role,
        "at": at, "statement": "done as recorded",
    }  # fmt: skip


DARK = "records.2026-10-12-fibre-FO1-A.power_off"
CONNECTED = {f"{INSULATION}.checks.0.result": "fail"}
FAILED = {f"{INSULATION}.result": "fail"}
LINE_FAILED = {f"{WIRING}.checks.1.result": "fail"}
EXPIRED = {"instruments.MEG1.calibration_due": "2026-10-11"}


@pytest.mark.parametrize(
    ("change", "rule_id", "path", "expected"),
    [
        (FAILED, "REC006", INSULATION, "fail"),
        (FAILED | {AGAIN: insulation("U1-PE", "V1-PE", "W1-PE")}, "REC006", INSULATION, ""),
        (FAILED | {AGAIN: insulation("U1-PE")}, "REC006", INSULATION, "fail"),
        (LINE_FAILED | {REWIRED: checklist("CGW-020")}, "REC006", WIRING, ""),
        (LINE_FAILED | {REWIRED: checklist("CGW-030")}, "REC006", WIRING, "fail"),
        (EXPIRED, "REC003", INSULATION, "fail"),
        (EXPIRED | {CALIBRATED: calibration("pass")}, "REC003", INSULATION, ""),
        (EXPIRED | {CALIBRATED: calibration("fail")}, "REC003", INSULATION, "fail"),
        ({f"{INSULATION}.object": "tank"}, "REC001", INSULATION, "fail"),
        ({f"{START}.highest_current_a.L2": 417.1}, "REC026", START, "fail"),
        ({f"{BUS}.polls.sent": 0}, "REC030", BUS, "not checked"),
        ({f"{MONITORING}.probe": None}, "REC032", MONITORING, "not checked"),
        ({READING: {"resistance_mohm": 99.9, "over_range": False}}, "REC032", MONITORING, ""),
        ({READING: {"resistance_mohm": 0, "over_range": False}}, "REC032", MONITORING, ""),
        ({READING: {"resistance_mohm": 0.1, "over_range": False}}, "REC032", MONITORING, ""),
        ({READING: {"resistance_mohm": 0.05, "over_range": False}}, "REC032", MONITORING, "fail"),
        ({READING: {"resistance_mohm": 100, "over_range": False}}, "REC032", MONITORING, "fail"),
        ({READING: {"resistance_mohm": 100}}, "REC032", MONITORING, "fail"),  # over the range, with another value
        ({f"{WIRING}.checks.9.value": 400}, "REC033", WIRING, ""),
        ({f"{WIRING}.checks.9.value": 450}, "REC033", WIRING, "fail"),
        ({f"{WIRING}.checks.9": {"value": 450, "result": "fail"}}, "REC033", WIRING, ""),
        ({f"{WIRING}.checks.9": {"value": 0.12, "unit": "kΩ"}}, "REC033", WIRING, "not checked"),
        ({f"{WIRING}.checks.9.unit": None}, "REC033", WIRING, "not checked"),
        ({f"{WIRING}.checks.9.value": "low"}, "REC033", WIRING, "not checked"),
        ({f"{INSULATION}.test_voltage_v": 2500}, "REC034", INSULATION, ""),  # its fuse was out
        (CONNECTED | {f"{INSULATION}.test_voltage_v": 1001}, "REC034", INSULATION, "fail"),
        (CONNECTED | {f"{INSULATION}.duration_s": 61}, "REC034", INSULATION, "fail"),
        (CONNECTED | {f"{INSULATION}.duration_s": None}, "REC034", INSULATION, "not checked"),
        ({f"{BUS}.resistance_ohm": 62}, "REC029", BUS, "fail"),  # two terminators of 120 Ω
        ({f"{BUS}.bias_v": None}, "REC035", "buses.RS1", "not checked"),
        ({f"{DARK}.power_dbm": None}, "FIB051", "fibre_links.FO1", "not applicable"),
        ({f"{DARK}.power_dbm": -20.1}, "FIB051", "records.2026-10-12-fibre-FO1-A", "fail"),
    ],
)
def test_case(change: Mapping[str, Any], rule_id: str, path: str, expected: str, tmp_path: Path) -> None:
    """Of one record a rule says `expected` and nothing else, or only what is in order."""
    found = registry()[rule_id].run(site_with(tmp_path, change))
    told = {str(each.outcome) for each in found if ".".join(map(str, each.path[:2])) == path}
    assert told - {"pass"} == ({expected} if expected else set())


def test_the_parts_of_a_budget_add_up_to_what_is_allowed_and_the_reserve_is_none_of_them(tmp_path: Path) -> None:
    """1.5 dB for later allow a recorded loss no more, and are not told beside it."""
    found = registry()["FIB047"].run(site_with(tmp_path, {"fibre_links.FO1.margin_db": 1.5}))
    first = next(each for each in found if each.object == "FO1")
    parts = re.search(r"\((.*?dB)\)", first.message)
    assert parts is not None
    assert sum(map(float, re.findall(r"([\d.]+) dB", parts[1]))) == pytest.approx(first.limit)


def test_what_is_in_order_is_told_once_an_object_with_the_number_of_its_records(tmp_path: Path) -> None:
    about = Counter(str(record["object"]) for record in riverside()["records"].values())
    found = {each.object: each.message for each in registry()["REC001"].run(site_with(tmp_path, {}))}
    told = {tag: re.match(r"(\d+) in order, the last: ", message) for tag, message in found.items()}
    assert {tag: int(match[1]) if match else 1 for tag, match in told.items()} == about


def test_a_record_with_a_fault_does_not_pass_as_well_and_one_of_another_kind_is_not_told(tmp_path: Path) -> None:
    each = registry()["FIB022"]
    found = each.run(site_with(tmp_path, each.good or {}, each.bad))
    faces = [name for name, record in riverside()["records"].items() if record["record"] == "fibre-end-face"]
    expected = {name: "fail" if name == "2026-10-12-fibre-FO1-A" else "pass" for name in faces}
    assert sorted((one.path[1], str(one.outcome)) for one in found) == sorted(expected.items())


def test_a_line_that_failed_is_told_at_its_record(tmp_path: Path) -> None:
    found = registry()["REC010"].run(site_with(tmp_path, LINE_FAILED))
    (failed,) = (each for each in found if each.failed and each.object == "SS101")
    assert ".".join(map(str, failed.path[:2])) == WIRING


def test_a_start_proves_nothing_of_a_setting_that_a_run_wrote_after_it(tmp_path: Path) -> None:
    """It was on 9 October; of the values of its starter the last one written is named."""
    wrote = (("08", "undervoltage_v"), ("20", "overvoltage_v"), ("21", "ramp_time_s"))
    written = tuple(
        Written(device="SS101", parameter=name, at=datetime.fromisoformat(f"2026-10-{day}T09:00:00+02:00"), run="7")
        for day, name in wrote
    )
    site = dataclasses.replace(site_with(tmp_path, {}), written=written)
    assert [each.message for each in registry()["REC016"].run(site) if each.failed] == [
        "2026-10-09-first-start-P101.yaml is of 2026-10-09; after it run 7 wrote ramp_time_s to SS101 on 2026-10-21"
    ]


@pytest.mark.parametrize("tag", ["FO1", "FO2"])
def test_a_loss_measured_one_way_is_that_of_its_own_link(tag: str, tmp_path: Path) -> None:
    site = site_with(tmp_path, {f"records.2026-10-12-loss-{tag}.measurements.1.direction": "A-B"})
    told = {each.object: (str(each.outcome), each.message.partition(":")[0]) for each in registry()["FIB048"].run(site)}
    expected = {each: "fail" if each == tag else "pass" for each in ("FO1", "FO2")}
    assert told == {each: (outcome, f"2026-10-12-loss-{each}.yaml") for each, outcome in expected.items()}


@pytest.mark.parametrize(
    ("ohm", "words"),
    [
        (150, "150 Ω is that of 1 terminator, the site file has 2"),
        (50, "50 Ω is that of 3 terminators, the site file has 2"),
        (9000, "9000 Ω is that of no terminators, the site file has 2"),
        (0, "0 Ω is a short, the site file has 2"),
    ],
)
def test_terminators_are_counted_by_the_resistance_of_the_line(ohm: float, words: str, tmp_path: Path) -> None:
    """Of 150 Ω each, in parallel."""
    found = registry()["REC029"].run(site_with(tmp_path, {f"{BUS}.resistance_ohm": ohm}))
    (message,) = (each.message for each in found if each.object == "RS1")
    assert message.partition(": ")[2] == words


def test_records_that_correct_each_other_leave_nothing_in_force_and_fail(tmp_path: Path) -> None:
    name, other = INSULATION.partition(".")[2], AGAIN.partition(".")[2]
    circle = {
        f"{INSULATION}.supersedes": other,
        f"{INSULATION}.reason": "read off by one",
        AGAIN: insulation("U1-PE") | {"supersedes": name, "reason": "read off by one"},
    }
    failed = [each for each in registry()["REC004"].run(site_with(tmp_path, circle)) if each.failed]
    assert [each.path for each in failed] == [("records", each, "supersedes") for each in (name, other)]
    assert failed[0].message == (
        f"{name}.yaml corrects {other}: that one corrects this one in turn, and none of them counts"
    )


def test_the_first_of_two_testers_cannot_check_either(tmp_path: Path) -> None:
    every = {
        TESTED: signature("tested", "L. Brandt", "2026-10-26T08:00:00+01:00"),
        f"{TESTED}-later": signature("tested", "P. Okoro", "2026-10-26T09:00:00+01:00"),
        f"{TESTED}-checked": signature("checked", "L. Brandt", "2026-10-26T10:00:00+01:00"),
    }
    failed = [each for each in registry()["REC025"].run(site_with(tmp_path, every)) if each.failed]
    assert [each.message for each in failed] == [
        "2026-10-26-sign-off-second-checked.yaml: L. Brandt signed as checked what L. Brandt tested"
    ]


def test_a_reading_above_the_range_is_told_with_what_to_record(tmp_path: Path) -> None:
    change = {READING: {"resistance_mohm": 120, "over_range": False}}
    (failed,) = (each for each in registry()["REC032"].run(site_with(tmp_path, change)) if each.failed)
    assert (failed.object, failed.value, failed.limit, failed.unit) == ("M101", 120, 99.9, "MΩ")
    assert failed.message == "2026-10-14-monitoring-M101.yaml: IM1 shows 0.1 to 99.9 MΩ; 120 MΩ lies above"
    assert failed.hint == "record 99.9 MΩ with `over_range: true`, if that was shown"


@pytest.mark.parametrize(
    ("key", "value", "rule_id", "severity"),
    [
        (f"{DARK}.power_dbm", -20, "FIB051", Severity.ERROR),  # its receiver reads it
        (f"{DARK}.power_dbm", -21, "FIB051", Severity.WARNING),
        (f"{BUS}.resistance_ohm", 105, "REC029", Severity.ERROR),  # one terminator
        (f"{BUS}.resistance_ohm", 62, "REC029", Severity.WARNING),
    ],
)
def test_our_own_limit_only_warns(key: str, value: float, rule_id: str, severity: Severity, tmp_path: Path) -> None:
    failed = [each for each in registry()[rule_id].run(site_with(tmp_path, {key: value})) if each.failed]
    assert [each.severity for each in failed] == [severity]


@pytest.mark.parametrize("rule_id", ["STA021", "REC026"])
def test_what_the_manual_only_lets_expect_warns(rule_id: str) -> None:
    assert registry()[rule_id].severity is Severity.WARNING


def test_a_wrong_direction_is_what_the_record_says_not_the_manual(tmp_path: Path) -> None:
    (failed,) = (
        each for each in registry()["REC027"].run(site_with(tmp_path, {f"{START}.direction": "wrong"})) if each.failed
    )
    assert failed.source is not None
    assert failed.source.document == "plantwright record format"

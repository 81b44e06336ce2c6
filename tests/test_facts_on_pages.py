"""What an engineer who signs must find on a page: recorded settings, places, mains and outputs, rounded numbers."""

from pathlib import Path

import pytest
from tests.plants import found_by, site_with

from plantwright.findings.verdict import Outcome, Verdict
from plantwright.report.changes import words
from plantwright.report.changes.checks import CheckChange, checks
from plantwright.report.marks import FAIL, PASS
from plantwright.report.register import entry, kinds, made
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.equipment import equipment
from plantwright.report.views.fibre import link_row
from plantwright.report.views.measuring_chain import chain_sheet
from plantwright.report.views.places import place_rows
from plantwright.report.views.settings import Settings, settings
from plantwright.rules.registry import registry
from plantwright.site.model import Site

ENTERED = "records.2026-10-05-settings-SS101"


def dossier(site: Site) -> Dossier:
    return Dossier(site=site, verdicts=(), issued="2026-11-03", tool_version="0.1.0")


def settings_of(site: Site, tag: str) -> Settings:
    return settings(dossier(site), next(each for each in site.devices() if each.tag == tag))


def row_of(found: Settings, code: str) -> tuple[str, str, object]:
    row = next(each for each in found.rows if each.code == code)
    return row.as_found.text, row.as_left.text, row.check


# settings that no register takes


def test_a_setting_of_the_keypad_is_shown_as_recorded(tmp_path: Path) -> None:
    found = settings_of(site_with(tmp_path), "SS101")
    assert row_of(found, "F2.01") == ("keypad", "139", PASS)
    assert found.recorded == "Entered at SS101 by record: 2026-10-05-settings-SS101."


def test_what_was_found_before_stands_beside_it(tmp_path: Path) -> None:
    found = settings_of(site_with(tmp_path, {f"{ENTERED}.as_found": {"motor_rated_current_a": 100}}), "SS101")
    assert row_of(found, "F2.01") == ("100", "139", PASS)


def test_a_recorded_setting_that_differs_fails(tmp_path: Path) -> None:
    found = settings_of(site_with(tmp_path, {f"{ENTERED}.settings.motor_rated_current_a": 149}), "SS101")
    assert row_of(found, "F2.01") == ("keypad", "149", FAIL)


def test_without_a_record_the_keypad_alone_knows(tmp_path: Path) -> None:
    found = settings_of(site_with(tmp_path, {ENTERED: None}), "SS101")
    assert row_of(found, "F2.01") == ("keypad", "keypad", None)
    assert row_of(found, "F0.05")[:2] == ("not done", "not done")
    assert found.recorded == ""


# keys of the site files


def test_places_show_storage_and_shock(tmp_path: Path) -> None:
    stated = {"storage_min_c": -15, "storage_max_c": 50, "shock_m_s2": 20, "vibration_amplitude_mm": 0.1}
    site = site_with(tmp_path, {f"locations.HALL.{key}": value for key, value in stated.items()})
    hall = next(each for each in place_rows(site) if each.tag == "HALL")
    assert hall.storage == "−15 to 50\u202f°C"
    assert hall.shaken == "vibration 0.1\u202fmm; shock 20\u202fm/s²"
    empty = place_rows(site_with(tmp_path / "plain"))[-1]
    assert (empty.tag, empty.storage, empty.shaken) == ("HALL", "—", "—")


def test_the_status_output_of_a_sensor_stands_on_the_sheet_of_its_chain(tmp_path: Path) -> None:
    site = site_with(tmp_path, {"sensors.CT101.status_output": {"voltage_v": 24, "current_ma": 5}})
    facts = {each.name: each.value for each in chain_sheet(dossier(site), site.sensors["CT101"]).facts}
    assert facts["Status output"] == "open 24\u202fV, closed 5\u202fmA"


def test_the_mains_of_a_meter_stand_beside_its_nameplate(tmp_path: Path) -> None:
    site = site_with(tmp_path, {"meters.LMG1.mains": {"plate_v": 230, "min_v": 219, "max_v": 242}})
    meter = next(each for each in equipment(dossier(site)) if each.tag == "LMG1")
    assert (meter.nameplate, meter.required) == ("mains 230\u202fV", "mains 219 to 242\u202fV")


def test_the_allowed_loss_of_a_fibre_link_names_its_source(tmp_path: Path) -> None:
    site = site_with(tmp_path)
    row = link_row(dossier(site), site.fibre_links["FO1"])
    assert (row.allowed, row.source) == (
        "4.57\u202fdB", "IEEE 802.3 channel insertion loss of 1000BASE-LX (unverified)",
    )  # fmt: skip


# numbers of a comparison


def change_of(before: float, after: float) -> CheckChange:
    told = Verdict(
        rule="CAB020", name="a", outcome=Outcome.PASS, words="drop", object="W101", value=before, limit=5.0,
        margin=5 - before, unit="%",
    )  # fmt: skip
    return checks([told], [told._replace(value=after, margin=5 - after)], {}).moved[0]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (4.9202312, 4.5, "found 4.92\u202f%, limit 5\u202f%, margin 0.07977\u202f%"),
        (4.9202312, 4.9202344, "found 4.9202312\u202f%, limit 5\u202f%, margin 0.0797688\u202f%"),
        (5.5, 4.5, "found 5.5\u202f%, limit 5\u202f%, margin −0.5\u202f%"),
    ],
)
def test_the_numbers_before_are_rounded_as_far_as_they_still_differ(before: float, after: float, expected: str) -> None:
    assert words.former(change_of(before, after)) == expected


# what is said


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2026-12-18", "put it right by 2026-12-18 and record who closed it"),
        (None, "no day is agreed: agree on one and add it as `due:`, or put it right and record who closed it"),
    ],
)
def test_a_cosmetic_point_says_what_to_do(tmp_path: Path, due: str | None, expected: str) -> None:
    rule = registry()["REC022"]
    site = site_with(tmp_path, rule.bad, {"records.2026-10-20-punch-004.due": due})
    assert [each.hint for each in found_by(rule, site) if each.failed] == [expected]


@pytest.mark.parametrize(
    ("name", "about", "hidden"), [("fibre-inspection", "FO2", True), ("feeder-record", "P101", False)]
)
def test_the_title_block_names_the_languages_that_stand_in_the_document(
    tmp_path: Path, name: str, about: str, hidden: bool
) -> None:
    found = dossier(site_with(tmp_path))
    document = made(found, entry(found, kinds()[name], about))
    assert document is not None
    assert (".in-zh { display: none; }" in document.job.html) is hidden

"""The sheets of what was measured: insulation, its trend, current chains, fibre and copper; and what is not known."""

import contextlib
import re
import shutil
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.plants import RIVERSIDE, TODAY, changed, loaded_with, riverside
from tests.test_documents import output, report
from tests.test_monitor import FALLING, filled, teach

from plantwright.monitor.series import read_series
from plantwright.report.register import entry, kinds, made, register
from plantwright.report.views.dossier import Dossier
from plantwright.rules.check import check
from plantwright.site.load import load_site

NAMES = ("insulation-test", "insulation-trend:IM1", "current-chain:CT101", "fibre-inspection:FO1",
         "link-certificate:FO1", "data-cable-summary")  # fmt: skip
TEST = "records.2026-10-13-insulation-M101"


def dossier(folder: Path, *changes: Mapping[str, Any], checked: bool = False) -> Dossier:
    """Return what documents of the example plant with changes are made of; only if `checked` with what rules say."""
    loaded = loaded_with(folder, *changes)
    assert loaded.site is not None, [problem.message for problem in loaded.problems]
    verdicts = check(loaded, TODAY) if checked else ()
    return Dossier(site=loaded.site, verdicts=verdicts, issued="2026-11-03", tool_version="0.1.0")


def said(found: Dossier, name: str, about: str = "") -> str:
    """Return the words of a document, tables as their cells one after another."""
    document = made(found, entry(found, kinds()[name], about))
    assert document is not None
    return words(document.standalone)


def words(html: str) -> str:
    shown = re.sub(r'<span class="ghost">.*?</span>', "", html)
    body = re.sub(r"<style>.*?</style>|<title>.*?</title>|<svg.*?</svg>|<[^>]+>", " ", shown, flags=re.DOTALL)
    return " ".join(re.sub(r"[\u202f\s]+", " ", body).replace("&lt;", "<").replace("&gt;", ">").split())


def all_in(text: str, wanted: tuple[str, ...]) -> None:
    assert [each for each in wanted if each not in text] == []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("measured") / "report"
    done = report(out, "--paper", "letter", *(option for name in NAMES for option in ("--only", name)))
    assert done.returncode == 0, done.stderr
    return out


SAID = {
    "insulation-test": ("None of their values stands", "500 V", "IEC 60204-1, unverified", "EX-44107", "2027-03-01"),
    "insulation-trend-IM1": ("no database of readings was found", "≥ 99.9", "ALM2", "KGW-210", "at least 180 s"),
    "current-chain-CT101": ("EX-PCT-0412", "± 0.12", "± 0.43", "450 A is the smallest range", "0.02 % of reading"),
    "fibre-inspection-FO1": ("stamped WITHDRAWN", "cassette cleaner", "0d353530", "Mated at", "SW2-P1", "EX-20931"),
    "link-certificate-FO1": ("1.62", "2.44 dB", "3.44", "one cord", "fits by unverified", "EX-20977", "1.58"),
    "data-cable-summary": ("W911", "permanent link", "12-36", "EX-60417", "no file of the tester is kept"),
}


@pytest.mark.parametrize("name", SAID)
def test_each_sheet_says_what_it_must(folder: Path, name: str) -> None:
    path = folder / f"RPS-01-{name}.pdf"
    text = " ".join(output("pdftotext", "-layout", path, "-").replace("\u202f", " ").split())
    found = re.sub(r"none of their values", "None of their values", text)
    all_in(found, SAID[name])
    assert "No syntax or stream encoding errors" in output("qpdf", "--check", path)


def test_the_objects_of_each_sheet_and_why_there_is_none(tmp_path: Path) -> None:
    found = dossier(tmp_path)
    made_for = {name: [each.about for each in register(found) if each.name == name] for name in kinds()}
    assert made_for["insulation-trend"] == ["IM1", "IM2"]
    assert made_for["current-chain"] == ["CT101", "CT201", "CT401", "CT301", "CT302"]
    assert made_for["fibre-inspection"] == made_for["link-certificate"] == ["FO1", "FO2"]
    assert made_for["insulation-test"] == made_for["data-cable-summary"] == [""]


def test_a_plant_without_records_has_no_test_sheets(tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(RIVERSIDE, site, ignore=shutil.ignore_patterns("records"))
    lines = report(tmp_path / "out", "--list", site=site).stdout.splitlines()
    why = {line.split()[0]: line.partition("none: ")[2] for line in lines}
    assert why["insulation-test"] == "no record of kind insulation-test"
    assert why["data-cable-summary"] == "no record of kind copper-certificate"


# insulation test


def test_the_polarisation_index_is_only_that_of_one_day_and_voltage(tmp_path: Path) -> None:
    first = riverside()["records"]["2026-10-13-insulation-M101"]
    longer = changed(first, {"duration_s": 600, "at": "2026-10-13T14:40:00+02:00", "checks": None}) | {
        "measurements": [{"between": "U1-PE", "resistance_mohm": 2100}]
    }
    text = said(dossier(tmp_path, {"records.2026-10-13-insulation-M101-10min": longer}), "insulation-test")
    all_in(text, ("M101 U1-PE 840 2100 — 2.5 PASS", "M101 V1-PE 860 not done — — PASS"))
    later = longer | {"at": "2026-10-14T14:40:00+02:00"}
    text = said(dossier(tmp_path, {"records.2026-10-14-insulation-M101-10min": later}), "insulation-test")
    assert "M101 U1-PE 840 2100 — — PASS" in text


def test_a_value_below_its_limit_fails_whatever_the_record_says(tmp_path: Path) -> None:
    text = said(dossier(tmp_path, {f"{TEST}.measurements.0.resistance_mohm": 0.4}), "insulation-test")
    all_in(text, ("M101 U1-PE 0.4 not done — — FAIL", "M101 Raw water pump 1 P101 380 V 500 V 0.4 ≥ 1 MΩ"))


def test_a_test_with_the_voltage_of_a_monitor_stands_in_no_column(tmp_path: Path) -> None:
    text = said(dossier(tmp_path, {f"{TEST}.test_voltage_v": 50}), "insulation-test")
    all_in(text, ("No acceptance test, not listed: 2026-10-13-insulation-M101.yaml: 50 V",
                  "M101 not done: there is no record of kind insulation-test about M101"))  # fmt: skip
    assert "840" not in text


def test_what_was_not_recorded_of_a_test_is_said(tmp_path: Path) -> None:
    gone = dict.fromkeys((f"{TEST}.{key}" for key in ("ambient_c", "humidity_percent", "duration_s")), None)
    gone |= dict.fromkeys((f"{TEST}.{key}" for key in ("winding_temperature_c", "precautions")), None)
    text = said(dossier(tmp_path, gone), "insulation-test")
    all_in(text, ("840, time not recorded", "500 V not recorded not recorded not recorded MEG1",
                  "M101 : no precaution is recorded"))  # fmt: skip


# insulation trend


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy of the example site whose monitors have known registers."""
    site = tmp_path / "site"
    shutil.copytree(RIVERSIDE, site)
    teach(site)
    return site


def kept(home: Path) -> str:
    """Return the words of the trend of IM1 from the database of a site, without the command line."""
    site = load_site(home).site
    assert site is not None
    found = {"PB101": read_series(site, home / "records" / "monitor.sqlite", "PB101")}
    return said(Dossier(site=site, verdicts=(), issued="2026-11-03", series=found), "insulation-trend", "IM1")


def trend(home: Path, *options: str) -> str:
    out = home.parent / "out"
    done = report(out, "--only", "insulation-trend:IM1", "--html-only", *options, site=home)
    assert done.returncode == 0, done.stderr
    return words((out / "RPS-01-insulation-trend-IM1.html").read_text(encoding="utf-8"))


def test_a_falling_trend_names_the_day_of_both_alarms(home: Path) -> None:
    filled(home, FALLING)
    all_in(trend(home), (
        "1 PB101 P101 M101 12 kept, 12 different 80 MΩ on 2026-11-09 68 MΩ on 2026-11-20 68 MΩ on 2026-11-20",
        "−36.1 % in 30 days (−37.4 to −34.8 % at 95 % confidence), from 12 different readings since 2026-11-09",
        "ALM1 at 20 MΩ is reached 2027-02-10, between 2027-02-06 and 2027-02-14; farther ahead than the readings",
        "ALM2 at 1 MΩ is reached 2027-08-29", "none: read every 1 d", "0 above, 0 below the range",
        "2 PB201 P201 M201",
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ((), ("1 PB101 P101 M101 no readings",)),
        ((425, 430), ("too few: 2 different readings, 8 are needed", "too few readings to tell",
                      "ALM1 at 20 MΩ is reached no estimate: too few")),
        ((*FALLING, 999), ("over range: 99.9 MΩ or more", "1 above, 0 below", "≥ 99.9 MΩ on 2026-11-20")),
        ((0, *FALLING), ("0 above, 1 below", "< 0.1 MΩ on 2026-11-08")),
        ([each // 4 for each in FALLING], ("ALM1 at 20 MΩ is reached reached",)),
    ],
)  # fmt: skip
def test_what_cannot_be_estimated_says_why(home: Path, values: tuple[int, ...], wanted: tuple[str, ...]) -> None:
    filled(home, values)
    all_in(kept(home), wanted)


def test_a_pause_in_the_readings_is_told(home: Path) -> None:
    with contextlib.closing(sqlite3.connect(filled(home, FALLING))) as connection, connection:
        connection.execute("DELETE FROM sample WHERE id IN (4, 5, 6, 7)")
    assert "1 pause of more than 3 d: 5 d, 2026-11-13 to 2026-11-18" in kept(home)


def test_readings_of_a_rehearsal_are_called_so_on_every_sheet_and_bar_a_signature(home: Path) -> None:
    database = filled(home, FALLING, rehearsal=True).rename(home.parent / "rehearsal.sqlite")
    text = trend(home, "--series", str(database))
    all_in(text, ("REHEARSAL the readings are of a simulator", "Rehearsal: read from a simulator, nothing was",
                  "Nothing to sign: REHEARSAL"))  # fmt: skip


def test_words_of_unknown_meaning_make_no_trend(tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(RIVERSIDE, site)
    filled(site, FALLING)
    assert "no register of k7ge-mg is known to hold the insulation resistance of channel 1" in trend(site)


@pytest.mark.parametrize(
    ("number", "name", "message"),
    [
        ("XYZ-9", "monitor.sqlite", "holds readings of plant XYZ-9, not of RPS-01"),
        ("RPS-01", "gone.sqlite", "there are no readings: "),
    ],
)
def test_another_database_is_refused(home: Path, number: str, name: str, message: str) -> None:
    place = filled(home, FALLING, number=number).with_name(name)
    done = report(home.parent / "out", "--only", "insulation-trend", "--series", str(place), site=home)
    assert done.returncode != 0
    assert message in done.stderr
    assert done.stderr.rstrip().endswith("--series FILE")


def test_a_monitor_with_eight_channels_and_one_with_none(tmp_path: Path) -> None:
    probe = riverside()["probes"]["PB101"]
    more = {f"PB10{index}": probe | {"channel": index} for index in range(2, 9)}
    gone = dict.fromkeys(("PB201", "PB301", "PB401"), None)
    long = "Insulation monitor of the feeders of the northern intake channel with a very long name"
    found = dossier(tmp_path, {"probes": more | gone, "monitors.IM1.title": long})
    text = said(found, "insulation-trend", "IM1")
    all_in(text, (long, "8 PB108 P101 M101 no database of readings was found"))
    assert text.count("no database of readings was found") == 8
    assert "no probe is described" in said(found, "insulation-trend", "IM2")


# current chain


def test_the_error_of_a_chain_is_that_of_the_rule(tmp_path: Path) -> None:
    text = said(dossier(tmp_path, checked=True), "current-chain", "CT101")
    all_in(text, (
        "At 139 A and 50 Hz a reading of the chain errs by at most 0.43 A, 0.309 % of the reading",
        "Head ± 0.12 ± 0.0863 ± 863 ± 0.12 ± 0.0288 ± 0.01 % of 1200 A, whatever the reading",
        "Meter ± 0.309", "the reading errs by 0.4297 A", "450 495 1407 yes this one", "225 247.5 703.5 no",
        "3, at most 3", "3.99 A, at most 5 A", "128.5 A, 0.1 A apart",
    ))  # fmt: skip


def test_without_coefficients_the_meter_is_an_open_input_and_nothing_is_assumed(tmp_path: Path) -> None:
    text = said(dossier(tmp_path, {"meters.LMG1.accuracy_ranges": None}), "current-chain", "CT101")
    all_in(text, (
        "At 139 A and 50 Hz the head alone errs by at most 0.121 A", "This is not the accuracy of the chain",
        "Meter — — — — — not known", "give its coefficients as accuracy_ranges in the site files",
    ))  # fmt: skip
    assert "No table of ranges is known for PSU1" in said(dossier(tmp_path), "current-chain", "CT302")


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"sensors.CT101.cable.serial": "EX-PCT-0499"}, ("PCT1200-K-L6, 2.5 m EX-PCT-0499 EX-PCT-0412 FAIL",)),
        ({"sensors.CT101.conductor.centred": False}, ("out of the middle", "± 0.0139", "100 ppm of the reading")),
        ({"sensors.CT101.measuring_max_c": 30}, ("outside 20 to 26 °C, of which only the drift",)),
        ({"sensors.CT101.calibration_date": None}, ("Calibrated not stated",)),
        ({"records.2026-10-09-current-chain-CT101": None}, ("there is no record of kind current-chain about CT101",)),
        ({"records.2026-10-09-current-chain-CT101.zero_a": -0.2}, ("−0.2 A ≤ 0.1 A", "FAIL")),
        ({"records.2026-10-09-current-chain-CT101.polarity": "wrong"}, ("energy wrong right",)),
        ({"starters.SS101.parameters.current_limit_percent": None, "motors.M101.locked_rotor_current_ratio": None,
          "starters.SS101.parameters.start_mode": "voltage-ramp"},
         ("not known, needs motors.M101.locked_rotor_current_ratio", "no range is chosen", "head alone")),
    ],
)  # fmt: skip
def test_what_a_chain_lacks_or_has_wrong_is_said(
    tmp_path: Path, change: Mapping[str, Any], wanted: tuple[str, ...]
) -> None:
    all_in(said(dossier(tmp_path, change), "current-chain", "CT101"), wanted)


# fibre


def test_an_end_face_is_judged_by_its_last_count_and_its_record(tmp_path: Path) -> None:
    last = "records.2026-10-12-fibre-FO1-A.attempts.4.zones.B.defects_um"
    text = said(dossier(tmp_path, {last: [6]}), "fibre-inspection", "FO1")
    all_in(text, ("A MCC1-ODF-01 end of the link 1 FAIL", "the number of defects above 5 µm in zone B is 1"))


def test_an_end_face_without_record_and_criteria_without_numbers_say_so(tmp_path: Path) -> None:
    unread = {"standard": "IEC 61300-3-35", "edition": "2022", "table": None}
    change = dict.fromkeys(("records.2026-10-12-fibre-FO1-A", "records.2026-10-12-mating-FO1-A"), None)
    change |= {"records.2026-10-12-fibre-FO1-B.criteria": unread}
    text = said(dossier(tmp_path, change), "fibre-inspection", "FO1")
    all_in(text, (
        "A MCC1-ODF-01 end of the link 0 NOT DONE", "not done: there is no record of kind fibre-end-face",
        "not done: no mating is recorded", "numbers were not read.", "were not compared with limits: edition 2022",
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"measurements.1": None}, ("1310 B → A not done",)),
        ({"measurements.0.loss_db": 2.5}, ("1310 A → B 2.5 ≤ 2.44 dB", "−0.06 2.07", "FAIL")),
        (None, ("1310 A → B not done", "there is no record of kind fibre-link-loss about FO1")),
    ],
)
def test_a_loss_is_judged_in_each_direction(
    tmp_path: Path, change: Mapping[str, Any] | None, wanted: tuple[str, ...]
) -> None:
    name = "records.2026-10-12-loss-FO1"
    every = {name: None} if change is None else {f"{name}.{key}": value for key, value in change.items()}
    all_in(said(dossier(tmp_path, every), "link-certificate", "FO1"), wanted)


def test_a_loss_that_cannot_be_predicted_says_why(tmp_path: Path) -> None:
    text = said(dossier(tmp_path, {"fibre_links.FO1.splices": None}), "link-certificate", "FO1")
    assert "not predicted, needs fibre_links.FO1.splices" in text


# copper


MARGINS = ((0.9, "PASS"), (0.89, "PASS*"), (0, "PASS*"), (-0.1, "FAIL*"), (-1, "FAIL"))


@pytest.mark.parametrize(("margin", "word"), MARGINS)
def test_a_margin_inside_the_uncertainty_of_the_tester_is_marked(tmp_path: Path, margin: float, word: str) -> None:
    change = {"records.2026-10-01-certificate-W911.results.0.margin_db": margin}
    text = said(dossier(tmp_path, change), "data-cable-summary")
    assert re.search(rf"MCC1 → HALL 46 m 1 {re.escape(word)} W911, certificate", text)
    assert "the limit lies within the uncertainty of the value" in text


def test_a_data_cable_without_certificate_is_listed(tmp_path: Path) -> None:
    another = riverside()["cables"]["W911"]
    text = said(dossier(tmp_path, {"cables.W912": another}), "data-cable-summary")
    all_in(text, ("W912 S/FTP Cat 6", "not done: there is no record of kind copper-certificate about W912"))


def test_a_calibration_that_failed_gives_no_certificate(tmp_path: Path) -> None:
    """What stands beside the last day of a calibration is the certificate of that calibration."""
    name = "records.2026-10-30-calibration-VIB1"
    record = {**riverside()["records"]["2026-09-15-calibration-VIB1"], "at": "2026-10-30T11:00:00+01:00",
              "certificate": "C-2026-999", "due": "2027-10-30", "result": "fail", "note": "out of it"}  # fmt: skip
    found = dossier(tmp_path, {name: record})
    sheet = said(found, "calibration-list")
    assert "C-2026-214 2027-09-15" in sheet
    assert "C-2026-999" not in sheet

"""Blank checklists: printed and as a form, filled in by other programs, and read back as records."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import page
import pypdf
import pytest
import yaml
from tests.rehearsal import RIVERSIDE

from plantwright.cli.main import main
from plantwright.pdf_file import FormField, form_fields
from plantwright.records.blank import Blank, blanks, calibration_blanks, entries, name_of, open_point_blanks
from plantwright.records.form_file import IDENTITY, NoForm, identity, read_form
from plantwright.records.form_values import taken
from plantwright.records.paths import flat
from plantwright.report.cache import key
from plantwright.report.register import entry, form_of, kinds, made, register
from plantwright.report.views.dossier import Dossier
from plantwright.site.load import load_site
from plantwright.site.model import Site
from plantwright.site.records import KINDS, Record
from plantwright.site.tasks import tasks

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=timezone(timedelta(hours=1)))
LEFT_OUT = ("*insulation-M101*", "*SS101*")
DELIVERY = "checklist/SS101/clr8g-delivery-check"
INSULATION = "insulation-test/M101"
LIMIT = {"limit.unit": "MΩ", "limit.minimum": "1", "limit.source": "IEC 60204-1", "limit.provenance": "unverified"}


# the documents


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a site that lacks some records, and its checklists in `out`."""
    place = tmp_path_factory.mktemp("checklists")
    shutil.copytree(RIVERSIDE, place / "site", ignore=shutil.ignore_patterns(*LEFT_OUT))
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1793664000", "XDG_CACHE_HOME": str(place / "cache")}
    command = [sys.executable, "-m", "plantwright", "report", str(place / "site"), "-o", str(place / "out")]
    done = subprocess.run(
        [*command, "--only", "checklist:SS101"],
        capture_output=True,
        text=True,
        timeout=300,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return place


@pytest.fixture
def site_folder(folder: Path, tmp_path: Path) -> Path:
    """Return a site of its own that lacks those records."""
    return Path(shutil.copytree(folder / "site", tmp_path / "site"))


def form(folder: Path) -> Path:
    return folder / "out" / "RPS-01-checklist-P101-form.pdf"


def pages(path: Path) -> str:
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    return " ".join(done.stdout.replace("\u202f", " ").split())


def test_the_sheet_asks_for_what_is_due_with_limits_and_sources(folder: Path) -> None:
    text = pages(folder / "out" / "RPS-01-checklist-P101.pdf")
    for word in ("Site checklist P101", "RPS-01-P101&QC30", "CGD-010", "0.75 to 1.25 mm²", "Insulation test M101",
                 "Resistance / MΩ", "Hold point", "+hh:mm", "Witnessed by", "CLR8G operating manual 4.3"):  # fmt: skip
        assert word in text, word
    assert "Torque of joints" not in text  # it is done


def test_the_form_holds_the_same_and_claims_nothing(folder: Path) -> None:
    printed, filled = pages(folder / "out" / "RPS-01-checklist-P101.pdf"), pages(form(folder))
    assert [word for word in printed.split() if word not in filled.split()] == []
    data = form(folder).read_bytes()
    assert b"pdfaid" not in data
    assert b"pdfuaid" not in data
    sheet = folder / "out" / "RPS-01-checklist-P101.pdf"
    assert [page.validate_pdf(sheet, profile=profile).is_compliant for profile in ("3a", "ua1")] == [True, True]
    assert "No syntax or stream encoding errors" in subprocess.run(
        ["qpdf", "--check", form(folder)], capture_output=True, text=True, check=True
    ).stdout  # fmt: skip


def test_every_field_is_named_by_its_record_and_path(folder: Path) -> None:
    fields = {field.name: field for field in form_fields(form(folder).read_bytes())}
    assert fields[f"{INSULATION}/measurements[0].resistance_mohm"].label == "1: Insulation resistance in MΩ"
    assert f"{DELIVERY}/checks[1].value" in fields
    assert f"{DELIVERY}/checks[0].value" not in fields  # nothing is measured there
    reader = pypdf.PdfReader(form(folder))
    root: Any = reader.trailer["/Root"]
    every = list(named(root["/AcroForm"]["/Fields"]))
    assert all("." not in each["/T"] for each in every)
    choice = (reader.get_fields() or {})[f"{INSULATION}/instrument"]
    assert [one[0] for one in choice["/Opt"]] == ["", "MEG1"]
    assert fields[IDENTITY].page == 1
    (about,) = (each for each in every if each["/T"] == IDENTITY)
    assert (about["/F"], about["/Ff"]) == (2, 1)  # hidden, read only


def named(fields: Any) -> Iterator[Any]:
    for each in fields:
        field = each.get_object()
        yield field
        yield from named(field.get("/Kids", ()))


def test_letter_and_the_empty_plant(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(RIVERSIDE), "-o", str(tmp_path), "--only", "checklist"]) == 2
    assert capsys.readouterr().err.startswith(
        "the site checklist would be empty: every line of the procedures has a record that passed\n"
    )
    full = dossier(site)
    letter = made(full, entry(full, kinds()["checklist-full"], ""), "letter")
    assert letter is not None
    assert "size: letter" in letter.standalone
    assert "checklist-full" not in {each.name for each in register(full)}  # only when it is named


def test_a_form_has_a_key_of_its_own(site: Site) -> None:
    full = dossier(site)
    one = entry(full, kinds()["checklist-full"], "FO1")
    document, filled = made(full, one), form_of(full, one)
    assert document is not None
    assert filled is not None
    assert (document.name, filled.name) == ("RPS-01-checklist-full-FO1", "RPS-01-checklist-full-FO1-form")
    assert key(document.job) != key(replace(document.job, form=True))


def dossier(site: Site) -> Dossier:
    return Dossier(site=site, verdicts=(), issued="2026-11-03")


# reading a form back


def fields_of(site: Site, found: tuple[Blank, ...], texts: Mapping[str, str]) -> tuple[FormField, ...]:
    about = FormField(IDENTITY, "", json.dumps(identity(site, "D", "B", found, {})), 1)
    return (about, *(FormField(name, name, text, 1) for name, text in texts.items()))


def written(blank: Blank, record: Record) -> dict[str, str]:
    """Return the fields of a blank, filled in with what a record says."""
    single, grids = entries(blank)
    values = flat(record.data)
    paths = [each.path for each in (*single, *(each for grid in grids for row in grid.rows for each in row))]
    texts = {name_of(blank, path): said(values[path]) for path in paths if path in values and path != ("at",)}
    at = datetime.fromisoformat(record.at)
    zone = record.at[19:] or "+00:00"
    texts |= {f"{blank.key}/at.{part}": text for part, text in
              zip(("date", "time", "zone"), (f"{at:%Y-%m-%d}", f"{at:%H:%M:%S}", zone), strict=True)}  # fmt: skip
    lines = {line.id: place for place, line in enumerate(blank.lines)}
    for check in record.checks if blank.kind == "checklist" else ():
        for name, value in (("result", check.result), ("value", check.value), ("reason", check.reason)):
            if check.line in lines and value not in (None, ""):
                texts[name_of(blank, ("checks", lines[check.line], name))] = said(value)
    return texts


def said(value: object) -> str:
    return {"True": "yes", "False": "no"}.get(str(value), str(value))


def test_every_kind_that_a_plant_asks_for_comes_back_as_it_was(site: Site) -> None:
    """The records of the example plant, written into blanks and read back; a form asks for less than they can say."""
    every = blanks(site, tasks(site))
    seen = set()
    for record in site.records.values():
        for blank in every:
            alike = (record.kind, record.object) == (blank.kind, blank.object)
            if not alike or blank.kind == "checklist" or any(record.data.get(k) != v for k, v in blank.given):
                continue
            (entered,) = (
                each for each in read_form(fields_of(site, every, written(blank, record))).entered if each.begun
            )
            found = taken(site, entered, NOW)
            assert flat(found.data).items() <= flat(record.data).items(), record.name
            missing = {w.refusal.path for w in found.wrong} - set(flat(record.data))
            assert missing == set(), record.name
            seen.add(record.kind)
    assert seen == {blank.kind for blank in every} - {"checklist"}


def test_a_checklist_comes_back_line_by_line(site: Site) -> None:
    record = site.records["2026-09-30-wiring-SS101"]
    every = blanks(site, tasks(site))
    (blank,) = (each for each in every if each.key == "checklist/SS101/clr8g-wiring-check")
    texts = written(blank, record)
    (entered,) = (each for each in read_form(fields_of(site, every, texts)).entered if each.begun)
    found = taken(site, entered, NOW)
    assert found.wrong == ()
    own = [check for check in record.data["checks"] if check["line"].startswith("CGW")]
    assert [each["line"] for each in found.data["checks"]] == [
        line.id for line in blank.lines if line.id in said_of(own)
    ]
    assert {each["line"]: each["result"] for each in found.data["checks"]} == {c["line"]: c["result"] for c in own}


def said_of(checks: list[dict[str, Any]]) -> set[str]:
    return {each["line"] for each in checks}


WRONG = [
    ({"at.zone": ""}, "at", "this is no time: date `2026-10-13`, time `9:12`, zone ``"),
    ({"at.date": "13.10.2026"}, "at", "this is no time: date `13.10.2026`, time `9:12`, zone `+2`"),
    ({"at.time": "now"}, "at", "this is no time: date `2026-10-13`, time `now`, zone `+2`"),
    ({"at.date": "2027-10-13"}, "at", "at is in the future: 2027-10-13T09:12:00+02:00"),
    ({"instrument": "MEG9"}, "instrument", "there is no instrument MEG9"),
    ({"person": ""}, "person", "person was not filled in: Who did it"),
    ({"result": ""}, "result", "result was not filled in: The result"),
    ({"duration_s": "0"}, "duration_s", "duration_s is 0 s; it must be above 0 s"),
    ({"measurements[0].resistance_mohm": ""}, "measurements[0].resistance_mohm",
     "resistance_mohm was not filled in: Insulation resistance in MΩ"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "path", "message"), WRONG)
def test_what_cannot_be_is_told_and_the_rest_stays(site: Site, change: dict[str, str], path: str, message: str) -> None:
    found = taken(site, the_test(site, change), NOW)
    assert [each.refusal.message for each in found.wrong] == [message]
    assert path not in {".".join(map(str, each)) for each in found.answers}
    assert ("test_voltage_v",) in found.answers


def the_test(site: Site, change: Mapping[str, str]) -> Any:
    (blank,) = (each for each in blanks(site, tasks(site)) if each.key == INSULATION)
    texts = {f"{INSULATION}/{path}": text for path, text in {**insulation(), **change}.items() if text}
    (entered,) = read_form(fields_of(site, (blank,), texts)).entered
    return entered


def insulation() -> dict[str, str]:
    return {
        "person": "S. Novak", "at.date": "2026-10-13", "at.time": "9:12", "at.zone": "+2", "instrument": "MEG1",
        "test_voltage_v": "500", "duration_s": "60", "winding_temperature_c": "20", "ambient_c": "19",
        "humidity_percent": "48", "result": "pass", "measurements[0].between": "U1-PE",
        "measurements[0].resistance_mohm": "840", **LIMIT,
    }  # fmt: skip


def test_rows_are_closed_up_and_a_time_in_a_list_is_of_the_day(site: Site) -> None:
    (blank,) = (each for each in blanks(site, tasks(site)) if each.key == "insulation-monitoring/M101")
    texts = {"person": "S. Novak", "at.date": "2026-10-14", "at.time": "8:00", "at.zone": "Z",
             "measuring_voltage_v": "50", "readings[2].at": "7:30", "readings[2].resistance_mohm": "42.5",
             "readings[4].at": "07:40", "readings[4].resistance_mohm": "43"}  # fmt: skip
    (entered,) = read_form(
        fields_of(site, (blank,), {f"{blank.key}/{key}": each for key, each in texts.items()})
    ).entered
    found = taken(site, entered, NOW)
    assert found.wrong == ()
    assert found.data["readings"] == [
        {"at": "2026-10-14T07:30:00+00:00", "resistance_mohm": 42.5},
        {"at": "2026-10-14T07:40:00+00:00", "resistance_mohm": 43},
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 2}, "its field `plantwright` was changed: format 2 instead of 1"),
        ({"records": []}, "its field `plantwright` was changed: 'list' object has no attribute 'items'"),
        ({"records": {"x": {"kind": "../x"}}}, "its field `plantwright` was changed: there is no kind of record ../x"),
        (
            {"records": {"x": {"kind": "punch", "object": "K102", "part": "", "lines": [], "given": {"a b": "1"}}}},
            "its field `plantwright` was changed: `a b` is no path; write it like measurements[0].between",
        ),
    ],
)
def test_a_form_of_others_is_refused(site: Site, change: dict[str, Any], message: str) -> None:
    about = {**identity(site, "D", "B", (), {}), **change}
    with pytest.raises(NoForm) as refused:
        read_form([FormField(IDENTITY, "", json.dumps(about), 1)])
    assert str(refused.value) == message


def test_a_line_that_is_gone_and_a_strange_field_are_listed(site: Site) -> None:
    (blank,) = (each for each in blanks(site, tasks(site)) if each.key == DELIVERY)
    gone = blank._replace(lines=(replace(blank.lines[0], id="OLD-010"), *blank.lines[1:]))
    texts = {
        f"{DELIVERY}/checks[0].reason": "rusty",
        "checklist/SS999/x.y": "lost?",
        f"{DELIVERY}/checks[1].result": "pass",
    }
    found = read_form(fields_of(site, (gone,), texts))
    assert [field.text for field in found.strays] == ["rusty", "lost?"]
    assert list(found.entered[0].fields) == ["checks[1].result"]


# through the command line


def fill(source: Path, target: Path, texts: Mapping[str, str]) -> Path:
    """Fill a form in with pypdf."""
    writer = pypdf.PdfWriter(clone_from=source)
    for sheet in writer.pages:
        writer.update_page_form_field_values(sheet, dict(texts), auto_regenerate=False)
    writer.write(target)
    return target


def delivery(**more: str) -> dict[str, str]:
    texts = {"person": "S. Novak", "at.date": "2026-09-21", "at.time": "10:00", "at.zone": "+02:00",
             "checks[0].result": "pass", "checks[1].result": "fail", "checks[1].value": "119",
             "checks[1].reason": "bent"}  # fmt: skip
    return {f"{DELIVERY}/{path}": text for path, text in {**texts, **more}.items()}


def insulated(**more: str) -> dict[str, str]:
    return {f"{INSULATION}/{path}": text for path, text in {**insulation(), **more}.items()}


def kept(site: Path) -> set[str]:
    return {path.name for path in (site / "records").glob("*.yaml")}


def test_a_form_becomes_records_once(folder: Path, site_folder: Path, tmp_path: Path, capfd: Any) -> None:
    before = kept(site_folder)
    file = fill(form(folder), tmp_path / "filled.pdf", delivery() | insulated())
    assert main(["record", "form", str(file), str(site_folder), "--dry-run"]) == 0
    assert kept(site_folder) == before
    assert main(["record", "form", str(file), str(site_folder)]) in (0, 1)
    names = {"2026-09-21-checklist-SS101.yaml", "2026-10-13-insulation-test-M101.yaml"}
    assert kept(site_folder) == before | names
    data = yaml.safe_load((site_folder / "records" / "2026-10-13-insulation-test-M101.yaml").read_text())
    assert data["measurements"] == [{"between": "U1-PE", "resistance_mohm": 840}]
    assert data["limit"]["minimum"] == 1
    capfd.readouterr()
    assert main(["record", "form", str(file), str(site_folder)]) == 0
    said = capfd.readouterr()
    assert "insulation-test M101: already kept as 2026-10-13-insulation-test-M101" in said.err
    assert said.out == "0 kept, 2 already kept, 0 left as drafts\n"
    assert kept(site_folder) == before | names
    assert main(["record", "show", "2026-10-13-insulation-test-M101", str(site_folder)]) in (0, 1)


SETTINGS = "manual-step/SS101"


def moment_of(record: str, **texts: str) -> dict[str, str]:
    common = {"person": "S. Novak", "at.date": "2026-10-21", "at.time": "9:30", "at.zone": "+2"}
    return {f"{record}/{path}": text for path, text in {**common, **texts}.items()}


def test_settings_and_new_points_come_back_once(
    folder: Path, site_folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Keypad values as found and as left, and points of the punch list that have person and time in common."""
    settings = {"as_found.motor_rated_current_a": "150", "settings.motor_rated_current_a": "139"}
    points = {"1/text": "Label loose", "1/category": "C", "4/text": "Guard missing", "4/category": "B",
              "4/object": "M101", "4/due": "2026-12-01"}  # fmt: skip
    texts = moment_of(SETTINGS, **settings) | moment_of("punch/P101", **points)
    file = fill(form(folder), tmp_path / "filled.pdf", texts)
    assert main(["record", "form", str(file), str(site_folder)]) in (0, 1)
    capfd.readouterr()
    step, first, second = (loaded(site_folder, f"2026-10-21-{name}") for name in
                           ("manual-step-SS101", "punch-P101", "punch-M101"))  # fmt: skip
    assert (step["as_found"], step["settings"]) == ({"motor_rated_current_a": 150}, {"motor_rated_current_a": 139})
    assert (first["text"], first["category"], first["person"]) == ("Label loose", "C", "S. Novak")
    assert (second["text"], str(second["due"]), second["at"]) == ("Guard missing", "2026-12-01", first["at"])
    assert main(["record", "form", str(file), str(site_folder)]) == 0
    assert capfd.readouterr().out == "0 kept, 3 already kept, 0 left as drafts\n"
    pages_ = report_of(site_folder, tmp_path, "commissioning-report", "punch-list")
    assert re.search(r"F2\.01</td>.*?<b>139.A</b></td><td[^>]*>150</td><td[^>]*>139</td>", pages_), "as found, as left"
    assert "Guard missing" in pages_


def loaded(site_folder: Path, name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((site_folder / "records" / f"{name}.yaml").read_text())
    return data


def report_of(site_folder: Path, tmp_path: Path, *names: str) -> str:
    only = [part for name in names for part in ("--only", name)]
    assert main(["report", str(site_folder), "-o", str(tmp_path / "report"), "--html-only", *only]) == 0
    return "".join(path.read_text() for path in (tmp_path / "report").glob("*.html"))


def test_a_value_that_a_device_cannot_show_is_told(
    folder: Path, site_folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    texts = {"as_found.motor_rated_current_a": "150 A", "settings.motor_rated_current_a": "139,5"}
    wrong = moment_of(SETTINGS, **texts) | moment_of(
        "punch/P101", **{"2/text": "x", "2/category": "D", "2/object": "Q9"}
    )
    assert main(["record", "form", str(fill(form(folder), tmp_path / "a.pdf", wrong)), str(site_folder)]) == 2
    said = capfd.readouterr().err
    for told in ("motor_rated_current_a is 150 A, which is no number", "found: 150 A", "write 139.5", "found: 139,5",
                 "category cannot be `D`; allowed: A, B, C", "there is no object Q9"):  # fmt: skip
        assert told in said
    (missing,) = {
        each.refusal.message
        for each in taken(site_of(site_folder), settings_of({"settings.motor_rated_current": "1"}), NOW).wrong
        if each.refusal.path[0] == "settings"
    }
    assert missing == "SS101 has no setting motor_rated_current"
    strays = fill(form(folder), tmp_path / "b.pdf", moment_of("punch/P101"))  # no point was filled in
    assert main(["record", "form", str(strays), str(site_folder)]) == 2
    assert "not kept: page" in capfd.readouterr().err


def site_of(site_folder: Path) -> Site:
    site = load_site(site_folder).site
    assert site is not None
    return site


def settings_of(texts: Mapping[str, str]) -> Any:
    return entered_of(Blank("manual-step", "SS101", ""), texts)


def entered_of(blank: Blank, texts: Mapping[str, str]) -> Any:
    fields = [FormField(f"{blank.key}/{path}", "", text, 1) for path, text in texts.items()]
    about = {"format": 1, "plant": "", "configuration": "", "document": "", "revision": "", "printed": {},
             "records": {blank.key: {**blank._asdict(), "given": dict(blank.given), "lines": []}}}  # fmt: skip
    (entered,) = read_form([FormField(IDENTITY, "", json.dumps(about), 1), *fields]).entered
    return entered


def test_a_calibration_and_a_point_that_is_closed_come_back(site: Site) -> None:
    (calibration,) = calibration_blanks(("MEG1",))
    texts = {"person": "L. Brandt", "at.date": "2026-11-10", "at.time": "8:00", "at.zone": "Z",
             "certificate": "CAL-77", "due": "2027-11-10"}  # fmt: skip
    found = taken(site, entered_of(calibration, texts), NOW)
    assert (found.wrong, found.data["due"], found.data["object"]) == ((), "2027-11-10", "MEG1")
    points = {each.part: each for each in open_point_blanks(site)}
    assert list(points) == ["2026-10-20-punch-003", "2026-10-20-punch-004"]
    closed = {"closed.person": "A. Meier", "closed.at.date": "2026-11-17", "closed.at.time": "9:00",
              "closed.at.zone": "+1", "closed.evidence": "painted"}  # fmt: skip
    blank = points["2026-10-20-punch-004"]
    found = taken(site, entered_of(blank, closed), NOW)
    old = site.records[blank.part]
    assert found.wrong == ()
    assert found.data["supersedes"] == blank.part
    assert found.data["closed"] == {"person": "A. Meier", "at": "2026-11-17T09:00:00+01:00", "evidence": "painted"}
    assert {key: found.data[key] for key in old.data if key != "format"}.items() <= {**old.data}.items()
    newer = replace(site, records={**site.records, "later": replace(old, name="later", supersedes=blank.part)})
    (wrong,) = taken(newer, entered_of(blank, closed), NOW).wrong
    assert wrong.refusal.message == "2026-10-20-punch-004 was corrected by later"


ZONES = [
    (
        {"A.defects_um": "3 6.5", "A.scratches_um": "0", "B.defects_um": "none"},
        {"A": {"defects_um": [3, 6.5]}, "B": {}},
    ),
    ({"C.scratches_um": " 1.5;2 ", "D.defects_um": "-"}, {"C": {"scratches_um": [1.5, 2]}, "D": {}}),
    ({"A.defects_um": "3,5"}, "a comma stands in a list of numbers"),
    ({"A.defects_um": "3 x"}, "attempts[0].zones.A.defects_um[1] must be a number, found the text `x`"),
    ({"A.defects_um": "3 -1"}, "attempts[0].zones.A.defects_um[1] is -1 µm; it must be above 0 µm"),
]


@pytest.mark.parametrize(("texts", "wanted"), ZONES)
def test_zones_of_an_end_face_are_counted(site: Site, texts: dict[str, str], wanted: object) -> None:
    fields = {"person": "S. Novak", "at.date": "2026-11-18", "at.time": "10:15", "at.zone": "+1", "instrument": "MIC1",
              "end_face": "exposed-plug", "result": "pass", "criteria.standard": "IEC 61300-3-35",
              "power_off.confirmed": "yes", "power_off.at.time": "10:10", "attempts[0].step": "inspect",
              "attempts[0].at": "10:11", "attempts[0].result": "clean"}  # fmt: skip
    zones = {f"attempts[0].zones.{path}": text for path, text in texts.items()}
    blank = Blank("fibre-end-face", "FO1", "A", given=(("end", "A"),))
    found = taken(site, entered_of(blank, {**fields, **zones}), NOW)
    if isinstance(wanted, str):
        (wrong,) = found.wrong
        assert (wrong.refusal.message, wrong.field is not None) == (wanted, True)
    else:
        assert found.wrong == ()
        assert found.data["attempts"][0]["zones"] == wanted
        assert found.data["power_off"]["at"] == "2026-11-18T10:10:00+01:00"


def test_every_kind_has_a_form_that_asks_for_all_but_files(site: Site) -> None:
    """A form that is printed for every line has each kind of record, and every value but those nobody fills in."""
    full = dossier(site)
    names: set[str] = set()
    for about in kinds()["checklist-full"].objects(full):
        filled = form_of(full, entry(full, kinds()["checklist-full"], about))
        assert filled is not None
        names |= set(re.findall(r' name="([^"]+/[^"]+)"', filled.job.html))
    assert {name.partition("/")[0] for name in names} == {*KINDS}
    assert any(name.endswith("/attempts[8].zones.D.scratches_um") for name in names)
    assert not any("sha256" in name for name in names)


def test_what_is_not_whole_becomes_a_draft_and_nothing_is_lost(
    folder: Path, site_folder: Path, tmp_path: Path, capfd: Any
) -> None:
    file = fill(form(folder), tmp_path / "half.pdf", insulated(duration_s="6o", person=""))
    assert main(["record", "form", str(file), str(site_folder), "--format", "json"]) == 2
    said = json.loads(capfd.readouterr().out)
    draft = site_folder / "records" / ".drafts" / "insulation-test-M101.yaml"
    assert said["drafts"] == [str(draft)]
    assert {"record": "insulation-test M101", "field": f"{INSULATION}/duration_s", "text": "6o"}.items() <= (
        next(each for each in said["not_kept"] if each.get("text"))
    ).items()
    assert "6o" not in draft.read_text()
    assert main(["record", "form", str(file), str(site_folder)]) == 2
    assert "insulation-test M101: already a draft" in capfd.readouterr().err
    whole = fill(form(folder), tmp_path / "whole.pdf", insulated())
    assert main(["record", "form", str(whole), str(site_folder)]) in (0, 1)
    assert not draft.exists()


def test_a_draft_with_other_answers_stays(folder: Path, site_folder: Path, tmp_path: Path, capfd: Any) -> None:
    for name, voltage in (("a", "500"), ("b", "1000")):
        file = fill(form(folder), tmp_path / f"{name}.pdf", insulated(test_voltage_v=voltage, person=""))
        assert main(["record", "form", str(file), str(site_folder)]) == 2
    drafts = site_folder / "records" / ".drafts"
    assert "1000" in (drafts / "insulation-test-M101-aside.yaml").read_text()
    assert "rename insulation-test-M101-aside.yaml to insulation-test-M101.yaml" in capfd.readouterr().err


def test_another_program_fills_it_in_too(folder: Path, site_folder: Path, tmp_path: Path) -> None:
    """qpdf writes a PDF as JSON and back; the values are put in as text strings."""
    shown = subprocess.run(
        ["qpdf", "--json=2", "--json-key=qpdf", form(folder)], capture_output=True, check=True
    ).stdout
    document = json.loads(shown)
    objects = document["qpdf"][1]
    for name, text in delivery().items():
        objects[object_of(objects, name)]["value"]["/V"] = f"u:{text}"
    update = tmp_path / "update.json"
    update.write_text(json.dumps(document), encoding="utf-8")
    filled = tmp_path / "filled.pdf"
    subprocess.run(["qpdf", form(folder), f"--update-from-json={update}", filled], check=True)
    assert main(["record", "form", str(filled), str(site_folder)]) in (0, 1)
    assert "2026-09-21-checklist-SS101.yaml" in kept(site_folder)


def object_of(objects: Mapping[str, Any], name: str) -> str:
    for key_, each in objects.items():
        if isinstance(each, dict) and isinstance(each.get("value"), dict) and full_name(objects, each["value"]) == name:
            return str(key_)
    raise AssertionError(name)


def full_name(objects: Mapping[str, Any], value: Mapping[str, Any]) -> str:
    if "/T" not in value:
        return ""
    above = objects[f"obj:{value['/Parent']}"]["value"] if "/Parent" in value else {}
    return ".".join(filter(None, (full_name(objects, above), value["/T"].removeprefix("u:"))))


def test_another_plant_is_refused_and_another_configuration_told(
    folder: Path, site_folder: Path, tmp_path: Path, capfd: Any
) -> None:
    file = fill(form(folder), tmp_path / "filled.pdf", delivery())
    main_file = site_folder / "site.yaml"
    text = main_file.read_text()
    main_file.write_text(text.replace("number: RPS-01", "number: RPS-02"))
    assert main(["record", "form", str(file), str(site_folder)]) == 2
    assert capfd.readouterr().err.startswith("the form is of plant RPS-01, and ")
    main_file.write_text(text.replace("title: Riverside", "title: The Riverside") + "\n# changed\n")
    assert main(["record", "form", str(file), str(site_folder)]) in (0, 1)
    assert "was made from configuration" in capfd.readouterr().err


def broken(folder: Path, tmp_path: Path) -> dict[str, bytes]:
    data = form(folder).read_bytes()
    locked = tmp_path / "locked.pdf"
    subprocess.run(["qpdf", "--encrypt", "a", "b", "256", "--", form(folder), locked], check=True)
    own = io.BytesIO()
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(own)
    return {
        "it is no PDF": b"hello",
        "it is broken: ": data[:30000],
        "it is encrypted; save it without a password": locked.read_bytes(),
        "it has 51 MiB, more than 50 MiB": data + bytes(51 * 1024 * 1024 - len(data)),
        "has no fields to fill in": own.getvalue(),
    }


def test_what_is_no_form_of_ours_is_told(folder: Path, site_folder: Path, tmp_path: Path, capfd: Any) -> None:
    file = tmp_path / "file.pdf"
    for message, data in broken(folder, tmp_path).items():
        file.write_bytes(data)
        assert main(["record", "form", str(file), str(site_folder)]) == 2
        said = capfd.readouterr().err
        assert message in said, said
        assert "Traceback" not in said
    assert main(["record", "form", str(tmp_path / "none.pdf"), str(site_folder)]) == 2
    assert main(["record", "form"]) == 2


def test_a_pipe_is_not_waited_for(site_folder: Path, tmp_path: Path, capfd: Any) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    assert main(["record", "form", str(tmp_path / "pipe.pdf"), str(site_folder)]) == 2
    assert "pipe.pdf cannot be read: it is no file\n" in capfd.readouterr().err


def test_an_empty_form_keeps_nothing(folder: Path, site_folder: Path, capfd: Any) -> None:
    assert main(["record", "form", str(form(folder)), str(site_folder)]) == 0
    said = capfd.readouterr()
    assert (said.err, said.out) == ("nothing was filled in\n", "0 kept, 0 already kept, 0 left as drafts\n")

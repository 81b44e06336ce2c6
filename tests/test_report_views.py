"""What the pages say of a plant: counts, comparisons and warnings that must be true."""

import datetime
import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest

from plantwright.cli.main import main
from plantwright.deploy.drift import DeviceDrift, Drift, Known, Unlisted
from plantwright.findings.verdict import Outcome, Severity, Verdict
from plantwright.modbus.codec import encode
from plantwright.records.run import DeviceRun, Run, Written
from plantwright.report.marks import FAIL, NOT_DONE, PASS, tally
from plantwright.report.pdf import INSTALL, Job, PdfUnavailable, RenderingFailed
from plantwright.report.press import press
from plantwright.report.register import entry, kinds, made
from plantwright.report.views.banners import NOT_VERIFIED, banners
from plantwright.report.views.barred import since
from plantwright.report.views.basis import abbreviations_in, basis
from plantwright.report.views.checks import groups
from plantwright.report.views.control import control
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.drifted import unlisted_rows
from plantwright.report.views.equipment import equipment
from plantwright.report.views.overview import overview
from plantwright.report.views.records import measured
from plantwright.report.views.settings import differing, held, settings
from plantwright.report.views.summary import summary
from plantwright.rules.check import check
from plantwright.site.load import load_site
from plantwright.site.model import Starter

RIVERSIDE = Path(__file__).parent.parent / "sites" / "riverside"


@lru_cache(maxsize=1)
def dossier() -> Dossier:
    loaded = load_site(RIVERSIDE)
    assert loaded.site is not None
    return Dossier(
        site=loaded.site,
        verdicts=check(loaded, datetime.date(2026, 11, 3)),
        issued="2026-11-03",
        tool_version="0.1.0",
    )


def with_run(*, rehearsal: bool = False, outcome: str = "verified", **changes: float | str) -> Dossier:
    """Return the plant after a run that left every setting as stated, but for `changes` on SS101."""
    found = dossier()
    devices = tuple(left_as_stated(starter, changes, outcome) for starter in found.site.starters.values())
    run = Run(
        id="R1", plant="RPS-01", rehearsal=rehearsal,
        started="2026-11-02T08:00:00+01:00", ended="2026-11-02T08:05:00+01:00",
        operator="A. Meier", tool_version="0.1.0", plan_sha256="0" * 64, result="done", devices=devices,
    )  # fmt: skip
    return replace(found, run=run)


def left_as_stated(starter: Starter, changes: dict[str, float | str], outcome: str) -> DeviceRun:
    values = {**starter.parameters, **(changes if starter.tag == "SS101" else {})}
    known = [(starter.type.parameters[name], value) for name, value in values.items()]
    registers = {entry.register: encode(entry, value) for entry, value in known if entry.register is not None}
    assert starter.bus is not None
    return DeviceRun(
        tag=starter.tag, bus=starter.bus.name, address=starter.bus.address, type=starter.type.type, state="standby",
        as_found={**registers, 0x1005: 300}, as_left=registers,
        writes=(Written(parameter="current_limit_percent", register=0x1005, outcome=outcome, old=300, new=270),),
    )  # fmt: skip


def test_every_verdict_is_counted_once_and_listed() -> None:
    verdicts = dossier().verdicts
    assert sum(number for _, number in tally(verdicts)) == len(verdicts)
    listed = [check.object for group in groups(dossier()) for check in group.checks]
    assert sum(len(objects.split(", ")) for objects in listed) == len(verdicts)
    assert [int(group.number) for group in groups(dossier())] == [
        number
        for mark, number in tally(verdicts)
        if number and mark.word in {group.mark.word for group in groups(dossier())}
    ]


def test_nothing_is_ready_before_the_settings_are_in_the_devices() -> None:
    assert summary(dossier()).ready == "Not ready for acceptance: the settings are not in the devices"
    assert summary(with_run(rehearsal=True)).ready == "Not ready for acceptance: the settings are not in the devices"
    assert summary(with_run()).ready == "Ready for acceptance with the reservations below"
    blind = Verdict(rule="STA010", name="a", outcome=Outcome.NOT_CHECKED, words="needs a value", object="SS101")
    assert summary(replace(with_run(), verdicts=(blind,))).ready == "Not ready for acceptance"
    passed = Verdict(rule="STA010", name="a", outcome=Outcome.PASS, words="good")
    assert summary(replace(with_run(), verdicts=(passed,))).ready == "Ready for acceptance"


def test_a_failed_check_is_never_ready() -> None:
    failed = Verdict(
        rule="STA010", name="a", outcome=Outcome.FAIL, severity=Severity.ERROR, words="bad", object="SS101"
    )
    found = summary(replace(with_run(), verdicts=(failed,)))
    assert found.ready == "Not ready for acceptance"
    assert [(point.mark.word, point.object, point.text) for point in found.open] == [("FAIL", "SS101", "bad")]


def test_a_failed_check_of_a_record_stands_with_the_feeder_of_what_was_recorded() -> None:
    failed = Verdict(
        rule="REC033", name="a", outcome=Outcome.FAIL, severity=Severity.ERROR, words="bad", object="M201",
        path=("records", "2026-10-13-insulation-M201", "checks"),
    )  # fmt: skip
    found = replace(dossier(), verdicts=(failed,))
    assert [found.about(tag) for tag in ("P201", "P101", "")] == [(failed,), (), (failed,)]


def test_a_setting_left_otherwise_than_stated_is_said_on_the_first_page() -> None:
    found = with_run(current_limit_percent=250)
    starter = found.site.starters["SS101"]
    assert differing(found, starter) == ("F0.05",)
    assert held(found, starter) is FAIL
    assert summary(found).ready == "Not ready for acceptance"
    assert "Settings: SS101 F0.05 as left differ from the site files." in summary(found).reasons
    (row,) = (row for row in settings(found, starter).rows if row.code == "F0.05")
    assert (row.intended.text, row.as_left.text, row.check) == ("300", "250", FAIL)


def test_settings_as_stated_are_held_and_unknown_before_a_run() -> None:
    assert held(with_run(), dossier().site.starters["SS101"]) is PASS
    assert held(dossier(), dossier().site.starters["SS101"]) is NOT_DONE


@pytest.mark.parametrize("outcome", ["unknown", "refused", "altered", "not sent", "not written"])
def test_a_run_with_anything_unverified_warns_everywhere_and_cannot_be_signed(outcome: str) -> None:
    found = with_run(outcome=outcome)
    assert NOT_VERIFIED in banners(found)
    document = made(found, entry(found, kinds()["commissioning-report"], ""))
    assert document is not None
    assert "Witnessed by" not in document.standalone
    assert re.search(r"Nothing to sign:</b> [A-Z0-9, ]*NOT VERIFIED", document.standalone)


def test_an_instrument_past_its_calibration_at_a_test_is_marked() -> None:
    late = replace(dossier().site.instruments["MEG1"], calibration_due="2026-10-01")
    site = replace(dossier().site, instruments={"MEG1": late})
    assert [tool.late for tool in measured(replace(dossier(), site=site)).tools] == [True]


def test_motors_and_fibre_ends_without_a_record_are_not_done() -> None:
    kept = ("2026-10-12-fibre-FO1-A", "2026-10-13-insulation-M101")
    few = {name: dossier().site.records[name] for name in kept}
    found = measured(replace(dossier(), site=replace(dossier().site, records=few)))
    assert [(test.motor, test.lowest) for test in found.tests][:2] == [("M101", "840"), ("M201", "not done")]
    assert [(each.link, each.end, each.mark.word) for each in found.inspections] == [
        ("FO1", "A", "PASS"), ("FO1", "B", "NOT DONE"), ("FO2", "A", "NOT DONE"), ("FO2", "B", "NOT DONE"),
    ]  # fmt: skip


def test_other_records_stand_together_by_object_and_kind() -> None:
    found = {(each.object, each.kind): each for each in measured(dossier()).others}
    sheets = found["CT101", "checklist"]
    assert (sheets.number, sheets.lines, sheets.persons) == (3, 25, "A. Meier, S. Novak")
    assert (sheets.days, sheets.mark.word) == ("2026-09-21 to 2026-10-08", "PASS")


def test_a_run_of_another_plant_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = with_run().run
    assert run is not None
    monkeypatch.setattr("plantwright.cli.gathering.latest_run", lambda _: replace(run, plant="XYZ-9"))
    assert main(["report", str(RIVERSIDE), "-o", str(tmp_path), "--html-only"]) == 2
    assert "belongs to plant XYZ-9, not to RPS-01" in capsys.readouterr().err


def test_the_length_of_every_stream_is_beyond_doubt() -> None:
    """Behind a line feed alone a stream that ends in CR would seem one byte short to a validator."""
    font = (RIVERSIDE.parent.parent / "templates" / "fonts" / "Inter-Regular.woff2").read_bytes()
    style = "@font-face {font-family: F; src: url(asset:f.woff2)} body {font-family: F} p {break-before: page}"
    sheets = "".join(f"<p>Feeder {index}</p>" for index in range(120))  # two of them compress to such a stream
    head = f'<!doctype html><html lang="en"><head><title>t</title><style>{style}</style></head>'
    html = f"{head}<body>{sheets}</body></html>"
    issued = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    data = press(Job(html=html, assets={"f.woff2": font}, identifier=b"0" * 32, issued=issued))
    ends = re.findall(rb"(.)\r\nendstream", data, re.DOTALL)
    assert len(ends) == len(re.findall(rb"endstream\s", data)) > 120
    assert b"\r" in ends


ONLY = ("--only", "commissioning-report", "--only", "dossier", "--no-cache")
JOB = Job(html="<p>x</p>", assets={}, identifier=b"0" * 32, issued=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))


def test_missing_native_libraries_are_said_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "weasyprint.py").write_text("raise OSError(\"cannot load library 'libpango-1.0-0'\\nmore\")\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(PdfUnavailable) as caught:
        press(JOB)
    assert str(caught.value) == f"cannot load library 'libpango-1.0-0'; {INSTALL}"
    out = tmp_path / "out"
    assert main(["report", str(RIVERSIDE), "-o", str(out), "--journal", str(tmp_path), *ONLY]) == 10
    assert [path.name for path in out.iterdir()] == ["RPS-01-dossier.html"]


def test_rendering_ends_at_its_time_limit() -> None:
    with pytest.raises(RenderingFailed, match=r"was not ready after 0\.05 s and was stopped"):
        press(JOB, time_limit_s=0.05)


def test_rendering_ends_at_its_memory_limit() -> None:
    with pytest.raises(RenderingFailed):
        press(JOB, memory_limit_mib=40)


@pytest.mark.parametrize(
    ("title", "edition", "status"),
    [
        ("IEC/TR 62627-01:2010", "2010", "withdrawn, read"),
        ("Modbus over Serial Line V1.02", "V1.02", "read in a public source"),
        ("IEC 60364-6:2016", "2016", "not read: unverified"),
        ("IPD fuse link catalogue", "edition not stated", "read in a public source"),
    ],
)
def test_a_document_is_named_with_its_edition_and_how_it_was_read(title: str, edition: str, status: str) -> None:
    (found,) = (each for each in basis(dossier()).documents if each.title == title)
    assert (found.edition, found.status) == (edition, status)


def test_documents_of_checks_that_do_not_apply_and_our_own_formats_are_not_named() -> None:
    found = dossier()
    silent = replace(found, verdicts=tuple(each._replace(outcome=Outcome.NOT_APPLICABLE) for each in found.verdicts))
    named = {each.title for each in basis(found).documents}
    assert {each.title for each in basis(silent).documents if each.checks != "—"} == set()
    assert {each for each in named if each.startswith("plantwright") or "operating manual" in each} == set()


def test_only_abbreviations_that_a_reader_meets_are_explained() -> None:
    page = '<style>.PEN {}</style><p class="TT">RS-485 at 24 V DC</p><th scope="col">TN-C-S</th>'
    assert [short for short, _ in abbreviations_in(page)] == ["DC", "RS-485", "TN-C-S"]


def test_what_the_newest_revision_says_that_it_changed_has_a_bar() -> None:
    found = dossier()
    first, last = found.site.identity.revisions
    revisions = (replace(first, changed=("SS201",)), replace(last, changed=("SS101", "W911")))
    identity = replace(found.site.identity, revisions=revisions, distribution=("Operation",))
    marked = replace(found, site=replace(found.site, identity=identity))
    assert [each.tag for each in equipment(marked) if since(marked).line(each.tag)] == ["SS101"]
    assert control(marked).bars == "A bar at the left of a line: revision B names its object as changed."
    assert (control(marked).distribution, control(found).bars) == (("Operation",), "")


def test_the_list_of_equipment_has_every_device_with_what_motor_and_supply_ask() -> None:
    rows = {each.tag: each for each in equipment(dossier())}
    assert {device.tag for device in dossier().site.devices()} <= rows.keys()
    asked = {tag: rows[tag].required.replace("\u202f", " ") for tag in ("SS101", "F101", "K101", "F111")}
    assert asked == {"SS101": "75 kW, 139 A", "F101": "380 V, 25 kA", "K101": "139 A", "F111": "—"}


def test_rules_about_records_have_a_column_of_their_own() -> None:
    columns = overview(dossier()).columns
    assert columns[-4:] == ("Records", "Site", "Settings", "Measured")


def test_the_drift_report_names_registers_and_parameters_by_their_titles() -> None:
    known = Known(run="R1", at="2026-11-02T08:05:00+01:00", raw=1, pushed=False)
    unlisted = tuple(
        Unlisted(device="SS101", parameter=name, code="", role="undocumented", register=0x1100, reads=2, raw=2,
                 unit="", proven=True, known=known)
        for name in ("motor_rated_power", "overvoltage_v", "not_in_the_type")
    )  # fmt: skip
    read = DeviceDrift(tag="SS101", type="clr8g", bus="RS1", address=3, settings=(), unseen=(), unlisted=unlisted)
    found = dossier()
    title = found.site.types["clr8g"].parameters["overvoltage_v"].title
    assert [row.parameter for row in unlisted_rows(found, Drift(devices=(read,)))] == [
        "Motor rated power", title, "not in the type",
    ]  # fmt: skip

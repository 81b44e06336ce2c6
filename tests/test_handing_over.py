"""Method statement, labels, handover certificate, deployment report, calendar: what they say and leave out."""

import datetime
import os
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.plants import RIVERSIDE, altered

from plantwright.records.run import DeviceRun, Run, Written
from plantwright.report.register import entry, kinds, made
from plantwright.report.views.calendar import calendar, next_tests
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.labels import ROWS, label, sheets
from plantwright.report.views.method import NOT_STATED, hazards, isolation_points, preconditions, steps
from plantwright.resources import folder
from plantwright.rules.check import check
from plantwright.site.energising import Hazard, Step, energising
from plantwright.site.load import load_site
from plantwright.site.model import Site
from plantwright.site.procedures import shipped_procedures
from plantwright.site.records import Handover, Punch, Record, SignOff
from plantwright.site.schema import conforms
from plantwright.site.source import read
from plantwright.site.tables import data_of

ROOT = Path(__file__).parent.parent
EPOCH = "1793664000"  # 2026-11-03


@cache
def dossier() -> Dossier:
    loaded = load_site(RIVERSIDE)
    assert loaded.site is not None
    verdicts = (*loaded.problems, *check(loaded, datetime.date(2026, 11, 3)))
    return Dossier(site=loaded.site, verdicts=verdicts, issued="2026-11-03", tool_version="1")


def of(site: Site, **changes: Any) -> Dossier:
    """Return the dossier of a changed plant, judged as before."""
    return replace(dossier(), site=site, **changes)


def without_records(*kept: Record) -> Dossier:
    return of(replace(dossier().site, records={str(place): each for place, each in enumerate(kept)}))


def html(found: Dossier, name: str, about: str = "", paper: str = "a4") -> str:
    document = made(found, entry(found, kinds()[name], about), paper)
    assert document is not None
    return " ".join(document.standalone.split("</style>")[-1].replace("\u202f", " ").split())


def report(out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "plantwright", "report", str(RIVERSIDE), "-o", str(out)]
    return subprocess.run(
        [*command, "--journal", str(out / "none"), *options], capture_output=True, text=True, check=False, timeout=300,
        cwd=ROOT, env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
    )  # fmt: skip


# the order of energising


def test_the_table_of_energising_satisfies_its_schema_and_names_only_what_exists() -> None:
    loaded = read(folder("schemas") / "energising.yaml", "energising.yaml")
    assert loaded.problems == ()
    assert loaded.root is not None
    assert [str(each) for each in conforms(loaded.root, "energising.schema.json")] == []
    table = energising()
    every: tuple[Hazard | Step, ...] = (*table.hazards, *table.sequence)
    assert len({each.id for each in every}) == len(every)
    refs = {ref for each in every for ref in each.refs}
    assert refs <= set(data_of(folder("schemas") / "catalogue.yaml")["entries"])


def test_no_step_stands_before_one_that_its_procedure_puts_first() -> None:
    lines = {line.id: line for each in shipped_procedures().values() for line in each.lines}
    order = [step.line for step in energising().sequence if step.line]
    for place, name in enumerate(order):
        assert not set(lines[name].after) & set(order[place + 1 :]), name


def test_control_before_mains_supply_before_current_interlocks_before_a_start() -> None:
    parts = [step.part for step in energising().sequence]
    assert list(dict.fromkeys(parts)) == ["isolated", "control", "measuring", "interlocks", "mains", "start"]
    assert sorted(parts, key=list(dict.fromkeys(parts)).index) == parts
    place = {step.line: number for number, step in enumerate(energising().sequence) if step.line}
    last = ["PCT-240", "FST-040", "KGW-160", "FST-030", "PCT-260", "FST-050"]
    assert all(place[before] < place[after] for before, after in pairwise(last))


def test_a_step_without_a_line_has_a_source_or_says_that_it_is_a_choice() -> None:
    own = [step for step in energising().sequence if not step.line]
    assert all(step.source.document and step.source.clause for step in own)
    assert [step.id for step in own if step.source.document == "plantwright" and step.stated] == []


# the method statement


def test_the_isolation_points_are_those_of_the_single_line() -> None:
    site = dossier().site
    points = isolation_points(site, site.feeders["P401"])
    assert [(each.tag, each.known) for each in points] == [
        ("F401", True), ("F402", True), ("SS401", False), ("F411", True), ("F902", True), ("LMG1", True),
    ]  # fmt: skip
    assert next(each.place for each in points if not each.known) == NOT_STATED


def test_a_feeder_with_nothing_but_a_motor_invents_nothing() -> None:
    site = dossier().site
    bare = replace(altered(site, "feeders", "P101", path_=("M101",), bypass=""), probes={}, sensors={})
    feeder = bare.feeders["P101"]
    assert isolation_points(bare, feeder) == ()
    assert [row.id for row in hazards(of(bare), feeder)] == ["—", "—"]
    assert {step.objects for group in steps(of(bare), feeder) for step in group.steps} == {"P101", "plant"}
    page = html(of(bare), "method-statement", "P101")
    assert "the site files name no isolation point of this feeder" in page
    assert "predicted" not in page


@pytest.mark.parametrize(("feeder", "there"), [("P101", True), ("P201", False)])
def test_only_a_bypass_starter_has_steps_of_the_bypass(feeder: str, there: bool) -> None:
    ids = [step.id for group in steps(dossier(), dossier().site.feeders[feeder]) for step in group.steps]
    assert any(step.id in ids for step in energising().sequence if step.variant == "bypass") is there


def test_preconditions_that_are_not_recorded_bar_the_release() -> None:
    found = without_records()
    before = preconditions(found, found.site.feeders["P101"])
    assert {each.mark.word for each in before} == {"NOT DONE"}
    assert any("CGW-010" in each.hold for each in before)
    page = html(found, "method-statement", "P101")
    assert f"{len(before)} preconditions not met" in page
    assert 'class="data signatures"' not in page
    assert {each.mark.word for each in preconditions(dossier(), dossier().site.feeders["P101"])} == {"PASS"}


def test_every_step_leaves_its_field_empty_and_says_what_its_place_rests_on() -> None:
    page = html(dossier(), "method-statement", "P301")
    table = page[page.index("Order of energising") :]
    rows = re.findall(r'<tr><th scope="row">\d+</th>.*?</tr>', table)
    assert len(rows) == sum(len(group.steps) for group in steps(dossier(), dossier().site.feeders["P301"]))
    assert all(row.endswith('<td class="field"></td></tr>') for row in rows)
    assert all("<td>stated</td>" in row or "<td>choice</td>" in row for row in rows)
    assert "CT301, CT302" in table


# labels


@pytest.mark.parametrize(("paper", "most"), [("a4", 24), ("letter", 21)])
def test_labels_lie_on_sheets(paper: str, most: int) -> None:
    (device, *_) = dossier().site.devices()
    labels = [label(device, "RPS-01-SS101&FQ1", "B", "0" * 8)] * (most + 1)
    assert [len(sheet) for sheet in sheets(labels, paper)] == [most, 1]
    assert ROWS[paper] * 36 < (297 if paper == "a4" else 279.4)
    assert sheets((), paper) == ()


def test_a_label_leads_to_the_document_about_the_device() -> None:
    page = html(dossier(), "device-labels")
    config = dossier().site.sha256[:8]
    for number in ("RPS-01-SS101&amp;FQ1", "RPS-01-CT101&amp;QC7", "RPS-01&amp;BB1"):
        assert f"<title>{number} rev B config {config}</title>" in page
    assert page.count('class="label"') == len(dossier().site.devices())
    tag = "=PLANT1+BUILDING12.ROOM7-LONGEST.TAG.40C"
    starters = dossier().site.starters
    long = replace(dossier().site, starters={**starters, "SS101": replace(starters["SS101"], tag=tag)})
    assert f'<p class="device long">{tag}</p>' in html(of(long), "device-labels")


# the handover certificate


def test_the_certificate_says_what_was_signed_and_kept_back() -> None:
    page = html(dossier(), "handover-certificate")
    for word in (
        '<div class="statement">accepted with reservations</div>', "The scratch in the door is painted", "W-003",
        "2027-03-31", "RPS-01-P101&amp;QC1", "2027-10-13", "Probe fuses 5 A class CC", "50 V DC values",
        "Nothing to sign:",
    ):  # fmt: skip
        assert word in page, word


def test_without_records_the_certificate_says_what_is_not_done() -> None:
    page = html(without_records(), "handover-certificate")
    for word in (
        "not accepted yet: there is no record of kind sign-off", "not done: there is no record of kind handover",
        "not done: there is no record of kind sign-off",
    ):  # fmt: skip
        assert word in page, word


def test_the_newest_statement_counts_and_a_refusal_is_said() -> None:
    def signed(name: str, at: str, statement: str) -> SignOff:
        return SignOff(name=name, kind="sign-off", object="site", person="R. Ilves", at=at, role="accepted",
                       statement=statement)  # fmt: skip

    accepted = signed("a", "2026-11-05T15:30:00+01:00", "accepted")
    refused = signed("b", "2026-11-06T15:30:00+01:00", "not accepted")
    point = Punch(
        name="c", kind="punch", object="P101", person="A", at="2026-10-01T08:00:00+02:00", category="A", text="t"
    )
    page = html(without_records(accepted, refused, point), "handover-certificate")
    assert '<div class="statement">not accepted</div>' in page
    assert '<th scope="row" class="tag">A</th><td class="num">1</td><td>P101: t</td>' in page


def test_the_calendar_puts_what_is_due_first_at_the_top_and_days_that_are_not_known_last() -> None:
    test = Handover(name="t", kind="handover", object="site", person="A", at="2026-11-02T08:00:00+01:00",
                    item="next test", text="Insulation", due="2026-10-30")  # fmt: skip
    dateless = Handover(name="u", kind="handover", object="site", person="A", at="2026-11-02T08:00:00+01:00",
                        item="next test", text="Torque")  # fmt: skip
    found = without_records(test, dateless)
    assert [(each.day, each.left, each.mark.word) for each in next_tests(found)] == [
        ("2026-10-30", "−4", "FAIL"), ("", "—", "NOT DONE"),
    ]  # fmt: skip
    rows = calendar(found)
    days = [each.day for each in rows if each.day]
    assert days == sorted(days)
    assert rows[-1].day == ""
    assert any(each.object == "CT301, CT302" and each.day == "2027-06-09" for each in rows)
    assert any(each.object == "W-003" and each.day == "2027-03-31" for each in rows)
    assert "Calendar of next tests and ends" in html(found, "calibration-list")


# the deployment report


def run(name: str, **changes: Any) -> Run:
    writes = (
        Written(parameter="current_limit_percent", register=0x1005, outcome="verified", old=300, new=270, old_raw=300,
                new_raw=270, unit="%", at="2026-11-02T08:01:00+01:00", reads=270),
        Written(parameter="stop_mode", register=0x100E, outcome="unknown", reason="no answer", old="free", new="soft"),
    )  # fmt: skip
    device = DeviceRun(tag="SS101", bus="RS1", address=3, type="clr8g", writes=writes)
    facts = {
        "id": name, "plant": "RPS-01", "rehearsal": False, "started": "2026-11-02T08:00:00+01:00",
        "ended": "2026-11-02T08:05:00+01:00", "operator": "A. Meier", "tool_version": "1", "plan_sha256": "0" * 64,
        "result": "done", "devices": (device,), "approvals": ("L. Brandt",), "last_hash": "abcdef0123456789",
        "targets": {"RS1": "rtu /dev/ttyUSB0"},
    }  # fmt: skip
    return Run(**{**facts, **changes})


def test_every_run_is_told_the_newest_whole() -> None:
    newest, older = run("R2"), run("R1", rehearsal=True, devices=(), purpose="restore R0")
    page = html(replace(dossier(), run=newest, runs=(newest, older)), "deployment-report")
    for word in ("R2", "R1", "restore R0", "1 verified, 1 unknown", "nothing to write", "L. Brandt", "abcdef01",
                 "rtu /dev/ttyUSB0", "1005h", "300 → 270", '<td class="num">270</td>', "unknown: no answer",
                 "not in the journal", "A. Meier 2026-10-05", "nobody knows what the register holds"):  # fmt: skip
        assert word in page, word


def test_a_run_for_another_purpose_alone_is_told_too() -> None:
    learned = run("R1", purpose="learn")
    assert "Deployment report" in html(replace(dossier(), runs=(learned,)), "deployment-report")


# through the command line


def test_the_list_says_what_other_commands_make(tmp_path: Path) -> None:
    lines = {line.split()[0]: line for line in report(tmp_path, "--list").stdout.splitlines()}
    assert lines["change-report"].endswith(
        "none: made from two git revisions: plantwright diff REV REV SITE --report DIR"
    )
    assert lines["drift-report"].endswith("none: made while the devices are read: plantwright drift SITE --report DIR")
    assert lines["deployment-report"].endswith("none: no run was kept")
    done = report(tmp_path, "--only", "drift-report")
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        2,
        "the drift report would be empty: made while the devices are read: plantwright drift SITE --report DIR",
    )


@pytest.mark.parametrize(("paper", "size"), [("a4", "595.276 x 841.89"), ("letter", "612 x 792")])
def test_one_page_for_the_certificate_and_bare_sheets_for_the_labels(tmp_path: Path, paper: str, size: str) -> None:
    wanted = ("--only", "handover-certificate", "--only", "device-labels", "--no-cache", "--paper", paper)
    assert report(tmp_path, *wanted).returncode == 0
    info = {
        name: output("pdfinfo", tmp_path / f"RPS-01-{name}.pdf") for name in ("handover-certificate", "device-labels")
    }
    assert "Pages:           1\n" in info["handover-certificate"]
    assert "Pages:           2\n" in info["device-labels"]
    assert size in info["device-labels"]
    first, labels, _ = output("pdftotext", "-layout", tmp_path / "RPS-01-device-labels.pdf", "-").split("\f")
    assert "End of" in first
    assert "Identification number" not in labels
    assert "SS101" in labels
    assert len(labels.splitlines()[0].split()) == 3


def output(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout

"""The commissioning report of the example plant, read back with other programs."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plantwright.deploy.plan import to_json
from plantwright.deploy.planning import make_plan
from plantwright.deploy.session import run_plan
from plantwright.modbus.endpoint import Endpoint
from plantwright.modbus.simulator.framelog import FrameLog
from plantwright.modbus.simulator.plant import running
from plantwright.report.html import TemplateFailed, fill
from plantwright.report.pdf import Job, RenderingFailed
from plantwright.report.press import press
from plantwright.report.text import aligned, moment, number, quantity, register
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.routes import route_page
from plantwright.report.views.subjects import SUBJECTS
from plantwright.rules.say import at_least
from plantwright.site.load import load_site

ROOT = Path(__file__).parent.parent
RIVERSIDE = ROOT / "sites" / "riverside"


@dataclass(frozen=True)
class Rendered:
    pdf: Path
    html: Path

    @property
    def pages(self) -> list[str]:
        text = subprocess.run(
            ["pdftotext", "-layout", self.pdf, "-"], capture_output=True, text=True, check=True
        ).stdout
        return text.split("\f")[:-1]


@pytest.fixture(scope="session")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the journal folder of one run on a rehearsal plant."""
    site = load_site(RIVERSIDE).site
    assert site is not None
    folder = tmp_path_factory.mktemp("journal")
    with FrameLog(None) as log, running(site, log, for_s=60) as plant:
        targets = {
            tag: Endpoint(kind="tcp", host="127.0.0.1", port=int(str(state["port"])))
            if state["kind"] == "tcp"
            else Endpoint(kind="rtu", device=str(state["device"]), paced=False)
            for tag, state in plant.state.items()
        }
        plan = make_plan(site, RIVERSIDE, targets, True, lambda _: None)
        run_plan(plan, to_json(plan), site, targets, folder, "tester", lambda _: None, lambda: False)
    return folder


def render(
    out: Path, journal: Path, *options: str, site: Path = RIVERSIDE, only: str = "commissioning-report"
) -> Rendered:
    command = [
        sys.executable,
        "-m",
        "plantwright",
        "report",
        str(site),
        "-o",
        str(out),
        "--journal",
        str(journal),
        "--only",
        only,
        "--no-cache",
        *options,
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=300, cwd=ROOT,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1793664000"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    name = f"RPS-01-{only}"
    return Rendered(pdf=out / f"{name}.pdf", html=out / f"{name}.html")


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory, journal: Path) -> Rendered:
    return render(tmp_path_factory.mktemp("report"), journal)


@pytest.mark.fault("K16")
def test_every_sheet_tells_what_it_belongs_to(report: Rendered) -> None:
    pages = report.pages
    assert len(pages) > 30
    for index, page in enumerate(pages, start=1):
        assert "RPS-01&BB1" in page
        assert "B, 2026-11-03" in page
        assert "Issued for acceptance" in page
        assert re.search(rf"\b{index} / {len(pages)}\b", page), f"sheet {index}"


def test_a_rehearsal_and_an_invented_plant_are_said_on_every_sheet(report: Rendered) -> None:
    for page in report.pages:
        assert "INVENTED SAMPLE PLANT" in page
        assert "REHEARSAL" in page


SECTIONS = {
    "Document control": ("Contents", "Revisions", "As commissioned", "rps-01-p101&qc1", "sha-256"),
    "Summary and acceptance": ("not ready for acceptance", "open points", "w902@r3", "limitations", "nothing to sign"),
    "Basis": ("iec/tr 62627-01:2010", "withdrawn", "edition not stated", "n224-e1-01", "relative humidity"),
    "Equipment": ("8g-26-00417", "ex-pct-0421", "75 kw, 150 a", "75 kw, 139 a", "380 v, 25 ka"),
    "Feeder P101": ("ss101", "predicted", "class 4 trips after", "symbols after iec 60617"),
    "Insulation and current measurement": ("ex-pct-0412", "pb201", "alm1"),
    "Communication": ("9600 bd", "192.0.2.20:502", "150"),
    "Routes and separation": ("w911", "perforated tray", "required"),
    "Instruments and records": ("meg1", "840", "mcc1-odf-01", "other records"),
    "Deployment log": ("28 of 28", "a simulator", "300 → 270"),
    "Manual steps": ("f2.01", "139", "entered by, date"),
    "Results of the checks": ("warnings (2)", "waived (1)", "margin", "rps-01&qc4 lists every result"),
    "Safety and isolation": ("full voltage at its output", "f402", "not stated in the site files"),
    "Power and data cables": ("w101", "840", "copper data cables"),
    "Handover": ("mechanical completion", "r. ilves", "probe fuses 5 a class cc", "2027-10-13"),
    "Conflicts in the source documents": ("k36", "353-359"),
    "Annex A": ("1005h", "300 → 270", "files of records", "end of commissioning report"),
}


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_says_what_it_must(report: Rendered, section: str) -> None:
    begins = re.compile(rf"^ *\d+ {section}", re.MULTILINE)
    text = " ".join(page for page in report.pages if section in page[:400] or begins.search(page)).lower()
    assert [word for word in SECTIONS[section] if word.lower() not in text] == []


def test_a_feeder_sheet_is_two_pages(report: Rendered) -> None:
    for feeder in ("P101", "P201", "P301", "P401"):
        assert sum(f"Feeder {feeder} —" in page[:300] for page in report.pages) == 2


def test_the_settings_show_default_intended_as_found_and_as_left(report: Rendered) -> None:
    text = "\n".join(page for page in report.pages if "Settings of SS301" in page)
    row = next(line for line in text.splitlines() if "F0.05" in line)
    assert re.search(r"1005h\s+300\s+270\s+300\s+270\s+%\s+PASS", row)


def test_counts_of_the_summary_are_those_of_the_check(report: Rendered) -> None:
    command = [sys.executable, "-m", "plantwright", "check", str(RIVERSIDE), "--format", "json"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1793664000"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=environment)
    totals = json.loads(done.stdout)["summary"]
    assert f"Design: {sum(totals.values())} checks, {totals['pass']} passed" in report.pages[0]
    checks = "\n".join(report.pages)
    assert f"Waived ({totals['waived']})" in checks
    page = next(each for each in report.pages if "Does not apply" in each)
    counted = [line.split()[-3:] for line in page.partition("Listed below")[2].splitlines() if line.strip()]
    subjects = [[int(cell) for cell in cells] for cells in counted if all(cell.isdecimal() for cell in cells) and cells]
    passed, absent, listed = map(sum, zip(*subjects[: len(SUBJECTS) + 1], strict=True))
    assert (passed, absent) == (totals["pass"], totals["not applicable"])
    assert listed == sum(totals.values()) - passed - absent


def test_other_programs_find_the_file_sound(report: Rendered) -> None:
    assert "No syntax or stream encoding errors" in _output("qpdf", "--check", str(report.pdf))
    fonts = _output("pdffonts", str(report.pdf)).splitlines()[2:]
    assert len(fonts) >= 4
    assert all(re.search(r"\byes yes yes\b", line) for line in fonts)
    information = _output("pdfinfo", str(report.pdf))
    assert "Commissioning report" in information
    assert "Tagged:          yes" in information
    assert "JavaScript:      no" in information


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_the_site_files_travel_inside(report: Rendered, tmp_path: Path) -> None:
    _output("pdfdetach", "-saveall", "-o", str(tmp_path), str(report.pdf))
    for file in RIVERSIDE.glob("*.yaml"):
        assert (tmp_path / file.name).read_bytes() == file.read_bytes()


def test_the_same_input_gives_the_same_bytes(report: Rendered, journal: Path, tmp_path: Path) -> None:
    assert render(tmp_path, journal).pdf.read_bytes() == report.pdf.read_bytes()


def test_letter_paper(journal: Path, tmp_path: Path) -> None:
    render(tmp_path, journal, "--paper", "letter", only="check-report")
    assert "612 x 792 pts (letter)" in _output("pdfinfo", str(tmp_path / "RPS-01-check-report.pdf"))


def test_without_a_run_nothing_is_shown_as_measured(tmp_path: Path) -> None:
    html = render(tmp_path, tmp_path / "none", "--html-only").html.read_text(encoding="utf-8")
    assert "as found and as left are not done" in html
    assert "REHEARSAL" not in html


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x>', "{{ 7919 * 7907 }}", "&lt; a & b", "} p {"]
)
def test_text_from_the_files_is_never_markup(tmp_path: Path, text: str) -> None:
    site = tmp_path / "riverside"
    shutil.copytree(RIVERSIDE, site)
    path = site / "feeders.yaml"
    quoted = text.replace("'", "''")
    path.write_text(path.read_text().replace("title: Raw water pump 1, path", f"title: '{quoted}', path"))
    html = render(tmp_path / "out", tmp_path / "none", "--html-only", site=site).html.read_text(encoding="utf-8")
    assert "<script>" not in html
    assert "<img" not in html
    assert "62615533" not in html
    assert text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;") in html


FORBIDDEN = (
    '<img src="file:///etc/hostname" alt="a">',
    '<img src="http://127.0.0.1:9/a.png" alt="a">',
    '<link rel="attachment" href="file:///etc/hostname">',
    '<svg><title>a</title><image href="file:///etc/hostname"/></svg>',
    "<style>@import url(file:///etc/hostname);</style>",
    '<object data="asset:unknown.png">a</object>',
)


@pytest.mark.fault("P15")
@pytest.mark.parametrize("body", FORBIDDEN)
def test_a_document_reads_nothing_but_what_it_was_given(body: str) -> None:
    html = f'<!doctype html><html lang="en"><head><title>t</title></head><body><h1>t</h1>{body}</body></html>'
    job = Job(html=html, assets={}, identifier=b"0" * 32, issued=datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(RenderingFailed):
        press(job)


@dataclass(frozen=True)
class Page:
    title: str


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ('{% extends "document.html.j2" %}\n{% set x = page.titel ~ "" %}', r"own\.html\.j2:2.*titel"),
        ("<p>{{ page.title }}</p>", r"own\.html\.j2: it does not begin with"),
        ("{% if %}", r"own\.html\.j2:1"),
        ('{% extends "document.html.j2" %}{% set x = page.title.__class__.__mro__ %}', r"own\.html\.j2:1.*unsafe"),
        ("{% extends '../secret' %}", r"own\.html\.j2"),
    ],
)
def test_a_wrong_template_is_named_with_its_line(tmp_path: Path, template: str, message: str) -> None:
    (tmp_path / "own.html.j2").write_text(template)
    with pytest.raises(TemplateFailed, match=message):
        fill("own.html.j2", Page(title="t"), tmp_path)


def test_numbers_are_written_the_same_everywhere() -> None:
    assert [number(value) for value in (0.5, -3, 12345, 1e-7, 0.0, None, True)] == [
        "0.5", "−3", "12\u202f345", "0.0000001", "0", "—", "yes",
    ]  # fmt: skip
    assert number("keypad-and-external") == "keypad and external"
    assert number("EX-PCT-0412") == "EX-PCT-0412"
    assert number(2 / 3, 3) == "0.667"
    assert quantity(42.5, "A") == "42.5\u202fA"
    assert register(0x1005) == "1005h"
    assert moment("2026-10-12T09:12:00.123+02:00") == "2026-10-12 09:12:00 +02:00"
    assert [cell.text + cell.ghost for cell in aligned(["1", "2.25", "keypad"])] == ["1.00", "2.25", "keypad"]


def test_a_route_shows_one_distance_a_cable_that_of_the_strictest_rule_set() -> None:
    site = load_site(RIVERSIDE).site
    assert site is not None
    every = [
        at_least("W911@R1", "distance to W401", 292, needed, "mm", path=("routes", "R1")) for needed in (50, 120, 20)
    ]
    page = route_page(Dossier(site=site, verdicts=tuple(every)), site.routes["R1"])
    told = [text.text for text in page.figure.drawing.texts if "required" in text.text]
    assert told == ["292 mm, required 120 mm"]

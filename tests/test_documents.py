"""The documents of a plant through the command line: which there are, what is in them, and what bars a signature."""

import csv
import datetime
import hashlib
import io
import json
import os
import pty
import select
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from plantwright.findings.verdict import Outcome, Severity, Verdict
from plantwright.records.run import DeviceRun, Run, Written
from plantwright.report.cache import Cache, key
from plantwright.report.pdf import Job
from plantwright.report.press import press_all
from plantwright.report.register import entry, kinds, made, register
from plantwright.report.spreadsheet import as_xlsx
from plantwright.report.tables import Table, as_csv
from plantwright.report.views.banners import Banner, banners
from plantwright.report.views.belonging import owner
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import frame
from plantwright.rules.check import check
from plantwright.site.load import load_site
from plantwright.site.records import Closed, Punch

ROOT = Path(__file__).parent.parent
RIVERSIDE = ROOT / "sites" / "riverside"
EPOCH = "1793664000"  # 2026-11-03


def report(out: Path, *options: str, site: Path = RIVERSIDE) -> subprocess.CompletedProcess[str]:
    """Run `report` with a cache of its own and no journal."""
    command = [sys.executable, "-m", "plantwright", "report", str(site), "-o", str(out)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "XDG_CACHE_HOME": str(out.parent / "cache")}
    return subprocess.run(
        [*command, "--journal", str(out.parent / "none"), *options],
        capture_output=True, text=True, check=False, timeout=300, cwd=ROOT, env=environment,
    )  # fmt: skip


def output(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


SMALL = ("feeder-record:P401", "parameter-sheet:SS101", "cable-schedule", "pull-list", "bus-record:RS1", "check-report",
         "waiver-register", "calibration-list", "punch-list", "tables")  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of one document of each kind but the long ones."""
    out = tmp_path_factory.mktemp("documents") / "report"
    done = report(out, *(option for name in SMALL for option in ("--only", name)))
    assert done.returncode == 0, done.stderr
    return out


def test_the_list_names_every_kind_and_what_is_empty(tmp_path: Path) -> None:
    site = tmp_path / "riverside"
    shutil.copytree(RIVERSIDE, site)
    shutil.rmtree(site / "records")
    lines = report(tmp_path / "out", "--list", site=site).stdout.splitlines()
    assert lines[0].split() == ["name", "title", "code", "class", "documents"]
    assert [line.split()[0] for line in lines[1:]] == list(kinds())
    assert next(line for line in lines if line.startswith("feeder-record")).endswith("4: P101, P201, P301, P401")
    assert next(line for line in lines if line.startswith("punch-list")).endswith("none: no record of kind punch")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("feeder-recrod", "there is no document `feeder-recrod`\nnext: did you mean `feeder-record`? "),
        ("feeder-record:P102", "there is no feeder record of `P102`\nnext: did you mean `P101`? "),
        ("check-report:P101", "there is no check report of `P101`\nnext: `plantwright report SITE --list` lists them"),
    ],
)
def test_an_unknown_document_is_refused(tmp_path: Path, name: str, message: str) -> None:
    done = report(tmp_path / "out", "--only", name)
    assert done.returncode == 2
    assert done.stderr.startswith(message)
    assert not (tmp_path / "out").exists()


def test_a_document_that_would_be_empty_is_refused(tmp_path: Path) -> None:
    site = tmp_path / "riverside"
    shutil.copytree(RIVERSIDE, site, ignore=shutil.ignore_patterns("*punch*"))
    done = report(tmp_path / "out", "--only", "punch-list", site=site)
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        2,
        "the punch list would be empty: no record of kind punch",
    )


PAGES = {
    "feeder-record-P401": 2, "parameter-sheet-SS101": 1, "cable-schedule": 1, "bus-record-RS1": 1,
    "waiver-register": 1, "calibration-list": 1, "punch-list": 1,
}  # fmt: skip


def test_every_sheet_says_what_it_belongs_to(folder: Path) -> None:
    found = {path.stem.removeprefix("RPS-01-"): path for path in folder.glob("*.pdf")}
    assert set(found) == {name.replace(":", "-") for name in SMALL} - {"tables"}
    numbers = {row["file"]: row["number"] for row in rows(folder / "documents.csv")}
    for name, path in found.items():
        pages = output("pdftotext", "-layout", path, "-").split("\f")[:-1]
        for sheet, page in enumerate(pages, start=1):
            for text in (numbers[path.name], "B, 2026-11-03", "Issued for acceptance", f"{sheet} / {len(pages)}"):
                assert text in page, (name, sheet, text)
            assert "INVENTED SAMPLE PLANT · NOT WRITTEN" in page
        assert len(pages) == PAGES.get(name, len(pages)), name
        assert "No syntax or stream encoding errors" in output("qpdf", "--check", path)


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


SAID = {
    "feeder-record-P401": ("Feeder record P401", "SS401", "predicted", "Nothing to sign:"),
    "parameter-sheet-SS101": ("F0.05", "Nothing was read from the device yet.", "Set to"),
    "cable-schedule": ("W911", "4 × 70", "copper certificate", "NOT DONE"),
    "pull-list": ("Cable by type", "W901, W902", "62", "Labels"),
    "bus-record-RS1": ("Measured on the line", "8 data bits", "SS201"),
    "check-report": ("Waived (1)", "W-003", "listed in the full report"),
    "waiver-register": ("W-003", "CAB010", "L. Brandt", "WAIVED"),
    "calibration-list": ("MEG1", "Days left", "EX-PCT-0412"),
    "punch-list": ("stops safe operation", "Evidence to close", "Verified"),
}


@pytest.mark.parametrize("name", SAID)
def test_each_document_says_what_it_must(folder: Path, name: str) -> None:
    text = " ".join(output("pdftotext", folder / f"RPS-01-{name}.pdf", "-").replace("\u202f", " ").split())
    assert [word for word in SAID[name] if word not in text] == []


def test_landscape_where_the_table_needs_it(folder: Path) -> None:
    assert "841.89 x 595.276" in output("pdfinfo", folder / "RPS-01-cable-schedule.pdf")


def test_the_hashes_are_those_of_the_files(folder: Path) -> None:
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {"SHA256SUMS"}
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=True)
    assert {line.removesuffix(": OK") for line in done.stdout.splitlines()} == names
    listed = rows(folder / "documents.csv")
    assert {row["file"] for row in listed} == names - {"documents.csv"}
    for row in listed:
        assert row["sha256"] == hashlib.sha256((folder / row["file"]).read_bytes()).hexdigest()


def test_the_cable_schedule_as_csv_and_as_a_workbook(folder: Path) -> None:
    listed = rows(folder / "RPS-01-cable-schedule.csv")
    assert [listed[0][name] for name in ("tag", "from", "to", "length_m")] == ["W101", "K101", "M101", "42"]
    sheet = load_workbook(folder / "RPS-01-cable-schedule.xlsx").active
    assert sheet is not None
    head, first, *_ = sheet.iter_rows(values_only=True)
    assert head == tuple(listed[0])
    assert dict(zip(head, first, strict=True))["length_m"] == 42


def test_no_text_of_a_workbook_is_a_formula() -> None:
    table = Table("a", "A", ("tag", "n"), (('=HYPERLINK("x")', 1), ("+1", None)))
    data = as_xlsx(table, datetime.datetime(2026, 11, 3, tzinfo=datetime.UTC))
    assert data == as_xlsx(table, datetime.datetime(2026, 11, 3, tzinfo=datetime.UTC))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert [cell.value for cell in sheet["A"]] == ["tag", '=HYPERLINK("x")', "+1"]
    assert as_csv(table) == b'tag,n\r\n"=HYPERLINK(""x"")",1\r\n+1,\r\n'


def test_the_address_list_is_sorted_and_says_how_to_reach_the_units(folder: Path) -> None:
    listed = rows(folder / "RPS-01-addresses-RS1.csv")
    assert [(row["address"], row["tag"], row["baud_rate"], row["reached_by"]) for row in listed] == [
        ("3", "SS101", "9600", "/dev/ttyUSB0"), ("4", "SS201", "9600", "/dev/ttyUSB0"),
        ("10", "IM1", "9600", "/dev/ttyUSB0"),
    ]  # fmt: skip


def test_the_tables_for_programs_agree_with_the_check(folder: Path) -> None:
    document = json.loads((folder / "RPS-01-tables.json").read_text(encoding="utf-8"))
    assert (document["format"], document["plant"], document["issued"]) == (1, "RPS-01", "2026-11-03")
    assert "INVENTED SAMPLE PLANT" in document["warnings"]
    assert len(document["tables"]["checks"]) == len(dossier().verdicts)
    limit = next(row for row in document["tables"]["settings"] if (row["device"], row["code"]) == ("SS301", "F0.05"))
    assert (limit["intended"], limit["as_left"], limit["register"]) == (270, None, 0x1005)
    start = next(row for row in document["tables"]["measured"] if row["key"] == "highest_current_a.L2")
    assert (start["object"], start["value"], start["maximum"], start["kept"]) == ("P101", 413, 417.0, True)
    for name, listed in document["tables"].items():
        if listed:
            assert len(rows(folder / "tables" / f"{name}.csv")) == len(listed)


# the same bytes, with and without the cache


def test_the_same_bytes_with_and_without_the_cache(folder: Path) -> None:
    wanted = [option for name in SMALL for option in ("--only", name)]
    again, anew = folder.parent / "again", folder.parent / "anew"
    few = ("--only", "parameter-sheet:SS101", "--only", "cable-schedule", "--only", "tables")
    assert len(list((folder.parent / "cache" / "plantwright" / "documents").iterdir())) == len(SMALL) - 1
    again.mkdir()
    (again / "RPS-01-feeder-record-P501.pdf").touch()
    assert "not of this call: RPS-01-feeder-record-P501.pdf" in report(again, *wanted).stderr
    assert report(anew, *few, "--no-cache").returncode == 0
    compare(folder, again, {"documents.csv", "SHA256SUMS"})
    compare(anew, folder, set())


def compare(one: Path, other: Path, whole: set[str]) -> None:
    """Assert that the files of a folder are in another one too, byte for byte; those of each call only if `whole`."""
    for path in one.rglob("*"):
        name = path.relative_to(one)
        if path.is_file() and (path.name in whole or path.name not in ("documents.csv", "SHA256SUMS")):
            assert (other / name).read_bytes() == path.read_bytes(), name


def job(text: str = "x") -> Job:
    style = "<style>@font-face {font-family: F; src: url(asset:f.woff2)} body {font-family: F}</style>"
    html = f'<!doctype html><html lang="en"><head><title>t</title>{style}</head><body><h1>{text}</h1></body></html>'
    font = (ROOT / "templates" / "fonts" / "Inter-Regular.woff2").read_bytes()
    return Job(
        html=html,
        assets={"f.woff2": font},
        identifier=b"0" * 32,
        issued=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    )


@pytest.mark.parametrize(
    "other",
    [
        replace(job(), html=job("y").html),
        replace(job(), assets={"f.woff2": b"f"}),
        replace(job(), identifier=b"1" * 32),
        replace(job(), issued=datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)),
    ],
)
def test_any_other_input_has_another_key(other: Job) -> None:
    assert key(job()) == key(job()) != key(other)


def test_a_broken_or_lost_cache_costs_only_time(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    assert cache.put(job(), b"%PDF") == b"%PDF"
    assert cache.get(job()) == b"%PDF"
    (file,) = (tmp_path / "cache").iterdir()
    file.write_bytes(file.read_bytes()[:-1] + b"!")
    assert cache.get(job()) is None
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    assert Cache(blocked).put(job(), b"%PDF") == b"%PDF"
    assert Cache(blocked).get(job()) is None


def test_the_longest_unused_leave_the_cache(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for text in "abc":
        cache.put(job(text), text.encode())
        os.utime(tmp_path / key(job(text)), (ord(text), ord(text)))
    cache.trim(kept=2)
    assert [cache.get(job(text)) for text in "abc"] == [None, b"b", b"c"]


def test_documents_come_back_in_their_order_and_are_counted(tmp_path: Path) -> None:
    texts = ["a", "b" * 20]
    counted: list[int] = []
    pdfs = press_all([job(text) for text in texts], Cache(tmp_path), lambda: counted.append(1))
    for text, pdf in zip(texts, pdfs, strict=True):
        (tmp_path / "one.pdf").write_bytes(pdf)
        assert text in output("pdftotext", tmp_path / "one.pdf", "-").replace("\n", "")
    assert len(counted) == 2


# what bars a signature, on every document by the frame


@lru_cache(maxsize=1)
def dossier() -> Dossier:
    loaded = load_site(RIVERSIDE)
    assert loaded.site is not None
    return Dossier(
        site=loaded.site, verdicts=(*loaded.problems, *check(loaded, datetime.date(2026, 11, 3))), issued="2026-11-03"
    )


def sound() -> Dossier:
    """Return a plant of which nothing warns: written, verified, checked, nothing to record."""
    found = dossier()
    site = replace(found.site, identity=replace(found.site.identity, invented=False))
    verdicts = tuple(each for each in found.verdicts if each.outcome is Outcome.PASS)
    calm = replace(found, site=site, verdicts=verdicts, run=run())
    vars(calm)["_every_task"] = ()
    return calm


def run(*, rehearsal: bool = False, outcome: str = "verified", commit: str = "") -> Run:
    write = Written(parameter="current_limit_percent", register=0x1005, outcome=outcome)
    return Run(
        id="R1", plant="RPS-01", rehearsal=rehearsal, started="2026-11-02T08:00:00+01:00",
        ended="2026-11-02T08:05:00+01:00", operator="A. Meier", tool_version="0.1.0", plan_sha256="0" * 64,
        result="done", devices=(DeviceRun(tag="SS101", bus="RS1", address=3, type="clr8g", writes=(write,)),),
        commit=commit,
    )  # fmt: skip


def judged(outcome: Outcome) -> Callable[[Dossier], Dossier]:
    verdict = Verdict(
        rule="STA010", name="a", outcome=outcome, severity=Severity.ERROR, words="m", object="SS101",
        path=("starters", "SS101"),
    )  # fmt: skip
    return lambda calm: again(calm, verdicts=(verdict,))


def again(calm: Dossier, **changes: Any) -> Dossier:
    changed = replace(calm, **changes)
    vars(changed)["_every_task"] = ()
    return changed


REASONS: dict[str, tuple[Callable[[Dossier], Dossier], str]] = {
    "nothing written": (lambda calm: again(calm, run=None), "NOT WRITTEN"),
    "rehearsal": (lambda calm: again(calm, run=run(rehearsal=True)), "REHEARSAL"),
    "unknown outcome": (lambda calm: again(calm, run=run(outcome="unknown")), "NOT VERIFIED"),
    "dirty tree": (lambda calm: again(calm, changed=("feeders.yaml",)), "UNCOMMITTED"),
    "run from a dirty tree": (lambda calm: again(calm, run=run(commit="0123+changes")), "UNCOMMITTED"),
    "expired waiver": (lambda calm: again(calm, day="2027-04-01"), "WAIVER EXPIRED"),
    "failed": (judged(Outcome.FAIL), "1 FAILED"),
    "not checked": (judged(Outcome.NOT_CHECKED), "1 NOT CHECKED"),
    "rules switched off": (lambda calm: again(calm, switched_off=("CUR010",)), "RULES SWITCHED OFF"),
    "records incomplete": (
        lambda calm: replace(calm, site=replace(calm.site, records={})),
        "RECORDS INCOMPLETE",
    ),
}


def test_a_sound_plant_is_signed() -> None:
    assert banners(sound()) == ()
    for name in ("commissioning-report", "feeder-record", "bus-record", "waiver-register"):  # all that are signed
        html = standalone(sound(), name)
        assert 'class="data signatures"' in html
        assert "Nothing to sign" not in html


def standalone(of: Dossier, name: str) -> str:
    """Return the first document of a kind as HTML."""
    kind = kinds()[name]
    document = made(of, entry(of, kind, kind.objects(of)[0]))
    assert document is not None
    return document.standalone


@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_is_on_every_document_and_bars_the_signature(reason: str) -> None:
    change, word = REASONS[reason]
    found = with_punch(change(sound()))
    assert [each.word for each in banners(found)] == [word]
    for kind in kinds().values():
        if kind.page is None or (kind.name in ("check-report-full", "commissioning-report") and reason != "rehearsal"):
            continue
        objects = kind.objects(found)
        if not objects:  # a document of its records
            continue
        about = "SS101" if kind.name == "parameter-sheet" else objects[0]
        if reason in ("failed", "not checked") and not banners(found, about):
            assert owner(found.site, about) != "P101"  # a fault of a feeder does not bar the record of a bus
            continue
        document = made(found, entry(found, kind, about))
        assert document is not None
        first, foot = document.standalone.partition("</h1>")[2], document.standalone.partition('class="warned"')[2]
        assert word in first, kind.name
        assert word in foot[:200], kind.name
        assert 'class="data signatures"' not in document.standalone, kind.name


def with_punch(found: Dossier) -> Dossier:
    """Give a plant without records a punch item, so that there is a list of it."""
    if found.records:
        return found
    point = Punch(name="p", kind="punch", object="P101", person="A", at="2026-10-01T08:00:00+02:00", category="C",
                  text="t", closed=Closed(person="A", at="2026-10-02T08:00:00+02:00"))  # fmt: skip
    return replace(found, site=replace(found.site, records={"p": point}))


def test_the_invented_plant_is_told_and_can_be_signed() -> None:
    calm = sound()
    invented = again(calm, site=replace(calm.site, identity=replace(calm.site.identity, invented=True)))
    assert banners(invented) == (Banner(word="INVENTED SAMPLE PLANT", bars=False),)
    assert frame(invented, "t", "&EBB001").unsigned == ""


def test_rules_that_were_switched_off_are_named_on_every_sheet(tmp_path: Path) -> None:
    done = report(tmp_path / "out", "--only", "waiver-register", "--ignore", "CUR010,BUS020")
    assert done.returncode == 0, done.stderr
    text = output("pdftotext", tmp_path / "out" / "RPS-01-waiver-register.pdf", "-")
    assert "BUS020" in text
    assert "CUR010" in text
    assert text.count("RULES SWITCHED OFF") == 3  # first sheet, foot, instead of the signatures


def test_a_number_that_is_a_path_stays_in_the_folder(tmp_path: Path) -> None:
    site = tmp_path / "riverside"
    shutil.copytree(RIVERSIDE, site, ignore=shutil.ignore_patterns("records"))
    path = site / "site.yaml"
    path.write_text(path.read_text().replace("number: RPS-01", "number: ../../RPS"))
    out = tmp_path / "deep" / "out"
    done = report(out, "--only", "cable-schedule", "--html-only", site=site)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in out.iterdir()) == [
        "SHA256SUMS", "_.._RPS-cable-schedule.csv", "_.._RPS-cable-schedule.html", "_.._RPS-cable-schedule.xlsx",
        "documents.csv",
    ]  # fmt: skip


def test_the_register_is_a_page_of_the_report() -> None:
    html = standalone(sound(), "commissioning-report")
    for each in register(sound()):
        assert each.number.replace("&", "&amp;") in html


def test_a_terminal_shows_a_bar(tmp_path: Path) -> None:
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "plantwright", "report", str(RIVERSIDE), "-o", str(tmp_path / "out")]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "TERM": "xterm", "XDG_CACHE_HOME": str(tmp_path)}
    with subprocess.Popen(
        [*command, "--only", "waiver-register"], stdout=slave, stderr=slave, cwd=ROOT, env=environment
    ) as running:
        os.close(slave)
        shown = b"".join(iter(partial(read_terminal, master), b"")).decode()
        os.close(master)
        assert running.wait(timeout=10) == 0
    assert "rendering" in shown
    assert "1/1" in shown
    assert "RPS-01-waiver-register.pdf" in shown


def read_terminal(terminal: int) -> bytes:
    """Return what was shown, nothing when the program has ended or is silent for long."""
    if not select.select([terminal], [], [], 120)[0]:
        return b""
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux says that nobody holds the other end
        return b""

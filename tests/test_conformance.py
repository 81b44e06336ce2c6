"""Every kind of document, read with programs of others: PDF/A-3a, PDF/UA-1, fonts, links, outline, metadata, bytes."""

import contextlib
import hashlib
import itertools
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import page
import pytest
from tests.printed import DAY, Printed, plantwright, printed, report

from plantwright.report.document import assets_of
from plantwright.report.manifest import FILE, from_json
from plantwright.report.own import NOTHING
from plantwright.report.pdf import Job, RenderingFailed
from plantwright.report.press import press
from plantwright.report.register import kinds
from plantwright.resources import folder

EMPTY = {"drift-report", "checklist"}
"""Documents that the example plant lacks: made while devices are read, or of work that is due (test_checklists)."""

KINDS = sorted(name for name, kind in kinds().items() if kind.page is not None and not kind.asked and name not in EMPTY)

STYLE = (folder("templates") / "base.css").read_text(encoding="utf-8")
SHIPPED = tuple({name.replace(" ", "-") for name in re.findall(r"@font-face[^}]*font-family: \"?([^;\"]+)", STYLE)})
"""The families that travel with the package, as a PDF names them."""

FALSE_POSITIVES = {
    "TBL-010": "counts every header cell of a row as a header row: a table by rules has one such row for each rule, "
    "and in a table with row headers a line or two of data have as many header cells as others",
    "PAG-001": "the title block at the foot is a running element; it tells on every sheet what the sheet belongs to",
    "LNK-010": "the address of a device on the plant's network is no link",
    "TAG-020": "a blank to be filled in by hand, and a place that has nothing to say, are empty",
    "TAG-030": "the diagram of a board takes a sheet of its own, beside the title block",
    "TBL-014": "a curve over the lines of its axes is a picture, which has a title",
    "ORD-001": "a figure that stands beside text is painted after it; the order of the tags is that of reading",
    "TBL-012": "the rows of a blank form are empty",
}
"""What the checker of semantics finds although nothing is wrong, and why."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    return printed(tmp_path_factory)


def file_of(made: Printed, name: str) -> Path:
    return made.documents()[name]


def output(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@cache
def objects(path: Path) -> dict[str, Any]:
    """Return every object of a PDF as qpdf reads it."""
    document: list[Any] = json.loads(output("qpdf", "--json=2", "--json-key=qpdf", path))["qpdf"]
    values = document[1]
    return {key: each.get("value", each.get("stream", {}).get("dict")) for key, each in values.items()}


@pytest.mark.parametrize(
    ("name", "paired"),
    [(name, paired) for paired in (False, True) for name in (*KINDS, *["checklist-full"][not paired :])],
)
def test_pdf_a_and_pdf_ua(made: Printed, name: str, *, paired: bool) -> None:
    path = made.documents(paired=paired)[name]
    for profile in ("3a", "ua1"):
        found = page.validate_pdf(path, profile=profile)
        assert [(each.rule_id, each.message) for each in found.failures] == [], profile
        assert found.is_compliant
    assert "No syntax or stream encoding errors" in output("qpdf", "--check", path)


@pytest.mark.parametrize("paired", [False, True], ids=["English", "pair"])
def test_a_reader_for_the_blind_finds_its_way(made: Printed, *, paired: bool) -> None:
    files = list(made.documents(paired=paired).values())
    command = [str(Path(sys.executable).with_name("outloud")), "--json", "-", "--fail-on", "never", *map(str, files)]
    found = json.loads(output(*command))["results"]
    assert len(found) == len(files)
    told = [(Path(each["path"]).stem, one["rule"], one["message"]) for each in found for one in each["findings"]
            if one["severity"] != "info" and one["rule"] not in FALSE_POSITIVES]  # fmt: skip
    assert told == []


@pytest.mark.parametrize("name", KINDS)
def test_fonts_are_the_shipped_ones_and_nothing_leads_out(made: Printed, name: str) -> None:
    path = file_of(made, name)
    fonts = [line.split() for line in output("pdffonts", path).splitlines()[2:]]
    assert fonts
    for words in fonts:
        family = words[0].partition("+")[2]
        assert family.startswith(SHIPPED), family
        assert words[-5:-2] == ["yes", "yes", "yes"], family  # embedded, subset, with a map to Unicode
    text = json.dumps(objects(path))
    assert re.findall(r'"/(?:JS|JavaScript|Launch|URI|GoToR|GoToE|SubmitForm|ImportData|OpenAction|AA)"', text) == []


@pytest.mark.parametrize("name", KINDS)
def test_the_outline_is_the_headings(made: Printed, name: str) -> None:
    path = file_of(made, name)
    told = json.loads(output("qpdf", "--json", "--json-key=outlines", path))["outlines"]
    assert [_plain(title) for title in _titles(told)] == [
        _plain(each) for each in _headings(made.pages / f"{path.stem}.html", numbered=name == "commissioning-report")
    ]


def _titles(outlines: list[dict[str, Any]]) -> list[str]:
    return [title for each in outlines for title in (each["title"], *_titles(each["kids"]))]


class _Headings(HTMLParser):
    """Collects the texts of the headings of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.inside = ""
        self.unseen = False  # in the title of a symbol

    def handle_starttag(self, tag: str, _: object) -> None:
        if re.fullmatch("h[1-6]", tag):
            self.inside = tag
            self.found.append((tag, ""))
        elif tag == "title":
            self.unseen = True

    def handle_endtag(self, tag: str) -> None:
        self.inside = "" if tag == self.inside else self.inside
        self.unseen = self.unseen and tag != "title"

    def handle_data(self, data: str) -> None:
        if self.inside and not self.unseen:
            level, text = self.found[-1]
            self.found[-1] = level, text + data


def _headings(page: Path, *, numbered: bool) -> list[str]:
    """Return the headings of a page; those of its sections with their number where it is `numbered`."""
    parser = _Headings()
    parser.feed(page.read_text(encoding="utf-8"))
    counted = itertools.count(1)
    return [f"{next(counted)}{text}" if numbered and level == "h2" else text for level, text in parser.found]


def _plain(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", KINDS)
def test_metadata(made: Printed, name: str) -> None:
    path = file_of(made, name)
    told = dict(re.findall(r"^(\w+): +(.*)$", output("pdfinfo", "-isodates", path), re.MULTILINE))
    manifest = from_json(attached(path)[FILE])
    assert manifest is not None
    assert told["Title"].startswith(manifest.title)
    assert told["Author"] == "Example Electrical Works"
    assert told["CreationDate"][:10] == told["ModDate"][:10] == DAY
    assert told["Subject"].startswith(f"{manifest.number} revision B, configuration {manifest.config}")
    catalogue = next(
        each for each in objects(path).values() if isinstance(each, dict) and each.get("/Type") == "/Catalog"
    )
    assert catalogue["/Lang"] == "u:en"


@cache
def attached(path: Path) -> dict[str, bytes]:
    """Return the files inside a PDF by their names."""
    folder = path.parent / f"{path.stem}.attached"
    folder.mkdir(exist_ok=True)
    subprocess.run(["pdfdetach", "-saveall", "-o", folder, path], check=True)
    return {each.name: each.read_bytes() for each in folder.iterdir()}


@pytest.mark.parametrize("name", KINDS)
def test_attachments(made: Printed, name: str) -> None:
    path = file_of(made, name)
    inside = attached(path)
    manifest = from_json(inside[FILE])
    assert manifest is not None
    expected = {each.name: each.read_bytes() for each in made.site.glob("*.yaml")} if kinds()[name].sources else {}
    assert {key: data for key, data in inside.items() if key != FILE} == expected
    said = [each for each in objects(path).values() if isinstance(each, dict)]
    assert Counter(each["/AFRelationship"] for each in said if "/AFRelationship" in each) == Counter(
        {"/Data": 1} | ({"/Source": len(expected)} if expected else {})
    )
    dates = re.findall(
        r'"/(?:CreationDate|ModDate)": "u:(D:\d{8})',
        json.dumps([each for each in said if each.get("/Type") == "/EmbeddedFile"]),
    )
    assert set(dates) == {f"D:{DAY.replace('-', '')}"}
    lines = "".join(f"{digest}  {file}\n" for file, digest in manifest.files)
    assert hashlib.sha256(lines.encode()).hexdigest() == manifest.config
    text = "".join(output("pdftotext", path, "-").split())
    assert manifest.config[:8] in text
    for data in expected.values():
        assert hashlib.sha256(data).hexdigest() in text


# the same bytes


ELSEWHERE = {"PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LANG": "de_DE.UTF-8", "LC_ALL": "C.UTF-8"}


def test_every_document_is_made_of_the_same_things_elsewhere(made: Printed, tmp_path: Path) -> None:
    """What decides the bytes is the same in another folder, at another hash seed, time zone, language and umask."""
    site = tmp_path / "another" / "folder"
    shutil.copytree(made.site, site)
    kept = sorted(path.name for path in (made.cache / "plantwright" / "documents").iterdir())
    there = replace(made, site=site)
    wanted = [word for name, path in made.documents().items() for word in ("--only", option(name, path))]
    with umask(0o077):
        done = report(there, tmp_path / "out", *wanted, **ELSEWHERE)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (made.cache / "plantwright" / "documents").iterdir()) == kept
    for path in made.documents().values():
        assert (tmp_path / "out" / path.name).read_bytes() == path.read_bytes()


def test_rendering_gives_the_same_bytes_elsewhere(made: Printed, tmp_path: Path) -> None:
    few = ("parameter-sheet", "bus-record", "waiver-register")
    wanted = [word for name in few for word in ("--only", option(name, made.documents()[name]))]
    with umask(0o077):
        done = report(made, tmp_path, "--no-cache", *wanted, **ELSEWHERE)
    assert done.returncode == 0, done.stderr
    for name in few:
        path = made.documents()[name]
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def option(name: str, path: Path) -> str:
    """Return how a document is asked for."""
    return f"{name}:{path.stem.removeprefix(f'RPS-01-{name}').removeprefix('-')}"


@contextlib.contextmanager
def umask(mask: int) -> Any:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


# limits


VECTORS = (
    '<img src="{}/a.png" alt="a">', '<link rel="stylesheet" href="{}/b.css">', '<link rel="attachment" href="{}/c">',
    "<style>@import url({}/d.css);</style>", '<svg><title>a</title><image href="{}/e.png"/></svg>',
    '<p style="background: url({}/f.png)">a</p>', '<object data="{}/g.svg">a</object>', '<embed src="{}/h.svg">',
    "<style>@font-face {{font-family: F; src: url({}/i.woff2)}} p {{font-family: F}}</style><p>a</p>",
    '<a rel="attachment" href="{}/j">a</a>', '<p style="list-style: url({}/k.png); display: list-item">a</p>',
    '<p style="content: url({}/l.png)">a</p>', '<svg><title>a</title><use href="{}/m.svg#a"/></svg>',
)  # fmt: skip


@pytest.mark.fault("P15")
def test_a_document_reaches_no_server() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        body = "".join(each.format(address) for each in VECTORS)
        head = '<title>t</title><link rel="stylesheet" href="asset:base.css">'  # without any font Pango crashes
        html = f'<!doctype html><html lang="en"><head>{head}</head><body><h1>t</h1>{body}</body></html>'
        job = Job(
            html=html, assets=assets_of(html, NOTHING), identifier=b"0" * 32, issued=datetime(2026, 1, 1, tzinfo=UTC)
        )
        with pytest.raises(RenderingFailed) as refused:
            press(job)
        with pytest.raises(BlockingIOError):
            server.accept()
    asked = {f"{address}/{letter}" for letter in "abdefgh"}  # c is dropped: a document attaches what its job says
    assert [each for each in asked if each not in str(refused.value)] == []


def test_the_child_has_no_network() -> None:
    code = """
import socket
from plantwright.report.confined import confine
confine(2048)
for call in (lambda: socket.create_connection(("127.0.0.1", 9)), lambda: socket.getaddrinfo("localhost", 80)):
    try:
        call()
    except PermissionError as error:
        print(error)
"""
    said = output(sys.executable, "-c", code).splitlines()
    assert len(said) == 2
    assert all(line.endswith("this process may not use the network") for line in said)


def test_the_list_of_kinds_is_whole(made: Printed) -> None:
    listed = plantwright("report", made.site, "--list").stdout.splitlines()[1:]
    assert {line.split()[0] for line in listed} == set(kinds())
    asked = {name for name, kind in kinds().items() if kind.asked}
    assert set(made.documents()) - asked == set(KINDS)

"""What holds on the pages of every document of the example plant: identity, counts, tags, dates, contents.

Files, fonts, outline, metadata, attachments and bytes are proven in tests/test_conformance.py, glyphs and languages in
tests/test_languages.py, blank forms in tests/test_checklists.py, numbers in tests/test_numbers_on_pages.py.
"""

import csv
import datetime
import re
import subprocess
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from unicodedata import east_asian_width

import pytest
from tests.explained_numbers import Plant
from tests.known_plants import STATES, plant
from tests.pages import Place, every, places, said, tree
from tests.printed import Printed, printed
from tests.rehearsal import RIVERSIDE

from plantwright.findings.verdict import Outcome
from plantwright.report.language import translated
from plantwright.report.marks import NOT_APPLICABLE, PASS, mark
from plantwright.report.messages import LOCALES, catalogue
from plantwright.report.register import Entry, entry, kinds, made, register
from plantwright.report.text import number as written
from plantwright.report.views.frame import numbered
from plantwright.rules.check import check
from plantwright.site.load import load_site
from plantwright.site.records import ManualStep, of_kind


@pytest.fixture(scope="module")
def pdfs(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    return printed(tmp_path_factory)


@pytest.fixture(scope="module", params=STATES)
def known(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Plant:
    records, run = STATES[request.param]
    return plant(tmp_path_factory.mktemp("plant"), records=records, run=run)


Pages = Mapping[Entry, tuple[str, tuple[Place, ...]]]
"""HTML and places of every document."""


@pytest.fixture(scope="module")
def pages(known: Plant) -> Pages:
    found = {one: made(known.dossier, one) for one in register(known.dossier)}
    return {one: (each.job.html, tuple(places(each.job.html))) for one, each in found.items() if each}


# identity


@cache
def sheets(path: Path) -> list[str]:
    """Return the text of every sheet of a PDF."""
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    return done.stdout.split("\f")[:-1]


LABELS = "&EPB"
"""Behind the first sheet of these come sheets of labels, each of which names its document."""


def test_every_sheet_shows_what_it_belongs_to(pdfs: Printed) -> None:
    """Object, document number, revision, date, status, and which sheet of how many."""
    with (pdfs.out / "documents.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["file"]: row for row in csv.DictReader(file)}
    for path in pdfs.documents().values():
        row, told = listed[path.name], sheets(path)
        for number, sheet in enumerate(told[:1] if row["kind_code"] == LABELS else told, start=1):
            needed = (row["number"], "B, 2026-11-03", "Issued for acceptance", f"{number} / {len(told)}", row["object"])
            assert [text for text in needed if text not in sheet] == [], (path.name, number)


MANDATORY = (
    "Title",
    "Document type",
    "Created / checked",
    "Approved",
    "Identification number",
    "Rev, date",
    "Lang, sheet",
)


def test_the_title_block_is_whole(pages: Pages) -> None:
    """ISO 7200: owner, number, date of issue, sheet, title, approval, creator and type of document."""
    for one, (html, _) in pages.items():
        block = next(each for each in every(tree(html), "table") if each.attributes.get("class") == "block")
        cells = [said(each) for each in every(block, "td")]
        assert any(cell.startswith("Example Water Ltd") for cell in cells), one.number
        for name in MANDATORY:
            assert any(re.match(rf"{re.escape(name)} \S", cell) for cell in cells), (one.number, name)


TITLE, KIND, NUMBER = 25, 30, 16
"""Characters after ISO 7200; a Chinese one is as wide as two others."""


def width(words: str) -> int:
    return sum(2 if east_asian_width(each) in "WF" else 1 for each in words)


@pytest.mark.parametrize("language", ["en", *LOCALES])
def test_titles_and_document_types_fit_their_fields(language: str) -> None:
    known = {code: catalogue(code) for code in LOCALES}
    told = {kind.name: translated(kind.title, language, known) for kind in kinds().values()}
    assert {name: title for name, title in told.items() if width(title) > TITLE} == {}
    sheets = {name: title for name, title in told.items() if kinds()[name].template}
    assert {name: title for name, title in sheets.items() if width(f"{title} (&EXX)") > KIND} == {}
    assert len(set(told.values())) == len(told)


def test_numbers_fit_their_field_and_are_unique(known: Plant) -> None:
    """Every document of the example plant, also those made only when they are named."""
    numbers = [one.number for one in register(known.dossier, asked=True)]
    assert [each for each in numbers if len(each) > NUMBER] == []
    assert len(set(numbers)) == len(numbers)
    codes = [kind.code for kind in kinds().values()]
    assert len({numbered("N", "", code) for code in codes}) == len(codes)


def test_the_contents_lead_to_the_sheets(pdfs: Printed) -> None:
    """Each line of the contents names the sheet on which its heading stands."""
    told = sheets(pdfs.documents()["commissioning-report"])
    contents = next(sheet for sheet in told if re.search(r"^\s*Contents$", sheet, re.MULTILINE))
    lines = re.findall(r"^\s*(\d+)\s+(\S.*?)\s?(?:\. ?){3,}\s*(\d+)$", contents, re.MULTILINE)
    assert len(lines) > 15
    for number, title, sheet in lines:
        assert re.search(rf"^\s*{number}\s+{re.escape(title)}", told[int(sheet) - 1], re.MULTILINE), title
    assert all(int(first[2]) <= int(second[2]) for first, second in pairwise(lines))


def test_every_document_says_where_it_ends(pages: Pages) -> None:
    for one, (_, found) in pages.items():
        end = f"End of {one.title} {one.number}, revision B"
        assert any(each.text == end for each in found), one.number  # sheets of labels come behind it


# figures


def test_every_figure_has_number_caption_source_and_a_reference(pages: Pages) -> None:
    """The numbers count the figures of a document, and each text that names one leads to it."""
    shown = 0
    for one, (html, _) in pages.items():
        page = tree(html)
        numbers = {each.attributes["id"]: n for n, each in enumerate(every(page, "figure"), start=1)}
        captions = [said(next(every(each, "figcaption"))) for each in every(page, "figure")]
        for number, caption in enumerate(captions, start=1):
            assert re.fullmatch(rf"Figure {number}\. \S.* Source: \S.*\.", caption), (one.number, caption)
        links = [each for each in every(page, "a") if each.attributes.get("class") == "figure"]
        assert {each.attributes["href"][1:]: int(said(each)) for each in links} == numbers, one.number
        named = {int(n) for each in every(page, "p") for n in re.findall(r"Figure (\d+)", said(each))}
        assert named == set(numbers.values()), one.number
        shown += len(numbers)
    assert shown > 40


# counts


def test_the_full_check_report_has_a_row_for_every_result(known: Plant, pages: Pages) -> None:
    """The counts in its headings, on the cover and by subject are those of the results listed one by one."""
    found = next(places for one, (_, places) in pages.items() if one.name == "check-report-full")
    rows = [each for each in found if each.head == "Finding"]
    absent = next(each.text for each in found if each.kind == "h3" and each.text.startswith("Not applicable"))
    verdicts = known.dossier.verdicts
    without = [each for each in verdicts if mark(each) is NOT_APPLICABLE]
    assert absent == f"Not applicable ({len(without)})"
    assert len(rows) == len(verdicts) - len(without)
    per_group = Counter(each.section for each in rows)
    assert all(int(re.findall(r"\d+", heading)[-1]) == number for heading, number in per_group.items())


def test_the_counts_of_the_short_check_report_add_up(known: Plant, pages: Pages) -> None:
    found = next(places for one, (_, places) in pages.items() if one.name == "check-report")
    sums = {head: sum(int(each.text) for each in found if each.head == head)
            for head in ("Passed", "Does not apply", "Listed below")}  # fmt: skip
    marks = [mark(each) for each in known.dossier.verdicts]
    passed, absent = marks.count(PASS), marks.count(NOT_APPLICABLE)
    assert list(sums.values()) == [passed, absent, len(marks) - passed - absent]
    assert sum(each.head == "Finding" for each in found) == sums["Listed below"]


# tags, dates and waivers

TAG = re.compile(r"(?<![\w.&-])[A-Z]{1,3}\d{3}(?![\w&])")
"""What a tag of the example plant looks like."""


def test_figures_know_the_tags_of_the_site_files(known: Plant, pages: Pages) -> None:
    site = known.dossier.site
    models = {device.model for device in (*site.devices(), *site.meters.values())}
    tags = {*site.tags(), *models}
    drawn = {word: one.number for one, (_, found) in pages.items()
             for each in found if each.figure for word in TAG.findall(each.text)}  # fmt: skip
    assert {word: number for word, number in drawn.items() if word not in tags} == {}
    feeders = {tag for feeder in site.feeders.values() for tag in (feeder.tag, *feeder.path_)}
    assert feeders <= set(drawn)


def test_instruments_were_calibrated_when_they_were_used(pages: Pages) -> None:
    """A test instrument past its date is marked; none of the others is."""
    rows = {(one.number, each.line, each.section): each.cells for one, (_, found) in pages.items()
            for each in found if {"Last used", "Calibration due"} <= set(each.cells)}  # fmt: skip
    for place, cells in rows.items():
        in_time = cells["Calibration due"] >= cells["Last used"]
        assert ("PASS" in cells["Valid"]) == in_time, place


def test_a_waiver_says_what_why_who_and_until_when(known: Plant, pages: Pages) -> None:
    found = next(places for one, (_, places) in pages.items() if one.name == "waiver-register")
    rows = {each.cells["Waiver"]: " ".join(each.cells.values()) for each in found if "Waiver" in each.cells}
    for tag, waiver in known.dossier.site.waivers.items():
        needed = (waiver.rule, waiver.object, waiver.reason, waiver.approved_by, waiver.expires)
        assert [text for text in needed if text not in rows[tag]] == []


def test_an_expired_waiver_counts_as_failed(known: Plant) -> None:
    (waiver,) = known.dossier.site.waivers.values()
    later = datetime.date.fromisoformat(waiver.expires) + datetime.timedelta(days=1)
    verdicts = check(load_site(RIVERSIDE), later)
    failed = [each for each in verdicts if each.outcome is Outcome.FAIL and each.rule == waiver.rule]
    assert [each.object for each in failed] == [waiver.object]
    dossier = replace(known.dossier, verdicts=tuple(verdicts), day=later.isoformat())
    register_of_waivers = made(dossier, entry(dossier, kinds()["waiver-register"], ""))
    assert register_of_waivers is not None
    assert "WAIVER EXPIRED" in register_of_waivers.job.html


# what is and what is not


def test_without_records_and_runs_nothing_is_shown_as_measured(known: Plant, pages: Pages) -> None:
    """A blank is a blank: no default stands where something was to be measured."""
    if known.dossier.run is None:
        every = [each for _, found in pages.values() for each in found if each.head in ("As found", "As left")]
        steps = of_kind(known.dossier.records, ManualStep)
        recorded = {written(value) for step in steps for value in (*step.entered.values(), *step.as_found.values())}
        held = {each.text for each in every} - {"not done", "keypad", "not read", "not recorded", "—"}
        assert {each.split("\u202f")[0] for each in held} <= recorded
    if not known.dossier.records:
        measured = {"Measured", "Insulation", "Last used", "Found"}
        told = {each.text for _, found in pages.values() for each in found if each.head in measured}
        assert told <= {"not done", "NOT DONE", "—", "1.62\u202fdB"}  # one loss is in the site files


# size


def test_documents_are_small(pdfs: Printed) -> None:
    """50 kB a sheet; 10 kB more for the fonts and the attached file of a single dense one."""
    sizes = {path.name: (path.stat().st_size, len(sheets(path))) for path in pdfs.documents().values()}
    assert {name: size for name, (size, count) in sizes.items() if size > 50_000 * count + 10_000} == {}

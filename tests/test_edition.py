"""All documents on one page: made on the command line, parsed by another program, and read in a browser."""

import base64
import hashlib
import importlib
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect, sync_playwright

from plantwright.report.article import Links, anchor, article
from plantwright.report.edition import on_screen

ROOT = Path(__file__).parent.parent
RIVERSIDE = ROOT / "sites" / "riverside"
BROWSER = Path("/usr/bin/chromium")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
WIDE, NARROW = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)


def report(out: Path, *options: str, site: Path = RIVERSIDE) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "plantwright", "report", str(site), "-o", str(out)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1793664000", "XDG_CACHE_HOME": str(out.parent / "cache")}
    return subprocess.run(
        [*command, "--journal", str(out.parent / "none"), *options],
        capture_output=True, text=True, check=False, timeout=120, cwd=ROOT, env=environment,
    )  # fmt: skip


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of the example plant, to which one fault was added."""
    folder = tmp_path_factory.mktemp("edition")
    site = folder / "site"
    shutil.copytree(RIVERSIDE, site)
    feeders = (site / "feeders.yaml").read_text(encoding="utf-8")
    faulty = feeders.replace("rated_current_a: 45\n", "rated_current_a: 35\n", 1)  # below the motor of SS201
    assert faulty != feeders
    (site / "feeders.yaml").write_text(faulty, encoding="utf-8")
    done = report(folder / "out", "--only", "dossier", site=site)
    assert done.returncode == 0, done.stderr
    return folder / "out" / "RPS-01-dossier.html"


@cache
def parsed(path: Path) -> tuple[Element, list[object]]:
    """Return the page as another HTML parser reads it, and what that parser calls wrong."""
    parser = importlib.import_module("tinyhtml5.parser").HTMLParser(namespace_html_elements=False)
    root = parser.parse(path.read_text(encoding="utf-8"))
    return root, parser.errors


def by_id(path: Path) -> dict[str, Element]:
    return {each.attrib["id"]: each for each in parsed(path)[0].iter() if "id" in each.attrib}


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def targets(element: Element) -> list[str]:
    return [each.attrib["href"][1:] for each in element.iter("a")]


# the file


def test_another_parser_finds_nothing_wrong(edition: Path) -> None:
    assert parsed(edition)[1] == []


def test_every_id_is_its_own_and_every_link_has_its_place(edition: Path) -> None:
    root, _ = parsed(edition)
    ids = Counter(each.attrib["id"] for each in root.iter() if "id" in each.attrib)
    assert [name for name, number in ids.items() if number > 1] == []
    assert [each for each in targets(root) if each not in ids] == []
    html = edition.read_text(encoding="utf-8")
    assert set(re.findall(r"url\(#([^)]+)\)", html)) <= set(ids)


def test_every_document_of_the_register_is_there(edition: Path) -> None:
    ids = by_id(edition)
    (register,) = [each for each in ids["document-commissioning-report"].iter("table") if "VDI 2770" in words(each)]
    heads = [each for each in register.iter("th") if each.attrib["scope"] == "row"]
    elsewhere = [words(each) for each in heads if not targets(each)]
    assert elsewhere == ["RPS-01&BB1", "RPS-01&AB2", "RPS-01&AB3"]  # itself, the tables, the whole page
    assert sum(name.startswith("document-") and "--" not in name for name in ids) > 30


def test_the_warnings_stand_at_the_top_and_on_each_document(edition: Path) -> None:
    root, _ = parsed(edition)
    (header,) = root.iter("header")
    assert "INVENTED SAMPLE PLANT" in words(header)
    assert "NOT WRITTEN" in words(header)
    for each in root.iter("article"):
        if each.attrib["id"].startswith("document-"):
            assert "INVENTED SAMPLE PLANT" in words(each[0]), each.attrib["id"]


def test_each_row_of_the_check_report_leads_to_rule_object_and_line(edition: Path) -> None:
    ids = by_id(edition)
    rule, rows = "", 0
    for row in ids["document-check-report"].iter("tr"):
        if row.attrib.get("class") == "rule":
            (rule,) = targets(row)
        elif rule and row.find("th[@class='tag']") is not None:
            rows += 1
            led = targets(row)
            assert rule.startswith("rule-")
            assert any(each.startswith("object-") for each in led), words(row)
            assert [each for each in led if re.search(r"\.yaml-L\d+$", each)], words(row)
    assert rows >= 5


def test_a_fault_is_found_from_its_object_its_rule_and_its_line(edition: Path) -> None:
    ids = by_id(edition)
    (said,) = [each for each in ids["object-SS201"].iter("p") if "STA010" in words(each)]
    rule, line = targets(said)
    assert words(said).startswith("FAIL FAIL STA010 SS201: ")
    assert rule == "rule-STA010"
    assert words(ids[line]) == "rated_current_a: 42.5"
    assert "Thyristors are sized for the rated current" in words(ids[rule])
    assert "object-SS201" in targets(ids[rule])
    assert "document-parameter-sheet-SS201" in targets(ids["object-SS201"])


def test_the_lines_of_the_files_are_those_of_the_site(edition: Path) -> None:
    ids = by_id(edition)
    site = edition.parent.parent / "site"
    for name in ("feeders.yaml", "records/2026-09-15-calibration-VIB1.yaml"):
        for number, line in enumerate((site / name).read_text(encoding="utf-8").splitlines(), 1):
            assert "".join(ids[f"{anchor(name)}-L{number}"].itertext()) == line


def test_it_fetches_nothing_and_lets_only_its_own_script_run(edition: Path) -> None:
    html = edition.read_text(encoding="utf-8")
    assert re.search(r"(?:src|href)=[\"'](?!#|data:)", html) is None
    assert re.search(r"url\((?!#|data:)", html) is None
    assert "asset:" not in html
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', html)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy.replace("&#39;", "'").startswith("default-src 'none'; ")
    assert f"script-src &#39;sha256-{digest}&#39;;" in policy
    assert script.count("\n") < 120
    assert "innerHTML" not in script


def test_each_face_is_inside_once(edition: Path) -> None:
    html = edition.read_text(encoding="utf-8")
    faces = re.findall(r"data:font/woff2;base64,[^)\"]{1000,}", html)
    assert len(faces) == len(set(faces)) == 6
    assert len(html) < 6_000_000


def test_the_same_input_gives_the_same_bytes(edition: Path) -> None:
    again = edition.parent.parent / "again"
    done = report(again, "--only", "dossier", site=edition.parent.parent / "site")
    assert done.returncode == 0, done.stderr
    assert (again / edition.name).read_bytes() == edition.read_bytes()
    assert hashlib.sha256(edition.read_bytes()).hexdigest() in (edition.parent / "SHA256SUMS").read_text()


def test_the_languages_of_the_page(tmp_path: Path) -> None:
    done = report(tmp_path / "out", "--only", "dossier", "--language", "de+zh")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / "RPS-01-dossier-de+zh.html").read_text(encoding="utf-8")
    assert '<html lang="de">' in page
    assert '<span class="pair" lang="zh-Hans">' in page[page.index("<header>") :]
    ids = Counter(re.findall(r'\sid="([^"]+)"', page))
    assert [each for each in re.findall(r'\shref="#([^"]+)"', page) if each not in ids] == []
    assert ids.most_common(1)[0][1] == 1


def test_templates_of_a_site_stand_in_it_too(tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(RIVERSIDE, site, ignore=shutil.ignore_patterns("records"))
    (site / "templates" / "assets").mkdir(parents=True)
    (site / "templates" / "assets" / "sign.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"></svg>')
    (site / "templates" / "own.css").write_text("h1 { color: #123456; }\n")
    (site / "templates" / "documents.yaml").write_text(
        "format: 1\ndocuments:\n"
        '  - {name: plate, title: Plate, code: "&EPB900", class: 02-01, template: plate.html.j2, for: starters}\n'
        "assets: [sign.svg]\n"
    )
    (site / "templates" / "plate.html.j2").write_text(
        '{% extends "document.html.j2" %}{% block content %}<h1 id="top">{{ page.about }}</h1>'
        '<p>On RS1, see <a href="#top">the top</a>.</p><p><img src="asset:sign.svg" alt="sign"></p>{% endblock %}'
    )
    done = report(tmp_path / "out", "--only", "dossier", site=site)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / "RPS-01-dossier.html").read_text(encoding="utf-8")
    assert "h1 { color: #123456; }" in page
    plate = page[page.index('<article id="document-plate-SS101"') :].partition("</article>")[0]
    assert '<h1 id="document-plate-SS101--top">SS101</h1>' in plate
    assert '<p>On <a href="#object-RS1">RS1</a>, see <a href="#document-plate-SS101--top">the top</a>.</p>' in plate
    assert '<img src="data:image/svg+xml;base64,' in plate
    assert "INVENTED SAMPLE PLANT" in plate


def test_nothing_else_writes_it_when_something_else_is_named(tmp_path: Path) -> None:
    done = report(tmp_path / "out", "--only", "waiver-register", "--html-only")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "RPS-01-waiver-register.html", "SHA256SUMS", "documents.csv",
    ]  # fmt: skip


# an article


LINKS = Links({"BUS010": "rule-BUS010", "RS1": "object-RS1", "L1": "object-L1", "PUMP": "object-PUMP", "N&QC1": "d"},
              {"a.yaml": 3})  # fmt: skip


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>RS1, RS10</p>", '<p><a href="#object-RS1">RS1</a>, RS10</p>'),
        ("<td>U1@RS1:</td>", '<td>U1@<a href="#object-RS1">RS1</a>:</td>'),
        ("<p>between L1 and a PUMP</p>", "<p>between L1 and a PUMP</p>"),
        ("<td> L1 </td>", '<td> <a href="#object-L1">L1</a> </td>'),
        ("<td>PUMP</td>", '<td><a href="#object-PUMP">PUMP</a></td>'),
        ("<p>a.yaml:3 a.yaml:4 b.yaml:1</p>", '<p><a href="#a.yaml-L3">a.yaml:3</a> a.yaml:4 b.yaml:1</p>'),
        ("<p>N&amp;QC1 &lt;b&gt;</p>", '<p><a href="#d">N&amp;QC1</a> &lt;b&gt;</p>'),
        ("<h2 id='x'>RS1</h2>", "<h2 id='t--x'>RS1</h2>"),
        ("<h2>RS1</h2>", '<h2 id="t--1">RS1</h2>'),
        ('<a href="#x y">RS1</a><a href="https://x">x</a>', '<a href="#t--x y">RS1</a><a href="https://x">x</a>'),
        (
            '<svg aria-labelledby="a b"><clipPath id="a"/><g clip-path="url(#a)"><text>RS1</text></g>',
            '<svg aria-labelledby="t--a t--b"><clipPath id="t--a"/><g clip-path="url(#t--a)"><text>RS1</text></g>',
        ),
        ("<table><tr><td>1</td></tr></table>", '<div class="scroll"><table><tr><td>1</td></tr></table></div>'),
    ],
)  # fmt: skip
def test_ids_become_those_of_the_article_and_words_links(html: str, expected: str) -> None:
    assert article(html, "t", LINKS).html == expected


def test_headings_are_gathered_in_the_first_language_without_results() -> None:
    two = '<h2>Two<span class="pair"> 二</span> <span class="mark"><svg></svg>WARN</span></h2>'
    found = article(f'<h1>One</h1>{two}<h3 class="minor">No</h3>', "t", LINKS).headings
    assert [(each.level, each.text, each.anchor) for each in found] == [(1, "One", "t--1"), (2, "Two", "t--2")]


def test_two_texts_have_two_anchors() -> None:
    texts = ["a/b", "a_b", "a b", "a_2f_b", "=P1+M", "P1-M"]
    assert len({anchor(each) for each in texts}) == len(texts)
    assert [each for each in map(anchor, texts) if not re.fullmatch(r"[\w.-]+", each)] == []


def test_lengths_on_paper_are_in_proportion_to_the_text_on_a_screen() -> None:
    style = (
        "@page x { margin: 1mm; @top-left { content: none; } }\np { margin: 8.5pt 0; width: 25.4mm; color: #0172b2; }"
    )
    assert on_screen(style) == "\np { margin: 1rem 0; width: 8.471rem; color: #0172b2; }"


# a browser


expect.set_options(timeout=60_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=BROWSER, args=[*QUIET])
        yield started
        started.close()


@dataclass(frozen=True)
class Opened:
    """A page in a browser, with everything that it asked for and complained of."""

    page: Page
    asked: list[str]
    complaints: list[str]

    def expect_in_sight(self, id_: str) -> None:
        expect(self.page.locator(f"[id='{id_}']")).to_be_in_viewport()


def opened(browser: Browser, path: Path, size: ViewportSize, *, script: bool = True) -> Opened:
    found = Opened(browser.new_context(viewport=size, java_script_enabled=script).new_page(), [], [])

    def answer(route: Route) -> None:
        found.asked.append(route.request.url)
        if route.request.url.startswith("file:"):
            route.continue_()
        else:
            route.abort()

    found.page.route("**/*", answer)
    found.page.on("console", lambda message: found.complaints.append(message.text))
    found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
    found.page.goto(path.as_uri())
    return found


@pytest.fixture(scope="session")
def wide(browser: Browser, edition: Path) -> Opened:
    return opened(browser, edition, WIDE)


def test_a_search_lists_the_places_and_jumps(wide: Opened, edition: Path) -> None:
    page = wide.page
    page.locator("#search").fill("  ss101 ")
    expect(page.locator("#hits li").first).to_have_text("ObjectsSS101 Soft starter, raw water pump 1")
    assert int(page.locator("#found").inner_text().removesuffix(" places")) > 50
    assert page.locator("#hits li").count() <= 100
    assert page.evaluate("CSS.highlights.get('found').size") > 50
    page.keyboard.press("Enter")
    wide.expect_in_sight("object-SS101")
    page.locator("#search").fill("<b>never</b>")
    expect(page.locator("#found")).to_have_text("0 places")
    assert wide.asked == [edition.as_uri()]
    assert wide.complaints == []


def test_a_verdict_leads_to_its_object_its_rule_and_its_line(wide: Opened) -> None:
    page = wide.page
    page.locator("#document-check-report").get_by_role("link", name="STA010").first.click()
    wide.expect_in_sight("rule-STA010")
    page.locator("#rule-STA010").get_by_role("link", name="SS201").click()
    wide.expect_in_sight("object-SS201")
    place = page.locator("#object-SS201 .said", has_text="STA010").get_by_role("link").last
    file, _, line = place.inner_text().partition(":")
    place.click()
    wide.expect_in_sight(f"{file}-L{line}")
    expect(page.locator(":target")).to_have_text("    rated_current_a: 42.5")


def test_the_contents_mark_where_one_is(wide: Opened) -> None:
    page = wide.page
    page.locator("nav a[href='#document-feeder-record-P201']").click()
    wide.expect_in_sight("document-feeder-record-P201")
    marked = page.locator("nav a[aria-current]")
    expect(marked).to_have_attribute("href", re.compile("^#document-feeder-record-P201"))
    expect(marked).to_have_count(1)
    expect(page.locator("header")).to_be_in_viewport(ratio=1)
    expect(page.locator("header")).to_contain_text("NOT WRITTEN")


def test_on_paper_the_documents_stand_alone(wide: Opened) -> None:
    wide.page.emulate_media(media="print")
    expect(wide.page.locator("nav")).to_be_hidden()
    expect(wide.page.locator("header")).to_have_css("position", "static")
    expect(wide.page.locator("#document-punch-list")).to_have_css("break-before", "page")
    wide.page.emulate_media(media="screen")


def test_all_can_be_read_without_the_script(browser: Browser, edition: Path) -> None:
    without = opened(browser, edition, WIDE, script=False)
    page = without.page
    expect(page.locator("#search")).to_be_hidden()
    for name in ("document-commissioning-report", "document-punch-list", "rules", "objects", "files"):
        expect(page.locator(f"#{name}")).to_be_visible()
    page.locator("nav a[href='#objects']").click()
    without.expect_in_sight("objects")
    page.locator("#document-check-report").get_by_role("link", name="STA010").first.click()
    without.expect_in_sight("rule-STA010")
    section = page.locator("nav a[href^='#document-calibration-list--']").first
    expect(section).to_be_hidden()
    page.locator("nav summary", has_text="Calibration due list").click(position={"x": 2, "y": 8})
    expect(section).to_be_visible()
    page.set_viewport_size(NARROW)
    expect(page.locator(".documents")).to_be_visible()


def test_a_narrow_screen_scrolls_tables_and_not_the_page(browser: Browser, edition: Path) -> None:
    narrow = opened(browser, edition, NARROW)
    page = narrow.page
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    assert page.locator("#document-check-report .scroll").last.evaluate("each => each.scrollWidth > each.clientWidth")
    expect(page.locator(".documents")).to_be_hidden()
    page.locator(".menu > summary").click()
    page.locator("nav a[href='#document-punch-list']").click()
    narrow.expect_in_sight("document-punch-list")
    expect(page.locator(".documents")).to_be_hidden()
    assert narrow.complaints == []

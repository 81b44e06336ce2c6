"""Documents in other languages: whole catalogues, nothing left in English, the same numbers, pairs of languages."""

import datetime
import html
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as PoMessage
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont
from tests.plants import RIVERSIDE

from plantwright.cli.main import main
from plantwright.records.run import DeviceRun, Run, Written
from plantwright.report.extraction import catalogues, messages
from plantwright.report.language import ENGLISH, Language, Message, Pair, Text, counted, linked, printed, text
from plantwright.report.messages import LOCALES, catalogue, catalogue_file, found_in, merged, template_file
from plantwright.report.register import Entry, entry, form_of, kinds_of, made, register
from plantwright.report.text import number, word
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import frame
from plantwright.report.views.settings import settings
from plantwright.rules.check import check
from plantwright.site.catalog import shipped_types
from plantwright.site.load import load_site

FONTS = Path(__file__).resolve().parent.parent / "templates" / "fonts"
PLACES = re.compile(r"\{\w+\}")
WRITTEN = Written(parameter="current_limit_percent", register=0x1005, outcome="verified", old=300, new=270)

GERMAN, CHINESE = Language("de"), Language("zh")
BILINGUAL = (Language("en", "zh"), Language("de", "en"))


@cache
def dossier(language: Language = ENGLISH) -> Dossier:
    """Return the example plant after a rehearsal of one setting, so that every page has something to say."""
    loaded = load_site(RIVERSIDE)
    assert loaded.site is not None
    device = DeviceRun(tag="SS101", bus="RS1", address=3, type="clr8g", state="standby", writes=(WRITTEN,),
                       as_found={0x1005: 300}, as_left={0x1005: 270})  # fmt: skip
    run = Run(
        id="R1", plant="RPS-01", rehearsal=True, started="2026-11-02T08:00:00+01:00",
        ended="2026-11-02T08:05:00+01:00", operator="A. Meier", tool_version="0.1.0", plan_sha256="0" * 64,
        result="done", devices=(device,),
    )  # fmt: skip
    return Dossier(
        site=loaded.site, verdicts=check(loaded, datetime.date(2026, 11, 3)), issued="2026-11-03", tool_version="0.1.0",
        run=run, changed=("site.yaml",), language=language,
    )  # fmt: skip


@cache
def pages(language: Language) -> dict[str, str]:
    """Return the HTML of one document of each kind by its name."""
    found = dossier(language)
    one_a_kind = {each.name: each for each in reversed(register(found))}
    filled = {name: made(found, each) for name, each in one_a_kind.items()}
    return {name: document.job.html for name, document in filled.items() if document}


@cache
def po(code: str) -> Catalog:
    return read_po(io.BytesIO(catalogue_file(code).read_bytes()))


def texts_of(page: str) -> list[str]:
    """Return the text between each two tags, in the order of the page, without what is invisible."""
    pieces = re.split("<[^>]+>", re.sub("(?s)<style>.*?</style>", "", page))
    return [" ".join(html.unescape(piece).split()) for piece in pieces if piece.strip()]


# the catalogues


def test_the_catalogues_are_current() -> None:
    stale = [path.name for path, content in catalogues().items() if path.read_bytes() != content]
    assert stale == [], "run `make messages`"


def test_the_list_of_messages_says_where_each_stands() -> None:
    listed = read_po(io.BytesIO(template_file().read_bytes()))
    places = {each.id: {place for place, _ in each.locations} for each in listed if each.id}
    assert places["Bus address used twice"] == {"rules/BUS010"}
    assert "templates/parts/sheet.html.j2" in places["Identification number"]
    assert "report/marks.py" in places["PASS"]
    assert "schemas/procedures/insulation-test.yaml" in places["Insulation test of a motor with its cable"]
    assert places["bus check"] >= {"site/records/kinds.py"}
    assert places["A lost bus connection does not stop the motor; only a hard-wired stop does."] == {
        "schemas/energising.yaml"
    }
    assert places["Check the wiring of the soft starter again."] == {"schemas/rework.yaml"}
    assert places["rising: it moves away from the limit"] == {"monitor/series.py"}
    assert places["normally closed"] >= {"schemas/abbreviations.yaml"}


@pytest.mark.parametrize("code", LOCALES)
def test_every_message_is_translated_for_certain(code: str) -> None:
    doubtful = [each.id for each in po(code) if each.id and (each.fuzzy or not all(strings_of(each)))]
    assert doubtful == []


@pytest.mark.parametrize("code", LOCALES)
def test_a_translation_has_the_values_of_its_message(code: str) -> None:
    wrong = {
        one: string
        for each in po(code)
        for one in [each.id if isinstance(each.id, str) else each.id[1]]
        for string in strings_of(each)
        if string and sorted(PLACES.findall(one)) != sorted(PLACES.findall(string))
    }
    assert wrong == {}


@pytest.mark.parametrize("code", LOCALES)
def test_every_character_of_a_translation_has_a_glyph(code: str) -> None:
    used = {character for each in po(code) for string in strings_of(each) for character in string}
    assert {each for each in used if each.isprintable()} - glyphs("Inter-Regular") - glyphs(
        "NotoSansCJKsc-Regular"
    ) == set()


def glyphs(face: str) -> set[str]:
    with TTFont(FONTS / f"{face}.woff2", lazy=True) as font:
        return {chr(code) for code in font.getBestCmap()}


def strings_of(entry: PoMessage) -> tuple[str, ...]:
    """Return the translations of an entry: one, or one for each form."""
    return (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())


def test_what_is_translated_survives_a_change_of_the_messages(tmp_path: Path) -> None:
    source = tmp_path / "page.html.j2"
    source.write_text('{{ _("Kept {n}", n=1) }} {{ _("Gone") }} {{ counted("{n} line", "{n} lines", 3) }}')
    first = merged("de", found_in(source, "page"), b"")
    known = first.replace(b'"Gone"\nmsgstr ""', b'"Gone"\nmsgstr "Fort"').replace(
        b'"Kept {n}"\nmsgstr ""', b'"Kept {n}"\nmsgstr "Da {n}"'
    )
    source.write_text('{{ _("New") }} {{ _("Kept {n}", n=1) }}')
    second = merged("de", found_in(source, "page"), known)
    assert merged("de", found_in(source, "page"), second) == second
    assert [(each.id, each.string) for each in read_po([line + b"\n" for line in second.split(b"\n")]) if each.id] == [
        ("Kept {n}", "Da {n}"),
        ("New", ""),
    ]
    source.write_text('{{ _("Gone") }}')
    assert b'msgid "Gone"\nmsgstr "Fort"' in merged("de", found_in(source, "page"), second)


# the documents


@pytest.mark.parametrize(
    ("name", "language", "said"),
    [
        ("handover-certificate", GERMAN, ("abgenommen mit Vorbehalten", "Ersatzteil", "kontrolliert")),
        ("handover-certificate", CHINESE, ("有保留地验收", "备件", "审核")),
        ("cable-schedule", GERMAN, ("Leistung", "ein Ende")),
        ("parameter-sheet", GERMAN, ("sanft", "Gerät, extern")),
        ("commissioning-report", GERMAN, ("mechanische Fertigstellung", "kalte Inbetriebnahme")),
    ],
)
def test_codes_of_files_are_printed_as_words(name: str, language: Language, said: tuple[str, ...]) -> None:
    assert [each for each in said if each not in pages(language)[name]] == []


def test_a_code_becomes_words_and_a_name_stays() -> None:
    assert (word("one-end"), number("keypad-and-external")) == ("one end", "keypad and external")
    assert [type(word(each)) for each in ("one-end", "SS101", "8N1", "")] == [Text, str, str, str]


def test_a_form_shows_words_and_keeps_the_codes_of_a_record() -> None:
    found = dossier(GERMAN)
    form = form_of(found, entry(found, kinds_of(found)["checklist-full"], "P101"))
    assert form is not None
    assert "Wer es ausführte" in form.job.html
    assert '<option value="pass">erfüllt</option>' in form.job.html
    assert '<option value="not applicable">entfällt</option>' in form.job.html


@pytest.mark.parametrize("language", [GERMAN, CHINESE, *BILINGUAL], ids=lambda each: each.name)
def test_every_document_is_made(language: Language) -> None:
    english = pages(ENGLISH)
    assert pages(language).keys() == english.keys()
    for name, page in pages(language).items():
        assert f'<html lang="{language.tag}">' in page, name
        pairs = page.count('class="pair"')
        assert pairs > 5 if language.second else pairs == 0, name


def test_every_text_that_python_chose_is_a_message() -> None:
    known = {found.message for found in messages()}
    found = dossier()
    chosen = {part.message for one in register(found) for part in texts_in(page_of(found, one))}
    assert sorted(each.one for each in chosen - known) == []


def page_of(found: Dossier, one: Entry) -> object:
    kind = kinds_of(found)[one.name]
    return kind.page(found, frame(found, kind.title, kind.code, one.about)) if kind.page else None


def texts_in(value: object) -> Iterator[Text]:
    """Yield every text in the data of a page, with those inside it."""
    if isinstance(value, Text):
        inside = (*value.parts, *value.values.values())
        yield from (value,) if not value.parts else ()
    elif is_dataclass(value):
        inside = tuple(getattr(value, each.name) for each in fields(value))
    else:
        inside = value if isinstance(value, tuple) else ()
    for each in inside:
        yield from texts_in(each)


DATA = {"Site", "site", "bus check", "Bus", "Tag"}
"""Texts that are also values of the example plant, or a word of another language: Tag is German for day."""


@pytest.mark.parametrize("language", [GERMAN, CHINESE], ids=lambda each: each.name)
def test_no_fixed_text_stays_english(language: Language) -> None:
    known = catalogue(language.first)
    other = {message.one for message in known if known[message] != (message.one,)}
    patterns = {found.message.one: pattern_of(found.message.one) for found in messages()}
    values, notes = data_of_the_plant() | sentences_of_checks(), notes_on_types()
    left = {
        (name, piece)
        for name, page in pages(language).items()
        for piece in set(texts_of(page)) - values - DATA
        if any(patterns[one].fullmatch(piece) for one in other)
        and nearest(piece, patterns) in other
        and not any(note in piece for note in notes)
    }
    assert left == set()


def nearest(piece: str, patterns: dict[str, re.Pattern[str]]) -> str:
    """Return the message that says most of a text with its own words."""
    return max((one for one in patterns if patterns[one].fullmatch(piece)), key=lambda one: len(PLACES.sub("", one)))


def pattern_of(message: str) -> re.Pattern[str]:
    """Return what a message looks like with any values in it; one without words of its own looks like nothing."""
    own = PLACES.sub("", message)
    parts = map(re.escape, PLACES.split(message))
    return re.compile(".+?".join(parts) if re.search("[A-Za-z]{3}", own) else r"(?!)")


def data_of_the_plant() -> set[str]:
    """Return what stands in the files of the example plant, in device types and papers: it is printed as it is."""
    shipped = FONTS.parent.parent / "schemas"
    files = [
        *RIVERSIDE.rglob("*.yaml"),
        *(each for kind in ("devices", "papers") for each in (shipped / kind).glob("*.yaml")),
    ]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    values = {each.strip(" ,}\"'") for line in lines for each in re.split(r"[:,{}\[\]]", line)}
    whole = {line.partition(": ")[2].strip() for line in lines}
    return values | whole | {each.replace("-", " ") for each in values}


def sentences_of_checks() -> set[str]:
    """Return what the checks say, their next steps and their sources: in English in every language."""
    told = (part for each in dossier().verdicts for part in (each.message, each.hint, str(each.source)))
    return {" ".join(each.split()) for each in told}


def notes_on_types() -> tuple[str, ...]:
    """Return what the manuals of device types leave open and what is done about it: in English in every language."""
    conflicts = (one for each in shipped_types().values() for one in each.conflicts.values())
    return tuple(" ".join(part.split()) for one in conflicts for part in (one.statement, one.handling))


@pytest.mark.parametrize("language", [GERMAN, CHINESE], ids=lambda each: each.name)
def test_numbers_tags_units_and_dates_are_the_same(language: Language) -> None:
    for name, page in pages(language).items():
        assert numbers_in(page) == numbers_in(pages(ENGLISH)[name]), name


def numbers_in(page: str) -> Counter[str]:
    """Count words with a digit, numbers with their units; rules have a name in English and a title elsewhere."""
    words = " ".join(texts_of(re.sub('(?s)<tr class="rule">.*?</tr>', "", page)))
    found = re.findall(r"[A-Za-z0-9&+(\u2212-][A-Za-z0-9.:+/()-]*(?:\u202f[^\s,;.)，。；）]+)?", words)
    return Counter(each.strip(".:-/()") for each in found if re.search(r"\d", each))


def test_a_name_in_the_language_of_its_manual_stands_first() -> None:
    names = {language: settings(dossier(language), dossier().site.starters["SS101"]) for language in
             (ENGLISH, CHINESE, Language("en", "zh"))}  # fmt: skip
    english, chinese = (names[each].rows[0] for each in (ENGLISH, CHINESE))
    assert (english.title, english.original) == (chinese.original, chinese.title)
    assert (names[ENGLISH].language, names[CHINESE].language) == ("zh-Hans", "en")
    assert names[Language("en", "zh")].rows == names[ENGLISH].rows


def test_what_is_not_translated_is_said_once_in_another_language() -> None:
    told = "Sentences of checks and notes on device types are in English; texts of the site files are as written."
    assert told not in pages(ENGLISH)["check-report"]
    for language in (GERMAN, CHINESE, Language("en", "zh")):
        found = dossier(language)
        one = replace(next(each for each in register(found) if each.name == "check-report"))
        block = frame(found, one.title, one.code)
        assert block.as_written == told
    assert pages(Language("en", "zh"))["check-report"].count(told) == 1


# two languages


FEEDER = {"zh": {Message("Feeder {tag}"): ("馈线{tag}",)}, "en": {}}


def test_a_pair_is_marked_and_escapes_its_values() -> None:
    pair = printed(text("Feeder {tag}", tag="<b>&"), Language("en", "zh"), FEEDER)
    assert isinstance(pair, Pair)
    assert pair.__html__() == ('Feeder &lt;b&gt;&amp;<span class="pair" lang="zh-Hans"> 馈线&lt;b&gt;&amp;</span>')


def test_chinese_and_latin_letters_do_not_touch() -> None:
    assert printed(text("Feeder {tag}", tag="P101"), CHINESE, FEEDER) == "馈线\N{THIN SPACE}P101"


def test_what_is_the_same_in_both_languages_stands_once() -> None:
    assert printed(text("Bus {tag}", tag="RS1"), Language("en", "zh"), FEEDER) == "Bus RS1"


def test_the_title_of_a_file_and_an_attribute_are_in_one_language() -> None:
    page = pages(Language("en", "zh"))["check-report"]
    assert "<title>Check report, Riverside pumping station</title>" in page
    assert [each for each in re.findall(r'<meta name="\w+" content="[^"]*', page) if "pair" in each] == []


def test_a_text_is_its_english_content_everywhere_else() -> None:
    assert text("{n} of {m} lines", n=3, m=8) == "3 of 8 lines"
    assert [counted("{n} line", "{n} lines", n) for n in (1, 2)] == ["1 line", "2 lines"]
    assert linked((text("yes"), "no"), ", ") == "yes, no"
    by_word: dict[str, int] = {text("PASS"): 1}
    assert by_word["PASS"] == 1


@pytest.mark.parametrize("word", ["fr", "en+", "en+en", "de+fr", ""])
def test_an_unknown_language_is_refused(word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["report", str(RIVERSIDE), "--language", word, "-o", str(tmp_path)])
    assert stopped.value.code == 2
    assert f"`{word}` is not one of en, de, zh, or two of them as in en+zh" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_language_stands_in_the_name_of_the_file(tmp_path: Path) -> None:
    asked = ["--only", "waiver-register", "--html-only", "--language", "en+zh", "-o", str(tmp_path)]
    assert main(["report", str(RIVERSIDE), *asked]) == 0
    assert (tmp_path / "RPS-01-waiver-register-en+zh.html").is_file()

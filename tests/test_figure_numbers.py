"""Figures are numbered when a page is whole: their captions in order, and the texts that name one before or behind."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.pages import every, said, tree
from tests.test_measured_documents import dossier

from plantwright.report.figure_numbers import numbered, reference
from plantwright.report.language import Language
from plantwright.report.register import entry, kinds, made

PAGE = """<p>{late}</p><figure><figcaption>own</figcaption></figure>
<figure class="x" id="late"><svg></svg><figcaption>last</figcaption></figure><p>{late}, {both}</p>"""


def test_captions_and_references_get_the_number_of_their_figure() -> None:
    html = PAGE.format(late=reference("late"), both=reference("late", 0))
    found = numbered(html, str)
    assert found.count('Figure <a class="figure" href="#late">2</a>') == 3
    assert [said(each) for each in every(tree(found), "figcaption")] == ["Figure 1. own", "Figure 2. last"]
    assert numbered(found, str) == found  # a page made of pages keeps their numbers


def test_a_figure_that_is_not_there_cannot_be_named() -> None:
    with pytest.raises(LookupError, match="no figure 'early'"):
        numbered(PAGE.format(late=reference("early"), both=""), str)


LANGUAGES = (
    (Language("de"), ("Bild 1.", "Quelle: Anlagendateien"), "Bild 1 zeigt"),
    (Language("zh"), ("图\u20091\u3000", "来源：厂站文件"), "图\u20091\u2009示出"),
    (Language("en", "de"), ("Figure 1.", "Source: site files.", "Quelle: Anlagendateien"), "Bild 1 zeigt"),
)


@pytest.mark.parametrize(("language", "caption", "named"), LANGUAGES)
def test_number_source_and_reference_speak_the_language(
    tmp_path: Path, language: Language, caption: tuple[str, ...], named: str
) -> None:
    found = dossier(tmp_path)
    found = replace(found, language=language)
    document = made(found, entry(found, kinds()["bus-record"], "RS1"))
    assert document is not None
    page = tree(document.job.html)
    told = said(next(every(page, "figcaption")))
    assert [part for part in caption if part not in told] == []
    assert any(named in said(each) for each in every(page, "p"))

"""The shipped fonts hold every character that the schemas, templates and example sites use, and print it unchanged."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "templates" / "fonts"
INTER = ["Inter-Regular", "Inter-Italic", "Inter-SemiBold", "Inter-Bold"]
FACES = [*INTER, "JetBrainsMono-Regular", "NotoSansCJKsc-Regular"]
UNITS_AND_SIGNS = "µΩ°±×−√Σφη≤≥→↔←∞²³⁻¹–—‰…✓"
NOT_IN_JETBRAINS_MONO = "ₑₙ\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}"


def test_every_character_of_the_texts_has_a_glyph() -> None:
    texts = [
        path.read_text(encoding="utf-8")
        for folder in ("schemas", "templates", "sites")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix not in (".woff2", ".png", ".pyc", ".sqlite")
    ]
    used = {character for text in texts for character in text if character.isprintable()}
    assert used - characters_of("Inter-Regular") - characters_of("NotoSansCJKsc-Regular") == set()


@pytest.mark.parametrize("face", INTER)
def test_inter_has_units_signs_and_thin_spaces(face: str) -> None:
    assert set(UNITS_AND_SIGNS + NOT_IN_JETBRAINS_MONO) - characters_of(face) == set()


def test_jetbrains_mono_has_units_and_signs() -> None:
    assert set(UNITS_AND_SIGNS) - characters_of("JetBrainsMono-Regular") == {"⁻"}


def test_chinese_face_has_gb_2312_level_1() -> None:
    rows, cells = range(0xB0, 0xD8), range(0xA1, 0xFF)
    level_1 = {bytes((row, cell)).decode("gb2312") for row in rows for cell in cells if (row, cell) < (0xD7, 0xFA)}
    assert len(level_1) == 3755
    assert level_1 - characters_of("NotoSansCJKsc-Regular") == set()


@pytest.mark.parametrize("face", FACES)
def test_no_ligature_or_contextual_form_alters_the_text(face: str) -> None:
    assert features_of(face) & {"calt", "liga", "clig", "rlig"} == set()


@pytest.mark.parametrize("face", INTER)
def test_inter_has_tabular_figures(face: str) -> None:
    assert "tnum" in features_of(face)


def characters_of(face: str) -> set[str]:
    with TTFont(FONTS / f"{face}.woff2", lazy=True) as font:
        return {chr(code) for code in font.getBestCmap()}


def features_of(face: str) -> set[str]:
    with TTFont(FONTS / f"{face}.woff2", lazy=True) as font:
        return {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}

"""Every figure as a file of its own, through the command line: it opens alone, its texts are apart and inside it."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont
from tests.plants import changed, riverside

from plantwright.cli.main import main
from plantwright.report.figure_register import figure_kinds
from plantwright.report.figures.drawing import width
from plantwright.site.source import dump

ROOT = Path(__file__).parent.parent
FONTS = ROOT / "templates" / "fonts"
LONG = "Raw water pump with a very long name on the northern intake channel"
SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Word:
    """A text of an SVG as it is drawn: its box in points."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    turned: bool


@cache
def advances(name: str) -> tuple[Mapping[int, str], Mapping[str, tuple[int, int]], int]:
    font = TTFont(FONTS / name)
    return font.getBestCmap(), font["hmtx"].metrics, font["head"].unitsPerEm


def measured(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text in the shipped fonts, in points."""
    total = 0.0
    for character in text:
        for name in ("Inter-Bold.woff2" if bold else "Inter-Regular.woff2", "NotoSansCJKsc-Regular.woff2"):
            glyphs, metrics, em = advances(name)
            if ord(character) in glyphs:
                total += metrics[glyphs[ord(character)]][0] / em * size
                break
        else:
            pytest.fail(f"no shipped font has {character!r}")
    return total


def words(svg: ElementTree.Element) -> list[Word]:
    found = []
    for each in svg.iter(f"{SVG}text"):
        if "font-size" not in each.attrib or each.get("x") is None:
            continue  # inside a symbol
        text, size = each.text or "", float(each.attrib["font-size"])
        wide = float(each.get("textLength", 0)) or measured(text, size, bold=each.get("font-weight") == "bold")
        x, y = float(each.attrib["x"]), float(each.attrib["y"])
        left = x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[each.attrib["text-anchor"]]
        turned = "transform" in each.attrib
        found.append(Word(text, left, left + wide, y - 0.73 * size, y + 0.2 * size, turned))
    return found


def drawn(folder: Path, site: Path, *options: str) -> dict[str, ElementTree.Element]:
    """Return the root of every SVG that the command line writes, by the name of its file."""
    assert main(["report", str(site), "--figures", str(folder), "--html-only", *options]) == 0
    return {file.name: ElementTree.fromstring(file.read_bytes()) for file in sorted(folder.glob("*.svg"))}


@cache
def plant(folder: Path, name: str) -> Path:
    """Write a plant: the example, with long names, with a monitor of eight channels, or with hardly anything."""
    change: dict[str, Any] = {"as it is": {}, "long": _long(), "eight": _eight(), "bare": _bare()}[name]
    data = changed(riverside(), change)
    place = folder / name.replace(" ", "-")
    place.mkdir(parents=True)
    (place / "site.yaml").write_text(dump({key: data[key] for key in data if key != "records"}), encoding="utf-8")
    return place


def _long() -> dict[str, Any]:
    data = riverside()
    names = {f"{section}.{tag}.title": LONG for section in ("locations", "motors", "feeders", "buses", "monitors")
             for tag in data[section]}  # fmt: skip
    models = {f"cables.{tag}.model": LONG for tag in data["cables"]}
    return {**names, **models, "supply.transformer.rated_power_kva": 2500}


def _eight() -> dict[str, Any]:
    """Return eight feeders like P101, each with a probe on one monitor."""
    data, change = riverside(), dict[str, Any]()
    parts = {"protection": ("F101", "F111"), "starters": ("SS101",), "contactors": ("K101", "K102"),
             "sensors": ("CT101",), "motors": ("M101",), "cables": ("W101",), "probes": ("PB101",),
             "feeders": ("P101",)}  # fmt: skip
    for number in range(10, 18):
        for section, tags in parts.items():
            for tag in tags:
                change[f"{section}.{tag}-{number}"] = _renamed(data[section][tag], number)
        change[f"probes.PB101-{number}.channel"] = number - 9
        change[f"starters.SS101-{number}.bus.address"] = number + 20
    for tag in ("PB101", "PB201", "PB301", "PB401"):
        change[f"probes.{tag}"] = None
    return {**change, "monitors.IM1.parameters.channels": 8}


def _renamed(value: Any, number: int) -> Any:
    if isinstance(value, Mapping):
        return {key: _renamed(each, number) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_renamed(each, number) for each in value]
    return (
        f"{value}-{number}" if isinstance(value, str) and re.fullmatch(r"(F|SS|K|CT|M|W|PB|P)1\d\d", value) else value
    )


def _bare() -> dict[str, Any]:
    sections = ("starters", "contactors", "sensors", "probes", "cables", "protection", "monitors", "meters",
                "supply_units", "buses", "routes", "fibre_links", "waivers")  # fmt: skip
    return {**dict.fromkeys(sections), "supply.transformer": None,
            **{f"feeders.{tag}.path": [motor] for tag, motor in zip(("P101", "P201", "P301", "P401"),
                                                                   ("M101", "M201", "M301", "M401"), strict=True)},
            **{f"feeders.{tag}.bypass": None for tag in ("P101", "P301")}}  # fmt: skip


PLANTS = ("as it is", "long", "eight", "bare")


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, ElementTree.Element]]:
    folder = tmp_path_factory.mktemp("figures")
    found = {name: drawn(folder / f"{name}-out", plant(folder, name)) for name in PLANTS}
    return {**found, "riverside": drawn(folder / "riverside", ROOT / "sites" / "riverside")}


@pytest.mark.parametrize("name", [*PLANTS, "riverside"])
def test_no_text_leaves_its_figure_or_meets_another(
    figures: Mapping[str, Mapping[str, ElementTree.Element]], name: str
) -> None:
    wrong = []
    for file, svg in figures[name].items():
        _, _, wide, high = map(float, svg.attrib["viewBox"].split())
        level = [word for word in words(svg) if not word.turned]
        wrong += [
            f"{file}: {word.text!r} leaves the frame"
            for word in level
            if word.left < -0.5 or word.right > wide + 0.5 or word.top < -0.5 or word.bottom > high + 0.5
        ]
        wrong += [
            f"{file}: {one.text!r} on {other.text!r}" for one, other in combinations(level, 2) if meet(one, other)
        ]
    assert wrong == []


@pytest.mark.parametrize("code", ["de", "zh"])
def test_no_text_of_another_language_leaves_its_figure_or_meets_another(tmp_path: Path, code: str) -> None:
    wrong = []
    for file, svg in drawn(tmp_path, ROOT / "sites" / "riverside", "--language", code).items():
        wide = float(svg.attrib["viewBox"].split()[2])
        level = [word for word in words(svg) if not word.turned]
        wrong += [f"{file}: {word.text!r}" for word in level if word.left < -0.5 or word.right > wide + 0.5]
        wrong += [
            f"{file}: {one.text!r} on {other.text!r}" for one, other in combinations(level, 2) if meet(one, other)
        ]
    assert wrong == []


def meet(one: Word, other: Word) -> bool:
    beside = one.right <= other.left or other.right <= one.left
    above = one.bottom - 1.6 <= other.top or other.bottom - 1.6 <= one.top
    return not beside and not above


@pytest.mark.parametrize("name", [*PLANTS, "riverside"])
def test_a_figure_opens_alone(figures: Mapping[str, Mapping[str, ElementTree.Element]], name: str) -> None:
    assert figures[name]
    for svg in figures[name].values():
        assert svg.tag == f"{SVG}svg"
        assert svg.find(f"{SVG}title") is not None
        families = [each.attrib["font-family"] for each in svg.iter() if "font-family" in each.attrib]
        assert all(family.startswith("Inter,") and family.endswith("sans-serif") for family in families)
        assert min(float(each.attrib["font-size"]) for each in svg.iter(f"{SVG}text")) >= 6.5


def test_every_kind_of_figure_is_drawn(figures: Mapping[str, Mapping[str, ElementTree.Element]]) -> None:
    missing = [kind for kind in figure_kinds() if not any(f"RPS-01-{kind}" in file for file in figures["riverside"])]
    assert missing == []


@pytest.mark.parametrize(("name", "sheets"), [("riverside", ["MCC1"]), ("eight", ["MCC1-1", "MCC1-2"])])
def test_a_board_shows_every_tag_of_its_feeders(
    figures: Mapping[str, Mapping[str, ElementTree.Element]], name: str, sheets: list[str]
) -> None:
    boards = {file: svg for file, svg in figures[name].items() if file.startswith("RPS-01-board-")}
    assert list(boards) == [f"RPS-01-board-{sheet}.svg" for sheet in sheets]
    data = changed(riverside(), _eight() if name == "eight" else {})
    tags = {tag for feeder in data["feeders"].values() for tag in (*feeder["path"], feeder.get("bypass"))} - {None}
    tags |= set(data["feeders"]) | {tag for tag, probe in data["probes"].items() if probe}
    tags |= {tag for tag, cable in data["cables"].items() if cable["kind"] == "power"}
    assert tags - {word.text for svg in boards.values() for word in words(svg)} == set()


def test_a_monitor_of_eight_channels_has_eight_strips(
    figures: Mapping[str, Mapping[str, ElementTree.Element]],
) -> None:
    texts = [word.text for word in words(figures["eight"]["RPS-01-insulation-trend-IM1.svg"])]
    assert [text for text in texts if text.startswith("PB101-")] == [f"PB101-{number}" for number in range(10, 18)]
    assert texts.count("no readings") == 8
    timing = [word.text for word in words(figures["eight"]["RPS-01-timing-chart-IM1.svg"])]
    assert "at least 540\u202fs" in timing  # 60 s, and 60 s for each of eight
    nothing = [word.text for word in words(figures["eight"]["RPS-01-timing-chart-IM2.svg"])]
    assert nothing == ["no probe is connected to IM2"]


def test_what_lies_beyond_the_range_is_an_arrow_and_no_point(
    figures: Mapping[str, Mapping[str, ElementTree.Element]],
) -> None:
    svg = figures["riverside"]["RPS-01-insulation-trend-IM1.svg"]
    arrows = [each for each in svg.iter(f"{SVG}path") if each.attrib["d"].startswith("M0 0L-1.7 6")]
    assert len(arrows) == 4
    assert list(svg.iter(f"{SVG}circle")) == []


def test_the_list_names_each_file_its_caption_and_its_documents(tmp_path: Path) -> None:
    drawn(tmp_path, ROOT / "sites" / "riverside")
    rows = {row["file"]: row for row in csv.DictReader(io.StringIO((tmp_path / "figures.csv").read_text("utf-8-sig")))}
    assert set(rows) == {file.name for file in tmp_path.glob("*.svg")}
    assert all(row["caption"] for row in rows.values())
    line = rows["RPS-01-single-line-P101.svg"]
    assert (line["figure"], line["object"]) == ("single-line", "P101")
    assert line["documents"] == "RPS-01-P101&QC1 RPS-01&BB1"
    assert rows["RPS-01-board-MCC1.svg"]["documents"] == "RPS-01-MCC1&FA1"


def test_pictures_have_the_size_of_their_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    site = plant(tmp_path, "bare")
    assert main(["report", str(site), "--figures", str(tmp_path / "out")]) == 0
    pictures = sorted((tmp_path / "out").glob("*.png"))
    assert [file.stem for file in pictures] == [file.stem for file in sorted((tmp_path / "out").glob("*.svg"))]
    for file in pictures:
        svg = ElementTree.fromstring(file.with_suffix(".svg").read_bytes())
        data = file.read_bytes()
        assert data.startswith(b"\x89PNG")
        wide = (float(svg.attrib["viewBox"].split()[2]) + 8) * 200 / 72
        assert abs(int.from_bytes(data[16:20]) - wide) <= 1.5


@pytest.mark.parametrize("text", ["SS101:3", "NYCWY 4x150/70", "AC-3 500\u202fA", "MMMM WWWW", LONG, "1 234.5 MΩ ≥ ±"])
def test_the_estimated_width_is_never_too_small(text: str) -> None:
    assert width(text, 7) >= measured(text, 7)
    assert width(text, 7, bold=True) >= measured(text, 7, bold=True) * 0.97

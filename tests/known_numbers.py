"""Every number that a page about a plant may show: read from the files themselves, with its unit, or reckoned again."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from plantwright.findings.verdict import Verdict
from plantwright.resources import folder

NUMBER = r"-?\d+(?:\.\d+)?"
DAY = r"\d{4}-\d\d-\d\d"
_DIGIT = re.compile(r"\d")
_IN_A_WORD = "(),;:.[]?!“”\"'`…·/"


def plain(text: str) -> str:
    """Return a text with one kind of space, minus and no grouping of digits."""
    joined = re.sub(r"(?<=\d)\u202f(?=\d{3}(?!\d))", "", text)
    return re.sub(r"\s+", " ", joined.replace("\u202f", " ").replace("\u00a0", " ").replace("\u2212", "-"))


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text without the marks around them."""
    return tuple(word for each in plain(text).split(" ") if (word := each.strip(_IN_A_WORD)))


_OF_SITE: Mapping[str, str] = yaml.safe_load((folder("schemas") / "units.yaml").read_text(encoding="utf-8"))["units"]
_OF_DATA = {
    "_um": "µm", "_deg": "°", "_mhz": "MHz", "_ppm": "ppm", "_ppm_per_k": "ppm/K", "_db_per_km": "dB/km", "_kg": "kg",
    "above": "µm", "from": "µm", "up_to": "µm", "_per_km": "dB/km", "_days": "d",
}  # fmt: skip
"""Endings of keys in the records and in the data of the program; the criteria of end faces are in µm."""

UNITS = {**_OF_DATA, **_OF_SITE}
_ENDINGS = sorted(UNITS, key=len, reverse=True)
_UNIT_WORDS = {word for unit in UNITS.values() for word in unit.split(" ")}


class Known:
    """What the files of a plant, its runs and the data of the program say.

    `phrases` are texts with a number in them, by their first word; `amounts` are numbers by unit; `bare` are numbers
    by the key that they stand under.
    """

    def __init__(self) -> None:
        self.phrases: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        self.amounts: dict[str, set[float]] = defaultdict(set)
        self.bare: dict[str, set[float]] = defaultdict(set)
        self.moments: set[str] = set()
        self.hashes: set[str] = set()
        self.lines: set[str] = set()

    def phrase(self, text: str) -> None:
        """Take a text that a page may repeat; a number with its unit alone is none."""
        found = words(text)
        alone = all(re.fullmatch(rf"{NUMBER}|{DAY}", word) or word in _UNIT_WORDS for word in found)
        if _DIGIT.search(text) and not alone:
            self.phrases[found[0]].add(found)

    def titles(self, document: str) -> None:
        """Take each of several documents."""
        for title in re.split("[;,] ", document):
            self.phrase(title)

    def amount(self, value: float, unit: str) -> None:
        """Take a number with its unit; `A rms` is a kind of A."""
        self.amounts[unit].add(float(value))
        self.amounts[unit.partition(" ")[0]].add(float(value))

    def read(self, data: Any, key: str = "", unit: str = "") -> None:
        """Take everything of nested data whose values are texts."""
        if isinstance(data, Mapping):
            stated = str(data.get("unit", "")) or unit or _unit_of(key)
            self._source(data)
            self._rows(data)
            for name, value in data.items():
                self.phrase(str(name))
                self.read(value, str(name), stated)
                if re.fullmatch(NUMBER, str(name)):
                    self.bare[key].add(float(name))
        elif isinstance(data, Sequence) and not isinstance(data, str):
            for value in data:
                self.read(value, key, unit)
        elif data is not None:
            self._scalar(str(data), key, unit)

    def _rows(self, data: Mapping[str, Any]) -> None:
        """Take the rows of a table, whose columns are named like keys."""
        columns, rows = data.get("columns"), data.get("rows")
        if isinstance(columns, Sequence) and isinstance(rows, Mapping):
            for row in rows.values():
                for column, value in zip(columns, row, strict=True):
                    self.read(value, str(column))
                    self.read(column, "columns")

    def _source(self, data: Mapping[str, Any]) -> None:
        """Take clause and lines of a document as one phrase."""
        clause, lines = str(data.get("clause", "")), data.get("lines")
        if isinstance(lines, str):
            self.phrase(f"lines {lines}")
            self.phrase(f"{clause}, lines {lines}")

    def _scalar(self, text: str, key: str, unit: str) -> None:
        self.phrase(text)
        if key == "type":
            self.phrase(text.upper())
        if key == "lines":
            self.lines.add(text)
        if key == "document":
            self.titles(text)
        if found := re.match(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:\.\d+)?([+-]\d\d:\d\d))?$", text):
            date, clock, zone = found.groups()
            self.moments |= {date} | ({clock, clock[:5], f"{date} {clock} {zone}"} if clock else set())
        if re.fullmatch("[0-9a-f]{40,64}", text):
            self.hashes.add(text)
        if re.fullmatch(NUMBER, text):
            self.bare[key].add(float(text))
            for each in filter(None, (unit, _unit_of(key))):
                self.amount(float(text), each)
            if key.endswith("_mohm"):
                self.amount(float(text), "MΩ")

    def judge(self, verdict: Verdict) -> None:
        """Take what a rule said: its sentences, value, limit and margin."""
        for text in (verdict.message, verdict.hint, str(verdict.source or ""), verdict.object, verdict.rule):
            self.phrase(text)
        if verdict.source:
            self.titles(verdict.source.document)
        for value in (verdict.value, verdict.limit, verdict.margin):
            if isinstance(value, int | float):
                self.amount(value, verdict.unit)


def _unit_of(key: str) -> str:
    return next((UNITS[each] for each in _ENDINGS if key.endswith(each)), "")


def of_files(known: Known, *roots: Path) -> None:
    """Take every YAML file below some folders, every scalar as it is written, and the names of the files."""
    for root in roots:
        for path in sorted(root.rglob("*.yaml")):
            known.phrase(path.name)
            known.phrase(path.stem)
            known.read(_scalars(path))


@cache
def _scalars(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def of_runs(known: Known, root: Path) -> None:
    """Take every entry of every journal below a folder."""
    for path in sorted(root.rglob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            known.read(json.loads(line))


def without_phrases(known: Known, text: str) -> str:
    """Return a text without the longest phrases in it, `§` instead of each."""
    left, found = words_with_marks(text), []
    while left:
        first = left[0].strip(_IN_A_WORD)
        fits = [each for each in known.phrases.get(first, ()) if _stripped(left[: len(each)]) == each]
        longest = max(map(len, fits), default=0)
        found.append("§" if longest else left[0])
        left = left[longest or 1 :]
    return " ".join(found)


def words_with_marks(text: str) -> list[str]:
    return [each for each in plain(text).split(" ") if each.strip(_IN_A_WORD)]


def _stripped(some: Sequence[str]) -> tuple[str, ...]:
    return tuple(each.strip(_IN_A_WORD) for each in some)


def numbers(text: str) -> Iterator[tuple[str, str]]:
    """Yield every number of a text with the words that follow it up to the next number."""
    pattern = re.compile(rf"(?<![\w.])({NUMBER})(?=([^\d]*))")
    yield from ((each[1], each[2].strip()) for each in pattern.finditer(text))


def same(shown: str, value: float, least: int = 3) -> bool:
    """Tell whether a number on a page is a value, rounded to the digits shown where these are `least` or more."""
    places = len(shown.partition(".")[2])
    digits = len(shown.lstrip("-0.").replace(".", ""))
    return float(shown) == value or (digits >= least and abs(float(shown) - value) <= 0.5000001 * 10.0**-places)

"""How a feeder is energised for the first time, and what can hurt there: read from `schemas/energising.yaml`."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from plantwright.findings.verdict import Source
from plantwright.frozen import dataclass
from plantwright.resources import folder
from plantwright.site.procedures import Line, Procedure, shipped_procedures
from plantwright.site.tables import data_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """What can hurt people or equipment at a feeder that has an object of `section`."""

    id: str
    section: str
    text: str
    source: Source
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the order, at the objects of `section` that belong to a feeder; `line`: the one of a procedure it is.

    `part`: what is energised by then. `stated`: the place in the order has a source; otherwise it is our own choice.
    `type`: only at devices of this type; `variant`: only at starters of it. `hold`: nothing goes on until it is signed.
    """

    id: str
    part: str
    text: str
    who: str
    section: str
    stated: bool
    source: Source
    line: str = ""
    type: str = ""
    variant: str = ""
    hold: bool = False
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Energising:
    """The whole table; `basis` says what the order rests on and is printed with it."""

    basis: str
    hazards: tuple[Hazard, ...]
    sequence: tuple[Step, ...]


@cache
def energising() -> Energising:
    """Return the table that comes with plantwright; raise ValueError when its file cannot be read."""
    data = data_of(folder("schemas") / "energising.yaml")
    lines = {line.id: (each, line) for each in shipped_procedures().values() for line in each.lines}
    return Energising(
        basis=" ".join(data["basis"].split()),
        hazards=tuple(Hazard(**_stated(entry)) for entry in data["hazards"]),
        sequence=tuple(_step(entry, lines) for entry in data["sequence"]),
    )


def _step(entry: Mapping[str, Any], lines: Mapping[str, tuple[Procedure, Line]]) -> Step:
    known = {key: value for key, value in entry.items() if key not in ("place", "line")}
    if "line" not in entry:
        return Step(**_stated(known), stated=entry["place"] == "stated")
    if entry["line"] not in lines:
        raise ValueError(f"energising.yaml: there is no line {entry['line']}")
    procedure, line = lines[entry["line"]]
    return Step(
        **known, stated=entry["place"] == "stated", line=line.id, text=line.text, who=line.who, hold=line.hold,
        section=procedure.section, type=procedure.type, source=line.source, refs=line.refs,
    )  # fmt: skip


def _stated(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of an entry with a text and a source of its own."""
    return {**entry, "source": Source(**entry["source"]), "refs": tuple(entry.get("refs", ()))}

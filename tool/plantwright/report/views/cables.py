"""Every cable: the schedule, what to pull and cut of each type, and the labels of the ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from plantwright.report.language import text
from plantwright.report.marks import FAIL, PASS, Mark
from plantwright.report.marks import NOT_DONE as UNDONE
from plantwright.report.text import NOT_APPLICABLE, NOT_DONE, joined, number, quantity, word
from plantwright.report.views.dossier import Dossier
from plantwright.site.model import Cable


@dataclass(frozen=True, slots=True, kw_only=True)
class CableRow:
    """A cable; `records` says which tests are recorded of it, `mark` the worst of them."""

    tag: str
    kind: str
    title: str
    start: str
    end: str
    model: str
    cores: str
    screen: str
    voltage: str
    current: str
    diameter: str
    length: str
    route: str
    separation: str
    records: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class CableType:
    """What to order of a type of cable; `length` is "at least" when that of a cable is not stated."""

    model: str
    cores: str
    kind: str
    number: str
    length: str
    tags: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The texts of the labels of a cable, one for each end: the cable, the end it is at and the other one."""

    cable: str
    start: str
    end: str


_KINDS = ("power", "sensor", "rs485", "data", "fibre")


def cable_rows(dossier: Dossier) -> tuple[CableRow, ...]:
    """Return every cable: by kind, then as the files name them."""
    return tuple(_row(dossier, each) for each in _ordered(dossier))


def cable_types(dossier: Dossier) -> tuple[CableType, ...]:
    """Return the cables by type, for ordering and cutting."""
    same: dict[tuple[str, str, str], list[Cable]] = {}
    for each in _ordered(dossier):
        same.setdefault((each.model or text("type not stated"), _cores(each), each.kind), []).append(each)
    return tuple(
        CableType(model=model, cores=cores, kind=word(kind), number=str(len(every)), length=_total(every),
                  tags=joined(*(each.tag for each in every)))
        for (model, cores, kind), every in same.items()
    )  # fmt: skip


def labels(dossier: Dossier) -> tuple[Labels, ...]:
    """Return the labels of both ends of every cable."""
    return tuple(
        Labels(cable=each.tag, start=_label(each.tag, each.from_, each.to), end=_label(each.tag, each.to, each.from_))
        for each in _ordered(dossier)
    )


def _label(cable: str, here: str, there: str) -> str:
    return f"{cable}  {here or '?'} → {there or '?'}"


def _ordered(dossier: Dossier) -> list[Cable]:
    return sorted(dossier.site.cables.values(), key=lambda each: _KINDS.index(each.kind))


def _row(dossier: Dossier, each: Cable) -> CableRow:
    tests = [record for record in dossier.records if record.object == each.tag]
    kinds = dict.fromkeys(word(record.kind) for record in tests)
    return CableRow(
        tag=each.tag,
        kind=word(each.kind),
        title=each.title,
        start=each.from_ or NOT_APPLICABLE,
        end=each.to or NOT_APPLICABLE,
        model=joined(each.model, each.category) or NOT_APPLICABLE,
        cores=_cores(each),
        screen=_screen(each),
        voltage=number(each.rated_voltage_v),
        current=number(each.current_a),
        diameter=number(each.outer_diameter_mm),
        length=number(each.length_m),
        route=joined(*each.route, by=" ") or NOT_APPLICABLE,
        separation=each.segregation_class or NOT_APPLICABLE,
        records=joined(*kinds) or NOT_DONE,
        mark=UNDONE if not tests else PASS if all(record.passed for record in tests) else FAIL,
    )


def _cores(each: Cable) -> str:
    if each.cross_section_mm2 is None:
        return number(each.cores)
    cores = f"{number(each.cores)} × {quantity(each.cross_section_mm2, 'mm²')}"
    earth = each.protective_conductor_mm2
    return joined(cores, "" if earth is None else f"PE {quantity(earth, 'mm²')}")


def _screen(each: Cable) -> str:
    if each.screened is None:
        return text("not stated")
    bonded = word(each.screening.bonded) if each.screening else ""
    return joined(number(each.screened), bonded and text("bonded: {ends}", ends=bonded))


def _total(every: Sequence[Cable]) -> str:
    known = [each.length_m for each in every if each.length_m is not None]
    total = quantity(sum(known), "m")
    if len(known) == len(every):
        return total
    return text("at least {value}", value=total) if known else text("not stated")

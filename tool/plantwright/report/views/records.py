"""What was measured and inspected: test instruments, insulation tests, fibre ends, and every other record in short."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from plantwright.report.figures.drawing import Figure
from plantwright.report.language import text
from plantwright.report.marks import FAIL, PASS, Mark, starred
from plantwright.report.marks import NOT_DONE as UNDONE
from plantwright.report.text import NOT_APPLICABLE, NOT_DONE, band, joined, moment, number, quantity, word
from plantwright.report.views.calibrations import certificate_of, due_of
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.end_face_records import end_face_figure, end_face_record
from plantwright.report.views.limits import limit_source, limit_words, near_limit, recorded
from plantwright.report.views.measured_values import MeasuredValues, margin, measured_values
from plantwright.report.views.persons import persons_of
from plantwright.report.views.punch import VERIFIED, state_of
from plantwright.report.views.start import start_figure
from plantwright.report.views.used import uncertainty_of
from plantwright.rules.members import grouped
from plantwright.rules.records.instrument_unknown import instruments_of
from plantwright.site.model import FibreLink, Instrument, Motor
from plantwright.site.records import FibreEndFace, InsulationTest, Punch, Record

_DIGITS = 4
_NAMED = 5  # objects of an instrument; the records name the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A test instrument; `late` when its calibration ended before the last record made with it."""

    tag: str
    title: str
    model: str
    serial: str
    certificate: str
    due: str
    uncertainty: str
    used_for: str
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MotorTest:
    """A test of one motor; `values` are (between, MΩ), the lowest first."""

    motor: str
    title: str
    values: tuple[tuple[str, str], ...]
    lowest: str
    limit: str
    source: str
    margin: str
    voltage: str
    conditions: str
    instrument: str
    person: str
    at: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """A fibre end; `figure` is None when nothing was inspected yet."""

    link: str
    end: str
    port: str
    about: str
    figure: Figure | None
    person: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """The records of one kind about one object; `lines` is how many lines of procedures they hold."""

    kind: str
    object: str
    number: int
    lines: int
    persons: str
    days: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    tools: tuple[Tool, ...]
    tests: tuple[MotorTest, ...]
    values: MeasuredValues
    starts: tuple[Figure, ...]
    inspections: tuple[Inspection, ...]
    others: tuple[Other, ...]


def measured(dossier: Dossier, *, every: bool = True) -> Measured:
    """Return what was recorded, with a line for every motor and fibre end that has no record; `every`: of values too
    that simply kept their limit."""
    site = dossier.site
    return Measured(
        tools=tuple(_tool(dossier, each) for each in site.instruments.values()),
        tests=tuple(
            _test(dossier, motor, dossier.record("insulation-test", motor.tag)) for motor in site.motors.values()
        ),
        values=measured_values(dossier, every=every),
        starts=tuple(_starts(dossier)),
        inspections=tuple(_inspection(dossier, link, end) for link in site.fibre_links.values() for end in link.ends),
        others=_others([each for each in dossier.records if each.kind not in ("insulation-test", "fibre-end-face")]),
    )


def _starts(dossier: Dossier) -> Iterator[Figure]:
    """Yield the first start of each feeder that was made, over its prediction."""
    for feeder in dossier.site.feeders.values():
        if dossier.record("first-start", feeder.tag) and (figure := start_figure(dossier, feeder)):
            yield figure


def _tool(dossier: Dossier, tool: Instrument) -> Tool:
    used = [record for record in dossier.records if tool.tag in dict(instruments_of(record))]
    objects = tuple(dict.fromkeys(record.object for record in used))
    return Tool(
        tag=tool.tag,
        title=tool.title or word(tool.kind),
        model=tool.model or NOT_APPLICABLE,
        serial=tool.serial or NOT_APPLICABLE,
        certificate=certificate_of(dossier, tool) or NOT_APPLICABLE,
        due=due_of(dossier, tool) or NOT_APPLICABLE,
        uncertainty=uncertainty_of(tool),
        used_for=joined(*objects[:_NAMED], text("{n} more", n=len(objects) - _NAMED) if objects[_NAMED:] else "")
        or text("no record"),
        late=any(record.at[:10] > (due_of(dossier, tool, record.time) or record.at) for record in used),
    )


def _test(dossier: Dossier, motor: Motor, record: Record | None) -> MotorTest:
    test = record if isinstance(record, InsulationTest) else None
    values = sorted((each.resistance_mohm, each.between) for each in test.measurements) if test else []
    limit, lowest = test.limit if test else None, values[0][0] if values else None
    return MotorTest(
        motor=motor.tag,
        title=motor.title,
        values=tuple((between, number(value)) for value, between in values),
        lowest=NOT_DONE if lowest is None else number(lowest),
        limit=limit_words(limit),
        source=limit_source(limit) if test else "",
        margin=NOT_APPLICABLE if lowest is None else number(margin(lowest, limit), _DIGITS),
        voltage=quantity(test.test_voltage_v if test else None, "V"),
        conditions=_conditions(test.data if test else {}),
        instrument=test.instrument if test else NOT_APPLICABLE,
        person=persons_of(test) if test else NOT_APPLICABLE,
        at=moment(test.at) if test else NOT_APPLICABLE,
        mark=starred(recorded(test, UNDONE), within=test is not None and _near(dossier, test)),
    )


def _near(dossier: Dossier, test: InsulationTest) -> bool:
    """Tell whether the limit lies within the uncertainty of one of the values."""
    return any(near_limit(dossier.site, test, each.resistance_mohm, test.limit) for each in test.measurements)


def _conditions(data: Mapping[str, Any]) -> str:
    known = (("duration_s", "s"), ("ambient_c", "°C"), ("humidity_percent", "% RH"))
    stated = [(_number(data.get(key)), unit) for key, unit in known]
    told = [quantity(value, unit) for value, unit in stated if value is not None]
    winding = _number(data.get("winding_temperature_c"))
    if winding is not None:
        told.append(text("{temperature} winding", temperature=quantity(winding, "°C")))
    return joined(*told) or NOT_APPLICABLE


def _inspection(dossier: Dossier, link: FibreLink, end: str) -> Inspection:
    place, record = link.ends[end], end_face_record(dossier, link, end)
    return Inspection(
        link=link.tag,
        end=end,
        port=place.port,
        about=_criteria(link, end, record),
        figure=replace(end_face_figure(dossier, link, end, record), conclusion=_shown(link, end, record))
        if record
        else None,
        person=_made(record) if record else NOT_DONE,
        mark=recorded(record, UNDONE),
    )


def _shown(link: FibreLink, end: str, record: FibreEndFace) -> str:
    return text(
        "{link} end {end}, port {port}: {about}. {who}. Result: {word}.",
        link=link.tag, end=end, port=link.ends[end].port, about=_criteria(link, end, record), who=_made(record),
        word=recorded(record, UNDONE).word,
    )  # fmt: skip


def _criteria(link: FibreLink, end: str, record: FibreEndFace | None) -> str:
    place, criteria = link.ends[end], _map(record.data.get("criteria")) if record else {}
    rule = joined(str(criteria.get("standard", "")), str(criteria.get("edition", "")), by=":")
    return joined(place.connector, place.polish, rule, str(criteria.get("table", "")))


def _made(record: Record) -> str:
    return joined(record.person, record.instrument, moment(record.at))


def _others(records: Sequence[Record]) -> tuple[Other, ...]:
    """Return a row for each kind and object, by object, so that two hundred objects stay readable."""
    groups = grouped(records, lambda each: f"{each.object} {each.kind}")
    return tuple(_other(groups[name]) for name in sorted(groups))


def _other(group: Sequence[Record]) -> Other:
    days = sorted({each.at[:10] for each in group})
    return Other(
        kind=word(group[0].kind),
        object=group[0].object,
        number=len(group),
        lines=sum(len(each.checks) for each in group),
        persons=joined(*dict.fromkeys(each.person for each in group)),
        days=band(days[0], days[-1] if days[1:] else ""),
        mark=_of_group(group),
    )


def _of_group(group: Sequence[Record]) -> Mark:
    """Return how the newest record of a group ended; punch points that are not verified are still to be done."""
    if any(isinstance(each, Punch) and state_of(each) != VERIFIED for each in group):
        return UNDONE
    return PASS if group[-1].passed else FAIL


def _map(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None

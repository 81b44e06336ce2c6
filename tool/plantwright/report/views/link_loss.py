"""The loss of a fibre link: predicted from its parts, measured in both directions, and what each is allowed to be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plantwright.findings.verdict import Source
from plantwright.physics.fibre_budget import power_budget_db
from plantwright.report.language import text
from plantwright.report.marks import NOT_DONE, Mark, worst
from plantwright.report.text import NOT_APPLICABLE, Cell, joined, lined_up, moment, number, quantity, word
from plantwright.report.views.buses import Fact
from plantwright.report.views.checked import Checked, checked
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.limits import judged_in, limit_source, limit_words, recorded
from plantwright.report.views.used import Used, used
from plantwright.rules.fibre import budget
from plantwright.site.limit_tables import channel_of, loss_table
from plantwright.site.model import FibreLink, Number
from plantwright.site.records import FibreLinkLoss, Loss, of_kind

_DIRECTIONS = ("A-B", "B-A")
_DIGITS = 4
_FITS = {
    "too long": text("too long"),
    "loss not checked": text("loss not checked"),
    "loses too much": text("loses too much"),
    "fits by unverified numbers": text("fits by unverified numbers"),
    "fits": text("fits"),
}
_ABOUT_LOSS = frozenset({
    "FIB010", "FIB011", "FIB012", "FIB013", "FIB014", "FIB015", "FIB016", "FIB017", "FIB046", "FIB047", "FIB048",
    "FIB049",
})  # fmt: skip
"""The rules on loss, reach, wavelength and power; the others are about end faces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the predicted loss in dB: how many of it, what each loses, and who says so."""

    part: str
    many: str
    each: str
    loss: Cell
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What an application makes of the predicted loss; `own`: the one the link is for."""

    name: str
    wavelength: str
    reach: str
    loss: Cell
    allowed: Cell
    margin: Cell
    source: str
    verdict: str
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredLoss:
    """A loss at one wavelength in one direction; `left` is what it leaves of the loss that the application allows."""

    wavelength: str
    direction: str
    loss: str
    limit: str
    source: str
    margin: str
    left: str
    by: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLoss:
    title: str
    facts: tuple[Fact, ...]
    parts: tuple[Part, ...]
    why: str
    total: Cell
    applications: tuple[Application, ...]
    measured: tuple[MeasuredLoss, ...]
    methods: tuple[str, ...]
    notes: tuple[str, ...]
    result: Mark
    tools: tuple[Used, ...]
    checks: tuple[Checked, ...]


def link_loss(dossier: Dossier, link: FibreLink) -> LinkLoss:
    """Return the losses of a link."""
    records = [each for each in of_kind(dossier.records, FibreLinkLoss) if each.object == link.tag]
    found = budget.loss(link)
    measured = tuple(_measured(dossier, link, records))
    parts = lined_up(_parts(link, found), "loss") if found else ()
    applications = (_application(link, each) for each in budget.uses(link))
    return LinkLoss(
        title=link.title,
        facts=tuple(_facts(link)),
        parts=parts[:-1],
        why="" if found else _why_not(link),
        total=parts[-1].loss if parts else Cell(text=NOT_APPLICABLE),
        applications=lined_up(applications, "loss", "allowed", "margin"),
        measured=measured,
        methods=tuple(text("{record}: reference method {method}", record=each.name,
                           method=word(each.method) or text("not recorded")) for each in records),
        notes=tuple(dict.fromkeys(each.note for each in records if each.note)),
        result=worst((*(each.mark for each in measured), *(recorded(each, NOT_DONE) for each in records))) or NOT_DONE,
        tools=used(dossier, records),
        checks=checked(dossier, link.tag, _ABOUT_LOSS.__contains__),
    )  # fmt: skip


def _facts(link: FibreLink) -> Iterator[Fact]:
    yield Fact(name=text("Fibre"), value=link.fibre)
    yield Fact(name=text("Length"), value=quantity(link.length_m, "m"))
    yield Fact(name=text("Works at"), value=quantity(link.wavelength_nm, "nm"))
    yield Fact(name=text("Application"), value=link.application or NOT_APPLICABLE)
    yield Fact(name=text("Connections"), value=quantity(link.connections))
    yield Fact(name=text("Splices"), value=quantity(link.splices))
    for end, place in link.ends.items():
        style = joined(place.connector, place.polish, by=" ")
        yield Fact(name=text("End {end}", end=end), value=joined(place.port, style) or NOT_APPLICABLE)
    yield Fact(name=text("Cable"), value=link.cable or NOT_APPLICABLE)
    if link.measured_loss_db is not None:
        stated = text("measured {loss}", loss=quantity(link.measured_loss_db, "dB"))
        yield Fact(name=text("In the site files"), value=stated)
    if link.transmitter and link.receiver:
        value = power_budget_db(link.transmitter.min_dbm, link.receiver.min_dbm)
        yield Fact(name=text("Power budget"), value=quantity(value, "dB", _DIGITS), predicted=True)
    needed = budget.needed_loss_db(link)
    if needed is not None:
        yield Fact(name=text("Least loss needed"), value=quantity(needed, "dB", _DIGITS), predicted=True)


def _why_not(link: FibreLink) -> str:
    missing = budget.missing(link)
    if missing:
        return text("not predicted, needs {keys}", keys=joined(*missing))
    return text("not predicted: no document read states the attenuation of {fibre} at {wavelength}", fibre=link.fibre,
                wavelength=quantity(link.wavelength_nm, "nm"))  # fmt: skip


def _parts(link: FibreLink, found: budget.Loss) -> Iterator[Part]:
    """Yield what the predicted loss is made of, and the sum as the last."""
    table, stated = loss_table(), budget.attenuation(link)
    if stated:
        yield _part(text("Fibre"), quantity(link.length_m, "m"), quantity(stated.value, "dB/km"), found.fibre_db,
                    stated.source)  # fmt: skip
    yield _part(text("Connections"), quantity(link.connections), quantity(table.connection_db.value, "dB"),
                found.connections_db, table.connection_db.source)  # fmt: skip
    yield _part(text("Splices"), quantity(link.splices), quantity(table.splice_db.value, "dB"), found.splices_db,
                table.splice_db.source)  # fmt: skip
    for part, loss_db in ((text("Attenuator"), found.attenuator_db), (text("Reserve"), found.margin_db)):
        if loss_db:
            yield _part(part, "", "", loss_db, None)
    yield _part(text("Sum"), "", "", found.total_db, None)


def _part(part: str, many: str, each: str, loss_db: float, source: Source | None) -> Part:
    return Part(
        part=part,
        many=many or NOT_APPLICABLE,
        each=each or NOT_APPLICABLE,
        loss=Cell(text=number(loss_db, _DIGITS)),
        source=str(source) if source else text("site files"),
    )


def _application(link: FibreLink, use: budget.Use) -> Application:
    channel = channel_of(use.application, link.fibre)
    stated = channel.loss_db if channel else None
    margin = None if use.allowed_db is None or use.loss_db is None else use.allowed_db - use.loss_db
    return Application(
        name=use.application,
        wavelength=quantity(use.wavelength_nm),
        reach=quantity(use.reach_m),
        loss=Cell(text=number(use.loss_db, _DIGITS)),
        allowed=Cell(text=number(use.allowed_db)),
        margin=Cell(text=number(margin, 3)),
        source=str(stated.source) if stated else NOT_APPLICABLE,
        verdict=_FITS[use.verdict],
        own=use.application == link.application,
    )


def _measured(dossier: Dossier, link: FibreLink, records: Sequence[FibreLinkLoss]) -> Iterator[MeasuredLoss]:
    """Yield what was measured, and a row for each direction of a wavelength that was not."""
    channel = channel_of(link.application, link.fibre)
    allowed = channel.loss_db.value if channel and channel.loss_db else None
    done = {(each.wavelength_nm, each.direction) for record in records for each in record.measurements}
    for record in records:
        yield from (_row(dossier, record, each, allowed) for each in record.measurements)
    wavelengths = dict.fromkeys(wavelength for wavelength, _ in done) or {link.wavelength_nm: None}
    for wavelength in wavelengths:
        yield from (_undone(wavelength, each) for each in _DIRECTIONS if (wavelength, each) not in done)


def _row(dossier: Dossier, record: FibreLinkLoss, each: Loss, allowed_db: Number | None) -> MeasuredLoss:
    most = each.limit.maximum
    return MeasuredLoss(
        wavelength=quantity(each.wavelength_nm),
        direction=each.direction.replace("-", " → "),
        loss=number(each.loss_db),
        limit=limit_words(each.limit),
        source=limit_source(each.limit),
        margin=NOT_APPLICABLE if most is None else number(most - each.loss_db, 3),
        left=NOT_APPLICABLE if allowed_db is None else number(allowed_db - each.loss_db, 3),
        by=joined(record.person, record.instrument, moment(record.at)),
        mark=judged_in(dossier.site, record, each.loss_db, each.limit),
    )


def _undone(wavelength_nm: Number, direction: str) -> MeasuredLoss:
    none = NOT_APPLICABLE
    return MeasuredLoss(
        wavelength=quantity(wavelength_nm), direction=direction.replace("-", " → "), loss=text("not done"), limit=none,
        source="", margin=none, left=none, by=none, mark=NOT_DONE,
    )  # fmt: skip

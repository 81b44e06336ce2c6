"""What `plantwright drift` found: which settings of the devices are not as declared, and since when that is known."""

from dataclasses import dataclass

from plantwright.deploy.drift import Drift, Kind, Known, Setting, Unlisted
from plantwright.report.language import text
from plantwright.report.marks import FAIL, NOTE, PASS, WARN, Mark
from plantwright.report.text import NOT_APPLICABLE, joined, moment, quantity, register, word
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.settings import name_of
from plantwright.site.model import Device

_KINDS = {
    Kind.AS_DECLARED: text("as declared"),
    Kind.CHANGED: text("changed on the device"),
    Kind.NEVER_PUSHED: text("never pushed"),
    Kind.DECLARED_ANEW: text("changed in the site files"),
    Kind.LEFT_UNKNOWN: text("left unknown by that run"),
    Kind.KEYPAD: text("keypad value differs"),
}
_ROLES = {
    "parameter": text("parameter"),
    "calibration": text("calibration"),
    "address": text("address"),
    "baud": text("baud rate"),
    "identity": text("identity"),
    "undocumented": text("undocumented"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftRow:
    """A setting that is not as declared; `proven` is empty where documents or evidence prove its coding."""

    device: str
    code: str
    parameter: str
    declared: str
    reads: str
    raw: str
    kind: str
    since: str
    proven: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftDevice:
    """A device that was read; `unseen` counts declared settings without a register, `signed` those a person signed."""

    tag: str
    type: str
    bus: str
    settings: str
    differing: str
    unseen: str
    signed: str
    note: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlistedRow:
    """A register that holds something nothing is declared for."""

    device: str
    parameter: str
    reads: str
    raw: str
    role: str
    was: str


def drift_devices(found: Drift) -> tuple[DriftDevice, ...]:
    """Return every device that was read."""
    return tuple(
        DriftDevice(
            tag=device.tag,
            type=device.type,
            bus=joined(device.bus, str(device.address)),
            settings=str(len(device.settings)),
            differing=str(sum(each.differs for each in device.settings)),
            unseen=str(len(device.unseen)),
            signed=str(sum(not step.open for step in device.unseen)),
            note=text("another unit than in run {run}, or calibrated since", run=device.other_than)
            if device.other_than
            else "",
            mark=_mark(device.settings),
        )
        for device in found.devices
    )


def drift_rows(dossier: Dossier, found: Drift) -> tuple[DriftRow, ...]:
    """Return every setting that is not as declared, by device."""
    return tuple(_row(dossier, each) for each in found.differing)


def unlisted_rows(dossier: Dossier, found: Drift) -> tuple[UnlistedRow, ...]:
    """Return the registers that are told and not judged, those that moved since a run."""
    return tuple(
        _unlisted(dossier, each)
        for device in found.devices
        for each in device.unlisted
        if each.known and each.known.raw not in (None, each.raw)
    )


def _mark(settings: tuple[Setting, ...]) -> Mark:
    if not settings:
        return NOTE
    wrong = [each for each in settings if each.differs]
    return FAIL if any(each.kind is Kind.CHANGED for each in wrong) else WARN if wrong else PASS


def _row(dossier: Dossier, each: Setting) -> DriftRow:
    return DriftRow(
        device=each.device,
        code=each.code,
        parameter=_name(dossier, each.device, each.parameter),
        declared=quantity(each.declared, each.unit),
        reads=quantity(each.reads, each.unit),
        raw=f"{register(each.register)} = {each.raw}",
        kind=_KINDS[each.kind],
        since=_since(each.known),
        proven="" if each.proven else text("coding not proven"),
    )


def _unlisted(dossier: Dossier, each: Unlisted) -> UnlistedRow:
    return UnlistedRow(
        device=each.device,
        parameter=joined(each.code, _name(dossier, each.device, each.parameter), by=" "),
        reads=quantity(each.reads, each.unit),
        raw=f"{register(each.register)} = {each.raw}",
        role=_ROLES.get(each.role, word(each.role)),
        was=joined(str(each.known.raw), _since(each.known)) if each.known else NOT_APPLICABLE,
    )


def _name(dossier: Dossier, tag: str, parameter: str) -> str:
    device = dossier.site.item(tag)
    return name_of(dossier, device.type if isinstance(device, Device) else None, parameter)


def _since(known: Known | None) -> str:
    if known is None:
        return text("no run had it")
    if known.raw is None:
        return text("unknown since run {run}, {time}", run=known.run, time=moment(known.at)[:16])
    if known.pushed:
        return text("verified in run {run}, {time}", run=known.run, time=moment(known.at)[:16])
    return text("read in run {run}, {time}", run=known.run, time=moment(known.at)[:16])

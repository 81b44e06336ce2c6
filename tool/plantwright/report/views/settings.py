"""The settings of one device: default, intended, as found, as left, and what the checks say of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plantwright.findings.verdict import Verdict
from plantwright.modbus.codec import decode
from plantwright.records.run import DeviceRun
from plantwright.report.language import text
from plantwright.report.marks import FAIL, PASS, Mark, mark, worst
from plantwright.report.marks import NOT_DONE as UNDONE
from plantwright.report.text import NOT_DONE, Cell, aligned, joined, number, register
from plantwright.report.views.checks import accepted
from plantwright.report.views.dossier import Dossier
from plantwright.site.catalog import DeviceType, Parameter
from plantwright.site.evidence import DOCUMENTS, proven
from plantwright.site.model import Device
from plantwright.site.records import ManualStep, of_kind

KEYPAD = text("keypad")
NOT_READ = text("not read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One row; `changed` marks a value that the run altered, `stated` one that the site files name, `revised` one that
    differs there from the revision before.

    `original` is the name in the language of the manual; where the document is in that language, the English one.
    """

    code: str
    title: str
    original: str
    register: str
    default: Cell
    intended: Cell
    as_found: Cell
    as_left: Cell
    unit: str
    check: Mark | None
    notes: tuple[str, ...]
    changed: bool
    stated: bool
    revised: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of a device and the notes its rows refer to; `language` is that of `original`.

    A note has a sign, the lines of a manual where it names them, and its text, which is not translated then.
    """

    tag: str
    type_title: str
    language: str
    rows: tuple[Setting, ...]
    notes: tuple[tuple[str, str, str], ...]
    writable: bool  # False when no register takes any of them
    deployed: str  # how as found and as left came about
    recorded: str  # which records hold what no run read
    more: str  # where the conflicts stand that have no note here
    cited: str  # whose lines the notes name, empty where each says it or names none


def settings(dossier: Dossier, device: Device) -> Settings:
    """Return every setting of a device, in the order of its device type."""
    parameters = [
        each for each in device.type.parameters.values() if each.role == "parameter" or each.name in device.parameters
    ]
    done, steps = dossier.run.device(device.tag) if dossier.run else None, _steps(dossier, device)
    rows = _rows(dossier, device, parameters, done, steps)
    notes = _notes(dossier, device, rows)
    return Settings(
        tag=device.tag,
        type_title=text(device.type.title),
        language=beside(dossier, device.type),
        rows=rows,
        notes=notes,
        writable=any(each.register is not None for each in parameters),
        deployed=joined(_deployed(dossier, device, done), _learned(dossier, device), by=" "),
        recorded=_recorded(device, done, steps),
        more=text("Conflicts that touch no value stand in the commissioning report.") if device.type.conflicts else "",
        cited=_cited(device.type) if any(where for _, where, _ in notes) else "",
    )


def _rows(
    dossier: Dossier,
    device: Device,
    parameters: Sequence[Parameter],
    done: DeviceRun | None,
    steps: Mapping[str, ManualStep],
) -> tuple[Setting, ...]:
    own = [each for each in dossier.verdicts if each.path[:2] == device.path()]
    about = {each.name: _about(own, device, each) for each in parameters}
    defaults = aligned(number(each.default) for each in parameters)
    intended = aligned(number(device.parameters.get(each.name)) for each in parameters)
    found = aligned(_held(done, each, steps, left=False) for each in parameters)
    left = aligned(_held(done, each, steps, left=True) for each in parameters)
    names = [named(dossier, device.type, each) for each in parameters]
    return tuple(
        Setting(
            code=each.code,
            title=names[index][0],
            original=names[index][1],
            register=register(each.register),
            default=defaults[index],
            intended=intended[index],
            as_found=found[index],
            as_left=left[index],
            unit=each.unit,
            check=_check(device, each, done, steps, about[each.name]),
            notes=_signs(device, each, about[each.name]),
            changed=_changed(done, each),
            stated=each.name in device.parameters,
            revised=dossier.since.setting(device.tag, each.name),
        )
        for index, each in enumerate(parameters)
    )


def named(dossier: Dossier, of: DeviceType, parameter: Parameter) -> tuple[str, str]:
    """Return the name of a parameter and the one beside it: in the language of its manual that of the manual first."""
    first, second = parameter.title, parameter.original
    return (second, first) if second and _spoken(dossier, of) else (first, second)


def name_of(dossier: Dossier, of: DeviceType | None, key: str) -> str:
    """Return the name of a parameter or register by its key, the key as words where the device type lacks it."""
    known = {**of.parameters, **of.registers}.get(key) if of else None
    return named(dossier, of, known)[0] if of and known else key.replace("_", " ")


def beside(dossier: Dossier, of: DeviceType) -> str:
    """Return the language of the names beside the first ones, after BCP 47; empty when there are none."""
    return "en" if _spoken(dossier, of) else _language(of)


def _spoken(dossier: Dossier, of: DeviceType) -> bool:
    return _language(of).partition("-")[0] == dossier.language.first


def held(dossier: Dossier, device: Device) -> Mark:
    """Return whether the device holds every stated setting that has a register: the worst of the comparisons."""
    done = dossier.run.device(device.tag) if dossier.run else None
    if done is None or any(not write.verified for write in done.writes):
        return UNDONE if done is None else FAIL
    return worst(_compared(device, parameter, done) for parameter in comparable(device)) or PASS


def differing(dossier: Dossier, device: Device) -> tuple[str, ...]:
    """Return the codes of the stated settings that the device was left with otherwise."""
    done = dossier.run.device(device.tag) if dossier.run else None
    if done is None:
        return ()
    return tuple(each.code for each in comparable(device) if _compared(device, each, done) is FAIL)


def comparable(device: Device) -> tuple[Parameter, ...]:
    """Return the stated settings that have a register, which a run can write or compare."""
    stated = (device.type.parameters.get(name) for name in device.parameters)
    return tuple(each for each in stated if each is not None and each.register is not None)


def _about(verdicts: Sequence[Verdict], device: Device, parameter: Parameter) -> tuple[Verdict, ...]:
    place = device.path("parameters", parameter.name)
    return tuple(verdict for verdict in verdicts if verdict.path[: len(place)] == place)


def _steps(dossier: Dossier, device: Device) -> Mapping[str, ManualStep]:
    """Return the record of the last time that each setting was entered at the device."""
    steps = (each for each in of_kind(dossier.records, ManualStep) if each.object == device.tag and each.passed)
    return {name: step for step in steps for name in step.entered}


def _held(done: DeviceRun | None, parameter: Parameter, steps: Mapping[str, ManualStep], *, left: bool) -> str:
    """Return what the device held before or after the run; what no run read comes from the record of who entered it."""
    raw = _raw(done, parameter, left=left)
    if raw is not None:
        return number(decode(parameter, raw))
    step = steps.get(parameter.name)
    value = (step.entered if left else step.as_found).get(parameter.name) if step else None
    if value is not None:
        return number(value)
    return KEYPAD if parameter.register is None else NOT_DONE if done is None else NOT_READ


def _raw(done: DeviceRun | None, parameter: Parameter, *, left: bool) -> int | None:
    if done is None or parameter.register is None:
        return None
    return (done.as_left if left else done.as_found).get(parameter.register)


def _recorded(device: Device, done: DeviceRun | None, steps: Mapping[str, ManualStep]) -> str:
    """Return which records hold what no run read, each with the settings when it does not hold all that are stated."""
    known = device.type.parameters
    names = [name for name in steps if name in known and _raw(done, known[name], left=True) is None]
    stated = {name for name in device.parameters if name in known}
    held: dict[str, list[str]] = {}
    for name in names:
        held.setdefault(steps[name].name, []).append(name)
    told = (
        record if stated <= set(own) else f"{record} ({', '.join(known[name].code or name for name in own)})"
        for record, own in held.items()
    )
    return text("Entered at {tag} by record: {records}.", tag=device.tag, records="; ".join(told)) if held else ""


def _changed(done: DeviceRun | None, parameter: Parameter) -> bool:
    if done is None or parameter.register is None:
        return False
    found, left = done.as_found.get(parameter.register), done.as_left.get(parameter.register)
    return left is not None and found != left


def _check(
    device: Device,
    parameter: Parameter,
    done: DeviceRun | None,
    steps: Mapping[str, ManualStep],
    about: Sequence[Verdict],
) -> Mark | None:
    """Return the worst of what the rules say and of the comparison with the device; None where neither looked."""
    marks = [mark(verdict) for verdict in about]
    stated, step = device.parameters.get(parameter.name), steps.get(parameter.name)
    if stated is not None and step and _raw(done, parameter, left=True) is None:
        marks.append(PASS if number(step.entered[parameter.name]) == number(stated) else FAIL)
    elif stated is not None and parameter.register is not None:
        marks.append(_compared(device, parameter, done))
    return worst(marks)


def _compared(device: Device, parameter: Parameter, done: DeviceRun | None) -> Mark:
    raw = done.as_left.get(parameter.register or 0) if done else None
    if raw is None:
        return UNDONE
    return PASS if number(decode(parameter, raw)) == number(device.parameters[parameter.name]) else FAIL


def _signs(device: Device, parameter: Parameter, about: Sequence[Verdict]) -> tuple[str, ...]:
    """Return the conflicts that touch the value of a stated setting and the waivers that cover it."""
    stated = parameter.conflicts if parameter.name in device.parameters else ()
    conflicts = [each for each in stated if device.type.conflicts[each].severity == "H"]
    return (*conflicts, *dict.fromkeys(verdict.waiver for verdict in about if verdict.waiver))


def _notes(dossier: Dossier, device: Device, rows: Sequence[Setting]) -> tuple[tuple[str, str, str], ...]:
    signs = dict.fromkeys(sign for row in rows for sign in row.notes)
    return tuple((sign, *_note(dossier, device, sign)) for sign in signs)


def _note(dossier: Dossier, device: Device, sign: str) -> tuple[str, str]:
    waiver, conflict = dossier.site.waivers.get(sign), device.type.conflicts.get(sign)
    if waiver:
        return "", accepted(waiver)
    if conflict:
        document = "" if _cited(device.type) else device.type.documents[conflict.document].title
        lines = text("lines {lines}", lines=conflict.lines) if conflict.lines[:1].isdigit() else conflict.lines
        return joined(document, lines), f"{conflict.statement}; {conflict.handling}."
    return "", text("not described")


def _cited(of: DeviceType) -> str:
    """Return whose lines the notes name where a type rests on one document alone."""
    titles = [document.title for document in of.documents.values()]
    return text("The notes name lines of the {document}.", document=titles[0]) if len(titles) == 1 else ""


def _language(of: DeviceType) -> str:
    languages = [document.language for document in of.documents.values() if not document.language.startswith("en")]
    return languages[0] if languages else ""


def _deployed(dossier: Dossier, device: Device, done: DeviceRun | None) -> str:
    """Return how as found and as left came about, and how to read the rows."""
    grey = text("Grey rows are not stated in the site files and are left as they are.")
    if all(parameter.register is None for parameter in device.type.parameters.values()):
        by_hand = text(
            "No register takes these settings: they are entered at the device and signed under Manual steps."
        )
        return joined(by_hand, grey, by=" ")
    bar = text("A bar before a value as left marks what the run changed.") if done else ""
    return joined(_read_from(dossier, done), grey, bar, by=" ")


def _read_from(dossier: Dossier, done: DeviceRun | None) -> str:
    if dossier.run is None:
        return text("Nothing was read from or written to the device yet: as found and as left are not done.")
    run = dossier.run.id
    if done is None:
        return text("The device was not part of run {run}: as found and as left are not done.", run=run)
    where = text("bus {bus}, address {address}", bus=done.bus, address=done.address)
    if dossier.run.rehearsal:
        return text(
            "As found and as left: read from a simulator, not the device ({where}) in run {run}.", where=where, run=run
        )
    return text("As found and as left: read from the device ({where}) in run {run}.", where=where, run=run)


def _learned(dossier: Dossier, device: Device) -> str:
    """Return which stated registers were proven on a real unit, and by whom; empty when nothing was learned."""
    evidence = dossier.site.evidence.get(device.type.type)
    proofs = [(each, proven(device.type, each, evidence)) for each in comparable(device)] if evidence else []
    by: dict[str, list[str]] = {}
    for parameter, proof in proofs:
        if proof.proven and proof.by != DOCUMENTS:
            by.setdefault(proof.by, []).append(parameter.code or parameter.name)
    told = "; ".join(f"{', '.join(codes)}: {proof}" for proof, codes in by.items())
    return text("Coding and write function proven on a unit: {proofs}.", proofs=told) if told else ""

"""The deployment log: what was written to which device, and what it read back."""

from collections.abc import Sequence
from dataclasses import dataclass

from plantwright.deploy.revision import CHANGES
from plantwright.records.run import AFTER_POWER_CYCLE, VERIFIED, DeviceRun, Run, Written
from plantwright.report.language import text
from plantwright.report.marks import FAIL, PASS, WARN, Mark
from plantwright.report.text import joined, moment, number, register, short, word
from plantwright.report.views.buses import Fact
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.settings import name_of
from plantwright.site.model import Site

_MARKS = {VERIFIED: PASS, AFTER_POWER_CYCLE: PASS, "not sent": WARN}


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One register; `raw` is old → new as numbers in the register."""

    code: str
    title: str
    register: str
    old: str
    new: str
    unit: str
    raw: str
    reads: str
    outcome: str
    mark: Mark
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLog:
    tag: str
    title: str
    about: str
    rows: tuple[LogRow, ...]
    nothing: str  # why there are no rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """A run; `warning` is empty only when every value was written to the real plant and verified."""

    id: str
    facts: tuple[Fact, ...]
    warning: str
    devices: tuple[DeviceLog, ...]


def log(dossier: Dossier) -> Log | None:
    """Return the run of a dossier, None before any."""
    return log_of(dossier, dossier.run) if dossier.run else None


def log_of(dossier: Dossier, run: Run) -> Log:
    """Return what a run did."""
    return Log(
        id=run.id,
        facts=_facts(run),
        warning=_warning(run),
        devices=tuple(_device(dossier, device) for device in sorted(run.devices, key=place_of)),
    )


def place_of(device: DeviceRun) -> tuple[str, int]:
    """Order the devices as on the buses: the buses of a run work at the same time."""
    return device.bus, device.address


def _facts(run: Run) -> tuple[Fact, ...]:
    writes = [write for device in run.devices for write in device.writes]
    return (
        Fact(name=text("Run"), value=run.id),
        Fact(name=text("Plant"), value=run.plant),
        Fact(name=text("Written to"), value=text("a simulator (rehearsal)") if run.rehearsal else text("the devices")),
        Fact(name=text("Started"), value=moment(run.started)),
        Fact(name=text("Ended"), value=moment(run.ended)),
        Fact(name=text("Operator"), value=run.operator),
        Fact(name=text("Tool"), value=f"plantwright {run.tool_version}"),
        Fact(name=text("Plan, SHA-256"), value=short(run.plan_sha256)),
        Fact(name=text("Journal, last record"), value=short(run.last_hash)),
        Fact(name=text("Site files at commit"), value=_commit(run)),
        Fact(name=text("Plan made by"), value=run.author),
        Fact(name=text("Plan approved by"), value=", ".join(run.approvals) or text("nobody beside the operator")),
        Fact(name=text("Values verified"), value=_of(len(writes) - len(run.unverified), len(writes))),
        Fact(name=text("Of these after a power cycle"), value=_after_power_cycle(writes)),
        Fact(name=text("Result"), value=word(run.result.replace("_", "-"))),
    )


def _of(n: int, m: int) -> str:
    return text("{n} of {m}", n=n, m=m)


def _commit(run: Run) -> str:
    if not run.commit:
        return text("none: not in git")
    if not run.commit.endswith(CHANGES):
        return run.commit
    return text("{commit}, with changes that are not committed", commit=run.commit.removesuffix(CHANGES))


def _after_power_cycle(writes: Sequence[Written]) -> str:
    kept = sum(write.outcome == AFTER_POWER_CYCLE for write in writes)
    return str(kept) if kept else text("none: not proven that the devices keep them without power")


def _warning(run: Run) -> str:
    if run.unverified:
        return text(
            "{n} of the values below were not verified: they are unknown, refused or were not sent.",
            n=len(run.unverified),
        )
    return text("This run wrote to a simulator. It proves the plan, not the devices.") if run.rehearsal else ""


def _device(dossier: Dossier, done: DeviceRun) -> DeviceLog:
    site = dossier.site
    item = site.item(done.tag)
    state = text("state {state}", state=word(done.state)) if done.state else ""
    where = text("bus {bus}, address {address}", bus=done.bus, address=done.address)
    fingerprint = joined(*(joined(name_of(dossier, site.types.get(done.type), name), number(value), by=" ")
                           for name, value in done.fingerprint.items()))  # fmt: skip
    return DeviceLog(
        tag=done.tag,
        title=item.title if item else "",
        about=joined(where, state, fingerprint and text("raw values: {values}", values=fingerprint), by=" · "),
        rows=tuple(_row(dossier, done, write) for write in done.writes),
        nothing=_nothing(site, done),
    )


def _nothing(site: Site, done: DeviceRun) -> str:
    known = site.types.get(done.type)
    if known and all(parameter.register is None for parameter in known.parameters.values()):
        return text("No register takes its settings: a person enters them at the device.")
    return text("Every value already equalled the site files; nothing was written.")


def _row(dossier: Dossier, done: DeviceRun, write: Written) -> LogRow:
    type_ = dossier.site.types.get(done.type)
    known = type_.parameters.get(write.parameter) if type_ else None
    return LogRow(
        code=known.code if known else "",
        title=name_of(dossier, type_, write.parameter),
        register=register(write.register),
        old=number(write.old),
        new=number(write.new),
        unit=write.unit,
        raw=f"{number(write.old_raw)} → {number(write.new_raw)}",
        reads=number(write.reads),
        outcome=joined(text(write.outcome), write.reason, by=": "),
        mark=_MARKS.get(write.outcome, FAIL),
        at=moment(write.at)[11:19],
    )

"""The deployment log: what was written to which device, and what it read back."""

from collections.abc import Sequence
from dataclasses import dataclass

from plantwright.deploy.revision import CHANGES
from plantwright.records.run import AFTER_POWER_CYCLE, VERIFIED, DeviceRun, Run, Written
from plantwright.report.marks import FAIL, PASS, WARN, Mark
from plantwright.report.text import joined, moment, number, register, short
from plantwright.report.views.buses import Fact
from plantwright.report.views.dossier import Dossier
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
    run = dossier.run
    if run is None:
        return None
    return Log(
        id=run.id,
        facts=_facts(run),
        warning=_warning(run),
        devices=tuple(_device(dossier.site, device) for device in run.devices),
    )


def _facts(run: Run) -> tuple[Fact, ...]:
    writes = [write for device in run.devices for write in device.writes]
    return (
        Fact(name="Run", value=run.id),
        Fact(name="Plant", value=run.plant),
        Fact(name="Written to", value="a simulator (rehearsal)" if run.rehearsal else "the devices"),
        Fact(name="Started", value=moment(run.started)),
        Fact(name="Ended", value=moment(run.ended)),
        Fact(name="Operator", value=run.operator),
        Fact(name="Tool", value=f"plantwright {run.tool_version}"),
        Fact(name="Plan, SHA-256", value=short(run.plan_sha256)),
        Fact(name="Journal, last record", value=short(run.last_hash)),
        Fact(name="Site files at commit", value=_commit(run)),
        Fact(name="Plan made by", value=run.author),
        Fact(name="Plan approved by", value=", ".join(run.approvals) or "nobody beside the operator"),
        Fact(name="Values verified", value=f"{len(writes) - len(run.unverified)} of {len(writes)}"),
        Fact(name="Of these after a power cycle", value=_after_power_cycle(writes)),
        Fact(name="Result", value=run.result),
    )


def _commit(run: Run) -> str:
    if not run.commit:
        return "none: not in git"
    return run.commit.replace(CHANGES, ", with changes that are not committed")


def _after_power_cycle(writes: Sequence[Written]) -> str:
    kept = sum(write.outcome == AFTER_POWER_CYCLE for write in writes)
    return str(kept) if kept else "none: not proven that the devices keep them without power"


def _warning(run: Run) -> str:
    if run.unverified:
        return (
            f"{len(run.unverified)} of the values below were not verified: they are unknown, refused or were not sent."
        )
    return "This run wrote to a simulator. It proves the plan, not the devices." if run.rehearsal else ""


def _device(site: Site, done: DeviceRun) -> DeviceLog:
    item = site.item(done.tag)
    state = f"state {done.state}" if done.state else ""
    fingerprint = joined(*(f"{name.replace('_', ' ')} {number(value)}" for name, value in done.fingerprint.items()))
    return DeviceLog(
        tag=done.tag,
        title=item.title if item else "",
        about=joined(f"bus {done.bus}, address {done.address}", state, fingerprint and f"raw {fingerprint}", by=" · "),
        rows=tuple(_row(site, done, write) for write in done.writes),
        nothing=_nothing(site, done),
    )


def _nothing(site: Site, done: DeviceRun) -> str:
    known = site.types.get(done.type)
    if known and all(parameter.register is None for parameter in known.parameters.values()):
        return "No register takes its settings: they are entered at the device, see Manual steps."
    return "Every value already equalled the site files; nothing was written."


def _row(site: Site, done: DeviceRun, write: Written) -> LogRow:
    known = site.types[done.type].parameters.get(write.parameter) if done.type in site.types else None
    return LogRow(
        code=known.code if known else "",
        title=known.title if known else write.parameter,
        register=register(write.register),
        old=number(write.old),
        new=number(write.new),
        unit=write.unit,
        raw=f"{number(write.old_raw)} → {number(write.new_raw)}",
        outcome=joined(write.outcome, write.reason, by=": "),
        mark=_MARKS.get(write.outcome, FAIL),
        at=moment(write.at)[11:19],
    )

"""The reasons not to write: pure questions; a refusal names the guard, what was seen and wanted, and the next step."""

import datetime
from collections.abc import Iterator, Mapping, Sequence

from plantwright import __version__
from plantwright.deploy.guards_real import ON_REAL_DEVICES
from plantwright.deploy.issue import Issue, Question, Refusal
from plantwright.deploy.plan import DevicePlan, Plan
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.words import counted
from plantwright.site.catalog import DeviceType
from plantwright.site.model import Site


def guard_issue(plan: Plan, site: Site, issue: Issue) -> None:
    """Raise Stop for the first reason not to apply a plan; a rehearsal is not asked what only real devices need."""
    questions = ALWAYS if issue.rehearsal else (*ALWAYS, *ON_REAL_DEVICES)
    refusal = next(refusals(plan, site, issue, questions), None)
    if refusal:
        raise refusal.stop()


def foretold(plan: Plan, site: Site, issue: Issue) -> tuple[Refusal, ...]:
    """Return what the guards of real devices would refuse, for a rehearsal or before a plan is applied."""
    return tuple(refusals(plan, site, issue, ON_REAL_DEVICES))


def refusals(plan: Plan, site: Site, issue: Issue, questions: Sequence[Question]) -> Iterator[Refusal]:
    """Yield the refusals of some guards, in their order."""
    return filter(None, (question(plan, site, issue) for question in questions))


def refuse(message: str, hint: str, guard: str = "") -> Stop:
    """Return the stop of a guard; without a name it is one of another command."""
    return Refusal(guard=guard, message=message, hint=hint).stop() if guard else _plain(message, hint)


def _plain(message: str, hint: str) -> Stop:
    return Stop(ExitCode.REFUSED, f"refused: {message}; nothing was written", hint)


def guard_device(
    planned: DevicePlan, kind: DeviceType, found: Mapping[int, int], fingerprint: Mapping[str, int], state: str
) -> None:
    """Raise Stop unless the device is the one that was planned, holds the values it held, and stands still."""
    if found and not any(found.values()) and any(planned.as_found.values()):
        raise refuse(
            f"{planned.tag} answers zero for every register", "check the gateway and the unit address", "zeros"
        )
    for name, raw in planned.fingerprint.items():
        if fingerprint.get(name) != raw:
            raise refuse(
                f"{planned.tag} is another unit: {name} reads {fingerprint.get(name)}, planned {raw}",
                "check the address; plan again when the unit was replaced",
                "identity",
            )
    for write in planned.writes:
        if found.get(write.register) != write.old_raw:
            raise refuse(
                f"the plan is stale: {planned.tag} {write.code} {write.parameter} (0x{write.register:04X}) reads raw "
                f"{found.get(write.register)}, the plan is from {write.old_raw}",
                "plan again",
                "stale",
            )
    guard_state(planned, kind, state)


def guard_state(planned: DevicePlan, kind: DeviceType, state: str) -> None:
    """Raise Stop unless settings may be written in this state; a device without writes may be in any state."""
    if not planned.writes or (kind.modbus and kind.modbus.drives_no_motor):
        return
    allowed = kind.modbus.writable_states if kind.modbus else ()
    if not allowed:
        raise refuse(
            f"{planned.tag}: nothing says in which states type {kind.type} may be written",
            "state `status` and `writable_states` under `modbus:` of the type, or `drives_no_motor: true`",
            "state",
        )
    if state not in allowed:
        raise refuse(
            f"{planned.tag} is `{state}`; settings are written only in `{' or '.join(allowed)}`",
            "stop the motor, leave the keypad, clear the fault",
            "state",
        )


def _environment(plan: Plan, site: Site, issue: Issue) -> Refusal | None:
    if not issue.environment:
        return None
    names = ", ".join(issue.environment)
    return Refusal(
        guard="environment",
        message=f"{names} is set; plantwright takes no setting from the environment",
        hint=f"`unset {issue.environment[0]}`; everything stands in the site files and on the command line",
        code=ExitCode.USAGE,
    )


def _plant(plan: Plan, site: Site, issue: Issue) -> Refusal | None:
    if issue.number == plan.plant or (issue.number is None and issue.approvals):
        return None
    seen = "no plant was named" if issue.number is None else f"plant `{issue.number}` was named"
    return Refusal(
        guard="plant",
        message=f"{seen}, the plan is for `{plan.plant}` ({plan.plant_name})",
        hint=f"if that is the plant before you: --plant-id {plan.plant}",
    )


def _files(plan: Plan, site: Site, issue: Issue) -> Refusal | None:
    if (site.identity.number, site.sha256) == (plan.plant, plan.site_sha256):
        return None
    return Refusal(
        guard="files",
        message=f"the site files changed after the plan was made: {plan.plant} {plan.site_sha256[:12]} was planned, "
        f"{site.identity.number} {site.sha256[:12]} is there",
        hint="plan again and read the new plan",
    )


def _tool(plan: Plan, site: Site, issue: Issue) -> Refusal | None:
    if plan.tool_version == __version__:
        return None
    message = f"the plan was made by plantwright {plan.tool_version}, this is {__version__}"
    return Refusal(guard="tool", message=message, hint="plan again")


def _kind(plan: Plan, site: Site, issue: Issue) -> Refusal | None:
    if plan.rehearsal == issue.rehearsal:
        return None
    made, given = ("a rehearsal", "the real devices") if plan.rehearsal else ("the real devices", "a rehearsal")
    return Refusal(
        guard="kind", message=f"the plan was made on {made}, the target is {given}", hint="plan again on the target"
    )


def _targets(plan: Plan, site: Site, issue: Issue) -> Refusal | None:
    names = {bus: endpoint.name for bus, endpoint in issue.targets.items()}
    moved = next((bus for bus in dict.fromkeys(device.bus for device in plan.devices)
                  if plan.targets.get(bus) != names.get(bus)), None)  # fmt: skip
    if moved is None:
        return None
    return Refusal(
        guard="targets",
        message=f"bus {moved} was planned at {plan.targets.get(moved, 'no target')}, it is at "
        f"{names.get(moved, 'no target')}",
        hint="plan again",
    )


def _clock(plan: Plan, site: Site, issue: Issue) -> Refusal | None:
    if _moment(plan.created) <= issue.now:
        return None
    return Refusal(
        guard="clock",
        message=f"the clock of this machine stands at {issue.now.isoformat(timespec='seconds')}, the plan was made at "
        f"{plan.created}",
        hint="set the clock; every record carries its time",
    )


def _age(plan: Plan, site: Site, issue: Issue) -> Refusal | None:
    hours = site.deployment.plan_valid_hours
    if issue.now - _moment(plan.created) <= datetime.timedelta(hours=hours):
        return None
    return Refusal(
        guard="age",
        message=f"the plan is from {plan.created}; a plan is good for {counted(hours, 'hour')} here",
        hint="plan again; `deployment.plan_valid_hours` of the site says how long",
    )


def _used(plan: Plan, site: Site, issue: Issue) -> Refusal | None:
    run = next((run for run in issue.runs if run.id == plan.id), None)
    if run is None:
        return None
    message = f"plan {plan.id} was used already, that run ended {run.ended}"
    return Refusal(guard="used", message=message, hint="plan again; a plan is good for one run")


def _journal(plan: Plan, site: Site, issue: Issue) -> Refusal | None:
    other = next((run for run in issue.runs if run.plant != plan.plant), None)
    if other is None:
        return None
    return Refusal(
        guard="journal",
        message=f"the journal folder holds run {other.id} of plant `{other.plant}`, the plan is for `{plan.plant}`",
        hint="name the journal folder of this plant: --journal DIR",
    )


def _unknown(plan: Plan, site: Site, issue: Issue) -> Refusal | None:
    left = [(run.id, register) for run in issue.runs if run.rehearsal == plan.rehearsal for register in run.unknown]
    touched = {device.tag for device in plan.devices}
    run, register = next(((run, each) for run, each in left if each.partition(" ")[0] in touched), ("", ""))
    if not run:
        return None
    return Refusal(
        guard="unknown",
        message=f"run {run} left {register} unknown, and nobody has resolved it",
        hint=f"read the device and say what is there: `plantwright resolve {run}`",
    )


def _moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


ALWAYS: tuple[Question, ...] = (
    _environment, _plant, _files, _tool, _kind, _targets, _clock, _age, _used, _journal, _unknown,
)  # fmt: skip

"""The reasons not to write: pure questions; a refusal names what was seen, what is wanted and the next step."""

import datetime
from collections.abc import Mapping

from plantwright import __version__
from plantwright.deploy.plan import DevicePlan, Plan
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.site.catalog import DeviceType
from plantwright.site.model import Site

VALID_HOURS = 24
"""A plan older than this is refused; our own choice: one working day."""


def refuse(message: str, hint: str) -> Stop:
    """Return the stop of a guard."""
    return Stop(ExitCode.REFUSED, f"refused: {message}; nothing was written", hint)


def guard_plan(plan: Plan, site: Site, typed: str, rehearsal: bool, now: datetime.datetime) -> None:
    """Raise Stop unless the plan is for this plant, these files, this tool, this kind of target, and is fresh."""
    if typed != plan.plant:
        raise refuse(
            f"plant `{typed}` was named, the plan is for `{plan.plant}`", f"name the plant: --plant-id {plan.plant}"
        )
    if site.identity.number != plan.plant or site.sha256 != plan.site_sha256:
        raise refuse("the site files changed after the plan was made", "plan again and read the new plan")
    if plan.tool_version != __version__:
        raise refuse(f"the plan was made by plantwright {plan.tool_version}, this is {__version__}", "plan again")
    if plan.rehearsal != rehearsal:
        made, given = ("a rehearsal", "the real devices") if plan.rehearsal else ("the real devices", "a rehearsal")
        raise refuse(f"the plan was made on {made}, the target is {given}", "plan again on the target")
    age = now - datetime.datetime.fromisoformat(plan.created)
    if not datetime.timedelta(0) <= age <= datetime.timedelta(hours=VALID_HOURS):
        raise refuse(f"the plan is from {plan.created}; a plan is good for {VALID_HOURS} hours", "plan again")


def guard_proof(plan: Plan) -> None:
    """Raise Stop when a real device would get a register whose address, scale or codes no document proves."""
    unproven = [(device.tag, write) for device in plan.devices for write in device.writes if not write.proven]
    if unproven and not plan.rehearsal:
        tag, write = unproven[0]
        raise refuse(
            f"{len(unproven)} registers have no proven coding, the first is {tag} {write.code} {write.parameter} "
            f"(0x{write.register:04X})",
            "enter the values at the device; a rehearsal plant may be written",
        )


def guard_device(
    planned: DevicePlan, kind: DeviceType, found: Mapping[int, int], fingerprint: Mapping[str, int], state: str
) -> None:
    """Raise Stop unless the device is the one that was planned, holds the values it held, and stands still."""
    if found and not any(found.values()) and any(planned.as_found.values()):
        raise refuse(f"{planned.tag} answers zero for every register", "check the gateway and the unit address")
    for name, raw in planned.fingerprint.items():
        if fingerprint.get(name) != raw:
            raise refuse(
                f"{planned.tag} is another unit: {name} reads {fingerprint.get(name)}, planned {raw}",
                "check the address; plan again when the unit was replaced",
            )
    for write in planned.writes:
        if found.get(write.register) != write.old_raw:
            raise refuse(
                f"the plan is stale: {planned.tag} {write.code} {write.parameter} (0x{write.register:04X}) reads raw "
                f"{found.get(write.register)}, the plan is from {write.old_raw}",
                "plan again",
            )
    guard_state(planned, kind, state)


def guard_state(planned: DevicePlan, kind: DeviceType, state: str) -> None:
    """Raise Stop unless settings may be written in this state; a device without writes may be in any state."""
    allowed = kind.modbus.writable_states if kind.modbus else ()
    if planned.writes and allowed and state not in allowed:
        raise refuse(
            f"{planned.tag} is `{state}`; settings are written only in `{' or '.join(allowed)}`",
            "stop the motor, leave the keypad, clear the fault",
        )

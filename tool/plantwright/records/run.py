"""One deployment run as the documents print it: what each device held before and after, and what was written."""

from collections.abc import Mapping
from dataclasses import field

from plantwright.frozen import dataclass
from plantwright.site.catalog import Value

VERIFIED = "verified"
AFTER_POWER_CYCLE = "verified after power cycle"

OUTCOMES = {
    "not sent": "no frame left for the device",
    "written": "the device acknowledged it; no read-back proves it",
    VERIFIED: "a fresh read-back gave the value; not proven after a power cycle",
    AFTER_POWER_CYCLE: "a fresh read gave the value after the device had been without power",
    "altered": "the device holds another value",
    "refused": "the device refused it and keeps the old value",
    "not written": "the frame was sent, the old value stands",
    "unknown": "nobody knows what the register holds because of this run",
}
"""The states of a value, and what each of them says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One planned register of a run; `outcome` is one of OUTCOMES, `stated` what a person said of an unknown one.

    `reads` is the value of the newest read after it was sent, None when there was none.
    """

    parameter: str
    register: int
    outcome: str
    old_raw: int | None = None
    new_raw: int | None = None
    old: Value | None = None
    new: Value | None = None
    unit: str = ""
    at: str = ""
    reason: str = ""
    stated: str = ""
    reads: Value | None = None

    @property
    def verified(self) -> bool:
        """True when a fresh read proved the value, before or after a power cycle."""
        return self.outcome in (VERIFIED, AFTER_POWER_CYCLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRun:
    """One device of a run; `as_found` and `as_left` are raw values by register, empty when it could not be read."""

    tag: str
    bus: str
    address: int
    type: str
    state: str = ""
    fingerprint: Mapping[str, Value] = field(default_factory=dict)
    as_found: Mapping[int, int] = field(default_factory=dict)
    as_left: Mapping[int, int] = field(default_factory=dict)
    writes: tuple[Written, ...] = ()

    @property
    def frames(self) -> int:
        """Return how many write frames the device may have got: one for every register that was sent."""
        return sum(write.outcome != "not sent" for write in self.writes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run; `rehearsal` is true when the values went to a simulator, `result` is the name of its exit code.

    `commit` is that of the site files, with `+changes` when they differed from it; `author` made the plan, `approvals`
    are the persons who signed it. `purpose` is empty when the plan was made from the site files; `targets` are the
    connections by bus.
    `last_hash` is that of the last record of its journal: printed elsewhere it proves that none was cut off at the end.
    """

    id: str
    plant: str
    rehearsal: bool
    started: str
    ended: str
    operator: str
    tool_version: str
    plan_sha256: str
    result: str
    devices: tuple[DeviceRun, ...] = ()
    commit: str = ""
    author: str = ""
    approvals: tuple[str, ...] = ()
    last_hash: str = ""
    notices: tuple[str, ...] = ()
    purpose: str = ""
    targets: Mapping[str, str] = field(default_factory=dict)

    def device(self, tag: str) -> DeviceRun | None:
        """Return what the run did to a device, None when it was not part of the run."""
        return next((device for device in self.devices if device.tag == tag), None)

    @property
    def unverified(self) -> tuple[Written, ...]:
        """Return every planned write that no read-back proved."""
        return tuple(write for device in self.devices for write in device.writes if not write.verified)

"""One deployment run as the documents print it: what each device held before and after, and what was written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from plantwright.site.catalog import Value

VERIFIED = "verified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One register of a run; `outcome` is verified, refused, altered, not written, not sent or unknown."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run; `rehearsal` is true when the values went to a simulator, `result` is the name of its exit code."""

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

    def device(self, tag: str) -> DeviceRun | None:
        """Return what the run did to a device, None when it was not part of the run."""
        return next((device for device in self.devices if device.tag == tag), None)

    @property
    def unverified(self) -> tuple[Written, ...]:
        """Return every planned write that no read-back proved."""
        return tuple(write for device in self.devices for write in device.writes if write.outcome != VERIFIED)

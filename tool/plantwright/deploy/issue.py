"""What is known when a plan is to be applied, and what a guard answers."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from plantwright.deploy.plan import Plan
from plantwright.deploy.signing import Approval, Rejected
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.endpoint import Endpoint
from plantwright.site.model import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a plan is not applied: the guard's name, what was seen and what is wanted, the next step."""

    guard: str
    message: str
    hint: str
    code: ExitCode = ExitCode.REFUSED

    def stop(self) -> Stop:
        """Return the stop that says it."""
        return Stop(self.code, f"refused by the guard `{self.guard}`: {self.message}; nothing was written", self.hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDevice:
    """What an earlier run left of a device: raw values of its settings, and of what tells it from another unit."""

    tag: str
    settings: Mapping[int, int]
    fingerprint: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """An earlier run in the journal folder; `unknown` are the registers whose outcome is not known and not resolved."""

    id: str
    plant: str
    rehearsal: bool
    ended: str
    unknown: tuple[str, ...] = ()
    devices: tuple[PastDevice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What is known when a plan is to be applied, beside plan and site.

    `number` is the plant's number as typed or given, None when nobody was asked. `approvals` and `rejected` are
    the signatures beside the plan; `trusted` the targets of this machine; `environment` variables that would be a
    setting; `runs` the earlier runs, oldest first; `number_of_changes` what was given to confirm them.
    """

    now: datetime.datetime
    rehearsal: bool
    number: str | None
    targets: Mapping[str, Endpoint]
    trusted: frozenset[str] = frozenset()
    terminal: bool = True
    number_of_changes: int | None = None
    commit: str = ""
    root: bool = False
    as_root: bool = False
    environment: tuple[str, ...] = ()
    approvals: tuple[Approval, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    runs: Sequence[PastRun] = ()


Question = Callable[[Plan, Site, Issue], Refusal | None]

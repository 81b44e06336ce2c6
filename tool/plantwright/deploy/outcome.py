"""What became of a register, and of a run."""

import enum
from dataclasses import dataclass

from plantwright.deploy.plan import Write
from plantwright.findings.exit_code import ExitCode
from plantwright.site.catalog import Value


class Result(enum.StrEnum):
    """What became of one register."""

    VERIFIED = "verified"
    REFUSED = "refused"
    ALTERED = "altered"
    NOT_WRITTEN = "not written"
    WRITTEN = "written"  # the device acknowledged it; no read-back proves it
    UNKNOWN = "unknown"
    NOT_SENT = "not sent"


OPEN = frozenset({Result.UNKNOWN, Result.WRITTEN})
"""The results that leave a register to be resolved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result of one planned write; `reads` is the engineering value of the fresh read-back, None when none came."""

    device: str
    write: Write
    result: Result
    reads: Value | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideEffect:
    """A register that changed although the plan did not touch it, or after it was verified."""

    device: str
    register: int
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What a run did. `durable` is False when the journal could not take all of it."""

    outcomes: tuple[Outcome, ...]
    side_effects: tuple[SideEffect, ...]
    interrupted: bool
    stopped: str
    durable: bool = True
    unrecorded: int = 0

    @property
    def code(self) -> ExitCode:
        """Return the exit code; unknown wins over not durable, that over stopped, stopped over altered."""
        results = {outcome.result for outcome in self.outcomes}
        if results & OPEN or self.unrecorded:
            return ExitCode.UNKNOWN
        if not self.durable:
            return ExitCode.NOT_DURABLE
        if self.interrupted:
            return ExitCode.INTERRUPTED
        if results & {Result.REFUSED, Result.ALTERED} or self.side_effects:
            return ExitCode.ALTERED
        return ExitCode.STOPPED if results - {Result.VERIFIED} or self.stopped else ExitCode.DONE

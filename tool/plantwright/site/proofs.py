"""What shows that a line of a procedure was done: records, and the entries of their `checks`. Pure."""

import datetime
from itertools import chain
from typing import NamedTuple

from plantwright.findings.verdict import Path
from plantwright.site.model import Site
from plantwright.site.procedures import Line
from plantwright.site.records import Check, FibreMating, Handover, ManualStep, Milestone, Record, SignOff, in_force

CHECKED = frozenset({"visual-check", "manual-step", "measurement"})
"""Kinds of a line that an entry of `checks` proves, in a record of any kind."""


class Proof(NamedTuple):
    """What shows that a line was done: a record, or the entry of its `checks` at `place`."""

    record: Record
    result: str
    at: datetime.datetime
    place: int | None = None

    @property
    def check(self) -> Check | None:
        """Return the entry of `checks`, None when the record as a whole proves the line."""
        return None if self.place is None else self.record.checks[self.place]

    @property
    def path(self) -> Path:
        """Return where the proof stands."""
        return self.record.path("record") if self.place is None else self.record.path("checks", self.place, "line")

    @property
    def person(self) -> str:
        """Return who did it."""
        return (self.check.person if self.check else "") or self.record.person


class Proofs:
    """The records in force, by what they can prove."""

    def __init__(self, site: Site) -> None:
        self._ends = {tag: tuple(link.ends) for tag, link in site.fibre_links.items()}
        self._checks: dict[tuple[str, str], list[Proof]] = {}  # by object and line
        self._whole: dict[tuple[str, str], list[Proof]] = {}  # by object and kind, or step of a device type
        for record in in_force(site.records.values()):
            self._take(record)

    def of(self, tag: str, line: Line) -> tuple[Proof, ...]:
        """Return the newest proof of a line, of each end where both are needed; empty when something is missing."""
        checks = [each for each in self._checks.get((tag, line.id), ()) if _counts(each, line)]
        if line.procedure or line.record in CHECKED:
            return _newest([*checks, *self._whole.get((tag, line.step.partition("/")[2]), ())])
        whole = [each for each in self._whole.get((tag, line.record), ()) if _is_about(each.record, line)]
        ends = self._ends.get(tag, ("",)) if line.record in ("fibre-end-face", "fibre-mating") else ("",)
        each_end = [_newest([*checks, *(proof for proof in whole if _at_end(proof, end))]) for end in ends]
        return tuple(chain.from_iterable(each_end)) if all(each_end) else ()

    def _take(self, record: Record) -> None:
        result, at = _result(record), record.time
        self._whole.setdefault((record.object, record.kind), []).append(Proof(record, result, at))
        if isinstance(record, ManualStep) and record.step:
            self._whole.setdefault((record.object, record.step), []).append(Proof(record, result, at))
        for place, check in enumerate(record.checks):
            time = datetime.datetime.fromisoformat(check.at) if check.at else at
            self._checks.setdefault((record.object, check.line), []).append(Proof(record, check.result, time, place))


def _newest(proofs: list[Proof]) -> tuple[Proof, ...]:
    return (max(proofs, key=lambda proof: proof.at),) if proofs else ()


def _counts(proof: Proof, line: Line) -> bool:
    """A measurement without a value proves nothing, nor does an entry where a record of its own is needed."""
    if proof.result != "pass" or line.procedure:
        return True
    has_value = proof.check is not None and proof.check.value is not None
    return line.record in CHECKED and (line.record != "measurement" or has_value)


def _is_about(record: Record, line: Line) -> bool:
    return not line.subject or line.subject == _subject(record)


def _subject(record: Record) -> str:
    """Return which milestone was reached, in which role was signed, or what was handed over; empty for other kinds."""
    match record:
        case Milestone():
            return record.milestone
        case SignOff():
            return record.role
        case Handover():
            return record.item
        case _:
            return ""


def _at_end(proof: Proof, end: str) -> bool:
    return not end or proof.record.data.get("end") == end


def _result(record: Record) -> str:
    demated = isinstance(record, FibreMating) and record.event != "mated"
    refused = isinstance(record, SignOff) and record.statement == "not accepted"
    own = record.result or ("fail" if demated or refused else "pass")
    return "fail" if own == "fail" else "pass"

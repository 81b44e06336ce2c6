"""REC011: a line of a procedure was done before one that has to come before it."""

import datetime
from collections.abc import Iterator, Mapping

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.records.telling import one_pass_an_object
from plantwright.rules.say import fail, passed
from plantwright.site.model import Site
from plantwright.site.proofs import Proof
from plantwright.site.records import FibreMating
from plantwright.site.tasks import NOT_APPLICABLE, PHASES, Key, Task, tasks


@rule(
    id="REC011",
    severity=ERROR,
    title="Line of a procedure done before its turn",
    source=Source(document="plantwright record format", clause="checks; site.phase"),
    refs=(),
    bad={"records.2026-10-09-first-start-P101.at": "2026-10-07T09:20:00+02:00"},
)
def line_before_its_turn(site: Site) -> Iterator[Verdict]:
    """The step before makes the next one safe or meaningful; done afterwards it comes too late."""
    return one_pass_an_object(_each(site))


def _each(site: Site) -> Iterator[Verdict]:
    every = {task.key: task for task in tasks(site)} if site.records else {}
    for task in every.values():
        for proof in _real(task) if task.after else ():
            fault = next((fault for key in task.after if (fault := _fault(site, proof, key, every))), "")
            what = f"{proof.record.file}: {task.line.id}"
            if fault:
                hint = "do the line again now that what comes before it is done, or correct the time that was recorded"
                yield fail(task.object, f"{what} {fault}", path=proof.path, hint=hint)
            else:
                yield passed(task.object, f"{what} was done in its turn", path=proof.path)


def _fault(site: Site, proof: Proof, before: Key, every: Mapping[Key, Task]) -> str:
    """Return what is wrong with the order of a proof and of the line before it, empty when nothing is."""
    other = every[before]
    later = [each for each in _real(other) if each.at > proof.at and _same_end(each, proof)]
    if later:
        done = later[-1].at.isoformat(sep=" ", timespec="minutes")
        return f"was done {proof.at.isoformat(sep=' ', timespec='minutes')}, {before} only {done}"
    under_way = PHASES.index(other.phase) <= PHASES.index(site.identity.phase)
    if other.line.hold and under_way and not other.done:
        return f"was done, {before} is a hold point and is not done"
    return ""


def _same_end(first: Proof, second: Proof) -> bool:
    """Return whether two proofs are not of the two ends of a fibre link, each of which has its own turn."""
    return len({first.record.data.get("end", ""), second.record.data.get("end", "")} - {""}) < 2


def _real(task: Task) -> list[Proof]:
    """Return what was really done, earliest first; what does not apply or was undone has no place in the order."""
    return sorted((each for each in task.proofs if each.result != NOT_APPLICABLE and not _undone(each)), key=_time)


def _undone(proof: Proof) -> bool:
    """Return whether a record is about a connection that was opened; it is inspected after that, not before."""
    return isinstance(proof.record, FibreMating) and proof.record.event != "mated"


def _time(proof: Proof) -> datetime.datetime:
    return proof.at

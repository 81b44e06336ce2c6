"""What the order of cleaning demands next while the inspections and cleanings of an end face are entered. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from plantwright.records.paths import nested
from plantwright.records.questions import Answers
from plantwright.rules.fibre.end_face import Fault, State, ended, faults_of
from plantwright.site.end_face_tables import cleaning
from plantwright.site.freeze import build
from plantwright.site.records import Attempt, Criteria, FibreEndFace, PowerOff


def demanded(attempts: Sequence[Attempt]) -> str:
    """Say what comes next after inspections and cleanings."""
    if not attempts:
        return "inspect it first; what is clean is not cleaned"
    state = ended(_record(attempts))
    if state is State.DIRTY:
        return _cleaning(attempts)
    late_s = cleaning().limits["dry_after_wet_s"].value
    return {
        State.CLEAN: "it is clean: clean no more, end the list and judge it",
        State.CLEANED: "inspect it: every attempt is followed by an inspection",
        State.WETTED: f"dry it at once, within {late_s} s",
        State.UNSEEN: "inspect it and say what was found",
    }[state]


def out_of_order(attempts: Sequence[Attempt], step: str) -> str:
    """Say why a step should not come next, empty when it may."""
    more = Attempt(at=attempts[-1].at if attempts else _TIME, step=step)
    found = [
        each.message
        for each in faults_of(_record([*attempts, more]))
        if (each.fault in _STEPS and each.keys[:2] == ("attempts", len(attempts)))
        or (each.fault is Fault.NOT_DRIED and step != "wet")
    ]
    return found[-1] if found else ""


def attempts_in(answers: Answers) -> tuple[Attempt, ...]:
    """Return the attempts that were entered so far, each with its step and time."""
    stated = {path: value for path, value in answers.items() if path[0] == "attempts" and value is not None}
    every = nested(stated).get("attempts", ())
    return tuple(build(Attempt, each) for each in every if "step" in each and "at" in each)


_TIME = "2000-01-01T00:00:00+00:00"  # any: only the order of the attempts matters here
_STEPS = frozenset(
    (
        Fault.CLEANED_UNSEEN,
        Fault.CLEAN_CLEANED,
        Fault.NOT_INSPECTED,
        Fault.WET_BEFORE_DRY,
        Fault.TOO_MANY_DRY,
        Fault.TOO_MANY_WET,
    )
)


def _cleaning(attempts: Sequence[Attempt]) -> str:
    """Say how a dirty end face may still be cleaned."""
    dry, wet = (not out_of_order(attempts, step) for step in ("dry", "wet"))
    if dry and wet:
        return "it is dirty: clean it dry again, or wet when dry cleaning does not help"
    if dry:
        return "it is dirty: clean it dry"
    if wet:
        return "it is dirty and may not be cleaned dry any more: clean it wet, then dry it at once"
    return "it is dirty and may not be cleaned any more: judge it by the criteria, use or replace it"


def _record(attempts: Sequence[Attempt]) -> FibreEndFace:
    """Return a record with nothing in it but attempts."""
    empty = FibreEndFace(
        name="", kind="fibre-end-face", object="", person="", at=_TIME, end="", end_face="", attempts=(),
        criteria=Criteria(standard=""), power_off=PowerOff(confirmed=True),
    )  # fmt: skip
    return replace(empty, attempts=tuple(attempts))

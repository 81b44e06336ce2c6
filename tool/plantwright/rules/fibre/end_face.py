"""The inspections and cleanings of one end face as a state machine (IEC/TR 62627-01:2010 clause 5): what went wrong."""

import datetime
from collections.abc import Iterator, Mapping
from enum import Enum, StrEnum, auto
from itertools import pairwise
from typing import NamedTuple

from plantwright.physics.fibre_budget import HIGH_POWER_W, power_w
from plantwright.site.end_face_tables import cleaning
from plantwright.site.records import Attempt, FibreEndFace, Record


class Fault(Enum):
    """What can go wrong between the first look at an end face and the mating of a connection."""

    CLEANED_UNSEEN = auto()
    CLEAN_CLEANED = auto()
    WET_BEFORE_DRY = auto()
    NOT_INSPECTED = auto()
    NOT_DRIED = auto()
    DRIED_LATE = auto()
    TOO_MANY_DRY = auto()
    TOO_MANY_WET = auto()
    DIRT_UNTAGGED = auto()
    ACCEPTED_DIRTY = auto()
    ACCEPTED_UNSEEN = auto()
    NO_POWER_OFF = auto()
    MATED_UNSEEN = auto()
    MATED_DIRTY = auto()
    VERDICT_EXPIRED = auto()
    PARTNER_UNSEEN = auto()
    SLEEVE_UNSEEN = auto()
    CONDEMNED = auto()
    IMPOSSIBLE = auto()


class Violation(NamedTuple):
    """A fault in a record: the keys that lead to it, and what was found, in words."""

    fault: Fault
    record: Record
    keys: tuple[str | int, ...]
    message: str


class State(StrEnum):
    """What is known of an end face within one record; `wetted` waits for its dry pass, `cleaned` for an inspection."""

    UNSEEN = "not inspected yet"
    CLEAN = "clean"
    DIRTY = "dirty"
    CLEANED = "cleaned"
    WETTED = "wet"


class Event(StrEnum):
    """What an attempt does; `seen` is an inspection that does not say what it found."""

    CLEAN = "clean"
    DIRTY = "dirty"
    SEEN = "seen"
    DRY = "dry"
    WET = "wet"
    WET_DRIED = "wet and dried"


_INSPECTED = {Event.CLEAN: State.CLEAN, Event.DIRTY: State.DIRTY, Event.SEEN: State.UNSEEN}
_CLEANED = {Event.DRY: State.CLEANED, Event.WET: State.WETTED, Event.WET_DRIED: State.CLEANED}
NEXT: Mapping[Event, State] = {**_INSPECTED, **_CLEANED}
"""The state that an event leads to, whatever was before."""

WRONG: Mapping[tuple[State, Event], tuple[Fault, ...]] = {
    **{(State.UNSEEN, event): (Fault.CLEANED_UNSEEN,) for event in _CLEANED},
    **{(State.CLEAN, event): (Fault.CLEAN_CLEANED,) for event in _CLEANED},
    **{(State.CLEANED, event): (Fault.NOT_INSPECTED,) for event in _CLEANED},
    **{(State.WETTED, event): (Fault.NOT_DRIED,) for event in NEXT if event is not Event.DRY},
}
"""The steps out of order; every other pair of state and event is in order."""

WORDS: Mapping[Fault, str] = {
    Fault.CLEANED_UNSEEN: "cleaned {step} before an inspection said that it is dirty",
    Fault.CLEAN_CLEANED: "cleaned {step} although the inspection before found it clean",
    Fault.NOT_INSPECTED: "cleaned {step} again without an inspection after the attempt before",
    Fault.NOT_DRIED: "cleaned wet, and no dry cleaning follows at once",
}


class Counted(NamedTuple):
    """How often an end face was cleaned so far; a dry pass that belongs to a wet cleaning is no dry attempt."""

    dry: int = 0
    wet: int = 0


def ended(record: FibreEndFace) -> State:
    """Return the state in which a record leaves its end face."""
    return NEXT[_event(record.attempts[-1])]


def first_seen(record: FibreEndFace) -> tuple[int, str]:
    """Return place and result of the first inspection of a record; the result is empty when there is none."""
    found = ((place, each.result) for place, each in enumerate(record.attempts) if each.step == "inspect")
    return next(found, (0, ""))


def faults_of(record: FibreEndFace) -> Iterator[Violation]:
    """Yield what is out of order within one record, in the order of its attempts."""
    yield from _power(record)
    state, counted = State.UNSEEN, Counted()
    for place, attempt in enumerate(record.attempts):
        event = _event(attempt)
        for fault in WRONG.get((state, event), ()):
            at = place - 1 if fault is Fault.NOT_DRIED else place
            yield _at(record, at, fault, WORDS[fault].format(step=attempt.step))
        drying = state is State.WETTED and event is Event.DRY
        counted = counted if drying else _counted(counted, event)
        if event in _CLEANED and not drying:
            yield from _limits(record, place, event, counted)
        state = NEXT[event]
    yield from _end(record, state)
    yield from _late(record)
    yield from _untagged(record)
    yield from _backwards(record)


def _event(attempt: Attempt) -> Event:
    if attempt.step == "inspect":
        return Event(attempt.result or "seen")
    return Event.WET_DRIED if attempt.step == "wet" and attempt.dried else Event(attempt.step)


def _counted(so_far: Counted, event: Event) -> Counted:
    return Counted(so_far.dry + (event is Event.DRY), so_far.wet + (event in (Event.WET, Event.WET_DRIED)))


def _limits(record: FibreEndFace, place: int, event: Event, counted: Counted) -> Iterator[Violation]:
    """Yield a cleaning in the wrong order of methods, or one more than is allowed of its method."""
    limits = cleaning().limits
    if event is Event.DRY:
        fault, number, most = Fault.TOO_MANY_DRY, counted.dry, limits["dry_attempts"].value
    else:
        fault, number, most = Fault.TOO_MANY_WET, counted.wet, limits["wet_attempts"].value
    step = record.attempts[place].step
    if number > most:
        yield _at(record, place, fault, f"cleaned {step} for the {number}th time, at most {most} allowed")
    if event is not Event.DRY and not counted.dry:
        yield _at(record, place, Fault.WET_BEFORE_DRY, "cleaned wet before the dry method was tried")


def _end(record: FibreEndFace, state: State) -> Iterator[Violation]:
    last = len(record.attempts) - 1
    if state is State.WETTED:
        yield _at(record, last, Fault.NOT_DRIED, WORDS[Fault.NOT_DRIED])
    if record.result == "pass" and state is State.DIRTY:
        message = "accepted although the last inspection found it dirty"
        yield Violation(Fault.ACCEPTED_DIRTY, record, ("result",), message)
    elif record.result == "pass" and state is not State.CLEAN:
        message = "accepted without an inspection after the last cleaning that says what was seen"
        yield Violation(Fault.ACCEPTED_UNSEEN, record, ("result",), message)


def _power(record: FibreEndFace) -> Iterator[Violation]:
    off, first = record.power_off, record.attempts[0]
    if not off.confirmed:
        message = "looked at without confirmation that no light was in the fibre"
        yield Violation(Fault.NO_POWER_OFF, record, ("power_off", "confirmed"), message)
    elif off.at and datetime.datetime.fromisoformat(off.at) > first.time:
        message = f"looked at {first.at}, the fibre was confirmed to be dark only later"
        yield Violation(Fault.NO_POWER_OFF, record, ("power_off", "at"), message)
    if off.power_dbm is not None and power_w(off.power_dbm) >= HIGH_POWER_W:
        message = f"looked at with {off.power_dbm} dBm in the fibre"
        yield Violation(Fault.NO_POWER_OFF, record, ("power_off", "power_dbm"), message)


def _late(record: FibreEndFace) -> Iterator[Violation]:
    most = cleaning().limits["dry_after_wet_s"].value
    for place, (before, after) in enumerate(pairwise(record.attempts), start=1):
        gap_s = (after.time - before.time).total_seconds()
        if _event(before) is Event.WET and after.step == "dry" and gap_s > most:
            message = f"dried {gap_s:.0f} s after the wet cleaning, at most {most} s allowed"
            yield Violation(Fault.DRIED_LATE, record, ("attempts", place, "at"), message)


def _untagged(record: FibreEndFace) -> Iterator[Violation]:
    """Yield the first inspection that found dirt which cleaning did not remove, when none says what it is."""
    for place, attempt in enumerate(record.attempts):
        if attempt.debris:
            return
        after = [each.step for each in record.attempts[place + 1 :]]
        if place and attempt.result == "dirty" and after[:1] in ([], ["wet"]):
            message = "dirt stayed and is not tagged as bonded, mated-in or embedded"
            yield Violation(Fault.DIRT_UNTAGGED, record, ("attempts", place, "result"), message)
            return


def _backwards(record: FibreEndFace) -> Iterator[Violation]:
    for place, (before, after) in enumerate(pairwise(record.attempts), start=1):
        if after.time < before.time:
            message = f"an attempt at {after.at} stands behind one at {before.at}"
            yield Violation(Fault.IMPOSSIBLE, record, ("attempts", place, "at"), message)


def _at(record: FibreEndFace, place: int, fault: Fault, message: str) -> Violation:
    return Violation(fault, record, ("attempts", place, "step"), message)

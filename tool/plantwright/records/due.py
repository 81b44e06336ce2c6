"""What is still to do at a plant and why it is next: lines of procedures, punch items, coming dates. Pure."""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from plantwright.records.entry import kind_for
from plantwright.rules.records.calibration_expired import calibrated_until
from plantwright.site.model import Site
from plantwright.site.records import Calibration, Handover, Punch, Record, in_force, of_kind
from plantwright.site.tasks import Key, State, Task, tasks


class Due(NamedTuple):
    """Something with a date, or a punch item; `date` is YYYY-MM-DD, empty when none was set."""

    what: str
    object: str
    text: str
    date: str = ""
    record: str = ""

    def overdue(self, today: datetime.date) -> bool:
        """Return whether the date has passed."""
        return bool(self.date) and self.date < today.isoformat()


class Outstanding(NamedTuple):
    """What is still to do: lines in an order in which they can be done, what each holds up, and dates."""

    lines: tuple[Task, ...]
    done: int
    held_up: Mapping[Key, int]
    dues: tuple[Due, ...]


def outstanding(site: Site, now: datetime.datetime, tag: str = "") -> Outstanding:
    """Return what is still to do at a plant, or at one object of it: what can be done now first, then what waits."""
    every = tasks(site)
    held_up = Counter(key for task in every for key in task.waits_for)
    about = [task for task in every if tag in ("", task.object)]
    left = sorted((task for task in about if not task.done), key=lambda task: _TURN[task.state])
    dues = tuple(each for each in _dues(site, now) if tag in ("", each.object))
    return Outstanding(tuple(left), len(about) - len(left), held_up, dues)


def why(task: Task, held_up: int) -> str:
    """Say why a line is next, or what it waits for."""
    if task.state is State.WAITS:
        return f"waits for {_some(task.waits_for)}"
    if task.state is State.FAILED:
        return f"it failed in {task.proof}: mend the cause and record it again"
    before = f"done before it: {_some(task.after)}" if task.after else "nothing comes before it"
    waiting = f"{held_up} line{' waits' if held_up == 1 else 's wait'} for it" if held_up else ""
    return "; ".join(filter(None, (before, "hold point" * task.line.hold, waiting)))


def command(task: Task) -> str:
    """Return the arguments of `plantwright record` that record a line."""
    kind = kind_for(task.line)
    return f"{kind} {task.object}{f' --procedure {task.procedure.name}' if kind == 'checklist' else ''}"


_TURN = {State.FAILED: 0, State.OPEN: 1, State.WAITS: 2, State.DONE: 3}


def _some(keys: Sequence[Key], most: int = 3) -> str:
    names = ", ".join(map(str, keys[:most]))
    return f"{names} and {len(keys) - most} more" if len(keys) > most else names


def _dues(site: Site, now: datetime.datetime) -> Iterator[Due]:
    """Yield punch items by category, then everything else by date."""
    records = in_force(site.records.values())
    yield from sorted(_punch(records), key=lambda due: (due.what, due.date or "9999"))
    yield from sorted((*_calibrations(site, records, now), *_next_tests(records)), key=lambda due: due.date)


def _punch(records: Sequence[Record]) -> Iterator[Due]:
    for item in of_kind(records, Punch):
        if item.verified is None:
            state = "closed, nobody has seen it yet" if item.closed else f"open{', ' * bool(item.owner)}{item.owner}"
            yield Due(f"punch {item.category}", item.object, f"{item.text} ({state})", item.due, item.name)


def _calibrations(site: Site, records: Sequence[Record], now: datetime.datetime) -> Iterator[Due]:
    every = of_kind(records, Calibration)
    for tool in site.instruments.values():
        until = calibrated_until(tool, every, now)
        if until:
            yield Due("calibration", tool.tag, f"of {tool.title or tool.kind} ends", until)


def _next_tests(records: Sequence[Record]) -> Iterator[Due]:
    """Yield the newest date of each next test that was handed over."""
    newest = {(item.object, item.text): item for item in of_kind(records, Handover) if item.item == "next test"}
    yield from (Due("next test", each.object, each.text, each.due, each.name) for each in newest.values() if each.due)

"""Shows the records of a site, what the rules say of them, and what is still to do."""

import datetime
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from plantwright import __version__
from plantwright.cli import screen
from plantwright.cli.sites import checked_site, today, verdicts_of
from plantwright.findings.exit_code import ExitCode
from plantwright.findings.reporters import text
from plantwright.findings.reporters.json import dumps, verdict_data
from plantwright.findings.verdict import Judged, Verdict
from plantwright.records.due import Due, Outstanding, command, outstanding, why
from plantwright.records.entry import own
from plantwright.site.load import LoadedSite
from plantwright.site.model import Site
from plantwright.site.records import Record, corrected_by
from plantwright.site.source import dump
from plantwright.site.tasks import State, Task

FEW = 5
"""How many lines are told in words; the rest is counted."""


def tell(loaded: LoadedSite, found: Sequence[Verdict]) -> bool:
    """Show findings on stderr, and return whether there are any."""
    if found:
        site = checked_site("", loaded, Judged(tuple(found)))
        screen.show(list(text.blocks(site, every=False)), sys.stderr)
    return bool(found)


def kept_document(path: Path, found: Sequence[Verdict]) -> str:
    """Return what became of a record as JSON."""
    return dumps({**_head(), "file": str(path), "verdicts": [verdict_data(each) for each in found]})


def listing(site: Site, kind: str | None, tag: str, form: str) -> int:
    """Print the records, of one kind or object when named."""
    every = [each for each in site.records.values() if kind in (None, each.kind) and tag in ("", each.object)]
    newer = {each.supersedes: each.name for each in site.records.values()}
    every.sort(key=lambda each: (each.time, each.name))
    if form == "json":
        sys.stdout.write(dumps({**_head(), "records": [_data(each, newer.get(each.name, "")) for each in every]}))
        return ExitCode.DONE
    rows = [(each.name, each.at, each.person, _result(each, newer.get(each.name, ""))) for each in every]
    print("\n".join([*screen.table(("record", "time", "person", "result"), rows), f"{len(every)} records"]))
    return ExitCode.DONE


def one(loaded: LoadedSite, site: Site, record: Record, form: str) -> int:
    """Print one record and what the rules say of it; return 1 when they find something."""
    found = own(verdicts_of(loaded), record.name)
    newer = corrected_by(site.records.values(), record.name)
    if form == "json":
        about = {**_data(record, newer), "data": record.data, "verdicts": [verdict_data(each) for each in found]}
        sys.stdout.write(dumps({**_head(), **about}))
    else:
        print(dump(record.data), end="")
        print(f"corrected by {newer}\n" if newer else "", end="")
        tell(loaded, found)
    return ExitCode.NO if found else ExitCode.DONE


def next_lines(site: Site, path: str, tag: str, form: str) -> int:
    """Print what is still to do and why it is next."""
    found = outstanding(site, datetime.datetime.now().astimezone(), tag)
    if form == "json":
        sys.stdout.write(dumps({**_head(), "site": path, **_outstanding_data(found)}))
    else:
        print("\n".join(_next_words(site, path, tag, found)))
    return ExitCode.DONE


def _next_words(site: Site, path: str, tag: str, found: Outstanding) -> Iterator[str]:
    yield f"{tag or site.identity.name}: {found.done} of {found.done + len(found.lines)} lines are done"
    for number, task in enumerate(found.lines[:FEW], start=1):
        line, facts = task.line, "; ".join(filter(None, (task.line.who, "hold point" * task.line.hold, task.line.when)))
        yield f"{number}. {task.key}: {line.text} ({facts})"
        yield f"   why: {why(task, found.held_up.get(task.key, 0))}"
        yield f"   plantwright record {command(task)} {path}"
    now = sum(task.state is not State.WAITS for task in found.lines)
    told = min(FEW, len(found.lines))
    if len(found.lines) > told:
        yield f"then {max(0, now - told)} more can be done now, {len(found.lines) - max(now, told)} wait for others"
    yield from (_due_words(each) for each in found.dues[:FEW])
    if len(found.dues) > FEW:
        yield f"and {len(found.dues) - FEW} more dates and punch items; --format json lists all"


def _due_words(due: Due) -> str:
    date = f"{due.date}{' OVERDUE' if due.overdue(today()) else ''}" if due.date else "no date"
    return f"{date}: {due.what} {due.object}: {due.text}"


def _outstanding_data(found: Outstanding) -> dict[str, Any]:
    return {
        "done": found.done,
        "lines": [_task_data(each, found.held_up.get(each.key, 0)) for each in found.lines],
        "dues": [{**each._asdict(), "overdue": each.overdue(today())} for each in found.dues],
    }


def _task_data(task: Task, held_up: int) -> dict[str, Any]:
    return {
        "object": task.object,
        "line": task.line.id,
        "text": task.line.text,
        "who": task.line.who,
        "when": task.line.when,
        "hold": task.line.hold,
        "state": str(task.state),
        "why": why(task, held_up),
        "holds_up": held_up,
        "waits_for": [each._asdict() for each in task.waits_for],
        "command": f"plantwright record {command(task)}",
        "source": str(task.line.source),
    }


def _data(record: Record, newer: str) -> dict[str, Any]:
    return {
        "name": record.name,
        "kind": record.kind,
        "object": record.object,
        "at": record.at,
        "person": record.person,
        "result": record.result,
        "supersedes": record.supersedes,
        "corrected_by": newer,
    }


def _result(record: Record, newer: str) -> str:
    result = record.result or ("" if record.passed else "fail")
    return f"{result} (corrected by {newer})".strip() if newer else result


def _head() -> dict[str, Any]:
    return {"format_version": 1, "tool_version": __version__}

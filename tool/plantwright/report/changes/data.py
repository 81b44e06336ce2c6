"""A change report for machines: plain data for one JSON document."""

from dataclasses import asdict
from typing import Any

from plantwright import __version__
from plantwright.findings.reporters.json import FORMAT_VERSION, verdict_data
from plantwright.report.changes.change import Change, Changed, RecordChange, Thing
from plantwright.report.changes.checks import CheckChange
from plantwright.report.changes.state import Commit
from plantwright.site.rework import rework


def report(change: Change) -> dict[str, Any]:
    """Return the report as plain data; values are those of the site files, in the unit that stands beside them."""
    return {
        "format_version": FORMAT_VERSION,
        "tool_version": __version__,
        "site": change.name,
        "number": change.number,
        "before": _commit(change.before),
        "after": _commit(change.after),
        "comparable": change.comparable,
        "problems": [{"commit": commit.short, **verdict_data(each)} for commit, each in change.problems],
        "objects": [_thing(each) for each in change.things],
        "checks": [_check(each) for each in (*change.checks.told, *change.checks.moved)],
        "other_checks": dict(change.checks.counted),
        "rework": {"basis": rework().basis, "tasks": [asdict(each) for each in change.jobs]},
        "documents": [asdict(each) for each in change.reissues],
        "records": [_record(each) for each in change.records],
        "files": [asdict(each) for each in change.files],
    }


def _commit(commit: Commit) -> dict[str, Any]:
    return {key: value or None for key, value in asdict(commit).items()}


def _thing(thing: Thing) -> dict[str, Any]:
    each = thing.change
    return {
        "section": each.section,
        "tag": each.tag or None,
        "what": each.what,
        "tag_before": each.before_tag or None,
        "title": thing.title,
        "belongs_to": thing.home or None,
        "data": each.data,
        "values": [_value(value) for value in thing.values],
    }


def _value(value: Changed) -> dict[str, Any]:
    plain = {"key": value.key, "pointer": value.pointer, "before": value.before, "after": value.after}
    return {**plain, "unit": value.unit, "setting": asdict(value.setting) if value.setting else None}


def _check(each: CheckChange) -> dict[str, Any]:
    sides = {"before": each.before, "after": each.after}
    return {"what": each.what, **{name: verdict_data(side) if side else None for name, side in sides.items()}}


def _record(each: RecordChange) -> dict[str, Any]:
    record = each.record
    facts = {"name": record.name, "kind": record.kind, "object": record.object, "at": record.at}
    return {"what": each.what, **facts, "result": record.result or None, "supersedes": record.supersedes or None}

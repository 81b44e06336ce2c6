"""The sentences and cells that every form of a change report shares."""

from collections.abc import Sequence

from plantwright.findings.words import counted
from plantwright.report.changes.change import Change, Changed, RecordChange, Thing, told
from plantwright.report.changes.checks import CheckChange, told_number
from plantwright.report.changes.files import FileChange
from plantwright.report.changes.state import Commit
from plantwright.report.text import joined, moment, register
from plantwright.site.difference import ADDED, CHANGED, REMOVED, RENAMED

LAYOUT_ONLY = "in layout only: comments, order, form, or defaults that nothing uses"


def headline(change: Change) -> str:
    """Return what changed in one line."""
    if not change.comparable:
        return f"not compared: {_where(change)} did not load; {counted(len(change.files), 'file')} changed"
    if change.nothing:
        return "nothing changed"
    objects = [f"{change.count(what)} {what}" for what in (ADDED, REMOVED, RENAMED, CHANGED) if change.count(what)]
    values = sum(len(thing.values) for thing in change.things)
    parts = [f"objects: {', '.join(objects)}" if objects else "no object changed"]
    parts += [counted(values, "value")] if values else []
    parts += [counted(len(change.records), "record")] if change.records else []
    parts += [layout(change.layout)] if change.layout else []
    return "; ".join(parts)


def layout(files: Sequence[FileChange]) -> str:
    """Return how many files changed in layout only."""
    return f"{counted(len(files), 'file')} changed in layout only"


def _where(change: Change) -> str:
    return " and ".join(dict.fromkeys(commit.short for commit, _ in change.problems))


def signed(commit: Commit) -> str:
    """Return date, author and subject of a commit."""
    return joined(moment(commit.date), commit.author, commit.subject) or "the files in the folder, not committed"


def titled(thing: Thing) -> str:
    """Return what an object is: `K101 (contactors), isolating contactor, of P101`, with its name before."""
    each = thing.change
    section = f" ({each.section})" if each.tag else ""
    former = f", before {each.before_tag}" if each.what == RENAMED else ""
    return f"{each.name}{section}{former}{f', {thing.title}' if thing.title else ''}"


def whole(thing: Thing) -> str:
    """Return all keys of an object that was added or removed."""
    return told(dict(thing.change.data or {}))


def raw(value: Changed) -> str:
    """Return the register of a setting with its raw values, empty where it has none."""
    setting = value.setting
    if setting is None or setting.register is None:
        return ""
    old, new = ("—" if each is None else str(each) for each in (setting.raw_before, setting.raw_after))
    return f"{register(setting.register)} {old} → {new}{'' if setting.proven else ', coding not proven'}"


def named(value: Changed) -> str:
    """Return the panel code and the key of a value."""
    return joined(value.setting.code if value.setting else "", value.key.removeprefix("parameters."), by=" ")


def checked(each: CheckChange) -> str:
    """Return what a check says now, else what it said, with the numbers before where they were others."""
    verdict = each.verdict
    old, new = (told_number(one) if one else "" for one in (each.before, each.after))
    return f"{verdict.message}; before: {old}" if old and new and old != new else verdict.message


def recorded(each: RecordChange) -> str:
    """Return what became of a record."""
    record = each.record
    correction = f", supersedes {record.supersedes}" if record.supersedes else ""
    result = f", {record.result}" if record.result else ""
    about = f"{record.kind} of {record.object}, {moment(record.at)}, {record.person}"
    return f"{each.what}: {record.name}: {about}{result}{correction}"


def filed(each: FileChange) -> str:
    """Return what became of a file."""
    return f"{each.what}, layout only" if each.layout else each.what


def lines(each: FileChange) -> str:
    """Return how many lines of a file are new and gone."""
    return f"+{each.new_lines} −{each.gone_lines}"

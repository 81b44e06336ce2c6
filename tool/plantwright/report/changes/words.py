"""The sentences and cells that every form of a change report shares."""

from collections.abc import Sequence

from plantwright.report.changes.change import Change, Changed, RecordChange, Thing, told
from plantwright.report.changes.checks import CheckChange, told_number
from plantwright.report.changes.files import FileChange
from plantwright.report.changes.state import Commit
from plantwright.report.language import counted, text
from plantwright.report.text import joined, moment, register, word
from plantwright.site.difference import ADDED, CHANGED, REMOVED, RENAMED

LAYOUT_ONLY = text("in layout only: comments, order, form, or defaults that nothing uses")
_DIGITS = 4, 10  # significant digits of a number: as in every document, and more where they hide the difference
DONE = {ADDED: text("added"), REMOVED: text("removed"), RENAMED: text("renamed"), CHANGED: text("changed")}
"""What became of an object, a record or a file."""


def headline(change: Change) -> str:
    """Return what changed in one line."""
    if not change.comparable:
        return joined(
            text("not compared: {revisions} did not load", revisions=_where(change)),
            counted("{n} file changed", "{n} files changed", len(change.files)),
            by="; ",
        )
    if change.nothing:
        return text("nothing changed")
    objects = [text("{n} {what}", n=change.count(what), what=DONE[what]) for what in DONE if change.count(what)]
    values = sum(len(thing.values) for thing in change.things)
    return joined(
        text("objects: {counts}", counts=joined(*objects)) if objects else text("no object changed"),
        counted("{n} value", "{n} values", values) if values else "",
        counted("{n} record", "{n} records", len(change.records)) if change.records else "",
        layout(change.layout) if change.layout else "",
        by="; ",
    )


def layout(files: Sequence[FileChange]) -> str:
    """Return how many files changed in layout only."""
    return counted("{n} file changed in layout only", "{n} files changed in layout only", len(files))


def _where(change: Change) -> str:
    return " and ".join(dict.fromkeys(commit.short for commit, _ in change.problems))


def signed(commit: Commit) -> str:
    """Return date, author and subject of a commit."""
    return joined(moment(commit.date), commit.author, commit.subject) or text("the files in the folder, not committed")


def titled(thing: Thing) -> str:
    """Return what an object is: `K101 (contactors), isolating contactor, of P101`, with its name before."""
    each = thing.change
    section = f" ({each.section})" if each.tag else ""
    former = text("before {tag}", tag=each.before_tag) if each.what == RENAMED else ""
    return joined(f"{each.name}{section}", former, thing.title)


def whole(thing: Thing) -> str:
    """Return all keys of an object that was added or removed."""
    return told(dict(thing.change.data or {}))


def raw(value: Changed) -> str:
    """Return the register of a setting with its raw values and a doubt of its coding, empty where it has none."""
    return joined(written(value), unproven(value))


def written(value: Changed) -> str:
    """Return the register of a setting with its raw values, empty where it has none."""
    setting = value.setting
    if setting is None or setting.register is None:
        return ""
    old, new = ("—" if each is None else str(each) for each in (setting.raw_before, setting.raw_after))
    return f"{register(setting.register)} {old} → {new}"


def unproven(value: Changed) -> str:
    """Return that the coding of a written setting is not proven, empty where it is."""
    return "" if not written(value) or (value.setting and value.setting.proven) else text("coding not proven")


def named(value: Changed) -> str:
    """Return the panel code and the key of a value."""
    return joined(value.setting.code if value.setting else "", value.key.removeprefix("parameters."), by=" ")


def checked(each: CheckChange) -> str:
    """Return what a check says now, else what it said, with the numbers before where they were others."""
    old = former(each)
    return joined(each.verdict.message, text("before: {value}", value=old) if old else "", by="; ")


def former(each: CheckChange) -> str:
    """Return the numbers of a check before, empty where they are the same or there are none."""
    if each.before is None or each.after is None:
        return ""
    pairs = [(told_number(each.before, digits), told_number(each.after, digits)) for digits in _DIGITS]
    return next((old for old, new in pairs if new and old != new), "")


def recorded(each: RecordChange) -> str:
    """Return what became of a record."""
    record = each.record
    about = joined(
        text("{kind} of {object}", kind=word(record.kind), object=record.object),
        moment(record.at),
        record.person,
        record.result,
        text("supersedes {record}", record=record.supersedes) if record.supersedes else "",
    )
    return joined(DONE[each.what], record.name, about, by=": ")


def filed(each: FileChange) -> str:
    """Return what became of a file."""
    return joined(DONE[each.what], text("layout only") if each.layout else "")


def lines(each: FileChange) -> str:
    """Return how many lines of a file are new and gone."""
    return f"+{each.new_lines} −{each.gone_lines}"

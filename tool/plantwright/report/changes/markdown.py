"""A change report for the comment on a pull request: a short table, the rest folded away."""

from collections.abc import Iterator, Sequence

from plantwright.findings.reporters.markdown import LISTED, code, escaped, table
from plantwright.findings.words import counted
from plantwright.report.changes.change import Change, Thing
from plantwright.report.changes.checks import CheckChange
from plantwright.report.changes.words import (
    checked,
    filed,
    headline,
    lines,
    named,
    raw,
    recorded,
    signed,
    whole,
)
from plantwright.site.rework import rework

Row = tuple[str, ...]


def report(change: Change) -> str:
    """Return the report; long tables end after the number of rows that a comment can hold."""
    parts = (_head(change), _problems(change), _things(change), _checks(change), _jobs(change), _reissues(change),
             _records(change), _files(change))  # fmt: skip
    return "\n".join(filter(None, parts))


def _head(change: Change) -> str:
    commits = (("before", change.before), ("after", change.after))
    shown = "".join(f"- {label} {code(commit.short)} {escaped(signed(commit))}\n" for label, commit in commits)
    return f"### {escaped(change.name)}: {escaped(headline(change))}\n\n{shown}"


def _problems(change: Change) -> str:
    rows = [(code(commit.short), escaped(each.rule), code(each.location or ""), escaped(each.message))
            for commit, each in change.problems]  # fmt: skip
    return _table(("revision", "rule", "place", "why it did not load"), rows)


def _things(change: Change) -> str:
    rows = [row for thing in change.things for row in _rows(thing)]
    return _table(("object", "value", "before", "after", "raw register"), rows)


def _rows(thing: Thing) -> Iterator[Row]:
    what = thing.change.what
    name = code(thing.change.name)
    if thing.change.data is not None:
        full = escaped(whole(thing))
        yield name, f"**{what}** {escaped(thing.change.section)}", *(("", full) if what == "added" else (full, "")), ""
    elif what == "renamed":
        yield name, "**renamed**", code(thing.change.before_tag), name, ""
    for value in thing.values:
        before, after = value.texts
        yield name, code(named(value)), escaped(before), escaped(after), escaped(raw(value))


def _checks(change: Change) -> str:
    found = change.checks
    shown = _table(("check", "object", "before", "after", "finding"), [_check(each) for each in found.told])
    moved = _table(("check", "object", "before", "after", "finding"), [_check(each) for each in found.moved])
    rest = "; ".join(f"{count} × {what}" for what, count in found.counted)
    folded = _folded(counted(len(found.moved), "check") + " with the same outcome and another number", moved)
    return "\n".join(filter(None, (shown, f"{escaped(rest)}\n" if rest else "", folded)))


def _check(each: CheckChange) -> Row:
    before, after = each.words
    bold = f"**{after}**" if each.after and each.after.failed else after
    return escaped(each.verdict.rule), code(each.verdict.object), before, bold, escaped(checked(each))


def _jobs(change: Change) -> str:
    lines = [
        f"- [ ] {code(job.at)} {escaped(job.text)} <sub>{escaped(', '.join(job.causes))}</sub>\n" for job in change.jobs
    ]
    return _folded(
        f"to be done again: {len(lines)}", "".join(lines) + f"\n{escaped(rework().basis)}\n" if lines else ""
    )


def _reissues(change: Change) -> str:
    lines = [f"- {escaped(each.document)}: {escaped(', '.join(each.objects))}\n"
             for each in change.reissues]  # fmt: skip
    return _folded("documents to issue again", "".join(lines))


def _records(change: Change) -> str:
    lines = [f"- {escaped(recorded(each))}\n" for each in change.records]
    return _folded(f"records: {len(lines)}", "".join(lines))


def _files(change: Change) -> str:
    rows = [(code(each.file), filed(each), lines(each)) for each in change.files]
    return _folded(f"files: {len(rows)}, in layout only: {len(change.layout)}", _table(("file", "", "lines"), rows))


def _table(head: Sequence[str], rows: Sequence[Row]) -> str:
    more = f"\nand {len(rows) - LISTED} more\n" if len(rows) > LISTED else ""
    return table(head, rows[:LISTED]) + more if rows else ""


def _folded(title: str, body: str) -> str:
    return f"<details><summary>{escaped(title)}</summary>\n\n{body}\n</details>\n" if body else ""

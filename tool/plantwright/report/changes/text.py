"""A change report for people at a terminal."""

from collections.abc import Iterator

from plantwright.findings.reporters.styled import Line, Span, line
from plantwright.findings.words import counted
from plantwright.report.changes import words
from plantwright.report.changes.change import Change, Changed, Job, Thing
from plantwright.report.changes.checks import CheckChange
from plantwright.report.changes.words import LAYOUT_ONLY, checked, filed, headline, lines, named, raw, signed
from plantwright.report.text import joined
from plantwright.site.rework import rework

_STYLES = {"error": "error", "warning": "warning", "pass": "good"}


def report(change: Change) -> list[Line]:
    """Return the report; the line that sums it up comes last."""
    parts = (_head(change), _problems(change), _things(change), _checks(change), _jobs(change), _reissues(change),
             _records(change), _files(change))  # fmt: skip
    lines = [each for part in parts for each in _spaced(part)]
    return [*lines, line(Span(f"{change.name}: ", "strong"), headline(change))]


def _spaced(part: Iterator[Line]) -> list[Line]:
    lines = list(part)
    return [*lines, line()] if lines else []


def _head(change: Change) -> Iterator[Line]:
    for label, commit in (("before", change.before), ("after ", change.after)):
        yield line(f"{label}  ", Span(commit.short, "strong"), f"  {signed(commit)}")


def _problems(change: Change) -> Iterator[Line]:
    for commit, verdict in change.problems:
        place = f"{verdict.location}: " if verdict.location else ""
        yield line(f"{commit.short}: {place}", Span("error", "error"), f" {verdict.rule} {verdict.message}")
    if change.problems:
        yield line("   = next: mend the site at that revision, or compare with a revision that loads; files only:")


def _things(change: Change) -> Iterator[Line]:
    for thing in change.things:
        home = f", of {thing.home}" if thing.home else ""
        yield line(Span(f"{thing.change.what} ", "note"), Span(words.titled(thing), "strong"), home)
        yield from _thing(thing)


def _thing(thing: Thing) -> Iterator[Line]:
    if thing.change.data is not None:
        yield line(f"    {words.whole(thing)}")
    width = max((len(named(value)) for value in thing.values), default=0)
    for value in thing.values:
        yield line(f"    {named(value).ljust(width)}  {_values(value)}")


def _values(value: Changed) -> str:
    before, after = value.texts
    return joined(f"{before} → {after}", f"register {raw(value)}" if raw(value) else "", by="   ")


def _checks(change: Change) -> Iterator[Line]:
    found = change.checks
    if found.told or found.counted or found.moved:
        yield line(Span("effect on the checks", "strong"))
    for each in (*found.told, *found.moved):
        yield from _check(each)
    for what, count in found.counted:
        yield line(f"    {count} × {what}")


def _check(each: CheckChange) -> Iterator[Line]:
    before, after = each.words
    verdict = each.verdict
    outcome = f"{before} → {after}" if before != after else f"{after}, other number"
    yield line("    ", Span(outcome, _STYLES.get(after, "note")), f" {verdict.rule} {verdict.object}: {checked(each)}")
    if each.after and each.after.hint and each.after.failed:
        yield line(Span("       = next: ", "note"), each.after.hint)


def _jobs(change: Change) -> Iterator[Line]:
    if not change.jobs:
        return
    yield line(Span("to be done again", "strong"))
    for job in change.jobs:
        yield from _job(job)
    yield line(f"    {rework().basis}")


def _job(job: Job) -> Iterator[Line]:
    yield line(f"    [ ] {job.at}: {job.text}", f" Procedure {job.procedure}." if job.procedure else "")
    yield line(Span("        because: ", "note"), f"{' '.join(job.reasons)} ({', '.join(job.causes)})")
    if job.outdated:
        yield line(Span("        of the state before: ", "note"), ", ".join(job.outdated))
    if job.since:
        yield line(
            Span("        on record since: ", "note"), f"{', '.join(job.since)}; see that it was made after the change"
        )


def _reissues(change: Change) -> Iterator[Line]:
    if change.reissues:
        yield line(Span("documents to issue again", "strong"))
    for each in change.reissues:
        yield line(f"    {each.document}: {', '.join(each.objects)}")


def _records(change: Change) -> Iterator[Line]:
    if change.records:
        yield line(Span("records", "strong"))
    for each in change.records:
        yield line(f"    {words.recorded(each)}")


def _files(change: Change) -> Iterator[Line]:
    if change.files:
        yield line(Span("files", "strong"))
    for each in change.files:
        yield line(f"    {filed(each)}: {each.file} ({lines(each)} lines)")
    if change.layout:
        yield line(f"    {counted(len(change.layout), 'file')} changed {LAYOUT_ONLY}")

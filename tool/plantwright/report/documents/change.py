"""The change report: what differs between two states of a site, what follows from it, and who approves it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from plantwright.findings.reporters.json import dumps
from plantwright.report.changes import data
from plantwright.report.changes.change import Change, Job, Thing
from plantwright.report.changes.checks import CheckChange
from plantwright.report.changes.words import (
    LAYOUT_ONLY, checked, headline, named, raw, recorded, signed, titled, whole,
)  # fmt: skip
from plantwright.report.document import Document, document
from plantwright.report.marks import Mark, legend, mark
from plantwright.report.text import NOT_APPLICABLE, joined
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame, frame
from plantwright.site.rework import rework

CODE = "&EBH001"
"""Document kind after IEC 61355: change report."""

NOT_COMMITTED = "NOT COMMITTED — compared with files that no revision holds"
NOT_COMPARED = "NOT COMPARED — a revision did not load"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitRow:
    """One of the two states."""

    label: str
    short: str
    hash: str
    date: str
    author: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRow:
    """A value before and after; `setting` is the title of a device's setting."""

    key: str
    setting: str
    before: str
    after: str
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingRows:
    """An object with its changed values; `whole` is all of it when it came or went."""

    what: str
    title: str
    home: str
    whole: str
    values: tuple[ValueRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """A check before and after; a mark is None where there is no verdict."""

    rule: str
    object: str
    before: Mark | None
    after: Mark | None
    text: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """Work to do again, with a field to sign."""

    at: str
    text: str
    because: str
    records: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePage:
    """The whole report as the template sees it."""

    paper: str
    frame: Frame
    marked: str
    headline: str
    commits: tuple[CommitRow, ...]
    problems: tuple[tuple[str, str, str], ...]
    things: tuple[ThingRows, ...]
    checks: tuple[CheckRow, ...]
    moved: tuple[CheckRow, ...]
    counted: str
    legend: tuple[Mark, ...]
    jobs: tuple[JobRow, ...]
    basis: str
    reissues: tuple[tuple[str, str], ...]
    records: tuple[str, ...]
    files: tuple[tuple[str, str, str], ...]
    layout_only: str


def change_report(change: Change, issued: str, tool_version: str, paper: str = "a4") -> Document:
    """Return the change report; `issued` is its date (ISO 8601), `paper` is a4 or letter. One state must have loaded."""
    page = _page(change, issued, tool_version, paper)
    return document(
        name=f"{change.number}-change-report-{change.before.short}-{change.after.short.replace(' ', '-')}",
        template="change.html.j2",
        page=page,
        issued=datetime.fromisoformat(issued).replace(tzinfo=UTC),
        files=(("change.json", dumps(data.report(change)).encode()),),
    )


def _page(change: Change, issued: str, tool_version: str, paper: str) -> ChangePage:
    commits = (("Before", change.before), ("After", change.after))
    found = change.checks
    verdicts = [each for row in (*found.told, *found.moved) for each in (row.before, row.after) if each]
    return ChangePage(
        paper=paper,
        frame=_frame(change, issued, tool_version),
        marked=f"{change.before.short} → {change.after.short}",
        headline=_sentence(headline(change)),
        commits=tuple(
            CommitRow(label=label, short=each.short, hash=each.hash or NOT_APPLICABLE, date=each.date[:10],
                      author=each.author, subject=each.subject or signed(each))
            for label, each in commits
        ),
        problems=tuple((commit.short, str(each.location or each.rule), each.message) for commit, each in change.problems),
        things=tuple(map(_thing, change.things)),
        checks=tuple(map(_check, found.told)),
        moved=tuple(map(_check, found.moved)),
        counted="; ".join(f"{count} × {what}" for what, count in found.counted),
        legend=legend(verdicts),
        jobs=tuple(map(_job, change.jobs)),
        basis=rework().basis,
        reissues=tuple((f"{each.document}, {each.part}", ", ".join(each.objects)) for each in change.reissues),
        records=tuple(map(recorded, change.records)),
        files=tuple(_files(change)),
        layout_only=LAYOUT_ONLY,
    )  # fmt: skip


def _frame(change: Change, issued: str, tool_version: str) -> Frame:
    site = change.frame_site
    if site is None:
        raise ValueError("neither state loaded")
    block = frame(Dossier(site=site, verdicts=(), issued=issued, tool_version=tool_version),
                  "Change report", "Change report", CODE)  # fmt: skip
    found = ((NOT_COMMITTED, not change.after.hash), (NOT_COMPARED, not change.comparable))
    return replace(block, created="", approved="", status="For approval",
                   banners=(*block.banners, *(text for text, applies in found if applies)))  # fmt: skip


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _thing(thing: Thing) -> ThingRows:
    return ThingRows(
        what=thing.change.what,
        title=titled(thing),
        home=thing.home,
        whole=whole(thing) if thing.change.data is not None else "",
        values=tuple(
            ValueRow(key=named(value), setting=value.setting.title if value.setting else "", before=value.texts[0],
                     after=value.texts[1], raw=raw(value))
            for value in thing.values
        ),
    )  # fmt: skip


def _check(each: CheckChange) -> CheckRow:
    return CheckRow(
        rule=each.verdict.rule,
        object=each.verdict.object or "site",
        before=mark(each.before) if each.before else None,
        after=mark(each.after) if each.after else None,
        text=checked(each),
        hint=each.after.hint if each.after and each.after.failed else "",
    )


def _job(job: Job) -> JobRow:
    outdated = f"of the state before: {', '.join(job.outdated)}" if job.outdated else ""
    since = f"since: {', '.join(job.since)}" if job.since else ""
    procedure = f" Procedure {job.procedure}." if job.procedure else ""
    return JobRow(
        at=job.at,
        text=f"{job.text}{procedure}",
        because=f"{' '.join(job.reasons)} ({', '.join(job.causes)})",
        records=joined(outdated, since, by="; "),
    )


def _files(change: Change) -> Iterator[tuple[str, str, str]]:
    for each in change.files:
        yield each.file, each.what + (", layout only" if each.layout else ""), f"+{each.new_lines} −{each.gone_lines}"

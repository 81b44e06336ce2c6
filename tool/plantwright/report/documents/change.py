"""The change report: what differs between two states of a site, what follows from it, and who approves it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from plantwright.findings.reporters.json import dumps
from plantwright.report.changes import data, words
from plantwright.report.changes.change import Change, Job, Thing
from plantwright.report.changes.checks import CheckChange
from plantwright.report.document import Document, document
from plantwright.report.marks import Mark, legend, mark
from plantwright.report.text import NOT_APPLICABLE, joined
from plantwright.site.rework import rework

CODE = "&EBH001"
"""Document kind after IEC 61355: change report."""

INVENTED = "INVENTED SAMPLE PLANT"
NOT_COMMITTED = "NOT COMMITTED — compared with files that no revision holds"
NOT_COMPARED = "NOT COMPARED — a revision did not load"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What stands on every sheet beside the two states; a change report has no revision of its own."""

    owner: str
    contractor: str
    site: str
    site_number: str
    number: str
    issued: str
    tool: str
    banners: tuple[str, ...]


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
    sheet: Sheet
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
    """Return the change report of states of which one loaded; `issued` is its date (ISO 8601), `paper` a4 or letter."""
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
        sheet=_sheet(change, issued, tool_version),
        marked=f"{change.before.short} → {change.after.short}",
        headline=_sentence(words.headline(change)),
        commits=tuple(
            CommitRow(label=label, short=each.short, hash=each.hash or _configuration(change), date=each.date[:10],
                      author=each.author, subject=each.subject or words.signed(each))
            for label, each in commits
        ),
        problems=tuple((commit.short, str(one.location or one.rule), one.message) for commit, one in change.problems),
        things=tuple(map(_thing, change.things)),
        checks=tuple(map(_check, found.told)),
        moved=tuple(map(_check, found.moved)),
        counted="; ".join(f"{count} × {what}" for what, count in found.counted),
        legend=legend(verdicts),
        jobs=tuple(map(_job, change.jobs)),
        basis=rework().basis,
        reissues=tuple((each.document, ", ".join(each.objects)) for each in change.reissues),
        records=tuple(map(words.recorded, change.records)),
        files=tuple(_files(change)),
        layout_only=words.LAYOUT_ONLY,
    )  # fmt: skip


def _sheet(change: Change, issued: str, tool_version: str) -> Sheet:
    site = change.frame_site
    if site is None:
        raise ValueError("neither state loaded")
    found = (
        (INVENTED, site.identity.invented),
        (NOT_COMMITTED, not change.after.hash),
        (NOT_COMPARED, not change.comparable),
    )
    return Sheet(
        owner=site.identity.client or site.identity.name,
        contractor=site.identity.contractor,
        site=site.identity.name,
        site_number=site.identity.number,
        number=f"{site.identity.number}{CODE}",
        issued=issued,
        tool=f"plantwright {tool_version}",
        banners=tuple(text for text, applies in found if applies),
    )


def _configuration(change: Change) -> str:
    """Return what the files that no commit holds are known by, a dash when they did not load."""
    site = change.frame_site if change.comparable else None
    return f"configuration {site.sha256}" if site else NOT_APPLICABLE


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _thing(thing: Thing) -> ThingRows:
    return ThingRows(
        what=thing.change.what,
        title=words.titled(thing),
        home=thing.home,
        whole=words.whole(thing) if thing.change.data is not None else "",
        values=tuple(
            ValueRow(key=words.named(value), setting=value.setting.title if value.setting else "",
                     before=value.texts[0], after=value.texts[1], raw=words.raw(value))
            for value in thing.values
        ),
    )  # fmt: skip


def _check(each: CheckChange) -> CheckRow:
    return CheckRow(
        rule=each.verdict.rule,
        object=each.verdict.object or "site",
        before=mark(each.before) if each.before else None,
        after=mark(each.after) if each.after else None,
        text=words.checked(each),
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
        yield each.file, words.filed(each), words.lines(each)

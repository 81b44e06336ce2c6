"""The change report: what differs between two states of a site, what follows from it, and who approves it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from plantwright.findings.reporters.json import dumps
from plantwright.report.changes import data, words
from plantwright.report.changes.change import ABSENT, Change, Job, Thing
from plantwright.report.changes.checks import CheckChange
from plantwright.report.document import Document, document
from plantwright.report.kind import Kind
from plantwright.report.language import ENGLISH, Language, text
from plantwright.report.manifest import Manifest
from plantwright.report.marks import Mark, legend, mark
from plantwright.report.text import NOT_APPLICABLE, joined, short
from plantwright.report.views.banners import INVENTED, Banner, unsigned_because
from plantwright.report.views.frame import Frame, as_written, kind_of, numbered
from plantwright.site.rework import rework

NOT_COMMITTED = Banner(word="NOT COMMITTED", text=text("compared with files that no revision holds"))
NOT_COMPARED = Banner(word="NOT COMPARED", text=text("a revision did not load"))


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
    """A value before and after; `setting` is the title of a device's setting, `struck`: there was a value before.

    `unproven` says so where nothing proves the coding of the register.
    """

    key: str
    setting: str
    before: str
    after: str
    raw: str
    unproven: str
    struck: bool


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
    """A check before and after; a mark is None where there is no verdict; `former` are its numbers before."""

    rule: str
    object: str
    before: Mark | None
    after: Mark | None
    text: str
    former: str
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


def change_report(
    change: Change, issued: str, tool_version: str, paper: str = "a4", language: Language = ENGLISH
) -> Document:
    """Return the change report of states of which one loaded; `issued` is its date (ISO 8601), `paper` a4 or letter."""
    page = _page(change, issued, tool_version, paper, language)
    marked = "" if language == ENGLISH else f"-{language.name}"
    return document(
        name=f"{change.number}-change-report-{change.before.short}-{change.after.short.replace(' ', '-')}{marked}",
        template=CHANGE_REPORT.template,
        page=page,
        issued=datetime.fromisoformat(issued).replace(tzinfo=UTC),
        files=(("change.json", dumps(data.report(change)).encode()),),
        manifest=_manifest(change, page.frame),
        language=language,
    )


def _manifest(change: Change, frame: Frame) -> Manifest:
    return Manifest(
        number=frame.number,
        title=frame.title,
        object=frame.object,
        revision="",
        status=frame.status,
        issued=frame.issued,
        plant=frame.site_number,
        config=frame.config,
        files=(),
        run="",
        rehearsal=False,
        commit=change.after.hash,
        journal="",
        template=CHANGE_REPORT.template,
        tool=frame.tool,
        barred=tuple(joined(each.word, each.text, by=": ") for each in frame.banners if each.bars),
    )


def _page(change: Change, issued: str, tool_version: str, paper: str, language: Language) -> ChangePage:
    commits = ((text("Before"), change.before), (text("After"), change.after))
    found = change.checks
    verdicts = [each for row in (*found.told, *found.moved) for each in (row.before, row.after) if each]
    return ChangePage(
        frame=_frame(change, issued, tool_version, paper, language),
        marked=_marked(change),
        headline=words.headline(change),
        commits=tuple(
            CommitRow(label=label, short=each.short, hash=each.hash or _configuration(change), date=each.date[:10],
                      author=each.author, subject=each.subject or words.signed(each))
            for label, each in commits
        ),
        problems=tuple((commit.short, str(one.location or one.rule), one.message) for commit, one in change.problems),
        things=tuple(map(_thing, change.things)),
        checks=tuple(map(_check, found.told)),
        moved=tuple(map(_check, found.moved)),
        counted=joined(*(text("{n} × {what}", n=count, what=what) for what, count in found.counted), by="; "),
        legend=legend(verdicts),
        jobs=tuple(map(_job, change.jobs)),
        basis=text(rework().basis),
        reissues=tuple((each.document, ", ".join(each.objects)) for each in change.reissues),
        records=tuple(map(words.recorded, change.records)),
        files=tuple(_files(change)),
        layout_only=words.LAYOUT_ONLY,
    )  # fmt: skip


def _frame(change: Change, issued: str, tool_version: str, paper: str, language: Language) -> Frame:
    """Return the title block: a change report is about two states and has no revision of its own."""
    site = change.frame_site
    if site is None:
        raise ValueError("neither state loaded")
    found = (
        (INVENTED, site.identity.invented),
        (NOT_COMMITTED, not change.after.hash),
        (NOT_COMPARED, not change.comparable),
    )
    warned = tuple(banner for banner, applies in found if applies)
    return Frame(
        owner=site.identity.client or site.identity.name,
        site=site.identity.name,
        site_number=site.identity.number,
        contractor=site.identity.contractor,
        title=CHANGE_REPORT.title,
        object=_marked(change),
        kind=kind_of(CHANGE_REPORT.title, CHANGE_REPORT.code),
        number=numbered(site.identity.number, "", CHANGE_REPORT.code),
        revision=NOT_APPLICABLE,
        status=text("For approval"),
        issued=issued,
        created="",
        approved="",
        config=site.sha256 if change.comparable else "",
        config_short=short(site.sha256) if change.comparable else NOT_APPLICABLE,
        language=language.name.replace("+", "/"),
        tool=f"plantwright {tool_version}",
        banners=warned,
        unsigned=unsigned_because(warned),
        paper=paper,
        landscape=False,
        as_written=as_written(language),
        paired=bool(language.second),
        templates="",
    )


def _marked(change: Change) -> str:
    return f"{change.before.short} → {change.after.short}"


def _configuration(change: Change) -> str:
    """Return what the files that no commit holds are known by, a dash when they did not load."""
    site = change.frame_site if change.comparable else None
    return text("configuration {hash}", hash=site.sha256) if site else NOT_APPLICABLE


def _thing(thing: Thing) -> ThingRows:
    return ThingRows(
        what=words.DONE[thing.change.what],
        title=words.titled(thing),
        home=text("belongs to {home}", home=thing.home) if thing.home else "",
        whole=words.whole(thing) if thing.change.data is not None else "",
        values=tuple(
            ValueRow(key=words.named(value), setting=value.setting.title if value.setting else "",
                     before=value.texts[0], after=value.texts[1], raw=words.written(value),
                     unproven=words.unproven(value), struck=value.texts[0] != ABSENT)
            for value in thing.values
        ),
    )  # fmt: skip


def _check(each: CheckChange) -> CheckRow:
    return CheckRow(
        rule=each.verdict.rule,
        object=each.verdict.object or text("site"),
        before=mark(each.before) if each.before else None,
        after=mark(each.after) if each.after else None,
        text=each.verdict.message,
        former=words.former(each),
        hint=each.after.hint if each.after and each.after.failed else "",
    )


def _job(job: Job) -> JobRow:
    outdated = text("of the state before: {records}", records=joined(*job.outdated)) if job.outdated else ""
    since = text("since: {records}", records=joined(*job.since)) if job.since else ""
    procedure = text("Procedure {name}.", name=job.procedure) if job.procedure else ""
    return JobRow(
        at=job.at,
        text=joined(job.text, procedure, by=" "),
        because=joined(*job.reasons, f"({', '.join(job.causes)})", by=" "),
        records=joined(outdated, since, by="; "),
    )


def _files(change: Change) -> Iterator[tuple[str, str, str]]:
    for each in change.files:
        yield each.file, words.filed(each), words.lines(each)


CHANGE_REPORT = Kind(
    name="change-report",
    title=text("Change report"),
    code="&EBH001",
    handover="03-01",
    empty=text("made from two git revisions: plantwright diff REV REV SITE --report DIR"),
    template="change.html.j2",
    objects=lambda _: (),
)

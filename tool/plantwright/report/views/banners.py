"""What a reader must not overlook: warnings on every sheet, most of which bar a signature."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from plantwright.deploy.revision import CHANGES
from plantwright.findings.waivers import valid_on
from plantwright.report.language import text
from plantwright.report.marks import FAIL, NOT_CHECKED, mark
from plantwright.report.text import joined
from plantwright.report.views.belonging import owner
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.settings import comparable
from plantwright.site.tasks import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """A warning: `word` stands at the foot of every sheet, `text` beside it on the first; `bars`: nothing is signed."""

    word: str
    text: str = ""
    bars: bool = True


INVENTED = Banner(word=text("INVENTED SAMPLE PLANT"), bars=False)
REHEARSAL = Banner(word=text("REHEARSAL"), text=text("the values were written to a simulator"))
NOT_WRITTEN = Banner(word=text("NOT WRITTEN"), text=text("no setting was written to a device and read back yet"))
NOT_VERIFIED = Banner(word=text("NOT VERIFIED"), text=text("the outcome of a write is unknown or differs"))

INCOMPLETE = text("RECORDS INCOMPLETE")

_AT_THE_END = frozenset({"sign-off", "milestone", "handover"})
"""Kinds of record that are made when this paper is signed, not before."""


def unsigned_because(warned: Iterable[Banner]) -> str:
    """Return the words of those warnings that bar a signature, empty when everything may be signed."""
    return joined(*(each.word for each in warned if each.bars))


def banners(dossier: Dossier, about: str = "") -> tuple[Banner, ...]:
    """Return what a reader must not overlook; checks and records count for what `about` belongs to."""
    run = dossier.run
    found = (
        (INVENTED, dossier.site.identity.invented),
        (NOT_WRITTEN, run is None and any(map(comparable, dossier.site.devices()))),
        (REHEARSAL, bool(run and run.rehearsal)),
        (NOT_VERIFIED, bool(run and run.unverified)),
    )
    return (
        *(banner for banner, applies in found if applies),
        *_uncommitted(dossier),
        *_expired(dossier),
        *_checks(dossier, about),
        *_incomplete(dossier, about),
    )


def _uncommitted(dossier: Dossier) -> Iterator[Banner]:
    """Yield a warning when nobody can get the files back that this, or the run, was made from."""
    planned = bool(dossier.run and dossier.run.commit.endswith(CHANGES))
    here = text("not committed: {files}", files=", ".join(dossier.changed)) if dossier.changed else ""
    there = text("the run was planned from site files that were not committed") if planned else ""
    if here or there:
        yield Banner(word=text("UNCOMMITTED"), text=joined(here, there, by="; "))


def _expired(dossier: Dossier) -> Iterator[Banner]:
    past = [each for each in dossier.site.waivers.values() if not valid_on(each, dossier.today)]
    if past:
        told = (text("{tag} on {date}", tag=each.tag, date=each.expires) for each in past)
        yield Banner(word=text("WAIVER EXPIRED"), text=joined(*told))


def _checks(dossier: Dossier, about: str) -> Iterator[Banner]:
    marks = [mark(verdict) for verdict in dossier.about(about)]
    failed, open_, of = marks.count(FAIL), marks.count(NOT_CHECKED), _of(dossier, about)
    if failed:
        told = text("checks of {tag} outside their limit; nobody has accepted it", tag=of)
        yield Banner(
            word=text("{n} FAILED", n=failed),
            text=told if of else text("checks outside their limit; nobody has accepted it"),
        )
    if open_:
        told = text("checks of {tag} that lack an input", tag=of)
        yield Banner(word=text("{n} NOT CHECKED", n=open_), text=told if of else text("checks that lack an input"))
    if dossier.switched_off:
        yield Banner(word=text("RULES SWITCHED OFF"), text=joined(*dossier.switched_off))


def _incomplete(dossier: Dossier, about: str) -> Iterator[Banner]:
    work = [task for task in dossier.work(about) if _before_signing(task)]
    left = sum(not task.done for task in work)
    if left:
        of, n, m = _of(dossier, about), left, len(work)
        about_one = text("{n} of {m} lines of the procedures of {tag} have no record that passed", n=n, m=m, tag=of)
        about_all = text("{n} of {m} lines of the procedures have no record that passed", n=n, m=m)
        yield Banner(word=INCOMPLETE, text=about_one if of else about_all)


def _before_signing(task: Task) -> bool:
    return task.line.record not in _AT_THE_END and task.line.when != "handover"


def _of(dossier: Dossier, about: str) -> str:
    return owner(dossier.site, about) if about else ""

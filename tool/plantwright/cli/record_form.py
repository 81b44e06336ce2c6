"""`plantwright record form FILE`: keeps what was filled into a checklist in PDF."""

import contextlib
import datetime
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from plantwright import __version__
from plantwright.cli import recorded, screen
from plantwright.cli.record_place import Place, judged, keep
from plantwright.cli.sites import today
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.reporters.json import dumps, verdict_data
from plantwright.findings.verdict import Severity, Verdict
from plantwright.pdf_file import LARGEST_MIB, FormField, Unreadable, form_fields
from plantwright.records import drafts
from plantwright.records.drafts import Draft
from plantwright.records.entry import findings, kept_as
from plantwright.records.form import Form, data_of, stem_of
from plantwright.records.form_file import Entered, FilledForm, NoForm, read_form
from plantwright.records.form_values import Taken, Wrong, taken
from plantwright.site.model import Site
from plantwright.site.source import dump
from plantwright.site.tasks import PLANT
from plantwright.site.wording import dotted, suggestion


class Sorted(NamedTuple):
    """The records in a form: those to keep, those kept before with their names, those that are not whole."""

    whole: tuple[Taken, ...]
    already: tuple[tuple[Taken, str], ...]
    partly: tuple[Taken, ...]
    strange: tuple[Entered, ...]
    strays: tuple[FormField, ...]


def imported(here: Place, file: Path, form: str, *, dry: bool) -> int:
    """Show what a form holds, keep its whole records and leave the others as drafts; `dry` keeps nothing.

    Return 1 when the rules find an error in a record, 2 when something that was filled in is no record.
    """
    filled = _read(file)
    _tell_whose(here, filled)
    with contextlib.nullcontext() if dry else drafts.held(here.records):
        found = _sorted(here.site, filled)
        _show(here, found)
        if dry or not (found.whole or found.partly):
            return _ended(form, found)
        if not _wanted(found):
            return ExitCode.NO
        kept, left = _kept(here, found)
    return _ended(form, found, kept, left, judged(here, kept))


# reading it


def _read(file: Path) -> FilledForm:
    try:
        if file.exists() and not file.is_file():
            raise Unreadable("it is no file")  # a pipe has no end, nor has a device
        size = file.stat().st_size
        if size > LARGEST_MIB * 1024 * 1024:
            raise Unreadable(f"it has {size // (1024 * 1024)} MiB, more than {LARGEST_MIB} MiB")
        fields = form_fields(file.read_bytes())
    except OSError as error:
        raise Stop(ExitCode.USAGE, f"{file} cannot be read: {error.strerror}", "name a form: NAME-form.pdf") from error
    except Unreadable as error:
        raise Stop(ExitCode.USAGE, f"{file} cannot be read: {error}", _HINT) from error
    if not fields:
        hint = "the form is the file whose name ends in -form.pdf; save it, do not print it to a file"
        raise Stop(ExitCode.USAGE, f"{file} has no fields to fill in", hint)
    try:
        return read_form(fields)
    except NoForm as error:
        raise Stop(ExitCode.USAGE, f"{file}: {error}", _HINT) from error


_HINT = "`plantwright report SITE --only checklist` makes forms; fill one in and save it"


def _tell_whose(here: Place, filled: FilledForm) -> None:
    """Say when a form was made from other site files; raise Stop when it is of another plant."""
    site = here.site
    if filled.plant != site.identity.number:
        message = f"the form is of plant {filled.plant}, and {here.path} is plant {site.identity.number}"
        raise Stop(ExitCode.USAGE, message, "name the site of that plant; nothing was kept")
    if filled.configuration != site.sha256:
        screen.note(
            f"the form {filled.document} revision {filled.revision} was made from configuration "
            f"{filled.configuration[:8]}; the site files are {site.sha256[:8]} now. Does it still ask the right things?"
        )


def _sorted(site: Site, filled: FilledForm) -> Sorted:
    begun = [each for each in filled.entered if each.begun]
    known = [each for each in begun if each.object == PLANT or site.item(each.object)]
    now = _now()
    every = [taken(site, each, now) for each in known]
    names = [kept_as(site, _stated(site, each)) for each in every]
    new = [each for each, name in zip(every, names, strict=True) if not name]
    return Sorted(
        whole=tuple(each for each in new if not each.wrong),
        already=tuple((each, name) for each, name in zip(every, names, strict=True) if name),
        partly=tuple(each for each in new if each.wrong),
        strange=tuple(each for each in begun if each not in known),
        strays=filled.strays,
    )


def _stated(site: Site, each: Taken) -> dict[str, Any]:
    """Return what a record says as far as it can be kept; nothing when a value in it is wrong."""
    if not each.wrong:
        return dict(each.data)
    if any(wrong.field for wrong in each.wrong):
        return {}
    return data_of(Form(kind=each.entered.kind, site=site, clock=_now, lines=each.lines), each.answers)


def _now() -> datetime.datetime:
    return datetime.datetime.now().astimezone()


# what is shown


def _show(here: Place, found: Sorted) -> None:
    for each, name in found.already:
        screen.note(f"{each.entered.title}: already kept as {name}")
    for each in found.whole:
        screen.note(f"\n{each.entered.title}\n{dump(each.data)}")
        recorded.tell(here.loaded, findings(here.site, stem_of(each.data), each.data, today()))
    for line in _not_kept(here.site, found):
        screen.note(line)
    if not (found.already or found.whole or found.partly or found.strange or found.strays):
        screen.note("nothing was filled in")


def _not_kept(site: Site, found: Sorted) -> Iterator[str]:
    """Yield what is no record yet, with the text of everything that a draft cannot hold."""
    for each in found.partly:
        yield f"\n{each.entered.title} is not whole"
        yield from (_wrong_words(wrong) for wrong in each.wrong)
    for entered in found.strange:
        yield f"\n{entered.title}: the site has no object {entered.object}"
        yield f"  next: {suggestion(entered.object, tuple(site.tags()), 'enter it at the object it belongs to now')}"
        yield from (f"  not kept: {_at(field)}: {field.text}" for field in entered.fields.values())
    if found.strays:
        yield "\nfilled in, and no value of a record:"
        yield from (f"  not kept: {_at(field)}: {field.text}" for field in found.strays)


def _wrong_words(wrong: Wrong) -> str:
    refusal, field = wrong
    found = f"\n    found: {field.text}" if field else ""
    next_ = f"\n    next: {refusal.hint}" if refusal.hint else ""
    place = _at(field) if field else dotted(refusal.path) if refusal.path else "the record"
    return f"  {place}: {refusal.message}{found}{next_}"


def _at(field: FormField) -> str:
    return f"page {field.page}, {field.label} ({field.name})"


def _wanted(found: Sorted) -> bool:
    """Ask at a terminal whether to keep what was shown; without one it is wanted."""
    if not sys.stdin.isatty():
        return True
    question = f"Keep {len(found.whole)} records, and {len(found.partly)} as drafts? (yes, no) [yes]: "
    return screen.ask(question, ended="no").strip().lower() in ("", "y", "yes")


# keeping


def _kept(here: Place, found: Sorted) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Keep the whole records and leave the others as drafts, and return the files of both."""
    kept = tuple(keep(here, each.data) for each in found.whole)
    left = tuple(path for each in found.partly if (path := _left(here, each)))
    for each in found.whole:
        _drop_draft(here, each)
    return kept, left


def _left(here: Place, each: Taken) -> Path | None:
    """Leave a record that is not whole as a draft, beside one with other answers; None when it is there already."""
    draft = Draft(kind=each.entered.kind, answers=each.answers, lines=tuple(line.id for line in each.lines))
    path = drafts.place(here.records, draft.kind, _about(each))
    if drafts.is_stored(path, draft):
        screen.note(f"{each.entered.title}: already a draft")
        return None
    before = drafts.load(path)
    free = path if before and before.answers.items() <= draft.answers.items() else drafts.free_place(path)
    drafts.store(free, draft)
    if free != path:
        screen.note(f"{path} is another draft: when that is done, rename {free.name} to {path.name}")
    return free


def _about(each: Taken) -> str:
    """Return what the draft of a record is named by, as one that is entered at the terminal."""
    corrected = each.entered.given.get("supersedes")
    return f"correction-{corrected}" if corrected else str(each.answers.get(("object",), each.entered.object))


def _drop_draft(here: Place, each: Taken) -> None:
    """Remove a draft that says nothing more than a record that is kept now."""
    path = drafts.place(here.records, each.entered.kind, _about(each))
    draft = drafts.load(path)
    if draft and draft.answers.items() <= each.answers.items():
        drafts.drop(path)
        screen.note(f"{path} is part of it, and was removed")


def _ended(
    form: str,
    found: Sorted,
    kept: Sequence[Path] = (),
    left: Sequence[Path] = (),
    verdicts: Sequence[Verdict] = (),
) -> int:
    """Say what became of everything, and return the exit code."""
    if form == "json":
        screen.last_word(dumps(_document(found, kept, left, verdicts)))
    else:
        told = [*(f"kept: {path}" for path in kept), *(f"draft: {path}" for path in left)]
        screen.last_word("\n".join([*told, _counted(found, kept, left)]) + "\n")
    if found.partly or found.strange or found.strays:
        return ExitCode.USAGE
    return ExitCode.NO if any(each.severity is Severity.ERROR for each in verdicts) else ExitCode.DONE


def _counted(found: Sorted, kept: Sequence[Path], left: Sequence[Path]) -> str:
    return f"{len(kept)} kept, {len(found.already)} already kept, {len(left)} left as drafts"


def _document(
    found: Sorted, kept: Sequence[Path], left: Sequence[Path], verdicts: Sequence[Verdict]
) -> dict[str, object]:
    wrong = [(each, one) for each in found.partly for one in each.wrong]
    strange = [field for each in found.strange for field in each.fields.values()]
    return {
        "format_version": 1,
        "tool_version": __version__,
        "kept": [str(path) for path in kept],
        "already_kept": [name for _, name in found.already],
        "drafts": [str(path) for path in left],
        "not_kept": [
            *(
                {"record": each.entered.title, **_field_data(one.field), "why": one.refusal.message}
                for each, one in wrong
            ),
            *({**_field_data(field), "why": "it belongs to no record"} for field in (*strange, *found.strays)),
        ],
        "verdicts": [verdict_data(each) for each in verdicts],
    }


def _field_data(field: FormField | None) -> dict[str, object]:
    return {"field": field.name, "page": field.page, "text": field.text} if field else {}

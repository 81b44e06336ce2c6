"""Asks for a record at the terminal, one question after the other, with a draft that is stored after every answer."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from plantwright.cli import screen
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.verdict import Path as Steps
from plantwright.records import drafts
from plantwright.records.blank import limit_of
from plantwright.records.drafts import Draft
from plantwright.records.end_face import attempts_in, demanded, out_of_order
from plantwright.records.entry import due_lines, kept_as, take
from plantwright.records.form import Form, data_of
from plantwright.records.proposals import doubt, proposed
from plantwright.records.questions import Answers, Question, next_question, unanswered
from plantwright.records.refusals import Refusal, refusal
from plantwright.site.procedures import Line, shipped_lines
from plantwright.site.source import dump
from plantwright.site.wording import bare, dotted

HELP = (
    "Enter takes what stands in brackets, - leaves out or ends a list, ? explains, back goes one question back,\n"
    "Ctrl-C stops and keeps the draft."
)

_GONE = "\x04"  # what is read when nobody is at the terminal any more
_STAYS = (("object",), ("supersedes",))  # what the draft is about

Tell = Callable[[Mapping[str, Any]], bool]
"""Shows what the rules say of the data of a record, and returns whether they find something."""


def first_object(form: Form) -> str:
    """Ask for the object alone, before there is a draft."""
    question = next_question(form.kind, {})
    if question is None:
        raise Stop(ExitCode.INTERNAL, f"a record {form.kind} asks for nothing")
    answers: Answers = {}
    while question.path not in answers:
        answers = _answered(form, {}, question)
    return str(answers[question.path])


def guided(form: Form, begun: Draft, path: Path, tell: Tell) -> dict[str, Any]:
    """Ask a person until the record is whole and wanted, and return its data.

    After every answer the draft lies at a path; it stays there when the person stops, which raises KeyboardInterrupt.
    """
    draft = _going_on(form, path) or begun
    form = _walking(form, draft)
    screen.note(HELP)
    drafts.store(path, draft)
    try:
        while True:
            draft = _asked(form, draft, path)
            data = _data(form, draft, path)
            if _is_wanted(data, tell):
                return data
            draft = dataclasses.replace(draft, answers=_without_last(draft.answers))
    except KeyboardInterrupt:
        screen.note(f"\nthe draft is kept in {path}; the same command goes on with it")
        raise


def line_words(line: Line) -> str:
    """Return a line of a procedure as it is shown: number, text, who, limit and source."""
    limit = f"limit {limit_of(line)}" if line.limit else ""
    facts = (line.who, "hold point" * line.hold, limit, str(line.source))
    return f"{line.id} {line.text} ({'; '.join(filter(None, facts))})"


def _walking(form: Form, draft: Draft) -> Form:
    """Return a form with the lines of the procedure that a draft walks through."""
    return dataclasses.replace(form, lines=tuple(shipped_lines()[each] for each in draft.lines))


def _going_on(form: Form, path: Path) -> Draft | None:
    """Return the draft that is gone on with, None for a new one; one that is not wanted is put aside."""
    found = drafts.load(path)
    draft = _standing(_walking(form, found), found) if found else None
    if draft is None or _was_kept(_walking(form, draft), draft, path):
        return None
    if _yes(f"There is a draft with {len(draft.answers)} answers in {path}. Go on with it?", default=True):
        return draft
    screen.note(f"put aside: {drafts.put_aside(path)}")
    return None


def _standing(form: Form, draft: Draft) -> Draft:
    """Return a draft without the answers that cannot stand: who changed the file or the site is asked for them."""
    refused = {
        path: why
        for path, value in draft.answers.items()
        if value is not None and (why := refusal(form, draft.answers, path, value))
    }
    for why in refused.values():
        screen.note(f"in the draft: {why}")
    answers = {path: value for path, value in draft.answers.items() if path not in refused}
    return dataclasses.replace(draft, answers=answers)


def _was_kept(form: Form, draft: Draft, path: Path) -> bool:
    """Return whether a draft is a record already, and remove it then: what stopped in between left both."""
    whole = not unanswered(form.kind, draft.answers, form.lines)
    name = kept_as(form.site, _data(form, draft, path)) if whole else ""
    if name:
        drafts.drop(path)
        screen.note(f"the draft {path} was kept as {name} already, and is removed")
    return bool(name)


def _data(form: Form, draft: Draft, path: Path) -> dict[str, Any]:
    """Return the record that a draft makes; raise Stop for one that was changed so that it makes none."""
    try:
        return data_of(form, draft.answers)
    except ValueError as error:
        raise drafts.broken(path, error) from error


def _asked(form: Form, draft: Draft, path: Path) -> Draft:
    """Return the draft with every question answered, stored after each answer."""
    before: Question | None = None
    while question := next_question(form.kind, draft.answers, form.lines):
        for text in _heads(form, draft.answers, question, before):
            screen.note(text)
        before = question
        draft = dataclasses.replace(draft, answers=_answered(form, draft.answers, question))
        drafts.store(path, draft)
    return draft


def _is_wanted(data: Mapping[str, Any], tell: Tell) -> bool:
    """Show a whole record and what the rules say of it; return whether it is to be kept, or else changed."""
    screen.note(f"\n{dump(data)}")
    default = "" if tell(data) else "yes"
    while True:
        typed = _typed(f"Keep this record? (yes, back){f' [{default}]' if default else ''}: ") or default
        if typed in ("yes", "y", "back"):
            return typed != "back"


# one question


def _answered(form: Form, answers: Answers, question: Question) -> Answers:
    """Ask one question until there is an answer; `back` takes the last one off instead."""
    enter = proposed(form, answers, question)
    prompt = _prompt(question, enter)
    while True:
        typed = _typed(prompt)
        if typed == "?":
            screen.note(_explained(question))
        elif typed == "back":
            return _without_last(answers)
        else:
            value = _value(form, answers, question, typed, enter)
            if isinstance(value, Refusal):
                screen.note(f"  {value}")
            elif value is None or _is_sure(form, answers, question, value):
                kept = _ended(answers, question) if value is None and question.ends else answers
                return {**kept, question.path: value}


def _ended(answers: Answers, question: Question) -> Answers:
    """Return the answers without those in the map that is left out or behind the end of the list, which drafts have."""
    gone = [path for path in answers if _is_left_out(path, question)]
    if gone:
        screen.note(f"  left out with it: {', '.join(map(dotted, gone))}")
    return {path: value for path, value in answers.items() if path not in gone}


def _is_left_out(path: Steps, question: Question) -> bool:
    """Return whether a path leads into the map that a question begins, or to its item of a list or one behind it."""
    *start, first = question.path if isinstance(question.path[-1], int) else question.path[:-1]
    if len(path) <= len(start) or list(path[: len(start)]) != start:
        return False
    step = path[len(start)]
    return step >= first if isinstance(step, int) and isinstance(first, int) else step == first


def _without_last(answers: Answers) -> Answers:
    """Return the answers without the last; what the draft is about stays."""
    last = next(reversed(tuple(answers)), None)
    if last is None or last in _STAYS:
        screen.note("  this is the first question")
        return answers
    return {path: value for path, value in answers.items() if path != last}


def _value(form: Form, answers: Answers, question: Question, typed: str, enter: Any) -> Any | Refusal:
    """Return what was answered, None for what is left out, or why it is not taken; `enter` is what Enter means."""
    if typed not in ("", "-"):
        value = take(form, answers, question, typed)
        if str(value) != typed and not isinstance(value, Refusal):
            screen.note(f"  = {bare(value)}")
        return value
    value = None if typed else enter
    if value is not None:
        return refusal(form, answers, question.path, value) or value
    if question.required:
        return Refusal(question.path, f"{dotted(question.path)} cannot be left out", "? explains what is wanted")
    return None


def _is_sure(form: Form, answers: Answers, question: Question, value: Any) -> bool:
    """Return whether a doubtful value is meant; a record tells what was done, also where that was wrong."""
    why = doubt(form, answers, question.path, value)
    if _is_step(question):
        why = out_of_order(attempts_in(answers), str(value))
    return not why or _yes(f"  doubtful: {why}. Take it all the same?", default=False)


def _heads(form: Form, answers: Answers, question: Question, before: Question | None) -> Iterator[str]:
    """Yield what a person should know before a question."""
    if question.line and (before is None or before.line is not question.line):
        yield f"\n{line_words(question.line)}"
    if _is_step(question):
        yield f"  next: {demanded(attempts_in(answers))}"
    if question.path == ("person",) and not form.lines:
        lines = due_lines(form.site, form.kind, str(answers.get(("object",))))
        yield from (
            ("still to do here, with this record:", *(f"  {line_words(line)}" for line in lines)) if lines else ()
        )


def _is_step(question: Question) -> bool:
    return question.path[0] == "attempts" and question.path[-1] == "step"


def _prompt(question: Question, enter: Any) -> str:
    """Return a question with its words and what Enter means."""
    schema = question.schema
    default = bare(enter) if enter is not None else "" if question.required else "-"
    words = "yes, no" if schema.get("type") == "boolean" else ", ".join(map(str, schema.get("enum", ())))
    what = schema.get("description", "").rstrip(".")
    allowed = f" ({words})" if words else ""
    return f"{dotted(question.path)}: {what}{allowed}{f' [{default}]' if default else ''}: "


def _explained(question: Question) -> str:
    """Return everything that is known of a question."""
    schema = question.schema
    left_out = "yes, with -; that ends the list, or leaves the whole out" if question.ends else "yes, with -"
    facts = {
        "what": schema.get("description", ""),
        "unit": schema.get("x-unit", ""),
        "allowed": ", ".join(map(str, schema.get("enum", ()))),
        "lowest": str(schema.get("minimum", "")),
        "above": str(schema.get("exclusiveMinimum", "")),
        "highest": str(schema.get("maximum", "")),
        "of the procedure": f"limit {limit_of(question.line)}" if question.line and question.line.limit else "",
        "for example": " or ".join(bare(each) for each in schema.get("examples", ())),
        "also": "now, or hours and minutes of today: 9:12" if schema.get("format") == "date-time" else "",
        "may be left out": "no" if question.required else left_out,
    }
    return "\n".join(f"  {key}: {value}" for key, value in facts.items() if value)


def _yes(question: str, *, default: bool) -> bool:
    """Ask until it is yes or no."""
    while True:
        typed = _typed(f"{question} (yes, no) [{'yes' if default else 'no'}]: ").lower()
        if typed in ("", "yes", "y", "no", "n"):
            return typed.startswith("y") if typed else default


def _typed(prompt: str) -> str:
    """Return what a person types; raise KeyboardInterrupt when nobody is there any more."""
    typed = screen.ask(prompt, ended=_GONE)
    if typed == _GONE:
        raise KeyboardInterrupt
    return typed

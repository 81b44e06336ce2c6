"""Entering a record: the record in a flat form or behind one answer, or why not, and what the rules say of it. Pure.

A paper form, `--set` and a person at the terminal give the same: text by path.
"""

import dataclasses
import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from plantwright.findings.verdict import Path, Verdict
from plantwright.records.form import Form, data_of, meant
from plantwright.records.paths import flat, path_of
from plantwright.records.questions import Answers, Question, schema_at
from plantwright.records.refusals import Refusal, no_key, refusal
from plantwright.rules.check import verdicts
from plantwright.rules.registry import registry
from plantwright.site.model import Site
from plantwright.site.procedures import Line
from plantwright.site.proofs import CHECKED
from plantwright.site.record_files import record
from plantwright.site.schema import conforms
from plantwright.site.tasks import tasks
from plantwright.site.tree import Map


def filled(form: Form, given: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Refusal, ...]]:
    """Return the record that a flat mapping of paths to values holds, and everything that is wrong with it.

    Text becomes what the key at its path wants: a number, true or false, one of its words.
    """
    wrong: list[Refusal] = []
    answers: dict[Path, Any] = dict(form.old)
    for text, value in given.items():
        try:
            path = path_of(text)
        except ValueError as error:
            wrong.append(Refusal((text,), str(error), ""))
            continue
        schema = schema_at(form.kind, path)
        if schema is None:
            wrong.append(no_key(form.kind, path))
        else:
            answers[path] = meant(schema, value, form.now) if isinstance(value, str) else value
    try:
        data = data_of(form, answers)
    except ValueError as error:
        return {}, (*wrong, Refusal((), str(error), "write every item of a list, from 0"))
    found = [*wrong, *_against_schema(data)]
    seen = {each.path for each in found}
    unfit = (refusal(form, answers, path, value) for path, value in answers.items() if value is not None)
    return data, (*found, *(each for each in unfit if each and each.path not in seen))


def take(form: Form, answers: Answers, question: Question, text: str) -> Any | Refusal:
    """Return the value that a person typed for a question, or why it is not taken."""
    value = meant(question.schema, text, form.now)
    return refusal(form, answers, question.path, value) or value


def due_lines(site: Site, kind: str, tag: str, procedure: str = "") -> tuple[Line, ...]:
    """Return the lines not done at an object that a record of a kind can prove, of one procedure or of all."""
    about = (task for task in tasks(site) if task.object == tag and procedure in ("", task.procedure.name))
    return tuple(task.line for task in about if not task.done and kind == kind_for(task.line))


def kind_for(line: Line) -> str:
    """Return the kind of record that proves a line of a procedure."""
    return "checklist" if line.record in CHECKED or line.procedure else line.record


def findings(site: Site, name: str, data: Mapping[str, Any], today: datetime.date) -> tuple[Verdict, ...]:
    """Return what the rules say of a record, as if it lay in the site by that name."""
    made = record(name, Map(data))
    every = verdicts(dataclasses.replace(site, records={**site.records, name: made}), registry(), today)
    return own(every, name)


def own(every: Sequence[Verdict], name: str) -> tuple[Verdict, ...]:
    """Return the failed verdicts that are about a record."""
    return tuple(verdict for verdict in every if verdict.failed and verdict.path[:2] == ("records", name))


def kept_as(site: Site, data: Mapping[str, Any]) -> str:
    """Return the name of the record of the site that says all of what data says, at the same time; empty for none.

    It is the same work: an answer that is given twice makes one record.
    """
    stated = flat(data).items()
    if not {"object", "at"} <= data.keys():
        return ""
    alike = (each for each in site.records.values() if (each.kind, each.at) == (data["record"], data["at"]))
    return next((each.name for each in alike if stated <= flat(each.data).items()), "")


def _against_schema(data: Mapping[str, Any]) -> Iterator[Refusal]:
    for verdict in conforms(Map(data), "record.schema.json"):
        yield Refusal(verdict.path, verdict.message, verdict.hint)

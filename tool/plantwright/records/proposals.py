"""What is proposed for a question of a record, and what a person should confirm before it is taken. Pure."""

from typing import Any

from plantwright.findings.verdict import Path
from plantwright.records.form import Form, data_of, moment
from plantwright.records.paths import flat
from plantwright.records.questions import Answers, Question, schema_of
from plantwright.rules.records.calibration_expired import calibrated_until
from plantwright.rules.records.values import Judged, judged
from plantwright.rules.say import TOLERANCE
from plantwright.site.model import Instrument, Site
from plantwright.site.record_files import record
from plantwright.site.records import Calibration, FibreEndFace, in_force, of_kind
from plantwright.site.tree import Map


def proposed(form: Form, answers: Answers, question: Question) -> Any:
    """Return what Enter means at a question: the value proposed, None for nothing."""
    path, schema = question.path, question.schema
    if path in form.old:
        return form.old[path]
    if question.ends:
        return None
    if path == ("person",):
        return form.person or None
    if path == ("result",):
        return _result(form, answers)
    if path[-1] == "instrument":
        return next(iter(_fitting(form, answers)), None)
    if path[-1] == "sha256":
        return form.hash_of(str(answers.get((*path[:-1], "file")))) or None
    if schema.get("format") == "date-time":
        return form.now.isoformat(timespec="seconds") if question.required else None
    if path[-1] == "unit" and question.line and question.line.limit:
        return question.line.limit.unit
    return _as_before(form, answers, path)


def doubt(form: Form, answers: Answers, path: Path, value: Any) -> str:
    """Return what a person should confirm before a value is taken, empty when it is in order."""
    tool = form.site.instruments.get(str(value)) if path[-1] == "instrument" else None
    if tool is None:
        return ""
    used = moment(answers.get(("at",))) or form.now
    until = calibrated_until(tool, of_kind(in_force(form.site.records.values()), Calibration), used)
    if not until:
        return f"nothing says until when {tool.tag} is calibrated"
    return f"the calibration of {tool.tag} ended on {until}" if used.date().isoformat() > until else ""


def as_last(site: Site, kind: str, tag: str, path: Path) -> Any:
    """Return what the newest record of a kind about an object says at a path; but for a limit, of any object."""
    alike = [each for each in in_force(site.records.values()) if each.kind == kind]
    same = [each for each in alike if each.object == tag]
    newest = same[-1:] or ([] if "limit" in path else alike[-1:])
    return flat(newest[0].data).get(path) if newest else None


_REPEATED = ("limit", "criteria", "cleaner", "tool", "solvent", "organisation")
"""Keys that are alike from one entry to the next and from one record to the next; a measured value never is."""


def _fitting(form: Form, answers: Answers) -> list[str]:
    """Return the instruments of the right kind that are calibrated, none for a record that needs none of a kind."""
    wanted = schema_of(form.kind).get("x-instrument", ())
    right: list[Instrument] = [tool for tool in form.site.instruments.values() if tool.kind in wanted]
    return [tool.tag for tool in right if not doubt(form, answers, ("instrument",), tool.tag)]


def _result(form: Form, answers: Answers) -> str | None:
    """Return the result that the values so far have: a value outside its limit or a failed line is a fail."""
    try:
        data = {**data_of(form, answers), "result": "pass"}
        made = record("entered", Map(data))
    except (KeyError, TypeError, ValueError):  # a value is still missing
        return None
    if isinstance(made, FibreEndFace):
        return "pass" if made.attempts[-1].result == "clean" else None
    return "pass" if made.passed and all(map(_inside, judged(made))) else "fail"


def _inside(found: Judged) -> bool:
    low, high = found.limit.minimum, found.limit.maximum
    slack = TOLERANCE * abs(found.value)
    return (low is None or found.value >= low - slack) and (high is None or found.value <= high + slack)


def _as_before(form: Form, answers: Answers, path: Path) -> Any:
    """Return what the entry above says at the same place, else the newest record of the kind, a limit of its object."""
    if not any(key in _REPEATED for key in path):
        return None
    place = next((index for index, step in enumerate(path) if isinstance(step, int)), None)
    if place is not None and path[place]:
        return answers.get((*path[:place], int(path[place]) - 1, *path[place + 1 :]))
    return as_last(form.site, form.kind, str(answers.get(("object",))), path)

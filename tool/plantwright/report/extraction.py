"""Finds every text that the documents translate, for the catalogues: `python -m plantwright.report.extraction`."""

import sys
from collections.abc import Iterator
from pathlib import Path

from plantwright.findings.exit_code import ExitCode
from plantwright.monitor.series import REASONS
from plantwright.records.deployed import BROKEN_OFF
from plantwright.records.questions import schema_at
from plantwright.records.run import OUTCOMES
from plantwright.report.language import Message, Text
from plantwright.report.messages import LOCALES, Found, catalogue_file, found_in, merged, template_file, template_of
from plantwright.report.text import is_word, word
from plantwright.report.views.blank_labels import labels
from plantwright.resources import folder
from plantwright.rules.cabling.noise import RANKING
from plantwright.rules.registry import registry
from plantwright.site.abbreviations import words
from plantwright.site.catalog import OCCASIONS, shipped_types
from plantwright.site.end_face_tables import end_face_criteria
from plantwright.site.energising import energising
from plantwright.site.procedures import shipped_procedures
from plantwright.site.published import read_schema
from plantwright.site.records import KINDS
from plantwright.site.rework import rework
from plantwright.site.tasks import PLANT


def main() -> int:
    """Rewrite every catalogue that differs and name it."""
    for path, content in catalogues().items():
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            print(f"wrote {path.name} {path.parent.parent.name}")
    return 0


def catalogues() -> dict[Path, bytes]:
    """Return the list of all messages and the catalogues that hold them, each by its path."""
    every = tuple(messages())
    files = {code: catalogue_file(code) for code in LOCALES}
    known = {code: file.read_bytes() if file.is_file() else b"" for code, file in files.items()}
    return {template_file(): template_of(every)} | {files[code]: merged(code, every, known[code]) for code in LOCALES}


def messages() -> Iterator[Found]:
    """Yield every message of the templates, of the views and of the data that documents print."""
    templates, report = folder("templates"), Path(__file__).parent
    for file in sorted(templates.rglob("*.j2")):
        yield from found_in(file, f"templates/{file.relative_to(templates).as_posix()}")
    for file in sorted(report.rglob("*.py")):
        yield from found_in(file, f"report/{file.relative_to(report).as_posix()}")
    for told, place in _data():
        yield Found(Message(told), place)


def _data() -> Iterator[tuple[str, str]]:
    """Yield the texts of rules, procedures, tables, device types, records and runs with the place where they stand."""
    yield RANKING, "rules/cabling/noise.py"
    for rule in registry().values():
        yield rule.title, f"rules/{rule.id}"
    for procedure in shipped_procedures().values():
        place = f"schemas/procedures/{procedure.name}.yaml"
        yield procedure.title, place
        for line in procedure.lines:
            yield from ((told, place) for told in (line.text, line.who, line.subject) if told)
    for each in shipped_types().values():
        for told in (each.title, *(step.text for step in each.steps)):
            yield told, f"schemas/devices/{each.type}.yaml"
    yield from _codes()
    yield from _units()
    yield from _tables()
    for occasion in OCCASIONS:
        yield occasion, "site/catalog.py"
    for told in (*OUTCOMES, *OUTCOMES.values()):
        yield told, "records/run.py"


def _codes() -> Iterator[tuple[str, str]]:
    """Yield the words of codes and the labels of blank records, with the file that they are from."""
    found = {f"schemas/{name}": _choices(read_schema(name)) for name in ("record.schema.json", "site.schema.json")}
    found |= {
        f"schemas/devices/{each.type}.yaml": (
            code for parameter in each.parameters.values() for code in parameter.codes
        )
        for each in shipped_types().values()
    }
    for place, codes in found.items():
        yield from ((words, place) for code in codes if isinstance(words := word(code), Text))
    for kind, path in (("fibre-link-loss", ("method",)), ("copper-certificate", ("results", 0, "what"))):
        examples = (schema_at(kind, path) or {}).get("examples", ())
        yield from ((words, "schemas/record.schema.json") for each in examples if isinstance(words := word(each), Text))
    for kind in KINDS:
        yield word(kind), "site/records/kinds.py"
    for label in labels():
        yield label, "schemas/record.schema.json"
    yield word(PLANT), "site/tasks.py"
    for result in (*(each.name.lower().replace("_", "-") for each in ExitCode), BROKEN_OFF):
        yield word(result), "findings/exit_code.py"


def _units() -> Iterator[tuple[str, str]]:
    """Yield the units that are words, of the limits of procedures and of what is known of device types."""
    limits = (line.limit for each in shipped_procedures().values() for line in each.lines)
    yield from ((each.unit, "schemas/procedures") for each in limits if each and is_word(each.unit))
    for of in shipped_types().values():
        known = (*(each.unit for each in of.parameters.values()), *(each.unit for each in of.ratings.values()))
        yield from ((unit, f"schemas/devices/{of.type}.yaml") for unit in known if is_word(unit))


def _choices(part: object) -> Iterator[str]:
    """Yield the words among the values that a schema lists."""
    if isinstance(part, dict):
        yield from (each for each in part.get("enum", ()) if isinstance(each, str))
        yield from (each for inside in part.values() for each in _choices(inside))
    elif isinstance(part, list):
        yield from (each for inside in part for each in _choices(inside))


def _tables() -> Iterator[tuple[str, str]]:
    """Yield the texts of tables, and why there may be no estimate, with the place where they stand."""
    table = words()
    found = {
        "schemas/energising.yaml": _energising(),
        "schemas/rework.yaml": _rework(),
        "schemas/tables/fibre-end-face.yaml": end_face_criteria().unread.values(),
        "schemas/abbreviations.yaml": (*table.abbreviations.values(), *table.prefixes.values()),
        "monitor/series.py": REASONS,
    }
    yield from ((told, place) for place, texts in found.items() for told in texts)


def _energising() -> Iterator[str]:
    """Yield what is said of energising; steps that are lines of procedures stand there."""
    table = energising()
    yield table.basis
    yield from (hazard.text for hazard in table.hazards)
    yield from (part for step in table.sequence if not step.line for part in (step.text, step.who))


def _rework() -> Iterator[str]:
    """Yield what is said of the work that a change asks for."""
    table = rework()
    yield table.basis
    yield from (task.text for task in table.tasks.values())
    yield from (cause.reason for cause in table.causes)
    yield from (part for each in table.documents for part in (each.document, each.part) if part)


if __name__ == "__main__":
    sys.exit(main())

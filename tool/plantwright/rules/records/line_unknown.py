"""REC013: a record names a line, step or setting that its object does not have."""

from collections.abc import Iterator, Mapping
from functools import cache

from plantwright.findings.verdict import Path, Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.records.telling import one_pass_an_object
from plantwright.rules.say import fail, passed
from plantwright.site.model import Device, Site
from plantwright.site.procedures import Procedure, shipped_procedures
from plantwright.site.records import ManualStep, Record
from plantwright.site.tasks import objects_of


@rule(
    id="REC013",
    severity=ERROR,
    title="Record of a line that its object does not have",
    source=Source(document="plantwright record format", clause="checks; step; parameter"),
    refs=(),
    bad={"records.2026-09-30-wiring-SS101.checks.0.line": "KGW-010"},
    waivable=False,
)
def line_unknown(site: Site) -> Iterator[Verdict]:
    """A line that is recorded at the wrong kind of object proves nothing, and the right one stays open."""
    return one_pass_an_object(_each(site))


def _each(site: Site) -> Iterator[Verdict]:
    procedures = shipped_procedures() if site.records else {}  # dozens of files
    objects = {name: frozenset(objects_of(site, each)) for name, each in procedures.items()}
    for record in site.records.values():
        for path, fault in (*_lines(record, objects), *_settings(site, record)):
            if fault:
                hint = (
                    f"record it at the object it was done at; `plantwright record next {record.object}` lists its lines"
                )
                yield fail(record.object, f"{record.file}: {fault}", path=path, hint=hint)
            else:
                yield passed(record.object, f"{record.file} names what {record.object} has", path=path)


@cache
def _home() -> Mapping[str, Procedure]:
    return {line.id: procedure for procedure in shipped_procedures().values() for line in procedure.lines}


def _lines(record: Record, objects: Mapping[str, frozenset[str]]) -> Iterator[tuple[Path, str]]:
    for place, check in enumerate(record.checks):
        home, path = _home().get(check.line), record.path("checks", place, "line")
        if home is None:
            yield path, f"no procedure has a line {check.line}"
        elif record.object not in objects[home.name]:
            of = " ".join(filter(None, (home.section, home.type, home.kind)))
            yield path, f"{check.line} is a line for {of}, which {record.object} is not"
        else:
            yield path, ""


def _settings(site: Site, record: Record) -> Iterator[tuple[Path, str]]:
    device = site.item(record.object)
    if not isinstance(record, ManualStep) or not isinstance(device, Device):
        return
    if record.step:
        known = record.step in {step.id for step in device.type.steps}
        yield record.path("step"), "" if known else f"{device.type.title} has no step {record.step}"
    for name in record.entered:
        path = record.path("settings", name) if name in record.settings else record.path("parameter")
        yield path, "" if name in device.type.parameters else f"{device.type.title} has no setting {name}"

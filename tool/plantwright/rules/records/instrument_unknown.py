"""REC002: a record names an instrument that the site does not list."""

from collections.abc import Iterator

from plantwright.findings.verdict import Path, Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.records.telling import one_pass_an_object
from plantwright.rules.say import fail, passed
from plantwright.site.model import Site
from plantwright.site.records import Record


@rule(
    id="REC002",
    severity=ERROR,
    title="Record with an unknown instrument",
    source=Source(document="plantwright record format", clause="instrument"),
    refs=(),
    mend="add the instrument under `instruments` with its serial number and calibration",
    bad={"records.2026-10-13-insulation-M101.instrument": "MEG9"},
    waivable=False,
)
def instrument_unknown(site: Site) -> Iterator[Verdict]:
    """A value is worth what its instrument is worth; without serial number and calibration nobody can tell."""
    return one_pass_an_object(_each(site))


def _each(site: Site) -> Iterator[Verdict]:
    for record in site.records.values():
        for tag, path in instruments_of(record):
            if tag in site.instruments:
                yield passed(record.object, f"{record.file} was made with {tag}", path=path)
            else:
                listed = ", ".join(site.instruments) or "none"
                message = f"{record.file} names the instrument {tag}, which `instruments` does not list"
                yield fail(
                    record.object, message, path=path, hint=f"add it with serial and calibration; listed: {listed}"
                )


def instruments_of(record: Record) -> Iterator[tuple[str, Path]]:
    """Yield every instrument that a record names, and the path to where it does."""
    if record.instrument:
        yield record.instrument, record.path("instrument")
    for place, check in enumerate(record.checks):
        if check.instrument:
            yield check.instrument, record.path("checks", place, "instrument")

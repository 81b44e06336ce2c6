"""REC032: a record holds a reading that its insulation monitor cannot have shown."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import amount, fail, not_checked, passed, span
from plantwright.site.catalog import Fact
from plantwright.site.model import Monitor, Site
from plantwright.site.records import InsulationMonitoring, Reading, in_force, of_kind

RANGE = "measuring_range_mohm"
READING = "records.2026-10-14-monitoring-M101.readings.0"


@rule(
    id="REC032",
    severity=ERROR,
    title="Reading outside the range of its monitor",
    source=Source(document="K7GE-MG datasheet", clause="Measurement specifications", lines="102"),
    refs=("K7-020",),
    mend="record what the monitor showed: the end of its range with `over_range: true`, or 0 below the range",
    good={READING: {"resistance_mohm": 42.5, "over_range": False}},
    bad={READING: {"resistance_mohm": 120, "over_range": False}},
)
def reading_outside_range(site: Site) -> Iterator[Verdict]:
    """A monitor shows no value beyond its range: what stands there was read off wrongly, or comes from elsewhere.

    Below the range 0 is shown. Above it the end of the range is recorded with `over_range: true`.
    """
    for record in of_kind(in_force(site.records.values()), InsulationMonitoring):
        probe = site.probes.get(record.probe)
        monitor = site.monitors.get(probe.monitor) if probe else None
        if monitor is None:
            yield not_checked(record.object, f"probe in {record.file}", path=record.path("record"))
        else:
            yield from _judged(record, monitor)


def _judged(record: InsulationMonitoring, monitor: Monitor) -> Iterator[Verdict]:
    fact = rating(monitor.type, RANGE)
    if fact is None or fact.min is None or fact.max is None:
        yield not_checked(record.object, absent(monitor.type, RANGE), path=record.path("readings"))
        return
    faults = [(place, fault) for place, each in enumerate(record.readings) if (fault := _fault(each, fact))]
    told, of = f"{record.file}: {monitor.tag} shows {span(fact.min, fact.max, fact.unit)}", fact.source
    for place, (what, limit, hint) in faults:
        value, path = record.readings[place].resistance_mohm, record.path("readings", place, "resistance_mohm")
        message = f"{told}; {amount(value, fact.unit)} {what}"
        yield fail(record.object, message, value=value, limit=limit, unit=fact.unit, path=path, source=of, hint=hint)
    if not faults:
        message = f"{told}, and so says every reading of {record.probe}"
        yield passed(record.object, message, path=record.path("readings"), source=of)


def _fault(reading: Reading, fact: Fact) -> tuple[str, float | None, str] | None:
    """Return what is wrong with a reading, the end of the range and what to do, None when nothing is."""
    value, low, high = reading.resistance_mohm, fact.min or 0, fact.max or 0
    if reading.over_range and value != high:
        return "is recorded as over the range", high, f"record {amount(high, fact.unit)}, the end of the range"
    if value > high:
        return "lies above", high, f"record {amount(high, fact.unit)} with `over_range: true`, if that was shown"
    if 0 < value < low:
        return "lies below, where 0 is shown", low, "record 0, if that was shown"
    return None

"""REC003: an instrument was used after its calibration had ended."""

import datetime
from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.records.instrument_unknown import instruments_of
from plantwright.rules.records.telling import one_pass_an_object
from plantwright.rules.say import fail, not_checked, passed
from plantwright.site.model import Instrument, Site
from plantwright.site.records import Calibration, in_force, of_kind


@rule(
    id="REC003",
    severity=ERROR,
    title="Instrument out of calibration on the day",
    source=Source(document="plantwright record format", clause="calibration"),
    refs=(),
    bad={"instruments.MEG1.calibration_due": "2026-10-12"},
)
def calibration_expired(site: Site) -> Iterator[Verdict]:
    """A value read after the calibration has ended is not traceable; the day counts, not the day of the handover."""
    return one_pass_an_object(_each(site))


def _each(site: Site) -> Iterator[Verdict]:
    calibrations = of_kind(in_force(site.records.values()), Calibration)
    for record in in_force(site.records.values()):
        for tag, path in instruments_of(record):
            if tag not in site.instruments:
                continue
            due = calibrated_until(site.instruments[tag], calibrations, record.time)
            if not due:
                yield not_checked(record.object, f"instruments.{tag}.calibration_due", path=path)
            elif record.at[:10] <= due:
                yield passed(record.object, f"{tag} was calibrated until {due}, used {record.at[:10]}", path=path)
            else:
                message = f"{record.file}: {tag} was used on {record.at[:10]}, its calibration ended on {due}"
                hint = "measure again with a calibrated instrument, or record the calibration that held on the day"
                yield fail(record.object, message, value=record.at[:10], limit=due, path=path, hint=hint)


def calibrated_until(tool: Instrument, calibrations: tuple[Calibration, ...], used: datetime.datetime) -> str:
    """Return the last day of the calibration that held when an instrument was used, empty when none is known."""
    held = calibration_at(tool, calibrations, used)
    return held.due if held else tool.calibration_due


def calibration_at(
    tool: Instrument, calibrations: tuple[Calibration, ...], used: datetime.datetime
) -> Calibration | None:
    """Return the record of the calibration that held when an instrument was used, None where the site file tells it.

    A calibration recorded later, or one that failed, proves nothing for the day; the newest before it counts.
    """
    before = [each for each in calibrations if each.object == tool.tag and each.time <= used and each.passed]
    return before[-1] if before else None

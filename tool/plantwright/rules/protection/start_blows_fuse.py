"""PRO024: the start of a motor may blow its line fuse."""

from collections.abc import Iterator
from functools import cache

from plantwright.findings.verdict import Source, Verdict
from plantwright.physics import fuses
from plantwright.physics.motor_start import Start
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.protection.line import line_fuses
from plantwright.rules.say import amount, fail, not_applicable, not_checked, passed
from plantwright.rules.starting import predictions
from plantwright.site.model import Feeder, Motor, Protection, Site
from plantwright.site.tables import gate_table

UNVERIFIED = Source(document="IEC 60269-1", clause="time-current gates of gG fuse links", provenance="unverified")


@rule(
    id="PRO024",
    severity=WARNING,
    title="Start may blow the line fuse",
    source=UNVERIFIED,
    refs=("ZES-020",),
    mend="choose a larger fuse, or check the maker's curve",
    bad={"protection.F201.rated_current_a": 25},
)
def start_blows_fuse(site: Site) -> Iterator[Verdict]:
    """A start is an overload the fuse must sit out; between the gates only the maker's curve can tell."""
    starts = predictions(site)
    for feeder, fuse, motor in line_fuses(site):
        starter = site.starter_of(feeder)
        if fuse is None or fuse.class_ != "gG":
            yield not_applicable(feeder, "no gG fuse in its path", path=feeder.path("path"))
        elif motor is None or starter is None:
            yield not_checked(feeder, why="no start can be computed without a motor and a starter in the path")
        else:
            prediction = starts[motor.tag, starter.tag]
            if prediction.start is None or prediction.start.time_s is None:
                missing = prediction.missing
                yield not_checked(
                    feeder, *missing, why="" if missing else prediction.why or "the motor stalls: see STA020"
                )
            else:
                yield _verdict(feeder, fuse, motor, prediction.start)


def _verdict(feeder: Feeder, fuse: Protection, motor: Motor, start: Start) -> Verdict:
    gates, path = _gates(fuse.rated_current_a or 0), fuse.path("rated_current_a")
    if fuse.rated_current_a is None:
        return not_checked(feeder, f"protection.{fuse.tag}.rated_current_a")
    if gates is None:
        why = f"no gates are known for a gG fuse of {amount(fuse.rated_current_a, 'A')}"
        return not_checked(feeder, why=why, path=path)
    current_a = start.peak_current_ratio * motor.rated_current_a
    time_s = start.heating_s / start.peak_current_ratio**2  # of the constant current that heats the fuse as much

    def what() -> str:
        rated = f"{fuse.tag} gG {amount(fuse.rated_current_a, 'A')}"
        return f"{rated} at {amount(current_a, 'A')} for {amount(time_s, 's')}"

    match fuses.withstand(gates, current_a, time_s):
        case fuses.Hold.HOLDS:
            return passed(feeder, lambda: f"{what()} holds", path=path, value=round(current_a, 1), unit="A")
        case fuses.Hold.MAY_BLOW:
            message, hint = f"{what()} may blow", "choose a larger fuse, or check the maker's curve"
            return fail(
                feeder, message, path=path, value=round(current_a, 1), limit=gates.max_5s_a, unit="A", hint=hint
            )
        case _:
            return not_checked(
                feeder, why=f"{what()} is indeterminate, between the gates: check the maker's curve", path=path
            )


@cache
def _gates(rated_current_a: float) -> fuses.Gate | None:
    table = gate_table()
    row = table.rows.get(float(rated_current_a))
    return fuses.Gate(**dict(zip(table.columns, row, strict=True))) if row else None

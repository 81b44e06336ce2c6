"""STA021: the start overcurrent trip lies at or below the current of the start."""

from collections.abc import Iterator, Mapping

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.members import drives
from plantwright.rules.say import amount, fail, not_applicable, not_checked, passed
from plantwright.rules.starting import Prediction, predictions
from plantwright.site.model import Feeder, Motor, Site, Starter

TRIP = "start_overcurrent_percent"


@rule(
    id="STA021",
    severity=WARNING,
    title="Start overcurrent trip not above the starting current",
    source=Source(
        document="CLR8G operating manual", clause="7, table 7-1; 8.1", lines="291, 304, 328", provenance="derived"
    ),
    refs=("CLR-051", "X-025"),
    mend="raise the trip, or lower the current limit",
    bad={
        "starters.SS101.parameters.current_limit_percent": 400,
        "starters.SS101.parameters.start_overcurrent_percent": 400,
    },
)
def overcurrent_below_current_limit(site: Site) -> Iterator[Verdict]:
    """The current limit holds the current at its value for seconds; a trip at the same value ends every start."""
    driven_by, starts = drives(site), predictions(site)
    for starter in site.starters.values():
        if TRIP not in starter.type.parameters:
            continue
        trip, path = starter.setting(TRIP), starter.path("parameters", TRIP)
        current, missing = _start_current_percent(starter, driven_by.get(starter.tag), starts)
        if missing:
            yield not_checked(starter, *missing, path=path)
        elif current is None:
            yield not_applicable(starter, "no start to full speed: see STA020", path=path)
        elif not isinstance(trip, int | float):
            yield not_checked(starter, f"starters.{starter.tag}.parameters.{TRIP}")
        else:
            say = passed if trip > current else fail
            message = (
                f"the trip is {amount(trip, '%')}, the start reaches {amount(current, '%')}; the trip must lie above"
            )
            hint = "" if trip > current else "raise the trip, or lower the current limit"
            yield say(
                starter, message, path=path, value=trip, limit=current, unit="%", margin=trip - current, hint=hint
            )


def _start_current_percent(
    starter: Starter, driven: tuple[Feeder, Motor] | None, starts: Mapping[tuple[str, str], Prediction]
) -> tuple[float | None, tuple[str, ...]]:
    """Return the current limit, in the other start modes the computed peak, or the keys that are missing."""
    limit = starter.setting("current_limit_percent")
    if starter.setting("start_mode") == "current-limit" and isinstance(limit, int | float):
        return limit, ()
    if driven is None:
        return None, ()
    prediction = starts[driven[1].tag, starter.tag]
    peak = prediction.start.peak_current_ratio if prediction.start else None
    return (None if peak is None else round(peak * 100, 1)), prediction.missing

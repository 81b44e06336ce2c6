"""STA027: a start uses most of the overload curve."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.members import drives
from plantwright.rules.say import at_most, not_applicable, not_checked
from plantwright.rules.starter.thermal_use import TRIP_PERCENT, start_uses
from plantwright.rules.starting import predictions
from plantwright.site.model import Site

MOST_PERCENT = 80


@rule(
    id="STA027",
    severity=WARNING,
    title="Start close to the overload trip",
    source=Source(
        document="CLR8G operating manual",
        clause="8.2, table 8-2; the reserve of 20 % is plantwright's",
        lines="353-359",
    ),
    refs=("CLR-065", "CLR-066"),
    mend="choose the next higher overload class, slower by its table, if the motor bears it",
    bad={"motors.M201.load.moment_of_inertia_kgm2": 6.7},
)
def start_near_overload_trip(site: Site) -> Iterator[Verdict]:
    """Load, voltage and temperature are never what was computed; a start that uses more than 80 % will trip one day."""
    driven_by, starts, uses = drives(site), predictions(site), start_uses(site)
    for starter in site.starters.values():
        driven = driven_by.get(starter.tag)
        prediction = starts[driven[1].tag, starter.tag] if driven else None
        use = uses.get(starter.tag)
        if use is None or prediction is None or prediction.start is None:
            missing = prediction.missing if prediction else ()
            yield not_checked(starter, *missing, why="" if missing else "no start could be computed: see STA020")
        elif prediction.start.stalled or use.percent >= TRIP_PERCENT:
            yield not_applicable(starter, "STA020 decides: the start trips or stalls")
        else:
            what, path = (
                f"share of overload class {use.overload_class} used",
                starter.path("parameters", "start_overload_class"),
            )
            hint = "choose the next higher overload class, slower by its table, if the motor bears it"
            yield at_most(starter, what, use.percent, MOST_PERCENT, "%", path=path, source=use.source, hint=hint)

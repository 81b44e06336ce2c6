"""BUS020: a bus is not terminated at its two ends."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import amount, fail, not_checked, passed
from plantwright.site.model import Bus, Site

LEAST_OHM, MOST_OHM = 120, 150  # 150 Ω, or 120 Ω in series with a capacitor on a polarised line


@rule(
    id="BUS020",
    severity=ERROR,
    title="Bus not terminated at its two ends",
    source=Source(document="Modbus over Serial Line V1.02", clause="3.4.5"),
    refs=(),
    bad={"buses.RS1.termination": [{"at_m": 0, "resistance_ohm": 150}]},
)
def termination_wrong(site: Site) -> Iterator[Verdict]:
    """An open end throws the edges back into the line, and a third resistor loads the drivers."""
    for bus in site.buses.values():
        path = bus.path("termination")
        if not bus.termination:
            yield not_checked(bus, f"buses.{bus.tag}.termination")
        elif bus.length_m is None:
            yield not_checked(bus, f"buses.{bus.tag}.length_m")
        elif fault := _fault(bus, bus.length_m):
            yield fail(bus, f"{fault}; one resistor of 120 to 150 Ω belongs at each end of the line", path=path)
        else:
            yield passed(bus, f"terminated at 0 m and at {amount(bus.length_m, 'm')}", path=path)


def _fault(bus: Bus, length_m: float) -> str:
    places = sorted(each.at_m for each in bus.termination)
    if len(places) != 2:
        return f"{len(places)} termination resistor{'s' if len(places) > 1 else ''}"
    if places != [0, length_m]:
        return f"terminated at {amount(places[0], 'm')} and at {amount(places[1], 'm')} of {amount(length_m, 'm')}"
    wrong = [each.resistance_ohm for each in bus.termination if not LEAST_OHM <= each.resistance_ohm <= MOST_OHM]
    return f"a termination resistor has {amount(wrong[0], 'Ω')}" if wrong else ""

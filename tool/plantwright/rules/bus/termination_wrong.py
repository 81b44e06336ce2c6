"""BUS020: a bus is not terminated at its two ends."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.physics.rs485_line import ends
from plantwright.rules.bus.line import limit
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import amount, fail, not_checked, passed
from plantwright.site.model import Bus, Site, Termination


@rule(
    id="BUS020",
    severity=ERROR,
    title="Bus not terminated at its two ends",
    source=Source(document="Modbus over Serial Line V1.02", clause="3.4.5"),
    refs=(),
    mend="put one resistor of 150 Ω, or of 120 Ω in series with 1 nF, at each end of the line, and take out all others",
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
    if len(places) != limit("terminators"):
        return f"{len(places)} termination resistor{'s' if len(places) > 1 else ''}"
    if not ends(places, 0, length_m).correct:
        return f"terminated at {amount(places[0], 'm')} and at {amount(places[1], 'm')} of {amount(length_m, 'm')}"
    return next((wrong for each in bus.termination if (wrong := _wrong(each))), "")


def _wrong(each: Termination) -> str:
    """Return what is wrong with a terminator: 150 Ω, or 120 Ω in series with 1 nF where the line is polarised."""
    if not limit("capacitive_terminator_ohm") <= each.resistance_ohm <= limit("terminator_ohm"):
        return f"a termination resistor has {amount(each.resistance_ohm, 'Ω')}"
    stated_nf = limit("capacitive_terminator_nf")
    if each.capacitor_nf not in (None, stated_nf):
        return f"a capacitor before a terminator has {amount(each.capacitor_nf, 'nF')} and not {stated_nf} nF"
    return ""

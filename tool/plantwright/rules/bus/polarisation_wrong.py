"""BUS022: a bus is polarised at more than one place, or with the wrong resistors."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.bus.line import limit
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import amount, fail, not_applicable, not_checked, passed
from plantwright.site.model import Bus, Polarisation, Site


@rule(
    id="BUS022",
    severity=ERROR,
    title="Polarisation of the bus wrong",
    source=Source(document="Modbus over Serial Line V1.02", clause="3.4.6"),
    refs=(),
    mend="put one resistor of 450 to 650 Ω on each wire, with 5 V between their far ends, at one place only",
    good={"buses.RS1.polarisation": [{"at_m": 0, "resistance_ohm": 560}]},
    bad={"buses.RS1.polarisation": [{"at_m": 0, "resistance_ohm": 560}, {"at_m": 38, "resistance_ohm": 560}]},
)
def polarisation_wrong(site: Site) -> Iterator[Verdict]:
    """A second pair of resistors, or a smaller one, loads every driver; a larger one lets the idle line float."""
    for bus in site.buses.values():
        path = bus.path("polarisation")
        if bus.polarisation is None:
            yield not_checked(bus, f"buses.{bus.tag}.polarisation")
        elif not bus.polarisation:
            yield not_applicable(bus, "the line is not polarised", path=path)
        elif fault := _fault(bus.polarisation):
            hint = "put one resistor of 450 to 650 Ω on each wire, with 5 V between their far ends, at one place only"
            yield fail(bus, fault, path=path, hint=hint)
        else:
            yield passed(bus, _words(bus), path=path)


def _fault(every: tuple[Polarisation, ...]) -> str:
    if len(every) > 1:
        return f"polarised at {len(every)} places, allowed is one"
    (pair,), least, most = every, limit("polarisation_ohm_min"), limit("polarisation_ohm_max")
    if not least <= pair.resistance_ohm <= most:
        return f"polarised with {amount(pair.resistance_ohm, 'Ω')}, allowed is {least} to {most} Ω"
    if pair.voltage_v != limit("polarisation_v"):
        return f"polarised with {amount(pair.voltage_v, 'V')}, stated is {limit('polarisation_v')} V"
    return ""


def _words(bus: Bus) -> str:
    (pair,) = bus.polarisation or ()
    return f"polarised at {amount(pair.at_m, 'm')} with {amount(pair.resistance_ohm, 'Ω')} on each wire"

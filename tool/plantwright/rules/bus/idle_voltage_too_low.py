"""BUS028: a polarised bus idles at a voltage that its receivers do not understand."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.bus.line import THRESHOLD_MV, THRESHOLD_SOURCE, UNIT_LOAD_OHM, idle_voltage_mv
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.members import on_buses
from plantwright.rules.say import at_least, not_applicable, not_checked
from plantwright.site.model import Bus, Device, Site

SINGLE = [{"at_m": 0, "resistance_ohm": 560}]


@rule(
    id="BUS028",
    severity=WARNING,
    title="Idle voltage of the bus too low",
    source=Source(document="Modbus over Serial Line V1.02", clause="3.4.6", provenance="derived"),
    refs=(),
    mend="put a capacitor of 1 nF in series with each terminator of 120 Ω, or use smaller polarisation resistors",
    good={"buses.RS1.polarisation": SINGLE},
    bad={"buses.RS1.polarisation": [{"at_m": 0, "resistance_ohm": 900}]},
)
def idle_voltage_too_low(site: Site) -> Iterator[Verdict]:
    """Between +200 and −200 mV a receiver may say anything, and reads a silent line as the beginning of a frame."""
    connected = on_buses(site)
    for bus in site.buses.values():
        yield _judged(bus, connected.get(bus.tag, ()))


def _judged(bus: Bus, devices: tuple[Device, ...]) -> Verdict:
    path, idle_mv = bus.path("polarisation"), idle_voltage_mv(bus, devices)
    if bus.polarisation is None:
        return not_checked(bus, f"buses.{bus.tag}.polarisation")
    if idle_mv is None:
        return not_applicable(bus, "the line is not polarised; a unit with a fail-safe receiver needs none", path=path)
    if not bus.termination:
        return not_checked(bus, f"buses.{bus.tag}.termination", path=path)
    what = f"idle voltage (terminators, and {UNIT_LOAD_OHM // 1000} kΩ for each unit load)"
    hint = "put a capacitor of 1 nF in series with each terminator of 120 Ω, or use smaller polarisation resistors"
    return at_least(bus, what, idle_mv, THRESHOLD_MV, "mV", path=path, source=THRESHOLD_SOURCE, hint=hint)

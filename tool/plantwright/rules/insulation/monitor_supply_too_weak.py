"""INS048: what feeds an insulation monitor gives less than the unit and its probes take."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.insulation.connected import cell
from plantwright.rules.members import probes_by_monitor
from plantwright.rules.say import at_least, not_applicable, not_checked
from plantwright.site.model import AuxiliarySupply, Monitor, Site

MAINS_V = 100  # the lowest supply voltage that a monitor takes from the mains


@rule(
    id="INS048",
    severity=ERROR,
    title="Monitor supply too weak for its probes",
    source=Source(document="K7GE-MG datasheet", clause="Ratings", lines="74"),
    refs=("K7-006",),
    mend="use a larger power supply",
    bad={"monitors.IM1.supply.rated_power_va": 10},
)
def monitor_supply_too_weak(site: Site) -> Iterator[Verdict]:
    """Every probe is fed by the main unit; a supply chosen for one probe breaks down when more are added.

    The datasheet has values for one probe and for eight: two to seven are taken as eight.
    """
    probes = probes_by_monitor(site)
    for monitor in site.monitors.values():
        supply, number = monitor.supply, len(probes.get(monitor.tag, ()))
        if supply is None:
            yield not_applicable(monitor, "INS042 asks for the supply")
        elif not number:
            yield not_applicable(monitor, "no probe of this monitor is connected")
        elif supply.rated_power_va is not None:
            yield _verdict(monitor, supply, supply.rated_power_va, number)
        elif supply.voltage_v >= MAINS_V:
            yield not_applicable(monitor, "fed from the mains: no power supply to be sized is stated")
        else:
            yield not_checked(monitor, f"monitors.{monitor.tag}.supply.rated_power_va")


def _verdict(monitor: Monitor, supply: AuxiliarySupply, given: float, number: int) -> Verdict:
    unit, table = "W" if supply.kind == "dc" else "VA", monitor.type.tables.get("power_consumption")
    row = f"{'100-240' if supply.voltage_v >= MAINS_V else '24'}-v-{supply.kind}"
    taken = cell(table, row, f"{'one_probe' if number == 1 else 'eight_probes'}_{unit.lower()}") if table else None
    if taken is None:
        return not_checked(monitor, f"tables.power_consumption.{row} of the device type {monitor.type.type}")
    what, path = f"supply for the main unit and {number} probes", monitor.path("supply", "rated_power_va")
    return at_least(monitor, what, given, taken, unit, path=path)

"""INS055: what an output of an insulation monitor switches does not tell its closed from its open state."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import most, rating
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.insulation.outputs import called, each_output
from plantwright.rules.say import at_least, not_applicable
from plantwright.site.model import Monitor, Output, Site


@rule(
    id="INS055",
    severity=WARNING,
    title="Output of the insulation monitor may not be understood",
    source=Source(document="K7GE-MG datasheet", clause="Transistor outputs", lines="124-125"),
    refs=("K7-031",),
    mend="put a resistor across the load, or use a relay that pulls in at less",
    good={"monitors.IM1.outputs.alarm-2.on_voltage_v": 18, "monitors.IM1.outputs.alarm-2.off_current_ma": 1},
    bad={"monitors.IM1.outputs.alarm-2.off_current_ma": 0.05},
)
def output_not_understood(site: Site) -> Iterator[Verdict]:
    """A closed transistor keeps 1.5 V and an open one lets 0.1 mA through: a sensitive load sees neither on nor off."""
    return each_output(site, _verdict)


def _verdict(monitor: Monitor, name: str, output: Output) -> Verdict:
    on, path = called(monitor, name), monitor.path("outputs", name)
    leak, drop = (most(rating(monitor.type, f"output_{each}")) for each in ("leakage_current_ma", "residual_voltage_v"))
    verdicts = []
    if output.off_current_ma is not None and leak is not None:
        what, at = f"current at which the load of {name} is off", (*path, "off_current_ma")
        hint = "put a resistor across the load"
        verdicts.append(at_least(on, what, output.off_current_ma, leak, "mA", path=at, hint=hint))
    if output.on_voltage_v is not None and output.voltage_v is not None and drop is not None:
        what, at = f"voltage left for the load of {name}", (*path, "on_voltage_v")
        left, hint = output.voltage_v - drop, "use a relay that pulls in at less"
        verdicts.append(at_least(on, what, left, output.on_voltage_v, "V", path=at, hint=hint))
    worst = sorted(verdicts, key=lambda each: not each.failed)
    return worst[0] if worst else not_applicable(on, "nothing is stated about when the load is on and off", path=path)

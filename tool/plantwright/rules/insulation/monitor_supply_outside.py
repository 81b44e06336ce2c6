"""INS042: the operating supply of an insulation monitor is outside its range."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import model_source, of_model
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, not_checked, within
from plantwright.site.model import Site


@rule(
    id="INS042",
    severity=ERROR,
    title="Monitor supply outside its range",
    source=Source(document="K7GE-MG datasheet", clause="Ratings", lines="71-72"),
    refs=("K7-003", "K7-004", "X-032"),
    mend="feed the monitor from a supply of its rated voltage, or choose the model for this one",
    bad={"monitors.IM1.supply.voltage_v": 380},
)
def monitor_supply_outside(site: Site) -> Iterator[Verdict]:
    """The models look alike and differ in their supply: 380 V on a terminal for 240 V ends the unit."""
    for monitor in site.monitors.values():
        low, high = of_model(monitor, "supply_min_v"), of_model(monitor, "supply_max_v")
        if monitor.supply is None:
            yield not_checked(monitor, f"monitors.{monitor.tag}.supply")
        elif low is None or high is None:
            yield not_checked(monitor, f"models.{monitor.model}.supply_min_v of the device type {monitor.type.type}")
        elif of_model(monitor, f"supply_{monitor.supply.kind}") == 0:
            message = f"{monitor.model} has no {monitor.supply.kind} supply"
            yield fail(monitor, message, path=monitor.path("supply", "kind"), value=monitor.supply.kind)
        else:
            volts, path, source = monitor.supply.voltage_v, monitor.path("supply", "voltage_v"), model_source(monitor)
            yield within(
                monitor, f"supply of {monitor.model}", (volts, volts), (low, high), "V", path=path, source=source
            )

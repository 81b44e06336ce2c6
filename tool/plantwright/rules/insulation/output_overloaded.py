"""INS054: an output of an insulation monitor switches more than its transistor bears."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, most, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.insulation.outputs import called, each_output
from plantwright.rules.say import at_most, fail, not_checked
from plantwright.site.model import Monitor, Output, Site

UNFIT = {
    "starter-input": "an input of a soft starter, whose own supply has no stated polarity",
    "contactor-coil": "the coil of a contactor",
}


@rule(
    id="INS054",
    severity=ERROR,
    title="Output of the insulation monitor overloaded",
    source=Source(document="K7GE-MG datasheet", clause="Transistor outputs", lines="121-123, 223"),
    refs=("K7-030", "K7-032", "X-009"),
    mend="put an interposing relay for 24 V DC and at most 50 mA between",
    bad={"monitors.IM1.outputs.alarm-2.current_ma": 80},
    waivable=False,
)
def output_overloaded(site: Site) -> Iterator[Verdict]:
    """The outputs are transistors for 24 V DC and 50 mA: anything larger burns them open or, worse, closed."""
    return each_output(site, _verdict)


def _verdict(monitor: Monitor, name: str, output: Output) -> Verdict:
    on, path, key = called(monitor, name), monitor.path("outputs", name), f"monitors.{monitor.tag}.outputs.{name}"
    volts, milliamperes = (most(rating(monitor.type, each)) for each in ("output_voltage_v", "output_current_ma"))
    hint = "put an interposing relay for 24 V DC and at most 50 mA between"
    if output.drives in UNFIT:
        message = f"{name} switches {UNFIT[output.drives]}"
        return fail(on, message, path=(*path, "drives"), value=output.drives, limit="relay", hint=hint)
    if output.kind != "dc":
        message = f"{name} switches alternating current, the output is for direct current"
        return fail(on, message, path=(*path, "kind"), value=output.kind, limit="dc", hint=hint)
    if volts is None or milliamperes is None:
        return not_checked(on, absent(monitor.type, "output_voltage_v" if volts is None else "output_current_ma"))
    if output.voltage_v is None or output.current_ma is None:
        return not_checked(on, f"{key}.{'voltage_v' if output.voltage_v is None else 'current_ma'}", path=path)
    if output.voltage_v > volts:
        return at_most(on, f"voltage at {name}", output.voltage_v, volts, "V", path=(*path, "voltage_v"), hint=hint)
    what = f"current of {name} at {output.voltage_v} V"
    return at_most(on, what, output.current_ma, milliamperes, "mA", path=(*path, "current_ma"), hint=hint)

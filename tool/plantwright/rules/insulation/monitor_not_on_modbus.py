"""INS030: an insulation monitor on a Modbus line does not speak Modbus RTU."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.bus.format import RTU_DATA_BITS
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, not_applicable, not_checked, passed
from plantwright.site.model import Site


@rule(
    id="INS030",
    severity=ERROR,
    title="Insulation monitor not set to Modbus RTU",
    source=Source(
        document="K7GE-MG datasheet", clause="Communications specifications, setting items", lines="144-151, 322-324"
    ),
    refs=("K7-058", "K7-059", "X-011"),
    mend="set PSEL to MOD and LEN to 8 with the keys",
    bad={"monitors.IM1.parameters.data_bits": 7},
)
def monitor_not_on_modbus(site: Site) -> Iterator[Verdict]:
    """As delivered the monitor speaks CompoWay/F with 7 data bits; on a Modbus line it cannot answer."""
    for monitor in site.monitors.values():
        protocol, data_bits = monitor.setting("protocol"), monitor.setting("data_bits")
        if monitor.bus is None:
            yield not_applicable(monitor, "not connected to a bus")
        elif protocol is None or data_bits is None:
            absent = "protocol" if protocol is None else "data_bits"
            yield not_checked(monitor, f"monitors.{monitor.tag}.parameters.{absent}")
        elif protocol != "MOD":
            path = monitor.path("parameters", "protocol")
            message = f"protocol is {protocol}, Modbus RTU needs MOD"
            yield fail(monitor, message, path=path, value=protocol, limit="MOD", hint="set PSEL to MOD with the keys")
        elif data_bits != RTU_DATA_BITS:
            path = monitor.path("parameters", "data_bits")
            message = f"{data_bits} data bits, Modbus RTU needs 8"
            hint = "set LEN to 8 with the keys"
            yield fail(monitor, message, path=path, value=data_bits, limit=RTU_DATA_BITS, hint=hint)
        else:
            yield passed(monitor, "protocol MOD with 8 data bits", path=monitor.path("parameters", "protocol"))

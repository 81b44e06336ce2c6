"""BUS024: the controller of a bus gives up before a device has answered."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.physics import bus_line
from plantwright.physics.rs485_line import read_poll
from plantwright.rules.bus.poll import character_bits, reply_delay_ms
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import on_buses
from plantwright.rules.say import amount, at_least, not_applicable, not_checked
from plantwright.site.model import Bus, Device, Site


@rule(
    id="BUS024",
    severity=ERROR,
    title="Reply timeout too short",
    source=Source(
        document="K7GE-MG datasheet",
        clause="Communications specifications; Settings",
        lines="150, 327",
        provenance="derived",
    ),
    refs=("K7-062", "X-020"),
    mend="set a longer timeout in the controller",
    bad={"buses.RS1.reply_timeout_ms": 60},
)
def reply_timeout_too_short(site: Site) -> Iterator[Verdict]:
    """Who asks again while an answer is on its way hears neither: a timeout holds the wait, the frame and a silence."""
    connected = on_buses(site)
    for bus in site.buses.values():
        yield _judged(bus, connected.get(bus.tag, ()))


def _judged(bus: Bus, devices: tuple[Device, ...]) -> Verdict:
    waits = [(reply_delay_ms(each), each) for each in devices]
    needed = [(wait + _answer_ms(bus, each), wait, each.tag) for wait, each in waits if wait is not None]
    unknown = [".".join(map(str, each.path("bus", "reply_delay_ms"))) for wait, each in waits if wait is None]
    if not needed:
        return not_applicable(bus, "no device on it states how long it waits before it answers")
    slowest_ms, wait_ms, slowest = max(needed)
    if bus.reply_timeout_ms is None:
        return not_applicable(bus, f"no reply timeout is stated; {slowest} needs {amount(slowest_ms, 'ms')}")
    what = f"reply timeout (answer of {slowest}: {amount(wait_ms, 'ms')} of waiting, then the frame)"
    path, hint = bus.path("reply_timeout_ms"), "set a longer timeout in the controller"
    found = at_least(bus, what, bus.reply_timeout_ms, slowest_ms, "ms", path=path, hint=hint)
    return not_checked(bus, *unknown, path=path) if unknown and not found.failed else found


def _answer_ms(bus: Bus, device: Device) -> float:
    """Return the time of the longest answer, a whole block of registers, and of the silence that ends it."""
    blocks = device.type.modbus.blocks if device.type.modbus else ()
    registers = max((last - first + 1 for first, last in blocks), default=0)
    frame_s = read_poll(registers).response_bytes * bus_line.character_time_s(bus.baud_rate, character_bits(bus))
    return 1000 * (frame_s + bus_line.t35_s(bus.baud_rate))

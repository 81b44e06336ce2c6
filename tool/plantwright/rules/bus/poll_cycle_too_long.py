"""BUS030: one round over all units of a bus takes longer than the wanted poll period."""

from collections.abc import Iterator
from functools import partial

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.bus.poll import Cycle, cycle
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import on_buses
from plantwright.rules.say import amount, at_most, not_applicable, not_checked
from plantwright.site.model import Bus, Device, Site


@rule(
    id="BUS030",
    severity=ERROR,
    title="Poll of the whole bus takes too long",
    source=Source(document="Modbus over Serial Line V1.02", clause="2.5.1, 2.5.1.1", provenance="derived"),
    refs=("X-020", "X-021"),
    mend="poll fewer registers, raise the baud rate, or part the bus in two",
    bad={"buses.RS1.poll_period_ms": 300},
)
def poll_cycle_too_long(site: Site) -> Iterator[Verdict]:
    """A slow line with many registers has old values; nothing but fewer reads or a faster line helps."""
    connected = on_buses(site)
    for bus in site.buses.values():
        yield _judged(bus, connected.get(bus.tag, ()))


def _judged(bus: Bus, devices: tuple[Device, ...]) -> Verdict:
    found, period_ms, path = cycle(bus, devices), bus.poll_period_ms, bus.path("poll_period_ms")
    if not devices:
        return not_applicable(bus, "no device is on this bus")
    if period_ms is None:
        at_least = "" if found.exact else "at least "
        why = f"no poll period is wanted; one round takes {at_least}{amount(found.time_ms, 'ms')} on the wire"
        return not_applicable(bus, why)
    if found.exact or found.time_ms > period_ms:
        hint = "poll fewer registers, raise the baud rate, or part the bus in two"
        words = partial(_words, found)
        return at_most(bus, words, found.time_ms, period_ms, "ms", path=path, hint=hint)
    sections = {device.tag: device.section for device in devices}
    needs = [f"{sections[tag]}.{tag}.bus.reply_delay_ms" for tag in found.without_delay]
    why = f"no document read gives the registers of {', '.join(found.unknown)}" if found.unknown else ""
    return not_checked(bus, *needs, why=why, path=path)


def _words(found: Cycle) -> str:
    reads, registers = sum(turn.reads for turn in found.turns), sum(turn.registers for turn in found.turns)
    return f"one round ({len(found.turns)} units, {reads} reads of {registers} registers)"

"""BUS025: the trunk of a bus is too long for its rate and its wire."""

import re
from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.physics.rs485_line import TrunkLimits, length_is_stated, longest_trunk_m
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import amount, at_most, not_checked
from plantwright.site.limit_tables import serial_line
from plantwright.site.model import Bus, Cable, Number, Site

CATEGORY_5 = re.compile(r"cat(egory)?\W*5", re.IGNORECASE)


@rule(
    id="BUS025",
    severity=ERROR,
    title="Trunk too long for its rate and its wire",
    source=Source(document="Modbus over Serial Line V1.02", clause="3.4.3, 3.6"),
    refs=(),
    mend="use a repeater",
    good={"cables.W901.category": "Cat 5e"},
    bad={"buses.RS1.length_m": 601},
)
def trunk_too_long_for_wire(site: Site) -> Iterator[Verdict]:
    """Thin wire damps the signal and a fast one fades sooner; the length is stated for slow lines of thick wire."""
    for bus in site.buses.values():
        cable = site.cables.get(bus.cable)
        if bus.length_m is None:
            yield not_checked(bus, f"buses.{bus.tag}.length_m")
        elif cable is None:
            yield not_checked(bus, f"buses.{bus.tag}.cable")
        elif cable.cross_section_mm2 is None:
            yield not_checked(bus, f"cables.{cable.tag}.cross_section_mm2", path=bus.path("cable"))
        else:
            yield _verdict(bus, cable, bus.length_m, cable.cross_section_mm2)


def _verdict(bus: Bus, cable: Cable, length_m: Number, size_mm2: Number) -> Verdict:
    limits, category_5 = _limits(), bool(CATEGORY_5.match(cable.category))
    longest = longest_trunk_m(limits, category_5=category_5, four_wires_as_two=bus.four_wire_cabling)
    path, also = bus.path("length_m"), ", category 5" if category_5 else ""
    wire = f"{bus.baud_rate} bit/s, {amount(size_mm2, 'mm²')}{also}{', four wires as two' * bus.four_wire_cabling}"
    if length_m <= longest and not length_is_stated(limits, bus.baud_rate, size_mm2):
        why = (
            f"no length is stated for {wire}, only up to {limits.stated_baud_rate} bit/s "
            f"with AWG {limits.stated_gauge} or thicker"
        )
        return not_checked(bus, why=why, path=path)
    return at_most(bus, f"length ({wire})", length_m, longest, "m", path=path)


def _limits() -> TrunkLimits:
    stated = {name: each.value for name, each in serial_line().items()}
    return TrunkLimits(
        longest_m=stated["trunk_max_m"],
        stated_baud_rate=int(stated["trunk_baud_rate_max"]),
        stated_gauge=int(stated["trunk_wire_gauge"]),
        category_5_m=stated["category_5_trunk_max_m"],
        four_wire_divisor=stated["four_wire_divisor"],
    )

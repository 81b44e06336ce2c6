"""RS-485 lines: limits of the serial line document, terminators, idle voltage, time of a poll, and the rules."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.plants import altered

from plantwright.physics import rs485_line
from plantwright.physics.rs485_line import Poll, TrunkLimits
from plantwright.rules.bus.poll import cycle
from plantwright.rules.registry import registry
from plantwright.site.limit_tables import serial_line
from plantwright.site.model import Polarisation, Site, Termination, TrunkNode

LIMITS = TrunkLimits(longest_m=1000, stated_baud_rate=9600, stated_gauge=26, category_5_m=600)


# the document --------------------------------------------------------------------------------------------------------


def test_every_limit_has_its_clause() -> None:
    for stated in serial_line().values():
        assert stated.source.document == "Modbus over Serial Line V1.02"
        assert stated.source.clause


@pytest.mark.parametrize(
    ("name", "value", "clause"),
    [
        ("units_max", 32, "3.4.1"),
        ("trunk_max_m", 1000, "3.4.3"),
        ("category_5_trunk_max_m", 600, "3.6"),
        ("stub_max_m", 20, "3.4.3"),
        ("shared_stub_max_m", 40, "3.4.3"),
        ("terminator_ohm", 150, "3.4.5"),
        ("polarisation_ohm_min", 450, "3.4.6"),
        ("frame_max_bytes", 256, "2.5.1"),
    ],
)
def test_limits_of_the_document(name: str, value: float, clause: str) -> None:
    assert (serial_line()[name].value, serial_line()[name].source.clause) == (value, clause)


# load and length -----------------------------------------------------------------------------------------------------


def test_units_and_polarisation() -> None:
    assert rs485_line.unit_loads([1, 1, 0.125]) == pytest.approx(3.125)
    assert rs485_line.unit_loads([], hosts=0) == 0
    assert [rs485_line.most_units(32, 4, polarised=each) for each in (False, True)] == [32, 28]


@pytest.mark.parametrize(("gauge", "mm2"), [(26, 0.129), (24, 0.205), (22, 0.326), (18, 0.823), (36, 0.0127)])
def test_wire_gauges(gauge: int, mm2: float) -> None:
    assert rs485_line.wire_mm2(gauge) == pytest.approx(mm2, rel=0.005)


@pytest.mark.parametrize(
    ("category_5", "four_wires", "longest_m"),
    [(False, False, 1000), (True, False, 600), (False, True, 500), (True, True, 300)],
)
def test_longest_trunk(category_5: bool, four_wires: bool, longest_m: float) -> None:
    assert rs485_line.longest_trunk_m(LIMITS, category_5=category_5, four_wires_as_two=four_wires) == longest_m


@pytest.mark.parametrize(
    ("baud", "mm2", "stated"),
    [(9600, 0.75, True), (9600, 0.13, True), (9600, 0.128, False), (9601, 0.75, False), (1200, 0.2, True)],
)
def test_the_length_is_stated_for_slow_lines_of_thick_wire(baud: int, mm2: float, stated: bool) -> None:
    assert rs485_line.length_is_stated(LIMITS, baud, mm2) is stated


@pytest.mark.parametrize(("stubs", "longest_m"), [(1, 20), (2, 20), (3, 40 / 3), (8, 5)])
def test_stubs_of_one_tap_share_40_m(stubs: int, longest_m: float) -> None:
    assert rs485_line.longest_stub_m(20, 40, stubs) == pytest.approx(longest_m)


# terminators ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("places", "open_ends", "stray"),
    [
        ([0, 38], (), ()),
        ([38, 0], (), ()),
        ([], (0, 38), ()),
        ([0], (38,), ()),
        ([0, 0], (38,), (0,)),
        ([0, 20, 38], (), (20,)),
        ([0, 36], (38,), (36,)),
        ([0.5, 37.5], (0, 38), (0.5, 37.5)),
    ],
)
def test_one_terminator_at_each_end(
    places: list[float], open_ends: tuple[float, ...], stray: tuple[float, ...]
) -> None:
    found = rs485_line.ends(places, 0, 38)
    assert (found.open_ends_m, found.stray_m, found.correct) == (open_ends, stray, not open_ends and not stray)


@pytest.mark.parametrize(("place", "correct"), [(37, True), (36.99, False)])
def test_near_the_end_is_a_distance(place: float, correct: bool) -> None:
    assert rs485_line.ends([0, place], 0, 38, near_m=1).correct is correct


@given(some.lists(some.integers(0, 50), max_size=6))
def test_every_terminator_is_at_an_end_or_stray(places: list[int]) -> None:
    found = rs485_line.ends(places, 0, 50)
    assert len(places) == 2 - len(found.open_ends_m) + len(found.stray_m)


def test_terminators_in_parallel() -> None:
    assert rs485_line.parallel_ohm([150, 150]) == pytest.approx(75)
    assert rs485_line.parallel_ohm([]) == float("inf")


@pytest.mark.parametrize(("pull_ohm", "idle_mv"), [(450, 384.6), (650, 272.7)])
def test_polarisation_holds_an_idle_line_above_200_mv(pull_ohm: float, idle_mv: float) -> None:
    assert rs485_line.idle_voltage_v(5, pull_ohm, 75) * 1000 == pytest.approx(idle_mv, abs=0.1)


@given(pull=some.floats(100, 5000), line=some.floats(10, 1e5), more=some.floats(1, 10))
def test_a_heavier_line_idles_at_less(pull: float, line: float, more: float) -> None:
    idle = rs485_line.idle_voltage_v(5, pull, line)
    assert 0 < idle < 5
    assert rs485_line.idle_voltage_v(5, pull, line * more) >= idle


# time ----------------------------------------------------------------------------------------------------------------


def test_time_of_one_read() -> None:
    """8 + 7 characters of 11 bits at 9600 bit/s, 20 ms of waiting, 3.5 characters of silence."""
    poll = rs485_line.read_poll(1, turnaround_ms=20)
    assert (poll.request_bytes, poll.response_bytes) == (8, 7)
    assert rs485_line.poll_time_ms(poll, 9600) == pytest.approx(15 * 11 / 9.6 + 20 + 4.0104, abs=1e-3)


def test_a_unit_waits_at_least_the_silence() -> None:
    assert rs485_line.poll_time_ms(Poll(request_bytes=0, response_bytes=0), 9600) == pytest.approx(2 * 4.0104, abs=1e-3)
    assert rs485_line.poll_time_ms(Poll(request_bytes=0, response_bytes=0), 115200) == pytest.approx(3.5)


def test_cycle_is_the_sum_of_its_polls() -> None:
    polls = [rs485_line.read_poll(count) for count in (1, 10, 46)]
    every = [rs485_line.poll_time_ms(poll, 19200) for poll in polls]
    assert rs485_line.cycle_time_ms(polls, 19200) == pytest.approx(sum(every))
    assert rs485_line.cycle_time_ms([], 19200) == 0


@given(
    registers=some.integers(1, 125),
    wait=some.floats(0, 100),
    slow=some.integers(1200, 57_600),
    faster=some.integers(0, 57_600),
)
def test_a_faster_line_or_fewer_registers_never_take_longer(
    registers: int, wait: float, slow: int, faster: int
) -> None:
    poll = rs485_line.read_poll(registers, wait)
    time = rs485_line.poll_time_ms(poll, slow)
    assert time > wait
    assert rs485_line.poll_time_ms(rs485_line.read_poll(registers + 1, wait), slow) > time
    if (slow <= 19_200) == (slow + faster <= 19_200):  # the fixed silence above 19200 bit/s is a step
        assert rs485_line.poll_time_ms(poll, slow + faster) <= time + 1e-9


# rules ---------------------------------------------------------------------------------------------------------------


def judged(rule_id: str, tag: str, site: Site) -> tuple[str, str]:
    (found,) = (each for each in registry()[rule_id].run(site) if each.object == tag)
    return str(found.outcome), found.message


NOT_STATED = "no length is stated for {}, only up to 9600 bit/s with AWG 26 or thicker"


@pytest.mark.parametrize(
    ("bus", "cable", "expected"),
    [
        ({"length_m": 1000}, {}, ("pass", "length (9600 bit/s, 0.75 mm²) is 1000 m, at most 1000 m allowed")),
        (
            {"length_m": 1001},
            {},
            ("fail", "length (9600 bit/s, 0.75 mm²) is 1001 m, at most 1000 m allowed, 1 m too much"),
        ),
        (
            {"length_m": 600},
            {"category": "Cat 5e"},
            ("pass", "length (9600 bit/s, 0.75 mm², category 5) is 600 m, at most 600 m allowed"),
        ),
        (
            {"length_m": 601},
            {"category": "Category 5"},
            ("fail", "length (9600 bit/s, 0.75 mm², category 5) is 601 m, at most 600 m allowed, 1 m too much"),
        ),
        ({}, {"category": "Cat 6"}, ("pass", "length (9600 bit/s, 0.75 mm²) is 38 m, at most 1000 m allowed")),
        ({"baud_rate": 19200}, {}, ("not checked", NOT_STATED.format("19200 bit/s, 0.75 mm²"))),
        ({}, {"cross_section_mm2": 0.12}, ("not checked", NOT_STATED.format("9600 bit/s, 0.12 mm²"))),
        (
            {"baud_rate": 19200, "length_m": 1200},
            {},
            ("fail", "length (19200 bit/s, 0.75 mm²) is 1200 m, at most 1000 m allowed, 200 m too much"),
        ),
        ({"length_m": None}, {}, ("not checked", "needs buses.RS1.length_m")),
        ({"cable": ""}, {}, ("not checked", "needs buses.RS1.cable")),
        ({}, {"cross_section_mm2": None}, ("not checked", "needs cables.W901.cross_section_mm2")),
    ],
)
def test_trunk_against_rate_and_wire(
    bus: dict[str, Any], cable: dict[str, Any], expected: tuple[str, str], site: Site
) -> None:
    site = altered(altered(site, "buses", "RS1", **bus), "cables", "W901", **cable)
    assert judged("BUS025", "RS1", site) == expected


def nodes(*tags: str) -> tuple[TrunkNode, ...]:
    return tuple(TrunkNode(device=tag, at_m=place) for place, tag in enumerate(tags))


@pytest.mark.parametrize(
    ("trunk", "expected"),
    [
        (nodes("IM1", "SS101", "SS201"), ("pass", "all 3 devices of the trunk have an address on it")),
        (nodes("IM1", "SS101"), ("fail", "SS201 has an address and no place on the trunk")),
        (
            nodes("IM1", "SS101", "SS201", "SS401"),
            ("fail", "SS401 is on the trunk without an address"),
        ),
        (nodes("IM1", "SS101", "SS201", "IM1"), ("fail", "IM1 is on the trunk 2 times")),
        (
            nodes("SS101", "SS301", "SS201"),
            ("fail", "SS301 is on the trunk without an address; IM1 has an address and no place on the trunk"),
        ),
        ((), ("not checked", "needs buses.RS1.trunk")),
    ],
)
def test_trunk_against_addresses(trunk: tuple[TrunkNode, ...], expected: tuple[str, str], site: Site) -> None:
    assert judged("BUS026", "RS1", altered(site, "buses", "RS1", trunk=trunk)) == expected


def test_a_bus_of_nothing_has_no_trunk_to_compare(site: Site) -> None:
    site = dataclasses.replace(altered(site, "buses", "RS1", trunk=()), starters={}, monitors={})
    assert judged("BUS026", "RS1", site) == ("not applicable", "no device is on this bus")


# load, polarisation, taps and polls by the rules ---------------------------------------------------------------------


def pair(resistance_ohm: float = 560, voltage_v: float = 5) -> Polarisation:
    return Polarisation(at_m=0, resistance_ohm=resistance_ohm, voltage_v=voltage_v)


@pytest.mark.parametrize(
    ("polarisation", "expected"),
    [
        (None, ("not checked", "needs buses.RS1.polarisation")),
        ((), ("not applicable", "the line is not polarised")),
        ((pair(450),), ("pass", "polarised at 0 m with 450 Ω on each wire")),
        ((pair(650),), ("pass", "polarised at 0 m with 650 Ω on each wire")),
        ((pair(449),), ("fail", "polarised with 449 Ω, allowed is 450 to 650 Ω")),
        ((pair(651),), ("fail", "polarised with 651 Ω, allowed is 450 to 650 Ω")),
        ((pair(voltage_v=3.3),), ("fail", "polarised with 3.3 V, stated is 5 V")),
        ((pair(), pair()), ("fail", "polarised at 2 places, allowed is one")),
    ],
)
def test_polarisation_at_one_place(
    polarisation: tuple[Polarisation, ...] | None, expected: tuple[str, str], site: Site
) -> None:
    assert judged("BUS022", "RS1", altered(site, "buses", "RS1", polarisation=polarisation)) == expected


IDLE = "idle voltage (terminators, and 12 kΩ for each unit load) is {} mV, at least 200 mV needed{}"
CAPACITIVE = (
    Termination(at_m=0, resistance_ohm=120, capacitor_nf=1),
    Termination(at_m=38, resistance_ohm=120, capacitor_nf=1),
)


@pytest.mark.parametrize(
    ("bus", "expected"),
    [
        ({"polarisation": (pair(878),)}, ("pass", IDLE.format("200", ""))),
        ({"polarisation": (pair(879),)}, ("fail", IDLE.format("199.8", ", 0.2078 mV too little"))),
        ({"polarisation": (pair(),), "termination": CAPACITIVE}, ("pass", IDLE.format("3641", ""))),
        ({"polarisation": None}, ("not checked", "needs buses.RS1.polarisation")),
        ({"termination": ()}, ("not checked", "needs buses.RS1.termination")),
    ],
)
def test_idle_voltage(bus: dict[str, Any], expected: tuple[str, str], site: Site) -> None:
    """5 V R/(R + 2 x 878 ohm) with R of two times 150 ohm beside 12 kohm / 4; none flows through a capacitor."""
    assert judged("BUS028", "RS1", altered(site, "buses", "RS1", **bus)) == expected


BELONGS = "; one resistor of 120 to 150 Ω belongs at each end of the line"


@pytest.mark.parametrize(
    ("termination", "expected"),
    [
        (CAPACITIVE, ("pass", "terminated at 0 m and at 38 m")),
        (
            (CAPACITIVE[0], dataclasses.replace(CAPACITIVE[1], capacitor_nf=10)),
            ("fail", "a capacitor before a terminator has 10 nF and not 1 nF" + BELONGS),
        ),
        (
            (CAPACITIVE[0], dataclasses.replace(CAPACITIVE[1], resistance_ohm=151)),
            ("fail", "a termination resistor has 151 Ω" + BELONGS),
        ),
    ],
)  # fmt: skip
def test_terminators_with_a_capacitor(
    termination: tuple[Termination, ...], expected: tuple[str, str], site: Site
) -> None:
    assert judged("BUS020", "RS1", altered(site, "buses", "RS1", termination=termination)) == expected


def loaded(site: Site, tag: str, section: str, load: float | None) -> Site:
    bus = getattr(site, section)[tag].bus
    return altered(site, section, tag, bus=dataclasses.replace(bus, unit_load=load))


LOADS = "unit loads (3 devices and 1 host{}) is {}, at most {} allowed{}"
TAKEN = ", 4 of 32 used up by the polarisation"


@pytest.mark.parametrize(
    ("load", "polarised", "expected"),
    [
        (25, True, ("pass", LOADS.format(TAKEN, 28, 28, ""))),
        (25.5, True, ("fail", LOADS.format(TAKEN, 28.5, 28, ", 0.5 too much"))),
        (29, False, ("pass", LOADS.format("", 32, 32, ""))),
        (29.5, False, ("fail", LOADS.format("", 32.5, 32, ", 0.5 too much"))),
        (0.125, False, ("pass", LOADS.format("", 3.125, 32, ""))),
        (None, False, ("not checked", "needs starters.SS101.bus.unit_load")),
    ],
)
def test_unit_loads(load: float | None, polarised: bool, expected: tuple[str, str], site: Site) -> None:
    site = altered(site, "buses", "RS1", polarisation=(pair(),) if polarised else ())
    assert judged("BUS029", "RS1", loaded(site, "SS101", "starters", load)) == expected


def test_a_load_that_the_documents_of_a_type_state_needs_no_input(site: Site) -> None:
    starter = site.starters["SS101"]
    assert starter.type.modbus is not None
    stated = dataclasses.replace(starter.type, modbus=dataclasses.replace(starter.type.modbus, unit_load=0.25))
    site = loaded(altered(site, "starters", "SS101", type=stated), "SS101", "starters", None)
    assert judged("BUS029", "RS1", site)[1].startswith("unit loads (3 devices and 1 host, 4 of 32")
    assert " is 3.25, " in judged("BUS029", "RS1", site)[1]


def test_a_unit_whose_load_is_not_stated_draws_like_a_whole_one_from_an_idle_line(site: Site) -> None:
    """As in test_idle_voltage, where every load is stated as 1."""
    unstated = loaded(altered(site, "buses", "RS1", polarisation=(pair(879),)), "SS101", "starters", None)
    assert judged("BUS028", "RS1", unstated) == ("fail", IDLE.format("199.8", ", 0.2078 mV too little"))


def taps(*stubs: tuple[float, float]) -> tuple[TrunkNode, ...]:
    return tuple(TrunkNode(device="SS101", at_m=at, stub_m=stub) for at, stub in stubs)


TAP = "longest stub (to SS101{}) is {} m, at most {} m allowed{}"


@pytest.mark.parametrize(
    ("trunk", "expected"),
    [
        (taps((9, 20), (10, 20)), ("pass", TAP.format("", 20, 20, ""))),
        (taps((9, 20.1), (10, 20)), ("fail", TAP.format("", 20.1, 20, ", 0.1 m too much"))),
        (taps((9, 20), (9, 20)), ("pass", TAP.format(", one of 2 on the tap at 9 m", 20, 20, ""))),
        (taps((9, 13.3), (9, 1), (9, 1)), ("pass", TAP.format(", one of 3 on the tap at 9 m", 13.3, 13.33, ""))),
        (
            taps((9, 13.4), (9, 1), (9, 1), (20, 19)),
            ("fail", TAP.format(", one of 3 on the tap at 9 m", 13.4, 13.33, ", 0.06667 m too much")),
        ),
        (taps((9, 20), (9, 0), (9, 0)), ("pass", TAP.format("", 20, 20, ""))),  # units without a stub hang on no tap
    ],
)
def test_stubs_on_one_tap_share_40_m(trunk: tuple[TrunkNode, ...], expected: tuple[str, str], site: Site) -> None:
    assert judged("BUS021", "RS1", altered(site, "buses", "RS1", trunk=trunk)) == expected


@pytest.mark.parametrize(("length_m", "outcome"), [(500, "pass"), (501, "fail")])
def test_four_wires_used_as_two_halve_the_trunk(length_m: float, outcome: str, site: Site) -> None:
    found = judged("BUS025", "RS1", altered(site, "buses", "RS1", length_m=length_m, four_wire_cabling=True))
    assert (found[0], "four wires as two" in found[1], "at most 500 m" in found[1]) == (outcome, True, True)


def test_a_round_over_a_bus_by_hand(site: Site) -> None:
    """8N1 at 9600: 10 bits. CLR8G: 22 + 5 + 2 + 1 + 3 registers in 5 reads, 12 ms each; K7GE-MG: 19 in one, 20 ms."""
    silence, character = 3.5 * 11 / 9.6, 10 / 9.6
    starter = sum((8 + 5 + 2 * count) * character + 12 + silence for count in (22, 5, 2, 1, 3))
    monitor = (8 + 5 + 2 * 19) * character + 20 + silence
    found = cycle(site.buses["RS1"], site.on_bus(site.buses["RS1"]))
    assert [turn.time_ms for turn in found.turns] == pytest.approx([starter, starter, monitor])
    assert found.time_ms == pytest.approx(2 * starter + monitor)
    assert (found.exact, found.without_delay, found.unknown) == (True, (), ())


@pytest.mark.parametrize(
    ("last", "most", "sizes"), [(0, 22, (1,)), (21, 22, (22,)), (22, 22, (22, 1)), (9, 4, (4, 4, 2))]
)
def test_a_block_is_read_in_as_few_frames_as_allowed(last: int, most: int, sizes: tuple[int, ...]) -> None:
    assert rs485_line.reads(0, last, most) == sizes


ROUND = "one round (3 units, 11 reads of 85 registers) is 510.2 ms, at most {} ms allowed{}"


@pytest.mark.parametrize(
    ("period_ms", "delay_ms", "expected"),
    [
        (510.3, 12, ("pass", ROUND.format(510.3, ""))),
        (510, 12, ("fail", ROUND.format(510, ", 0.1562 ms too much"))),
        (1000, None, ("not checked", "needs starters.SS101.bus.reply_delay_ms")),
        (400, None, ("fail", ROUND.replace("510.2", "470.2").format(400, ", 70.21 ms too much"))),
        (None, 12, ("not applicable", "no poll period is wanted; one round takes 510.2 ms on the wire")),
        (None, None, ("not applicable", "no poll period is wanted; one round takes at least 470.2 ms on the wire")),
    ],
)  # fmt: skip
def test_a_round_against_the_wanted_period(
    period_ms: float | None, delay_ms: float | None, expected: tuple[str, str], site: Site
) -> None:
    """Without its reply delay a unit still cannot answer before the silence of 3.5 characters."""
    address = site.starters["SS101"].bus
    assert address is not None
    site = altered(site, "starters", "SS101", bus=dataclasses.replace(address, reply_delay_ms=delay_ms))
    assert judged("BUS030", "RS1", altered(site, "buses", "RS1", poll_period_ms=period_ms)) == expected


@pytest.mark.parametrize(
    ("bus", "expected"),
    [
        ({"parity": "even"}, ("pass", "8E1 has 11 bits")),
        ({"stop_bits": 2}, ("pass", "8N2 has 11 bits")),
        ({}, ("not applicable", "8N1 has 10 bits; no document read says that SS101, SS201 can use 11")),
        ({"data_bits": 7}, ("not applicable", "BUS012 decides: the bus has not 8 data bits")),
    ],
)
def test_a_character_of_eleven_bits(bus: dict[str, Any], expected: tuple[str, str], site: Site) -> None:
    assert judged("BUS027", "RS1", altered(site, "buses", "RS1", **bus)) == expected

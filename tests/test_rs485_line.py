"""RS-485 lines: limits of the serial line document, terminators, idle voltage, time of a poll, and the rules."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from plantwright.physics import rs485_line
from plantwright.physics.rs485_line import Poll, TrunkLimits
from plantwright.rules.registry import registry
from plantwright.site.limit_tables import serial_line
from plantwright.site.load import load_site
from plantwright.site.model import Site, TrunkNode

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


@pytest.fixture(scope="module")
def plant() -> Site:
    site = load_site(Path(__file__).parent.parent / "sites" / "riverside").site
    assert site is not None
    return site


def changed(site: Site, section: str, tag: str, **fields: Any) -> Site:
    objects = getattr(site, section)
    sections: dict[str, Any] = {section: {**objects, tag: dataclasses.replace(objects[tag], **fields)}}
    return dataclasses.replace(site, **sections)


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
    bus: dict[str, Any], cable: dict[str, Any], expected: tuple[str, str], plant: Site
) -> None:
    site = changed(changed(plant, "buses", "RS1", **bus), "cables", "W901", **cable)
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
def test_trunk_against_addresses(trunk: tuple[TrunkNode, ...], expected: tuple[str, str], plant: Site) -> None:
    assert judged("BUS026", "RS1", changed(plant, "buses", "RS1", trunk=trunk)) == expected


def test_a_bus_of_nothing_has_no_trunk_to_compare(plant: Site) -> None:
    site = dataclasses.replace(changed(plant, "buses", "RS1", trunk=()), starters={}, monitors={})
    assert judged("BUS026", "RS1", site) == ("not applicable", "no device is on this bus")

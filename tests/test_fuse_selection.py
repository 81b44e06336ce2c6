"""Choosing fuses and the voltages of measuring circuits: published tables, their edges, and the rule on line fuses."""

import dataclasses
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from plantwright.physics import fuse_selection, impulse
from plantwright.physics.fuse_selection import LeadFuse
from plantwright.physics.short_circuit import transformer_short_circuit_ka
from plantwright.rules.registry import registry
from plantwright.site.limit_tables import ASSISTED_START, DIRECT_ON_LINE, impulse_table, size_table
from plantwright.site.load import load_site
from plantwright.site.model import Site

ASSISTED, DIRECT = size_table(ASSISTED_START).sizes, size_table(DIRECT_ON_LINE).sizes
TABLES = [ASSISTED, DIRECT]

# line fuses ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("motor_a", "assisted_a", "direct_a"),
    [
        (0.5, 2, 2),
        (1.4, 2, 4),
        (1.41, 4, 6),
        (40, 50, 80),
        (40.1, 63, 80),
        (45, 63, 80),
        (51, 63, 100),
        (51.1, 80, 100),
        (139, 160, 250),
        (454, 500, 560),
        (630, 630, 710),
        (630.1, None, 710),
        (680, None, 750),
        (680.1, None, None),
    ],
)
def test_published_sizes_at_their_edges(motor_a: float, assisted_a: float | None, direct_a: float | None) -> None:
    assert fuse_selection.fuse_size_a(ASSISTED, motor_a) == assisted_a
    assert fuse_selection.fuse_size_a(DIRECT, motor_a) == direct_a


@pytest.mark.parametrize("sizes", TABLES)
def test_sizes_grow_and_the_step_lies_after_each_row(sizes: Any) -> None:
    for (most, fuse), (more, larger) in pairwise(sizes):
        assert most < more
        assert fuse < larger
        assert fuse_selection.fuse_size_a(sizes, most) == fuse
        assert fuse_selection.fuse_size_a(sizes, most + 1e-6) == larger


@given(motor=some.floats(0.1, 630))
def test_a_fuse_carries_its_motor_and_an_assisted_start_never_needs_more_than_a_direct_one(motor: float) -> None:
    assisted, direct = (fuse_selection.fuse_size_a(each, motor) for each in TABLES)
    assert assisted is not None
    assert direct is not None
    assert motor <= assisted <= direct


@pytest.mark.parametrize(("fuse_a", "motor_a"), [(1, None), (2, 1.4), (63, 51), (79, 51), (80, 80), (800, 630)])
def test_largest_motor_of_a_fuse(fuse_a: float, motor_a: float | None) -> None:
    assert fuse_selection.largest_motor_a(ASSISTED, fuse_a) == motor_a


def test_tables_name_their_page_and_what_they_assume() -> None:
    assert str(size_table(ASSISTED_START).source) == "IPD fuse link catalogue page 13"
    assert str(size_table(DIRECT_ON_LINE).source) == "IPD catalogue V16 page 680"
    assert all(size_table(name).notes for name in (ASSISTED_START, DIRECT_ON_LINE))


# short circuit -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kva", "percent", "holds"),
    [(630, 4, True), (1000, 6, True), (1000, 4, False), (1600, 6, False), (2000, 6, False)],
)
def test_a_lead_fuse_of_30_ka_at_the_published_transformers(kva: float, percent: float, holds: bool) -> None:
    assert fuse_selection.breaks(30, transformer_short_circuit_ka(kva, percent, 400)) is holds
    assert fuse_selection.breaks(200, transformer_short_circuit_ka(kva, percent, 400))


@pytest.mark.parametrize(("capacity", "expected"), [(25, True), (24.999, False), (25.001, True)])
def test_breaking_capacity_at_its_edge(capacity: float, expected: bool) -> None:
    assert fuse_selection.breaks(capacity, 25) is expected


@pytest.mark.parametrize(
    ("fuse", "thyristor", "expected"), [(9999, 10_000, "type 2"), (10_000, 10_000, "type 1"), (2e4, 1e4, "type 1")]
)
def test_type_2_lets_through_less_than_the_thyristor_bears(fuse: float, thyristor: float, expected: str) -> None:
    assert fuse_selection.coordination(fuse, thyristor) == expected


def test_semiconductor_fuses_of_the_guide() -> None:
    assert fuse_selection.clearing_voltage_v(400, three_phase=True) == pytest.approx(346.4, abs=0.05)
    assert fuse_selection.clearing_voltage_v(400, three_phase=False) == pytest.approx(260)
    assert fuse_selection.line_fuse_current_a(100) == pytest.approx(141.42, abs=0.01)


# leads ---------------------------------------------------------------------------------------------------------------

FF = LeadFuse(size="6.3 x 32", speed="FF", rated_current_a=0.5, rated_voltage_v=1000, breaking_capacity_ka=30)


@pytest.mark.parametrize(
    ("change", "prospective_ka", "faults"),
    [
        ({}, 24.1, {}),
        ({}, 30, {}),
        ({}, 36.1, {"breaking_capacity_ka": (30, 36.1)}),
        ({"speed": "F"}, 24.1, {"speed": ("F", "FF")}),
        ({"rated_current_a": 0.63}, 24.1, {"rated_current_a": (0.63, 0.5)}),
        (
            {"rated_voltage_v": 600, "size": "5 x 20"},
            10,
            {"size": ("5 x 20", "6.3 x 32"), "rated_voltage_v": (600, 1000)},
        ),
        ({"breaking_capacity_ka": 50}, 24.1, {"breaking_capacity_ka": (50, 30)}),
    ],
)
def test_a_lead_takes_exactly_its_fuse(
    change: dict[str, Any], prospective_ka: float, faults: dict[str, tuple[object, object]]
) -> None:
    assert fuse_selection.lead_fuse_faults(dataclasses.replace(FF, **change), FF, prospective_ka) == faults


# impulse voltages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("voltage_v", "category", "impulse_v", "test_v"),
    [
        (150, "II", 1550, 840),
        (150.1, "II", 2500, 1390),
        (300, "II", 2500, 1390),
        (300, "III", 4000, 2210),
        (300.1, "III", 6000, 3310),
        (600, "II", 4000, 2210),
        (600, "IV", 8000, 4260),
        (1000, "III", 8000, 4260),
        (1000, "IV", 12_000, 6600),
        (1000.1, "III", None, None),
        (230, "I", None, None),
    ],
)
def test_published_test_voltages(
    voltage_v: float, category: str, impulse_v: float | None, test_v: float | None
) -> None:
    table = impulse_table()
    assert impulse.withstand_v(table.impulse_v, voltage_v, category) == impulse_v
    assert impulse.withstand_v(table.test_5_s_v, voltage_v, category) == test_v


def test_300_v_of_category_iii_and_600_v_of_category_ii_are_one_class() -> None:
    """Both the insulation monitor and the transducer are of the 4 kV class."""
    rows = impulse_table().impulse_v
    assert impulse.withstand_v(rows, 300, "III") == impulse.withstand_v(rows, 600, "II") == 4000


@pytest.mark.parametrize(
    ("nominal_v", "tolerance", "highest_v", "impulse_v"),
    [(220, 15, 253, 4000), (380, 15, 437, 6000), (277, 10, 304.7, 6000), (272, 10, 299.2, 4000), (300, 0, 300, 4000)],
)
def test_tolerance_may_lift_a_supply_into_the_next_row(
    nominal_v: float, tolerance: float, highest_v: float, impulse_v: float
) -> None:
    assert impulse.highest_voltage_v(nominal_v, tolerance) == pytest.approx(highest_v)
    rows = impulse_table().impulse_v
    assert impulse.withstand_v(rows, nominal_v, "III", tolerance_percent=tolerance) == impulse_v


@given(voltage=some.floats(0, 1000), more=some.floats(1, 2))
def test_more_voltage_or_a_higher_category_never_needs_less(voltage: float, more: float) -> None:
    rows = impulse_table().impulse_v
    stairs = [impulse.withstand_v(rows, voltage, category) or 0 for category in ("II", "III", "IV")]
    assert stairs == sorted(stairs)
    above = impulse.withstand_v(rows, voltage * more, "III")
    assert above is None or above >= stairs[1]


# rule ----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def plant() -> Site:
    site = load_site(Path(__file__).parent.parent / "sites" / "riverside").site
    assert site is not None
    return site


def changed(site: Site, section: str, tag: str, **fields: Any) -> Site:
    objects = getattr(site, section)
    sections: dict[str, Any] = {section: {**objects, tag: dataclasses.replace(objects[tag], **fields)}}
    return dataclasses.replace(site, **sections)


DIRECT_AT = "line fuse F101 (gG fuses for direct-on-line start, 139 A)"
ASSISTED_AT = "line fuse F101 (gG fuses for assisted start, 139 A)"


@pytest.mark.parametrize(
    ("section", "tag", "change", "expected"),
    [
        ("protection", "F101", {}, ("pass", f"{ASSISTED_AT} is 200 A, at least 160 A needed")),
        ("protection", "F101", {"rated_current_a": 160}, ("pass", f"{ASSISTED_AT} is 160 A, at least 160 A needed")),
        (
            "protection",
            "F101",
            {"rated_current_a": 125},
            ("fail", f"{ASSISTED_AT} is 125 A, at least 160 A needed, 35 A too little"),
        ),
        ("protection", "F101", {"class_": "aM"}, ("not applicable", "no gG fuse in its path")),
        ("protection", "F101", {"rated_current_a": None}, ("not checked", "needs protection.F101.rated_current_a")),
        ("motors", "M101", {"rated_current_a": 631}, ("not checked", "the table ends below the 631 A of M101")),
        ("feeders", "P101", {"path_": ("F101",)}, ("not checked", "needs a motor in feeders.P101.path")),
        (
            "feeders",
            "P101",
            {"path_": ("F101", "K101", "M101")},
            ("fail", f"{DIRECT_AT} is 200 A, at least 250 A needed, 50 A too little"),
        ),
    ],
)
def test_line_fuse_against_the_table(
    section: str, tag: str, change: dict[str, Any], expected: tuple[str, str], plant: Site
) -> None:
    verdicts = registry()["PRO030"].run(changed(plant, section, tag, **change))
    (found,) = (each for each in verdicts if each.object == "P101")
    assert (str(found.outcome), found.message) == expected

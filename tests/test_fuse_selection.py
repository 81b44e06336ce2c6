"""Choosing fuses and the voltages of measuring circuits: published tables, their edges, and the rule on line fuses."""

import dataclasses
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.plants import altered

from plantwright.physics import fuse_selection, impulse
from plantwright.rules.registry import registry
from plantwright.site.limit_tables import ASSISTED_START, DIRECT_ON_LINE, impulse_table, size_table
from plantwright.site.model import Conductor, Site, Transformer

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


def test_tables_name_their_page_and_what_they_assume() -> None:
    assert str(size_table(ASSISTED_START).source) == "IPD fuse link catalogue page 13"
    assert str(size_table(DIRECT_ON_LINE).source) == "IPD catalogue V16 page 680"
    assert all(size_table(name).notes for name in (ASSISTED_START, DIRECT_ON_LINE))


# short circuit -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fuse", "thyristor", "expected"), [(9999, 10_000, "type-2"), (10_000, 10_000, "type-1"), (2e4, 1e4, "type-1")]
)
def test_type_2_lets_through_less_than_the_thyristor_bears(fuse: float, thyristor: float, expected: str) -> None:
    assert fuse_selection.coordination(fuse, thyristor) == expected


@pytest.mark.parametrize(("line_v", "clearing_v"), [(400, 346.4), (380, 329.1), (690, 597.6)])
def test_the_guide_reads_the_clearing_i2t_at_0_866_of_the_line_voltage(line_v: float, clearing_v: float) -> None:
    """IPD semiconductor fuse guide, page 31, three-phase fault."""
    assert fuse_selection.clearing_voltage_v(line_v) == pytest.approx(clearing_v, abs=0.05)


# impulse voltages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("voltage_v", "category", "impulse_v"),
    [
        (150, "II", 1550),
        (150.1, "II", 2500),
        (300, "II", 2500),
        (300, "III", 4000),
        (300.1, "III", 6000),
        (600, "II", 4000),
        (600, "IV", 8000),
        (1000, "III", 8000),
        (1000, "IV", 12_000),
        (1000.1, "III", None),
        (230, "I", None),
    ],
)
def test_published_impulse_voltages(voltage_v: float, category: str, impulse_v: float | None) -> None:
    assert impulse.withstand_v(impulse_table().impulse_v, voltage_v, category) == impulse_v


def test_300_v_of_category_iii_and_600_v_of_category_ii_are_one_class() -> None:
    """Both the insulation monitor and the transducer are of the 4 kV class."""
    rows = impulse_table().impulse_v
    assert impulse.withstand_v(rows, 300, "III") == impulse.withstand_v(rows, 600, "II") == 4000


@pytest.mark.parametrize(
    ("nominal_v", "tolerance", "highest_v"), [(220, 15, 253), (380, 15, 437), (277, 10, 304.7), (300, 0, 300)]
)
def test_highest_voltage_of_a_supply(nominal_v: float, tolerance: float, highest_v: float) -> None:
    assert impulse.highest_voltage_v(nominal_v, tolerance) == pytest.approx(highest_v)


@given(voltage=some.floats(0, 1000), more=some.floats(1, 2))
def test_more_voltage_or_a_higher_category_never_needs_less(voltage: float, more: float) -> None:
    rows = impulse_table().impulse_v
    stairs = [impulse.withstand_v(rows, voltage, category) or 0 for category in ("II", "III", "IV")]
    assert stairs == sorted(stairs)
    above = impulse.withstand_v(rows, voltage * more, "III")
    assert above is None or above >= stairs[1]


# rule ----------------------------------------------------------------------------------------------------------------


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
    section: str, tag: str, change: dict[str, Any], expected: tuple[str, str], site: Site
) -> None:
    verdicts = registry()["PRO030"].run(altered(site, section, tag, **change))
    (found,) = (each for each in verdicts if each.object == "P101")
    assert (str(found.outcome), found.message) == expected


@pytest.mark.parametrize(
    ("starts_per_hour", "expected"),
    [
        (8, ("fail", f"{DIRECT_AT} is 200 A, at least 250 A needed, 50 A too little")),
        (9, ("not checked", "the table is for 8 starts an hour, M101 has 9")),
    ],
)
def test_the_table_for_direct_on_line_starts_holds_for_eight_an_hour(
    starts_per_hour: int, expected: tuple[str, str], site: Site
) -> None:
    direct = altered(site, "feeders", "P101", path_=("F101", "K101", "M101"))
    assert judged("PRO030", "P101", altered(direct, "motors", "M101", starts_per_hour=starts_per_hour)) == expected
    assert judged("PRO030", "P101", altered(site, "motors", "M101", starts_per_hour=9))[0] == "pass"


# rules on short circuits ---------------------------------------------------------------------------------------------


def judged(rule_id: str, tag: str, site: Site) -> tuple[str, str]:
    (found,) = (each for each in registry()[rule_id].run(site) if each.object == tag)
    return str(found.outcome), found.message


def behind(site: Site, kva: float, percent: float, network_mva: float | None = None) -> Site:
    """Return the site of 400 V behind another transformer, with nothing else stated."""
    transformer = Transformer(
        rated_power_kva=kva, impedance_voltage_percent=percent, network_short_circuit_mva=network_mva
    )
    supply = dataclasses.replace(
        site.supply, nominal_voltage_v=400, prospective_short_circuit_ka=None, transformer=transformer
    )
    return dataclasses.replace(site, supply=supply)


@pytest.mark.parametrize(
    ("kva", "percent", "lead_fuse", "probe_fuse"),
    [
        (630, 4, "pass", "pass"),
        (1000, 6, "pass", "pass"),
        (1000, 4, "fail", "pass"),
        (1600, 6, "fail", "pass"),
        (2000, 6, "fail", "pass"),
    ],
)
def test_30_ka_of_a_lead_fuse_and_200_ka_of_class_cc_at_the_published_transformers(
    kva: float, percent: float, lead_fuse: str, probe_fuse: str, site: Site
) -> None:
    """22.7, 24.1, 36.1, 38.5 and 48.1 kA."""
    site = behind(site, kva, percent)
    assert [judged("PRO021", tag, site)[0] for tag in ("F931", "F111")] == [lead_fuse, probe_fuse]


def test_a_stated_network_lowers_the_prospective_current(site: Site) -> None:
    """1000 kVA of 6 % behind 100 MVA: 20.6 kA."""
    outcome, message = judged("PRO021", "F931", behind(site, 1000, 6, 100))
    assert (outcome, message) == (
        "pass",
        "breaking capacity (against 1000 kVA with 6 % behind 100 MVA) is 30 kA, at least 20.62 kA needed",
    )


def test_without_transformer_and_current_no_breaking_capacity_is_judged(site: Site) -> None:
    supply = dataclasses.replace(site.supply, prospective_short_circuit_ka=None, transformer=None)
    expected = ("not checked", "needs supply.prospective_short_circuit_ka")
    assert judged("PRO021", "F101", dataclasses.replace(site, supply=supply)) == expected


TYPE_2 = "F402 lets 12000 A²s through, the thyristors bear"


@pytest.mark.parametrize(
    ("section", "tag", "change", "expected"),
    [
        ("starters", "SS401", {}, ("pass", f"{TYPE_2} 18500 A²s: coordination type-2")),
        ("starters", "SS401", {"thyristor_i2t_a2s": 12001}, ("pass", f"{TYPE_2} 12001 A²s: coordination type-2")),
        ("starters", "SS401", {"thyristor_i2t_a2s": 12000}, ("fail", f"{TYPE_2} 12000 A²s: no coordination type-2")),
        (
            "starters",
            "SS401",
            {"thyristor_i2t_a2s": None},
            ("not checked", "needs starters.SS401.thyristor_i2t_a2s"),
        ),
        (
            "starters",
            "SS401",
            {"coordination": "type-1"},
            ("not applicable", "coordination type-1: the starter may need repair"),
        ),
        (
            "starters",
            "SS401",
            {"coordination": ""},
            ("not applicable", "no type of coordination is asked for (starters.SS401.coordination)"),
        ),
        (
            "protection",
            "F402",
            {"clearing_i2t_a2s": None},
            ("not checked", "needs protection.F402.clearing_i2t_a2s"),
        ),
        (
            "protection",
            "F402",
            {"clearing_i2t_voltage_v": None},
            ("not checked", "needs protection.F402.clearing_i2t_voltage_v"),
        ),
        (
            "protection",
            "F402",
            {"clearing_i2t_voltage_v": 345},
            ("not checked", "the I2t of F402 is read at 345 V, and more at the 345.5 V of a fault"),
        ),
        ("protection", "F402", {"clearing_i2t_voltage_v": 346}, ("pass", f"{TYPE_2} 18500 A²s: coordination type-2")),
        (
            "feeders",
            "P401",
            {"path_": ("SS401", "K401", "M401")},
            ("not checked", "no fuse stands before it"),
        ),
    ],
)
def test_thyristors_behind_a_semiconductor_fuse(
    section: str, tag: str, change: dict[str, Any], expected: tuple[str, str], site: Site
) -> None:
    assert judged("PRO036", "SS401", altered(site, section, tag, **change)) == expected


@pytest.mark.parametrize(
    ("rated_a", "start_time_s", "outcome", "words"),
    [
        (80, 10.2, "pass", "F201 gG 80 A at 212.5 A for 10.2 s holds"),
        (80, 10.3, "not checked", "F201 gG 80 A at 212.5 A for 10.3 s is indeterminate, between the gates"),
        (40, 4.9, "not checked", "F201 gG 40 A at 212.5 A for 4.9 s is indeterminate, between the gates"),
        (40, 5, "fail", "F201 gG 40 A at 212.5 A for 5 s may blow"),
    ],
)
def test_the_gates_hold_blow_or_leave_a_start_open(
    rated_a: float, start_time_s: float, outcome: str, words: str, site: Site
) -> None:
    """The gates of 80 A hold 215 A for 10 s, and 212.5 A for 10.2 s with the same I2t; those of 40 A melt in 5 s."""
    parameters = {**site.starters["SS201"].parameters, "current_limit_percent": 500}
    site = altered(site, "starters", "SS201", parameters=parameters)
    site = altered(site, "motors", "M201", start_time_s=start_time_s)
    found, message = judged("PRO024", "P201", altered(site, "protection", "F201", rated_current_a=rated_a))
    assert (found, message.startswith(words)) == (outcome, True), message


# impulse voltages of what is connected -------------------------------------------------------------------------------


def supplied(site: Site, system: str, line_v: float, tolerance: float, category: str) -> Site:
    supply = dataclasses.replace(
        site.supply, system=system, nominal_voltage_v=line_v, voltage_tolerance_percent=tolerance
    )
    place = dataclasses.replace(site.locations["MCC1"], measurement_category=category)
    return dataclasses.replace(site, supply=supply, locations={**site.locations, "MCC1": place})


@pytest.mark.parametrize(
    ("system", "line_v", "tolerance", "category", "needed"),
    [
        ("TN-S", 380, 15, "III", "4000 V"),
        ("TN-S", 480, 10, "III", "4000 V"),
        ("TN-S", 519.6, 10, "III", "4000 V"),
        ("TN-S", 520, 10, "III", "6000 V"),
        ("TN-S", 600, 10, "II", "4000 V"),
        ("TN-S", 690, 10, "III", "6000 V"),
        ("IT", 300, 15, "III", "4000 V"),
        ("IT", 400, 15, "III", "6000 V"),
        ("IT", 480, 10, "II", "4000 V"),
        ("corner-earthed", 400, 10, "IV", "8000 V"),
    ],
)
def test_withstand_voltage_that_a_place_asks_for(
    system: str, line_v: float, tolerance: float, category: str, needed: str, site: Site
) -> None:
    """IEC 61010-2-030 as printed in the HBM manual: 4 kV is the class of the monitor and of the transducer."""
    high = altered(site, "monitors", "IM1", impulse_withstand_v=12_000)
    outcome, message = judged("INS057", "PB101", supplied(high, system, line_v, tolerance, category))
    assert (outcome, message.endswith(f"is 12000 V, at least {needed} needed")) == ("pass", True), message


@pytest.mark.parametrize(
    ("tag", "outcome", "words"),
    [
        ("PB101", "not applicable", "INS040 decides: 480 V category II or 300 V category III stands for 4000 V, 6000"),
        ("CT101", "not applicable", "CUR040 decides: 600 V category II or 300 V category III stands for 4000 V, 6000"),
        ("LMG1", "pass", "impulse withstand voltage of its voltage inputs (600 V category III; 400 V to earth"),
        ("U1@LMG1", "pass", "impulse withstand voltage of lead U1 (1000 V category III; 400 V to earth"),
        ("I1@LMG3", "not applicable", "it carries the output of a transducer"),
        ("LMG2", "not applicable", "no voltage lead is connected to it"),
    ],
)
def test_every_interface_of_an_it_supply_of_400_v(tag: str, outcome: str, words: str, site: Site) -> None:
    """Rated voltage and category stand for a withstand voltage; where those are broken already, their rule decides."""
    bare = altered(site, "sensors", "CT101", conductor=Conductor(insulated=False))
    found, message = judged("INS057", tag, supplied(bare, "IT", 400, 15, "III"))
    assert (found, message.startswith(words)) == (outcome, True), message


def test_a_supply_that_rises_into_the_next_row_is_told(site: Site) -> None:
    """277 V and 10 %: the row of 300 V by the nominal voltage, that of 600 V at the highest."""
    _, message = judged("INS057", "PB101", supplied(site, "TN-S", 480, 10, "III"))
    assert "277.1 V to earth, category III, at its highest 304.8 V, which asks for 6000 V" in message
    _, message = judged("INS057", "PB101", supplied(site, "TN-S", 480, 8, "III"))
    assert "at its highest" not in message


def test_what_is_not_stated_is_asked_for(site: Site) -> None:
    silent = altered(site, "meters", "LMG1", voltage_input=None)
    assert judged("INS057", "LMG1", silent) == ("not checked", "needs meters.LMG1.voltage_input")
    assert judged("INS058", "LMG1", silent) == ("not checked", "needs meters.LMG1.voltage_input")
    nowhere = supplied(site, "TN-S", 380, 5, "")
    assert judged("INS057", "PB101", nowhere) == ("not checked", "needs locations.MCC1.measurement_category")
    above = supplied(site, "IT", 1001, 0, "II")
    expected = ("not checked", "no withstand voltage is printed for 1001 V to earth in category II")
    assert judged("INS057", "PB101", above) == expected

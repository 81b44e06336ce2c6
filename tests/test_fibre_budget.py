"""Fibre links: loss, reach and power, the tables behind them, and the rules that apply them."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from plantwright.findings.verdict import Severity
from plantwright.physics import fibre_budget
from plantwright.rules.fibre.budget import uses
from plantwright.rules.registry import registry
from plantwright.site.limit_tables import Stated, applications, channel_of, loss_table, windows
from plantwright.site.model import PowerBand, Site

# loss ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("length_m", "attenuation", "connections", "splices", "loss_db"),
    [
        (850, 0.4, 2, 2, 2.44),
        (120, 3.5, 2, 0, 1.92),
        (0, 3.5, 0, 0, 0),
        (1000, 3.5, 0, 0, 3.5),
        (40_000, 0.4, 2, 10, 20.5),
    ],
)
def test_loss_is_length_and_joints(
    length_m: float, attenuation: float, connections: int, splices: int, loss_db: float
) -> None:
    fibre = fibre_budget.fibre_loss_db(length_m, attenuation)
    assert fibre_budget.link_loss_db(fibre, connections * 0.75, splices * 0.3) == pytest.approx(loss_db)


def test_margin_counts_as_loss() -> None:
    assert fibre_budget.link_loss_db(1, 1.5, 0.3, margin_db=3) == pytest.approx(5.8)


def test_reach_is_where_the_loss_is_what_is_allowed() -> None:
    assert fibre_budget.longest_m(2.6, 3.5, 1.5) == pytest.approx(314.3, abs=0.1)
    assert fibre_budget.longest_m(1.5, 3.5, 1.5) == 0
    assert fibre_budget.longest_m(1.0, 3.5, 1.5) == 0


def test_power_budget_of_the_published_1000base_sx_module() -> None:
    """Transmitter -9.5 to -4 dBm, receiver -17 dBm: 7.5 dB."""
    assert fibre_budget.power_budget_db(-9.5, -17) == 7.5


@pytest.mark.parametrize(("transmitter", "receiver", "loss"), [(4, -1, 5), (-1, -1, 0), (-4, 0, 0), (9, -1, 10)])
def test_a_strong_transmitter_needs_a_least_loss(transmitter: float, receiver: float, loss: float) -> None:
    assert fibre_budget.minimum_loss_db(transmitter, receiver) == loss


@given(length=some.floats(0, 1e5), attenuation=some.floats(0.1, 5), joints=some.floats(0, 10), more=some.floats(0, 10))
def test_loss_grows_and_reach_is_its_inverse(length: float, attenuation: float, joints: float, more: float) -> None:
    loss = fibre_budget.link_loss_db(fibre_budget.fibre_loss_db(length, attenuation), joints, 0)
    assert fibre_budget.link_loss_db(fibre_budget.fibre_loss_db(length + more, attenuation), joints, more) >= loss
    assert fibre_budget.longest_m(loss, attenuation, joints) == pytest.approx(length, abs=1e-6 + length * 1e-6)


# power ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("dbm", "watts"), [(0, 0.001), (20, 0.1), (30, 1), (-30, 1e-6)])
def test_decibels_of_a_milliwatt(dbm: float, watts: float) -> None:
    assert fibre_budget.power_w(dbm) == pytest.approx(watts)


def test_irradiance_of_the_printed_example() -> None:
    """1 W on 80 µm² is 12.5 GW/m² (IEC/TR 62627-01:2010 3.1.2)."""
    assert fibre_budget.irradiance_w_per_m2(1, 80) == pytest.approx(12.5e9)


@pytest.mark.parametrize(
    ("watts", "expected"), [(0, "normal"), (0.0999, "normal"), (0.1, "high"), (0.999, "high"), (1, "pump"), (5, "pump")]
)
def test_power_class_at_its_edges(watts: float, expected: str) -> None:
    assert fibre_budget.power_class(watts) == expected


# tables --------------------------------------------------------------------------------------------------------------


def numbers() -> list[Stated]:
    table = loss_table()
    losses = [each.db_per_km for each in table.attenuation]
    channels = [channel for every in applications().values() for channel in every]
    limits = [stated for each in channels for stated in (each.reach_m, each.loss_db) if stated]
    found = [*losses, table.connection_db, table.splice_db, *limits]
    return [*found, *(other for each in found for other in each.others)]


def test_every_number_has_a_document_and_says_how_it_is_known() -> None:
    for stated in numbers():
        assert stated.source.document
        assert stated.source.clause
        assert stated.source.provenance in ("public", "unverified")


def test_of_two_documents_the_stricter_counts() -> None:
    table = loss_table()
    losses = [*(each.db_per_km for each in table.attenuation), table.connection_db, table.splice_db]
    assert all(other.value <= each.value for each in losses for other in each.others)
    limits = [
        stated
        for every in applications().values()
        for channel in every
        for stated in (channel.reach_m, channel.loss_db)
        if stated
    ]
    assert all(other.value >= each.value for each in limits for other in each.others)


@pytest.mark.parametrize(
    ("fibre", "wavelength_nm", "db_per_km"),
    [
        ("OS2", 1310, 0.4),
        ("OS2", 1550, 0.4),
        ("OS1", 1310, 1),
        ("OS1a", 1383, 1),
        ("OM1", 850, 3.5),
        ("OM3", 850, 3.5),
        ("OM3", 1310, 1.5),
        ("OM5", 850, 3),
        ("OM5", 953, 2.3),
        ("OS2", 1300, 0.4),
        ("OS2", 850, None),
        ("OS2", 1311, None),
        ("OS2", 1490, None),
        ("OM3", 849, None),
        ("OM3", 865, None),
        ("OM3", 1550, None),
        ("OM9", 850, None),
    ],
)
def test_attenuation_by_fibre_and_window(fibre: str, wavelength_nm: float, db_per_km: float | None) -> None:
    found = loss_table().attenuation_of(fibre, wavelength_nm)
    assert (found.value if found else None) == db_per_km


@pytest.mark.parametrize(
    ("application", "fibre", "reach_m", "loss_db"),
    [
        ("1000BASE-SX", "OM1", 275, 2.6),
        ("1000BASE-SX", "OM2", 550, 3.56),
        ("1000BASE-LX", "OM2", 550, 2.35),
        ("1000BASE-LX", "OS2", 5000, 4.57),
        ("10GBASE-SR", "OM3", 300, 2.6),
        ("10GBASE-SR", "OM4", 400, 2.6),
        ("10GBASE-SR", "OM2", 82, None),
        ("10GBASE-LRM", "OM1", 220, 1.9),
        ("10GBASE-LR", "OS2", 10_000, 6.2),
        ("10GBASE-ER", "OS1a", 40_000, 11),
        ("100BASE-FX", "OM2", 2000, 5),
        ("40GBASE-SR4", "OM4", 150, 1.5),
    ],
)
def test_published_channels(application: str, fibre: str, reach_m: float, loss_db: float | None) -> None:
    channel = channel_of(application, fibre)
    assert channel is not None
    assert channel.reach_m is not None
    assert channel.reach_m.value == reach_m
    assert (channel.loss_db.value if channel.loss_db else None) == loss_db


def test_an_unknown_channel_is_none() -> None:
    assert channel_of("1000BASE-LX", "OM9") is None
    assert channel_of("TOKEN-RING", "OM1") is None


# rules ---------------------------------------------------------------------------------------------------------------


UNVERIFIED = " (warning only: no document read proves this limit)"
LX = "loss for 1000BASE-LX (850 m of OS2 0.34 dB, {} connections {} dB, 2 splices 0.6 dB) is {} dB, at most 4.57 dB"
SR = "loss for 10GBASE-SR ({} m of OM3 {} dB, 2 connections 1.5 dB, 0 splices 0 dB) is {} dB, at most 2.6 dB allowed"


LX_LOSS = "loss (850 m of OS2 0.34 dB, 2 connections 1.5 dB, 2 splices 0.6 dB, reserve 1 dB) is {} dB"
STRONG = {"transmitter": PowerBand(min_dbm=0, max_dbm=5), "receiver": PowerBand(min_dbm=-22, max_dbm=-3)}
WEAK = {"transmitter": PowerBand(min_dbm=-16.56, max_dbm=-10), "receiver": PowerBand(min_dbm=-20, max_dbm=-3)}


@pytest.mark.parametrize(
    ("rule_id", "link", "change", "expected"),
    [
        ("FIB010", "FO1", {"margin_db": None}, ("pass", LX.format(2, 1.5, 2.44) + " allowed")),
        ("FIB010", "FO1", {"connections": 4, "margin_db": 0}, ("pass", LX.format(4, 3, 3.94) + " allowed")),
        (
            "FIB010",
            "FO1",
            {"connections": 5, "margin_db": None},
            ("fail", LX.format(5, 3.75, 4.69) + " allowed, 0.12 dB too much" + UNVERIFIED),
        ),
        ("FIB010", "FO2", {"length_m": 300}, ("pass", SR.format(300, 1.05, 2.55))),
        ("FIB010", "FO2", {"length_m": 320}, ("fail", SR.format(320, 1.12, 2.62) + ", 0.02 dB too much")),
        ("FIB010", "FO1", {"application": ""}, ("not checked", "needs fibre_links.FO1.application")),
        (
            "FIB010",
            "FO1",
            {"connections": None, "splices": None},
            ("not checked", "needs fibre_links.FO1.connections, fibre_links.FO1.splices"),
        ),
        (
            "FIB010",
            "FO2",
            {"fibre": "OM2"},
            ("not checked", "no document read states what 10GBASE-SR may lose on OM2"),
        ),
        (
            "FIB010",
            "FO2",
            {"wavelength_nm": 1550},
            ("not applicable", "FIB013 decides: the application works at another wavelength"),
        ),
        (
            "FIB010",
            "FO2",
            {"wavelength_nm": 880},
            ("not checked", "no document read states the attenuation of OM3 at 880 nm"),
        ),
        (
            "FIB010",
            "FO1",
            {"margin_db": 2, "attenuator_db": 1},
            (
                "fail",
                LX.format(2, 1.5, 5.44).replace("0.6 dB)", "0.6 dB, attenuator 1 dB, reserve 2 dB)")
                + " allowed, 0.87 dB too much"
                + UNVERIFIED,
            ),
        ),
        *(
            ("FIB013", "FO2", {"wavelength_nm": nm}, ("pass", f"10GBASE-SR works at 850 nm, the link at {nm} nm"))
            for nm in (770, 850, 1074)
        ),
        *(
            (
                "FIB013",
                "FO2",
                {"wavelength_nm": nm},
                ("fail", f"10GBASE-SR works at 850 nm, the link is stated at {nm} nm"),
            )
            for nm in (1076, 1310, 1550)
        ),
        (
            "FIB013",
            "FO2",
            {"application": "TOKEN-RING"},
            ("not checked", "no document read states the wavelength of TOKEN-RING"),
        ),
        ("FIB013", "FO1", {"application": ""}, ("not checked", "needs fibre_links.FO1.application")),
        ("FIB014", "FO1", STRONG | {"measured_loss_db": 8}, ("pass", "loss (measured) is 8 dB, at least 8 dB needed")),
        (
            "FIB014",
            "FO1",
            STRONG | {"measured_loss_db": 7.9},
            ("fail", "loss (measured) is 7.9 dB, at least 8 dB needed, 0.1 dB too little"),
        ),
        (
            "FIB014",
            "FO1",
            STRONG | {"measured_loss_db": None, "attenuator_db": 8},
            ("pass", "loss (of the attenuator alone) is 8 dB, at least 8 dB needed"),
        ),
        (
            "FIB014",
            "FO1",
            STRONG | {"measured_loss_db": None},
            ("fail", "loss (largest by the tables) is 2.44 dB, at least 8 dB needed, 5.56 dB too little"),
        ),
        (
            "FIB014",
            "FO1",
            STRONG | {"measured_loss_db": None, "length_m": 20_000},
            ("not checked", "needs fibre_links.FO1.measured_loss_db"),
        ),
        (
            "FIB014",
            "FO2",
            {"minimum_loss_db": 10, "measured_loss_db": 9.9},  # the 40 km module of the 4-NET page
            ("fail", "loss (measured) is 9.9 dB, at least 10 dB needed, 0.1 dB too little"),
        ),
        ("FIB014", "FO2", {}, ("not applicable", "neither transmitter and receiver nor a least loss are stated")),
        (
            "FIB015",
            "FO1",
            WEAK,
            ("pass", LX_LOSS.format(3.44) + ", at most 3.44 dB allowed"),
        ),
        (
            "FIB015",
            "FO1",
            WEAK | {"margin_db": 1.1},
            (
                "fail",
                LX_LOSS.format(3.54).replace("reserve 1", "reserve 1.1") + ", at most 3.44 dB allowed, 0.1 dB too much",
            ),
        ),
        ("FIB015", "FO2", {}, ("not applicable", "the powers of transmitter and receiver are not stated")),
        (
            "FIB015",
            "FO1",
            {"splices": None},
            ("not checked", "needs fibre_links.FO1.splices"),
        ),
        (
            "FIB016",
            "FO2",
            {"measured_loss_db": 2.6},
            ("pass", "measured loss for 10GBASE-SR is 2.6 dB, at most 2.6 dB allowed"),
        ),
        (
            "FIB016",
            "FO2",
            {"measured_loss_db": 2.61},
            ("fail", "measured loss for 10GBASE-SR is 2.61 dB, at most 2.6 dB allowed, 0.01 dB too much"),
        ),
        ("FIB016", "FO2", {}, ("not applicable", "no measured loss is stated")),
        ("FIB017", "FO2", {}, ("pass", "return loss of 32 dB is stated")),
        ("FIB017", "FO2", {"return_loss_db": None}, ("fail", "the return loss of its connections is not stated")),
        (
            "FIB017",
            "FO1",
            {},
            ("not applicable", "1000BASE-LX is not known to use a VCSEL at 1 Gbit/s or more"),
        ),
        (
            "FIB012",
            "FO1",
            {"power_dbm": 30, "effective_area_um2": 80},
            (
                "fail",
                "optical power (pump, 12.5 GW/m² at a joint) is 1000 mW, must be below 100 mW, 900 mW too much",
            ),
        ),
        ("FIB012", "FO1", {"power_dbm": 20}, ("fail", "optical power (high) is 100 mW, must be below 100 mW")),
        ("FIB011", "FO1", {}, ("pass", "length for 1000BASE-LX on OS2 is 850 m, at most 5000 m allowed")),
        ("FIB011", "FO2", {"length_m": 300}, ("pass", "length for 10GBASE-SR on OM3 is 300 m, at most 300 m allowed")),
        (
            "FIB011",
            "FO2",
            {"length_m": 301},
            ("fail", "length for 10GBASE-SR on OM3 is 301 m, at most 300 m allowed, 1 m too much"),
        ),
        ("FIB011", "FO1", {"application": ""}, ("not checked", "needs fibre_links.FO1.application")),
        (
            "FIB011",
            "FO1",
            {"fibre": "OM4"},
            ("not checked", "no document read states how far 1000BASE-LX reaches on OM4"),
        ),
    ],
)
def test_verdict(rule_id: str, link: str, change: dict[str, Any], expected: tuple[str, str], site: Site) -> None:
    links = {**site.fibre_links, link: dataclasses.replace(site.fibre_links[link], **change)}
    verdicts = registry()[rule_id].run(dataclasses.replace(site, fibre_links=links))
    (found,) = (each for each in verdicts if each.object == link)
    assert (str(found.outcome), found.message) == expected


@pytest.mark.parametrize(("link", "severity"), [("FO1", Severity.WARNING), ("FO2", Severity.ERROR)])
def test_an_allowance_from_memory_warns_and_a_read_one_fails(link: str, severity: Severity, site: Site) -> None:
    links = {link: dataclasses.replace(site.fibre_links[link], connections=9)}
    (found,) = registry()["FIB010"].run(dataclasses.replace(site, fibre_links=links))
    assert (found.failed, found.severity) == (True, severity)


def test_every_application_has_its_wavelength() -> None:
    assert windows().nominal_nm.keys() == applications().keys()


def test_applications_of_a_link_at_their_own_wavelengths(site: Site) -> None:
    """850 m of OS2 with a reserve of 1 dB: LX and LR at 1310 nm, ER at 1550 nm; multimode standards are not listed."""
    found = {each.application: each for each in uses(site.fibre_links["FO1"])}
    assert {name: (each.wavelength_nm, each.loss_db, each.verdict) for name, each in found.items()} == {
        "1000BASE-LX": (1310, 3.44, "fits by unverified numbers"),
        "10GBASE-LR": (1310, 3.44, "fits"),
        "10GBASE-ER": (1550, 3.44, "fits"),
    }
    assert found["10GBASE-LR"].reach_by_loss_m == pytest.approx((6.2 - 3.1) / 0.4 * 1000)


def test_a_link_that_is_too_long_or_loses_too_much_for_an_application(site: Site) -> None:
    link = dataclasses.replace(site.fibre_links["FO2"], length_m=160)
    found = {each.application: each.verdict for each in uses(link)}
    assert found["40GBASE-SR4"] == "too long"
    assert found["10GBASE-SR"] == "fits"
    worse = dataclasses.replace(link, connections=4)
    assert {each.application: each.verdict for each in uses(worse)}["10GBASE-SR"] == "loses too much"

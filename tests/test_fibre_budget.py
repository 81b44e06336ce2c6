"""Fibre links: loss, reach and power, the tables behind them, and the rules that apply them."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from plantwright.findings.verdict import Severity
from plantwright.physics import fibre_budget
from plantwright.rules.registry import registry
from plantwright.site.limit_tables import Stated, applications, channel_of, loss_table
from plantwright.site.load import load_site
from plantwright.site.model import Site

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
        ("OS2", 850, None),
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


@pytest.fixture(scope="module")
def plant() -> Site:
    site = load_site(Path(__file__).parent.parent / "sites" / "riverside").site
    assert site is not None
    return site


UNVERIFIED = " (warning only: no document read proves this limit)"
LX = "loss for 1000BASE-LX (850 m of OS2 0.34 dB, {} connections {} dB, 2 splices 0.6 dB) is {} dB, at most 4.57 dB"
SR = "loss for 10GBASE-SR ({} m of OM3 {} dB, 2 connections 1.5 dB, 0 splices 0 dB) is {} dB, at most 2.6 dB allowed"


@pytest.mark.parametrize(
    ("rule_id", "link", "change", "expected"),
    [
        ("FIB010", "FO1", {}, ("pass", LX.format(2, 1.5, 2.44) + " allowed")),
        ("FIB010", "FO1", {"connections": 4}, ("pass", LX.format(4, 3, 3.94) + " allowed")),
        (
            "FIB010",
            "FO1",
            {"connections": 5},
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
            ("not checked", "no document read states the attenuation of OM3 at 1550 nm"),
        ),
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
def test_verdict(rule_id: str, link: str, change: dict[str, Any], expected: tuple[str, str], plant: Site) -> None:
    links = {**plant.fibre_links, link: dataclasses.replace(plant.fibre_links[link], **change)}
    verdicts = registry()[rule_id].run(dataclasses.replace(plant, fibre_links=links))
    (found,) = (each for each in verdicts if each.object == link)
    assert (str(found.outcome), found.message) == expected


@pytest.mark.parametrize(("link", "severity"), [("FO1", Severity.WARNING), ("FO2", Severity.ERROR)])
def test_an_allowance_from_memory_warns_and_a_read_one_fails(link: str, severity: Severity, plant: Site) -> None:
    links = {link: dataclasses.replace(plant.fibre_links[link], connections=9)}
    (found,) = registry()["FIB010"].run(dataclasses.replace(plant, fibre_links=links))
    assert (found.failed, found.severity) == (True, severity)

"""The rules: each one finds its bad example and passes its good one, and the frame around them keeps its promises."""

import dataclasses
import datetime
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.plants import RIVERSIDE, TODAY, found_by, loaded_with, riverside, site_with

from plantwright.findings.verdict import Outcome, Severity, Source, Verdict, count
from plantwright.rules.cabling.noise import RANKING, Noise, ranking
from plantwright.rules.check import check, judged, verdicts
from plantwright.rules.facts import most
from plantwright.rules.frame import Change, Rule, rule
from plantwright.rules.registry import indexed, registry
from plantwright.rules.say import amount, at_most
from plantwright.site.catalog import shipped_types
from plantwright.site.load import LoadedSite, load_site
from plantwright.site.model import Site

RULES = list(registry().values())


OWN_SOURCES = ("plantwright site format", "plantwright record format", "Modbus over Serial Line V1.02")
"""Documents that the catalogue of requirements does not list."""

# examples ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("each", RULES, ids=lambda each: each.id)
def test_rule_fails_its_bad_example(each: Rule, tmp_path: Path) -> None:
    outcomes = [verdict.outcome for verdict in found_by(each, site_with(tmp_path, each.good or {}, each.bad))]
    assert Outcome.FAIL in outcomes


@pytest.mark.parametrize("each", RULES, ids=lambda each: each.id)
def test_rule_passes_its_good_example(each: Rule, tmp_path: Path) -> None:
    outcomes = [verdict.outcome for verdict in found_by(each, site_with(tmp_path, each.good or {}))]
    assert Outcome.PASS in outcomes
    assert Outcome.FAIL not in outcomes


@pytest.mark.parametrize("each", RULES, ids=lambda each: each.id)
def test_rule_says_why_where_from_and_what_it_covers(each: Rule) -> None:
    assert each.why.endswith(".")
    assert each.title
    assert each.source.document
    assert each.source.clause or each.source.lines
    assert each.refs or each.source.document in OWN_SOURCES
    assert each.id[:3] in {"STA", "INS", "CUR", "PRO", "BUS", "CAB", "FIB", "ENV", "DOC", "SIT", "REC"}
    assert each.id[3:].isdecimal()
    assert len(each.id) == 6


def test_what_nobody_may_waive() -> None:
    """Measurement categories, insulation and shock, two units at one address, and the record of it all."""
    assert " ".join(each.id for each in RULES if not each.waivable) == (
        "BUS010 BUS012 CAB015 CUR040 CUR041 CUR053 INS010 INS012 INS013 INS040 INS050 INS054 INS057 INS058 INS059 "
        "PRO010 PRO021 PRO022 PRO023 PRO031 PRO032 PRO034 PRO035 REC001 REC002 REC004 REC005 REC007 REC012 REC013 "
        "REC017 REC020 REC024 SIT401 SIT402 SIT403 SIT404 STA024 STA040 STA041"
    )


@pytest.mark.parametrize("each", RULES, ids=lambda each: each.id)
def test_rule_is_named_after_its_module(each: Rule) -> None:
    assert each.function.__module__.rpartition(".")[2] == each.function.__name__


WITHOUT_NUMBERS = frozenset({"BUS026", "BUS032", "CUR041", "CUR050", "PRO024", "STA031", "STA041"})
"""Rules whose verdicts carry a count, a setting or a bound that their sentence does not repeat."""


@pytest.mark.parametrize("each", RULES, ids=lambda each: each.id)
def test_a_verdict_names_its_object_and_place_and_tells_its_numbers(each: Rule, tmp_path: Path) -> None:
    told = [*found_by(each, site_with(tmp_path, each.good or {}))]
    told += found_by(each, site_with(tmp_path, each.good or {}, each.bad))
    judged = [verdict for verdict in told if verdict.outcome in (Outcome.PASS, Outcome.FAIL)]
    assert all(verdict.object and verdict.path for verdict in judged)
    assert all((verdict.margin or 0) <= 0 if verdict.failed else (verdict.margin or 0) >= 0 for verdict in judged)
    numbers = [(number, verdict.message) for verdict in judged for number in (verdict.value, verdict.limit)]
    measured = [(amount(number), message) for number, message in numbers if type(number) in (int, float)]
    assert each.id in WITHOUT_NUMBERS or [pair for pair in measured if pair[0] not in pair[1]] == []
    assert all(abs(verdict.margin or 0) == pytest.approx(left, abs=2e-6) for verdict, left in to_the_limit(judged))


def to_the_limit(judged: Iterable[Verdict]) -> Iterator[tuple[Verdict, float]]:
    """Yield the verdicts that tell a margin, with how far value and limit are apart; both are rounded to 1e-6."""
    for each in judged:
        if each.margin is not None and isinstance(each.value, int | float) and isinstance(each.limit, int | float):
            yield each, abs(each.limit - each.value)


# the example plant ---------------------------------------------------------------------------------------------------


def test_riverside_has_one_waiver_two_honest_warnings_and_two_notes() -> None:
    found = check(load_site(RIVERSIDE), TODAY)
    told = [(each.outcome, each.severity, each.rule, each.object) for each in found if each.failed or each.waiver]
    assert told == [
        (Outcome.FAIL, Severity.WARNING, "BUS016", "RS1"),
        (Outcome.FAIL, Severity.WARNING, "BUS016", "RS2"),
        (Outcome.WAIVED, Severity.ERROR, "CAB010", "W902@R3"),
        (Outcome.FAIL, Severity.INFO, "REC022", "MCC1"),
        (Outcome.FAIL, Severity.INFO, "REC031", "P201"),
    ]
    assert [(each.rule, each.object) for each in found if each.outcome is Outcome.NOT_CHECKED] == []
    assert all(each.location for each in found if each.path)


def edited(folder: Path, *edits: tuple[str, str, str]) -> LoadedSite:
    """Load a copy of the example plant with (file, old text, new text) edits."""
    copy = folder / "riverside"
    shutil.copytree(RIVERSIDE, copy)
    for file, old, new in edits:
        text = (copy / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, (file, old)
        (copy / file).write_text(text.replace(old, new), encoding="utf-8")
    return load_site(copy)


PROBES = "line voltage at PB101, PB201, PB301, PB401 (supply system IT, measurement category III)"
FOURTH = """
  CT204:
    feeder: P201
    serial: EX-PCT-0499
    supply: LMG1
    channel: 4
    cable: {model: PCT1200-K-L6, serial: EX-PCT-0499, length_m: 2.5}
    conductor: {insulated: true, centred: true}
"""
CT302 = """\
    cable: {model: PCT-DSUB, serial: EX-PCT-0421, length_m: 5}
    conductor: {insulated: true, centred: true}
    calibration_date: 2026-06-09
"""
RS1_FORMAT = """\
    parity: none
    stop_bits: 1
    data_bits: 8
    cable: W901
"""


@pytest.mark.parametrize(
    ("edits", "expected", "at"),
    [
        pytest.param(
            [("measuring.yaml", CT302, CT302 + FOURTH)],
            ("CUR010", "LMG1", "number of PCT1200 on LMG671 is 4, at most 3 allowed, 1 too much"),
            ("supply:", "LMG1"),
            id="a fourth PCT1200",
        ),
        pytest.param(
            [("site.yaml", "system: TN-S", "system: IT")],
            (
                "INS040",
                "MCC1",
                f"{PROBES} is 380 V, at most 300 V allowed, 80 V too much",
            ),
            ("system:", "IT"),
            id="IT supply",
        ),
        pytest.param(
            [
                ("site.yaml", "system: TN-S", "system: IT"),
                ("site.yaml", "nominal_voltage_v: 380", "nominal_voltage_v: 400"),
            ],
            (
                "INS040",
                "MCC1",
                f"{PROBES} is 400 V, at most 300 V allowed, 100 V too much",
            ),
            ("system:", "IT"),
            id="IT supply of 400 V",
        ),
        pytest.param(
            [("feeders.yaml", "bus: {name: RS1, address: 4,", "bus: {name: RS1, address: 3,")],
            ("BUS010", "SS201", "address 3 on RS1 is already used by SS101"),
            ("address:", "3, reply_delay_ms: 12, unit_load: 1}"),
            id="equal addresses",
        ),
        pytest.param(
            [("cabling.yaml", RS1_FORMAT, RS1_FORMAT.replace("none", "even").replace("bits: 8", "bits: 7"))],
            ("BUS012", "RS1", "7E1 has 7 data bits, Modbus RTU needs 8"),
            ("data_bits:", "7"),
            id="7E1",
        ),
        pytest.param(
            [("measuring.yaml", "feeder: P101, after: K101", "feeder: P101, after: SS101")],
            ("INS010", "PB101", "is connected after SS101, which is on the supply side of contactor K101"),
            ("after:", "SS101, fuse: F111, model: K7GE-MG1, serial: EX-MP-0311}"),
            id="probe before the contactor",
        ),
    ],
)
def test_a_single_change_gives_one_finding_at_its_line(
    edits: list[tuple[str, str, str]], expected: tuple[str, str, str], at: tuple[str, str], tmp_path: Path
) -> None:
    loaded = edited(tmp_path, *edits)
    before = {(each.rule, each.object) for each in check(load_site(RIVERSIDE), TODAY) if each.failed}
    new = [each for each in check(loaded, TODAY) if each.failed and (each.rule, each.object) not in before]
    new = [each for each in new if not each.rule.startswith("REC")]  # the records are those of the plant as it was
    assert [(each.rule, each.object, each.message) for each in new] == [expected]
    place = new[0].location
    assert place is not None
    source = loaded.texts[place.file].lines[place.line - 1]
    assert (source[: place.column - 1].split()[-1], source[place.column - 1 :]) == at


# the frame -----------------------------------------------------------------------------------------------------------

SOURCE = Source(document="A document", clause="1")


def made(function: Any, **more: Any) -> Rule:
    settings = {"id": "CUR900", "severity": Severity.ERROR, "title": "A title", "source": SOURCE, "refs": (), "bad": {}}
    return rule(**{**settings, **more})(function)


def throws(site: Site) -> Iterator[Verdict]:
    """Why."""
    yield at_most("M1", "current", 1, 2, "A")
    raise KeyError("speed")


def yields_nothing(site: Site) -> Iterator[Verdict]:
    """Why."""
    yield from ()


def too_much(site: Site) -> Iterator[Verdict]:
    """Why."""
    yield at_most("M1", "current", 3, 2, "A", path=("motors", "M101"))


@pytest.fixture(scope="module")
def good() -> Site:
    site = load_site(RIVERSIDE).site
    assert site is not None
    return site


def test_a_rule_that_throws_is_not_checked_and_breaks_the_check(good: Site) -> None:
    (found,) = made(throws).run(good)
    assert found.outcome is Outcome.NOT_CHECKED
    assert found.broken
    assert (found.rule, found.name) == ("CUR900", "throws")
    assert found.message == "the rule CUR900 (A title) stopped with KeyError: 'speed'"


def test_a_rule_that_throws_does_not_hide_the_others(good: Site) -> None:
    found = verdicts(good, indexed([made(throws), made(too_much, id="CUR901")]), TODAY)
    assert [(each.rule, each.outcome) for each in found] == [("CUR900", Outcome.NOT_CHECKED), ("CUR901", Outcome.FAIL)]


def test_a_rule_without_objects_does_not_apply(good: Site) -> None:
    (found,) = made(yields_nothing).run(good)
    assert (found.outcome, found.message) == (Outcome.NOT_APPLICABLE, "the site has nothing of this kind")


def test_an_unverified_limit_warns_and_says_so(good: Site) -> None:
    unverified = Source(document="A document", clause="1", provenance="unverified")
    (found,) = made(too_much, source=unverified).run(good)
    assert (found.outcome, found.severity) == (Outcome.FAIL, Severity.WARNING)
    assert (
        found.message
        == "current is 3 A, at most 2 A allowed, 1 A too much (warning only: no document read proves this limit)"
    )


def test_a_verdict_carries_the_number_the_limit_and_the_source(good: Site) -> None:
    (found,) = made(too_much, refs=["X-001"]).run(good)
    assert (found.value, found.limit, found.margin, found.unit) == (3, 2, -1, "A")
    assert (found.source, found.refs, found.object, found.path) == (SOURCE, ("X-001",), "M1", ("motors", "M101"))


@pytest.mark.parametrize(("value", "limit"), [(5, 5), (0.5, 0.5), ("on request", None), (True, None)])
def test_a_fact_in_words_is_no_limit(value: float | str | bool, limit: float | None) -> None:
    fact = dataclasses.replace(next(iter(shipped_types()["clr8g"].ratings.values())), value=value, min=None, max=None)
    assert most(fact) == limit


def test_two_rules_with_one_id_are_refused() -> None:
    with pytest.raises(LookupError) as refused:
        indexed([made(throws), made(too_much)])
    assert str(refused.value) == "two rules have the id CUR900: throws and too-much"


def test_no_rules_at_all_are_refused() -> None:
    with pytest.raises(LookupError) as refused:
        indexed([])
    assert str(refused.value) == "no rule was found: the installation is not complete"


def test_every_verdict_of_the_example_plant_is_complete(good: Site) -> None:
    for verdict in verdicts(good, registry(), TODAY):
        assert verdict.rule
        assert verdict.name
        assert verdict.message
        assert verdict.source
        assert not verdict.broken


def test_checking_twice_gives_the_same(good: Site) -> None:
    assert verdicts(good, registry(), TODAY) == verdicts(good, registry(), TODAY)


def test_what_is_left_out_of_a_short_check_is_counted(tmp_path: Path) -> None:
    loaded = loaded_with(tmp_path, {"starters.SS201.bus.address": 3})
    whole, short = (judged(loaded, TODAY, every=every) for every in (True, False))
    left_out = [each.outcome for each in whole.verdicts if each.outcome in (Outcome.PASS, Outcome.NOT_APPLICABLE)]
    assert short.others == Counter(left_out)
    assert short.verdicts == tuple(each for each in whole.verdicts if each.outcome not in short.others)


def test_a_site_that_did_not_load_has_no_verdicts(tmp_path: Path) -> None:
    assert check(load_site(tmp_path / "absent"), TODAY) == ()


KEPT = ("format", "site", "supply", "standards")


def test_a_site_with_next_to_nothing_breaks_no_rule(tmp_path: Path) -> None:
    gone = {section: None for section in riverside() if section not in KEPT}
    site = site_with(tmp_path, {**gone, "site.phase": None})
    assert count(verdicts(site, registry(), TODAY))["not applicable"] == len(RULES)


OPTIONAL = [
    "buses.RS1.length_m",
    "cables.W201.outer_diameter_mm",
    "cables.W201.to",
    "contactors.K102.coil",
    "contactors.K302.driven_through",
    "defaults.monitors.parameters",
    "defaults.starters.parameters",
    "feeders.P101.bypass",
    "locations.MCC1.altitude_m",
    "locations.MCC1.ambient_max_c",
    "locations.MCC1.conditions",
    "locations.MCC1.humidity_max_percent",
    "locations.MCC1.ip_code",
    "locations.MCC1.measurement_category",
    "locations.MCC1.overvoltage_category",
    "locations.MCC1.pollution_degree",
    "locations.MCC1.vibration_m_s2",
    "monitors.IM1.bus",
    "monitors.IM1.parameters",
    "monitors.IM1.supply",
    "motors.M101.coast_down_time_s",
    "motors.M101.load",
    "motors.M101.locked_rotor_current_ratio",
    "motors.M101.rated_speed_rpm",
    "motors.M101.starts_per_hour",
    "probes.PB101.fuse",
    "protection.F101.breaking_capacity_ka",
    "protection.F101.rated_current_a",
    "protection.F111.class",
    "protection.F111.rated_current_a",
    "routes.R2.positions_mm.W901",
    "sensors.CT101.cable",
    "sensors.CT101.conductor",
    "sensors.CT101.serial",
    "standards",
    "starters.SS101.bus",
    "starters.SS101.mounting_space_mm",
    "starters.SS101.parameters",
    "starters.SS101.rated_current_a",
    "starters.SS101.rated_power_kw",
    "starters.SS101.variant",
    "supply.kind",
    "supply.prospective_short_circuit_ka",
    "supply.transformer",
    "supply.voltage_tolerance_percent",
]


@pytest.mark.parametrize("key", OPTIONAL)
def test_a_missing_value_is_not_checked_and_never_breaks_a_rule(key: str, tmp_path: Path) -> None:
    found = verdicts(site_with(tmp_path, {key: None}), registry(), TODAY)
    assert not any(each.broken for each in found)
    assert any(each.outcome in (Outcome.NOT_CHECKED, Outcome.NOT_APPLICABLE) for each in found)


# waivers -------------------------------------------------------------------------------------------------------------


def waived(folder: Path, change: Change, today: datetime.date = TODAY) -> list[tuple[str, str, str, str]]:
    """Return rule, object, outcome and message of what concerns waivers and the waived pair."""
    site = site_with(folder, change)
    return [
        (each.rule, each.object, str(each.outcome), each.message)
        for each in verdicts(site, registry(), today)
        if each.object == "W902@R3" or (each.rule.startswith("SIT4") and each.failed)
    ]


NEEDS = "distance to W301 (ladder, class b, 69 circuits) is 328.5 mm, at least 375 mm needed, 46.5 mm too little"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, [("CAB010", "W902@R3", "waived", NEEDS)]),
        (
            {"waivers.W-003.expires": "2026-11-09"},
            [
                ("CAB010", "W902@R3", "fail", NEEDS),
                ("SIT401", "W-003", "fail", "expired on 2026-11-09; CAB010 on W902@R3 counts again"),
            ],
        ),
        ({"waivers.W-003.expires": "2026-11-10"}, [("CAB010", "W902@R3", "waived", NEEDS)]),
        (
            {"waivers.W-003.object": "W902@R9"},
            [("CAB010", "W902@R3", "fail", NEEDS), ("SIT402", "W-003", "fail", "CAB010 finds nothing on 'W902@R9'")],
        ),
        (
            {"waivers.W-003.rule": "CAB910"},
            [("CAB010", "W902@R3", "fail", NEEDS), ("SIT403", "W-003", "fail", "no rule has the id 'CAB910'")],
        ),
        (
            {"waivers.W-003": {"rule": "BUS010", "object": "SS201"}, "starters.SS201.bus.address": 3},
            [("CAB010", "W902@R3", "fail", NEEDS), ("SIT404", "W-003", "fail", "BUS010 cannot be waived")],
        ),
    ],
    ids=["valid", "expired", "last day", "unused", "unknown rule", "not waivable"],
)
def test_waivers(change: Change, expected: list[tuple[str, str, str, str]], tmp_path: Path) -> None:
    assert waived(tmp_path, change) == expected


def test_a_rule_that_cannot_be_waived_still_fails(tmp_path: Path) -> None:
    change = {"waivers.W-003": {"rule": "BUS010", "object": "SS201"}, "starters.SS201.bus.address": 3}
    found = verdicts(site_with(tmp_path, change), registry(), TODAY)
    assert [each.outcome for each in found if (each.rule, each.object) == ("BUS010", "SS201")] == [Outcome.FAIL]


def outcomes(site: Site, rule_id: str, tag: str) -> list[Outcome]:
    return [verdict.outcome for verdict in registry()[rule_id].run(site) if verdict.object == tag]


OUTPUT, OUTPUT_OF_ALL = "monitors.IM1.outputs.alarm-2", "monitors.outputs.alarm-2"
STOP_WAIT = "monitors.IM1.parameters.motor_stop_wait_s"
UNSTATED: Change = {"supply.voltage_tolerance_percent": None}

# starts that are stated, other start modes, other feeders -------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "rule_id", "tag", "expected"),
    [
        ({"motors.M101.start_time_s": 47}, "STA020", "SS101", "pass"),
        ({"motors.M101.start_time_s": 49}, "STA020", "SS101", "fail"),
        ({"motors.M101.start_time_s": 47}, "STA027", "SS101", "fail"),
        ({"motors.M101.load": None}, "STA020", "SS101", "not checked"),
        ({"motors.M101.rated_speed_rpm": 1500}, "STA020", "SS101", "not checked"),
        ({"motors.M101.load.rated_torque_nm": 435}, "STA020", "SS101", "fail"),
        ({"starters.SS101.parameters.start_mode": "voltage-ramp"}, "STA020", "SS101", "pass"),
        ({"starters.SS101.parameters.start_mode": "jog"}, "STA020", "SS101", "not checked"),
        ({"starters.SS101.parameters.start_mode": "voltage-ramp"}, "STA021", "SS101", "pass"),
        ({"starters.SS301.parameters.start_mode": "voltage-ramp"}, "CUR020", "CT301", "fail"),
        ({"starters.SS301.parameters.start_mode": "jog"}, "CUR020", "CT301", "fail"),
        (
            {
                "starters.SS301.parameters.start_mode": "voltage-ramp",
                "motors.M301.locked_rotor_current_ratio": None,
            },
            "CUR020",
            "CT301",
            "not checked",
        ),
        ({"probes.PB101.after": "CT101"}, "INS010", "PB101", "pass"),
        ({"probes.PB101.after": "F101"}, "INS010", "PB101", "fail"),
        ({"probes.PB101.after": "K102"}, "INS010", "PB101", "fail"),
        ({"contactors.K101.role": "line"}, "INS010", "PB101", "pass"),
        ({"contactors.K101.role": "bypass"}, "INS010", "PB101", "fail"),
        ({"feeders.P101.path": ["F101", "K101", "SS101", "CT101", "M101"]}, "INS010", "PB101", "fail"),
        ({"feeders.P201.path": ["F201", "K201", "CT201", "M201"]}, "INS010", "PB201", "pass"),
        ({"sensors.CT101.supply": "LMG3"}, "CUR012", "CT101", "fail"),
        ({"sensors.CT101.conductor.insulated": False}, "CUR040", "CT101", "pass"),
        (
            {"sensors.CT101.conductor.insulated": False, "locations.MCC1.measurement_category": "IV"},
            "CUR040",
            "CT101",
            "fail",
        ),
        ({"feeders.P301.interlocks": None}, "CUR059", "CT301", "not checked"),
        ({"feeders.P101.interlocks": None}, "CUR059", "CT101", "pass"),
        ({"motors.M101.coast_down_time_s": 45, STOP_WAIT: 53}, "INS020", "IM1", "pass"),  # and 8 s of soft stop
        ({"motors.M101.coast_down_time_s": 45, STOP_WAIT: 52}, "INS020", "IM1", "fail"),
        ({"locations.MCC1.measurement_category": "IV"}, "INS040", "MCC1", "fail"),
        ({"supply.system": "IT", "locations.MCC1.measurement_category": "II"}, "INS040", "MCC1", "pass"),
        ({"supply.system": "corner-earthed"}, "INS040", "MCC1", "fail"),
        ({"supply.system": "IT"}, "INS041", "MCC1", "not applicable"),
        ({"supply.system": "IT", "locations.MCC1.measurement_category": "II"}, "INS041", "MCC1", "not checked"),
        ({"routes.R3.divider": "steel", "routes.R3.divider_at_mm": 200}, "CAB010", "W902@R3", "not checked"),
        ({"routes.R3.divider": "non-metallic"}, "CAB010", "W902@R3", "fail"),
        ({"routes.R3.containment": "solid-trunking"}, "CAB010", "W902@R3", "pass"),
        ({"standards.separation": "house-rules"}, "CAB010", "W902@R3", "not checked"),
        ({"buses.RS1.baud_rate": 19200, "buses.RS1.length_m": 1100}, "BUS013", "RS1", "fail"),
        ({"buses.RS1.reply_timeout_ms": None}, "BUS024", "RS1", "not applicable"),
        ({"buses.RS1.cable": None}, "BUS023", "SS101", "not checked"),
        ({"cables.W911.screening": None}, "CAB042", "W911", "not checked"),
        ({"cables.W911.screening.continuous": None}, "CAB042", "W911", "not checked"),
        ({"cables.W911.screening.continuous": False}, "CAB042", "W911", "fail"),
        ({"cables.W911": {"screening": None, "route": []}}, "CAB042", "W911", "not applicable"),
        ({"cables.W911.screened": False}, "CAB042", "W911", "not applicable"),
        ({"cables.W911.route": []}, "CAB050", "W911", "not applicable"),
        ({"cables.W911.noise_threshold_mv": None}, "CAB050", "W911", "not checked"),
        ({"starters.SS101.edge_rise_time_us": None}, "CAB050", "W911", "not checked"),
        ({"starters.SS101.edge_rise_time_us": None}, "CAB051", "W911", "not applicable"),
        ({"routes.R1.positions_mm.W911": 110}, "CAB050", "W911", "not checked"),
        ({"cables.W902.balance_db": None}, "CAB050", "W902", "fail"),
        ({"protection.F101.class": "aR"}, "PRO024", "P101", "not applicable"),
        ({"sensors.CT101.conductor.insulated": False}, "CUR041", "CT101", "not checked"),
        ({"sensors.CT101.conductor.insulated": False, "supply.nominal_voltage_v": 80}, "CUR041", "CT101", "pass"),
        ({"sensors.CT302.ratio": None}, "CUR031", "CT302", "not checked"),
        ({"sensors.CT302.cable.extension": {"model": "LMG-Z-DV", "screened": True}}, "CUR015", "CT302", "fail"),
        ({"sensors.CT101.cable.extension": {"model": "LMG-Z-DV", "screened": False}}, "CUR015", "CT101", "fail"),
        ({"sensors.CT101.cable.extension": {"model": "LMG-Z-DV"}}, "CUR015", "CT101", "not checked"),
        ({"supply.prospective_short_circuit_ka": 4}, "CUR024", "CT101", "pass"),
        ({"protection.F101.cut_off_current_ka": 18}, "CUR024", "CT101", "fail"),
        ({"protection.F101.cut_off_current_ka": 4}, "CUR024", "CT101", "not checked"),
        ({"meters.LMG1.leads.U1.connectors": "standard"}, "PRO031", "U1@LMG1", "fail"),
        ({"meters.LMG3.leads.I1.jack": "voltage"}, "PRO032", "I1@LMG3", "fail"),
        ({"meters.LMG1.earth_current_a": 33, "meters.LMG1.additional_earth": True}, "PRO034", "LMG1", "fail"),
        ({"feeders.P101.interlocks": None}, "INS013", "P101", "not checked"),
        ({"monitors.IM1.supply.rated_power_va": None}, "INS048", "IM1", "not applicable"),
        ({"monitors.IM1.supply": {"voltage_v": 24, "kind": "dc", "rated_power_va": 4}}, "INS048", "IM1", "fail"),
        ({"monitors.IM1.supply.kind": "dc"}, "INS047", "IM1", "not applicable"),
        ({"monitors.IM1.trigger.kind": "voltage"}, "INS050", "IM1", "fail"),
        ({"monitors.IM1.trigger.closes_when": "motor-running"}, "INS052", "IM1", "fail"),
        ({"monitors.IM1.trigger.from": ["SS201"]}, "INS053", "IM1", "fail"),
        (
            {"monitors.IM1.trigger.from": ["SS201"], "starters.SS201.parameters.programmable_relay": "standby"},
            "INS053",
            "IM1",
            "fail",
        ),
        (
            {"monitors.IM1.trigger.from": ["SS101"], "monitors.IM1.trigger.closes_when": None},
            "INS053",
            "IM1",
            "not checked",
        ),
        ({"monitors.IM1.outputs.alarm-2.drives": "starter-input"}, "INS054", "alarm-2@IM1", "fail"),
        (
            {"monitors.IM1.outputs.self-diagnosis": {"drives": "relay", "contact": "normally-open"}},
            "INS056",
            "self-diagnosis@IM1",
            "fail",
        ),
        ({"motors.M201.start_time_s": 20}, "PRO024", "P201", "not checked"),
        ({"starters.SS101.parameters.start_mode": "voltage-ramp"}, "STA030", "SS101", "not applicable"),
        ({"starters.SS101.parameters.start_mode": "voltage-ramp"}, "STA031", "SS101", "fail"),
        ({"starters.SS101.parameters.stop_mode": "free"}, "STA031", "SS101", "fail"),
        ({"supply.kind": None}, "STA032", "supply", "not checked"),
        ({"monitors.IM1.bus.address": 3}, "BUS010", "IM1", "fail"),
        ({"starters.SS101.bus": None}, "BUS015", "SS201", "pass"),
        ({"starters.SS101.utilization_category": None}, "STA033", "SS101", "not applicable"),
        ({"contactors.K302.driven_through": None}, "STA034", "K302", "not checked"),
        ({"contactors.K302.driven_through": "direct", "starters.SS301.rated_power_kw": 90}, "STA034", "K302", "fail"),
        (
            {"contactors.K302.driven_through": "direct", "starters.SS301.rated_power_kw": 89},
            "STA034",
            "K302",
            "not applicable",
        ),
        ({"contactors.K302.driven_through": "direct"}, "STA035", "K302", "not checked"),
        ({"contactors.K102.coil": {"voltage_v": 251, "current_a": 3.1}}, "STA035", "K102", "fail"),
        ({"contactors.K102.coil": {"voltage_v": 250, "current_a": 3.1}}, "STA035", "K102", "pass"),
        ({"starters.SS101.mounting_space_mm.height": 500}, "STA037", "SS101", "not checked"),
        ({"starters.SS101.mounting_space_mm.height": 260}, "STA037", "SS101", "fail"),
        ({"locations.MCC1.conditions": None}, "ENV016", "MCC1", "not checked"),
        ({"locations.MCC1.conditions": ["wet", "corrosive-gas"]}, "ENV016", "MCC1", "fail, fail"),
        ({"locations.MCC1.vibration_m_s2": None}, "ENV017", "MCC1", "not applicable"),
        ({"locations.MCC1.ip_code": None}, "ENV018", "MCC1", "not checked"),
        ({"feeders.P101.path": ["F101", "K101", "CT101", "M101"]}, "STA014", "SS101", "not applicable"),
        ({"feeders.P101.path": ["F101", "SS101", "K101", "CT101"]}, "STA014", "SS101", "not applicable"),
        ({"locations.MCC1.ventilated": None}, "ENV021", "MCC1", "not checked"),
        ({"locations.MCC1.overvoltage_category": None}, "ENV019", "MCC1", "not checked"),
        (
            {"locations.MCC1.overvoltage_category": None, "supply.overvoltage_category": "II"},
            "ENV019",
            "MCC1",
            "pass",
        ),
        ({"locations.MCC1.humidity_max_percent": None}, "ENV020", "MCC1", "not checked, pass"),
        ({"locations.MCC1.shock_m_s2": 20}, "ENV024", "MCC1", "pass"),
        ({}, "ENV024", "MCC1", "not applicable"),
        ({}, "BUS027", "RS1", "not applicable"),
        ({"starters.SS301.bus": None, "starters.SS401.bus": None}, "BUS027", "RS2", "fail"),
        (
            {"starters.SS301.bus": None, "starters.SS401.bus": None, "monitors.IM2.bus": None},
            "BUS027",
            "RS2",
            "not applicable",
        ),
        (
            {"starters.SS301.bus": None, "starters.SS401.bus": None, "monitors.IM2.bus": None},
            "BUS011",
            "RS2",
            "not applicable",
        ),
        ({OUTPUT: {"drives": "contactor-coil"}}, "INS054", "alarm-2@IM1", "fail"),
        ({OUTPUT: {"kind": "ac"}}, "INS054", "alarm-2@IM1", "fail"),
        ({OUTPUT: {"voltage_v": 30, "current_ma": 20}}, "INS054", "alarm-2@IM1", "fail"),
        ({OUTPUT: {"voltage_v": 24, "current_ma": 50}}, "INS054", "alarm-2@IM1", "pass"),
        ({OUTPUT: {"voltage_v": 24, "current_ma": 51}}, "INS054", "alarm-2@IM1", "fail"),
        ({f"defaults.{OUTPUT_OF_ALL}.voltage_v": None}, "INS054", "alarm-2@IM1", "not checked"),
        ({f"defaults.{OUTPUT_OF_ALL}.current_ma": None}, "INS054", "alarm-2@IM1", "not checked"),
        ({"sensors.CT101.conductor": None}, "CUR051", "CT101", "not checked"),
        ({"sensors.CT101.conductor.centred": None}, "CUR051", "CT101", "not checked"),
        ({"sensors.CT101.serial": None}, "CUR030", "CT101", "not checked"),
        ({"sensors.CT302.cable.serial": "EX-PCT-0499"}, "CUR030", "CT302", "not applicable"),
        ({"sensors.CT101.measuring_min_c": 19.9}, "CUR054", "CT101", "fail"),
        ({"sensors.CT101.measuring_min_c": 20}, "CUR054", "CT101", "pass"),
        ({"protection.F901.speed": None}, "PRO011", "IM1", "not checked"),
        *(
            ({**UNSTATED, **change}, rule_id, tag, expected)
            for rule_id, tag, change, expected in (
                ("STA011", "SS101", {}, "not checked"),
                ("STA011", "SS101", {"supply.nominal_voltage_v": 480}, "fail"),
                ("INS041", "MCC1", {}, "not checked"),
                ("INS041", "MCC1", {"supply.nominal_voltage_v": 80}, "fail"),
                ("INS057", "LMG1", {}, "pass"),  # the nominal voltage chooses the row
                ("INS058", "LMG1", {}, "not checked"),
                ("INS058", "LMG1", {"meters.LMG1.voltage_input.voltage_v": 219}, "fail"),
                ("INS058", "LMG1", {"meters.LMG1.voltage_input.category": "II"}, "fail"),
                ("PRO023", "F111", {}, "not checked"),
                ("PRO023", "F111", {"protection.F111.rated_voltage_v": 379}, "fail"),
                ("PRO023", "F111", {"protection.F111.rated_voltage_v": 380}, "not checked"),
                ("PRO031", "U1@LMG1", {}, "not checked"),
                ("PRO031", "U1@LMG1", {"meters.LMG1.leads.U1.voltage_v": 379}, "fail"),
                ("PRO031", "U1@LMG1", {"meters.LMG1.leads.U1.voltage_v": 380}, "not checked"),
                ("PRO036", "SS401", {}, "not checked"),
                ("PRO036", "SS401", {"starters.SS401.thyristor_i2t_a2s": 12000}, "fail"),
                ("CUR040", "CT101", {"sensors.CT101.conductor.insulated": False}, "not checked"),
                ("CUR040", "CT101", {"sensors.CT101.conductor.insulated": False, "supply.system": "IT"}, "fail"),
            )
        ),
    ],
)
def test_case(change: Change, rule_id: str, tag: str, expected: str, tmp_path: Path) -> None:
    assert ", ".join(outcomes(site_with(tmp_path, change), rule_id, tag)) == expected


@pytest.mark.parametrize(
    ("rule_id", "place", "value"),
    [
        ("CUR054", "sensors.CT101.measuring_min_c", 19.9),
        ("CUR054", "sensors.CT101.measuring_max_c", 26.1),
        ("CUR060", "meters.LMG1.mains.min_v", 206.9),
        ("CUR060", "meters.LMG1.mains.max_v", 253.1),
    ],
)
def test_the_end_of_a_band_that_is_outside_is_the_place_of_the_fault(
    rule_id: str, place: str, value: float, tmp_path: Path
) -> None:
    each = registry()[rule_id]
    found = each.run(site_with(tmp_path, each.good or {}, {place: value}))
    assert [".".join(map(str, one.path)) for one in found if one.failed] == [place]


def test_where_the_accuracy_has_no_least_humidity_none_of_the_location_is_asked_for(tmp_path: Path) -> None:
    site = site_with(tmp_path, {"locations.MCC1.humidity_min_percent": None})
    assert outcomes(site, "ENV020", "MCC1") == [Outcome.NOT_CHECKED, Outcome.PASS]
    assert outcomes(upwards_only(site, "accuracy_humidity_percent"), "ENV020", "MCC1") == [Outcome.PASS, Outcome.PASS]


def upwards_only(site: Site, name: str) -> Site:
    """Return the site with monitors whose limit by this fact has an upper end alone."""
    monitors = {}
    for tag, each in site.monitors.items():
        environment = each.type.environment
        open_below = {**environment, name: dataclasses.replace(environment[name], min=None)}
        monitors[tag] = dataclasses.replace(each, type=dataclasses.replace(each.type, environment=open_below))
    return dataclasses.replace(site, monitors=monitors)


@pytest.mark.parametrize(("warmest", "expected"), [(55, Outcome.PASS), (56, Outcome.FAIL)])
def test_where_no_device_states_a_least_temperature_the_highest_one_decides(
    warmest: float, expected: Outcome, tmp_path: Path
) -> None:
    """The monitors, left alone in the cabinet, work up to 55 °C."""
    site = upwards_only(site_with(tmp_path, {"locations.MCC1.ambient_max_c": warmest}), "ambient_c")
    alone = dataclasses.replace(site, starters={}, meters={}, supply_units={}, sensors={})
    assert [(each.outcome, each.path[-1:]) for each in registry()["ENV010"].run(alone) if each.object == "MCC1"] == [
        (expected, ("ambient_max_c",))
    ]


def test_what_a_place_adds_to_the_error_is_told_at_the_current_of_the_motor(tmp_path: Path) -> None:
    """100 ppm of 139 A; without a motor in the path only the share."""
    change = {"sensors.CT101.conductor.centred": False}
    without = {**change, "feeders.P101.path": ["F101", "SS101", "CT101", "K101"]}
    for each, told in ((change, " of the reading, 0.0139 A at 139 A"), (without, " of the reading")):
        (found,) = (one for one in registry()["CUR051"].run(site_with(tmp_path, each)) if one.failed)
        assert found.message == f"the conductor is out of the middle, which adds up to 100 ppm{told}"


@pytest.mark.parametrize("busiest", ["M101", "M201"])
def test_the_pauses_of_the_busiest_motor_of_a_monitor_count(busiest: str, tmp_path: Path) -> None:
    """30 starts an hour leave pauses of 120 s."""
    starts = {f"motors.{tag}.starts_per_hour": 30 if tag == busiest else 1 for tag in ("M101", "M201")}
    found = registry()["INS046"].run(site_with(tmp_path, starts))
    (message,) = (each.message for each in found if each.object == "IM1")
    assert message.startswith(f"shortest measurement (pauses of {busiest}) is ")


def test_the_contact_named_first_is_the_one_that_is_told_to_block_a_start(tmp_path: Path) -> None:
    contacts = ["contactor-open", "emergency-stop", "measurement-in-progress"]
    found = registry()["INS013"].run(site_with(tmp_path, {"feeders.P101.interlocks": contacts}))
    assert [(each.outcome, each.value) for each in found if each.object == "P101"] == [(Outcome.PASS, "contactor-open")]


@pytest.mark.parametrize("name", ["motor_stop_wait_s", "stabilise_wait_s"])
def test_a_measurement_is_not_checked_without_one_of_its_two_waits(name: str, tmp_path: Path) -> None:
    """The wait is in neither the site nor the type; no sum is made of the one that is left."""
    site = without_parameter(site_with(tmp_path, {}), name)
    assert outcomes(site, "INS046", "IM1") == [Outcome.NOT_CHECKED]
    (found,) = (each for each in registry()["INS046"].run(site) if each.object == "IM1")
    assert found.message == f"needs monitors.IM1.parameters.{name}"


@pytest.mark.parametrize(("first", "second", "told"), [(24, 31, "first"), (31, 24, "second")])
def test_the_document_that_allows_the_fewest_units_on_a_line_is_named(
    first: int, second: int, told: str, tmp_path: Path
) -> None:
    site = site_with(tmp_path, {"monitors.IM2.bus.name": "RS1"})
    monitors = dict(site.monitors)
    for tag, units, document in (("IM1", first, "first"), ("IM2", second, "second")):
        modbus = monitors[tag].type.modbus
        assert modbus is not None
        modbus = dataclasses.replace(modbus, bus_units_max=units, source=Source(document=document))
        kind = dataclasses.replace(monitors[tag].type, modbus=modbus)
        monitors[tag] = dataclasses.replace(monitors[tag], type=kind)
    found = registry()["BUS014"].run(dataclasses.replace(site, monitors=monitors))
    assert [(each.limit, each.source) for each in found if each.object == "RS1"] == [(20, Source(document=told))]


def test_a_document_that_allows_more_units_than_the_line_takes_is_not_named(tmp_path: Path) -> None:
    site = site_with(tmp_path, {})
    modbus = site.monitors["IM1"].type.modbus
    assert modbus is not None
    more = dataclasses.replace(modbus, bus_units_max=64, source=Source(document="generous"))
    monitor = dataclasses.replace(
        site.monitors["IM1"], type=dataclasses.replace(site.monitors["IM1"].type, modbus=more)
    )
    found = registry()["BUS014"].run(dataclasses.replace(site, monitors={**site.monitors, "IM1": monitor}))
    assert [(each.limit, each.source) for each in found if each.object == "RS1"] == [(28, registry()["BUS014"].source)]


CAPACITORS = {f"barriers.{tag}": {"kind": "capacitor", "title": "Power factor capacitor"} for tag in ("C1", "C2")}


def test_a_capacitor_may_stand_just_before_the_starter(tmp_path: Path) -> None:
    path = ["F101", "C1", "C2", "SS101", "K101", "CT101", "M101"]
    assert outcomes(site_with(tmp_path, CAPACITORS, {"feeders.P101.path": path}), "STA040", "SS101") == [Outcome.PASS]


def test_the_first_equipment_behind_a_contactor_is_the_place_of_the_fault(tmp_path: Path) -> None:
    path = ["F101", "SS101", "K101", "C1", "C2", "CT101", "M101"]
    found = registry()["INS011"].run(site_with(tmp_path, CAPACITORS, {"feeders.P101.path": path}))
    assert [(each.path, each.value) for each in found if each.failed] == [(("feeders", "P101", "path", 3), "C1, C2")]


def test_a_starter_without_a_setting_for_the_motor_current_does_not_end_the_check_of_the_others(tmp_path: Path) -> None:
    site = site_with(tmp_path, {})
    starters = dict(site.starters)
    known = starters["SS101"].type.parameters
    kept = {key: known[key] for key in known if key != "motor_rated_current_a"}
    kind = dataclasses.replace(starters["SS101"].type, parameters=kept)
    starters["SS101"] = dataclasses.replace(starters["SS101"], type=kind)
    found = registry()["STA014"].run(dataclasses.replace(site, starters=starters))
    assert [each.object for each in found] == [tag for tag in site.starters if tag != "SS101"]


@pytest.mark.parametrize(
    ("around", "expected"), [("IP20", Outcome.PASS), ("IPX0", Outcome.FAIL), ("IP1X", Outcome.FAIL)]
)
def test_what_an_ip_code_leaves_open_counts_as_nothing(around: str, expected: Outcome, tmp_path: Path) -> None:
    """The monitors are of IP2X: no digit against water is asked for."""
    site = site_with(tmp_path, {"locations.MCC1.ip_code": around})
    monitors = dict(site.monitors)
    for tag, each in site.monitors.items():
        code = dataclasses.replace(each.type.ratings["ip_code"], value="IP2X")
        kind = dataclasses.replace(each.type, ratings={**each.type.ratings, "ip_code": code})
        monitors[tag] = dataclasses.replace(each, type=kind)
    assert outcomes(dataclasses.replace(site, monitors=monitors), "ENV018", "MCC1") == [expected]


def without_parameter(site: Site, name: str) -> Site:
    """Return the site with monitors of a type that does not have a parameter."""
    monitors = {}
    for tag, each in site.monitors.items():
        known = {key: parameter for key, parameter in each.type.parameters.items() if key != name}
        stated = {key: value for key, value in each.parameters.items() if key != name}
        kind = dataclasses.replace(each.type, parameters=known)
        monitors[tag] = dataclasses.replace(each, type=kind, parameters=stated)
    return dataclasses.replace(site, monitors=monitors)


def test_a_missing_segregation_class_counts_as_class_a_and_can_only_warn(tmp_path: Path) -> None:
    site = site_with(tmp_path, {"routes.R2.positions_mm.W901": 90})
    (found,) = (each for each in registry()["CAB010"].run(site) if each.object == "W901@R2")
    assert (found.outcome, found.severity) == (Outcome.FAIL, Severity.WARNING)
    assert found.message == (
        "distance to W201 (perforated-tray, class a, as none is declared, 9 circuits) is 43.5 mm, "
        "at least 90 mm needed, 46.5 mm too little (warning only: no document read proves this limit)"
    )


# noise ---------------------------------------------------------------------------------------------------------------


def margins(folder: Path, change: Change) -> dict[str, float | None]:
    return {each.cable: each.margin_db for each in ranking(site_with(folder, change))}


def test_data_cables_are_ranked_by_their_margin(good: Site) -> None:
    found = ranking(good)
    assert [each.cable for each in found] == ["W902", "W901", "W911"]
    assert [(each.power, each.route, each.plane) for each in found[0].contributions] == [("W301", "R3", False)]
    assert found[0].edge[0] == "SS301"


def noise_on(folder: Path, cable: str, change: Change) -> Noise:
    (found,) = (each for each in ranking(site_with(folder, change)) if each.cable == cable)
    return found


def test_harmonics_of_a_starter_are_its_mains_voltage_by_order_and_share(tmp_path: Path) -> None:
    """No screen and no field of the voltage (1 milliohm): 22 % of order 5, 9 % of 7 and 6 % of 11, of W101 alone."""
    bare = {"cables.W911.screening": None, "cables.W911.screened": False, "cables.W911.common_mode_ohm": 0.001}
    found = noise_on(tmp_path, "W911", bare)
    by_power = {each.power: each for each in found.contributions}
    share = 0.22 * 5 + 0.09 * 7 + 0.06 * 11
    assert by_power["W101"].harmonics_mv == pytest.approx(share * by_power["W101"].mains_mv, rel=1e-6)
    assert by_power["W401"].harmonics_mv == 0
    assert found.common_mode_mv == pytest.approx(found.mains_mv + found.harmonics_mv + found.edge[1])


def test_an_even_starter_has_no_harmonic_of_order_three_or_four(tmp_path: Path) -> None:
    loaded = loaded_with(tmp_path, {"starters.SS101.harmonics_percent": {"3": 20}})
    assert loaded.site is None
    assert "write the order of the harmonic, 5, 7, 11, 13 ... 49, in quotes" in loaded.problems[0].hint


MILLIOHM = "cables.W911.screening.resistance_mohm_per_m"


@pytest.mark.parametrize(
    ("change", "db", "reason"),
    [
        ({}, 7.42, "complete, bonded at both ends, above the break frequency"),
        ({MILLIOHM: 29.7}, 3.02, "complete, bonded at both ends, above the break frequency"),
        ({MILLIOHM: 29.8}, 0, "not above the break frequency of 1.063e+05 Hz"),
        ({MILLIOHM: None}, 0, "not above the break frequency of inf Hz"),
        ({MILLIOHM: 1}, 20, "complete, bonded at both ends, above the break frequency"),
        ({"cables.W911.screening.continuous": False}, 0, "not complete"),
        ({"cables.W911.screening.continuous": None}, 0, "not declared to cover cable and connectors"),
        (
            {"cables.W911.screening.bonded": "one-end"},
            0,
            "bonded at one end only: no current can flow against the magnetic field",
        ),
        ({"cables.W911.screening.bonded": "none"}, 0, "not bonded"),
        ({"cables.W911.screening": None}, 0, "not declared to cover cable and connectors"),
    ],
)
def test_a_screen_counts_above_its_break_frequency_and_as_declared(
    change: Change, db: float, reason: str, tmp_path: Path
) -> None:
    """An edge of 3 us stands for 106.1 kHz; 2 pi 106.1 kHz 44.63 nH/m is 29.75 milliohm/m."""
    found = noise_on(tmp_path, "W911", change)
    assert {each.screen for each in found.contributions} == {f"{db:.3g} dB against magnetic fields: {reason}"}


def test_mains_is_below_the_break_frequency_of_any_screen(tmp_path: Path) -> None:
    with_screen = noise_on(tmp_path, "W911", {"cables.W911.common_mode_ohm": 0.001})
    change = {"cables.W911.screening": None, "cables.W911.screened": False, "cables.W911.common_mode_ohm": 0.001}
    assert with_screen.mains_mv == pytest.approx(noise_on(tmp_path, "W911", change).mains_mv, rel=1e-6)


@pytest.mark.parametrize(("rise_us", "edge_mv"), [(3, 123.5), (6, 61.82)])
def test_a_slower_edge_brings_less(rise_us: float, edge_mv: float, tmp_path: Path) -> None:
    found = noise_on(tmp_path, "W901", {"starters.SS201.edge_rise_time_us": rise_us})
    assert found.edge[0] == "SS201"
    assert found.edge[1] == pytest.approx(edge_mv, rel=1e-3)


def test_both_ends_of_a_data_cable_are_told_apart(tmp_path: Path) -> None:
    """Bare, the near end has the sum of both fields, the far end at most the root of the sum of their squares."""
    change = {"cables.W911.screening": None, "cables.W911.screened": False}
    found = noise_on(tmp_path, "W911", change)
    for each in found.contributions:
        assert each.near is not None
        assert each.far is not None
        assert each.far.edge_mv < each.near.edge_mv <= each.edge_mv * (1 + 1e-9)
    assert all(each.near is None for each in noise_on(tmp_path, "W901", {}).contributions)


def test_a_common_branch_adds_its_voltage(tmp_path: Path) -> None:
    """2 milliohm and 3 A: a peak of 8.485 mV."""
    without = noise_on(tmp_path, "W901", {})
    found = noise_on(tmp_path, "W901", {"cables.W901.common_branch": {"impedance_mohm": 2, "current_a": 3}})
    assert without.branch_mv == 0
    assert found.branch_mv == pytest.approx(8.485, abs=1e-3)
    assert found.common_mode_mv == pytest.approx(without.common_mode_mv + found.branch_mv)


def test_the_words_of_the_estimate_say_what_it_is(tmp_path: Path) -> None:
    site = site_with(tmp_path, {"cables.W911.common_branch": {"impedance_mohm": 2, "current_a": 3}})
    (found,) = (each for each in registry()["CAB050"].run(site) if each.object == "W911")
    assert ", common branch 8.485 mV; balance 40 dB; a ranking, not proof) is " in found.message
    assert RANKING == "An estimate, presented as ranking, not proof"


@pytest.mark.parametrize(("far", "most"), [("W401", "W101"), ("W101", "W401")])
def test_the_words_of_the_estimate_name_the_nearer_of_two_cables(far: str, most: str, tmp_path: Path) -> None:
    """The other one lies 1.5 m off on the same tray."""
    site = site_with(tmp_path, {f"routes.R1.positions_mm.{far}": 1500})
    (found,) = (each for each in registry()["CAB050"].run(site) if each.object == "W911")
    assert found.message.startswith(f"estimated noise (most from {most}; ")


def test_an_estimate_without_a_threshold_comes_before_none_at_all(tmp_path: Path) -> None:
    change = {"cables.W902.noise_threshold_mv": None, "cables.W911.common_mode_ohm": None}
    found = ranking(site_with(tmp_path, change))
    assert [(each.cable, each.known, each.missing) for each in found] == [
        ("W901", True, ()),
        ("W902", True, ()),
        ("W911", False, ("cables.W911.common_mode_ohm",)),
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"cables.W911.screening": None},
        {"cables.W911.screening.continuous": False},
        {"cables.W911.screening.bonded": "one-end"},
        {"cables.W911.screening.resistance_mohm_per_m": None},
        {"cables.W911.balance_db": None},
        {"cables.W911.common_mode_ohm": 750},
        {"routes.R1.containment": "ladder"},
        {"routes.R1.positions_mm.W911": 300},
        {"routes.R1.length_m": 40},
        {"starters.SS101.edge_rise_time_us": 1},
        {"motors.M101.rated_current_a": 250},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_worsens_a_layout_lowers_its_margin(change: Change, tmp_path: Path) -> None:
    before, after = margins(tmp_path, {})["W911"], margins(tmp_path, change)["W911"]
    assert before is not None
    assert after is not None
    assert after < before - 0.1

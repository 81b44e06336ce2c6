"""Starts and stops as the checks tell them: every mode of a starter, missing data, and stated times."""

import dataclasses
from typing import Any

import pytest

from plantwright.rules.registry import registry
from plantwright.site.model import Site

RAMP = {"start_mode": "voltage-ramp", "ramp_start_voltage_percent": 30, "ramp_time_s": 10}
KICK = {**RAMP, "start_mode": "kick-and-ramp", "kick_voltage_percent": 70, "kick_time_ms": 300}
LIMIT = {"start_mode": "current-limit", "current_limit_percent": 300}
JOG = {"start_mode": "jog"}

MACHINE = ("rated_speed_rpm", "synchronous_speed_rpm", "locked_rotor_current_ratio", "locked_rotor_torque_ratio",
           "breakdown_torque_ratio", "moment_of_inertia_kgm2")  # fmt: skip
"""What a motor has to state before its start can be computed."""
USED = "share of overload class 4 that a start of"
ON_STARTERS = ("STA020", "STA027")
ON_FEEDERS = ("PRO024",)
ON_SENSORS = ("CUR020", "CUR021", "CUR050")


def changed(site: Site, section: str, tag: str, **fields: Any) -> Site:
    """Return the site with some fields of one object changed."""
    objects = getattr(site, section)
    sections: dict[str, Any] = {section: {**objects, tag: dataclasses.replace(objects[tag], **fields)}}
    return dataclasses.replace(site, **sections)


def set_to(site: Site, starter: str, parameters: dict[str, Any]) -> Site:
    return changed(site, "starters", starter, parameters={**site.starters[starter].parameters, **parameters})


def judged(rule_id: str, tag: str, site: Site) -> tuple[str, str]:
    (found,) = (each for each in registry()[rule_id].run(site) if each.object == tag)
    return str(found.outcome), found.message


# starts --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "outcome", "words"),
    [
        (LIMIT, "pass", USED),
        (RAMP, "pass", USED),
        (KICK, "pass", USED),
        (JOG, "not checked", "a jog does not bring the motor up to speed"),
        (
            {**LIMIT, "current_limit_percent": 100},
            "fail",
            "M101 does not turn, or falls back to standstill: the torque",
        ),
        ({**LIMIT, "current_limit_percent": 150}, "fail", "M101 stalls at "),
    ],
)
def test_every_mode_of_a_starter(parameters: dict[str, Any], outcome: str, words: str, site: Site) -> None:
    found, message = judged("STA020", "SS101", set_to(site, "SS101", parameters))
    assert (found, message.startswith(words)) == (outcome, True), message


@pytest.mark.parametrize("parameters", [LIMIT, RAMP, KICK], ids=["limit", "ramp", "kick"])
@pytest.mark.parametrize("key", MACHINE)
def test_no_start_is_computed_from_a_guess(key: str, parameters: dict[str, Any], site: Site) -> None:
    """Every rule on the computed start says what is missing; none passes or fails."""
    site = changed(set_to(site, "SS101", parameters), "motors", "M101", **{key: None})
    expected = ("not checked", f"needs motors.M101.{key}")
    assert [judged(rule, "SS101", site) for rule in ON_STARTERS] == [expected] * 2
    assert [judged(rule, "P101", site) for rule in ON_FEEDERS] == [expected]


@pytest.mark.parametrize("rule_id", ["STA026", "STA043"])
def test_the_motor_whose_number_of_starts_is_not_stated_is_named(rule_id: str, site: Site) -> None:
    unstated = changed(site, "motors", "M101", starts_per_hour=None)
    assert judged(rule_id, "SS101", unstated) == ("not checked", "needs motors.M101.starts_per_hour")


@pytest.mark.parametrize("key", ["rated_torque_nm", "moment_of_inertia_kgm2"])
def test_no_start_is_computed_without_its_load(key: str, site: Site) -> None:
    load = site.motors["M101"].load
    assert load is not None
    without: dict[str, Any] = {key: None}
    site = changed(site, "motors", "M101", load=dataclasses.replace(load, **without))
    expected = ("not checked", f"needs motors.M101.load.{key}")
    assert [judged(rule, "SS101", site) for rule in ON_STARTERS] == [expected] * 2
    assert judged("PRO024", "P101", site) == expected


@pytest.mark.parametrize("rule_id", ON_SENSORS)
@pytest.mark.parametrize("parameters", [RAMP, KICK], ids=["ramp", "kick"])
def test_without_a_current_limit_only_the_locked_rotor_current_tells_the_start(
    rule_id: str, parameters: dict[str, Any], site: Site
) -> None:
    site = set_to(site, "SS101", parameters)
    assert "locked rotor, 6.8 x 139 A" in judged("CUR020", "CT101", site)[1]
    silent = changed(site, "motors", "M101", locked_rotor_current_ratio=None)
    expected = ("not checked", "needs motors.M101.locked_rotor_current_ratio")
    assert judged(rule_id, "CT101", silent) == expected


@pytest.mark.parametrize(
    ("start_time_s", "outcome", "message"),
    [
        (47.9, "pass", f"{USED} 47.9 s uses is 99.79 %, must be below 100 %"),
        (48, "fail", f"{USED} 48.0 s uses is 100 %, must be below 100 %"),
        (48.1, "fail", f"{USED} 48.1 s uses is 100.2 %, must be below 100 %, 0.2083 % too much"),
    ],
)
def test_a_stated_start_time_replaces_the_data_that_are_missing(
    start_time_s: float, outcome: str, message: str, site: Site
) -> None:
    """Table 8-2: class 4 trips after 48 s at three times the rated current."""
    nothing = dict.fromkeys(MACHINE)
    site = changed(site, "motors", "M101", **nothing, load=None, start_time_s=start_time_s)
    assert judged("STA020", "SS101", site) == (outcome, message)


def test_a_stated_start_time_without_any_current_is_not_enough(site: Site) -> None:
    site = changed(set_to(site, "SS101", RAMP), "motors", "M101", **dict.fromkeys(MACHINE), start_time_s=10)
    assert judged("STA020", "SS101", site) == ("not checked", "needs motors.M101.locked_rotor_current_ratio")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"rated_speed_rpm": 1500},
            "motors.M101: the rated speed 1500 rpm is not below the synchronous speed 1500 rpm",
        ),
        ({"breakdown_torque_ratio": 1}, "motors.M101: a breakdown torque ratio of 1 is not above 1"),
        (
            {"locked_rotor_current_ratio": 90},
            "motors.M101: a locked-rotor current ratio of 90 does not fit the rated slip",
        ),
        (  # in proportion to the slip, as if the rotor had no reactance at all
            {"rated_speed_rpm": 1125, "locked_rotor_current_ratio": 4},
            "motors.M101: a locked-rotor current ratio of 4 does not fit the rated slip",
        ),
    ],
)
def test_a_nameplate_that_cannot_be_is_told(fields: dict[str, Any], message: str, site: Site) -> None:
    site = changed(site, "motors", "M101", **fields)
    assert judged("STA020", "SS101", site) == ("not checked", message)


# soft stops ----------------------------------------------------------------------------------------------------------


def coasting(site: Site, **fields: Any) -> Site:
    return changed(site, "motors", "M401", **fields)


@pytest.mark.parametrize(
    ("fields", "outcome", "words"),
    [
        ({}, "pass", "soft-stop time (M401 coasts for 2 s, stated; computed without friction and for an even fall"),
        ({"coast_down_time_s": 4}, "pass", "soft-stop time (M401 coasts for 4 s, stated"),
        ({"coast_down_time_s": 4.1}, "fail", "soft-stop time (M401 coasts for 4.1 s, stated"),
        ({"coast_down_time_s": 2, "load": None}, "pass", "soft-stop time (M401 coasts for 2 s, stated) is 4 s"),
        ({"coast_down_time_s": None}, "pass", "soft-stop time (M401 coasts for 1.548 s, computed"),
        (
            {"coast_down_time_s": None, "rated_speed_rpm": None},
            "not checked",
            "needs motors.M401.coast_down_time_s, motors.M401.rated_speed_rpm",
        ),
    ],
)
def test_a_soft_stop_outlasts_coasting(fields: dict[str, Any], outcome: str, words: str, site: Site) -> None:
    found, message = judged("STA042", "SS401", coasting(site, **fields))
    assert (found, message.startswith(words)) == (outcome, True), message


def test_a_fan_of_high_inertia_needs_no_soft_stop(site: Site) -> None:
    """A fan that coasts for 45 s is not driven by a ramp of 10 s."""
    soft = set_to(site, "SS201", {"stop_mode": "soft", "soft_stop_time_s": 10})
    outcome, message = judged("STA042", "SS201", soft)
    assert (outcome, message.endswith("is 10 s, at least 45 s needed, 35 s too little")) == ("fail", True), message
    assert judged("STA042", "SS201", site) == ("not applicable", "stop mode is free")

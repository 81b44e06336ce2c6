"""No record of the example plant can be taken away or falsified without a verdict that names it or its object."""

import copy
import dataclasses
import json
import shutil
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.plants import RIVERSIDE, riverside, site_with

from plantwright.findings.verdict import Outcome
from plantwright.rules.frame import Rule
from plantwright.rules.records.recorded_setting_differs import by_person
from plantwright.rules.registry import registry
from plantwright.site.load import load_site
from plantwright.site.model import Device, Site
from plantwright.site.record_files import found_beside, record
from plantwright.site.tasks import NOT_APPLICABLE, Key, State, Task, tasks
from plantwright.site.tree import Map

Data = dict[str, Any]


class Said(NamedTuple):
    object: str
    message: str
    path: tuple[str | int, ...]


@cache
def plant() -> Site:
    loaded = load_site(RIVERSIDE)
    assert loaded.site is not None
    return loaded.site


NAMES = tuple(riverside()["records"])
RULES = tuple(
    each for start in ("REC", "FIB") for each in registry().values() if each.id.startswith(start) and not each.reviews
)


def failures(each: Rule, site: Site) -> set[Said]:
    failed = (said for said in each.drafts(site) if said.outcome is Outcome.FAIL)
    return {Said(said.object, said.message, said.path) for said in failed}


@cache
def told_before() -> Mapping[str, set[Said]]:
    return {each.id: failures(each, plant()) for each in RULES}


def found(name: str, data: Data | None) -> tuple[Said, ...]:
    """Return what is said at a place of the site, and names the record or its object, when the record is another.

    `data` is None for a record that is gone. The first rule that finds something ends the search.
    """
    changed = {key: each for key, each in plant().records.items() if key != name}
    if data is not None:
        made = Map(data)
        changed[name] = record(name, made, found_beside(RIVERSIDE / "records", made))
    site = dataclasses.replace(plant(), records=dict(sorted(changed.items())))
    tag = plant().records[name].object
    for each in RULES:
        said = failures(each, site) - told_before()[each.id]
        if matching := tuple(one for one in said if one.path and _names(one, name, tag)):
            return matching
    return ()


def _names(said: Said, name: str, tag: str) -> bool:
    return name in said.message or tag in (said.object, *said.path[1:2], *said.message.split())


# taken away ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_record_that_is_taken_away_is_missed(name: str) -> None:
    assert found(name, None)


# falsified -----------------------------------------------------------------------------------------------------------


def falsified(name: str) -> Iterator[tuple[str, Data]]:
    """Yield every falsification of a record: what was done to it, and its data then."""
    for what, change in (*_of_every_kind(name), *_of_its_kind(name), *_of_its_checks(name), *_of_its_limits(name)):
        data = copy.deepcopy(dict(riverside()["records"][name]))
        put(data, *change)
        yield f"{what} -> {change[-1]}", data


def put(data: Any, keys: str, value: object) -> None:
    *parents, last = [int(key) if key.isdecimal() else key for key in keys.split(".")]
    for key in parents:
        data = data[key]
    if value is None:
        del data[last]
    else:
        data[last] = value


Change = tuple[str, tuple[str, object]]


def _of_every_kind(name: str) -> Iterator[Change]:
    data = riverside()["records"][name]
    yield "unknown object", ("object", "X999")
    if data.get("record") != "punch":  # a point may be raised at any object
        yield "another object", ("object", another(data["object"]))
    if "instrument" in data:
        yield "instrument", ("instrument", "X999")
    if data.get("result") == "pass":
        yield "result", ("result", "fail")
    if name in in_order():
        yield "time", ("at", "2026-01-05T08:00:00+01:00")


def another(tag: str) -> str:
    """Return another object of the same section, the next one."""
    item = plant().item(tag)
    if item is None:
        return "MCC1"
    section = list(getattr(plant(), item.section))
    return str(section[(section.index(tag) + 1) % len(section)])


@cache
def in_order() -> frozenset[str]:
    """Return the records that prove, at their own time, a line which comes after another one that was really done."""
    every = {task.key: task for task in tasks(plant())}

    def real(key: Key) -> bool:
        return any(proof.result != NOT_APPLICABLE for proof in every[key].proofs)

    return frozenset(
        proof.record.name
        for task in every.values()
        for proof in task.proofs
        if not (proof.check and proof.check.at) and proof.result != NOT_APPLICABLE
        if proof.record.kind != "fibre-end-face"  # the partner at the same end may have been looked at any time before
        if any(real(key) and proof.record.name not in every[key].proof for key in task.after)
    )


BEYOND: Mapping[str, Mapping[str, object]] = {
    "bus-check": {"resistance_ohm": 149, "polls.missing": 3, "polls.late": 3, "polls.damaged": 3, "units": [99]},
    "calibration": {"due": "2026-09-16"},
    "copper-certificate": {"results.0.margin_db": -0.1, "results.1.margin_db": -1, "results.2.margin_db": -5},
    "current-chain": {"polarity": "wrong", "supply_light": "off", "serials.head": "EX-0", "serials.cable": "EX-0"},
    "first-start": {
        **{f"highest_current_a.{phase}": 9999 for phase in ("L1", "L2", "L3")},
        **{f"running_current_a.{phase}": 999 for phase in ("L1", "L2", "L3")},
        "supply_voltage_v": 300,
        "lowest_voltage_v": 300,
        "direction": "wrong",
    },
    "handover": {"item": "other"},
    "insulation-monitoring": {"ambient_c": None, "humidity_percent": None, "readings.0.resistance_mohm": 120},
    "insulation-test": {
        **{f"measurements.{place}.resistance_mohm": 0.4 for place in range(3)},
        **dict.fromkeys(("duration_s", "ambient_c", "humidity_percent", "winding_temperature_c")),
        "test_voltage_v": 50,
    },
    "milestone": {"milestone": "lunch", "punch_list": ["2026-10-08-punch-009"]},
    "sign-off": {"statement": "not accepted", "role": "witnessed", "punch_list": ["2026-10-08-punch-009"]},
}
"""What makes a record of each kind wrong, beside what lies in its limits."""


def _of_its_kind(name: str) -> Iterator[Change]:
    data = riverside()["records"][name]
    for keys, value in BEYOND.get(data["record"], {}).items():
        if keys.partition(".")[0] in data:
            yield keys, (keys, value)
    device = plant().item(data["object"])
    by_hand = by_person(device) if isinstance(device, Device) else ()
    for parameter, value in ((key, each) for key, each in data.get("settings", {}).items() if key in by_hand):
        yield parameter, (f"settings.{parameter}", "other" if isinstance(value, str) else not value)
        yield parameter, (f"settings.{parameter}", None)
    if "closed" in data:
        yield "closed by who verified", ("closed.person", data["verified"]["person"])
        yield "closed before it was raised", ("closed.at", "2026-01-05T08:00:00+01:00")
        yield "not verified", ("verified", None)


def _of_its_checks(name: str) -> Iterator[Change]:
    for place, check in enumerate(riverside()["records"][name].get("checks", ())):
        yield f"{check['line']} result", (f"checks.{place}.result", "fail")
        yield f"{check['line']} line", (f"checks.{place}.line", "ABC-999")
        if "reason" in check:
            yield f"{check['line']} reason", (f"checks.{place}.reason", None)
        if "instrument" in check:
            yield f"{check['line']} instrument", (f"checks.{place}.instrument", "X999")


def _of_its_limits(name: str) -> Iterator[Change]:
    """Yield every number that has its limit beside it, moved beyond it."""
    data = riverside()["records"][name]
    rows = [
        (f"{key}.{place}", row) for key in ("checks", "measurements") for place, row in enumerate(data.get(key, ()))
    ]
    for keys, row in [("", data), *rows]:
        limit = row.get("limit", {})
        for key in ("value", "torque_nm", "loss_db", "resistance_ohm", "zero_a"):
            for bound, beyond in (("minimum", -1), ("maximum", 1)):
                if key in row and bound in limit:
                    step = beyond * (abs(limit[bound]) * 0.01 or 0.01)
                    yield f"{keys}.{key}", (f"{keys}.{key}".strip("."), limit[bound] + step)


@pytest.mark.parametrize("name", NAMES)
def test_a_record_that_is_falsified_is_found_out(name: str) -> None:
    unseen = [what for what, data in falsified(name) if not found(name, data)]
    assert unseen == []


def test_enough_was_falsified() -> None:
    assert sum(1 for name in NAMES for _ in falsified(name)) > 1500
    assert len(in_order()) > 40


# what is to do -------------------------------------------------------------------------------------------------------


def task_of(site: Site, tag: str, line: str) -> Task:
    return next(each for each in tasks(site) if each.key == Key(tag, line))


def test_everything_is_done_at_the_example_plant() -> None:
    assert {each.state for each in tasks(plant())} == {State.DONE}


def test_every_line_stands_behind_what_comes_before_it() -> None:
    seen: set[Key] = set()
    for each in tasks(plant()):
        assert seen.issuperset(each.after), each.key
        seen.add(each.key)


def test_without_records_everything_is_open_or_waits() -> None:
    empty = dataclasses.replace(plant(), records={})
    states = {each.state for each in tasks(empty)}
    assert states == {State.OPEN, State.WAITS}
    assert all((each.state is State.WAITS) == bool(each.waits_for) for each in tasks(empty))


@pytest.mark.parametrize(
    ("tag", "line", "after"),
    [
        ("P301", "FST-040", [("CT301", "PCT-240"), ("CT302", "PCT-240")]),  # the sensors of the feeder
        ("P101", "FST-020", [("SS101", "CGW-120")]),  # its starter
        ("P101", "FST-030", [("IM1", "KGW-160")]),  # the monitor of its probe
        ("RS1", "LIN-040", [("SS101", "CGK-030"), ("SS201", "CGK-030"), ("IM1", "KGP-010")]),  # the units on the line
    ],
)
def test_what_comes_before_can_be_at_another_object(tag: str, line: str, after: list[tuple[str, str]]) -> None:
    assert list(task_of(plant(), tag, line).after) == after


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"result": "fail"}, State.FAILED),
        ({"result": NOT_APPLICABLE, "reason": "nothing to earth"}, State.DONE),
        ({"value": None}, State.OPEN),
    ],
)
def test_state_of_a_line(change: Mapping[str, object], state: State, tmp_path: Path) -> None:
    site = site_with(
        tmp_path, {f"records.2026-09-30-wiring-SS101.checks.1.{key}": each for key, each in change.items()}
    )
    assert task_of(site, "SS101", "CGW-020").state is state


def test_the_newest_proof_decides_and_a_corrected_one_does_not_count(tmp_path: Path) -> None:
    again = {
        "format": 1, "record": "checklist", "object": "SS101", "person": "S. Novak", "at": "2026-10-01T09:00:00+02:00",
        "checks": [{"line": "CGW-020", "result": "fail", "value": "not earthed"}],
    }  # fmt: skip
    site = site_with(tmp_path / "a", {"records.2026-10-01-again": again})
    assert task_of(site, "SS101", "CGW-020").state is State.FAILED
    right = {**again, "supersedes": "2026-10-01-again", "reason": "the wrong unit", "at": "2026-10-01T10:00:00+02:00"}
    right["checks"] = [{"line": "CGW-020", "result": "pass", "value": "earthed"}]
    site = site_with(tmp_path / "b", {"records.2026-10-01-again": again, "records.2026-10-01-right": right})
    assert task_of(site, "SS101", "CGW-020").proof == "2026-10-01-right"


@pytest.mark.parametrize(("rehearsal", "stale"), [(False, True), (True, False)])
def test_a_run_after_the_start_makes_the_start_old(tmp_path: Path, rehearsal: bool, stale: bool) -> None:
    site = tmp_path / "riverside"
    shutil.copytree(RIVERSIDE, site)
    run = site / "records" / "runs" / "20261101T100000-0badcafe"
    run.mkdir(parents=True)
    outcome = {"kind": "outcome", "device": "SS101", "parameter": "current_limit_percent", "result": "verified"}
    lines = [{"kind": "start", "rehearsal": rehearsal}, {**outcome, "at": "2026-11-01T10:00:05.000+01:00"}]
    (run / "journal.jsonl").write_text("".join(json.dumps(each) + "\n" for each in lines) + '{"kind": "torn')
    loaded = load_site(site).site
    assert loaded is not None
    told = {each.object: each for each in registry()["REC016"].run(loaded)}["P101"]
    assert told.failed == stale
    assert ("run 20261101T100000-0badcafe wrote current_limit_percent to SS101" in told.message) == stale

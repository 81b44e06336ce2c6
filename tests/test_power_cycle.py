"""What devices still hold after they were without power: compared with the run, and added to its journal."""

import dataclasses
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.rehearsal import Bench, bench, only

from plantwright.deploy import journal
from plantwright.deploy.outcome import Result
from plantwright.deploy.power_cycle import Kept, verified, verify_after_power_cycle
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.simulator.faults import Fault, Kind
from plantwright.records.deployed import read_run
from plantwright.site.model import Site


def check(here: Bench, run: str, site: Site) -> tuple[Kept, ...]:
    return verify_after_power_cycle(here.folder / run, site, here.targets, "R. Meyer", lambda _: None)


@pytest.mark.fault("E12")
def test_values_that_were_kept_are_verified_after_the_power_cycle(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = only(here.plan(), "RS2", "current_limit_percent", "overvoltage_v")
        here.apply(plan)
        written = here.written()
        kept = check(here, plan.id, site)
        assert here.written() == written
    assert [(each.device, each.parameter, each.result, each.reads) for each in kept] == [
        ("SS301", "current_limit_percent", Result.VERIFIED, 270), ("SS301", "overvoltage_v", Result.VERIFIED, 425),
    ]  # fmt: skip
    added = [each for each in journal.read(tmp_path / plan.id) if each["kind"] == "after-power-cycle"]
    assert [(each["register"], each["result"], each["reads"], each["person"]) for each in added] == [
        ("0x1005", "verified", 270, "R. Meyer"), ("0x1017", "verified", 425, "R. Meyer"),
    ]  # fmt: skip
    device = read_run(tmp_path / plan.id).device("SS301")
    assert device is not None
    assert {write.outcome for write in device.writes} == {"verified after power cycle"}


@pytest.mark.fault("E12")
def test_a_value_that_was_lost_is_told(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = only(here.plan(), "RS2", "current_limit_percent", "overvoltage_v")
        here.apply(plan)
        here.plant.device("SS301").registers[0x1005] = 300
        kept = check(here, plan.id, site)
    assert [(each.reads, each.result) for each in kept] == [(300, Result.ALTERED), (425, Result.VERIFIED)]
    device = read_run(tmp_path / plan.id).device("SS301")
    assert device is not None
    assert [write.outcome for write in device.writes] == ["altered", "verified after power cycle"]


def test_another_unit_proves_nothing(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = only(here.plan(), "RS2", "current_limit_percent")
        here.apply(plan)
        here.plant.device("SS301").registers[0x100F] = 93
        with pytest.raises(Stop, match="guard `identity`: SS301 is another unit than the run wrote to"):
            check(here, plan.id, site)
    assert all(each["kind"] != "after-power-cycle" for each in journal.read(tmp_path / plan.id))


def test_what_was_not_verified_is_not_asked(site: Site, tmp_path: Path) -> None:
    fault = Fault(kind=Kind.EXCEPTION, function=6, register=0x1005, value=3)
    with bench(site, tmp_path, {"RS2": [fault]}) as here:
        plan = only(here.plan(), "RS2", "current_limit_percent")
        here.apply(plan)
        with pytest.raises(Stop) as stop:
            check(here, plan.id, site)
    assert stop.value.code is ExitCode.REFUSED
    assert stop.value.message == f"refused by the guard `run`: run {plan.id} verified no value; nothing was written"


def test_a_device_that_left_the_site_is_named(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = only(here.plan(), "RS2", "current_limit_percent")
        here.apply(plan)
        starters = {tag: each for tag, each in site.starters.items() if tag != "SS301"}
        with pytest.raises(Stop, match="the run wrote to SS301, which is not in the site"):
            check(here, plan.id, dataclasses.replace(site, starters=starters))


def test_what_a_later_reading_verified_counts() -> None:
    def record(kind: str, register: str, result: str = "") -> dict[str, object]:
        return {"kind": kind, "device": "SS1", "register": register, "result": result}

    records: Sequence[dict[str, object]] = [
        record("intent", "0x1"), record("intent", "0x2"), record("intent", "0x3"), record("intent", "0x4"),
        record("outcome", "0x1", "verified"), record("outcome", "0x2", "unknown"),
        record("recovered", "0x2", "verified"),
        record("outcome", "0x3", "unknown"),
    ]  # fmt: skip
    assert [each["register"] for each in verified(records)] == ["0x1", "0x2"]


def test_from_the_command_line_a_person_says_that_power_was_off(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "plantwright", "verify", "sites/riverside", "--after-power-cycle"]
    done = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (
        2, "a program cannot know that power was off\nnext: say who switched it: --person NAME\n",
    )  # fmt: skip
    named = [*command, "none", "--person", "R. Meyer", "--journal", str(tmp_path), "--format", "json"]
    done = subprocess.run(named, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, json.loads(done.stdout)["error"]["message"]) == (2, "there is no run none")

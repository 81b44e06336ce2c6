"""Deployment on a rehearsal plant: what is written, what is proved, and what is refused."""

import contextlib
import dataclasses
import datetime
import json
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plantwright import __version__
from plantwright.deploy import journal, lock
from plantwright.deploy.apply import Applied, Result
from plantwright.deploy.guards import guard_plan, guard_proof
from plantwright.deploy.plan import Plan, digest, from_json, plan_device, to_json
from plantwright.deploy.planning import make_plan
from plantwright.deploy.session import run_plan
from plantwright.deploy.verify import verify
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.endpoint import Endpoint
from plantwright.modbus.simulator.faults import Fault, Kind
from plantwright.modbus.simulator.framelog import FrameLog
from plantwright.modbus.simulator.plant import Plant, running
from plantwright.records.deployed import latest_run
from plantwright.site.catalog import PROTECTED_ROLES
from plantwright.site.load import load_site
from plantwright.site.model import Site

RIVERSIDE = Path(__file__).parent.parent / "sites" / "riverside"
WRITE_FUNCTIONS = (6, 16)


@pytest.fixture(scope="session")
def site() -> Site:
    loaded = load_site(RIVERSIDE)
    assert loaded.site is not None, loaded.problems
    return loaded.site


@dataclasses.dataclass
class Bench:
    """A running rehearsal plant and the folder of its runs."""

    site: Site
    plant: Plant
    folder: Path

    @property
    def targets(self) -> Mapping[str, Endpoint]:
        return {tag: _endpoint(state) for tag, state in self.plant.state.items()}

    def plan(self) -> Plan:
        return make_plan(self.site, RIVERSIDE, self.targets, True, lambda _: None)

    def apply(self, plan: Plan, interrupted: bool = False) -> Applied:
        _, applied = run_plan(
            plan, to_json(plan), self.site, self.targets, self.folder, "tester", lambda _: None, lambda: interrupted
        )
        return applied

    def written(self) -> list[tuple[int, int]]:
        """Return unit and register of every write frame the plant received."""
        frames = [frame for frame in self.plant.log.frames if frame.direction == "request"]
        bodies = [frame.data[6:] if self.site.buses[frame.bus].gateway else frame.data for frame in frames]
        return [(body[0], int.from_bytes(body[2:4], "big")) for body in bodies if body[1] in WRITE_FUNCTIONS]


def _endpoint(state: Mapping[str, object]) -> Endpoint:
    if state["kind"] == "tcp":
        return Endpoint(kind="tcp", host="127.0.0.1", port=int(str(state["port"])), timeout_s=0.15, quiet_s=0.15)
    return Endpoint(kind="rtu", device=str(state["device"]), paced=False, timeout_s=0.15, quiet_s=0.15)


@contextlib.contextmanager
def bench(site: Site, folder: Path, faults: Mapping[str, Sequence[Fault]] | None = None) -> Iterator[Bench]:
    with FrameLog(None) as log, running(site, log, for_s=60, faults=faults) as plant:
        yield Bench(site, plant, folder)


def test_plan_apply_verify_and_plan_again(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = here.plan()
        assert plan.changes > 20
        assert here.written() == []
        applied = here.apply(plan)
        assert applied.code is ExitCode.DONE
        assert {outcome.result for outcome in applied.outcomes} == {Result.VERIFIED}
        planned = [(device.address, write.register) for device in plan.devices for write in device.writes]
        assert here.written() == planned
        assert verify(site, here.targets, lambda _: None).differences == 0
        assert here.plan().changes == 0
        assert here.written() == planned


@pytest.mark.parametrize(("tag", "bus"), [("SS101", "RS1"), ("SS301", "RS2")])
def test_a_foreign_client_sees_what_apply_wrote(site: Site, tmp_path: Path, tag: str, bus: str) -> None:
    """mbpoll reads the overvoltage trip over the pseudo-terminal and over TCP: 450 V before, 425 V after."""
    with bench(site, tmp_path) as here:
        unit = here.plant.device(tag).unit
        assert mbpoll(here.plant.state[bus], unit, 0x1017) == 450
        here.apply(here.plan())
        assert mbpoll(here.plant.state[bus], unit, 0x1017) == 425


def mbpoll(state: Mapping[str, object], unit: int, register: int) -> int:
    if state["kind"] == "tcp":
        target = ["-m", "tcp", "-p", str(state["port"]), "127.0.0.1"]
    else:
        target = ["-m", "rtu", "-b", "9600", "-P", "none", str(state["device"])]
    command = ["mbpoll", "-0", "-1", "-q", "-a", str(unit), "-t", "4", "-r", str(register), "-c", "1", *target]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True).stdout
    found = re.search(rf"\[{register}\]:\s+(\d+)", shown)
    assert found, shown
    return int(found[1])


def test_the_run_is_kept_as_a_record(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = here.plan()
        here.apply(plan)
    run = latest_run(tmp_path)
    assert run is not None
    assert (run.id, run.rehearsal, run.result, run.operator) == (plan.id, True, "done", "tester")
    starter = run.device("SS101")
    assert starter is not None
    assert starter.as_found == next(device.as_found for device in plan.devices if device.tag == "SS101")
    assert all(starter.as_left[write.register] == write.new_raw for write in starter.writes)
    assert run.unverified == ()


def test_every_write_has_a_durable_intent_before_it_and_as_found_comes_first(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = here.plan()
        here.apply(plan)
    kinds = [record["kind"] for record in journal.read(tmp_path / plan.id)]
    devices = len(plan.devices)
    assert kinds == [
        "start",
        *["as-found"] * devices,
        *["intent", "outcome"] * plan.changes,
        *["as-left"] * devices,
        "end",
    ]


FIRST_WRITE = {
    "an unanswered write that took": (Kind.DROP_REPLY, 0, Result.VERIFIED, Result.VERIFIED, ExitCode.STOPPED),
    "an unanswered write that did not take": (
        Kind.DROP_REQUEST, 0, Result.NOT_WRITTEN, Result.UNKNOWN, None,
    ),
    "refused by the device": (Kind.EXCEPTION, 3, Result.REFUSED, Result.REFUSED, ExitCode.ALTERED),
    "clamped by the device": (Kind.CLAMP, 260, Result.ALTERED, Result.ALTERED, ExitCode.ALTERED),
    "acknowledged and ignored": (Kind.IGNORE, 0, Result.ALTERED, Result.ALTERED, ExitCode.ALTERED),
    "an echo of another value": (Kind.WRONG_VALUE, 7, Result.VERIFIED, Result.VERIFIED, ExitCode.STOPPED),
    "an answer for another function": (Kind.WRONG_FUNCTION, 0, Result.VERIFIED, Result.VERIFIED, ExitCode.STOPPED),
    "an answer of another unit": (Kind.WRONG_UNIT, 0, Result.VERIFIED, Result.VERIFIED, ExitCode.STOPPED),
}  # fmt: skip


@pytest.mark.parametrize("bus", ["RS1", "RS2"])
@pytest.mark.parametrize("case", FIRST_WRITE)
def test_a_faulty_write_is_told_for_what_it_is_and_stops_the_run(
    site: Site, tmp_path: Path, case: str, bus: str
) -> None:
    kind, value, serial, gateway, code = FIRST_WRITE[case]
    expected = gateway if bus == "RS2" else serial
    fault = Fault(kind=kind, function=6, register=0x1005, value=value)
    with bench(site, tmp_path, {bus: [fault]}) as here:
        plan = _only(here.plan(), bus, "current_limit_percent", "overvoltage_v")
        applied = here.apply(plan)
        first, *rest = applied.outcomes
        assert first.result is expected
        assert {outcome.result for outcome in rest} == {Result.NOT_SENT}
        assert applied.code is (
            code or {Result.NOT_WRITTEN: ExitCode.STOPPED, Result.UNKNOWN: ExitCode.UNKNOWN}[expected]
        )
        assert len(here.written()) == 1


def _only(plan: Plan, bus: str, *parameters: str) -> Plan:
    """Keep the writes of some parameters on one bus, in the order given, on the first device that has the first one."""
    for device in plan.devices:
        chosen = [write for name in parameters for write in device.writes if write.parameter == name]
        if device.bus == bus and len(chosen) == len(parameters):
            return dataclasses.replace(plan, devices=(dataclasses.replace(device, writes=tuple(chosen)),))
    raise LookupError(f"no device on {bus} with {parameters}")


def test_a_register_that_changes_beside_the_plan_is_reported(site: Site, tmp_path: Path) -> None:
    fault = Fault(kind=Kind.CHANGE, function=6, changes={0x1017: 440})
    with bench(site, tmp_path, {"RS2": [fault]}) as here:
        applied = here.apply(_only(here.plan(), "RS2", "current_limit_percent"))
    assert [(effect.register, effect.after) for effect in applied.side_effects] == [(0x1017, 440)]
    assert applied.code is ExitCode.ALTERED


def test_a_motor_that_starts_during_the_run_ends_it_before_the_next_register(site: Site, tmp_path: Path) -> None:
    fault = Fault(kind=Kind.CHANGE, function=6, changes={0x1029: 1})
    with bench(site, tmp_path, {"RS2": [fault]}) as here:
        applied = here.apply(_only(here.plan(), "RS2", "current_limit_percent", "overvoltage_v"))
        assert len(here.written()) == 1
    assert [outcome.result for outcome in applied.outcomes] == [Result.VERIFIED, Result.NOT_SENT]
    assert applied.stopped == "SS301 left the writable state: it is `starting`"
    assert applied.code is ExitCode.STOPPED


@pytest.mark.parametrize("state", ["starting", "bypass", "stopping", "editing", "fault"])
def test_a_device_that_is_not_in_standby_is_not_written(site: Site, tmp_path: Path, state: str) -> None:
    with bench(site, tmp_path) as here:
        plan = here.plan()
        here.plant.device("SS101").set_state(state)
        with pytest.raises(Stop) as stop:
            here.apply(plan)
        assert stop.value.code is ExitCode.REFUSED
        assert stop.value.message == (
            f"refused: SS101 is `{state}`; settings are written only in `standby`; nothing was written"
        )
        assert here.written() == []


def test_a_stale_plan_is_refused(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = here.plan()
        here.plant.device("SS401").registers[0x1005] = 260
        with pytest.raises(Stop) as stop:
            here.apply(plan)
        assert here.written() == []
    assert stop.value.code is ExitCode.REFUSED
    assert "the plan is stale: SS401 F0.05 current_limit_percent (0x1005) reads raw 260" in stop.value.message


def test_another_unit_at_the_same_address_is_refused(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = here.plan()
        here.plant.device("SS101").registers[0x100F] = 93
        with pytest.raises(Stop, match="SS101 is another unit: current_calibration_percent reads 93"):
            here.apply(plan)
        assert here.written() == []


def test_a_plan_is_used_once(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = here.plan()
        here.apply(plan)
        before = len(here.written())
        with pytest.raises(Stop, match="was used already"):
            here.apply(plan)
        assert len(here.written()) == before


def test_an_interrupt_stops_before_the_next_register(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        applied = here.apply(here.plan(), interrupted=True)
        assert here.written() == []
    assert {outcome.result for outcome in applied.outcomes} == {Result.NOT_SENT}
    assert applied.code is ExitCode.INTERRUPTED


def test_a_bus_in_use_is_refused_naming_the_holder(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here, lock.held(here.targets["RS2"].name), pytest.raises(Stop) as stop:
        here.plan()
    assert stop.value.code is ExitCode.BUSY
    assert "process" in stop.value.message


def test_a_silent_device_is_named(site: Site, tmp_path: Path) -> None:
    fault = Fault(kind=Kind.DROP_REQUEST, unit=10, times=1000)
    with bench(site, tmp_path, {"RS1": [fault]}) as here, pytest.raises(Stop) as stop:
        here.plan()
    assert stop.value.code is ExitCode.CANNOT_TALK
    assert stop.value.message.startswith("IM1 does not answer rightly: unit 10 did not answer")


GUARDED: dict[str, tuple[dict[str, Any], str, bool, str]] = {
    "wrong plant": ({}, "RPS-02", True, "plant `RPS-02` was named, the plan is for `RPS-01`"),
    "files changed": ({"site_sha256": "0" * 64}, "RPS-01", True, "the site files changed after the plan was made"),
    "other tool": ({"tool_version": "0.0.1"}, "RPS-01", True, f"made by plantwright 0.0.1, this is {__version__}"),
    "real target": ({}, "RPS-01", False, "made on a rehearsal, the target is the real devices"),
    "too old": ({"created": "2026-01-01T00:00:00+00:00"}, "RPS-01", True, "a plan is good for 24 hours"),
    "from the future": ({"created": "2036-01-01T00:00:00+00:00"}, "RPS-01", True, "a plan is good for 24 hours"),
}


@pytest.mark.parametrize("case", GUARDED)
def test_guards(site: Site, case: str) -> None:
    change, typed, rehearsal, message = GUARDED[case]
    plan = dataclasses.replace(_empty(site), **change)
    with pytest.raises(Stop) as stop:
        guard_plan(plan, site, typed, rehearsal, datetime.datetime.now().astimezone())
    assert stop.value.code is ExitCode.REFUSED
    assert message in stop.value.message
    assert stop.value.message.endswith("nothing was written")
    assert stop.value.hint


def _empty(site: Site) -> Plan:
    return Plan(
        id="20261121T080000-0a1b2c3d", created=journal.now(), tool_version=__version__, plant="RPS-01",
        plant_name="Riverside", site=str(RIVERSIDE), site_sha256=site.sha256, commit="", rehearsal=True, targets={},
        devices=(),
    )  # fmt: skip


def test_unproven_registers_are_refused_on_real_devices(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = here.plan()
    guard_proof(plan)
    with pytest.raises(Stop, match="registers have no proven coding, the first is SS101"):
        guard_proof(dataclasses.replace(plan, rehearsal=False))


def test_a_plan_survives_its_file(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = here.plan()
    assert from_json(to_json(plan), "plan.json") == plan


def test_an_edited_plan_is_refused(site: Site) -> None:
    text = to_json(_empty(site)).replace("Riverside", "Lakeside")
    with pytest.raises(Stop, match=r"plan\.json was altered after it was made"):
        from_json(text, "plan.json")


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"format_version": 1, "sha256": ""}', "{" * 5000, "\x00"])
def test_what_is_not_a_plan_is_refused(text: str) -> None:
    with pytest.raises(Stop) as stop:
        from_json(text, "plan.json")
    assert stop.value.hint


ATTACKS = st.fixed_dictionaries(
    {},
    optional={
        "register": st.integers(0, 0xFFFF).map(lambda register: f"0x{register:04X}")
        | st.sampled_from(["0x1027", "0x1029", "0x100F", "0x1010", "0x101A", "0x101B", "0x100B", "0x1016"]),
        "new_raw": st.integers(-5, 70000) | st.sampled_from([0x40, 0x80, 0x20]),
        "old_raw": st.integers(0, 0xFFFF),
        "parameter": st.sampled_from(["current_limit_percent", "command", "slave_address"]),
    },
)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(attack=ATTACKS, address=st.none() | st.integers(0, 255))
def test_no_plan_file_makes_apply_write_a_protected_register(
    site: Site, tmp_path: Path, attack: dict[str, object], address: int | None
) -> None:
    """Whatever a plan file says, only pushable settings of known devices get a frame, and never a broadcast."""
    starter = site.starters["SS301"].type
    allowed = {entry.register for entry in starter.map.values() if entry.role not in PROTECTED_ROLES}
    with bench(site, tmp_path / "runs") as here:
        data = json.loads(to_json(_only(here.plan(), "RS2", "current_limit_percent")))
        data["devices"][0]["writes"][0].update(attack)
        found = here.plant.device("SS301").registers.get(int(data["devices"][0]["writes"][0]["register"], 16), 0)
        data["devices"][0]["writes"][0].setdefault("old_raw", found)
        if address is not None:
            data["devices"][0]["address"] = address
        with contextlib.suppress(Stop):
            here.apply(from_json(json.dumps({**data, "sha256": digest(data)}), "plan.json"))
        assert all(unit == 5 and register in allowed for unit, register in here.written())


def test_the_journal_tells_when_it_was_altered(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = _only(here.plan(), "RS2", "current_limit_percent")
        here.apply(plan)
    path = tmp_path / plan.id / "journal.jsonl"
    whole = path.read_bytes()
    records = whole.splitlines(keepends=True)
    for index in range(len(records) - 1):
        path.write_bytes(b"".join(records[:index] + records[index + 1 :]))
        with pytest.raises(Stop, match=f"record {index + 1} was altered or lost"):
            journal.read(path.parent)
    path.write_bytes(whole.replace(b'"tester"', b'"nobody"'))
    with pytest.raises(Stop, match="record 1 was altered or lost"):
        journal.read(path.parent)


def test_a_torn_last_record_is_left_out(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = _only(here.plan(), "RS2", "current_limit_percent")
        here.apply(plan)
    path = tmp_path / plan.id / "journal.jsonl"
    whole = journal.read(path.parent)
    path.write_bytes(path.read_bytes()[:-20])
    assert journal.read(path.parent) == whole[:-1]


def test_a_journal_that_cannot_be_stored_stops_before_any_frame(site: Site, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    with bench(site, blocked) as here:
        plan = here.plan()
        with pytest.raises(Stop) as stop:
            here.apply(plan)
        assert here.written() == []
    assert stop.value.code is ExitCode.NOT_DURABLE


def test_a_factory_calibration_is_neither_written_nor_a_step(site: Site, tmp_path: Path) -> None:
    starter = site.starters["SS101"]
    stated = dataclasses.replace(starter, parameters={**starter.parameters, "current_calibration_percent": 120})
    with bench(site, tmp_path) as here:
        planned = plan_device(stated, next(each.as_found for each in here.plan().devices if each.tag == "SS101"))
    named = [*(write.parameter for write in planned.writes), *(step.parameter for step in planned.manual)]
    assert "current_calibration_percent" not in named

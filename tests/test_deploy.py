"""Deployment on a rehearsal plant: what is written, what is proved, and what is refused."""

import contextlib
import dataclasses
import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rehearsal import RIVERSIDE, bench, only

from plantwright import __version__
from plantwright.deploy import journal, lock
from plantwright.deploy.outcome import Result
from plantwright.deploy.plan import Plan, digest, from_json, plan_device, to_json
from plantwright.deploy.recovery import left_open
from plantwright.deploy.verify import verify
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.line import Reader, Writer
from plantwright.modbus.simulator.faults import Fault, Kind
from plantwright.records.deployed import latest_run
from plantwright.site.catalog import PROTECTED_ROLES
from plantwright.site.model import Site


@pytest.mark.fault("E14")
def test_plan_apply_verify_and_plan_again(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = here.plan()
        assert plan.changes > 20
        assert here.written() == []
        applied = here.apply(plan)
        assert applied.code is ExitCode.DONE
        assert {outcome.result for outcome in applied.outcomes} == {Result.VERIFIED}
        for bus in site.buses:
            devices = [device for device in plan.devices if device.bus == bus]
            planned = [(device.address, write.register) for device in devices for write in device.writes]
            assert here.written(bus) == planned
        written = here.written()
        assert verify(site, here.targets, lambda _: None).differences == 0
        assert here.plan().changes == 0
        assert here.written() == written


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


@pytest.mark.fault("G1")
def test_every_write_has_a_durable_intent_before_it_and_as_found_comes_first(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = here.plan()
        here.apply(plan)
    records = journal.read(tmp_path / plan.id)
    devices = len(plan.devices)
    kinds = [record["kind"] for record in records]
    assert kinds[: devices + 1] == ["start", *["as-found"] * devices]
    assert kinds[-devices - 1 :] == [*["as-left"] * devices, "end"]
    for device in plan.devices:
        own = [record["kind"] for record in records if record.get("device") == device.tag]
        assert own == ["as-found", *["intent", "outcome"] * len(device.writes), "as-left"]


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


@pytest.mark.fault("D3", "D5", "D6", "E3", "E8", "E9")
@pytest.mark.parametrize("bus", ["RS1", "RS2"])
@pytest.mark.parametrize("case", FIRST_WRITE)
def test_a_faulty_write_is_told_for_what_it_is_and_stops_the_run(
    site: Site, tmp_path: Path, case: str, bus: str
) -> None:
    kind, value, serial, gateway, code = FIRST_WRITE[case]
    expected = gateway if bus == "RS2" else serial
    fault = Fault(kind=kind, function=6, register=0x1005, value=value)
    with bench(site, tmp_path, {bus: [fault]}) as here:
        plan = only(here.plan(), bus, "current_limit_percent", "overvoltage_v")
        applied = here.apply(plan)
        first, *rest = applied.outcomes
        assert first.result is expected
        assert {outcome.result for outcome in rest} == {Result.NOT_SENT}
        assert applied.code is (
            code or {Result.NOT_WRITTEN: ExitCode.STOPPED, Result.UNKNOWN: ExitCode.UNKNOWN}[expected]
        )
        assert len(here.written()) == 1


Case = tuple[list[Fault], dict[str, Any], Result, ExitCode, str]
"""Faults of a device behind a gateway, what its type states beside, and what apply makes of the first register."""


def on_write(kind: Kind, value: int = 0, delay_s: float = 0) -> list[Fault]:
    return [Fault(kind=kind, function=6, register=0x1005, value=value, delay_s=delay_s)]


DEVICES: dict[str, Case] = {
    "E1: it knows no such function": (
        on_write(Kind.EXCEPTION, 1), {}, Result.REFUSED, ExitCode.ALTERED, "exception 1",
    ),
    "E2: it knows no such register": (
        on_write(Kind.EXCEPTION, 2), {}, Result.REFUSED, ExitCode.ALTERED, "exception 2",
    ),
    "E4: it failed, and the old value stands": (
        on_write(Kind.EXCEPTION, 4), {}, Result.UNKNOWN, ExitCode.UNKNOWN, "exception 4",
    ),
    "E4: it failed, and the new value stands": (
        on_write(Kind.EXCEPTION_AFTER, 4), {}, Result.VERIFIED, ExitCode.STOPPED, "not acknowledged: exception 4",
    ),
    "E5: it acknowledges and gets there": (
        on_write(Kind.ACKNOWLEDGE, delay_s=0.3), {}, Result.VERIFIED, ExitCode.DONE, "",
    ),
    "E5: it acknowledges and does not get there in its time": (
        on_write(Kind.ACKNOWLEDGE, delay_s=9), {"acknowledged_max_ms": 250}, Result.UNKNOWN, ExitCode.UNKNOWN,
        "exception 5",
    ),
    "E5: its type means something else by 5": (
        on_write(Kind.EXCEPTION, 5), {"exceptions": {5: "wrong password"}}, Result.REFUSED, ExitCode.ALTERED,
        "exception 5: wrong password",
    ),
    "E6: it is busy, and nobody says what that means": (
        on_write(Kind.EXCEPTION, 6), {}, Result.UNKNOWN, ExitCode.UNKNOWN, "exception 6",
    ),
    "E6: it is busy, and its type says that nothing was done": (
        on_write(Kind.EXCEPTION, 6), {"exception_kinds": {6: "busy"}}, Result.REFUSED, ExitCode.ALTERED, "exception 6",
    ),
    "E6: it is busy, and its type has words for that and nothing more": (
        on_write(Kind.EXCEPTION, 6), {"exceptions": {6: "busy"}}, Result.UNKNOWN, ExitCode.UNKNOWN, "exception 6: busy",
    ),
    "E7: a code of its maker": (
        on_write(Kind.EXCEPTION, 0x63), {}, Result.REFUSED, ExitCode.ALTERED, "exception 99",
    ),
    "E7: a form of its maker": (
        on_write(Kind.VENDOR_EXCEPTION, 0xA063), {}, Result.UNKNOWN, ExitCode.UNKNOWN, "a0 63",
    ),
    "E13: it answers before the value is there": (
        on_write(Kind.DELAYED_COMMIT, delay_s=0.1), {}, Result.ALTERED, ExitCode.ALTERED, "the device keeps raw 300",
    ),
    "E13: its type says how long to wait": (
        on_write(Kind.DELAYED_COMMIT, delay_s=0.1), {"settle_ms": 150}, Result.VERIFIED, ExitCode.DONE, "",
    ),
    "E17: somebody is at the keypad": (
        on_write(Kind.KEYPAD), {}, Result.VERIFIED, ExitCode.STOPPED, "",
    ),
    "E18: a fault comes with it": (
        on_write(Kind.DEVICE_FAULT, 3), {}, Result.VERIFIED, ExitCode.STOPPED,
        "a fault came with it: fault_1 reads start-overcurrent",
    ),
    "E23: it is protected against writing, and its type says so": (
        on_write(Kind.WRITE_PROTECTED, 0x20), {"exceptions": {0x20: "locked: unlock F9.01 at the keypad"}},
        Result.REFUSED, ExitCode.ALTERED, "exception 32: locked: unlock F9.01 at the keypad",
    ),
    "E24: it restarts, and keeps the value": (
        on_write(Kind.REBOOT, delay_s=0.2), {}, Result.VERIFIED, ExitCode.STOPPED, "not acknowledged",
    ),
    "E24: it restarts, and forgets the value": (
        [*on_write(Kind.REBOOT, delay_s=0.2), *on_write(Kind.RAM_ONLY)], {}, Result.UNKNOWN, ExitCode.UNKNOWN,
        "the device reads raw 300",
    ),
}  # fmt: skip


@pytest.mark.fault("E1", "E2", "E4", "E5", "E6", "E7", "E13", "E17", "E18", "E23", "E24")
@pytest.mark.parametrize("case", DEVICES)
def test_what_a_device_makes_of_a_write(site: Site, tmp_path: Path, case: str) -> None:
    faults, stated, result, code, reason = DEVICES[case]
    with bench(stating(site, stated), tmp_path, {"RS2": faults}) as here:
        applied = here.apply(only(here.plan(), "RS2", "current_limit_percent", "overvoltage_v"))
        first, second = applied.outcomes
        assert (first.result, applied.code) == (result, code)
        assert reason in first.reason
        assert second.result is (Result.VERIFIED if code is ExitCode.DONE else Result.NOT_SENT)
        assert here.written() == [(5, 0x1005), (5, 0x1017)][: 2 if code is ExitCode.DONE else 1]


def stating(site: Site, stated: dict[str, Any]) -> Site:
    """Return the site with a starter whose type states something more of its line."""
    starter = site.starters["SS301"]
    assert starter.type.modbus
    kind = dataclasses.replace(starter.type, modbus=dataclasses.replace(starter.type.modbus, **stated))
    return dataclasses.replace(site, starters={**site.starters, "SS301": dataclasses.replace(starter, type=kind)})


@pytest.mark.fault("E12", "E24")
def test_a_value_that_is_gone_at_the_end_of_the_run_is_not_verified(site: Site, tmp_path: Path) -> None:
    """The device loses its memory when it is read for the last time: neither of the values stands."""
    first_read = Fault(kind=Kind.REBOOT, unit=5, function=3, register=0x1000, at=5, delay_s=0.05)
    with bench(site, tmp_path, {"RS2": [Fault(kind=Kind.RAM_ONLY), first_read]}) as here:
        plan = only(here.plan(), "RS2", "current_limit_percent", "overvoltage_v")
        applied = here.apply(plan)
    assert {outcome.result for outcome in applied.outcomes} == {Result.ALTERED}
    assert applied.outcomes[0].reason == "verified as raw 270, raw 300 at the end of the run"
    assert applied.code is ExitCode.ALTERED
    run = latest_run(tmp_path)
    assert run is not None
    assert [write.outcome for write in run.unverified] == ["altered", "altered"]


@pytest.mark.fault("K14")
def test_a_stop_on_one_bus_stops_the_others(site: Site, tmp_path: Path) -> None:
    fault = Fault(kind=Kind.EXCEPTION, function=6, value=2)
    with bench(site, tmp_path, {"RS2": [fault]}) as here:
        plan = here.plan()
        applied = here.apply(plan)
        written = here.written()
    results = [outcome.result for outcome in applied.outcomes]
    assert results.count(Result.REFUSED) == 1
    assert results.count(Result.NOT_SENT) == plan.changes - len(written)
    assert Result.NOT_SENT in [each.result for each in applied.outcomes if each.device == "SS101"]
    assert applied.code is ExitCode.ALTERED


@pytest.mark.fault("G10")
@pytest.mark.parametrize("error", [MemoryError, RecursionError])
@pytest.mark.parametrize("method", ["write", "read"])
def test_a_program_at_its_end_still_tells_what_is_unknown(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str, error: type[Exception]
) -> None:
    real, written = Writer.write, threading.Event()

    def write(line: Writer, unit: int, register: int, raw: int) -> None:
        real(line, unit, register, raw)
        written.set()
        if method == "write":
            raise error

    def read(line: Writer, unit: int, address: int, count: int) -> tuple[int, ...]:
        if written.is_set() and method == "read":
            written.clear()
            raise error
        return Reader.read(line, unit, address, count)

    monkeypatch.setattr(Writer, "write", write)
    monkeypatch.setattr(Writer, "read", read)
    with bench(site, tmp_path) as here:
        plan = only(here.plan(), "RS2", "current_limit_percent", "overvoltage_v")
        applied = here.apply(plan)
        assert len(here.written()) == 1
    assert [each.result for each in applied.outcomes] == [Result.UNKNOWN, Result.NOT_SENT]
    assert applied.outcomes[0].reason == f"no read-back: {error.__name__}"
    assert len(left_open(journal.read(tmp_path / plan.id))) == 1


@pytest.mark.fault("G10")
def test_a_fault_of_the_program_after_a_frame_leaves_the_register_open(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("plantwright.deploy.writing.classify", broken)
    with bench(site, tmp_path) as here:
        plan = only(here.plan(), "RS2", "current_limit_percent", "overvoltage_v")
        with pytest.raises(Stop) as stop:
            here.apply(plan)
        assert len(here.written()) == 1
    assert stop.value.code is ExitCode.UNKNOWN
    assert stop.value.message == (
        "ZeroDivisionError while writing SS301 F0.05 current_limit_percent: the outcome is unknown"
    )
    assert [each.register for each in left_open(journal.read(tmp_path / plan.id))] == [0x1005]


@pytest.mark.fault("G9")
def test_a_computer_that_slept_stops_the_run(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slept_s = [0.0]
    monkeypatch.setattr(Reader, "_slept_s", lambda _: slept_s[0])

    def progress(text: str) -> None:
        if "verified" in text:
            slept_s[0] = 60.0

    with bench(site, tmp_path) as here:
        applied = here.apply(only(here.plan(), "RS2", "current_limit_percent", "overvoltage_v"), progress=progress)
        assert len(here.written()) == 1
    assert [each.result for each in applied.outcomes] == [Result.VERIFIED, Result.NOT_SENT]
    assert applied.code is ExitCode.STOPPED
    assert "slept" in applied.stopped


HOLDER = "import sys; from plantwright.deploy import {module}; {call}; print('held', flush=True); sys.stdin.read()"


@contextlib.contextmanager
def holding(module: str, call: str) -> Iterator[subprocess.Popen[str]]:
    """Run another process that holds a lock until it is told to end."""
    program = HOLDER.format(module=module, call=call)
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


@pytest.mark.fault("F1", "F2", "F4", "P11")
def test_a_bus_has_one_master_and_is_free_when_that_one_is_killed(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = only(here.plan(), "RS2", "current_limit_percent")
        target = here.targets["RS2"].name
        with holding("lock", f"kept = lock.held({target!r}); kept.__enter__()") as other:
            with pytest.raises(Stop, match=f"{target} is in use by .* process {other.pid}, since ") as stop:
                here.apply(plan)
            assert stop.value.code is ExitCode.BUSY
        assert here.written() == []
        assert here.apply(only(here.plan(), "RS2", "current_limit_percent")).code is ExitCode.DONE


@pytest.mark.fault("F1", "F4")
def test_the_runs_of_a_plant_are_written_by_one_process(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = only(here.plan(), "RS2", "current_limit_percent")
        call = f"from pathlib import Path; kept = durable.hold(Path({str(tmp_path)!r}), 'busy')"
        with holding("durable", call), pytest.raises(Stop, match="another run writes below") as stop:
            here.apply(plan)
        assert stop.value.code is ExitCode.BUSY
        assert here.apply(plan).code is ExitCode.DONE


@pytest.mark.fault("E10")
def test_a_register_that_changes_beside_the_plan_is_reported(site: Site, tmp_path: Path) -> None:
    fault = Fault(kind=Kind.CHANGE, function=6, changes={0x1017: 440})
    with bench(site, tmp_path, {"RS2": [fault]}) as here:
        applied = here.apply(only(here.plan(), "RS2", "current_limit_percent"))
    assert [(effect.register, effect.after) for effect in applied.side_effects] == [(0x1017, 440)]
    assert applied.code is ExitCode.ALTERED


@pytest.mark.fault("E16")
def test_a_motor_that_starts_during_the_run_ends_it_before_the_next_register(site: Site, tmp_path: Path) -> None:
    fault = Fault(kind=Kind.CHANGE, function=6, changes={0x1029: 1})
    with bench(site, tmp_path, {"RS2": [fault]}) as here:
        applied = here.apply(only(here.plan(), "RS2", "current_limit_percent", "overvoltage_v"))
        assert len(here.written()) == 1
    assert [outcome.result for outcome in applied.outcomes] == [Result.VERIFIED, Result.NOT_SENT]
    assert applied.stopped == "SS301 left the writable state: it is `starting`"
    assert applied.code is ExitCode.STOPPED


@pytest.mark.fault("E15", "E17")
@pytest.mark.parametrize("state", ["starting", "bypass", "stopping", "editing", "fault"])
def test_a_device_that_is_not_in_standby_is_not_written(site: Site, tmp_path: Path, state: str) -> None:
    with bench(site, tmp_path) as here:
        plan = here.plan()
        here.plant.device("SS101").set_state(state)
        with pytest.raises(Stop) as stop:
            here.apply(plan)
        assert stop.value.code is ExitCode.REFUSED
        assert stop.value.message == (
            f"refused by the guard `state`: SS101 is `{state}`; settings are written only in `standby`; "
            "nothing was written"
        )
        assert here.written() == []


@pytest.mark.fault("K3")
def test_a_stale_plan_is_refused(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = here.plan()
        here.plant.device("SS401").registers[0x1005] = 260
        with pytest.raises(Stop) as stop:
            here.apply(plan)
        assert here.written() == []
    assert stop.value.code is ExitCode.REFUSED
    assert "the plan is stale: SS401 F0.05 current_limit_percent (0x1005) reads raw 260" in stop.value.message


@pytest.mark.fault("E22")
def test_another_unit_at_the_same_address_is_refused(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = here.plan()
        here.plant.device("SS101").registers[0x100F] = 93
        with pytest.raises(Stop, match="SS101 is another unit: current_calibration_percent reads 93"):
            here.apply(plan)
        assert here.written() == []


@pytest.mark.fault("J2")
def test_a_plan_is_used_once(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = here.plan()
        here.apply(plan)
        before = len(here.written())
        with pytest.raises(Stop, match="was used already"):
            here.apply(plan)
        assert len(here.written()) == before


@pytest.mark.fault("G7")
def test_an_interrupt_stops_before_the_next_register(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        applied = here.apply(here.plan(), interrupted=True)
        assert here.written() == []
    assert {outcome.result for outcome in applied.outcomes} == {Result.NOT_SENT}
    assert applied.code is ExitCode.INTERRUPTED


@pytest.mark.fault("F2")
def test_a_bus_in_use_is_refused_naming_the_holder(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here, lock.held(here.targets["RS2"].name), pytest.raises(Stop) as stop:
        here.plan()
    assert stop.value.code is ExitCode.BUSY
    assert "process" in stop.value.message


@pytest.mark.fault("D1")
def test_a_port_at_which_nobody_listens_is_named(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan, targets = here.plan(), here.targets
        assert site.buses["RS1"].gateway is None
    for bus, kept in targets.items():
        other = dataclasses.replace(here, site=dataclasses.replace(site, buses={bus: site.buses[bus]}))
        with pytest.raises(Stop) as stop:
            other.apply(dataclasses.replace(plan, devices=tuple(each for each in plan.devices if each.bus == bus)))
        assert stop.value.code is ExitCode.CANNOT_TALK
        assert stop.value.message.startswith(f"cannot open bus {bus} at {kept.name}: ")
        assert stop.value.hint == "check the port or gateway; without hardware use `plantwright simulate`"
        shutil.rmtree(tmp_path / plan.id)
        (tmp_path / "latest.json").unlink()
    assert here.written() == []


@pytest.mark.fault("D20")
def test_a_device_at_another_baud_rate_is_named_and_not_looked_for(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        here.plant.device("SS201").baud_rate = 19200
        with pytest.raises(Stop) as stop:
            here.plan()
        asked = {each.request.unit for each in here.plant.log.frames if each.request and each.bus == "RS1"}
    assert stop.value.code is ExitCode.CANNOT_TALK
    assert stop.value.hint == "check address 4, baud rate and parity at the device"
    assert asked <= {device.bus.address for device in site.on_bus(site.buses["RS1"]) if device.bus}


@pytest.mark.fault("E11")
def test_a_write_of_several_registers_holds_one(site: Site, tmp_path: Path) -> None:
    """So nothing can be written by half: a device that fails half-way has the one value or has it not."""
    half = Fault(kind=Kind.HALF_WRITTEN, register=0x1017)
    with bench(stating(site, {"write_function": 16, "write_functions": (16,)}), tmp_path, {"RS2": [half]}) as here:
        applied = here.apply(only(here.plan(), "RS2", "current_limit_percent", "overvoltage_v", "undervoltage_v"))
        sent = [frame.request for frame in here.plant.log.frames if frame.direction == "request" and frame.request]
        writes = [each.pdu.hex(" ") for each in sent if each.function == 16]
    assert [each.result for each in applied.outcomes] == [Result.VERIFIED, Result.VERIFIED, Result.NOT_SENT]
    assert writes == ["10 10 05 00 01 02 01 0e", "10 10 17 00 01 02 01 a9"]
    assert applied.outcomes[1].reason == "not acknowledged: exception 4: device failure"
    assert applied.code is ExitCode.STOPPED


@pytest.mark.fault("E20")
def test_a_motor_that_trips_when_nobody_asks_is_not_run_by_us(site: Site, tmp_path: Path) -> None:
    """A device is written in standby only, so nothing trips when a run is over; one that runs is refused."""
    trips = Fault(kind=Kind.TRIP_UNPOLLED, unit=5, delay_s=0.01, value=10)
    with bench(site, tmp_path, {"RS2": [trips]}) as here:
        plan = only(here.plan(), "RS2", "current_limit_percent")
        here.plant.device("SS301").start()
        with pytest.raises(Stop, match="guard `state`"):
            here.apply(plan)
        here.plant.device("SS301").set_state("standby")
        assert here.apply(only(here.plan(), "RS2", "current_limit_percent")).code is ExitCode.DONE
        assert here.plant.device("SS301").state == "standby"


@pytest.mark.fault("J12")
def test_what_a_device_sends_is_shown_as_numbers(site: Site, tmp_path: Path) -> None:
    """A code 1B in the function field is no escape sequence of the terminal, and 3C no markup."""
    with bench(site, tmp_path, {"RS2": on_write(Kind.VENDOR_EXCEPTION, 0x1B3C)}) as here:
        applied = here.apply(only(here.plan(), "RS2", "current_limit_percent"))
    reason = applied.outcomes[0].reason
    assert reason.isprintable()
    assert "1b 3c" in reason
    assert "<" not in reason


def test_a_silent_device_is_named(site: Site, tmp_path: Path) -> None:
    fault = Fault(kind=Kind.DROP_REQUEST, unit=10, times=1000)
    with bench(site, tmp_path, {"RS1": [fault]}) as here, pytest.raises(Stop) as stop:
        here.plan()
    assert stop.value.code is ExitCode.CANNOT_TALK
    assert stop.value.message.startswith("IM1 does not answer rightly: unit 10 did not answer")


def _empty(site: Site) -> Plan:
    return Plan(
        id="20261121T080000-0a1b2c3d", created=journal.now(), tool_version=__version__, plant="RPS-01",
        plant_name="Riverside", site=str(RIVERSIDE), site_sha256=site.sha256, commit="", rehearsal=True, targets={},
        devices=(),
    )  # fmt: skip


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


@pytest.mark.fault("C7", "C11", "D19", "P3")
def test_no_plan_file_makes_apply_write_a_protected_register(site: Site, tmp_path: Path) -> None:
    """Whatever a plan file says, only pushable settings of known devices get a frame, and never a broadcast."""
    starter = site.starters["SS301"].type
    allowed = {entry.register for entry in starter.map.values() if entry.role not in PROTECTED_ROLES}
    with bench(site, tmp_path) as here:
        text = to_json(only(here.plan(), "RS2", "current_limit_percent"))
        device = here.plant.device("SS301")
        delivered = dict(device.registers)

        @settings(max_examples=60, deadline=None, derandomize=True)
        @given(attack=ATTACKS, address=st.none() | st.integers(0, 255))
        def attacked(attack: dict[str, object], address: int | None) -> None:
            device.registers = dict(delivered)
            here.folder = tmp_path / str(len(list(tmp_path.iterdir())))
            data = json.loads(text)
            data["devices"][0]["writes"][0].update(attack)
            found = delivered.get(int(data["devices"][0]["writes"][0]["register"], 16), 0)
            data["devices"][0]["writes"][0].setdefault("old_raw", found)
            if address is not None:
                data["devices"][0]["address"] = address
            with contextlib.suppress(Stop):
                here.apply(from_json(json.dumps({**data, "sha256": digest(data)}), "plan.json"))
            assert all(unit == 5 and register in allowed for unit, register in here.written())

        attacked()
        assert here.written()


@pytest.mark.fault("H11")
def test_the_journal_tells_when_it_was_altered(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = only(here.plan(), "RS2", "current_limit_percent")
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


@pytest.mark.fault("G5")
def test_a_torn_last_record_is_left_out(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = only(here.plan(), "RS2", "current_limit_percent")
        here.apply(plan)
    path = tmp_path / plan.id / "journal.jsonl"
    whole = journal.read(path.parent)
    path.write_bytes(path.read_bytes()[:-20])
    assert journal.read(path.parent) == whole[:-1]


@pytest.mark.fault("H4")
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

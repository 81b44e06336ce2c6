"""The line against a misbehaving plant: typed errors, one write frame at most, and nothing but reads from a reader."""

import contextlib
import fcntl
import itertools
import os
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus import line
from plantwright.modbus.answers import BadAnswer, DeviceRefusal, LineError, NoAnswer, OtherValue, Write
from plantwright.modbus.line import (
    CannotOpen,
    Disturbed,
    Endpoint,
    LineBusy,
    Reader,
    Writer,
    WriteRefused,
    open_reader,
    open_writer,
)
from plantwright.modbus.permission import permit
from plantwright.modbus.registers import Unstable, other_blocks, read_blocks, read_map_twice, window
from plantwright.modbus.rehearsal import load_rehearsal
from plantwright.modbus.simulator.faults import Fault, Kind
from plantwright.modbus.simulator.framelog import FrameLog
from plantwright.modbus.simulator.plant import Plant, running
from plantwright.modbus.simulator.serve import serve
from plantwright.site.device_types import shipped_type
from plantwright.site.load import load_site
from plantwright.site.model import Site

CLR8G, K7GE = shipped_type("clr8g"), shipped_type("k7ge-mg")
UNIT = {"RS1": 3, "RS2": 5}
BOTH = ("RS1", "RS2")
LIMIT, STATUS, COMMAND = 0x1005, 0x1029, 0x1027
WRITES = (6, 16)
SOON_S = 0.1


@pytest.fixture(scope="module")
def site() -> Site:
    loaded = load_site(Path(__file__).parent.parent / "sites" / "riverside")
    assert loaded.site is not None
    return loaded.site


@contextlib.contextmanager
def rehearsed(
    site: Site, bus: str, *faults: Fault, paced: bool = False, timeout_s: float = SOON_S
) -> Iterator[tuple[Plant, Endpoint]]:
    with running(site, FrameLog(), for_s=60, paced=paced, faults={bus: faults}) as plant:
        yield plant, endpoint(plant.state[bus], timeout_s)


def endpoint(state: Mapping[str, object], timeout_s: float = SOON_S) -> Endpoint:
    return Endpoint(
        kind=str(state["kind"]), host=str(state.get("host", "")), port=int(str(state.get("port", 0))),
        device=str(state.get("device", "")), paced=state.get("paced") is True, timeout_s=timeout_s, quiet_s=SOON_S,
    )  # fmt: skip


def functions(plant: Plant) -> list[int]:
    """The function code of every request the plant has seen: after the unit, or after the header of Modbus TCP."""
    requests = [frame for frame in plant.log.frames if frame.direction == "request"]
    return [frame.data[1] if frame.bus == "RS1" else frame.data[7] for frame in requests]


def written(plant: Plant) -> int:
    return sum(function in WRITES for function in functions(plant))


# Reading


@pytest.mark.fault("D24")
@pytest.mark.parametrize("bus", BOTH)
def test_a_reader_reads_and_can_do_nothing_else(site: Site, bus: str) -> None:
    with rehearsed(site, bus) as (plant, where), open_reader(where) as reader:
        assert reader.read(UNIT[bus], LIMIT, 1) == (300,)
        assert [name for name in dir(reader) if "write" in name.lower()] == []
        for request in (Write(unit=UNIT[bus], address=LIMIT, raw=310, function=6), object()):
            with pytest.raises((WriteRefused, AttributeError)):
                reader._exchange(request)  # type: ignore[arg-type]
        assert set(functions(plant)) == {3}
        assert plant.buses[bus].devices[UNIT[bus]].registers[LIMIT] == 300


def named(cases: Iterable[tuple[str, tuple[Kind, object]]]) -> list[str]:
    return [f"{bus}-{kind}" for bus, (kind, _) in cases]


READ_FAULTS = {
    Kind.DROP_REQUEST: NoAnswer, Kind.DROP_REPLY: NoAnswer, Kind.CUT_REPLY: BadAnswer, Kind.ECHO: BadAnswer,
    Kind.NOISE_BEFORE: BadAnswer, Kind.WRONG_UNIT: BadAnswer, Kind.WRONG_FUNCTION: BadAnswer,
    Kind.WRONG_COUNT: BadAnswer, Kind.LATE_REPLY: NoAnswer,
}  # fmt: skip
ONLY_RTU = {Kind.WRONG_CRC: BadAnswer}
ONLY_TCP = {Kind.WRONG_TRANSACTION: BadAnswer, Kind.WRONG_PROTOCOL: BadAnswer, Kind.CLOSE: NoAnswer}
READ_CASES = [
    *itertools.product(BOTH, READ_FAULTS.items()),
    *itertools.product(["RS1"], ONLY_RTU.items()),
    *itertools.product(["RS2"], ONLY_TCP.items()),
]


@pytest.mark.fault("D2", "D4", "D6", "D13")
@pytest.mark.parametrize(("bus", "case"), READ_CASES, ids=named(READ_CASES))
def test_a_read_survives_two_faults_and_not_three(site: Site, bus: str, case: tuple[Kind, type[LineError]]) -> None:
    kind, error = case
    two = Fault(kind=kind, register=LIMIT, times=2, delay_s=1.5 * SOON_S)
    three = Fault(kind=kind, register=STATUS, times=3, delay_s=1.5 * SOON_S)
    with rehearsed(site, bus, two, three) as (plant, where), open_reader(where) as reader:
        assert reader.read(UNIT[bus], LIMIT, 2) == (300, 30)
        with pytest.raises(error):
            reader.read(UNIT[bus], STATUS, 1)
        assert functions(plant) == [3] * 6


@pytest.mark.fault("D15")
@pytest.mark.parametrize("bus", BOTH)
@pytest.mark.parametrize("kind", [Kind.SLOW_REPLY, Kind.DUPLICATE_REPLY, Kind.NOISE_AFTER])
def test_a_read_is_right_whatever_comes_around_it(site: Site, bus: str, kind: Kind) -> None:
    fault = Fault(kind=kind, times=2, delay_s=0.003)
    with rehearsed(site, bus, fault) as (_, where), open_reader(where) as reader:
        found = [reader.read(UNIT[bus], register, 1) for register in (LIMIT, 0x1011, 0x1017)]
    assert found == [(300,), (400,), (450,)]


@pytest.mark.fault("E2")
def test_a_refusal_is_told_at_once_and_not_asked_again(site: Site) -> None:
    with rehearsed(site, "RS2") as (plant, where), open_reader(where) as reader:
        with pytest.raises(DeviceRefusal) as refusal:
            reader.read(5, 0x1016, 1)
        assert (refusal.value.code, functions(plant)) == (2, [3])


@pytest.mark.fault("D19", "D23")
@pytest.mark.parametrize(("unit", "address", "count"), [(0, 0, 1), (248, 0, 1), (3, 0, 0), (3, 0, 126), (3, 0xFFFF, 2)])
def test_what_no_frame_can_ask_is_refused_before_any(site: Site, unit: int, address: int, count: int) -> None:
    with rehearsed(site, "RS2") as (plant, where), open_reader(where) as reader:
        with pytest.raises(ValueError, match="cannot read"):
            reader.read(unit, address, count)
        assert functions(plant) == []


@pytest.mark.fault("D4")
def test_a_late_answer_is_never_the_next_one(site: Site) -> None:
    late = Fault(kind=Kind.LATE_REPLY, register=LIMIT, delay_s=1.5 * SOON_S)
    with rehearsed(site, "RS1", late) as (_, where), open_reader(where) as reader:
        for register, value in ((LIMIT, 300), (0x1011, 400)):
            assert reader.read(3, register, 1) == (value,)
        assert reader.unexpected_bytes == 7


# Writing


def split(sent: list[int], function: int) -> tuple[list[int], list[int]]:
    """What was sent before and after the only frame with a function."""
    assert sent.count(function) == 1
    return sent[: sent.index(function)], sent[sent.index(function) + 1 :]


WRITE_FAULTS = {
    Kind.DROP_REQUEST: (NoAnswer, 300), Kind.DROP_REPLY: (NoAnswer, 310), Kind.LATE_REPLY: (NoAnswer, 310),
    Kind.CUT_REPLY: (BadAnswer, 310), Kind.NOISE_BEFORE: (BadAnswer, 310), Kind.WRONG_UNIT: (BadAnswer, 310),
    Kind.WRONG_FUNCTION: (BadAnswer, 310), Kind.WRONG_ADDRESS: (BadAnswer, 310), Kind.WRONG_VALUE: (OtherValue, 310),
    Kind.CLAMP: (OtherValue, 305), Kind.EXCEPTION: (DeviceRefusal, 300),
}  # fmt: skip
WRITE_CASES = [
    *itertools.product(BOTH, WRITE_FAULTS.items()),
    ("RS1", (Kind.WRONG_CRC, (BadAnswer, 310))),
    ("RS2", (Kind.WRONG_TRANSACTION, (BadAnswer, 310))),
    ("RS2", (Kind.WRONG_PROTOCOL, (BadAnswer, 310))),
    ("RS2", (Kind.CLOSE, (NoAnswer, 310))),
]


@pytest.mark.fault("D3", "D6", "D7", "D11", "D12", "D13", "D17", "E8")
@pytest.mark.parametrize(("bus", "case"), WRITE_CASES, ids=named(WRITE_CASES))
def test_a_failed_write_is_sent_once_and_read_back(
    site: Site, bus: str, case: tuple[Kind, tuple[type[LineError], int]]
) -> None:
    kind, (error, kept) = case
    fault = Fault(kind=kind, function=6, value=11 if kind is Kind.EXCEPTION else 305, delay_s=1.5 * SOON_S)
    with rehearsed(site, bus, fault) as (plant, where), open_writer(where, {UNIT[bus]: CLR8G}) as writer:
        writer.read(UNIT[bus], STATUS, 1)
        with pytest.raises(error) as failure:
            writer.write(UNIT[bus], LIMIT, 310)
        assert failure.value.sent
        assert writer.read(UNIT[bus], *window(CLR8G, LIMIT)) == (kept, 30)
        before, after = (set(some) for some in split(functions(plant), 6))
        assert before == after == {3}  # a slow machine may repeat a read, and never the write


@pytest.mark.fault("E9")
@pytest.mark.parametrize("bus", BOTH)
def test_an_ignored_write_shows_only_in_the_read_back(site: Site, bus: str) -> None:
    fault = Fault(kind=Kind.IGNORE, function=6)
    with rehearsed(site, bus, fault) as (_, where), open_writer(where, {UNIT[bus]: CLR8G}) as writer:
        writer.read(UNIT[bus], STATUS, 1)
        writer.write(UNIT[bus], LIMIT, 310)
        assert writer.read(UNIT[bus], *window(CLR8G, LIMIT)) == (300, 30)


@pytest.mark.fault("D5")
def test_a_late_echo_is_not_taken_for_the_read_back(site: Site) -> None:
    """The echo comes after the quiet period too, while the read-back's own answer is lost."""
    late = Fault(kind=Kind.LATE_REPLY, function=6, delay_s=2.5 * SOON_S)
    lost = Fault(kind=Kind.DROP_REPLY, function=3, at=2)
    with rehearsed(site, "RS1", late, lost) as (plant, where), open_writer(where, {3: CLR8G}) as writer:
        writer.read(3, STATUS, 1)
        with pytest.raises(NoAnswer):
            writer.write(3, LIMIT, 310)
        assert writer.read(3, *window(CLR8G, LIMIT)) == (310, 30)
        assert functions(plant) == [3, 6, 3, 3]


@pytest.mark.fault("D25")
def test_nothing_is_written_while_somebody_else_talks(site: Site) -> None:
    noise = Fault(kind=Kind.NOISE_AFTER, delay_s=0.02)
    with rehearsed(site, "RS1", noise) as (plant, where), open_writer(where, {3: CLR8G}) as writer:
        writer.read(3, STATUS, 1)
        threading.Event().wait(0.1)
        with pytest.raises(Disturbed) as disturbed:
            writer.write(3, LIMIT, 310)
        assert str(disturbed.value) == "3 bytes came unasked before a request to unit 3; nothing was sent"
        assert (disturbed.value.sent, writer.unexpected_bytes, written(plant)) == (False, 3, 0)
        writer.write(3, LIMIT, 310)
        assert written(plant) == 1


@pytest.mark.fault("D25")
def test_somebody_heard_before_a_read_stops_the_write_behind_it(site: Site) -> None:
    noise = Fault(kind=Kind.NOISE_AFTER, delay_s=0.02)
    with rehearsed(site, "RS1", noise) as (plant, where), open_writer(where, {3: CLR8G}) as writer:
        writer.read(3, STATUS, 1)
        threading.Event().wait(0.1)
        writer.read(3, STATUS, 2)
        with pytest.raises(Disturbed):
            writer.write(3, LIMIT, 310)
        assert written(plant) == 0


@pytest.mark.fault("D19", "D24", "C7", "C8", "C11")
@pytest.mark.parametrize(
    ("unit", "register", "raw", "reason"),
    [
        (0, LIMIT, 310, "units are 1 to 247, and nothing is broadcast"),
        (248, LIMIT, 310, "units are 1 to 247, and nothing is broadcast"),
        (6, LIMIT, 310, "no device with that address takes part"),
        (5, COMMAND, 0x40, "`command` has role command, not parameter"),
        (5, STATUS, 0, "`status` has role status, not parameter"),
        (5, 0x1003, 750, "`starter_power` has role identity, not parameter"),
        (5, 0x100F, 100, "`current_calibration_percent` has role calibration, not parameter"),
        (5, 0x1010, 100, "`voltage_calibration_percent` has role calibration, not parameter"),
        (5, 0x101A, 5, "`slave_address` has role address, not parameter"),
        (5, 0x101B, 1, "`baud_rate` has role baud, not parameter"),
        (5, 0x1016, 1, "no such register in type clr8g"),
        (5, LIMIT, 10000, "raw 10000 is not a value `current_limit_percent` can have"),
        (5, LIMIT, -1, "raw -1 is not a value `current_limit_percent` can have"),
        (5, LIMIT, True, "not whole numbers"),
        (5, LIMIT, 310.0, "not whole numbers"),
        (11, 0x0001, 1, "`monitor_word_01` has role measurement, not parameter"),
    ],
)
def test_what_must_not_be_written_is_not_sent(site: Site, unit: int, register: int, raw: int, reason: str) -> None:
    with rehearsed(site, "RS2") as (plant, where), open_writer(where, {5: CLR8G, 11: K7GE}) as writer:
        writer.read(5, STATUS, 1)
        writer.read(11, 1, 19)
        with pytest.raises(WriteRefused) as refused:
            writer.write(unit, register, raw)
        place = f"0x{register:04X} of unit {unit}"
        assert str(refused.value) == f"writing {raw!r} to register {place} is refused: {reason}; nothing was sent"
        assert written(plant) == 0


@pytest.mark.parametrize(
    ("change", "write_function", "reason"),
    [
        ({"access": "r"}, 6, "`current_limit_percent` has access r, not rw"),
        ({"access": "w"}, 6, "`current_limit_percent` has access w, not rw"),
        ({"deployment": "manual"}, 6, "`current_limit_percent` is deployed by manual, not by a plan"),
        ({"deployment": "never"}, 6, "`current_limit_percent` is deployed by never, not by a plan"),
        ({"role": "undocumented"}, 6, "`current_limit_percent` has role undocumented, not parameter"),
        ({"minimum": None}, 6, "raw 310 is not a value `current_limit_percent` can have"),
        ({}, 16, "type clr8g is not written by function 6"),
        ({}, 5, "type clr8g is not written by function 6"),
    ],
)
def test_the_device_type_alone_decides(change: dict[str, Any], write_function: int, reason: str) -> None:
    changed = replace(CLR8G.parameters["current_limit_percent"], **change)
    assert CLR8G.modbus is not None
    kind = replace(
        CLR8G,
        parameters={**CLR8G.parameters, "current_limit_percent": changed},
        modbus=replace(CLR8G.modbus, write_function=write_function),
    )
    with pytest.raises(WriteRefused, match=re.escape(f"is refused: {reason};")):
        permit(Write(unit=5, address=LIMIT, raw=310, function=6), {5: kind}, {5})


def test_one_register_with_two_meanings_is_not_written() -> None:
    twin = replace(CLR8G.registers["command"], register=LIMIT)
    kind = replace(CLR8G, registers={**CLR8G.registers, "command": twin})
    with pytest.raises(WriteRefused, match="`command` has role command"):
        permit(Write(unit=5, address=LIMIT, raw=310, function=6), {5: kind}, {5})


@pytest.mark.parametrize(
    ("fault", "written_again"),
    [
        (Fault(kind=Kind.EXCEPTION, function=6, value=2), 1),
        (Fault(kind=Kind.EXCEPTION, function=6, value=10), 0),
        (Fault(kind=Kind.EXCEPTION, function=6, value=11), 0),
        (Fault(kind=Kind.DROP_REPLY, function=6), 0),
        (Fault(kind=Kind.CLAMP, function=6, value=305), 0),
    ],
    ids=["refused", "no path", "no device", "no answer", "clamped"],
)
def test_after_a_doubtful_answer_a_read_comes_before_the_next_write(
    site: Site, fault: Fault, written_again: int
) -> None:
    with rehearsed(site, "RS2", fault) as (plant, where), open_writer(where, {5: CLR8G}) as writer:
        writer.read(5, STATUS, 1)
        with pytest.raises(LineError):
            writer.write(5, LIMIT, 310)
        with contextlib.suppress(WriteRefused):
            writer.write(5, LIMIT, 310)
        assert written(plant) == 1 + written_again


@pytest.mark.fault("D4", "D5")
def test_the_quiet_period_is_as_long_as_the_slowest_device_may_think(site: Site) -> None:
    assert CLR8G.modbus is not None
    slow = replace(CLR8G, modbus=replace(CLR8G.modbus, response_delay_ms=4000 * SOON_S))
    late = Fault(kind=Kind.LATE_REPLY, function=6, delay_s=3 * SOON_S)
    with rehearsed(site, "RS1", late) as (_, where), open_writer(where, {3: slow}) as writer:
        writer.read(3, STATUS, 1)
        with pytest.raises(NoAnswer):
            writer.write(3, LIMIT, 310)
        assert writer.read(3, LIMIT, 2) == (310, 30)
        assert writer.unexpected_bytes == 8


@pytest.mark.fault("D14")
def test_no_write_is_the_first_frame_of_a_line(site: Site) -> None:
    with rehearsed(site, "RS2") as (plant, where), open_writer(where, {5: CLR8G, 6: CLR8G}) as writer:
        writer.read(6, STATUS, 1)
        with pytest.raises(WriteRefused, match="the unit has not answered a read since the line was opened"):
            writer.write(5, LIMIT, 310)
        assert written(plant) == 0


@pytest.mark.fault("D9")
def test_an_adapter_that_echoes_is_no_device(site: Site) -> None:
    echo = Fault(kind=Kind.ECHO, times=100)
    with rehearsed(site, "RS1", echo) as (plant, where), open_writer(where, {3: CLR8G}) as writer:
        with pytest.raises(BadAnswer):
            writer.read(3, STATUS, 1)
        with pytest.raises(WriteRefused):
            writer.write(3, LIMIT, 310)
        assert written(plant) == 0


@pytest.fixture(scope="module")
def fuzzed(site: Site) -> Iterator[tuple[Plant, Writer]]:
    with (
        rehearsed(site, "RS2", timeout_s=2) as (plant, where),
        open_writer(where, {5: CLR8G, 6: CLR8G, 11: K7GE}) as writer,
    ):
        for unit in (5, 6, 11):
            writer.read(unit, 1 if unit == 11 else STATUS, 1)
        yield plant, writer


PUSHED = {
    entry.register: entry
    for entry in CLR8G.parameters.values()
    if entry.role == "parameter" and entry.deployment == "push" and entry.access == "rw"
}
ANY_UNIT = some.sampled_from([0, 5, 6, 11]) | some.integers(-1, 300)
ANY_REGISTER = some.sampled_from([*CLR8G.map]) | some.integers(0xFFF, 0x1036) | some.integers(-1, 0x10000)
ANY_RAW = some.integers(0, 10) | some.integers(-1, 0x10000)


@pytest.mark.fault("C7", "C11", "D19", "D24")
@given(unit=ANY_UNIT, register=ANY_REGISTER, raw=ANY_RAW)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_only_settings_ever_reach_the_wire(fuzzed: tuple[Plant, Writer], unit: int, register: int, raw: int) -> None:
    plant, writer = fuzzed
    before = len(plant.log.requests())
    with contextlib.suppress(WriteRefused):
        writer.write(unit, register, raw)
        assert (unit in (5, 6), register in PUSHED) == (True, True)
        tail = b"\x06" + register.to_bytes(2, "big") + raw.to_bytes(2, "big")
        assert plant.log.requests()[before:] == [plant.log.requests()[-1][:6] + bytes([unit]) + tail]
        return
    assert plant.log.requests()[before:] == []


# On the wire


@pytest.mark.parametrize(
    ("raw", "function", "frame"),
    [
        (0x40, 6, "01 06 10 27 00 40 3C F1"),
        (0x80, 6, "01 06 10 27 00 80 3C A1"),
        (0x20, 6, "01 06 10 27 00 20 3C D9"),
        (0x40, 16, "01 10 10 27 00 01 02 00 40 B0 B6"),
        (0x80, 16, "01 10 10 27 00 01 02 00 80 B0 E6"),
        (0x20, 16, "01 10 10 27 00 01 02 00 20 B0 9E"),
    ],
)
def test_golden_commands_as_bytes_that_are_never_sent(raw: int, function: int, frame: str) -> None:
    command = Write(unit=1, address=COMMAND, raw=raw, function=function)
    assert line._frame("rtu", command, 0).hex(" ").upper() == frame


def test_golden_frames(site: Site) -> None:
    first = replace(site.starters["SS101"], bus=replace(site.starters["SS101"].bus, address=1))  # type: ignore[type-var]
    by_16 = replace(CLR8G, modbus=replace(CLR8G.modbus, write_function=16))  # type: ignore[type-var]
    site = replace(site, starters={"SS101": first})
    with rehearsed(site, "RS1") as (plant, where):
        with open_writer(where, {1: CLR8G}) as writer:
            for address, count in ((STATUS, 1), (0x1000, 15), (0x102A, 1), (0x102E, 1), (0x1033, 3)):
                writer.read(1, address, count)
            writer.read(10, 1, 19)
            writer.write(1, LIMIT, 350)
        with open_writer(where, {1: by_16}) as writer:
            writer.read(1, STATUS, 1)
            writer.write(1, LIMIT, 351)
        assert [frame.hex(" ").upper() for frame in plant.log.requests()] == [
            "01 03 10 29 00 01 51 02",
            "01 03 10 00 00 0F 01 0E",
            "01 03 10 2A 00 01 A1 02",
            "01 03 10 2E 00 01 E0 C3",
            "01 03 10 33 00 03 F1 04",
            "0A 03 00 01 00 13 54 BC",
            "01 06 10 05 01 5E 1D 63",
            "01 03 10 29 00 01 51 02",
            "01 10 10 05 00 01 02 01 5F F6 6C",
        ]


def test_the_silent_interval_is_kept_and_every_frame_reported(site: Site) -> None:
    seen: list[tuple[str, bytes, float]] = []
    with rehearsed(site, "RS1") as (plant, where):
        with open_reader(where, lambda *frame: seen.append(frame)) as reader:
            for _ in range(10):
                reader.read(3, STATUS, 1)
        assert [data for direction, data, _ in seen if direction == "out"] == plant.log.requests()
    moments = [moment for *_, moment in seen]
    assert [direction for direction, *_ in seen] == ["out", "in"] * 10
    gaps = [after - before for before, after in itertools.pairwise(moments)][1::2]
    assert min(gaps) >= 3.5 * 11 / 9600


def test_a_line_at_its_real_speed(site: Site) -> None:
    with rehearsed(site, "RS1", paced=True) as (_, where), open_reader(where) as reader:
        assert where.paced
        assert reader.read(3, 0x1000, 10)[5] == 300
        assert reader.unexpected_bytes == 0


@pytest.mark.fault("D26")
def test_an_answer_faster_than_the_wire_is_stale(site: Site) -> None:
    with rehearsed(site, "RS1") as (_, where), open_reader(replace(where, paced=True)) as reader:
        with pytest.raises(BadAnswer) as bad:
            reader.read(3, 0x1000, 10)
        assert bad.value.reason.endswith("ms after the request; the wire alone takes 30.1 ms")


@pytest.mark.fault("D1")
@pytest.mark.parametrize(
    ("where", "message"),
    [
        (Endpoint(kind="tcp", host="127.0.0.1", port=1), "cannot connect to 127.0.0.1:1: Connection refused"),
        (Endpoint(kind="rtu", device="/dev/pts/none"), "cannot open /dev/pts/none: No such file or directory"),
    ],
)
def test_nobody_there(where: Endpoint, message: str) -> None:
    with pytest.raises(CannotOpen) as failure:
        open_reader(where)
    assert (str(failure.value), failure.value.sent) == (message, False)


@pytest.mark.fault("F2", "F3")
def test_a_port_is_ours_alone(site: Site, tmp_path: Path) -> None:
    port = tmp_path / "ttyUSB0"
    with rehearsed(site, "RS1") as (_, where):
        port.symlink_to(where.device)
        ours = replace(where, device=str(port))
        assert ours.name == where.name
        with open_reader(ours):
            with pytest.raises(LineBusy):
                open_reader(where)
            assert closed_to_others(where.device)


def closed_to_others(device: str) -> bool:
    """Whether TIOCEXCL is set: the administrator can still open the port and ask, anybody else cannot open it."""
    tiocgexcl = 0x80045440
    try:
        descriptor = os.open(device, os.O_RDWR | os.O_NOCTTY)
    except OSError:
        return True
    try:
        return fcntl.ioctl(descriptor, tiocgexcl, bytes(4)) != bytes(4)
    finally:
        os.close(descriptor)


@pytest.mark.fault("D21")
def test_the_plant_vanishes_under_the_reader(site: Site) -> None:
    for bus in BOTH:
        with rehearsed(site, bus) as (_, where):
            reader = open_reader(where)
            reader.read(UNIT[bus], STATUS, 1)
        with reader, pytest.raises(LineError):
            reader.read(UNIT[bus], STATUS, 1)
        with pytest.raises(LineError):
            reader.read(UNIT[bus], STATUS, 1)


@pytest.mark.fault("D8")
def test_a_line_that_babbles_is_given_up() -> None:
    master, slave = os.openpty()
    stop = threading.Event()

    def babble() -> None:
        while not stop.wait(0.0005):
            with contextlib.suppress(BlockingIOError):
                os.write(master, b"\x55")

    os.set_blocking(master, False)
    thread = threading.Thread(target=babble)
    thread.start()
    try:
        where = Endpoint(kind="rtu", device=os.ttyname(slave), timeout_s=0.05, quiet_s=0.05)
        with open_reader(where) as reader, pytest.raises((Disturbed, BadAnswer)):
            reader.read(3, STATUS, 1)
    finally:
        stop.set()
        thread.join()
        os.close(master)
        os.close(slave)


# Which registers in which frames


@pytest.mark.fault("C9", "C10", "D23")
@pytest.mark.parametrize(
    ("wanted", "largest", "blocks"),
    [
        ("all", None, [(0x1000, 22), (0x1017, 5), (0x1029, 2), (0x102E, 1), (0x1033, 3)]),
        ("all", 10, [(0x1000, 10), (0x100A, 10), (0x1014, 2), (0x1017, 5), (0x1029, 2), (0x102E, 1), (0x1033, 3)]),
        (["current_limit_percent"], None, [(LIMIT, 1)]),
        (["start_mode", "current_limit_percent", "status"], None, [(0x1001, 5), (STATUS, 1)]),
        (["start_mode", "current_limit_percent"], 3, [(0x1001, 1), (LIMIT, 1)]),
        ([], None, []),
    ],
)
def test_fewest_reads(wanted: str | list[str], largest: int | None, blocks: list[tuple[int, int]]) -> None:
    assert read_blocks(CLR8G, wanted, largest) == blocks


@pytest.mark.parametrize("name", ["command", "motor_rated_current_a", "nonsense"])
def test_what_cannot_be_read(name: str) -> None:
    with pytest.raises(ValueError) as refusal:
        read_blocks(CLR8G, [name])
    assert str(refusal.value) == f"type clr8g has no readable register for {name}"


@pytest.mark.fault("D4")
@pytest.mark.parametrize("device_type", [CLR8G, K7GE], ids=["clr8g", "k7ge-mg"])
def test_the_second_shape_reads_the_same_registers_in_other_frames(device_type: type) -> None:
    blocks = read_blocks(device_type, "all")  # type: ignore[arg-type]
    other = other_blocks(blocks)
    assert covered(other) == covered(blocks)
    counts = [count for _, count in (*blocks, *other)]
    assert all(before != after for before, after in itertools.pairwise(counts))
    assert {block for block in other if block[1] > 2} & set(blocks) == set()


def covered(blocks: list[tuple[int, int]]) -> list[int]:
    return sorted(register for start, count in blocks for register in range(start, start + count))


@pytest.mark.fault("C9")
def test_a_write_only_register_parts_a_block() -> None:
    assert CLR8G.modbus is not None
    wide = replace(CLR8G, modbus=replace(CLR8G.modbus, blocks=((0x1026, 0x1029),)))
    assert read_blocks(wide, "all") == [(0x1026, 1), (0x1028, 2)]


@pytest.mark.parametrize(
    ("register", "read"),
    [(LIMIT, (LIMIT, 2)), (0x1015, (0x1014, 2)), (STATUS, (STATUS, 2)), (0x102E, (0x102E, 1)), (0x1035, (0x1034, 2))],
)
def test_window(register: int, read: tuple[int, int]) -> None:
    assert window(CLR8G, register) == read


@pytest.mark.parametrize("bus", BOTH)
def test_the_map_read_twice(site: Site, bus: str) -> None:
    with rehearsed(site, bus) as (plant, where), open_reader(where) as reader:
        found = read_map_twice(reader, UNIT[bus], CLR8G)
        memory = plant.buses[bus].devices[UNIT[bus]].registers
        assert found == {register: raw for register, raw in sorted(memory.items()) if register != COMMAND}


@pytest.mark.fault("E26")
@pytest.mark.parametrize(
    ("changes", "moved"), [({LIMIT: 1, 0x1011: 2, 0x102A: 7, 0x1033: 1}, (LIMIT, 0x1011)), ({0x102A: 7, STATUS: 1}, ())]
)
def test_settings_that_move_between_two_reads(site: Site, changes: dict[int, int], moved: tuple[int, ...]) -> None:
    fault = Fault(kind=Kind.CHANGE, unit=5, at=5, changes=changes)
    with rehearsed(site, "RS2", fault) as (_, where), open_reader(where) as reader:
        try:
            read_map_twice(reader, 5, CLR8G)
            found: tuple[int, ...] = ()
        except Unstable as unstable:
            found = unstable.registers
    assert found == moved


# Finding the rehearsal plant


def test_the_rehearsal_plant_is_found(site: Site, tmp_path: Path) -> None:
    file, found, stop = tmp_path / "rehearsal.json", [], threading.Event()

    def look(_: Plant) -> None:
        for bus, where in load_rehearsal(file).items():
            with open_reader(where) as reader:
                found.append((bus, *reader.read(UNIT[bus], LIMIT, 1)))
        stop.set()

    serve(site, file, None, 60, paced=False, on_ready=look, stop=stop)
    assert found == [("RS1", 300), ("RS2", 300)]
    assert list(tmp_path.iterdir()) == []


def test_a_rehearsal_gateway_that_passes_serial_frames_on_is_read(site: Site, tmp_path: Path) -> None:
    file, found, stop = tmp_path / "rehearsal.json", [], threading.Event()
    gateway = site.buses["RS2"].gateway
    assert gateway
    bus = replace(site.buses["RS2"], gateway=replace(gateway, framing="rtu"))

    def look(_: Plant) -> None:
        try:
            with open_reader(load_rehearsal(file)["RS2"]) as reader:
                found.append(reader.read(UNIT["RS2"], LIMIT, 1))
        finally:
            stop.set()

    serve(replace(site, buses={**site.buses, "RS2": bus}), file, None, 60, paced=False, on_ready=look, stop=stop)
    assert found == [(300,)]


GOOD = '{"format_version": 1, "rehearsal": true, "pid": %d, "site": "X", "buses": {"RS1": %s}}'
TCP = '{"kind": "tcp", "host": "127.0.0.1", "port": 1}'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (GOOD % (2**22 - 1, TCP), "belongs to a rehearsal plant that has ended"),
        (GOOD % (os.getpid(), '{"kind": "tcp", "host": "192.0.2.20", "port": 502}'), "names a bus RS1 that is neither"),
        (GOOD % (os.getpid(), '{"kind": "tcp", "host": "localhost", "port": 502}'), "is not the state file"),
        (GOOD % (os.getpid(), '{"kind": "rtu", "device": "/dev/ttyUSB0", "baud_rate": 9600}'), "names a bus RS1"),
        (GOOD.replace("1,", "2,") % (1, TCP), "is not the state file of a rehearsal plant of this version"),
        (GOOD.replace("true", "false") % (1, TCP), "is not the state file of a rehearsal plant of this version"),
        ("{}", "is not the state file of a rehearsal plant"),
        ("[1]", "is not the state file of a rehearsal plant"),
        ("nonsense", "is not the state file of a rehearsal plant"),
    ],
)
def test_what_is_no_rehearsal(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "rehearsal.json"
    file.write_text(text, encoding="utf-8")
    with file.open(encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Stop) as stop:
            load_rehearsal(file)
    assert stop.value.code is ExitCode.REFUSED
    assert stop.value.message.startswith(f"{file} {reason}")


def test_a_plant_that_was_killed_is_no_rehearsal(tmp_path: Path) -> None:
    file = tmp_path / "rehearsal.json"
    file.write_text(GOOD % (os.getpid(), TCP), encoding="utf-8")
    with pytest.raises(Stop) as stop:
        load_rehearsal(file)
    assert stop.value.message == f"{file} belongs to a rehearsal plant that has ended"
    with pytest.raises(Stop) as stop:
        load_rehearsal(tmp_path / "none.json")
    assert stop.value.message == f"{tmp_path / 'none.json'} cannot be read: No such file or directory"


def test_a_reader_is_what_open_reader_gives(site: Site) -> None:
    with rehearsed(site, "RS2") as (_, where), open_reader(where) as reader:
        assert (type(reader), isinstance(reader, Writer), reader.gateway) == (Reader, False, True)

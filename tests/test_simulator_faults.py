"""What goes wrong in the rehearsal plant, as its user writes it and as a client sees it, byte by byte."""

import contextlib
import dataclasses
import itertools
import os
import re
import select
import subprocess
import termios
import time
from collections.abc import Iterator, Sequence

import pytest
from tests.raw_bytes import framed, gateway, read, receive, serial_line

from plantwright.modbus.simulator.actions import ACTIONS, act
from plantwright.modbus.simulator.device import RAMP_S
from plantwright.modbus.simulator.faults import BEHAVIOURS, Fault, Kind
from plantwright.modbus.simulator.framelog import FrameLog
from plantwright.modbus.simulator.frames import crc
from plantwright.modbus.simulator.plant import Plant, running
from plantwright.modbus.simulator.wording import Misworded, parse_fault
from plantwright.site.model import Site

LIMIT, SET = "03 10 05 00 01", "06 10 05 01 5E"
"""Reads the current limit of a starter, 300 % from the factory; sets it to 350 %."""
OLD, NEW, STATUS = "03 02 01 2C", "03 02 01 5E", "03 10 29 00 01"
STANDBY, STARTING, BYPASS, EDITING, FAULT = (f"03 02 00 0{code}" for code in (0, 1, 2, 4, 5))


class Clock:
    """The time of the devices, which passes only when told to."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@contextlib.contextmanager
def troubled(site: Site, *specs: str, paced: bool = False) -> Iterator[tuple[Plant, Clock]]:
    """Run the plant with faults, on a clock of its own."""
    clock, faults = Clock(), [parse_fault(site, spec) for spec in specs]
    by_bus = {tag: [fault for bus, fault in faults if bus == tag] for tag in site.buses}
    with running(site, FrameLog(), for_s=30, paced=paced, faults=by_bus) as plant:
        for bus in plant.buses.values():
            for device in bus.devices.values():
                device.clock = clock
        yield plant, clock


def answer(plant: Plant, pdu: str, unit: int = 5, wait_s: float = 0.15) -> str:
    with gateway(plant) as connection:
        connection.sendall(framed(unit, pdu))
        return receive(connection, wait_s)[7:].hex(" ").upper()


# Devices


@pytest.mark.parametrize(
    ("spec", "script"),
    [
        ("clamp, value 400, times always", [(SET, "06 10 05 01 90"), (LIMIT, "03 02 01 90")]),
        ("ignore", [(LIMIT, OLD), (SET, SET), (LIMIT, OLD), (SET, SET), (LIMIT, NEW)]),
        ("refuse while running", [(SET, SET), "start motor", (SET, "86 03"), RAMP_S, (SET, "86 03"),
                                  "stop motor", (SET, "86 03"), RAMP_S, (SET, SET)]),
        ("refuse while running, value 8", ["start motor", (SET, "86 08"), (LIMIT, OLD)]),
        ("ignore while running", ["start motor", (SET, SET), (LIMIT, OLD), "stop motor", RAMP_S, (SET, SET),
                                  (LIMIT, NEW)]),
        ("ram only", [(SET, SET), (LIMIT, NEW), "power cycle", (LIMIT, OLD)]),
        ("ram only, times 1", [(SET, SET), (SET, SET), "power cycle", (LIMIT, NEW)]),
        ("duplicate reply, at 99", [(SET, SET), "power cycle", (LIMIT, NEW)]),
        ("delayed commit, delay 500 ms", [(SET, SET), (LIMIT, OLD), 0.5, (LIMIT, NEW)]),
        ("delayed commit, delay 500 ms", [(SET, SET), "power cycle", 0.5, (LIMIT, OLD)]),
        ("delayed commit, delay 500 ms",
         [(SET, SET), 0.5, ("06 10 06 00 4D", "06 10 06 00 4D"), (LIMIT, NEW), 0.5, ("03 10 06 00 01", "03 02 00 4D")]),
        ("ignore", ["start motor", RAMP_S, (SET, SET), (STATUS, BYPASS), (LIMIT, OLD)]),
        ("acknowledge, delay 1 s", [(SET, "86 05"), (LIMIT, OLD), 1.0, (LIMIT, NEW)]),
        ("change, function 6, change F0.03=77", [(LIMIT, OLD), (SET, SET), ("03 10 06 00 01", "03 02 00 4D")]),
        ("change, change status=fault", [(LIMIT, OLD), (STATUS, FAULT)]),
        ("reboot, at 2, delay 2 s", [(SET, SET), (LIMIT, ""), (LIMIT, ""), 2.0, (LIMIT, NEW), (STATUS, STANDBY)]),
        ("motor starts, at 2", [(STATUS, STANDBY), (STATUS, STANDBY), (STATUS, STARTING), RAMP_S, (STATUS, BYPASS)]),
        ("keypad, function 6, change current_limit_percent=310",
         [(SET, SET), (STATUS, EDITING), (LIMIT, "03 02 01 36"), "leave keypad", (STATUS, STANDBY)]),
        ("device fault, value 9", [(STATUS, STANDBY), (SET, SET), (STATUS, FAULT), ("03 10 33 00 01", "03 02 00 09")]),
        ("all zero", [(LIMIT, "03 02 00 00"), ("03 10 03 00 02", "03 04 00 00 00 00"), (SET, SET)]),
        ("jitter", [(LIMIT, OLD), (LIMIT, "03 02 01 2D"), (LIMIT, OLD)]),
        ("jitter, change status=1", [(LIMIT, OLD), (LIMIT, OLD), (STATUS, STANDBY), (STATUS, STARTING)]),
        ("write protected", [(SET, "86 04"), (LIMIT, OLD), ("10 10 05 00 01 02 01 5E", "90 04")]),
        ("refuse function, value 6", [(SET, "86 01"), ("10 10 05 00 01 02 01 5E", "10 10 05 00 01"), (LIMIT, NEW)]),
        ("refuse function, value 16", [("10 10 05 00 01 02 01 5E", "90 01"), (SET, SET)]),
        ("trip unpolled, delay 10 s, value 10",
         [(STATUS, STANDBY), 11.0, (STATUS, STANDBY), "start motor", 9.0, (STATUS, BYPASS), 11.0, (STATUS, FAULT)]),
        ("swap, at 2", [(SET, SET), (LIMIT, NEW), (LIMIT, OLD), ("03 10 03 00 01", "03 02 09 CE")]),
        ("exception, value 0x0A, function 3", [(LIMIT, "83 0A"), (LIMIT, OLD)]),
        ("exception, value 6, times 2", [(SET, "86 06"), (SET, "86 06"), (LIMIT, OLD)]),
        ("exception after acting, value 6", [(SET, "86 06"), (LIMIT, NEW)]),
        ("exception after acting, value 11", [(SET, "86 0B"), (LIMIT, NEW)]),
        ("exception after acting, value 4", [(LIMIT, "83 04"), (LIMIT, OLD)]),
        ("vendor exception, value 0xA063", [(SET, "A0 63"), (LIMIT, OLD)]),
        ("vendor exception, value 0x9002", [(SET, "90 02"), (LIMIT, OLD)]),
        ("drop request", [(SET, ""), (LIMIT, OLD)]),
        ("drop reply, at 2, function 6", [(LIMIT, OLD), (SET, SET), ("06 10 05 01 5F", ""), (LIMIT, "03 02 01 5F")]),
        ("drop reply, register current_limit_percent", [(STATUS, STANDBY), (LIMIT, "")]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
@pytest.mark.fault("E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9", "E10", "E12", "E13", "E15", "E16", "E17")
@pytest.mark.fault("E18", "E20", "E22", "E23", "E24", "E25", "E26", "D17")
def test_a_device(site: Site, spec: str, script: Sequence[tuple[str, str] | str | float]) -> None:
    """Requests with their answers, actions of a person, and seconds that pass."""
    with troubled(site, f"SS301: {spec}") as (plant, clock):
        for index, step in enumerate(script):
            match step:
                case str():
                    act(site, plant, f"SS301: {step}")
                case float():
                    clock.now += step
                case (request, expected):
                    assert answer(plant, request) == expected, index


@pytest.mark.fault("E11")
def test_a_write_of_several_registers_stops_half_way(site: Site) -> None:
    with troubled(site, "SS301: half written") as (plant, _):
        starter = plant.device("SS301")
        starter.modbus = dataclasses.replace(starter.modbus, write_max=2)
        assert answer(plant, "10 10 05 00 02 04 01 5E 00 22") == "90 04"
        assert answer(plant, "03 10 05 00 02") == "03 04 01 5E 00 1E"


@pytest.mark.fault("E19")
@pytest.mark.parametrize("at_once", [True, False])
def test_a_new_address_holds_at_once_or_from_the_power_cycle_on(site: Site, at_once: bool) -> None:
    with troubled(site, *["SS301: line at once"] * at_once) as (plant, _):
        assert answer(plant, "06 10 1A 00 09") == "06 10 1A 00 09"
        assert (answer(plant, LIMIT), answer(plant, LIMIT, unit=9)) == (("", OLD) if at_once else (OLD, ""))
        act(site, plant, "SS301: power cycle")
        assert (answer(plant, LIMIT), answer(plant, LIMIT, unit=9)) == ("", OLD)


@pytest.mark.fault("E19")
def test_two_units_with_one_address_destroy_their_answers(site: Site) -> None:
    with troubled(site, "SS301: line at once") as (plant, _):
        answer(plant, "06 10 1A 00 06")
        with gateway(plant) as connection:
            connection.sendall(framed(6, SET))
            assert receive(connection) == b"\xff" * 5
        assert [plant.device(tag).registers[0x1005] for tag in ("SS301", "SS401")] == [350, 350]


SILENT_S = 0.2


@pytest.mark.fault("D20", "E19")
def test_a_device_hears_only_its_own_baud_rate(site: Site) -> None:
    with troubled(site) as (plant, _):
        descriptor = serial_line(plant)
        try:
            assert serial(descriptor, 3, "06 10 1B 00 00") != ""  # 19200 baud, from the next power cycle on
            assert serial(descriptor, 3, LIMIT) == OLD
            act(site, plant, "SS101: power cycle")
            assert serial(descriptor, 3, LIMIT, wait_s=SILENT_S) == ""
            attributes = termios.tcgetattr(descriptor)
            attributes[4] = attributes[5] = termios.B19200
            termios.tcsetattr(descriptor, termios.TCSANOW, attributes)
            assert (serial(descriptor, 3, LIMIT), serial(descriptor, 4, LIMIT, wait_s=SILENT_S)) == (OLD, "")
        finally:
            os.close(descriptor)


@pytest.mark.parametrize("baud_rate", [1200, 19200, 76800, 115200])
def test_a_line_of_any_rate_is_heard(site: Site, baud_rate: int) -> None:
    bus = dataclasses.replace(site.buses["RS1"], baud_rate=baud_rate)
    with troubled(dataclasses.replace(site, buses={**site.buses, "RS1": bus})) as (plant, _):
        descriptor = serial_line(plant)
        try:
            assert serial(descriptor, 3, LIMIT) == OLD
        finally:
            os.close(descriptor)


def serial(descriptor: int, unit: int, pdu: str, count: int = 300, wait_s: float = 5.0) -> str:
    """Send one request over the serial line and return the PDU of the answer, empty when none begins in time."""
    body = bytes([unit]) + bytes.fromhex(pdu)
    os.write(descriptor, body + crc(body))
    if not select.select([descriptor], [], [], wait_s)[0]:
        return ""
    return read(descriptor, count, 0.1)[1:-2].hex(" ").upper()


def test_a_device_without_power_is_silent(site: Site) -> None:
    with troubled(site) as (plant, _):
        assert act(site, plant, "SS301: power off") == "SS301: power off"
        assert answer(plant, LIMIT) == ""
        assert act(site, plant, "SS301: power cycle") == "SS301: power cycle, now standby"
        assert answer(plant, LIMIT) == OLD


# The wire

ASKED = framed(5, LIMIT)
GOOD = bytes.fromhex("12 34 00 00 00 05 05 03 02 01 2C")
NOISE = b"\xff\x00\x55"
FOREIGN = bytes.fromhex("12 34 00 00 00 06 F0 03 00 00 00 01 12 34 00 00 00 05 F0 03 02 00 00")


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("late reply, delay 20 ms", GOOD),
        ("duplicate reply", GOOD + GOOD),
        ("cut reply", GOOD[:-2]),
        ("cut reply, value 1", GOOD[:1]),
        ("slow reply, delay 2 ms", GOOD),
        ("noise before", NOISE + GOOD),
        ("noise after, delay 10 ms", GOOD + NOISE),
        ("babble, delay 12 ms", GOOD + NOISE * 4),
        ("foreign master", GOOD + FOREIGN),
        ("echo", ASKED),
        ("echo and reply", ASKED + GOOD),
        ("wrong unit", GOOD[:6] + b"\x04" + GOOD[7:]),
        ("wrong function", GOOD[:7] + b"\x04" + GOOD[8:]),
        ("wrong count", bytes.fromhex("12 34 00 00 00 03 05 03 00")),
        ("long reply", bytes.fromhex("12 34 00 00 00 07 05 03 04 01 2C 00 00")),
        ("odd count", bytes.fromhex("12 34 00 00 00 04 05 03 01 01")),
        ("wrong value, value 7", GOOD[:-2] + b"\x00\x07"),
        ("wrong transaction", b"\x12\x35" + GOOD[2:]),
        ("zero transaction", bytes(2) + GOOD[2:]),
        ("wrong protocol", GOOD[:3] + b"\x01" + GOOD[4:]),
        ("exception and reply, delay 20 ms", bytes.fromhex("12 34 00 00 00 03 05 83 0B") + GOOD),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
@pytest.mark.fault("D4", "D6", "D8", "D9", "D10", "D13", "D15", "D18", "D25")
def test_the_wire(site: Site, spec: str, expected: bytes) -> None:
    with troubled(site, f"SS301: {spec}") as (plant, _), gateway(plant) as connection:
        connection.sendall(ASKED)
        assert b"".join(iter(lambda: receive(connection, 0.1), b"")) == expected
        connection.sendall(ASKED)
        assert receive(connection) == GOOD


@pytest.mark.fault("D6")
def test_the_echo_of_a_write(site: Site) -> None:
    asked = framed(5, SET)
    faults = ("SS301: wrong address", "SS301: wrong value, at 2, value 1")
    with troubled(site, *faults) as (plant, _), gateway(plant) as connection:
        for expected in (asked[:9] + b"\x04" + asked[10:], asked[:-2] + b"\x00\x01"):
            connection.sendall(asked)
            assert receive(connection) == expected


@pytest.mark.fault("D11")
@pytest.mark.parametrize("count", range(11))
def test_the_connection_closes_at_each_byte(site: Site, count: int) -> None:
    with troubled(site, f"SS301: close, value {count}") as (plant, _), gateway(plant) as connection:
        connection.sendall(ASKED)
        came = b"".join(iter(lambda: connection.recv(300), b""))  # ends with the connection
        assert came == GOOD[:count]


@pytest.mark.fault("D21")
@pytest.mark.parametrize("paced", [False, True])
@pytest.mark.parametrize("count", [0, 3])
def test_the_adapter_is_pulled_out(site: Site, count: int, paced: bool) -> None:
    with troubled(site, f"SS101: close, value {count}", paced=paced) as (plant, _):
        descriptor = serial_line(plant)
        try:
            body = bytes([3]) + bytes.fromhex(SET)
            os.write(descriptor, body + crc(body))
            assert body[:count].startswith(until_lost(descriptor))  # what is not read in time is lost with the line
            with pytest.raises(OSError, match="Input/output error"):
                os.write(descriptor, b"x")
        finally:
            os.close(descriptor)
        assert plant.device("SS101").registers[0x1005] == 350
        assert answer(plant, LIMIT) == OLD


def until_lost(descriptor: int) -> bytes:
    """Return what comes before the line vanishes."""
    came = b""
    with contextlib.suppress(OSError):
        while some := os.read(descriptor, 300):
            came += some
    return came


@pytest.mark.fault("D8")
def test_a_babble_has_no_end_and_holds_nobody_up(site: Site) -> None:
    with troubled(site, "SS301: babble", "SS101: babble") as (plant, _):
        descriptor = serial_line(plant)
        try:
            with gateway(plant) as connection:
                connection.sendall(ASKED)
                babble = [receive(connection) for _ in range(30)]
                assert b"".join(babble)[len(GOOD) :].startswith(NOISE * 10)
                assert "FF 00 55 FF 00 55 FF 00 55" in serial(descriptor, 3, LIMIT, count=100)
                assert answer(plant, LIMIT) == OLD
        finally:
            os.close(descriptor)
        assert len(plant.log.frames) < 20


@pytest.mark.fault("D16")
def test_a_gateway_repeats_a_write_by_itself(site: Site) -> None:
    with troubled(site, "SS301: repeat write, value 2", "SS301: drop reply, function 6") as (plant, _):
        assert (answer(plant, LIMIT), answer(plant, SET)) == (OLD, "")
        log = [frame.direction for frame in plant.log.frames]
        assert log == ["request", "reply", "request", "gateway", "gateway"]
        assert [(write.unit, write.function, write.register) for write in plant.log.writes()] == [(5, 6, 0x1005)] * 3


@pytest.mark.fault("D14")
def test_serial_frames_over_tcp(site: Site) -> None:
    body = bytes([5]) + bytes.fromhex(LIMIT)
    with troubled(site, "RS2: rtu over tcp") as (plant, _), gateway(plant) as connection:
        connection.sendall(ASKED)  # is noise to a device
        assert receive(connection) == b""
        connection.sendall(body + crc(body))
        reply = bytes([5]) + bytes.fromhex(OLD)
        assert receive(connection) == reply + crc(reply)
        assert [frame.direction for frame in plant.log.frames] == ["noise", "request", "reply"]


@pytest.mark.fault("D7")
def test_check_bytes_that_are_wrong(site: Site) -> None:
    with troubled(site, "SS101: wrong crc") as (plant, _):
        descriptor = serial_line(plant)
        try:
            body = bytes([3]) + bytes.fromhex(LIMIT)
            good = bytes([3]) + bytes.fromhex(OLD)
            for expected in (good + bytes([crc(good)[0], crc(good)[1] ^ 0xFF]), good + crc(good)):
                os.write(descriptor, body + crc(body))
                assert read(descriptor, 7) == expected
        finally:
            os.close(descriptor)


@pytest.mark.fault("D26")
def test_an_early_answer_keeps_no_pace(site: Site) -> None:
    """The order tells it: sooner than the paced answer to the request before it."""
    with troubled(site, "SS101: early reply, at 2", paced=True) as (plant, _):
        descriptor = serial_line(plant)
        try:
            for pdu in (LIMIT, STATUS):
                body = bytes([3]) + bytes.fromhex(pdu)
                os.write(descriptor, body + crc(body))
            came = read(descriptor, 14)
        finally:
            os.close(descriptor)
    early, late = bytes([3]) + bytes.fromhex(STANDBY), bytes([3]) + bytes.fromhex(OLD)
    assert came == early + crc(early) + late + crc(late)


def test_a_paced_answer_takes_at_least_its_time_and_is_one_frame_in_the_log(site: Site) -> None:
    with troubled(site, paced=True) as (plant, _):
        descriptor = serial_line(plant)
        try:
            begun = time.monotonic()
            assert serial(descriptor, 3, "03 10 00 00 16", count=49) != ""
            taken_s = time.monotonic() - begun
        finally:
            os.close(descriptor)
        assert taken_s >= (8 + 3.5 + 49) * 10 / 9600
        assert [len(frame.data) for frame in plant.log.frames] == [8, 49]


@pytest.mark.parametrize("bus", ["RS1", "RS2"])
def test_mbpoll_meets_a_refusal_and_a_clamp(site: Site, bus: str) -> None:
    tag, unit = ("SS101", 3) if bus == "RS1" else ("SS301", 5)
    with troubled(site, f"{tag}: exception, value 2, function 3", f"{tag}: clamp, value 400") as (plant, _):
        state = plant.state[bus]
        line = (["-m", "tcp", "-p", str(state["port"]), "127.0.0.1"] if bus == "RS2"
                else ["-m", "rtu", "-b", "9600", "-P", "none", str(state["device"])])  # fmt: skip
        command = ["mbpoll", "-0", "-1", "-q", "-a", str(unit), "-t", "4", "-r", "4101", *line]
        refused, written, seen = (
            subprocess.run([*command, *more], capture_output=True, text=True, timeout=20, check=False)
            for more in (["-c", "1"], ["350"], ["-c", "1"])
        )
        assert "Illegal data address" in refused.stdout + refused.stderr
        assert written.returncode == 0
        assert re.findall(r"\[4101\]:\s+(\d+)", seen.stdout) == ["400"]


# How faults and actions are written


def test_every_kind_can_be_written(site: Site) -> None:
    arguments = {"value": "value 7", "delay": "delay 1.5 s", "change": "change 0x1005=305"}
    for kind, behaviour in BEHAVIOURS.items():
        words = [arguments[word] for word in (*behaviour.needs, *behaviour.takes)]
        bus, fault = parse_fault(site, ", ".join([f"SS301: {kind}", "at 2", "times 3", *words]))
        assert (bus, fault.kind, fault.unit, fault.at, fault.times) == ("RS2", kind, 5, 2, 3)
        assert fault.value == 7 * ("value 7" in words)
        assert fault.delay_s == 1.5 * ("delay 1.5 s" in words)
        assert fault.changes == ({0x1005: 305} if "change 0x1005=305" in words else {})
    assert set(BEHAVIOURS) == set(Kind)


def test_a_bus_means_every_device_on_it(site: Site) -> None:
    assert parse_fault(site, "RS1:  Drop  Reply ,times always, function 3") == (
        "RS1", Fault(kind=Kind.DROP_REPLY, times=1_000_000, function=3)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("", "`` is not `WHO: WHAT`", "write for example"),
        ("SS101", "`SS101` is not `WHO: WHAT`", "write for example"),
        ("SS101: dorp reply", "there is no kind of fault `dorp reply`", "did you mean `drop reply`?"),
        ("SS101: gremlin", "there is no kind of fault `gremlin`", "`--fault list` prints the kinds"),
        ("SS999: drop reply", "there is no device or bus `SS999` in the rehearsal plant", "devices: SS101, SS201, IM1"),
        ("SS101: drop reply, once", "`once` is not understood", "each part is one of at, times, function, register"),
        ("SS101: drop reply, at", "`at` is not understood", "each part is one of"),
        ("SS101: drop reply, at 0", "`at 0` is no whole number from 1 to 1000000", "write `at 1`"),
        ("SS101: drop reply, at -1", "`at -1` is no whole number", "write `at 1`"),
        ("SS101: drop reply, at 1, at 2", "`at` is given twice", "give it once"),
        ("SS101: drop reply, function 200", "`function 200` is no whole number from 1 to 127", "write"),
        ("SS101: drop reply, value 3", "`drop reply` takes no `value`", "drop reply: executed, not answered"),
        ("SS101: clamp", "`clamp` needs `value`", "clamp: the device stores"),
        ("SS101: clamp, value 70000", "`value 70000` is no whole number from 0 to 65535", "write"),
        ("SS101: clamp, value ٣", "`value ٣` is no whole number", "write"),
        ("SS101: exception, value 256", "`value 256` is no whole number from 1 to 255", "write"),
        ("SS101: exception and reply, delay 1 s, value 0", "`value 0` is no whole number from 1 to 255", "write"),
        ("SS101: late reply, delay 3", "`delay 3` is no time up to 600 s", "write `delay 2 s` or `delay 50 ms`"),
        ("SS101: late reply, delay 601 s", "`delay 601 s` is no time up to 600 s", "write"),
        ("SS101: clamp, value 1, register curent_limit_percent", "there is no register `curent_limit_percent`",
         "did you mean `current_limit_percent`?"),
        ("SS101: change, change 0x1005", "`change 0x1005` is not `change REGISTER=VALUE`", "write"),
        ("SS101: change, change 0x4000=1", "there is no register `0x4000`", "write"),
        ("SS101: change, change status=asleep", "`change asleep` is no whole number from 0 to 65535", "write"),
    ],
)  # fmt: skip
def test_what_is_wrongly_written_is_told(site: Site, text: str, message: str, hint: str) -> None:
    with pytest.raises(Misworded) as error:
        parse_fault(site, text)
    assert message in str(error.value)
    assert error.value.hint.startswith(hint)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("RS1: power cycle", "`RS1` is a bus; an action is for one device", "devices: SS101"),
        ("SS101: power cycel", "there is no action `power cycel`", "did you mean `power cycle`? actions: power cycle"),
        ("SS101: power cycle, value 3", "`power cycle` takes no `value`", "power cycle: off and on"),
        ("SS101: keypad, at 3", "`at 3` is not understood", "each part is one of value, change"),
    ],
)
def test_an_action_that_cannot_be_done_is_told(site: Site, text: str, message: str, hint: str) -> None:
    with running(site, FrameLog(), for_s=5) as plant, pytest.raises(Misworded) as error:
        act(site, plant, text)
    assert message in str(error.value)
    assert error.value.hint.startswith(hint)


def test_every_action_on_every_device(site: Site) -> None:
    with running(site, FrameLog(), for_s=5) as plant:
        tags = [device.tag for bus in plant.buses.values() for device in bus.devices.values()]
        for tag, action in itertools.product(tags, ACTIONS):
            assert act(site, plant, f"{tag}: {action}").startswith(f"{tag}: {action}")

"""The rehearsal plant seen from outside: raw bytes, a foreign Modbus client, and the command line."""

import contextlib
import itertools
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from tests.raw_bytes import ask, framed, gateway, read, receive
from tests.rehearsal import RIVERSIDE

from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus import rehearsal
from plantwright.modbus.simulator.actions import ACTIONS
from plantwright.modbus.simulator.device import RAMP_S, SimulatedDevice, simulated
from plantwright.modbus.simulator.faults import Fault, Kind
from plantwright.modbus.simulator.framelog import FrameLog
from plantwright.modbus.simulator.frames import crc
from plantwright.modbus.simulator.plant import Plant, running
from plantwright.modbus.simulator.serve import serve
from plantwright.site.model import Site

LIMIT, STATUS, COMMAND = 0x1005, 0x1029, 0x1027


@pytest.fixture
def plant(site: Site) -> Iterator[Plant]:
    with running(site, FrameLog(), for_s=30) as plant:
        yield plant


@pytest.fixture
def starter(site: Site) -> SimulatedDevice:
    made = simulated(site.starters["SS101"], site.buses["RS1"])
    assert made is not None
    return made


# One device


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        ("03 10 29 00 01", "03 02 00 00"),
        ("03 10 05 00 01", "03 02 01 2C"),
        ("03 10 03 00 01", "03 02 02 EE"),  # rated 75 kW
        ("03 10 1A 00 01", "03 02 00 03"),  # its address on the bus
        ("06 10 05 01 5E", "06 10 05 01 5E"),
        ("10 10 05 00 01 02 01 5E", "10 10 05 00 01"),
        ("04 10 29 00 01", "84 01"),
        ("01 00 00 00 01", "81 01"),
        ("08 00 00 12 34", "88 01"),
        ("03 10 16 00 01", "83 02"),  # gap
        ("03 10 15 00 02", "83 02"),  # into a gap
        ("03 10 15 00 03", "83 02"),  # over a gap
        ("03 10 27 00 01", "83 02"),  # write-only
        ("03 20 00 00 01", "83 02"),
        ("06 10 29 00 00", "86 02"),  # read-only
        ("06 20 00 00 00", "86 02"),
        ("03 10 00 00 17", "83 03"),
        ("03 10 00 00 00", "83 03"),
        ("10 10 05 00 02 04 00 64 00 64", "90 03"),
        ("10 10 05 00 01 04 00 64 00 64", "90 03"),
        ("10 10 05 00 01 02 00", "90 03"),
    ],
)
def test_answers_of_a_starter(starter: SimulatedDevice, request_: str, answer: str) -> None:
    assert starter.execute(bytes.fromhex(request_)).hex(" ").upper() == answer


def test_cut_off_requests_are_refused(starter: SimulatedDevice) -> None:
    for pdu, length in itertools.product(("03 10 05 00 01", "06 10 05 01 5E", "10 10 05 00 01 02 01 5E"), range(1, 5)):
        assert starter.execute(bytes.fromhex(pdu)[:length])[0] & 0x80


def test_values_out_of_range_are_acknowledged_and_ignored(starter: SimulatedDevice) -> None:
    """The quirk of a device type that knows no exception for a value."""
    assert starter.execute(bytes.fromhex("06 10 05 27 10")) == bytes.fromhex("06 10 05 27 10")
    assert starter.registers[LIMIT] == 300


def test_the_command_register_moves_the_motor(starter: SimulatedDevice) -> None:
    now = [100.0]
    starter.clock = lambda: now[0]

    def command(raw: int) -> list[str]:
        starter.execute(bytes([6, 0x10, 0x27, 0, raw]))
        states = []
        for wait in (0.0, RAMP_S):
            now[0] += wait
            states.append(starter.type.status_name(starter.execute(bytes.fromhex("03 10 29 00 01"))[-1]))
        return states

    assert command(0x40) == ["starting", "bypass"]
    assert command(0x80) == ["stopping", "standby"]
    starter.set_state("fault")
    assert command(0x20) == ["standby", "standby"]


def test_a_fault_counts_only_what_it_matches(site: Site) -> None:
    fault = Fault(kind=Kind.EXCEPTION, function=6, register=LIMIT, at=2, times=2, value=4)
    with running(site, FrameLog(), for_s=30, faults={"RS2": [fault]}) as plant:
        write, other = "06 10 05 01 5E", "06 10 11 01 5E"
        answers = [ask(plant, 5, pdu) for pdu in (write, other, write, write, write)]
    assert answers == [write, other, "86 04", "86 04", write]


def test_another_register_changes_from_a_request_on(site: Site) -> None:
    fault = Fault(kind=Kind.CHANGE, function=6, at=1, changes={STATUS: 1})
    with running(site, FrameLog(), for_s=30, faults={"RS2": [fault]}) as plant:
        status = "03 10 29 00 01"
        assert [ask(plant, 5, pdu) for pdu in (status, "06 10 05 01 5E", status)][::2] == ["03 02 00 00", "03 02 00 01"]


# Buses


def test_only_who_is_there_answers(plant: Plant) -> None:
    assert ask(plant, 5, "03 10 05 00 01") == "03 02 01 2C"
    assert ask(plant, 11, "03 00 01 00 13").startswith("03 26 ")
    assert ask(plant, 7, "03 10 05 00 01") == ""


def test_a_broadcast_is_executed_and_not_answered(plant: Plant) -> None:
    assert ask(plant, 0, "06 10 05 01 5E") == ""
    assert [plant.device(tag).registers[LIMIT] for tag in ("SS301", "SS401", "SS101")] == [350, 350, 300]
    assert plant.log.requests() == [bytes.fromhex("12 34 00 00 00 06 00 06 10 05 01 5E")]


def test_requests_in_pieces_and_in_a_row(plant: Plant) -> None:
    frame = bytes.fromhex("00 01 00 00 00 06 05 03 10 05 00 01")
    with gateway(plant) as connection:
        for byte in frame:
            connection.sendall(bytes([byte]))
        assert receive(connection) == bytes.fromhex("00 01 00 00 00 05 05 03 02 01 2C")
        connection.sendall(frame + frame)
        time.sleep(0.05)
        assert len(receive(connection)) == 22


def test_another_protocol_is_hung_up_on(plant: Plant) -> None:
    with gateway(plant) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert receive(connection) == b""
    assert [frame.direction for frame in plant.log.frames] == ["noise"]


def test_the_serial_line_byte_by_byte(plant: Plant) -> None:
    descriptor = os.open(str(plant.state["RS1"]["device"]), os.O_RDWR | os.O_NOCTTY)
    try:
        for frame, answer in (
            ("03 03 10 29 00 01 50 E0", "03 03 02 00 00 C1 84"),
            ("03 04 10 29 00 01", "03 84 01 23 00"),  # its end is known by the silence behind it
            ("03 03 10 29 00 01 00 00", ""),
            ("63 03 10 29 00 01", ""),
            ("03 03 10 29 00 01 50 E0", "03 03 02 00 00 C1 84"),
        ):
            data = bytes.fromhex(frame)
            os.write(descriptor, data if len(data) == 8 else data + crc(data))
            assert read(descriptor, len(answer) // 3 + 1).hex(" ").upper() == answer
    finally:
        os.close(descriptor)
    assert [frame.direction for frame in plant.log.frames] == [
        "request", "reply", "request", "reply", "noise", "request", "request", "reply",
    ]  # fmt: skip


def test_no_thread_or_descriptor_stays(site: Site) -> None:
    before = (threading.active_count(), descriptors())
    with running(site, FrameLog(), for_s=30) as plant:
        ask(plant, 5, "03 10 05 00 01")
        assert threading.active_count() == before[0] + 2
    assert (threading.active_count(), descriptors()) == before


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_buses_stop_by_themselves(site: Site) -> None:
    before = threading.active_count()
    with running(site, FrameLog(), for_s=0.05):
        time.sleep(0.3)
        assert threading.active_count() == before


# A foreign client


@pytest.mark.parametrize("bus", ["RS1", "RS2"])
def test_mbpoll_reads_and_writes_a_parameter(plant: Plant, bus: str) -> None:
    state = plant.state[bus]
    if bus == "RS2":
        unit, line, target = 5, ["-m", "tcp", "-p", str(state["port"])], str(state["host"])
    else:
        unit, line, target = 3, ["-m", "rtu", "-b", "9600", "-P", "none", "-d", "8", "-s", "1"], str(state["device"])
    command = ["mbpoll", *line, "-0", "-a", str(unit), "-r", str(LIMIT), "-t", "4", "-1", "-o", "1"]
    assert mbpoll([*command, "-c", "2", target]) == ["300", "30"]
    mbpoll([*command, target, "350"])
    assert plant.buses[bus].devices[unit].registers[LIMIT] == 350
    assert mbpoll([*command, target]) == ["350"]
    assert [frame.data[-6:-4] if bus == "RS1" else frame.data[8:10] for frame in plant.log.frames][:1] == [b"\x10\x05"]


def mbpoll(command: list[str]) -> list[str]:
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    return re.findall(r"^\[\d+\]:\s+(\d+)", done.stdout, re.MULTILINE)


# The state file and the command


def test_the_state_file_says_where_the_buses_are(site: Site, tmp_path: Path) -> None:
    file, log = tmp_path / "rehearsal.json", tmp_path / "frames.jsonl"
    seen: list[dict[str, object]] = []
    stop = threading.Event()

    def look(plant: Plant) -> None:
        seen.append(json.loads(file.read_text(encoding="utf-8")))
        ask(plant, 5, "03 10 05 00 01")
        with pytest.raises(Stop) as busy:
            serve(site, file, None, 1, paced=False, on_ready=lambda _: None)
        expected = (ExitCode.BUSY, f"{file} belongs to a rehearsal plant that is running")
        assert (busy.value.code, busy.value.message) == expected
        stop.set()

    serve(site, file, log, 60, paced=True, on_ready=look, stop=stop)
    (found,) = seen
    buses, port = found.pop("buses"), found.pop("control_port")
    assert isinstance(port, int)
    assert found == {"format_version": 1, "rehearsal": True, "pid": os.getpid(), "site": "RPS-01"}
    assert isinstance(buses, dict)
    assert buses["RS1"] == {"kind": "rtu", "device": buses["RS1"]["device"], "baud_rate": 9600, "paced": True}
    assert buses["RS2"] == {"kind": "tcp", "host": "127.0.0.1", "port": buses["RS2"]["port"], "framing": "modbus-tcp"}
    assert not file.exists()
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [(line["bus"], line["direction"], line["hex"]) for line in lines] == [
        ("RS2", "request", "12 34 00 00 00 06 05 03 10 05 00 01"),
        ("RS2", "reply", "12 34 00 00 00 05 05 03 02 01 2c"),
    ]


def test_a_port_that_is_taken_is_said(site: Site, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Stop) as stop:
            serve(site, tmp_path / "r.json", None, 1, paced=False, on_ready=lambda _: None, tcp_port=port)
    reason = f"port {port}: Address already in use"
    assert stop.value.message.startswith(f"the rehearsal plant cannot start: {reason}")
    assert list(tmp_path.iterdir()) == []


@contextlib.contextmanager
def simulate(tmp_path: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    state = ["--state", str(tmp_path / "r.json")]
    command = [sys.executable, "-m", "plantwright", "simulate", str(RIVERSIDE), *state, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_ends_when_told_to(tmp_path: Path, number: signal.Signals) -> None:
    log = tmp_path / "r.frames.jsonl"
    with simulate(tmp_path, "--for", "60") as process:
        assert process.stdout is not None
        shown = list(itertools.islice(process.stdout, 8))
        state = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["buses"]
        process.send_signal(number)
        rest, notes = process.communicate(timeout=10)
    assert [line.rstrip() for line in shown] == [
        "REHEARSAL: no real device is reached; ends after 60 s or with Ctrl-C",
        shown[1].rstrip(),
        shown[2].rstrip(),
        shown[3].rstrip(),
        "next, in another terminal:",
        f"  plantwright plan {RIVERSIDE} --rehearsal {tmp_path / 'r.json'} -o plan.json",
        f"  plantwright apply plan.json --rehearsal {tmp_path / 'r.json'}",
        f"  plantwright verify {RIVERSIDE} --rehearsal {tmp_path / 'r.json'}",
    ]
    assert [re.split(r" {2,}", line.rstrip()) for line in shown[1:4]] == [
        ["bus", "reached at", "devices and their addresses"],
        ["RS1", f"{state['RS1']['device']}, 9600 baud (unpaced)", "SS101=3, SS201=4, IM1=10"],
        ["RS2", f"127.0.0.1:{state['RS2']['port']}", "SS301=5, SS401=6, IM2=11"],
    ]
    assert (process.returncode, rest, notes) == (0, "", f"the rehearsal plant has ended; every frame is in {log}\n")
    assert list(tmp_path.iterdir()) == [log]


def test_the_command_ends_when_its_time_is_up(tmp_path: Path) -> None:
    with simulate(tmp_path, "--for", "0.2", "--paced", "--log", str(tmp_path / "log.jsonl")) as process:
        shown, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "9600 baud  " in shown
    assert [path.name for path in tmp_path.iterdir()] == ["log.jsonl"]


def test_faults_and_actions_from_the_command_line(tmp_path: Path) -> None:
    faults = ["--fault", "SS301: clamp, value 400, times always", "--fault", "RS2: drop reply, at 3"]
    with simulate(tmp_path, "--for", "60", *faults) as process:
        assert process.stdout is not None
        shown = list(itertools.islice(process.stdout, 7))
        assert shown[4:6] == [f"fault: {spec}\n" for spec in faults[1::2]]
        state = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
        with socket.create_connection(("127.0.0.1", state["buses"]["RS2"]["port"])) as connection:
            for pdu, answer in (("06 10 05 01 5E", "06 10 05 01 90"), ("03 10 29 00 01", "03 02 00 00"),
                                ("03 10 05 00 01", ""), ("03 10 05 00 01", "03 02 01 90")):  # fmt: skip
                connection.sendall(framed(5, pdu))
                assert receive(connection)[7:].hex(" ").upper() == answer
            done = act(tmp_path, "SS301: start motor", "SS401: keypad, change F0.05=310")
            assert (done.returncode, done.stdout, done.stderr) == (
                0, "SS301: start motor, now starting\nSS401: keypad, now editing\n", ""
            )  # fmt: skip
            connection.sendall(framed(5, "03 10 29 00 01") + framed(6, "03 10 05 00 01"))
            time.sleep(0.1)
            assert [part.hex() for part in receive(connection).split(b"\x12\x34")[1:]] == [
                "000000050503020001", "000000050603020136",
            ]  # fmt: skip
        refused = act(tmp_path, "SS301: power cycel")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith(
        "action `SS301: power cycel`: there is no action `power cycel`\nnext: did you mean"
    )


def act(tmp_path: Path, *actions: str) -> subprocess.CompletedProcess[str]:
    options = [option for action in actions for option in ("--action", action)]
    command = [sys.executable, "-m", "plantwright", "simulate", str(RIVERSIDE), "--state", str(tmp_path / "r.json")]
    return subprocess.run([*command, *options], capture_output=True, text=True, timeout=20, check=False)


def test_no_plant_to_act_on(tmp_path: Path) -> None:
    done = act(tmp_path, "SS301: power cycle")
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith(f"{tmp_path / 'r.json'} cannot be read: No such file")


def test_a_plant_whose_door_is_shut_takes_no_actions(site: Site, tmp_path: Path) -> None:
    file, stop = tmp_path / "r.json", threading.Event()

    def knock(_: Plant) -> None:
        state = json.loads(file.read_text(encoding="utf-8"))
        try:
            with socket.create_server(("127.0.0.1", 0)) as taken:
                state["control_port"] = taken.getsockname()[1]
            file.write_text(json.dumps(state), encoding="utf-8")  # in place: the plant goes on holding its lock
            with pytest.raises(Stop) as shut:
                rehearsal.act(file, "RPS-01", "SS101: power cycle")
            assert shut.value.message == f"{file} belongs to a rehearsal plant that takes no actions"
        finally:
            stop.set()

    serve(site, file, None, 60, paced=False, on_ready=knock, stop=stop)


def test_the_door_answers_nonsense_with_what_is_allowed_and_only_one_line(site: Site, tmp_path: Path) -> None:
    file, stop = tmp_path / "r.json", threading.Event()
    answers: list[dict[str, str]] = []

    def knock(_: Plant) -> None:
        port = json.loads(file.read_text(encoding="utf-8"))["control_port"]
        post = b"POST / HTTP/1.1\r\n\r\nSS101: start motor\n"
        for line in (b"\xff\x00\n", post, b"x" * 5000 + b"\n", b"\n", b"SS101: stop motor\n"):
            with socket.create_connection(("127.0.0.1", port), timeout=5) as door, contextlib.suppress(OSError):
                door.sendall(line)
                answers.append(json.loads(door.makefile().readline() or "{}"))
        with pytest.raises(Stop) as other:
            rehearsal.act(file, "OTHER-01", "SS101: power cycle")
        assert other.value.message == f"{file} is a rehearsal of RPS-01, not of OTHER-01"
        stop.set()

    serve(site, file, None, 60, paced=False, on_ready=knock, stop=stop)
    assert answers[-1] == {"done": "SS101: stop motor, now stopping"}
    assert all("done" not in answer for answer in answers[:-1])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--fault", "SS101: dorp reply"],
         ("fault `SS101: dorp reply`: there is no kind of fault `dorp reply`\n"
          "next: did you mean `drop reply`? `--fault list` prints the kinds\n")),
        (["--fault", "SS101: drop reply", "--action", "SS101: swap"],
         "--fault and --action do not go together\nnext: faults are given when the rehearsal plant is started\n"),
    ],
)  # fmt: skip
def test_wrong_options_are_told(tmp_path: Path, options: list[str], message: str) -> None:
    with simulate(tmp_path, "--for", "1", *options) as process:
        shown, notes = process.communicate(timeout=20)
    assert (process.returncode, shown, notes) == (2, "", message)


@pytest.mark.parametrize(("option", "names"), [("--fault", Kind), ("--action", ACTIONS)])
def test_the_lists(option: str, names: Iterable[str]) -> None:
    command = [sys.executable, "-m", "plantwright", "simulate", option, "list"]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True).stdout
    listed = {re.split(r" {2,}", line)[0] for line in shown.splitlines()}
    assert {str(name) for name in names} <= listed

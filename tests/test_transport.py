"""The ways to a device: threads, ports, adapters, gateways, and what they do to frames on the way."""

import contextlib
import itertools
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from tests.wires import SOON_S, answered, device, gateway, sealed, serial_line, tcp_device

from plantwright.deploy.buses import Connection, Owners, Stopping, connections, each_bus, one_at_a_time
from plantwright.deploy.reading import connect, read_site
from plantwright.deploy.targets import notes, targets
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.adapter import lasting_name, serial_number
from plantwright.modbus.answers import BadAnswer, DeviceRefusal, LineError, NoAnswer
from plantwright.modbus.line import (
    CannotOpen,
    Endpoint,
    OtherFraming,
    Paused,
    WriteRefused,
    WrongAdapter,
    open_reader,
    open_writer,
)
from plantwright.modbus.registers import read_map_twice, unlike
from plantwright.modbus.timing import silence_s
from plantwright.site.catalog import DeviceType
from plantwright.site.device_types import shipped_type
from plantwright.site.load import load_site
from plantwright.site.model import Gateway, Site

CLR8G, K7GE = shipped_type("clr8g"), shipped_type("k7ge-mg")
LIMIT, STATUS = 0x1005, 0x1029


@pytest.fixture(scope="module")
def site() -> Site:
    loaded = load_site(Path(__file__).parent.parent / "sites" / "riverside")
    assert loaded.site is not None
    return loaded.site


# Buses in parallel

SOME = [Connection(Endpoint(kind="tcp", host="192.0.2.1", port=port), (f"B{port}",)) for port in (1, 2, 3)]


def test_buses_are_worked_on_at_the_same_time_and_told_in_order() -> None:
    together = threading.Barrier(len(SOME))

    def work(connection: Connection, _: Stopping) -> tuple[str, int]:
        together.wait(10)
        time.sleep(0.01 * (4 - connection.endpoint.port))
        return str(connection), threading.get_ident()

    found = each_bus(SOME, work)
    assert [name for name, _ in found] == ["B1", "B2", "B3"]
    assert len({thread for _, thread in found}) == 3
    assert left_behind() == []


def left_behind() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("bus ")]


def test_when_one_bus_fails_the_others_end_softly() -> None:
    ended: list[str] = []

    def work(connection: Connection, stopping: Stopping) -> None:
        if connection is SOME[1]:
            raise Stop(ExitCode.CANNOT_TALK, "B2 is silent")
        while not stopping():
            time.sleep(0.005)
        ended.append(str(connection))

    with pytest.raises(Stop, match="B2 is silent"):
        each_bus(SOME, work)
    assert (sorted(ended), left_behind()) == (["B1", "B3"], [])


def test_of_two_failures_the_first_in_order_is_told() -> None:
    both = threading.Barrier(3)

    def work(connection: Connection, _: Stopping) -> None:
        both.wait(10)
        raise Stop(ExitCode.CANNOT_TALK, f"{connection} is silent")

    with pytest.raises(Stop, match="B1 is silent"):
        each_bus(SOME, work)


@pytest.mark.fault("G7")
def test_ctrl_c_goes_through_and_no_thread_stays() -> None:
    ended: list[str] = []
    together = threading.Barrier(len(SOME))

    def work(connection: Connection, stopping: Stopping) -> None:
        if together.wait(10) == 0:
            os.kill(os.getpid(), signal.SIGINT)
        while not stopping():
            time.sleep(0.005)
        ended.append(str(connection))

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            each_bus(SOME, work)
    finally:
        signal.signal(signal.SIGINT, before)
    assert (sorted(ended), left_behind()) == (["B1", "B2", "B3"], [])


@pytest.mark.fault("F7")
def test_a_line_belongs_to_the_thread_that_opened_it() -> None:
    with serial_line(device) as (far, where), Owners([Connection(where, ("RS1",))]) as owners:
        (reader,) = owners.each(lambda connection, _: open_reader(connection.endpoint))
        with pytest.raises(RuntimeError, match="belongs to the thread that opened it"):
            reader.read(3, STATUS, 1)
        assert far.requests == []
        assert owners.each(lambda *_: reader.read(3, STATUS, 1)) == [(7,)]
        owners.each(lambda *_: reader.close())


def test_a_line_of_progress_is_whole_before_the_next_begins() -> None:
    speaking: list[str] = []

    def say(text: str) -> None:
        speaking.append(text)
        time.sleep(0.002)
        assert speaking.pop() == text
        assert speaking == []

    told = one_at_a_time(say)
    each_bus(SOME, lambda connection, _: [told(f"{connection} {number}") for number in range(5)])


def test_buses_behind_one_gateway_share_one_connection(site: Site) -> None:
    with gateway(tcp_device) as (far, where):
        told: list[str] = []
        found = read_site(site, {"RS1": where, "RS2": where}, told.append)
    assert far.connections == 1
    assert [each.tag for each, _ in found] == [each.tag for bus in site.buses.values() for each in site.on_bus(bus)]
    assert [line.partition(",")[0] for line in told] == [
        f"reading {each.tag} on {each.bus.name}" for each, _ in found if each.bus
    ]


@pytest.mark.parametrize(
    ("changes", "address", "message"),
    [
        ({"framing": "rtu"}, 5, "buses RS1 and RS2 share tcp 192.0.2.20:502 with different settings"),
        ({}, 3, "SS101 and SS301 have address 3 behind tcp 192.0.2.20:502"),
    ],
)
def test_what_cannot_share_a_gateway(site: Site, changes: Mapping[str, int], address: int, message: str) -> None:
    third = replace(site.starters["SS301"], bus=replace(site.starters["SS301"].bus, address=address))  # type: ignore[type-var]
    site = replace(site, starters={**site.starters, "SS301": third})
    where = Endpoint(kind="tcp", host="192.0.2.20", retries=0)
    with pytest.raises(Stop) as stop:
        connections(site, {"RS1": where, "RS2": replace(where, **changes)})  # type: ignore[arg-type]
    assert stop.value.code is ExitCode.REFUSED
    assert stop.value.message == f"refused by the guard `connection`: {message}; nothing was written"


def test_a_shared_gateway_is_as_slow_as_its_slowest_bus(site: Site) -> None:
    where = Endpoint(kind="tcp", host="192.0.2.20", retries=0)
    other = replace(where, timeout_s=2.0, quiet_s=3.0, retries=None, baud_rate=19200)
    shared = replace(where, timeout_s=2.0, quiet_s=3.0, retries=None)
    assert connections(site, {"RS1": where, "RS2": other}) == [Connection(shared, ("RS1", "RS2"))]
    apart = {"RS1": where, "RS2": replace(where, port=503)}
    assert connections(site, apart) == [Connection(apart["RS1"], ("RS1",)), Connection(apart["RS2"], ("RS2",))]
    assert connections(site, apart, ["RS2"]) == [Connection(apart["RS2"], ("RS2",))]


class _Late:
    """A wire on which a byte comes at the very end of the silence before the first request."""

    def __init__(self, gap_s: float) -> None:
        self.gap_s, self.heard, self.sent = gap_s, 0.0, 0.0
        self._opened = time.monotonic()

    def receive(self, until: float) -> bytes:
        time.sleep(max(0.0, until - time.monotonic()))
        if self.heard or time.monotonic() < self._opened + self.gap_s:
            return b""
        self.heard = time.monotonic()
        return b"\0"

    def send(self, data: bytes) -> None:
        self.sent = time.monotonic()
        raise OSError("enough")

    def close(self) -> None:
        """Nothing to close."""


@pytest.mark.fault("D12")
def test_a_byte_at_the_end_of_the_silence_begins_it_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    where = Endpoint(kind="rtu", device="/dev/none", baud_rate=1200, timeout_s=SOON_S, quiet_s=SOON_S)
    gap_s = silence_s(1200)
    wires: list[_Late] = []

    def opened(_: Endpoint) -> _Late:
        wires.append(_Late(gap_s))
        return wires[-1]

    monkeypatch.setattr("plantwright.modbus.line.open_wire", opened)
    with open_reader(where, stopping=lambda: True) as reader, pytest.raises(LineError):
        reader.read(3, STATUS, 1)
    assert wires[0].heard
    assert wires[0].sent - wires[0].heard >= gap_s


# The adapter's echo


def echoing(answer: Callable[[bytes], bytes] = device) -> Callable[[bytes], bytes]:
    return lambda request: request + answer(request)


@pytest.mark.fault("D9", "D10")
def test_an_echo_is_measured_with_a_read_and_taken_off() -> None:
    seen: list[tuple[str, bytes]] = []
    with (
        serial_line(echoing()) as (far, where),
        open_writer(where, {3: CLR8G}, lambda direction, data, _: seen.append((direction, data))) as writer,
    ):
        before = writer.echoes
        assert writer.read(3, LIMIT, 2) == (7, 7)
        assert (before, writer.echoes) == (None, True)
        writer.write(3, LIMIT, 310)
        assert writer.read(3, LIMIT, 1) == (7,)
        assert writer.unexpected_bytes == 0
    assert [request[1] for request in far.requests] == [3, 6, 3]
    assert [direction for direction, _ in seen] == ["out", "echo", "in"] * 3
    assert [data for direction, data in seen if direction == "echo"] == far.requests


@pytest.mark.fault("D9")
def test_an_echo_alone_is_no_device() -> None:
    with serial_line(lambda request: request) as (far, where), open_writer(where, {3: CLR8G}) as writer:
        with pytest.raises(BadAnswer) as bad:
            writer.read(3, STATUS, 1)
        assert bad.value.reason == "only the echo of the adapter came back, nothing from unit 3"
        with pytest.raises(WriteRefused):
            writer.write(3, LIMIT, 310)
        assert {request[1] for request in far.requests} == {3}


@pytest.mark.fault("D9", "D10")
def test_the_echo_of_a_write_is_not_its_answer() -> None:
    with (
        serial_line(echoing(lambda request: device(request) if request[1] == 3 else b"")) as (far, where),
        open_writer(where, {3: CLR8G}) as writer,
    ):
        writer.read(3, STATUS, 1)
        with pytest.raises(BadAnswer, match="only the echo of the adapter came back"):
            writer.write(3, LIMIT, 310)
    assert [request[1] for request in far.requests] == [3, 6]


@pytest.mark.fault("D10")
def test_an_echo_that_ends_is_noticed() -> None:
    echoes = itertools.chain([True], itertools.repeat(False))
    with (
        serial_line(lambda request: request * next(echoes) + device(request)) as (_, where),
        open_writer(where, {3: CLR8G}) as writer,
    ):
        writer.read(3, STATUS, 1)
        with pytest.raises(BadAnswer, match="only the echo of the adapter came back"):
            writer.write(3, LIMIT, 310)
        assert writer.read(3, LIMIT, 2) == (7, 7)
        assert writer.echoes is False


# Gateways


@pytest.mark.parametrize("framing", ["modbus-tcp", "rtu"])
def test_a_gateway_is_spoken_to_in_its_framing(framing: str) -> None:
    script = tcp_device if framing == "modbus-tcp" else device
    with gateway(script, framing=framing) as (far, where), open_writer(where, {3: CLR8G}) as writer:
        assert writer.read(3, LIMIT, 2) == (7, 7)
        writer.write(3, LIMIT, 310)
        assert writer.read(3, LIMIT, 1) == (7,)
        assert len(far.requests) == 3


def only_rtu(request: bytes) -> bytes:
    """A device on a line behind a gateway that passes bytes on: it hears nothing in what has no sound CRC."""
    return device(request) if sealed(request[:-2]) == request else b""


def only_tcp(request: bytes) -> bytes | None:
    """A gateway that hangs up on what is no Modbus TCP."""
    with contextlib.suppress(ValueError):
        return tcp_device(request)
    return None


@pytest.mark.fault("D14")
@pytest.mark.parametrize(
    ("framing", "script", "message", "hint"),
    [
        ("modbus-tcp", only_rtu, "RTU frames, not in Modbus TCP frames", "rtu"),
        ("rtu", only_tcp, "Modbus TCP frames, not in RTU frames", "modbus-tcp"),
    ],
)
def test_the_wrong_framing_shows_in_a_read_before_any_write(
    site: Site, framing: str, script: Callable[[bytes], bytes | None], message: str, hint: str
) -> None:
    with gateway(script, framing=framing) as (far, where):
        with open_writer(where, {3: CLR8G}) as writer:
            with pytest.raises(OtherFraming) as wrong:
                writer.read(3, STATUS, 1)
            assert str(wrong.value) == f"tcp 127.0.0.1:{where.port} answers in {message}"
            with pytest.raises(WriteRefused):
                writer.write(3, LIMIT, 310)
        with pytest.raises(Stop) as stop:
            read_site(site, {"RS1": where, "RS2": where}, lambda _: None)
    assert (stop.value.code, stop.value.hint) == (
        ExitCode.REFUSED, f"set `framing: {hint}` at the gateway of bus RS1"
    )  # fmt: skip
    functions = [request[7] if request[2:4] == b"\0\0" else request[1] for request in far.requests]
    assert set(functions) == {3}


@pytest.mark.fault("D14", "D19")
def test_a_transaction_is_never_a_unit_of_a_line() -> None:
    with gateway(tcp_device) as (far, where), open_reader(where) as reader:
        reader._transaction = 0x7FD
        for count in (1, 2, 1, 2):
            reader.read(3, LIMIT, count)
    assert [request[:2].hex() for request in far.requests] == ["fffe", "ffff", "f800", "f801"]


@pytest.mark.fault("D16")
@pytest.mark.parametrize(
    ("where", "late"),
    [
        (Endpoint(kind="tcp", host="192.0.2.20"), True),
        (Endpoint(kind="tcp", host="192.0.2.20", retries=3), True),
        (Endpoint(kind="tcp", host="192.0.2.20", retries=0), False),
        (Endpoint(kind="rtu", device="/dev/ttyUSB0"), False),
    ],
)
def test_a_gateway_that_repeats_may_deliver_late(where: Endpoint, late: bool) -> None:
    assert where.delivers_late is late


@pytest.mark.fault("D27")
@pytest.mark.parametrize("asks", [{"tls": True}, {"port": 802}])
def test_tls_is_not_offered(site: Site, asks: Mapping[str, int]) -> None:
    tls = Gateway(**{"host": "192.0.2.20", "port": 502, **asks})  # type: ignore[arg-type]
    bus = replace(site.buses["RS2"], gateway=tls)
    message = "the gateway of bus RS2 asks for Modbus/TCP Security (TLS), which is not offered"
    with pytest.raises(Stop) as stop:
        targets(replace(site, buses={**site.buses, "RS2": bus}), None)
    assert (stop.value.code, stop.value.message, stop.value.hint) == (
        ExitCode.REFUSED,
        f"refused by the guard `line`: {message}; nothing was written",
        "end it in a tunnel on this computer (stunnel, VPN) and give the address of the tunnel as `gateway`",
    )


def test_the_site_says_how_a_bus_is_spoken_to(site: Site) -> None:
    serial = replace(site.buses["RS1"], parity="even", stop_bits=2, baud_rate=57600, adapter_serial="A5", port="/dev/p")
    tcp = replace(site.buses["RS2"], gateway=Gateway(host="192.0.2.20", port=503, framing="rtu", retries=0))
    found = targets(replace(site, buses={"RS1": serial, "RS2": tcp}), None)
    assert found == {
        "RS1": Endpoint(
            kind="rtu", device="/dev/p", adapter_serial="A5", baud_rate=57600, parity="even", stop_bits=2,
            timeout_s=1.099, quiet_s=1.099,
        ),
        "RS2": Endpoint(
            kind="tcp", host="192.0.2.20", port=503, framing="rtu", retries=0, timeout_s=1.099, quiet_s=1.099
        ),
    }  # fmt: skip
    with pytest.raises(Stop, match="bus RS1 has 7 data bits, Modbus RTU needs 8"):
        targets(replace(site, buses={"RS1": replace(serial, data_bits=7)}), None)


# Answers that ask to wait


def refusing(codes: Iterator[int | None], functions: tuple[int, ...] = (3,)) -> Callable[[bytes], bytes]:
    def answer(request: bytes) -> bytes:
        code = next(codes) if request[1] in functions else None
        return device(request) if code is None else sealed(bytes([request[0], request[1] | 0x80, code]))

    return answer


def asking_to_wait(**kinds: str) -> DeviceType:
    assert CLR8G.modbus is not None
    facts = {int(code.lstrip("_")): kind for code, kind in kinds.items()}
    return replace(CLR8G, modbus=replace(CLR8G.modbus, exception_kinds=facts))


@pytest.mark.fault("E5", "E6")
@pytest.mark.parametrize(("code", "kind"), [(6, asking_to_wait(_6="busy")), (5, asking_to_wait(_5="acknowledged"))])
def test_a_read_is_asked_again_when_the_type_says_so(code: int, kind: DeviceType) -> None:
    with (
        serial_line(refusing(iter([code, code, None]))) as (far, where),
        open_reader(where, types_by_unit={3: kind}) as reader,
    ):
        assert reader.read(3, STATUS, 1) == (7,)
    assert len(far.requests) == 3


@pytest.mark.fault("E5", "E6")
@pytest.mark.parametrize("code", [5, 6])
def test_what_a_code_means_is_never_assumed(code: int) -> None:
    with (
        serial_line(refusing(itertools.repeat(code))) as (far, where),
        open_reader(where, types_by_unit={3: CLR8G}) as reader,
        pytest.raises(DeviceRefusal) as refusal,
    ):
        reader.read(3, STATUS, 1)
    assert (refusal.value.code, len(far.requests)) == (code, 1)


@pytest.mark.fault("E6", "D8")
def test_a_device_that_stays_busy_is_given_up() -> None:
    with (
        serial_line(refusing(itertools.repeat(6)), timeout_s=0.05, quiet_s=0.05) as (far, where),
        open_reader(where, types_by_unit={3: asking_to_wait(_6="busy")}) as reader,
        pytest.raises(DeviceRefusal),
    ):
        reader.read(3, STATUS, 1)
    assert 2 <= len(far.requests) <= 5


@pytest.mark.fault("E4", "E5", "E6", "E7")
@pytest.mark.parametrize("code", [4, 5, 6, 0x63])
def test_a_refused_write_is_never_sent_again(code: int) -> None:
    kind = asking_to_wait(_6="busy", _5="acknowledged")
    with serial_line(refusing(itertools.repeat(code), (6,))) as (far, where), open_writer(where, {3: kind}) as writer:
        writer.read(3, STATUS, 1)
        with pytest.raises(DeviceRefusal) as refusal:
            writer.write(3, LIMIT, 310)
        assert writer.read(3, LIMIT, 2) == (7, 7)
    assert (refusal.value.code, [request[1] for request in far.requests]) == (code, [3, 6, 3])


@pytest.mark.fault("E7")
def test_an_exception_of_a_form_of_its_own_shows_its_bytes() -> None:
    own_form = sealed(b"\x03\xa0\x01")
    with (
        serial_line(lambda request: device(request) if request[1] == 3 else own_form) as (_, where),
        open_writer(where, {3: CLR8G}) as writer,
    ):
        writer.read(3, STATUS, 1)
        with pytest.raises(BadAnswer) as bad:
            writer.write(3, LIMIT, 310)
    assert str(bad.value) == f"function 160 instead of 6 [{own_form.hex(' ')}]"


@pytest.mark.fault("D17", "D18")
@pytest.mark.parametrize("code", [10, 11])
def test_the_answer_behind_the_refusal_of_a_gateway_is_dropped(code: int) -> None:
    """The device answers after all, with something that would fit the request."""
    waiting: list[bytes] = []

    def script(request: bytes) -> bytes:
        if not waiting:
            waiting.append(request)
            return sealed(bytes([request[0], request[1] | 0x80, code])) + sealed(b"\x03\x03\x02\0\x63")
        return device(request)

    with gateway(script, framing="rtu") as (far, where), open_reader(where) as reader:
        assert reader.read(3, LIMIT, 1) == (7,)
        assert reader.read(3, STATUS, 1) == (7,)
    assert len(far.requests) == 3


# The computer stands still


class Clock:
    """Seconds since a moment in the past, and a sleep that can be added."""

    def __init__(self) -> None:
        self.asleep_s = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.asleep_s


@pytest.mark.fault("G9")
@pytest.mark.parametrize(("asleep_s", "sent"), [(4, True), (6, False), (3600, False)])
def test_after_a_sleep_nothing_more_is_written(asleep_s: float, sent: bool) -> None:
    clock = Clock()
    with serial_line(device) as (far, where), open_writer(where, {3: CLR8G}, clock=clock) as writer:
        writer.read(3, STATUS, 1)
        clock.asleep_s = asleep_s
        assert writer.read(3, LIMIT, 2) == (7, 7)
        with contextlib.nullcontext() if sent else pytest.raises(Paused) as pause:
            writer.write(3, LIMIT, 310)
        assert sum(request[1] == 6 for request in far.requests) == sent
    if pause:
        expected = f"the computer slept or was held up for {asleep_s} s; nothing was sent to unit 3"
        assert (str(pause.value), pause.value.sent) == (expected, False)


@pytest.mark.fault("G9", "E16")
def test_an_old_answer_is_no_ground_to_write() -> None:
    """As when the program was stopped between the read of the state and the write."""
    clock = Clock()
    with serial_line(device) as (far, where), open_writer(where, {3: CLR8G}, clock=clock) as writer:
        writer.read(3, STATUS, 1)
        clock.asleep_s = 5.1
        with pytest.raises(Paused):
            writer.write(3, LIMIT, 310)
    assert [request[1] for request in far.requests] == [3]


# Ports and adapters


@pytest.fixture
def sysfs(tmp_path: Path) -> Path:
    """A port of a USB adapter as the kernel shows it."""
    usb = tmp_path / "devices" / "usb1" / "1-4"
    port = usb / "1-4:1.0" / "ttyUSB0"
    port.mkdir(parents=True)
    (usb / "serial").write_text("A50285BI\n", encoding="utf-8")
    (tmp_path / "tty" / "ttyUSB0").mkdir(parents=True)
    (tmp_path / "tty" / "ttyUSB0" / "device").symlink_to(port)
    return tmp_path


@pytest.mark.fault("D22")
def test_the_serial_number_of_an_adapter(sysfs: Path) -> None:
    assert serial_number("/dev/ttyUSB0", sysfs / "tty") == "A50285BI"
    assert serial_number("/dev/ttyUSB1", sysfs / "tty") == ""


@pytest.mark.fault("D22")
def test_the_lasting_name_of_a_port(tmp_path: Path) -> None:
    by_id, port = tmp_path / "by-id", tmp_path / "ttyUSB0"
    port.touch()
    by_id.mkdir()
    link = by_id / "usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0"
    link.symlink_to(port)
    assert lasting_name(str(port), by_id) == str(link)
    assert lasting_name(str(link), by_id) == ""
    assert lasting_name(str(tmp_path / "ttyS0"), by_id) == ""
    assert lasting_name(str(port), tmp_path / "none") == ""


@pytest.mark.fault("D22")
def test_another_adapter_is_refused_before_anything_is_sent() -> None:
    with serial_line(device, adapter_serial="A50285BI") as (far, where):
        with pytest.raises(WrongAdapter) as wrong:
            open_reader(where)
        assert str(wrong.value) == f"the adapter at {where.device} has no serial number, not A50285BI"
        with pytest.raises(Stop) as stop:
            connect("RS1", where)
        assert (stop.value.code, stop.value.message) == (
            ExitCode.REFUSED, f"refused by the guard `adapter`: bus RS1: {wrong.value}; nothing was written"
        )  # fmt: skip
        assert list(notes("RS1", where)) == []
    assert far.requests == []


@pytest.mark.fault("D21")
def test_an_adapter_pulled_before_and_after_a_write() -> None:
    with serial_line(device) as (far, where):
        writer = open_writer(where, {3: CLR8G})
        writer.read(3, STATUS, 1)
    with writer:
        with pytest.raises(LineError) as before:
            writer.write(3, LIMIT, 310)
        assert (before.value.sent, [request[1] for request in far.requests]) == (False, [3])
    with gateway(lambda request: tcp_device(request) if request[7] == 3 else None) as (far, where):
        writer = open_writer(where, {3: CLR8G})
        writer.read(3, STATUS, 1)
        with pytest.raises(NoAnswer) as after:
            writer.write(3, LIMIT, 310)
    with writer, pytest.raises(CannotOpen):
        writer.read(3, LIMIT, 1)
    assert (after.value.sent, [request[7] for request in far.requests]) == (True, [3, 6])


@pytest.mark.fault("D8")
def test_a_reader_that_is_told_to_stop_does_not_try_again() -> None:
    with serial_line(lambda _: b"") as (far, where), open_reader(where, stopping=lambda: True) as reader:
        with pytest.raises(NoAnswer):
            reader.read(3, STATUS, 1)
        assert len(far.requests) <= 2


# Shapes


@pytest.mark.fault("D4")
@pytest.mark.parametrize("kind", [CLR8G, K7GE], ids=["clr8g", "k7ge-mg"])
def test_no_two_reads_of_a_device_in_a_row_have_one_shape(kind: DeviceType) -> None:
    with serial_line(device) as (far, where), open_reader(where) as reader:
        for _ in range(3):
            read_map_twice(reader, 3, kind)
    counts = [request[5] for request in far.requests]
    assert all(one != other for one, other in itertools.pairwise(counts))


def test_what_has_one_shape_only_keeps_it() -> None:
    assert unlike([(1, 1)], 1) == [(1, 1)]
    assert unlike([(1, 2), (5, 1)], 2) == [(5, 1), (1, 2)]
    assert unlike([(1, 9)], 9) == [(1, 5), (6, 4)]


def test_the_scripted_device_is_sound() -> None:
    assert answered(b"\x03\x10\x29\x00\x01") == b"\x03\x02\0\7"
    assert SOON_S < 1

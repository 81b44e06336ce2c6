"""Scripted far ends of a line, on a pseudo-terminal or a loopback socket: bytes in, bytes out, and what was asked."""

import contextlib
import os
import select
import socket
import threading
import tty
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from plantwright.modbus.answers import crc
from plantwright.modbus.line import Endpoint

SOON_S = 0.1
LONGEST_S = 20.0

Script = Callable[[bytes], bytes | None]
"""Takes what came, returns what goes back; None closes the connection."""


@dataclass(slots=True)
class FarEnd:
    """What a scripted end has seen: every request, and how many connections were made."""

    requests: list[bytes] = field(default_factory=list)
    connections: int = 0


def sealed(body: bytes) -> bytes:
    """Return an RTU frame: the body and its CRC."""
    return body + crc(body)


def device(request: bytes) -> bytes:
    """Answer an RTU request as a sound device: every register reads 7, every write is acknowledged."""
    return sealed(request[:1] + answered(request[1:-2]))


def tcp_device(request: bytes) -> bytes:
    """Answer a Modbus TCP request as a sound device; raise ValueError when it is none."""
    if len(request) < 8 or request[2:4] != b"\0\0" or int.from_bytes(request[4:6], "big") != len(request) - 6:
        raise ValueError("no Modbus TCP")
    pdu = answered(request[7:])
    return request[:4] + (len(pdu) + 1).to_bytes(2, "big") + request[6:7] + pdu


def answered(pdu: bytes) -> bytes:
    """Return the answer to a read or write."""
    if pdu[0] != 3:
        return pdu[:5]
    count = int.from_bytes(pdu[3:5], "big")
    return bytes([3, 2 * count]) + b"\0\7" * count


@contextlib.contextmanager
def serial_line(script: Script, **settings: float | str) -> Iterator[tuple[FarEnd, Endpoint]]:
    """Serve a script on a pseudo-terminal."""
    master, slave = os.openpty()
    tty.setraw(slave)
    seen = FarEnd()
    with _served(lambda stop: _talk(master, script, seen, stop)):
        yield seen, _endpoint(kind="rtu", device=os.ttyname(slave), **settings)
    os.close(master)
    os.close(slave)


@contextlib.contextmanager
def gateway(script: Script, **settings: float | str) -> Iterator[tuple[FarEnd, Endpoint]]:
    """Serve a script on a loopback socket, one connection after the other."""
    seen = FarEnd()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def accept(stop: threading.Event) -> None:
            while not stop.is_set():
                if select.select([listener], [], [], 0.02)[0]:
                    connection, _ = listener.accept()
                    seen.connections += 1
                    with connection:
                        _talk(connection.fileno(), script, seen, stop)

        with _served(accept):
            yield seen, _endpoint(kind="tcp", host="127.0.0.1", port=port, **settings)


def _endpoint(**settings: object) -> Endpoint:
    return Endpoint(**{"timeout_s": SOON_S, "quiet_s": SOON_S, "paced": False, **settings})  # type: ignore[arg-type]


@contextlib.contextmanager
def _served(run: Callable[[threading.Event], None]) -> Iterator[None]:
    stop = threading.Event()
    end = threading.Timer(LONGEST_S, stop.set)
    thread = threading.Thread(target=run, args=(stop,))
    end.start()
    thread.start()
    try:
        yield
    finally:
        stop.set()
        end.cancel()
        thread.join()


def _talk(descriptor: int, script: Script, seen: FarEnd, stop: threading.Event) -> None:
    while not stop.is_set():
        if not select.select([descriptor], [], [], 0.02)[0]:
            continue
        request = os.read(descriptor, 4096)
        if not request:
            return
        seen.requests.append(request)
        answer = script(request)
        if answer is None:
            return
        os.write(descriptor, answer)

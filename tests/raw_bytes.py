"""A client of the rehearsal plant that knows no Modbus: sockets, descriptors and bytes."""

import contextlib
import os
import select
import socket

from plantwright.modbus.simulator.plant import Plant


def ask(plant: Plant, unit: int, pdu: str) -> str:
    """Send one request over TCP and return the PDU of the answer, empty when there is none."""
    with gateway(plant) as connection:
        connection.sendall(framed(unit, pdu))
        return receive(connection)[7:].hex(" ").upper()


def framed(unit: int, pdu: str) -> bytes:
    """Return a request of transaction 0x1234."""
    body = bytes([unit]) + bytes.fromhex(pdu)
    return b"\x12\x34\x00\x00" + len(body).to_bytes(2, "big") + body


def gateway(plant: Plant) -> socket.socket:
    """Connect to the gateway of bus RS2."""
    state = plant.state["RS2"]
    return socket.create_connection((str(state["host"]), int(str(state["port"]))), timeout=2)


def receive(connection: socket.socket, wait_s: float = 0.2) -> bytes:
    """Return what comes next, empty after a silence or the end."""
    connection.settimeout(wait_s)
    with contextlib.suppress(TimeoutError):
        return connection.recv(300)
    return b""


def serial_line(plant: Plant) -> int:
    """Open the pseudo-terminal of bus RS1."""
    return os.open(str(plant.state["RS1"]["device"]), os.O_RDWR | os.O_NOCTTY)


def read(descriptor: int, count: int, wait_s: float = 0.2) -> bytes:
    """Read `count` bytes, or what came before a silence."""
    data = b""
    while len(data) < count and select.select([descriptor], [], [], wait_s)[0]:
        data += os.read(descriptor, count - len(data))
    return data

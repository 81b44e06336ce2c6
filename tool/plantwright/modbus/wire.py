"""Bytes on a serial port or a socket: the only module that imports pyserial. Only `line` uses it."""

import errno
import fcntl
import os
import select
import socket
import termios
import time
from pathlib import Path
from typing import Protocol

import serial

from plantwright.modbus.adapter import serial_number
from plantwright.modbus.answers import LineError
from plantwright.modbus.endpoint import Endpoint

_PARITY = {"none": serial.PARITY_NONE, "even": serial.PARITY_EVEN, "odd": serial.PARITY_ODD}
_BUSY = (errno.EBUSY, errno.EAGAIN)


class CannotOpen(LineError):
    """The port or connection could not be opened; nothing was sent."""

    sent = False


class LineBusy(CannotOpen):
    """Another program holds the port."""


class WrongAdapter(CannotOpen):
    """The port belongs to another USB adapter than the one named: ports are renumbered when adapters are plugged in."""


class Wire(Protocol):
    """An open byte stream. Every method raises OSError when the stream is lost."""

    def send(self, data: bytes) -> None:
        """Send all bytes."""

    def receive(self, until: float) -> bytes:
        """Return the bytes that arrive next, empty when none came until the monotonic time `until`."""

    def close(self) -> None:
        """Close the stream; harmless when it is closed."""


def open_wire(endpoint: Endpoint) -> Wire:
    """Open the stream of an endpoint; raise CannotOpen, or its kinds LineBusy and WrongAdapter."""
    return _Socket(endpoint) if endpoint.kind == "tcp" else _Serial(endpoint)


class _Socket:
    def __init__(self, endpoint: Endpoint) -> None:
        try:
            self._socket = socket.create_connection((endpoint.host, endpoint.port), timeout=endpoint.timeout_s)
        except OSError as error:
            raise CannotOpen(f"cannot connect to {endpoint.host}:{endpoint.port}: {error.strerror or error}") from error
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def receive(self, until: float) -> bytes:
        return _some(self._socket.recv(4096)) if _readable(self._socket.fileno(), until) else b""

    def close(self) -> None:
        self._socket.close()


class _Serial:
    def __init__(self, endpoint: Endpoint) -> None:
        _guard_adapter(endpoint)
        try:
            self._port = serial.Serial(
                endpoint.device, endpoint.baud_rate, bytesize=8, parity=_PARITY[endpoint.parity],
                stopbits=endpoint.stop_bits, timeout=0, write_timeout=5, exclusive=True,
            )  # fmt: skip
            self._fd: int = self._port.fileno()
            _keep_others_out(endpoint.device, self._fd)
        except (OSError, termios.error, ValueError) as error:  # SerialException is an OSError
            code = getattr(error, "errno", None)
            kind = LineBusy if code in _BUSY else CannotOpen
            raise kind(f"cannot open {endpoint.device}: {os.strerror(code) if code else error}") from error

    def send(self, data: bytes) -> None:
        self._port.write(data)

    def receive(self, until: float) -> bytes:
        return _some(os.read(self._fd, 4096)) if _readable(self._fd, until) else b""

    def close(self) -> None:
        self._fd = -1
        self._port.close()


def _guard_adapter(endpoint: Endpoint) -> None:
    if not endpoint.adapter_serial or not Path(endpoint.device).exists():
        return
    found = serial_number(endpoint.device)
    if found != endpoint.adapter_serial:
        seen = f"serial number {found}" if found else "no serial number"
        raise WrongAdapter(f"the adapter at {endpoint.device} has {seen}, not {endpoint.adapter_serial}")


def _keep_others_out(device: str, descriptor: int) -> None:
    """Make later opens by other programs fail (TIOCEXCL); pyserial's own lock is only advisory.

    Not on a pseudo-terminal, whose other end keeps the flag alive after its holder has died.
    """
    if not device.startswith("/dev/pts/"):
        fcntl.ioctl(descriptor, termios.TIOCEXCL)


def _readable(descriptor: int, until: float) -> bool:
    if descriptor < 0:
        raise ConnectionResetError(errno.ECONNRESET, "the line is closed")
    wait = max(0.0, until - time.monotonic())
    return bool(select.select([descriptor], [], [], wait)[0])


def _some(data: bytes) -> bytes:
    if not data:
        raise ConnectionResetError(errno.ECONNRESET, "the other end closed the connection")
    return data

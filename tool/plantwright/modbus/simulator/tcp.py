"""A bus behind a Modbus TCP gateway, on loopback."""

import contextlib
import selectors
import socket
import time
from dataclasses import dataclass, field

from plantwright.modbus.simulator.bus import SimulatedBus
from plantwright.modbus.simulator.emission import Emission
from plantwright.modbus.simulator.faults import Kind
from plantwright.modbus.simulator.frames import Request, SerialStream, tcp_request
from plantwright.modbus.simulator.server import Server

HOST = "127.0.0.1"


@dataclass(slots=True, eq=False)
class _Connection:
    """A client; `serial` takes its bytes when the gateway passes serial frames through, `buffer` otherwise."""

    socket: socket.socket
    buffer: bytes = b""
    serial: SerialStream = field(default_factory=SerialStream)


class TcpServer(Server):
    """Serves any number of connections; requests are executed one after the other, as on the line behind a gateway."""

    def __init__(self, bus: SimulatedBus, for_s: float, baud_rate: int, framing: str, port: int = 0) -> None:
        super().__init__(bus, for_s)
        self._baud_rate = baud_rate
        self._framing = framing
        self._transparent = framing == "rtu" or bus.faults.has(Kind.RTU_OVER_TCP)
        self._listener = socket.create_server((HOST, port))
        self._connections: list[_Connection] = []
        self.selector.register(self._listener, selectors.EVENT_READ, self._accept)

    @property
    def state(self) -> dict[str, object]:
        """Return host, port, and the framing that the site states."""
        return {"kind": "tcp", "host": HOST, "port": self._listener.getsockname()[1], "framing": self._framing}

    def release(self) -> None:
        """Close the listener and every connection."""
        for each in (*(connection.socket for connection in self._connections), self._listener):
            each.close()

    def deadlines(self) -> list[float]:
        """Return when the serial bytes received so far are given up."""
        return [due for connection in self._connections for due in connection.serial.deadlines]

    def idle(self) -> None:
        """Give up serial bytes that became no request: devices ignore what has no valid check bytes."""
        for connection in self._connections:
            if raw := connection.serial.given_up():
                self.bus.log.add(self.bus.tag, "noise", raw)

    def _accept(self) -> None:
        accepted, _ = self._listener.accept()
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        accepted.setblocking(False)  # who does not read loses bytes, and holds nobody up
        connection = _Connection(accepted)
        self._connections.append(connection)
        self.selector.register(accepted, selectors.EVENT_READ, lambda: self._receive(connection))

    def _receive(self, connection: _Connection) -> None:
        try:
            some = connection.socket.recv(4096)
        except OSError:
            some = b""
        if not some:
            self._hang_up(connection)
        elif self._transparent:
            for request, raw in connection.serial.feed(some):
                self._answer(connection, request, raw)
        else:
            connection.buffer += some
            self._answer_all(connection)

    def _answer_all(self, connection: _Connection) -> None:
        try:
            request, length = tcp_request(connection.buffer)
            while request is not None and connection in self._connections:
                raw, connection.buffer = connection.buffer[:length], connection.buffer[length:]
                self._answer(connection, request, raw)
                request, length = tcp_request(connection.buffer)
        except ValueError:
            self.bus.log.add(self.bus.tag, "noise", connection.buffer)
            self._hang_up(connection)

    def _answer(self, connection: _Connection, request: Request, raw: bytes) -> None:
        emissions = self.bus.answer(request, raw, self._baud_rate)
        self.schedule(emissions, lambda emission: self._send(connection, emission), time.monotonic())

    def _send(self, connection: _Connection, emission: Emission) -> bool:
        if connection not in self._connections:
            return False
        if emission.logged:
            self.bus.log.add(self.bus.tag, "reply", emission.logged)
        with contextlib.suppress(OSError):
            connection.socket.sendall(emission.data)
        if emission.close:
            self._hang_up(connection)
        return True

    def _hang_up(self, connection: _Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)
            self.selector.unregister(connection.socket)
            connection.socket.close()

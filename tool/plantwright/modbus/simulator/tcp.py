"""A bus behind a Modbus TCP gateway, on loopback."""

import contextlib
import selectors
import socket
import time

from plantwright.modbus.simulator.bus import SimulatedBus
from plantwright.modbus.simulator.frames import tcp_request
from plantwright.modbus.simulator.server import Server

HOST = "127.0.0.1"


class TcpServer(Server):
    """Serves any number of connections; requests are executed one after the other, as on the line behind a gateway."""

    def __init__(self, bus: SimulatedBus, for_s: float, port: int = 0) -> None:
        super().__init__(bus, for_s)
        self._listener = socket.create_server((HOST, port))
        self._buffers: dict[socket.socket, bytes] = {}
        self.selector.register(self._listener, selectors.EVENT_READ, self._accept)

    @property
    def state(self) -> dict[str, object]:
        """Return host and port."""
        return {"kind": "tcp", "host": HOST, "port": self._listener.getsockname()[1]}

    def release(self) -> None:
        """Close the listener and every connection."""
        for connection in (*self._buffers, self._listener):
            connection.close()

    def _accept(self) -> None:
        connection, _ = self._listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffers[connection] = b""
        self.selector.register(connection, selectors.EVENT_READ, lambda: self._receive(connection))

    def _receive(self, connection: socket.socket) -> None:
        try:
            some = connection.recv(4096)
        except OSError:
            some = b""
        if not some:
            self._hang_up(connection)
            return
        self._buffers[connection] += some
        self._answer_all(connection)

    def _answer_all(self, connection: socket.socket) -> None:
        try:
            request, length = tcp_request(self._buffers[connection])
        except ValueError:
            self.bus.log.add(self.bus.tag, "noise", self._buffers[connection])
            self._hang_up(connection)
            return
        while request is not None and connection in self._buffers:
            raw, self._buffers[connection] = self._buffers[connection][:length], self._buffers[connection][length:]
            emissions = self.bus.answer(request, raw)
            self.schedule(emissions, lambda data, close: self._send(connection, data, close), time.monotonic())
            request, length = tcp_request(self._buffers.get(connection, b""))

    def _send(self, connection: socket.socket, data: bytes, close: bool) -> None:
        if connection in self._buffers and data:
            self.bus.log.add(self.bus.tag, "reply", data)
            with contextlib.suppress(OSError):
                connection.sendall(data)
        if close:
            self._hang_up(connection)

    def _hang_up(self, connection: socket.socket) -> None:
        if self._buffers.pop(connection, None) is not None:
            self.selector.unregister(connection)
            connection.close()

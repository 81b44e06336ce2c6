"""The door to a running rehearsal plant for actions, on loopback: one line of text in, one line of JSON out."""

import contextlib
import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from typing import cast

from plantwright.modbus.simulator.wording import Misworded

HOST = "127.0.0.1"
LONGEST_LINE = 4096
_WAIT_S = 2.0


class _Door(socketserver.ThreadingTCPServer):
    daemon_threads = True
    act: Callable[[str], str]


class _Visit(socketserver.StreamRequestHandler):
    timeout = _WAIT_S

    def handle(self) -> None:
        with contextlib.suppress(OSError):  # who says nothing, or has gone, gets nothing
            line = self.rfile.readline(LONGEST_LINE).decode(errors="replace").strip()
            self.wfile.write(json.dumps(_answer(cast(_Door, self.server).act, line)).encode() + b"\n")


@contextlib.contextmanager
def controlled(act: Callable[[str], str]) -> Iterator[int]:
    """Serve actions on any free port of loopback, which is returned, until the end of the context."""
    with _Door((HOST, 0), _Visit) as door:
        door.act = act
        thread = threading.Thread(target=door.serve_forever, args=(0.1,), name="rehearsal control", daemon=True)
        thread.start()
        try:
            yield door.server_address[1]
        finally:
            door.shutdown()
            thread.join()


def _answer(act: Callable[[str], str], line: str) -> dict[str, str]:
    try:
        return {"done": act(line)}
    except Misworded as error:
        return {"refused": str(error), "hint": error.hint}

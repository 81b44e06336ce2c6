"""The log of every frame on every bus of the rehearsal plant: what really was on the wire."""

import datetime
import json
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from plantwright.modbus.simulator.frames import READ, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One frame, at the time when it was whole. `direction`: request, reply, gateway (a request that a gateway sends
    again by itself), or noise (bytes that are no request). `request` is what a frame asks, None for an answer.
    """

    time: str
    bus: str
    direction: str
    data: bytes
    request: Request | None = None


class FrameLog:
    """Frames in memory and, when a file is named, one JSON line each; threads may share it."""

    def __init__(self, path: Path | None = None) -> None:
        self.frames: list[Frame] = []
        self._file = path.open("a", encoding="utf-8", buffering=1) if path else None
        self._lock = threading.Lock()

    def add(self, bus: str, direction: str, data: bytes, request: Request | None = None) -> None:
        """Log one frame."""
        now = datetime.datetime.now(tz=datetime.UTC).isoformat(timespec="microseconds")
        frame = Frame(time=now, bus=bus, direction=direction, data=data, request=request)
        with self._lock:
            self.frames.append(frame)
            if self._file:
                self._file.write(json.dumps(_entry(frame)) + "\n")

    def requests(self) -> list[bytes]:
        """Return the bytes of every request, in order."""
        return [frame.data for frame in self.frames if frame.direction == "request"]

    def writes(self) -> list[Request]:
        """Return every request that a device could act on: all that are no reads, a gateway's own among them."""
        return [frame.request for frame in self.frames if frame.request and frame.request.function != READ]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()


def _entry(frame: Frame) -> dict[str, object]:
    entry = {"time": frame.time, "bus": frame.bus, "direction": frame.direction, "hex": frame.data.hex(" ")}
    asked = frame.request
    return entry | ({"unit": asked.unit, "function": asked.function, "register": asked.register} if asked else {})

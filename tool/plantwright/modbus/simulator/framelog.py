"""The log of every frame on every bus of the rehearsal plant: what really was on the wire."""

import datetime
import json
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One frame. `direction`: request, reply, or noise (bytes that are no request)."""

    time: str
    bus: str
    direction: str
    data: bytes


class FrameLog:
    """Frames in memory and, when a file is named, one JSON line each; threads may share it."""

    def __init__(self, path: Path | None = None) -> None:
        self.frames: list[Frame] = []
        self._file = path.open("a", encoding="utf-8", buffering=1) if path else None
        self._lock = threading.Lock()

    def add(self, bus: str, direction: str, data: bytes) -> None:
        """Log one frame."""
        now = datetime.datetime.now(tz=datetime.UTC).isoformat(timespec="microseconds")
        line = json.dumps({"time": now, "bus": bus, "direction": direction, "hex": data.hex(" ")})
        with self._lock:
            self.frames.append(Frame(time=now, bus=bus, direction=direction, data=data))
            if self._file:
                self._file.write(line + "\n")

    def requests(self) -> list[bytes]:
        """Return the bytes of every request, in order."""
        return [frame.data for frame in self.frames if frame.direction == "request"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()

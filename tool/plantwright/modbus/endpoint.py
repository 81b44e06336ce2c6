"""Where and how a bus is spoken to."""

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One bus: `kind` "tcp" (a gateway) or "rtu" (an own serial port, 8 data bits).

    `framing` is how a gateway is spoken to: "modbus-tcp", or "rtu" when it passes the bytes of the line on as they are.
    `retries` is how often it repeats a request by itself, None when that is not known. `adapter_serial` is the serial
    number that the USB adapter of a port must have, empty for any.

    `timeout_s` is the longest time a device may think before its answer begins, `quiet_s` how long the line must stay
    silent after a failure before it is trusted again. `paced` is False only for an unpaced rehearsal line, where an
    answer faster than the wire allows proves nothing.
    """

    kind: str
    host: str = ""
    port: int = 502
    framing: str = "modbus-tcp"
    retries: int | None = None
    device: str = ""
    baud_rate: int = 9600
    parity: str = "none"
    stop_bits: int = 1
    adapter_serial: str = ""
    timeout_s: float = 1.0
    quiet_s: float = 1.0
    paced: bool = True

    @property
    def delivers_late(self) -> bool:
        """Return whether a gateway may deliver a write long after it was sent, as far as is known."""
        return self.kind == "tcp" and self.retries != 0

    @property
    def name(self) -> str:
        """Return the name that is the same however a serial port is spelt, for locks and plans."""
        return f"tcp {self.host}:{self.port}" if self.kind == "tcp" else f"rtu {os.path.realpath(self.device)}"

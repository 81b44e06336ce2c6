"""The two framings of Modbus: how an answer is measured and checked, and a gateway that speaks the other one. Pure."""

from collections.abc import Mapping

from plantwright.modbus import answers
from plantwright.modbus.answers import Answer, LineError, Request

MODBUS_TCP, RTU = "modbus-tcp", "rtu"


class OtherFraming(LineError):
    """The gateway answers a read in the other framing, `answered`, than the one it was said to speak."""

    def __init__(self, gateway: str, answered: str) -> None:
        other = "Modbus TCP frames, not in RTU" if answered == MODBUS_TCP else "RTU frames, not in Modbus TCP"
        super().__init__(f"{gateway} answers in {other} frames")
        self.answered = answered


def other_than(framing: str) -> str:
    """Return the framing that is not this one."""
    return MODBUS_TCP if framing == RTU else RTU


def length_of(framing: str, raw: bytes) -> int | None:
    """Return the length that the first bytes of an answer announce, None while they announce nothing."""
    return answers.tcp_length(raw) if framing == MODBUS_TCP else answers.rtu_length(raw)


def check(framing: str, request: Request, transaction: int, raw: bytes, meanings: Mapping[int, str]) -> Answer:
    """Check every field of an answer; raise BadAnswer or DeviceRefusal."""
    if framing == MODBUS_TCP:
        return answers.check_tcp(request, transaction, raw, meanings)
    return answers.check_rtu(request, raw, meanings)

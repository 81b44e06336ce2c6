"""A bus of the rehearsal plant: finds the device that is asked, and lets faults act on request and answer."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from plantwright.modbus.simulator.device import SimulatedDevice
from plantwright.modbus.simulator.emission import Emission, emissions
from plantwright.modbus.simulator.faults import Acting, Faults, Kind
from plantwright.modbus.simulator.framelog import FrameLog
from plantwright.modbus.simulator.frames import Request
from plantwright.modbus.simulator.quirks import executed

_COLLISION = b"\xff"


@dataclass(slots=True, kw_only=True)
class SimulatedBus:
    """The devices on one bus, by the address that the site gives them; `lock` is held while anything acts on them."""

    tag: str
    devices: Mapping[int, SimulatedDevice]
    log: FrameLog
    faults: Faults = field(default_factory=Faults)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, request: Request, raw: bytes, baud_rate: int) -> list[Emission]:
        """Execute a request sent at a baud rate, and return what goes back.

        Nothing comes from a unit that is not there, is off, restarts or is set to another rate, nor after a broadcast.
        Two units with one address both act, and their answers destroy each other.
        """
        with self.lock:
            self.log.add(self.tag, "request", raw, request)
            acting = self.faults.on(request)
            if Kind.ECHO in acting:
                return [Emission(data=raw)]
            hearing = [each for each in self.devices.values() if each.awake() and each.baud_rate == baud_rate]
            if request.unit == 0:
                for each in hearing:
                    each.execute(request.pdu)
                return []
            asked = [each for each in hearing if each.unit == request.unit and Kind.DROP_REQUEST not in acting]
            answers = [self._executed(device, request, raw, acting) for device in asked]
            pdus = [pdu for pdu in answers if pdu is not None]
            if len(pdus) > 1:
                return [Emission(data=_COLLISION * len(pdus[0]))]
            return emissions(request, raw, pdus[0] if pdus else None, acting)

    def _executed(self, device: SimulatedDevice, request: Request, raw: bytes, acting: Acting) -> bytes | None:
        pdu = executed(device, request, acting)
        for _ in range(acting[Kind.REPEAT_WRITE].number if Kind.REPEAT_WRITE in acting else 0):
            self.log.add(self.tag, "gateway", raw, request)
            pdu = executed(device, request, acting)
        return pdu

"""RS-485 lines and the gateways before them."""

from plantwright.frozen import dataclass
from plantwright.site.model.item import Item, Number


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkNode:
    """A unit on the trunk: its place in metres from the first terminator and the length of its stub."""

    device: str
    at_m: Number
    stub_m: Number = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Termination:
    """A terminating resistor at its place along the trunk, with a capacitor in series or without."""

    at_m: Number
    resistance_ohm: Number
    capacitor_nf: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Polarisation:
    """A pair of resistors, one on each wire, that holds the idle line at a voltage."""

    at_m: Number
    resistance_ohm: Number
    voltage_v: Number = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """The gateway before a line: name or address, TCP port, framing, and repetitions of its own (None: not stated)."""

    host: str
    port: int
    framing: str = "modbus-tcp"
    retries: int | None = None
    tls: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bus(Item):
    """An RS-485 line. `kind`: modbus-rtu (own serial port) or modbus-tcp (behind a gateway).

    `polarisation`: () means none, None that nothing is stated.
    """

    kind: str
    baud_rate: int
    parity: str
    stop_bits: int
    data_bits: int = 8
    port: str = ""
    adapter_serial: str = ""
    gateway: Gateway | None = None
    length_m: Number | None = None
    cable: str = ""
    trunk: tuple[TrunkNode, ...] = ()
    termination: tuple[Termination, ...] = ()
    polarisation: tuple[Polarisation, ...] | None = None
    four_wire_cabling: bool = False
    host_units: int = 1
    poll_period_ms: Number | None = None
    reply_timeout_ms: Number | None = None

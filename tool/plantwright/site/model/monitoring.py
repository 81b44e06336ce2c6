"""Insulation monitors: their supply, trigger, outputs and probes."""

from collections.abc import Mapping

from plantwright.frozen import dataclass, field
from plantwright.site.model.devices import Device
from plantwright.site.model.item import Item, Number


@dataclass(frozen=True, slots=True, kw_only=True)
class AuxiliarySupply:
    """The operating supply of a device and the fuse in it."""

    voltage_v: Number
    kind: str = "ac"
    rated_power_va: Number | None = None
    fuse: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """What starts a measurement. `kind`: volt-free-contact, open-collector or voltage; `from_` are tags in series.

    `closes_when`: motor-stopped or motor-running.
    """

    kind: str
    from_: tuple[str, ...] = ()  # key `from`
    closes_when: str = ""
    hold_ms: Number | None = None
    residual_voltage_v: Number | None = None
    leakage_current_ma: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """The circuit an output switches. `drives`: relay, digital-input, starter-input or contactor-coil.

    `contact`: normally-open or normally-closed, as the wiring expects it.
    """

    drives: str
    kind: str = "dc"
    voltage_v: Number | None = None
    current_ma: Number | None = None
    on_voltage_v: Number | None = None
    off_current_ma: Number | None = None
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitor(Device):
    """An insulation monitor. `outputs`: alarm-1, alarm-2, measurement-in-progress or self-diagnosis -> its circuit."""

    supply: AuxiliarySupply | None = None
    trigger: Trigger | None = None
    control_wire_mm2: Number | None = None
    impulse_withstand_v: Number | None = None
    outputs: Mapping[str, Output] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe(Item):
    """A probe of an insulation monitor, connected in the path of `feeder` directly after the object `after`."""

    monitor: str
    channel: int
    feeder: str
    after: str
    fuse: str = ""
    model: str = ""
    serial: str = ""

"""Records of work: lines of procedures, settings entered by hand, joints tightened, instruments calibrated."""

from collections.abc import Mapping

from plantwright.frozen import dataclass, field
from plantwright.site.records.record import Document, Limit, Number, Record, Value


@dataclass(frozen=True, kw_only=True)
class Checklist(Record):
    """Lines of a procedure that were done at one object."""


@dataclass(frozen=True, kw_only=True)
class ManualStep(Record):
    """A step of a device type, or settings entered at the device: one as `parameter` and `value`, or several.

    `as_found`: what the device showed before.
    """

    step: str = ""
    parameter: str = ""
    value: Value | None = None
    as_found: Mapping[str, Value] = field(default_factory=dict)
    settings: Mapping[str, Value] = field(default_factory=dict)

    @property
    def entered(self) -> Mapping[str, Value]:
        """Return parameter -> the value that the device showed afterwards."""
        one = {self.parameter: self.value} if self.parameter and self.value is not None else {}
        return {**one, **self.settings}


@dataclass(frozen=True, kw_only=True)
class Calibration(Record):
    """A calibration of an instrument; `due` is the last day on which it holds."""

    certificate: str
    due: str
    laboratory: str = ""
    document: Document | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """A joint and the torque it was tightened to."""

    joint: str
    torque_nm: Number
    limit: Limit


@dataclass(frozen=True, kw_only=True)
class Torque(Record):
    """Joints tightened with a calibrated wrench."""

    measurements: tuple[Joint, ...]

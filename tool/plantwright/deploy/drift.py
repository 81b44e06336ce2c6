"""Drift: which settings no longer are as declared, and since when: what verify read against the history. Pure."""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from plantwright.deploy.plan import DevicePlan, ManualStep
from plantwright.deploy.verify import Verified
from plantwright.modbus.codec import decode
from plantwright.site.catalog import VOLATILE_ROLES, Parameter, Value
from plantwright.site.evidence import Evidence, reads_true
from plantwright.site.model import Device, Site


class Kind(enum.StrEnum):
    """How a setting stands to what is declared."""

    AS_DECLARED = "as declared"
    CHANGED = "changed on the device"
    NEVER_PUSHED = "never pushed"
    DECLARED_ANEW = "changed in the site files"
    LEFT_UNKNOWN = "left unknown by that run"
    KEYPAD = "keypad value differs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a register since a run, which ended at a time; `raw` is None where its outcome is unknown.

    `pushed`: that run or one before it wrote the register and verified it.
    """

    run: str
    at: str
    raw: int | None
    pushed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What the runs know of one unit: its fingerprint, the newest run it was part of, and its registers."""

    run: str
    fingerprint: Mapping[str, Value]
    registers: Mapping[int, Known]


History = Mapping[str, Past]
"""By the tag of a device."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A declared setting that a register shows. `proven`: documents or evidence of a real unit prove its coding."""

    device: str
    parameter: str
    code: str
    title: str
    register: int
    declared: Value
    reads: Value
    raw: int
    unit: str
    proven: bool
    kind: Kind
    known: Known | None

    @property
    def differs(self) -> bool:
        """True when the device holds another value than declared."""
        return self.kind is not Kind.AS_DECLARED


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlisted:
    """A register that holds something somebody set, but nothing is declared for it: reported, never judged."""

    device: str
    parameter: str
    code: str
    role: str
    register: int
    reads: Value
    raw: int
    unit: str
    proven: bool
    known: Known | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceDrift:
    """One device; `unseen` are declared settings that no register shows.

    `other_than` is the newest run of another unit with this tag, empty when the unit is the same or no run had one.
    """

    tag: str
    type: str
    bus: str
    address: int
    settings: tuple[Setting, ...]
    unseen: tuple[ManualStep, ...]
    unlisted: tuple[Unlisted, ...]
    other_than: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """Every device that was read."""

    devices: tuple[DeviceDrift, ...]

    @property
    def settings(self) -> tuple[Setting, ...]:
        """Return the settings that are judged."""
        return tuple(setting for device in self.devices for setting in device.settings)

    @property
    def differing(self) -> tuple[Setting, ...]:
        """Return the settings that are not as declared."""
        return tuple(setting for setting in self.settings if setting.differs)


def drift(verified: Verified, site: Site, history: History) -> Drift:
    """Return how every declared setting stands: what differs is what `verify` found, the history says since when."""
    known = {device.tag: device for device in site.devices()}
    return Drift(
        devices=tuple(
            _device(planned, known[planned.tag], history.get(planned.tag), site.evidence.get(planned.type))
            for planned in verified.devices
        )
    )


def _device(planned: DevicePlan, device: Device, past: Past | None, evidence: Evidence | None) -> DeviceDrift:
    same = past is not None and dict(past.fingerprint) == dict(planned.fingerprint)
    known = past.registers if past and same else {}
    return DeviceDrift(
        tag=planned.tag,
        type=planned.type,
        bus=planned.bus,
        address=planned.address,
        settings=tuple(_settings(planned, device, known, evidence)),
        unseen=tuple(step for step in planned.manual if step.reads is None),
        unlisted=tuple(_unlisted(planned, device, known, evidence)),
        other_than=past.run if past and not same else "",
    )


def _settings(
    planned: DevicePlan, device: Device, known: Mapping[int, Known], evidence: Evidence | None
) -> Iterator[Setting]:
    wrong = {write.parameter for write in planned.writes}
    keypad = {step.parameter for step in planned.manual if not step.confirmed}
    for entry in device.type.parameters.values():
        register = entry.register
        if not _judged(entry, device) or register is None or register not in planned.as_found:
            continue
        raw = planned.as_found[register]
        kind = _kind(raw, known.get(register)) if entry.name in wrong else Kind.AS_DECLARED
        yield Setting(
            device=device.tag, parameter=entry.name, code=entry.code, title=entry.title, register=register,
            declared=device.parameters[entry.name], reads=decode(entry, raw), raw=raw, unit=entry.unit,
            proven=reads_true(entry, evidence), kind=Kind.KEYPAD if entry.name in keypad else kind,
            known=known.get(register),
        )  # fmt: skip


def _judged(entry: Parameter, device: Device) -> bool:
    return entry.name in device.parameters and entry.deployment != "never"


def _kind(raw: int, known: Known | None) -> Kind:
    if known is None:
        return Kind.NEVER_PUSHED
    if known.raw is None:
        return Kind.LEFT_UNKNOWN
    if known.raw != raw:
        return Kind.CHANGED
    return Kind.DECLARED_ANEW if known.pushed else Kind.NEVER_PUSHED


def _unlisted(
    planned: DevicePlan, device: Device, known: Mapping[int, Known], evidence: Evidence | None
) -> Iterator[Unlisted]:
    for register, entry in device.type.map.items():
        if register in planned.as_found and entry.role not in VOLATILE_ROLES and not _judged(entry, device):
            raw = planned.as_found[register]
            yield Unlisted(
                device=device.tag, parameter=entry.name, code=entry.code, role=entry.role, register=register,
                reads=decode(entry, raw), raw=raw, unit=entry.unit,
                proven=reads_true(entry, evidence), known=known.get(register),
            )  # fmt: skip

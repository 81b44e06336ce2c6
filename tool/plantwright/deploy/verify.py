"""Verify: do the devices still equal the site files? Read only."""

from collections.abc import Mapping
from dataclasses import dataclass

from plantwright.deploy.plan import DevicePlan, plan_device
from plantwright.deploy.planning import signed_steps
from plantwright.deploy.reading import Progress, read_site
from plantwright.modbus.line import Endpoint
from plantwright.site.model import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a read-only comparison found."""

    devices: tuple[DevicePlan, ...]

    @property
    def differences(self) -> int:
        """Return the number of registers that differ, those a person sets and a register shows included."""
        written = sum(len(device.writes) for device in self.devices)
        return written + sum(
            1 for device in self.devices for step in device.manual if step.reads not in (None, step.value)
        )


def verify(site: Site, targets: Mapping[str, Endpoint], progress: Progress) -> Verified:
    """Read every addressed device and compare it with the site files."""
    signed = signed_steps(site)
    found = read_site(site, targets, progress)
    return Verified(
        devices=tuple(
            plan_device(device, registers, signed, site.evidence.get(device.type.type)) for device, registers in found
        )
    )

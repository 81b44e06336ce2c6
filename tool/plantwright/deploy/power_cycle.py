"""Do the devices still hold what a run verified, after they were without power? Read only; the answer joins the run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from plantwright.deploy import journal
from plantwright.deploy.guards import refuse
from plantwright.deploy.journal import Record
from plantwright.deploy.outcome import Result
from plantwright.deploy.plan import fingerprint_of
from plantwright.deploy.reading import Progress, read_site
from plantwright.modbus.codec import decode
from plantwright.modbus.endpoint import Endpoint
from plantwright.site.catalog import Value
from plantwright.site.model import Device, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A register that a run verified, and what it reads after the power cycle."""

    device: str
    parameter: str
    code: str
    register: int
    wanted: Value
    wanted_raw: int
    raw: int
    reads: Value
    unit: str

    @property
    def result(self) -> Result:
        """Return verified when the device kept the value, altered when it did not."""
        return Result.VERIFIED if self.raw == self.wanted_raw else Result.ALTERED


def verify_after_power_cycle(
    folder: Path, site: Site, targets: Mapping[str, Endpoint], person: str, progress: Progress
) -> tuple[Kept, ...]:
    """Read the devices of a run again and add to its journal what they kept; `person` switched their power off and on.

    Raise Stop when the run verified nothing, or when a device is not the unit that the run wrote to.
    """
    with journal.continue_run(folder) as continued:
        records = continued.before.records
        if not verified(records):
            raise refuse(f"run {folder.name} verified no value", "name a run that `plantwright apply` ended", "run")
        found = {device.tag: (device, registers) for device, registers in read_site(site, targets, progress)}
        kept = tuple(compare(records, found))
        for each in kept:
            continued.append(
                "after-power-cycle", device=each.device, parameter=each.parameter, register=f"0x{each.register:04X}",
                result=str(each.result), raw=each.raw, reads=each.reads, person=person,
            )  # fmt: skip
        return kept


def verified(records: Sequence[Record]) -> tuple[Record, ...]:
    """Return the announced writes of a run whose value was proven by a read-back, in their order."""
    last = {(each["device"], each["register"]): each["result"] for each in records
            if each["kind"] in ("outcome", "recovered")}  # fmt: skip
    intents = {(each["device"], each["register"]): each for each in records if each["kind"] == "intent"}
    return tuple(intent for key, intent in intents.items() if last.get(key) == Result.VERIFIED)


def compare(records: Sequence[Record], found: Mapping[str, tuple[Device, Mapping[int, int]]]) -> Iterator[Kept]:
    """Yield every verified register with what it reads now; `found` has each device with its registers, by tag."""
    before = {each["device"]: each["fingerprint"] for each in records if each["kind"] == "as-found"}
    for intent in verified(records):
        tag, register = intent["device"], int(intent["register"], 16)
        if tag not in found:
            raise refuse(f"the run wrote to {tag}, which is not in the site", "name the site of that run", "run")
        device, registers = found[tag]
        if fingerprint_of(device, registers) != before[tag]:
            raise refuse(
                f"{tag} is another unit than the run wrote to: it reads {fingerprint_of(device, registers)}, "
                f"then {before[tag]}",
                "check the address; plan again when the unit was replaced",
                "identity",
            )
        yield Kept(
            device=tag, parameter=intent["parameter"], code=intent["code"], register=register, wanted=intent["new"],
            wanted_raw=intent["new_raw"], raw=registers[register], unit=intent["unit"],
            reads=decode(device.type.map[register], registers[register]),
        )  # fmt: skip

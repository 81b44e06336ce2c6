"""The way back: a plan to the values as found, with the guards of any plan. It is no undo: a device may refuse."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from plantwright.deploy.guards import refuse
from plantwright.deploy.journal import Record
from plantwright.deploy.plan import DevicePlan, ManualStep, Plan, write
from plantwright.deploy.planning import numbered
from plantwright.modbus.codec import decode, raw_allowed
from plantwright.site.catalog import DeviceType, Parameter
from plantwright.site.evidence import Evidence, proven
from plantwright.site.model import Site


def reverse(plan: Plan, found: Mapping[str, Mapping[int, int]]) -> Plan:
    """Return the plan back from a plan that is written whole, without reading anything; `found` is by device."""
    devices = tuple(_reversed(planned, found.get(planned.tag, planned.as_found)) for planned in plan.devices)
    back = replace(plan, devices=devices, purpose=f"restore {plan.id}")
    return numbered(back, datetime.datetime.now(tz=datetime.UTC))


def _reversed(planned: DevicePlan, found: Mapping[int, int]) -> DevicePlan:
    back = (
        replace(write, old=write.new, new=write.old, old_raw=write.new_raw, new_raw=write.old_raw)
        for write in reversed(planned.writes)
    )
    after = {**found, **{write.register: write.new_raw for write in planned.writes}}
    return replace(planned, writes=tuple(back), as_found=after, manual=())


def restore(plan: Plan, site: Site, records: Sequence[Record]) -> Plan:
    """Return a plan from what is there now to what a run found, for the registers the run touched or saw change.

    `plan` is one of the whole site, just read. A value as found that the type does not allow becomes a step for a
    person. Raise Stop when a device of the run is not the unit it was, or is not in the site any more.
    """
    types = {device.tag: device.type for device in site.devices()}
    now = {planned.tag: planned for planned in plan.devices}
    founds = [record for record in records if record["kind"] == "as-found"]
    devices = tuple(
        _restored(
            _same_unit(found, now), types[found["device"]], found, sorted(_touched(records, found["device"])),
            site.evidence.get(found["type"]),
        )
        for found in founds
    )  # fmt: skip
    left = tuple(each for each in devices if each.writes or each.manual)
    purpose = " ".join(("restore", *(record["plan"] for record in records if record["kind"] == "start")))
    back = replace(plan, devices=left, purpose=purpose)
    return numbered(back, datetime.datetime.fromisoformat(plan.created))


def _same_unit(found: Record, now: Mapping[str, DevicePlan]) -> DevicePlan:
    tag = found["device"]
    planned = now.get(tag)
    if planned is None or (planned.type, planned.address) != (found["type"], found["address"]):
        message = f"the run wrote to {tag}, a {found['type']} at address {found['address']}; the site has none"
        raise refuse(message, "restore with the site files of that run", "files")
    if dict(planned.fingerprint) != found["fingerprint"]:
        raise refuse(
            f"{tag} is another unit than in the run: it reads {_words(planned.fingerprint)}, then "
            f"{_words(found['fingerprint'])}",
            "the values as found belong to the old unit; plan from the site files instead",
            "identity",
        )
    return planned


def _words(fingerprint: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {raw}" for name, raw in fingerprint.items())


def _touched(records: Sequence[Record], tag: str) -> Iterator[int]:
    """Yield the registers of a device that a run announced to write, or saw change by themselves."""
    own = [record for record in records if record.get("device") == tag]
    yield from {int(record["register"], 16) for record in own if record["kind"] == "intent"}
    yield from {record["register"] for record in own if record["kind"] == "side-effect"}


def _restored(
    planned: DevicePlan, kind: DeviceType, found: Record, touched: Sequence[int], evidence: Evidence | None
) -> DevicePlan:
    before = {int(register, 16): raw for register, raw in found["registers"].items()}
    differ = [
        (kind.map[register], before[register])
        for register in dict.fromkeys(touched)
        if register in kind.map and planned.as_found.get(register) not in (None, before.get(register))
    ]
    able = [(entry, raw) for entry, raw in differ if entry.pushable and raw_allowed(entry, raw)]
    return replace(
        planned,
        writes=tuple(write(entry, planned.as_found, raw, proven(kind, entry, evidence)) for entry, raw in able),
        manual=tuple(_step(entry, planned.as_found, raw) for entry, raw in differ if (entry, raw) not in able),
        equal=len(set(touched)) - len(differ),
    )


def _step(entry: Parameter, now: Mapping[int, int], raw: int) -> ManualStep:
    return ManualStep(
        parameter=entry.name, code=entry.code, title=entry.title, value=decode(entry, raw), unit=entry.unit,
        reads=decode(entry, now[entry.register or 0]),
    )  # fmt: skip

"""The earlier runs of a journal folder, as the guards ask for them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from plantwright.deploy.issue import PastDevice, PastRun
from plantwright.deploy.journal import Record
from plantwright.deploy.lineage import read_runs
from plantwright.deploy.recovery import left_open
from plantwright.site.catalog import VOLATILE_ROLES
from plantwright.site.model import Site


def past_runs(folder: Path, site: Site) -> tuple[PastRun, ...]:
    """Return the runs of a folder, oldest first; raise Stop when a journal was altered."""
    every = read_runs(folder).values()
    return tuple(_run(records, site) for records in every if records and records[0]["kind"] == "start")


def _run(records: Sequence[Record], site: Site) -> PastRun:
    start = records[0]
    return PastRun(
        id=start["plan"],
        plant=start["plant"],
        rehearsal=start["rehearsal"],
        ended=records[-1]["at"],
        unknown=tuple(str(left) for left in left_open(records)),
        devices=tuple(_devices(records, site)),
    )


def _devices(records: Sequence[Record], site: Site) -> Iterator[PastDevice]:
    types = {device.tag: device.type.map for device in site.devices()}
    found = {each["device"]: each for each in records if each["kind"] == "as-found"}
    for left in records:
        if left["kind"] == "as-left" and left["registers"] and left["device"] in types:
            registers = {int(register, 16): raw for register, raw in left["registers"].items()}
            known = types[left["device"]]
            settings = {
                register: raw
                for register, raw in registers.items()
                if register in known and known[register].role not in VOLATILE_ROLES
            }
            fingerprint = found[left["device"]]["fingerprint"]
            yield PastDevice(tag=left["device"], settings=settings, fingerprint=fingerprint)

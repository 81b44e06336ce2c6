"""Readings as CSV (RFC 4180), one line each; those of a rehearsal say so in every line."""

import csv
from collections.abc import Iterable, Iterator
from typing import TextIO

from plantwright.monitor.meaning import reading
from plantwright.monitor.series import probe_of
from plantwright.monitor.store import Plant, Sample
from plantwright.monitor.times import from_milliseconds, text_of
from plantwright.site.model import Site

COLUMNS = (
    "time", "plant", "data", "device", "probe", "register", "name", "role", "raw", "bound", "value", "unit", "meaning",
)  # fmt: skip


def write_csv(file: TextIO, site: Site, plant: Plant, samples: Iterable[Sample]) -> int:
    """Write samples to an open file and return the number of readings."""
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    count = 0
    for sample in samples:
        rows = list(_rows(site, plant, sample))
        writer.writerows(rows)
        count += len(rows)
    return count


def _rows(site: Site, plant: Plant, sample: Sample) -> Iterator[tuple[object, ...]]:
    device = sample.layout.device
    head = text_of(from_milliseconds(sample.at), "milliseconds"), plant.number, data_of(plant), device
    for entry, raw in zip(sample.layout.entries, sample.raw, strict=True):
        said = reading(entry, raw)
        probe = probe_of(site, device, entry.channel) if entry.channel else ""
        register = f"0x{entry.register or 0:04X}"
        meaning = "proven" if entry.verified else "not proven"
        yield *head, probe, register, entry.name, entry.role, raw, said.bound, said.value, entry.unit, meaning


def data_of(plant: Plant) -> str:
    """Return the mark of readings: whether they are of real devices."""
    return "REHEARSAL" if plant.rehearsal else "plant"


def mark(plant: Plant) -> str:
    """Return what stands before a line about readings that are no real ones."""
    return f"{data_of(plant)} " if plant.rehearsal else ""

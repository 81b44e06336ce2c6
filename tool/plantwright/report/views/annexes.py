"""The annexes: what every register of the devices held, the files that belong to records, and what was attached."""

from collections.abc import Mapping
from dataclasses import dataclass

from plantwright.report.marks import Mark
from plantwright.report.text import NOT_APPLICABLE, register
from plantwright.report.views.deployment import place_of
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.record_files import file_mark
from plantwright.site.records import documents


@dataclass(frozen=True, slots=True, kw_only=True)
class Dump:
    """The raw values of a device's registers before and after the run; (register, found, left, whether they differ)."""

    tag: str
    registers: tuple[tuple[str, str, str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFile:
    """A file that a record names; the mark says whether the file that lies there has the hash the record states."""

    record: str
    file: str
    sha256: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Annexes:
    run: str
    dumps: tuple[Dump, ...]
    files: tuple[RecordFile, ...]


def annexes(dossier: Dossier) -> Annexes:
    """Return the raw values of the newest run and the files of all records in force."""
    run = dossier.run
    return Annexes(
        run=run.id if run else "",
        dumps=tuple(
            Dump(tag=each.tag, registers=_registers(each.as_found, each.as_left))
            for each in sorted(run.devices if run else (), key=place_of)
        ),
        files=tuple(_files(dossier)),
    )


def _registers(found: Mapping[int, int], left: Mapping[int, int]) -> tuple[tuple[str, str, str, bool], ...]:
    return tuple(
        (register(each), _raw(found, each), _raw(left, each), found.get(each) != left.get(each))
        for each in sorted({*found, *left})
    )


def _raw(held: Mapping[int, int], address: int) -> str:
    return str(held[address]) if address in held else NOT_APPLICABLE


def _files(dossier: Dossier) -> list[RecordFile]:
    return [
        RecordFile(record=record.name, file=each.file, sha256=each.sha256, mark=file_mark(record, each))
        for record in dossier.records
        for _, each in documents(record.data)
    ]

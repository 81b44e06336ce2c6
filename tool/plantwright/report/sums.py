"""What stands beside the documents of one call: their register as CSV, and the hash of every file."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from plantwright.report.register import Entry
from plantwright.report.tables import Table, as_csv
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import frame

REGISTER = "documents.csv"
SUMS = "SHA256SUMS"

_COLUMNS = (
    "number", "title", "object", "kind_code", "vdi_2770_class", "revision", "date", "status", "file", "sha256",
    "configuration_sha256", "warnings",
)  # fmt: skip


class Written(NamedTuple):
    """A file of a document."""

    entry: Entry
    name: str
    data: bytes


def register_csv(dossier: Dossier, written: Sequence[Written]) -> bytes:
    """Return the register of documents, a row for each file."""
    return as_csv(Table("documents", "Register of documents", _COLUMNS, tuple(_row(dossier, each) for each in written)))


def _row(dossier: Dossier, each: Written) -> tuple[str, ...]:
    one = each.entry
    block = frame(dossier, one.title, one.code, one.about)
    warned = "; ".join(banner.word for banner in block.banners)
    return (one.number, one.title, one.about, one.code, one.handover, block.revision, block.issued, block.status,
            each.name, hashlib.sha256(each.data).hexdigest(), block.config, warned)  # fmt: skip


def checksums(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return what `sha256sum -c` reads: hash and name of every file."""
    return "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files).encode()

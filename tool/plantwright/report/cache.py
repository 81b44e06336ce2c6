"""PDFs that were made before, by a hash of all that they are made of; losing it costs only time."""

import contextlib
import ctypes
import hashlib
import importlib.metadata
import os
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from plantwright import __version__
from plantwright.report.pdf import Job

KEPT = 1000
"""Files that stay; the longest unused go first."""

_DIGITS = hashlib.sha256().digest_size
_LIBRARIES = {"libpango-1.0.so.0": "pango_version_string", "libharfbuzz.so.0": "hb_version_string"}


class Cache:
    """A folder of PDFs. A file that is broken or cannot be read or written counts as missing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, job: Job) -> bytes | None:
        """Return the PDF of a job, None when it was not made before."""
        path = self._folder / key(job)
        with contextlib.suppress(OSError):
            content = path.read_bytes()
            if hashlib.sha256(content[_DIGITS:]).digest() == content[:_DIGITS]:
                os.utime(path)
                return content[_DIGITS:]
        return None

    def put(self, job: Job, data: bytes) -> bytes:
        """Keep the PDF of a job, with its hash before it, and return it."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, prefix=".", delete=False) as file:
                file.write(hashlib.sha256(data).digest() + data)
            Path(file.name).replace(self._folder / key(job))
        return data

    def trim(self, kept: int = KEPT) -> None:
        """Remove the files that were not used for the longest time, but for as many as are kept."""
        with contextlib.suppress(OSError):
            files = sorted((each.stat().st_mtime_ns, each) for each in self._folder.iterdir())
            for _, path in files[: max(0, len(files) - kept)]:
                path.unlink(missing_ok=True)


def folder() -> Path:
    """Return the folder of the cache after the XDG base directory specification."""
    home = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(home) if Path(home).is_absolute() else Path.home() / ".cache") / "plantwright" / "documents"


def key(job: Job) -> str:
    """Return the hash of everything that decides the bytes of a PDF: its input, this program and the libraries."""
    total = hashlib.sha256()
    for part in (*_input(job), *_program()):
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()


def _input(job: Job) -> Iterator[bytes]:
    yield from (job.html.encode(), job.identifier, job.issued.isoformat().encode(), str(job.form).encode())
    for name, asset in sorted(job.assets.items()):
        yield from (name.encode(), asset)
    for each in job.attached:
        yield from (each.name.encode(), each.description.encode(), each.relationship.encode(), each.content)


@cache
def _program() -> tuple[bytes, ...]:
    versions = (__version__, *(importlib.metadata.version(name) for name in ("weasyprint", "pydyf", "fonttools")))
    sources = (Path(__file__).with_name(name).read_bytes() for name in ("pdf.py", "press.py", "printer.py"))
    return (*(text.encode() for text in versions), *map(_library, _LIBRARIES), *sources)


def _library(name: str) -> bytes:
    """Return the version of a native library, nothing when it is not installed."""
    try:
        ask = getattr(ctypes.CDLL(name), _LIBRARIES[name])
    except (OSError, AttributeError):
        return b""
    ask.restype = ctypes.c_char_p
    version: bytes | None = ask()
    return version or b""

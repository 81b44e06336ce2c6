"""Reads the fields of a form in a PDF of unknown origin: the only pypdf, in a child process with limits."""

import io
import json
import logging
import resource
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

LARGEST_MIB = 50
"""A larger file is not opened: our own choice, far above any form."""

TIME_LIMIT_S = 60
MEMORY_LIMIT_MIB = 1024

_DEEPEST = 32  # fields below fields
_UNREADABLE = 3


class Unreadable(Exception):
    """The file is no PDF that can be read; the text says why."""


class FormField(NamedTuple):
    """A field of a form: its full name, what it is called for a reader, the text in it, and its page from 1."""

    name: str
    label: str
    text: str
    page: int


def form_fields(
    data: bytes, time_limit_s: float = TIME_LIMIT_S, memory_limit_mib: int = MEMORY_LIMIT_MIB
) -> tuple[FormField, ...]:
    """Return the fields of a form in the order of its pages, each name once; nothing for a PDF without a form.

    Raise Unreadable for what is no PDF, is broken, encrypted, too large, or cannot be read within the limits. The child
    prints JSON, not objects: whoever took it over with a file could hand back nothing but texts and numbers.
    """
    if len(data) > LARGEST_MIB * 1024 * 1024:
        raise Unreadable(f"it has {len(data) // (1024 * 1024)} MiB, more than {LARGEST_MIB} MiB")
    if b"%PDF-" not in data[:1024]:
        raise Unreadable("it is no PDF")
    command = (sys.executable, "-m", "plantwright.pdf_file", str(memory_limit_mib))
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=time_limit_s, check=False)
    except subprocess.TimeoutExpired as error:
        raise Unreadable(f"it could not be read within {time_limit_s} s") from error
    if done.returncode == 0:
        return tuple({each[0]: FormField(*each) for each in json.loads(done.stdout)}.values())
    raise _failure(done.returncode, done.stderr.decode(errors="replace").strip(), memory_limit_mib)


def _failure(code: int, said: str, memory_limit_mib: int) -> Unreadable:
    last = said.splitlines()[-1] if said else f"code {code}"
    if code == _UNREADABLE:
        return Unreadable(last)
    if "MemoryError" in last or code < 0:
        return Unreadable(f"reading it needs more than {memory_limit_mib} MiB, or crashed the reader")
    return Unreadable(f"it is broken: {last.partition(': ')[2] or last}")


def main(memory_limit_mib: str) -> int:
    """Read a PDF from standard input and print its fields: the child's side of `form_fields`."""
    limit = int(memory_limit_mib) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    logging.disable(logging.CRITICAL)
    try:
        print(json.dumps(list(_read(sys.stdin.buffer.read()))))
    except Unreadable as error:
        print(error, file=sys.stderr)
        return _UNREADABLE
    return 0


def _read(data: bytes) -> Iterator[FormField]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise Unreadable("it is encrypted; save it without a password")
    for number, page in enumerate(reader.pages, start=1):
        for each in page.get("/Annots") or ():
            widget = each.get_object()
            if widget.get("/Subtype") == "/Widget":
                yield _field(widget, number)


def _field(widget: Any, page: int) -> FormField:
    """Return the field of a widget: a name is that of all fields above it, other facts come from the nearest."""
    chain = list(_upwards(widget))
    names = [str(each["/T"]) for each in reversed(chain) if "/T" in each]
    return FormField(".".join(names), _fact(chain, "/TU"), _fact(chain, "/V"), page)


def _upwards(field: Any) -> Iterator[Any]:
    for _ in range(_DEEPEST):
        if field is None:
            return
        yield field
        field = field["/Parent"].get_object() if "/Parent" in field else None


def _fact(chain: list[Any], key: str) -> str:
    """Return a text of a field; one in an encoding that nobody knows is read as Latin-1."""
    found = next((each[key].get_object() for each in chain if key in each), "")
    text = found.decode("latin-1") if isinstance(found, bytes) else str(found)
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""The texts of the documents that are translated, and the catalogues of their translations; the only Babel."""

import io
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from plantwright.report.language import Catalogue, Message
from plantwright.resources import folder

if TYPE_CHECKING:
    from babel.messages import catalog

LOCALES = ("de", "zh")
"""The languages that have a catalogue; English needs none."""

_KEYWORDS = {
    "jinja2": {"_": None, "counted": (1, 2)},
    "python": {"text": None, "counted": (1, 2)},
}
_OPTIONS = {"jinja2": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}, "python": {}}
_FORMS = {"": "", "de": "nplurals=2; plural=(n != 1);", "zh": "nplurals=1; plural=0;"}
_FUZZY = "fuzzy"


class Found(NamedTuple):
    """A message and the file that it stands in."""

    message: Message
    place: str


def template_file() -> Path:
    """Return the file that lists all messages, with the files that they stand in."""
    return folder("templates") / "locale" / "documents.pot"


def catalogue_file(code: str) -> Path:
    """Return the file that holds the translations into a language."""
    return folder("templates") / "locale" / code / "LC_MESSAGES" / "documents.po"


@cache
def catalogue(code: str) -> Catalogue:
    """Return the translations into a language, those that are sure; English needs none."""
    file = catalogue_file(code)
    if code == "en" or not file.is_file():
        return {}
    entries = _read(file.read_bytes())
    return {_message(each.id): _strings(each.string) for each in entries if each.id and any(_strings(each.string))
            and not each.fuzzy}  # fmt: skip


def found_in(file: Path, place: str) -> Iterator[Found]:
    """Yield the messages of a template or of a Python file; raise what is wrong with its syntax."""
    from babel.messages.extract import extract

    method = "python" if file.suffix == ".py" else "jinja2"
    with file.open("rb") as opened:
        for _, message, _, _ in extract(method, opened, _KEYWORDS[method], (), _OPTIONS[method]):
            yield Found(_message(message), place)


def template_of(every: Iterable[Found]) -> bytes:
    """Return the list of all messages, in the order of the messages."""
    from babel.messages.catalog import Catalog

    made = Catalog()
    for message, place in every:
        made.add(_identity(message), locations=[(place, 0)])
    return _written(made, "", places=True)


def merged(code: str, every: Iterable[Found], known: bytes) -> bytes:
    """Return the catalogue of a language with exactly these messages to translate.

    Translations that are not needed now stand at its end, where they are found again.
    """
    from babel.messages.catalog import Catalog

    before = _read(known)
    pool = {_message(each.id): each for each in (*before.obsolete.values(), *before) if each.id}
    made = Catalog(locale=code)
    for message in dict.fromkeys(message for message, _ in every):
        old = pool.pop(message, None)
        if old is None:
            made.add(_identity(message))
        else:
            made.add(_identity(message), old.string, flags=old.flags, user_comments=old.user_comments)
    for old in pool.values():
        if any(_strings(old.string)):
            made.obsolete[old.id] = old
    return _written(made, code, places=False)


def _read(content: bytes) -> "catalog.Catalog":
    from babel.messages.pofile import read_po

    return read_po(io.BytesIO(content))


def _written(made: "catalog.Catalog", code: str, *, places: bool) -> bytes:
    """Return a catalogue as bytes that hold nothing of the day on which they are made."""
    from babel.messages.pofile import write_po

    for each in (*made, *made.obsolete.values()):
        each.flags &= {_FUZZY}
    body = io.BytesIO()
    write_po(body, made, width=0, no_location=not places, omit_header=True, sort_output=True, include_lineno=False)
    fields = (("Content-Type", "text/plain; charset=utf-8"), ("Language", code), ("Plural-Forms", _FORMS[code]))
    head = "".join(f'"{name}: {value}\\n"\n' for name, value in fields if value)
    return f'msgid ""\nmsgstr ""\n{head}\n'.encode() + body.getvalue().rstrip() + b"\n"


def _message(found: str | tuple[str, ...] | list[str]) -> Message:
    return Message(found) if isinstance(found, str) else Message(*found)


def _identity(message: Message) -> str | tuple[str, str]:
    return (message.one, message.several) if message.several else message.one


def _strings(found: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (found,) if isinstance(found, str) else tuple(found or ())

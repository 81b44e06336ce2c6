"""The translations of the documents' texts, read from the catalogues in `templates/locale/`; the only Babel."""

from functools import cache
from pathlib import Path

from plantwright.report.language import Catalogue, Message
from plantwright.resources import folder


def catalogue_file(code: str) -> Path:
    """Return the file that holds the translations into a language."""
    return folder("templates") / "locale" / code / "LC_MESSAGES" / "documents.po"


@cache
def catalogue(code: str) -> Catalogue:
    """Return the translations into a language; English needs none."""
    file = catalogue_file(code)
    if code == "en" or not file.is_file():
        return {}
    from babel.messages.pofile import read_po

    with file.open("rb") as opened:
        return {_message(entry.id): _strings(entry.string) for entry in read_po(opened) if entry.id and entry.string}


def _message(found: str | tuple[str, ...] | list[str]) -> Message:
    return Message(found) if isinstance(found, str) else Message(*found)


def _strings(found: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (found,) if isinstance(found, str) else tuple(found)

"""Texts of documents that are translated where they are printed: one language, or two as a pair of lines."""

import html
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

NAMES = {"en": "English", "de": "Deutsch", "zh": "简体中文"}
"""The languages by their code, each named in itself."""

_TAGS = {"zh": "zh-Hans"}  # where the tag of a language says more than its code
_VALUE = re.compile(r"\{(\w+)\}")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_TOUCHING = re.compile(f"(?<=[{_HAN}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%\ue001])(?=[{_HAN}])")
_THIN_SPACE = "\u2009"
_LINKS = {"zh": {", ": "，", "; ": "；", ": ": "："}}  # where a language links parts by signs of its own


class Message(NamedTuple):
    """What a catalogue is asked for: a text with `{name}` for each value, and the one for more than one of them."""

    one: str
    several: str = ""


Catalogue = Mapping[Message, tuple[str, ...]]
"""The translations of each message: one, or for a message that counts as many as the language has forms."""


class Text(str):
    """A text that a document translates where it is printed; anywhere else it is its English content.

    It is either a message with values or, where `parts` are known, these parts linked by `by`.
    """

    __slots__ = ("by", "message", "number", "parts", "values")

    message: Message
    number: int
    values: Mapping[str, object]
    parts: tuple[str, ...]
    by: str


class Language(NamedTuple):
    """The languages of a document by their codes; `second` stands below the first, empty for one language alone."""

    first: str = "en"
    second: str = ""

    @property
    def tag(self) -> str:
        """Return the language of the document after BCP 47."""
        return _TAGS.get(self.first, self.first)

    @property
    def name(self) -> str:
        """Return how the language is named on a command line and in a file name: `de`, `en+zh`."""
        return f"{self.first}+{self.second}" if self.second else self.first


ENGLISH = Language()


class Pair(NamedTuple):
    """A text in two languages, which HTML shows below each other, or beside each other with a slash between them.

    `tag` is the language of the second after BCP 47.
    """

    first: str
    second: str
    tag: str

    def __html__(self) -> str:
        first, second = html.escape(self.first), html.escape(self.second)
        return f'{first}<span class="pair" lang="{self.tag}"> {second}</span>'


class Link(NamedTuple):
    """Printed words that lead somewhere: in two languages two links, as a PDF would not tag the second within one."""

    target: str
    words: object

    def __html__(self) -> str:
        target = html.escape(self.target)
        if not isinstance(self.words, Pair):
            return f'<a href="{target}">{html.escape(str(self.words))}</a>'
        first, second, tag = self.words
        return (
            f'<a href="{target}">{html.escape(first)}</a>'
            f'<a class="pair" lang="{tag}" href="{target}"> {html.escape(second)}</a>'
        )


def text(message: str, /, **values: object) -> Text:
    """Return a message with named values put in: `text("{n} of {m} lines", n=3, m=8)`."""
    return _made(Message(message), 1, values)


def counted(one: str, several: str, n: int, /, **values: object) -> Text:
    """Return a message whose words depend on a number, which is its value `n`."""
    return _made(Message(one, several), n, {"n": n, **values})


def linked(parts: tuple[str, ...], by: str) -> Text:
    """Return parts one after another, each of which is translated for itself."""
    made = Text(by.join(parts))
    made.message, made.number, made.values, made.parts, made.by = Message(""), 1, {}, parts, by
    return made


def _made(message: Message, number: int, values: Mapping[str, object]) -> Text:
    pattern = message.several if message.several and number != 1 else message.one
    made = Text(_filled(pattern, values, str))
    made.message, made.number, made.values, made.parts, made.by = message, number, values, (), ""
    return made


def printed(value: object, language: Language, catalogues: Mapping[str, Catalogue]) -> object:
    """Return what a template prints for a value: a text in its language or as a pair; others as they are."""
    if not isinstance(value, Text):
        return value
    first = translated(value, language.first, catalogues)
    second = translated(value, language.second, catalogues) if language.second else first
    if second == first:
        return first
    return Pair(first, second, _TAGS.get(language.second, language.second))


def translated(value: object, code: str, catalogues: Mapping[str, Catalogue]) -> str:
    """Return a text in one language; what a catalogue lacks stays English."""
    if not isinstance(value, Text):
        return str(value)

    def again(part: object) -> str:
        return translated(part, code, catalogues)

    if value.parts:
        return _LINKS.get(code, {}).get(value.by, value.by).join(map(again, value.parts))
    pattern = _pattern(value, code, catalogues.get(code, {}))
    return _spaced(_filled(pattern, value.values, again))


def _pattern(value: Text, code: str, catalogue: Catalogue) -> str:
    found = catalogue.get(value.message, ())
    if not found:
        return value.message.several if value.message.several and value.number != 1 else value.message.one
    return found[0] if value.number == 1 else found[-1]  # Chinese has one form, German and English have two


def _filled(pattern: str, values: Mapping[str, object], write: Callable[[object], str]) -> str:
    return _VALUE.sub(lambda found: write(values[found[1]]) if found[1] in values else found[0], pattern)


def _spaced(line: str) -> str:
    """Return a line with a thin space where Chinese characters touch Latin letters or digits."""
    return _TOUCHING.sub(_THIN_SPACE, line)

"""A filled document as an article among others: its ids become its own, its headings are gathered, its words links."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape, unescape
from html.parser import HTMLParser
from typing import NamedTuple

_NOT_IN_AN_ANCHOR = re.compile(r"[^A-Za-z0-9.-]")
_TAG = r"[=+-]?[A-Za-z0-9](?:[A-Za-z0-9=+._-]*[A-Za-z0-9=+_-])?"
_WORD = re.compile(rf"(?P<file>[\w./+-]+\.ya?ml):(?P<line>\d+)|(?P<name>{_TAG}(?:&[A-Z]{{2}}\d+)?)")
_DIGIT = re.compile(r"\d")
_SHORT = 3  # characters; a shorter tag also means other things in a sentence: phases, screws

_REFERENCE = re.compile(
    r"""\s(?P<name>id|for|headers|href|xlink:href|aria-(?:labelledby|describedby|controls|owns|details))="""
    r"""(?P<quote>["'])(?P<value>.*?)(?P=quote)|url\((?P<inner>["']?)#(?P<target>[^)"']+)(?P=inner)\)""",
    re.DOTALL,
)
_HEADINGS = ("h1", "h2", "h3")
_UNTOUCHED = frozenset({*_HEADINGS, "a", "svg", "style", "script", "title", "select", "textarea", "button", "summary"})
"""Elements whose text has no links."""

_ASIDE = ("pair", "mark", "bar")
"""Classes of what stands in a heading and not in the contents: its second language, a result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading of an article, `level` from 1 to 3."""

    level: int
    text: str
    anchor: str


class Links(NamedTuple):
    """What words lead to: `names` are rules, tags and numbers of documents with their anchors, `lines` how many lines
    each file has."""

    names: Mapping[str, str]
    lines: Mapping[str, int]


class Article(NamedTuple):
    """A document inside a larger page; `named` holds every name in it that became a link."""

    html: str
    headings: tuple[Heading, ...]
    named: frozenset[str]


def anchor(text: str) -> str:
    """Return an id that needs no escaping in a link, another one for every text."""
    return _NOT_IN_AN_ANCHOR.sub(lambda found: f"_{ord(found[0]):x}_", text)


def line_anchor(file: str, line: int) -> str:
    """Return the id of a line of a file."""
    return f"{anchor(file)}-L{line}"


def within(target: str) -> str:
    """Return what stands before each id of the article whose own id is `target`."""
    return f"{target}--"


def article(html: str, target: str, links: Links) -> Article:
    """Return a filled document as the article with the id `target`; its own ids and what refers to them begin so."""
    reader = _Reader(within(target), links)
    reader.feed(html)
    reader.close()
    reader.flush()
    return Article("".join(reader.written), tuple(reader.headings), frozenset(reader.named))


class _Reader(HTMLParser):
    """Writes what it reads, changed where an article needs it."""

    def __init__(self, prefix: str, links: Links) -> None:
        super().__init__(convert_charrefs=False)
        self.written: list[str] = []
        self.headings: list[Heading] = []
        self.named: set[str] = set()
        self._prefix = prefix
        self._links = links
        self._text: list[str] = []  # since the last tag, as it stands in the HTML
        self._untouched: list[str] = []  # the open elements whose text has no links
        self._heading: list[str] | None = None  # the text of the heading that is open
        self._aside = 0  # open elements that do not belong to the words of a heading

    # what is read

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.flush()
        start = self._own_ids(self.get_starttag_text() or "")
        if tag == "table":
            self.written.append('<div class="scroll">')
        if tag in _HEADINGS:
            start = self._opened(tag, dict(attrs), start)
        elif self._heading is not None and tag == "span":
            self._aside += self._aside > 0 or dict(attrs).get("class") in _ASIDE
        if tag in _UNTOUCHED:
            self._untouched.append(tag)
        self.written.append(start)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.flush()
        self.written.append(self._own_ids(self.get_starttag_text() or ""))

    def handle_endtag(self, tag: str) -> None:
        self.flush()
        self.written.append(f"</{tag}>")
        if tag == "table":
            self.written.append("</div>")
        if tag == "span" and self._aside:
            self._aside -= 1
        if tag in _HEADINGS:
            self._closed()
        if self._untouched and self._untouched[-1] == tag:
            self._untouched.pop()

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_entityref(self, name: str) -> None:
        self._text.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._text.append(f"&#{name};")

    # what is written

    def flush(self) -> None:
        """Write the text since the last tag."""
        raw, self._text = "".join(self._text), []
        if self._heading is not None and not self._aside:
            self._heading.append(unescape(raw))
        self.written.append(raw if self._untouched or not raw.strip() else self._linked(unescape(raw)))

    def _linked(self, text: str) -> str:
        made, end = [], 0
        for found in _WORD.finditer(text):
            target = self._target(found, alone=found[0] == text.strip())
            if target:
                made += [escape(text[end : found.start()], quote=False), f'<a href="#{target}">{escape(found[0])}</a>']
                end = found.end()
        return "".join(made) + escape(text[end:], quote=False)

    def _target(self, found: re.Match[str], alone: bool) -> str:
        if found["file"]:
            last = self._links.lines.get(found["file"], 0)
            return line_anchor(found["file"], int(found["line"])) if 0 < int(found["line"]) <= last else ""
        name = found["name"]
        known = alone or (len(name) >= _SHORT and _DIGIT.search(name))
        target = self._links.names.get(name, "") if known else ""
        if not target or self._prefix == within(target):
            return ""
        self.named.add(name)
        return target

    def _own_ids(self, start: str) -> str:
        return _REFERENCE.sub(self._own, start) if "id=" in start or "#" in start or "aria-" in start else start

    def _own(self, found: re.Match[str]) -> str:
        if found["target"]:
            return f"url(#{self._prefix}{found['target']})"
        name, value, quote = found["name"], found["value"], found["quote"]
        if name.endswith("href"):
            value = f"#{self._prefix}{value[1:]}" if len(value) > 1 and value.startswith("#") else value
        else:
            value = " ".join(f"{self._prefix}{each}" for each in value.split())
        return f" {name}={quote}{value}{quote}"

    def _opened(self, tag: str, attrs: Mapping[str, str | None], start: str) -> str:
        """Begin a heading; give it an id where it has none."""
        if "minor" in (attrs.get("class") or ""):
            return start
        self._heading = []
        own = f"{self._prefix}{attrs['id']}" if attrs.get("id") else f"{self._prefix}{len(self.headings) + 1}"
        self.headings.append(Heading(level=int(tag[1]), text="", anchor=own))
        return start if attrs.get("id") else f'<{tag} id="{own}"{start[len(tag) + 1 :]}'

    def _closed(self) -> None:
        if self._heading is not None:
            self.headings[-1] = replace(self.headings[-1], text=" ".join("".join(self._heading).split()))
            self._heading, self._aside = None, 0

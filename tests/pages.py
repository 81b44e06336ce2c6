"""What stands on the pages of a document, place by place: cells with their heads, words of figures, paragraphs."""

import re
from collections.abc import Iterator, Mapping, Set
from html.parser import HTMLParser
from typing import NamedTuple, Union

_LISTS = {"table", "ul", "ol", "figure", "section"}
_VOID = {"meta", "link", "br", "col", "img", "input", "hr", "rect", "circle", "polyline", "path", "line"}
_BLOCKS = {"p", "li", "td", "th", "h1", "h2", "h3", "h4", "div", "dt", "dd", "figcaption", "text", "caption", "title"}
_APART = {"cap", "entry", "mark", "pair", "sign"}  # pieces of a line that are no sentence together
_NARROW = "\u202f"


class Element(NamedTuple):
    tag: str
    attributes: Mapping[str, str]
    inside: list[Union["Element", str]]


class Place(NamedTuple):
    """A text on a page; a cell knows the `head` of its column, the head of its row, its row as a whole and its number.

    `section` is the last heading before it, `figure` the title of the figure that it is a word of.
    """

    kind: str
    text: str
    section: str
    figure: str = ""
    head: str = ""
    row: str = ""
    cells: Mapping[str, str] = {}
    line: int = 0


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("root", {}, [])
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, [])
        self.open[-1].inside.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}, []))

    def handle_endtag(self, tag: str) -> None:
        while tag not in _VOID and self.open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def tree(html: str) -> Element:
    """Return the elements of a page."""
    parser = _Tree()
    parser.feed(html)
    return parser.root


def every(element: Element, *tags: str) -> Iterator[Element]:
    """Yield the elements of some kinds inside another, in their order."""
    for each in element.inside:
        if isinstance(each, Element):
            if each.tag in tags:
                yield each
            yield from every(each, *tags)


def said(element: Element) -> str:
    """Return the text of an element on one line; what is hidden and what a figure says is left out."""
    return _line(_inside(element))


def places(html: str) -> Iterator[Place]:
    """Yield every text of a page once."""
    body = next(every(tree(html), "body"))
    yield from _Walk().inside(body)


class _Walk:
    """Goes through a page and knows where it is."""

    def __init__(self) -> None:
        self.section = ""
        self.figure = ""

    def inside(self, element: Element) -> Iterator[Place]:
        for each in element.inside:
            if isinstance(each, Element):
                yield from self._of(each)

    def _of(self, element: Element) -> Iterator[Place]:
        if element.tag == "table":
            yield from self._table(element)
            return
        if element.tag == "svg":
            self.figure = next((said(each) for each in element.inside if isinstance(each, Element)), "")
        if element.tag in _BLOCKS:
            yield from self._block(element)
        yield from self.inside(element)
        if element.tag == "svg":
            self.figure = ""

    def _block(self, element: Element) -> Iterator[Place]:
        text = _line("".join(_inside(each, _BLOCKS | _LISTS) for each in element.inside))
        if re.fullmatch("h[1-4]", element.tag):
            self.section = text
        if text:
            yield Place(element.tag, text, self.section, self.figure)

    def _table(self, table: Element) -> Iterator[Place]:
        heads: dict[int, str] = {}
        low: set[int] = set()
        for number, (part, row) in enumerate(_rows(table), start=1 - sum(part == "thead" for part, _ in _rows(table))):
            cells = _cells(row, low)
            low = {at + n for at, cell in cells.items() if "rowspan" in cell.attributes for n in range(_span(cell))}
            if part == "thead":
                yield from self._heads(cells, heads)
            else:
                yield from self._row(cells, heads, number)

    def _heads(self, cells: Mapping[int, Element], heads: dict[int, str]) -> Iterator[Place]:
        for column, cell in cells.items():
            for at in range(column, column + _span(cell)):
                heads[at] = f"{heads.get(at, '')} {said(cell)}".strip()
            yield Place("head", said(cell), self.section)

    def _row(self, cells: Mapping[int, Element], heads: Mapping[int, str], line: int) -> Iterator[Place]:
        texts = {heads.get(column, str(column)): said(cell) for column, cell in cells.items()}
        name = ""
        for column, cell in cells.items():
            if cell.tag == "th":
                name = said(cell)
            head = heads.get(column, "") if _span(cell) == 1 else ""
            row = "" if cell.tag == "th" else name
            if said(cell):
                yield Place("cell", said(cell), self.section, "", head, row, texts, line)
            for each in every(cell, "svg"):
                yield from self._of(each)


def _rows(table: Element) -> list[tuple[str, Element]]:
    """Return the rows of a table, each with the part that it belongs to."""
    parts = [each for each in table.inside if isinstance(each, Element) and each.tag in ("thead", "tbody")]
    return [(part.tag, row) for part in parts for row in part.inside if isinstance(row, Element)]


def _cells(row: Element, low: set[int]) -> dict[int, Element]:
    """Return the cells of a row by column; cells of the row before reach down in the columns `low`."""
    found: dict[int, Element] = {}
    column = 0
    for each in row.inside:
        if isinstance(each, Element):
            while column in low:
                column += 1
            found[column] = each
            column += _span(each)
    return found


def _span(cell: Element) -> int:
    return int(cell.attributes.get("colspan", "1"))


def _inside(part: Element | str, without: Set[str] = frozenset()) -> str:
    if isinstance(part, str):
        return part
    if part.attributes.get("class") == "ghost" or part.tag in ("style", "svg") or part.tag in without:
        return " "
    text = "".join(_inside(each, without) for each in part.inside)
    return f" {text} " if part.tag == "br" or part.attributes.get("class") in _APART else text


def _line(text: str) -> str:
    return re.sub(r"[ \n\t]+", " ", text).strip()

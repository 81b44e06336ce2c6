"""The numbers of the figures of a page: given in their order when it is whole, and put where a text names one."""

import re
from collections.abc import Callable, Iterator

from plantwright.report.language import Text, text
from plantwright.report.text import joined

_BEGIN, _END = "\ue000", "\ue001"
_FIGURE = re.compile(r'<figure\b(?:[^>]*?\sid="(?P<name>[^"]*)")?[^>]*>')
_CAPTION = "<figcaption>"
_PART = re.compile(rf"{_FIGURE.pattern}|(?P<caption>{_CAPTION})|{_BEGIN}(?P<named>[^{_END}]*){_END}")


def reference(name: str, many: int = 0) -> str:
    """Return the words for a figure in a text, by the id of its element; its number is put in by `numbered`.

    With `many` they name so many figures, whose ids are the name and a number from 1.
    """
    names = [f"{name}{n}" for n in range(1, many + 1)] if many else [name]
    return joined(*(text("Figure {n}", n=f"{_BEGIN}{each}{_END}") for each in names))


def label(number: int) -> Text:
    """Return what a caption begins with."""
    return text("Figure {n}.", n=number)


def numbered(html: str, words: Callable[[Text], str]) -> str:
    """Return a page with the number of its figure before each caption, and as a link where a text names a figure.

    `words` translates. Raise LookupError for the name of a figure that the page does not show.
    """
    numbers = {found["name"]: n for n, found in enumerate(_FIGURE.finditer(html), start=1) if found["name"]}
    return "".join(_parts(html, numbers, words))


def _parts(html: str, numbers: dict[str, int], words: Callable[[Text], str]) -> Iterator[str]:
    begin = count = 0
    for found in _PART.finditer(html):
        yield html[begin : found.start()]
        if found["caption"]:
            yield f'<figcaption class="numbered"><b>{words(label(count))}</b> '
        elif found["named"] is None:
            count += 1
            yield found[0]
        else:
            yield _link(found["named"], numbers)
        begin = found.end()
    yield html[begin:]


def _link(name: str, numbers: dict[str, int]) -> str:
    if name not in numbers:
        raise LookupError(f"the page has no figure {name!r}")
    return f'<a class="figure" href="#{name}">{numbers[name]}</a>'

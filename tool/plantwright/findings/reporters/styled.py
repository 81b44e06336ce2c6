"""Text with the role of each piece, so that a screen may colour it and a file need not."""

from typing import NamedTuple


class Span(NamedTuple):
    """A piece of a line; `style` is error, warning, good, note, strong or empty."""

    text: str
    style: str = ""


Line = tuple[Span, ...]


def line(*pieces: str | Span) -> Line:
    """Return a line made of plain strings and styled pieces."""
    return tuple(piece if isinstance(piece, Span) else Span(piece) for piece in pieces)


def plain(lines: list[Line]) -> str:
    """Return the lines as plain text, each ended by a newline."""
    return "".join("".join(span.text for span in each) + "\n" for each in lines)

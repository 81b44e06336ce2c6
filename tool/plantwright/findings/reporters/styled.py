"""Text with the role of each piece, so that a screen may colour it and a file need not."""

import re
from typing import NamedTuple


class Span(NamedTuple):
    """A piece of a line; `style` is error, warning, good, note, strong or empty."""

    text: str
    style: str = ""


Line = tuple[Span, ...]

_STEERING = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


def line(*pieces: str | Span) -> Line:
    """Return a line made of plain strings and styled pieces; what would end it or steer a terminal becomes U+FFFD."""
    return tuple([_harmless(piece if isinstance(piece, Span) else Span(piece)) for piece in pieces])


def _harmless(span: Span) -> Span:
    return span if span.text.isprintable() else Span(_STEERING.sub("\ufffd", span.text), span.style)


def plain(lines: list[Line]) -> str:
    """Return the lines as plain text, each ended by a newline."""
    return "".join([f"{''.join([span.text for span in each])}\n" for each in lines])

"""A QR code as one SVG path."""

from dataclasses import dataclass

import segno


@dataclass(frozen=True, slots=True, kw_only=True)
class QrCode:
    """`path` draws the dark modules in a square of `size` units, quiet zone included; `text` is what it says."""

    text: str
    size: int
    path: str


_QUIET = 4


def qr_code(text: str) -> QrCode:
    """Return the code of a text, error correction M."""
    matrix = tuple(segno.make(text, error="m", micro=False).matrix)
    runs = (f"M{x + _QUIET} {y + _QUIET}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark)
    return QrCode(text=text, size=len(matrix) + 2 * _QUIET, path="".join(runs))

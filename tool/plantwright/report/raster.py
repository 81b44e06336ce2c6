"""Turns pages of a PDF into PNG pictures: the only pypdfium2."""

import io
from typing import Any

POINTS_PER_INCH = 72


def pictures(pdf: bytes, dots_per_inch: int) -> tuple[bytes, ...]:
    """Return every page of a PDF as a PNG of a resolution, on white."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(_picture(page, dots_per_inch) for page in document)
    finally:
        document.close()


def _picture(page: Any, dots_per_inch: int) -> bytes:
    buffer = io.BytesIO()
    page.render(scale=dots_per_inch / POINTS_PER_INCH).to_pil().save(buffer, "PNG")
    return buffer.getvalue()

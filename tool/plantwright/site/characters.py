"""Which characters a site file may hold: those a person can see, the space, the tab and the end of a line."""

import re
from collections.abc import Iterator

_RANGES = (
    (0x0000, 0x0008), (0x000B, 0x000C), (0x000E, 0x001F), (0x007F, 0x009F),  # controls but tab, line feed, return
    (0x00A0, 0x00A0), (0x1680, 0x1680), (0x2000, 0x200A), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000),
    (0x2028, 0x2029),  # spaces but the plain one; line and paragraph separator
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x061C, 0x061C), (0xFEFF, 0xFEFF),  # zero width, bidi
    (0x00AD, 0x00AD), (0x0600, 0x0605), (0x06DD, 0x06DD), (0x070F, 0x070F), (0x0890, 0x0891), (0x08E2, 0x08E2),
    (0xFFF9, 0xFFFB), (0x110BD, 0x110BD), (0x110CD, 0x110CD), (0x13430, 0x1343F), (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),  # the other format characters; tags; supplementary variation selectors
    (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2800, 0x2800), (0x3164, 0x3164),
    (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0),  # letters and marks that show nothing
    (0xD800, 0xDFFF), (0xE000, 0xF8FF), (0xF0000, 0x10FFFF), (0xFDD0, 0xFDEF),  # surrogates, private use, no characters
    *((plane << 16 | 0xFFFE, plane << 16 | 0xFFFF) for plane in range(15)),
)  # fmt: skip
"""Unicode categories Cc, Cf, Zs, Zl, Zp, Cs, Co and the noncharacters, and what else shows nothing (Unicode 16.0)."""

_HIDDEN = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _RANGES) + "]|\r(?!\n)")
_PLAIN = bytes([*b"\t\n", *range(0x20, 0x7F)])

_CONTROLS = {0x00: "NULL", 0x08: "BACKSPACE", 0x0D: "CARRIAGE RETURN without LINE FEED", 0x1B: "ESCAPE", 0x7F: "DELETE"}


def hidden(text: str) -> Iterator[int]:
    """Yield the index of every character that is not allowed."""
    return (match.start() for match in _HIDDEN.finditer(text)) if has_hidden(text) else iter(())


def hidden_count(text: str) -> int:
    """Count the characters that are not allowed."""
    return len(text) - len(_HIDDEN.sub("", text))


def has_hidden(text: str) -> bool:
    """Tell whether a character is not allowed; looks only at those that are not plain ASCII, as most are."""
    unusual = text.replace("\r\n", "\n").encode(errors="surrogatepass").translate(None, _PLAIN)
    return bool(unusual) and _HIDDEN.search(unusual.decode(errors="surrogatepass")) is not None


def visible(text: str) -> str:
    """Return the text with U+FFFD for every character that is not allowed: safe to print, and every column stays."""
    return _HIDDEN.sub("\ufffd", text) if has_hidden(text) else text


def name(character: str) -> str:
    """Name a character by code point, for example "U+202E RIGHT-TO-LEFT OVERRIDE"."""
    import unicodedata  # seldom needed

    point = ord(character)
    title = _CONTROLS.get(point) or unicodedata.name(character, "")
    return f"U+{point:04X} {title}".rstrip()


def excerpt(text: str, width: int = 32) -> str:
    """Return the text on one line, safe to print, cut to `width` characters."""
    short = text[:width] + ("…" if len(text) > width else "")
    return visible(short.replace("\r\n", " ").replace("\n", " ").replace("\t", " "))

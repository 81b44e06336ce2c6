"""What an unquoted value means: YAML 1.2's core rules, and a refusal where two programs could read it differently."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from plantwright.site.characters import excerpt

DIGITS = 18
"""The longest integer part that is read; 18 digits fit a signed 64-bit number."""

Scalar = str | int | float | bool | None


class Refused(NamedTuple):
    """An unquoted value that is not read, and what to write instead."""

    message: str
    hint: str


def plain(text: str) -> Scalar | Refused:
    """Return the value of an unquoted scalar; dates, times and everything that is no number stay text as typed."""
    if text[:1] in _NUMBER_STARTS:
        return _number(text) if text else None
    if text in _WORDS:
        return _WORDS[text]
    return _refused_word(text) if text.lower() in _MEANINGS else text


_NUMBER_STARTS = frozenset("+-.0123456789") | {""}
_WORDS: dict[str, Scalar] = {"null": None, "~": None, "true": True, "false": False}
_MEANINGS = {
    **dict.fromkeys(("true", "yes", "on", "y"), "true"),
    **dict.fromkeys(("false", "no", "off", "n"), "false"),
    "null": "null",
}


def _refused_word(text: str) -> Refused:
    meaning = _MEANINGS[text.lower()]
    return Refused(
        f"unquoted {text} is {meaning} to some programs and text to others; the words read are true, false and null",
        f'write {meaning}, or "{text}" in quotes if it is text',
    )


def _number(text: str) -> Scalar | Refused:
    if _INTEGER(text):
        return int(text) if len(text.lstrip("-")) <= DIGITS else _too_long(text)
    if _DECIMAL(text):
        return float(text) if len(text.lstrip("-").partition(".")[0]) <= DIGITS else _too_long(text)
    if _HEXADECIMAL(text):
        return int(text, 16)
    for matches, refuse in _REFUSALS:
        if matches(text):
            return refuse(text)
    return text


def _too_long(text: str) -> Refused:
    digits = len(text.lstrip("-").partition(".")[0])
    return Refused(
        f"the number {excerpt(text, 20)} has {digits} digits before the point; at most {DIGITS} are read",
        "put it in quotes if it is a serial number or a code",
    )


def _leading_zero(text: str) -> Refused:
    return Refused(
        f"the unquoted number {excerpt(text)} has a leading zero; some programs read it as octal, others drop the zero",
        _number_or_text(text),
    )


def _other_base(text: str) -> Refused:
    return Refused(
        f"the number {excerpt(text)} is octal, binary or a form of hexadecimal that is not read; "
        "decimal and 0x with at most 16 digits are",
        f"write it in decimal or as 0x1A2B, or {_quoted(text)} in quotes if it is text",
    )


def _not_finite(text: str) -> Refused:
    return Refused(
        f"{text} is not a number that can be checked against a limit; numbers are finite",
        f'write a number, leave the key out, or "{text}" in quotes if it is text',
    )


def _exponent(text: str) -> Refused:
    return Refused(
        f"the unquoted value {excerpt(text)} is a number to some programs and text to others; exponents are not read",
        _number_or_text(text),
    )


def _odd_form(text: str) -> Refused:
    return Refused(
        f"the unquoted value {excerpt(text)} is a number to some programs and text to others; "
        "numbers are written like -12, 0.5 or 0x1A2B",
        _number_or_text(text),
    )


def _number_or_text(text: str) -> str:
    number = _in_digits(text)
    return (
        f"write {number} if it is a number, or {_quoted(text)} in quotes if it is text"
        if number
        else (f"write the number in digits only, or {_quoted(text)} in quotes if it is text")
    )


def _in_digits(text: str) -> str:
    """Return the number as we read it, or nothing when it is long or far from 1."""
    if len(text) > 20 or not -12 <= (number := Decimal(text.replace("_", ""))).adjusted() <= 12:
        return ""
    digits = format(number, "f")
    return digits.lstrip("+").rstrip(".")


def _quoted(text: str) -> str:
    return f'"{excerpt(text)}"'


_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)").fullmatch
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+").fullmatch
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]{1,16}").fullmatch

_REFUSALS: tuple[tuple[Callable[[str], object], Callable[[str], Refused]], ...] = (
    (re.compile(r"[-+]?0_*[0-9][0-9_]*(?:\.[0-9_]*)?").fullmatch, _leading_zero),
    (re.compile(r"[-+]?0(?:[oO][0-7_]+|[bB][01_]+|[xX][0-9a-fA-F_]+)").fullmatch, _other_base),
    (re.compile(r"[-+]?\.(?:inf|nan)", re.IGNORECASE).fullmatch, _not_finite),
    (re.compile(r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)[eE][-+]?[0-9]+").fullmatch, _exponent),
    (re.compile(r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)").fullmatch, _odd_form),
)
"""Every other spelling that a program reads as a number: YAML 1.1 types int and float, YAML 1.2.2 section 10.3.2."""

"""Says in plain words what is wrong with the YAML at a place, from what the parser said and the line it said it of."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from plantwright.site.characters import excerpt
from plantwright.site.problems import ANCHOR_OR_TAG, SYNTAX


class Place(NamedTuple):
    """A line and a column, counted from 1."""

    line: int
    column: int


class Fault(NamedTuple):
    """What the parser said: its words, where it stopped, and where the thing it was reading began."""

    problem: str
    context: str
    at: Place
    began: Place
    lines: Sequence[str]

    @property
    def line(self) -> str:
        """The line where the parser stopped."""
        return _line(self.lines, self.at)

    @property
    def character(self) -> str:
        """The character where the parser stopped, nothing at the end of a line."""
        return self.line[self.at.column - 1 : self.at.column]

    @property
    def first_on_line(self) -> bool:
        """True when nothing but spaces stands before the place."""
        return not self.line[: self.at.column - 1].strip()


class Explanation(NamedTuple):
    """A problem in our words."""

    at: Place
    message: str
    hint: str
    rule: str = SYNTAX


def explain(fault: Fault) -> Explanation:
    """Return the first explanation whose words fit, with its place inside the file."""
    words = f"{fault.context}: {fault.problem}"
    found = next(explained for pattern, tell in _TABLE if re.search(pattern, words) and (explained := tell(fault)))
    return found._replace(at=inside(fault.lines, found.at))


def inside(lines: Sequence[str], at: Place) -> Place:
    """Return the place, or the end of the file or line when it lies behind that."""
    if at.line > len(lines):
        return Place(len(lines), len(lines[-1]) + 1)
    return Place(at.line, min(at.column, len(lines[at.line - 1]) + 1))


def _unclosed_quote(fault: Fault) -> Explanation:
    quote = _line(fault.lines, fault.began)[fault.began.column - 1 : fault.began.column]
    return Explanation(
        fault.began,
        f"the text that begins with {quote or 'a quote'} here is never closed",
        "put the same quote at its end",
    )


def _escape(fault: Fault) -> Explanation:
    return Explanation(
        fault.at,
        "a backslash inside double quotes must begin an escape such as \\n or \\\\",
        "write the text in single quotes, or double the backslash",
    )


def _unclosed_bracket(fault: Fault) -> Explanation:
    bracket = "{" if "}" in fault.problem else "["
    kind, closing = ("map", "}") if bracket == "{" else ("list", "]")
    return Explanation(
        fault.began,
        f"the {kind} that begins with {bracket} here lacks a comma or its {closing} before line {fault.at.line}",
        f"put a comma between the items and a {closing} after the last",
    )


def _anchor(fault: Fault) -> Explanation:
    return Explanation(
        fault.began,
        "a value that begins with & or * is an anchor or an alias, which are not allowed",
        "quote the value if it is text; put what items share into the defaults: section",
        ANCHOR_OR_TAG,
    )


def _tag(fault: Fault) -> Explanation:
    return Explanation(
        fault.began,
        "a value that begins with ! is a tag, and tags are not allowed",
        "quote the value if it is text; remove the tag if it is not",
        ANCHOR_OR_TAG,
    )


def _tab(fault: Fault) -> Explanation | None:
    tab = fault.line.find("\t")
    if tab < 0 or fault.line[:tab].strip() not in {"", "-", "?", ":"}:
        return None
    return Explanation(
        Place(fault.at.line, tab + 1), "a tab cannot indent YAML; only spaces do", "replace the tab by spaces"
    )


def _no_space_after_colon(fault: Fault) -> Explanation | None:
    candidates = range(fault.began.line, fault.at.line + 1)
    for number in candidates:
        line = _line(fault.lines, Place(number, 1))
        if found := _GLUED_COLON.match(line):
            return Explanation(
                Place(number, found.end()),
                f'there is no space after the colon in "{excerpt(line.strip())}"',
                "put a space after the colon: key: value",
            )
    return None


def _second_colon(fault: Fault) -> Explanation | None:
    if ": " not in fault.line[: fault.at.column - 1]:
        return None
    return Explanation(
        fault.at, "a second colon followed by a space stands in the value", "put the value in quotes if it is text"
    )


def _deeper_under_value(fault: Fault) -> Explanation:
    return Explanation(
        _indented(fault),
        "this line is indented deeper than the one above it, which already holds a value",
        "give it the same indentation as its neighbours",
    )


def _no_colon(fault: Fault) -> Explanation:
    line = _line(fault.lines, fault.began).strip()
    return Explanation(
        fault.began,
        f'"{excerpt(line)}" has no colon and stands where a key is expected; a key ends with a colon, on the same line',
        "write key: value, or indent the line if it continues the text above",
    )


def _list_on_key_line(fault: Fault) -> Explanation:
    return Explanation(
        fault.at,
        "a list cannot begin behind its key on the same line",
        "put each - item on a line of its own below the key",
    )


def _list_item_among_keys(fault: Fault) -> Explanation | None:
    if not fault.first_on_line or not re.match(r"\s*-(\s|$)", fault.line):
        return None
    return Explanation(
        fault.at,
        "a list item stands among the keys of a map; one of the two is allowed",
        "indent the list below its key",
    )


def _no_key(fault: Fault) -> Explanation | None:
    if not fault.first_on_line or fault.character != ":":
        return None
    return Explanation(fault.at, "no key stands before this colon", "write the key in front of the colon")


def _odd_indentation(fault: Fault) -> Explanation | None:
    if not fault.first_on_line:
        return None
    return Explanation(
        fault.at,
        "the indentation of this line fits none of the lines above it",
        "give it the same number of spaces as its neighbours",
    )


def _after_value(fault: Fault) -> Explanation:
    rest = excerpt(fault.line[fault.at.column - 1 :])
    return Explanation(
        fault.at,
        f"{rest} follows a value that has already ended",
        "put one pair of quotes around the whole text; inside single quotes write '' for '",
    )


def _key_among_items(fault: Fault) -> Explanation:
    return Explanation(
        fault.at,
        "this line stands among the items of a list but does not begin with -",
        "begin it with - or change its indentation",
    )


def _left_of_first_key(fault: Fault) -> Explanation | None:
    first = next((line for line in fault.lines if line.strip() and not line.lstrip().startswith(("#", "---"))), "")
    if not fault.first_on_line or not first.startswith(" "):
        return None
    return Explanation(
        fault.at, "this line begins to the left of the first key of the file", "begin all sections in the same column"
    )


def _after_end(fault: Fault) -> Explanation:
    return Explanation(
        fault.at,
        f"{excerpt(fault.line.strip())} follows the end of what the file holds; a file is one map",
        "write the file as key: value lines that all begin in the first column",
    )


def _bad_start(fault: Fault) -> Explanation:
    what = "a tab" if fault.character == "\t" else fault.character
    return Explanation(fault.at, f"a value cannot begin with {what}", "put the value in quotes if it is text")


def _no_value(fault: Fault) -> Explanation:
    found = fault.character or "the end of the line"
    return Explanation(
        fault.at, f"a value is expected here, {found} was found", "write a value, in quotes if it is text"
    )


def _block_header(fault: Fault) -> Explanation:
    return Explanation(
        fault.at,
        "the text after | or > must begin on the next line; only +, - or a digit from 1 to 9 may follow the sign",
        "put the text on the next line, indented with spaces, or put it in quotes",
    )


def _key_mark(fault: Fault) -> Explanation:
    return Explanation(fault.at, "a ? that begins a key cannot stand here", "write key: value, or put text in quotes")


def _other(fault: Fault) -> Explanation:
    return Explanation(
        fault.at, f"this is not valid YAML: {excerpt(fault.problem, 80)}", "compare with the lines around; quote text"
    )


_GLUED_COLON = re.compile(r"\s*(?:- +)*[^\s:#'\"{}\[\]]+:(?=[^\s:/])(?!.*: )(?!.*:$)")

_TABLE: tuple[tuple[str, Callable[[Fault], Explanation | None]], ...] = (
    ("quoted scalar: found unexpected", _unclosed_quote),
    ("escape|hex", _escape),
    ("expected ',' or '[]}]'", _unclosed_bracket),
    ("anchor|alias", _anchor),
    (r"\btag\b(?!.*directive)", _tag),
    ("", _tab),
    ("mapping values are not|could not find expected ':'", _no_space_after_colon),
    ("mapping values are not", _second_colon),
    ("mapping values are not", _deeper_under_value),
    ("could not find expected ':'", _no_colon),
    ("sequence entries are not", _list_on_key_line),
    ("block mapping: .*expected (key|<block end>)", _list_item_among_keys),
    ("block mapping: .*expected (key|<block end>)", _no_key),
    ("block mapping: .*expected (key|<block end>)", _odd_indentation),
    ("block mapping: .*expected (key|<block end>)", _after_value),
    ("block collection: .*expected", _key_among_items),
    ("expected '?<document start>", _left_of_first_key),
    ("expected '?<document start>", _after_end),
    ("cannot start any token", _bad_start),
    ("expected (the )?node content", _no_value),
    ("block scalar", _block_header),
    ("mapping keys are not", _key_mark),
    ("", _other),
)
"""Words of libyaml (scanner.c, parser.c) and of PyYAML's own parser, and what we make of them; the first that fits."""


def _line(lines: Sequence[str], at: Place) -> str:
    return lines[at.line - 1] if at.line <= len(lines) else ""


def _indented(fault: Fault) -> Place:
    return Place(fault.at.line, len(fault.line) - len(fault.line.lstrip()) + 1)

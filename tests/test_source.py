"""Reading site files: what is read as what, where it stands, and the whole message for everything that is refused."""

import gc
import os
import socket
import stat
import unicodedata
from pathlib import Path

import pytest

from plantwright.findings.verdict import Location, Outcome, Severity
from plantwright.site.characters import has_hidden, visible
from plantwright.site.source import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_NODES,
    Loaded,
    Map,
    Mark,
    PurePythonParser,
    Seq,
    load,
    read,
    rules,
)


def loaded(text: str) -> Loaded:
    return load(text.encode(), "site.yaml")


def told(result: Loaded) -> list[str]:
    """Every problem as "rule line:column message | hint"."""
    return [
        f"{p.rule} {p.location.line}:{p.location.column} {p.message} | {p.hint}" for p in result.problems if p.location
    ]


def value(scalar: str) -> object:
    root = loaded(f"key: {scalar}\n").root
    assert root is not None, scalar
    return root["key"]


@pytest.mark.parametrize(
    ("scalar", "expected"),
    [
        # nothing, true and false
        ("", None), ("~", None), ("null", None), ("true", True), ("false", False),
        # whole numbers
        ("0", 0), ("-0", 0), ("7", 7), ("-12", -12), ("0x1005", 4101), ("0xfF", 255), ("0xFFFFFFFFFFFFFFFF", 2**64 - 1),
        ("999999999999999999", 10**18 - 1), ("-999999999999999999", 1 - 10**18),
        # decimals
        ("0.5", 0.5), ("-0.5", -0.5), ("1.10", 1.1), ("10.0", 10.0), ("100.000", 100.0), ("0.000001", 1e-6),
        # dates, times and addresses stay as typed
        ("2027-03-01", "2027-03-01"), ("2026-13-45", "2026-13-45"), ("12:30", "12:30"), ("190:20:30", "190:20:30"),
        ("2026-11-03T09:12:00+01:00", "2026-11-03T09:12:00+01:00"), ("192.168.0.1", "192.168.0.1"), ("1.2.3", "1.2.3"),
        ("00:1A:2B", "00:1A:2B"), ("007-A", "007-A"), ("1,5", "1,5"), ("1 000", "1 000"), ("1e", "1e"), ("0x", "0x"),
        ("0xG", "0xG"), ("--", "--"), ("+", "+"), (".", "."), ("5%", "5%"), ("1/2", "1/2"), ("e5", "e5"),
        ("inf", "inf"), ("nan", "nan"),
        ("٣", "٣"), ("yess", "yess"), ("None", "None"), ("=", "="), ("<<", "<<"), ("a << b", "a << b"),
        # text
        ("CLR8G", "CLR8G"), ("/dev/ttyUSB0", "/dev/ttyUSB0"), ("Ω ½ °C", "Ω ½ °C"), ("a  b", "a  b"), ("a#b", "a#b"),
        ("a # b", "a"),
        # quotes make text
        ('"00012345"', "00012345"), ("'no'", "no"), ('"1e3"', "1e3"), ("''", ""), ('"true"', "true"),
        ("'it''s'", "it's"),
        ('"a\\tb\\n\\u00b5"', "a\tb\nµ"), ("|\n  1\n  no\n", "1\nno\n"), (">-\n  a\n  b\n", "a b"),
    ],
)  # fmt: skip
def test_what_a_value_is_read_as(scalar: str, expected: object) -> None:
    result = value(scalar)
    assert (result, type(result)) == (expected, type(expected))


def words(meaning: str, *spellings: str) -> list[tuple[str, str, str]]:
    said = "is {} to some programs and text to others; the words read are true, false and null"
    return [
        (each, f"unquoted {each} {said.format(meaning)}", f'write {meaning}, or "{each}" in quotes if it is text')
        for each in spellings
    ]


EXPONENT = "is a number to some programs and text to others; exponents are not read"
ODD_FORM = "is a number to some programs and text to others; numbers are written like -12, 0.5 or 0x1A2B"
LEADING_ZERO = "has a leading zero; some programs read it as octal, others drop the zero"
OTHER_BASE = "is octal, binary or a form of hexadecimal that is not read; decimal and 0x with at most 16 digits are"
NOT_FINITE = "is not a number that can be checked against a limit; numbers are finite"


@pytest.mark.parametrize(
    ("scalar", "message", "hint"),
    [
        *words("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y", "tRUE"),
        *words("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N"),
        *words("null", "Null", "NULL"),
        *(
            (
                text,
                f"the unquoted number {text} {LEADING_ZERO}",
                f'write {number} if it is a number, or "{text}" in quotes if it is text',
            )
            for text, number in [
                ("00012345", "12345"),
                ("-07", "-7"),
                ("00", "0"),
                ("00.5", "0.5"),
                ("0_7", "7"),
                ("+010", "10"),
            ]
        ),
        *(
            (
                text,
                f"the unquoted value {text} {EXPONENT}",
                f'write {number} if it is a number, or "{text}" in quotes if it is text',
            )
            for text, number in [
                ("1e3", "1000"),
                ("1.5E-3", "0.0015"),
                ("-2.e+2", "-200"),
                (".5e1", "5"),
                ("12E4", "120000"),
            ]
        ),
        (
            "1e99",
            f"the unquoted value 1e99 {EXPONENT}",
            'write the number in digits only, or "1e99" in quotes if it is text',
        ),
        (
            "1e999999999",
            f"the unquoted value 1e999999999 {EXPONENT}",
            'write the number in digits only, or "1e999999999" in quotes if it is text',
        ),
        *(
            (
                text,
                f"the unquoted value {text} {ODD_FORM}",
                f'write {number} if it is a number, or "{text}" in quotes if it is text',
            )
            for text, number in [
                ("+5", "5"),
                (".5", "0.5"),
                ("5.", "5"),
                ("1_000", "1000"),
                ("-.5", "-0.5"),
                ("1__0", "10"),
            ]
        ),
        *(
            (
                text,
                f"the number {text} {OTHER_BASE}",
                f'write it in decimal or as 0x1A2B, or "{text}" in quotes if it is text',
            )
            for text in ["0o17", "0b101", "0X1A", "-0x10", "+0x10", "0x1_0", "0x10000000000000000"]
        ),
        *(
            (text, f"{text} {NOT_FINITE}", f'write a number, leave the key out, or "{text}" in quotes if it is text')
            for text in [".nan", ".NaN", ".inf", "-.inf", "+.INF"]
        ),
        (
            "1" * 19,
            "the number 1111111111111111111 has 19 digits before the point; at most 18 are read",
            "put it in quotes if it is a serial number or a code",
        ),
        (
            "-" + "9" * 5000 + ".5",
            "the number -9999999999999999999… has 5000 digits before the point; at most 18 are read",
            "put it in quotes if it is a serial number or a code",
        ),
        (
            "0x" + "f" * 100_000,
            f"the number 0xffffffffffffffffffffffffffffff… {OTHER_BASE}",
            'write it in decimal or as 0x1A2B, or "0xffffffffffffffffffffffffffffff…" in quotes if it is text',
        ),
    ],
)
def test_ambiguous_values(scalar: str, message: str, hint: str) -> None:
    assert told(loaded(f"key: {scalar}\n")) == [f"SIT006 1:6 {message} | {hint}"]
    assert told(loaded(f"- {scalar}\n"))[0] == f"SIT006 1:3 {message} | {hint}"


@pytest.mark.parametrize("word", ["no", "On", "y", "N", "True", "NULL", "007", "1e3", ".5", "+1", "0o7", ".nan"])
def test_ambiguous_keys(word: str) -> None:
    [problem] = told(loaded(f"{word}: 1\n"))
    assert problem.startswith("SIT006 1:1 ")
    assert problem.endswith(f' | put the key in quotes: "{word}"')
    assert loaded(f'"{word}": 1\n').root == {word: 1}


@pytest.mark.parametrize(
    ("key", "read_as"),
    [
        ("1", "a number"),
        ("1.10", "a number"),
        ("0x1F", "a number"),
        ("true", "true or false"),
        ("null", "nothing"),
        ("~", "nothing"),
    ],
)
def test_keys_are_text(key: str, read_as: str) -> None:
    message = f"SIT006 1:1 this key is read as {read_as}; a key is text | put the key in quotes"
    assert told(loaded(f"{key}: 1\n")) == [message]


USE_DEFAULTS = "write the value out, or put what several items share into the defaults: section"
NO_TAG = "remove it; text in quotes is text, and other values say themselves what they are"
SECTIONS = "begin with format: 1, then sections such as site: and motors:, or in a record record: and object:"


@pytest.mark.parametrize(
    ("text", "at_the_place", "problem"),
    [
        # SIT002
        (
            "a: 1\nb: 2\na: 3\n",
            "a: 3",
            (
                'SIT002 3:1 the key "a" already stands in this map on line 1, column 1; '
                "a key may stand once | remove or rename one of the two"
            ),
        ),
        (
            "x:\n  - {b: 1, b: 2}\n",
            "b: 2",
            (
                'SIT002 2:12 the key "b" already stands in this map on line 2, column 6; '
                "a key may stand once | remove or rename one of the two"
            ),
        ),
        (
            "M\u00fchle: 1\nMu\u0308hle: 2\n",
            "Mu",
            (
                'SIT002 2:1 the key "M\u00fchle" already stands in this map on line 1, '
                "column 1; a key may stand once | remove or rename one of the two"
            ),
        ),
        # SIT003
        ("a: &x 1\n", "&x 1", f"SIT003 1:4 the anchor &x is not allowed | {USE_DEFAULTS}"),
        ("a: &x {b: 1}\n", "&x {", f"SIT003 1:4 the anchor &x is not allowed | {USE_DEFAULTS}"),
        ("&x a: 1\n", "&x a", f"SIT003 1:1 the anchor &x is not allowed | {USE_DEFAULTS}"),
        ("a: [*x]\n", "*x]", f"SIT003 1:5 the alias *x is not allowed | {USE_DEFAULTS}"),
        ("*x : 1\n", "*x :", f"SIT003 1:1 the alias *x is not allowed | {USE_DEFAULTS}"),
        ("a:\n  <<: {b: 1}\n", "<<", f"SIT003 2:3 the merge key << is not allowed | {USE_DEFAULTS}"),
        ('"<<": 1\n', '"<<', f"SIT003 1:1 the merge key << is not allowed | {USE_DEFAULTS}"),
        (
            "a: *\n",
            "*",
            (
                "SIT003 1:4 a value that begins with & or * is an anchor or an alias, which are not allowed"
                " | quote the value if it is text; put what items share into the defaults: section"
            ),
        ),
        *(
            (f"a: {tag} x\n", tag, f"SIT003 1:4 the tag {shown} is not allowed | {NO_TAG}")
            for tag, shown in [
                ("!!bool", "!!bool"),
                ("!!int", "!!int"),
                ("!!timestamp", "!!timestamp"),
                ("!!python/name:os.system", "!!python/name:os.system"),
                ("!Ref", "!Ref"),
                ("!", "!"),
                ("!<tag:yaml.org,2002:str>", "!!str"),
                ("!!binary", "!!binary"),
            ]
        ),
        ("!!map {a: 1}\n", "!!map", f"SIT003 1:1 the tag !!map is not allowed | {NO_TAG}"),
        (
            "a: !e!x y\n",
            "!e!x",
            (
                "SIT003 1:4 a value that begins with ! is a tag, and tags are not allowed"
                " | quote the value if it is text; remove the tag if it is not"
            ),
        ),
        # SIT004
        (
            "a: b\u202ec\n",
            "\ufffdc",
            (
                "SIT004 1:5 the character U+202E RIGHT-TO-LEFT OVERRIDE cannot be seen and is not allowed"
                " | delete it, or put a plain space in its place"
            ),
        ),
        (
            "a:\u00a01\n",
            "\ufffd1",
            (
                "SIT004 1:3 the character U+00A0 NO-BREAK SPACE cannot be seen and is not allowed"
                " | delete it, or put a plain space in its place"
            ),
        ),
        (
            "# \u001b[2J\n",
            "\ufffd[2J",
            (
                "SIT004 1:3 the character U+001B ESCAPE cannot be seen and is not allowed"
                " | delete it, or put a plain space in its place"
            ),
        ),
        (
            "µ: a\0\n",
            "\ufffd",
            (
                "SIT004 1:5 the character U+0000 NULL cannot be seen and is not allowed"
                " | delete it, or put a plain space in its place"
            ),
        ),
        (
            "a: 1\n# x\rb: 2\n",
            "\ufffdb",
            (
                "SIT004 2:4 the character U+000D CARRIAGE RETURN without LINE FEED cannot be seen and is "
                "not allowed | save the file with line feeds (LF) at the ends of its lines"
            ),
        ),
        (
            'a: "x\\u200by"\n',
            '"x',
            (
                "SIT004 1:4 an escape in this text makes the character U+200B ZERO WIDTH SPACE, "
                "which cannot be seen and is not allowed | remove the escape"
            ),
        ),
        # SIT007
        ("", "", f"SIT007 1:1 the file is empty; a map of sections is expected | {SECTIONS}"),
        ("# nothing\n", "#", f"SIT007 1:1 the file is empty; a map of sections is expected | {SECTIONS}"),
        ("---\n...\n", "---", f"SIT007 1:1 the file is empty; a map of sections is expected | {SECTIONS}"),
        ("- a: 1\n", "- a", f"SIT007 1:1 the file holds a list; a map of sections is expected | {SECTIONS}"),
        ("text\n", "text", f"SIT007 1:1 the file holds a single value; a map of sections is expected | {SECTIONS}"),
        (
            "a:1\n",
            "a:1",
            (
                "SIT007 1:1 the file holds a single value; a map of sections is expected"
                " | put a space after each colon: key: value"
            ),
        ),
        (
            "a: 1\n---\nb: 2\n",
            "---",
            (
                "SIT007 2:1 a second document begins here; a file holds one"
                " | remove the line --- or put the rest into another file"
            ),
        ),
    ],
)
def test_refused(text: str, at_the_place: str, problem: str) -> None:
    result = loaded(text)
    assert told(result) == [problem]
    assert at_caret(result).startswith(at_the_place)


@pytest.mark.parametrize(
    ("text", "at_the_place", "problem"),
    [
        ("a:\n\tb: 1\n", "\tb", "2:1 a tab cannot indent YAML; only spaces do | replace the tab by spaces"),
        ("a:\n  b: 1\n\tc: 2\n", "\tc", "3:1 a tab cannot indent YAML; only spaces do | replace the tab by spaces"),
        ("a: |\n\tx\n", "\tx", "2:1 a tab cannot indent YAML; only spaces do | replace the tab by spaces"),
        (
            "a:1\nb: 2\n",
            ":1",
            '1:2 there is no space after the colon in "a:1" | put a space after the colon: key: value',
        ),
        (
            "a:\n  b: 1\n\n  power_kw:75\n",
            ":75",
            '4:11 there is no space after the colon in "power_kw:75" | put a space after the colon: key: value',
        ),
        (
            "a: b: c\n",
            ": c",
            "1:5 a second colon followed by a space stands in the value | put the value in quotes if it is text",
        ),
        (
            "a: 1\n  b: 2\n",
            "b: 2",
            (
                "2:3 this line is indented deeper than the one above it, which already holds a value"
                " | give it the same indentation as its neighbours"
            ),
        ),
        (
            "a:\n   b: 1\n  c: 2\n",
            "c: 2",
            (
                "3:3 the indentation of this line fits none of the lines above it"
                " | give it the same number of spaces as its neighbours"
            ),
        ),
        (
            "  a: 1\nb: 2\n",
            "b: 2",
            "2:1 this line begins to the left of the first key of the file | begin all sections in the same column",
        ),
        (
            "a: 1\nb\nc: 2\n",
            "b",
            (
                '2:1 "b" has no colon and stands where a key is expected; a key ends with a colon, on the same line'
                " | write key: value, or indent the line if it continues the text above"
            ),
        ),
        ("a: 1\n: 2\n", ": 2", "2:1 no key stands before this colon | write the key in front of the colon"),
        (
            "a: 1\n- b\n",
            "- b",
            "2:1 a list item stands among the keys of a map; one of the two is allowed | indent the list below its key",
        ),
        (
            "a:\n  - b\n  c: 1\n",
            "c: 1",
            (
                "3:3 this line stands among the items of a list but does not begin with -"
                " | begin it with - or change its indentation"
            ),
        ),
        (
            "a: - b\n",
            "- b",
            (
                "1:4 a list cannot begin behind its key on the same line"
                " | put each - item on a line of its own below the key"
            ),
        ),
        ("a: 'x\nb: 2\n", "'x", "1:4 the text that begins with ' here is never closed | put the same quote at its end"),
        ('a:\n  - "x\n', '"x', '2:5 the text that begins with " here is never closed | put the same quote at its end'),
        (
            "a: 'it's'\n",
            "s'",
            (
                "1:8 s' follows a value that has already ended"
                " | put one pair of quotes around the whole text; inside single quotes write '' for '"
            ),
        ),
        (
            'a: "C:\\dev"\n',
            "\\dev",
            (
                "1:7 a backslash inside double quotes must begin an escape such as \\n or \\\\"
                " | write the text in single quotes, or double the backslash"
            ),
        ),
        (
            "a: [1, 2\nb: 3\n",
            "[1",
            (
                "1:4 the list that begins with [ here lacks a comma or its ] before line 2"
                " | put a comma between the items and a ] after the last"
            ),
        ),
        (
            "a: {x: 1, z: 2\n",
            "{x",
            (
                "1:4 the map that begins with { here lacks a comma or its } before line 2"
                " | put a comma between the items and a } after the last"
            ),
        ),
        (
            "a: [1]]\n",
            "]",
            (
                "1:7 ] follows a value that has already ended"
                " | put one pair of quotes around the whole text; inside single quotes write '' for '"
            ),
        ),
        ("a: ]\n", "]", "1:4 a value is expected here, ] was found | write a value, in quotes if it is text"),
        ("a: @x\n", "@x", "1:4 a value cannot begin with @ | put the value in quotes if it is text"),
        ("a: %x\n", "%x", "1:4 a value cannot begin with % | put the value in quotes if it is text"),
        (
            "a: | x\n",
            "x",
            (
                "1:6 the text after | or > must begin on the next line; "
                "only +, - or a digit from 1 to 9 may follow the sign"
                " | put the text on the next line, indented with spaces, or put it in quotes"
            ),
        ),
        ("a: ? b\n", "? b", "1:4 a ? that begins a key cannot stand here | write key: value, or put text in quotes"),
        (
            "? [a]\n: b\n",
            "[a]",
            "1:3 a map or list cannot be a key; a key is text | quote it if { or [ is meant as text",
        ),
        (
            "{a: 1}\nb: 2\n",
            "b: 2",
            (
                "2:1 b: 2 follows the end of what the file holds; a file is one map"
                " | write the file as key: value lines that all begin in the first column"
            ),
        ),
        (
            "# x\n%YAML 1.1\n---\na: 1\n",
            "%YAML",
            "2:1 a line that begins with % is not read | remove it, or quote and indent it if it is text",
        ),
    ],
)
def test_syntax(text: str, at_the_place: str, problem: str) -> None:
    result = loaded(text)
    assert told(result) == [f"SIT001 {problem}"]
    assert at_caret(result).startswith(at_the_place)
    assert at_caret(loaded(text.replace("\n", "\r\n"))) == at_caret(result)


def at_caret(result: Loaded) -> str:
    place, text = result.problems[0].location, result.text
    assert place
    assert text
    return text.lines[place.line - 1][place.column - 1 :]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"a: 1\nb: M\xfchle\n", "SIT004 2:5 byte 0xFC at offset 9 is not UTF-8 | save the file as UTF-8"),
        ("µ: ".encode() + b"\xc0\x80", "SIT004 1:4 byte 0xC0 at offset 4 is not UTF-8 | save the file as UTF-8"),
        (b"a: \xed\xa0\x80", "SIT004 1:4 byte 0xED at offset 3 is not UTF-8 | save the file as UTF-8"),
        (b"\xef\xbb\xbfa: \xff", "SIT004 1:4 byte 0xFF at offset 6 is not UTF-8 | save the file as UTF-8"),
        ("a: 1".encode("utf-16"), "SIT004 1:1 the file is UTF-16, not UTF-8 | save the file as UTF-8"),
        (
            "a: 1".encode("utf-16-le"),
            (
                "SIT004 1:2 the character U+0000 NULL cannot be seen and is not allowed"
                " | delete it, or put a plain space in its place"
            ),
        ),
    ],
)
def test_bytes_that_are_no_utf_8(data: bytes, problem: str) -> None:
    assert told(load(data, "site.yaml"))[0] == problem


def test_every_problem_of_a_file_is_told() -> None:
    text = "a: yes\nb: &x 012\nc: *x\nd: 1\nd: !!int 2\ne: [.inf, {no: 1}]\nf: '\n"
    assert [problem.split(" ", 2)[:2] for problem in told(loaded(text))] == [
        ["SIT006", "1:4"],
        ["SIT003", "2:4"],
        ["SIT006", "2:4"],
        ["SIT003", "3:4"],
        ["SIT002", "5:1"],
        ["SIT003", "5:4"],
        ["SIT006", "6:5"],
        ["SIT006", "6:12"],
        ["SIT001", "7:4"],
    ]


def test_a_problem_knows_its_path() -> None:
    result = loaded("starters:\n  SS1:\n    ratings: [1, {x: 1, x: yes}]\n    bus: &b {name: on}\n")
    assert [problem.path for problem in result.problems] == [
        ("starters", "SS1", "ratings", 1, "x"),
        ("starters", "SS1", "ratings", 1, "x"),
        ("starters", "SS1", "bus"),
        ("starters", "SS1", "bus", "name"),
    ]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("a:\n" + "- no\n" * 51, "SIT006 52:3 and 1 more problem in this file | correct the ones above first"),
        ("a:\n" + "- no\n" * 1200, "SIT006 52:3 and 1,150 more problems in this file | correct the ones above first"),
        ("\0" * 1200, "SIT004 1:51 and 1,150 more problems in this file | correct the ones above first"),
    ],
)
def test_fifty_problems_are_listed(text: str, last: str) -> None:
    problems = told(loaded(text))
    assert (len(problems), problems[-1]) == (51, last)


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x,x]\n" + "".join(f"{b}: &{b} [*{a},*{a},*{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
        "a: &a {x: 1}\n" + "".join(f"b{n}: &b{n} {{<<: [*a, *a]}}\n" for n in range(22)),
    ],
    ids=["aliases", "merge keys"],
)
def test_bombs(text: str) -> None:
    assert {problem.rule for problem in loaded(text).problems} == {"SIT003"}


NESTED = (
    f"maps and lists are nested more than {MAX_DEPTH} levels deep here | close the brackets, or write the data flatter"
)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[" * 200_000, "1:33"),
        ("{a: " * 200_000, "1:129"),
        ("- " * 200_000, "1:65"),
        ("".join(" " * n + "a:\n" for n in range(40)), "33:33"),
    ],
)
def test_deep_nesting(text: str, place: str) -> None:
    assert told(loaded(text))[-1] == f"SIT005 {place} {NESTED}"


def test_nesting_as_deep_as_allowed() -> None:
    brackets = MAX_DEPTH - 1
    assert loaded("a: " + "[" * brackets + "]" * brackets).root is not None
    assert loaded("a: [" + "[" * brackets + "]" * brackets + "]").root is None


def test_too_many_values() -> None:
    items = MAX_NODES - 2  # besides the map and the list
    assert loaded("a: [" + "x," * items + "]").root is not None
    problem = (
        f"SIT005 1:{5 + 2 * items} the file holds more than 500,000 values | split it: several files make one site"
    )
    assert told(loaded("a: [" + "x," * (items + 1) + "]")) == [problem]


def test_too_many_bytes() -> None:
    too_large = "SIT005 1:1 the file is larger than 8 MiB | split it: several files make one site"
    text = b"a: 1 #"
    assert load(text + b"x" * (MAX_BYTES - len(text)), "site.yaml").root == {"a": 1}
    result = load(text + b"x" * (MAX_BYTES - len(text) + 1), "site.yaml")
    assert (told(result), result.root, result.text) == ([too_large], None, None)


def test_every_key_and_value_has_its_place() -> None:
    root = loaded("a: 1\nµ:\n  - x\n  - {é: 'ü', d: }\n  - - |\n      y\n").root
    assert root == {"a": 1, "µ": ["x", {"é": "ü", "d": None}, ["y\n"]]}
    assert root.marks == {"a": Mark("site.yaml", 1, 1, 1, 4), "µ": Mark("site.yaml", 2, 1, 3, 3)}
    items = root["µ"]
    assert (type(root), type(items), type(items[1]), type(items[2])) == (Map, Seq, Map, Seq)
    assert [mark[1:] for mark in items.marks] == [(3, 5, 3, 5), (4, 5, 4, 5), (5, 5, 5, 5)]
    assert {key: mark[1:] for key, mark in items[1].marks.items()} == {"é": (4, 6, 4, 9), "d": (4, 14, 4, 17)}
    assert [mark[1:] for mark in items[2].marks] == [(5, 7, 5, 7)]


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\r\nb: [x, z]\r\n",
        "a: 1  \nb: [x, z]   \n",
        "a: 1\nb: [x, z]",
        "\ufeffa: 1\nb: [x, z]\n",
        "---\na: 1\nb: [x, z]\n...\n",
        "# µ\n\na:\t1\nb:\n- x\n- z\n",
        "{a: 1, b: [x, z]}",
        "? a\n: 1\n? b\n: [x,\n\tz]\n",
        "'a': 1\n\"b\": [x, z] # no\n",
    ],
)
def test_other_ways_to_write_the_same(text: str) -> None:
    assert loaded(text).root == {"a": 1, "b": ["x", "z"]}


def test_lines_for_people() -> None:
    result = loaded("\ufeffa: 1\r\n\tb\u202e\n\n")
    assert result.text
    assert (result.text.file, result.text.lines) == ("site.yaml", ("a: 1", "\tb\ufffd", ""))
    assert result.text.sha256 == "d3b5da8312280fbec0f7ee08ca911a5f27f36c25bb27b3534216c01f5ef6bf7f"


def test_a_problem_is_an_error_with_its_place() -> None:
    [problem] = loaded("a: yes").problems
    assert (problem.outcome, problem.severity, problem.name) == (Outcome.FAIL, Severity.ERROR, "ambiguous-scalar")
    assert problem.location == Location(file="site.yaml", line=1, column=4)


def test_rules_are_listed() -> None:
    assert rules() == {
        "SIT001": "yaml-syntax",
        "SIT002": "duplicate-key",
        "SIT003": "anchor-alias-merge-or-tag",
        "SIT004": "encoding",
        "SIT005": "size-depth-or-count-limit",
        "SIT006": "ambiguous-scalar",
        "SIT007": "not-a-single-mapping",
        "SIT008": "unreadable-file",
        "SIT009": "tag-defined-twice",
    }


def test_characters_that_cannot_be_seen() -> None:
    hidden = {"Cc", "Cf", "Zs", "Zl", "Zp", "Co", "Cs"}
    for point in range(0x110000):
        character = chr(point)
        if unicodedata.category(character) in hidden and character not in "\t\n\r ":
            assert has_hidden(character), f"U+{point:04X}"
    shown = "\t\n azAZ09~ÄßéøñŒΩµμ°±²³½×÷–—‘’“”…€→≤≥中文字（）、ГОСТЯ日本語한국어\U0001f50c"
    assert visible(shown) == shown


def test_garbage_collection_is_as_it_was() -> None:
    assert gc.isenabled()
    loaded("a: 1")
    assert gc.isenabled()
    gc.disable()
    try:
        loaded("a: [")
        assert not gc.isenabled()
    finally:
        gc.enable()


class Failing:
    """A parser that fails as PyYAML has failed: with something that is no YAMLError."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __call__(self, _: str) -> "Failing":
        return self

    def get_event(self) -> object:
        raise self.error


@pytest.mark.parametrize(
    "error",
    [RecursionError(), MemoryError(), KeyError(1), ValueError(), AttributeError(), IndexError(), OverflowError()],
)
def test_a_parser_that_fails(error: Exception) -> None:
    assert told(load(b"a: 1", "site.yaml", Failing(error))) == [
        (
            f"SIT001 1:1 the YAML after this place cannot be read ({type(error).__name__})"
            " | simplify the lines that follow, and report the file as a bug"
        )
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\nµ:\n  - x\n  - {é: 'ü', c: }\n",
        "a: |\n  x\n\n  y\nb: >-\n  z\n",
        "'no': [0x10, 1.5, \"\\u00b5\"]\n",
        "? a\n: 1\n",
    ],
)
def test_the_parser_in_python_reads_the_same(text: str) -> None:
    slow, fast = load(text.encode(), "site.yaml", PurePythonParser), loaded(text)
    assert slow == fast
    assert slow.root is not None
    assert fast.root is not None
    assert slow.root.marks == fast.root.marks


@pytest.mark.parametrize(
    "text",
    [
        "a:\n\tb: 1\n",
        "a:1\nb: 2\n",
        "a: b: c\n",
        "a: 1\n  b: 2\n",
        "a:\n   b: 1\n  c: 2\n",
        "  a: 1\nb: 2\n",
        "a: 1\nb\nc: 2\n",
        "a: 1\n- b\n",
        "a:\n  - b\n  c: 1\n",
        "a: - b\n",
        "a: 'x\n",
        "a: 'it's'\n",
        "a: [1, 2\nb: 3\n",
        "a: ]\n",
        "a: @x\n",
        "a: *\n",
        "a: &x 1\n",
        "a: !!bool x\n",
        "a: !e!x y\n",
        "a: ? b\n",
        "a: | x\n",
        "a: no\na: 1\n",
        "a: 1\n---\nb: 1\n",
    ],
)
def test_the_parser_in_python_is_explained_the_same(text: str) -> None:
    assert told(load(text.encode(), "site.yaml", PurePythonParser)) == told(loaded(text))


def test_read_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a: 1\n")
    (tmp_path / "link.yaml").symlink_to("a.yaml")
    result = read(tmp_path / "link.yaml", "site/a.yaml")
    assert result.root == {"a": 1}
    assert result.root.marks == {"a": Mark("site/a.yaml", 1, 1, 1, 4)}


NOT_REGULAR = "this is {}, not a regular file | name a YAML file"
NOT_READ = "the file cannot be read: {} | check its name and who may read it"


def test_what_cannot_be_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
    expected = {
        tmp_path: NOT_REGULAR.format("a folder"),
        tmp_path / "pipe": NOT_REGULAR.format("a pipe"),
        tmp_path / "socket": NOT_REGULAR.format("a socket"),
        Path("/dev/zero"): NOT_REGULAR.format("a device"),
        tmp_path / "missing": NOT_READ.format("No such file or directory"),
        tmp_path / "loop": NOT_READ.format("Too many levels of symbolic links"),
        tmp_path / "a\0b": NOT_READ.format("embedded null byte"),
    }
    for path, problem in expected.items():
        assert told(read(path, "x")) == [f"SIT008 1:1 {problem}"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_of_somebody_else(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.touch(mode=stat.S_IWUSR)
    assert told(read(path, "x")) == [f"SIT008 1:1 {NOT_READ.format('Permission denied')}"]


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.yaml").open("wb") as huge:
        huge.truncate(2 << 30)
    problem = "SIT005 1:1 the file is larger than 8 MiB | split it: several files make one site"
    assert told(read(tmp_path / "huge.yaml", "x")) == [problem]

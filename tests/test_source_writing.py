"""Writing YAML: block style, quotes only where they are needed, and everything reads back equal."""

import math
import unicodedata
from collections import UserDict
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plantwright.site.characters import has_hidden
from plantwright.site.source import dump, load
from plantwright.site.writing import KEY_LENGTH


class Kind(StrEnum):
    FUSE = "fuse"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({}, "{}\n"),
        ({"a": None, "b": True, "c": False}, "a: null\nb: true\nc: false\n"),
        (
            {"a": 0, "b": -12, "c": 10**18 - 1, "d": 10**18},
            "a: 0\nb: -12\nc: 999999999999999999\nd: 0xDE0B6B3A7640000\n",
        ),
        (
            {"a": 1.0, "b": 0.1, "c": 1e-7, "d": 1e16, "e": -0.0},
            "a: 1.0\nb: 0.1\nc: 0.0000001\nd: 10000000000000000.0\ne: -0.0\n",
        ),
        (
            {"a": "CLR8G", "b": "Ω µ", "c": "/dev/ttyUSB0", "d": "2027-03-01", "e": "12:30", "f": "a  b (c)"},
            "a: CLR8G\nb: Ω µ\nc: /dev/ttyUSB0\nd: 2027-03-01\ne: 12:30\nf: a  b (c)\n",
        ),
        (
            {"a": "", "b": "no", "c": "007", "d": "1", "e": "1e3", "f": "null", "g": "Off"},
            'a: ""\nb: "no"\nc: "007"\nd: "1"\ne: "1e3"\nf: "null"\ng: "Off"\n',
        ),
        (
            {
                "a": "x: 1",
                "b": "x #",
                "c": "- x",
                "d": "*x",
                "e": "x:",
                "f": " x ",
                "g": "!x",
                "h": "<<",
                "i": "[x]",
                "j": "%x",
            },
            'a: "x: 1"\nb: "x #"\nc: "- x"\nd: "*x"\ne: "x:"\nf: " x "\ng: "!x"\nh: "<<"\ni: "[x]"\nj: "%x"\n',
        ),
        (
            {"a": 'x"y', "b": "x\\y", "c": "x\ty", "d": "x\r\ny", "e": " x\ny", "f": "it's"},
            'a: "x\\"y"\nb: "x\\\\y"\nc: "x\\ty"\nd: "x\\r\\ny"\ne: " x\\ny"\nf: "it\'s"\n',
        ),
        (
            {"a": "x\ny", "b": "x: 1\n\n# y\n", "c": ["x\ny"]},
            "a: |-\n  x\n  y\nb: |\n  x: 1\n\n  # y\nc:\n  - |-\n    x\n    y\n",
        ),
        ({"no": 1, "1": 2, "a b": 3, "a: b": 4, "": 5}, '"no": 1\n"1": 2\na b: 3\n"a: b": 4\n"": 5\n'),
        ({"a": {"b": {"c": 1}, "d": {}}, "e": []}, "a:\n  b:\n    c: 1\n  d: {}\ne: []\n"),
        (
            {"a": [1, [2, 3], {"b": 4, "c": [5]}, [], {}]},
            "a:\n  - 1\n  - - 2\n    - 3\n  - b: 4\n    c:\n      - 5\n  - []\n  - {}\n",
        ),
        ({"z": 1, "a": 2}, "z: 1\na: 2\n"),
        ({"a": Kind.FUSE, "b": (1, 2)}, "a: fuse\nb:\n  - 1\n  - 2\n"),
        (MappingProxyType({"a": UserDict({"b": 1})}), "a:\n  b: 1\n"),
    ],
)
def test_as_written(value: Any, text: str) -> None:
    assert dump(value) == text


def test_comment_above() -> None:
    text = dump({"a": 1}, comment="yaml-language-server: $schema=x.json\n\nRead from SS101.")
    assert text == "# yaml-language-server: $schema=x.json\n#\n# Read from SS101.\na: 1\n"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"a": "x\u202ey"}, "the text x\ufffdy holds U+202E RIGHT-TO-LEFT OVERRIDE, which a site file may not hold"),
        ({"a": "x\0"}, "the text x\ufffd holds U+0000 NULL, which a site file may not hold"),
        ({"a\x1b": 1}, "the text a\ufffd holds U+001B ESCAPE, which a site file may not hold"),
        ({"a": "\x1b\nx"}, "the text \ufffd x holds U+001B ESCAPE, which a site file may not hold"),
        ({"a": math.inf}, "the number inf cannot be written; it must be finite and have at most 18 digits"),
        ({"a": math.nan}, "the number nan cannot be written; it must be finite and have at most 18 digits"),
        ({"a": 1e18}, "the number 1e+18 cannot be written; it must be finite and have at most 18 digits"),
        ({"a": 2**64}, "a number of 65 bits is too long to be written"),
        ({"a": -(10**18)}, "a number of 60 bits is too long to be written"),
        ({"<<": 1}, "a key may not be called <<"),
        ({"k" * 251: 1}, "the key kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk… is longer than 250 characters"),
        ({"e\u0301": 1}, "the key e\u0301 is not in Unicode normal form C"),
    ],
)
def test_what_could_not_be_read_back(value: Any, message: str) -> None:
    with pytest.raises(ValueError) as refused:
        dump(value)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"a": date(2027, 3, 1)}, "a date cannot be written as YAML; write text, numbers, lists and maps"),
        ({"a": b"x"}, "a bytes cannot be written as YAML; write text, numbers, lists and maps"),
        ({"a": {1}}, "a set cannot be written as YAML; write text, numbers, lists and maps"),
        ({1: "a"}, "a key is text, not int"),
    ],
)
def test_what_is_no_plain_data(value: Any, message: str) -> None:
    with pytest.raises(TypeError) as refused:
        dump(value)
    assert str(refused.value) == message


def test_too_deep() -> None:
    value: Any = 1
    for _ in range(32):
        value = {"a": value}
    assert load(dump(value).encode(), "f").root == value
    with pytest.raises(ValueError) as refused:
        dump({"a": value})
    assert str(refused.value) == "maps and lists are nested more than 32 levels deep"


def test_a_map_that_holds_itself() -> None:
    value: dict[str, Any] = {}
    value["a"] = value
    with pytest.raises(ValueError):
        dump(value)


NASTY = [
    "no",
    "Yes",
    "007",
    "1e3",
    "<<",
    "- a",
    "a: b",
    "a #b",
    "|",
    ">",
    "---",
    "...",
    "%a",
    "@",
    "'",
    '"',
    "\\",
    "{",
    "[",
    "a:",
    ":a",
    "? a",
]
TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.text("ab01 \n\t#:-'\"\\|>{}[]&*!%@,.?_~=", max_size=12),
    st.text(max_size=12).filter(lambda text: not has_hidden(text)),
)
KEYS = TEXTS.map(lambda key: unicodedata.normalize("NFC", key)).filter(lambda key: key != "<<" and not has_hidden(key))
SINGLE = st.one_of(
    st.none(), st.booleans(), st.integers(1 - 10**18, 10**18 - 1), st.floats(-1e15, 1e15, allow_subnormal=False), TEXTS
)
VALUES = st.recursive(
    SINGLE, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_reads_back_equal(value: dict[str, Any]) -> None:
    text = dump(value)
    result = load(text.encode(), "f")
    assert result.problems == ()
    assert repr(plain(result.root)) == repr(value)
    assert dump(value) == text


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def test_the_longest_key_reads_back() -> None:
    value = {"\\" * KEY_LENGTH: {"\U0001f50c" * KEY_LENGTH: 1}}
    assert load(dump(value).encode(), "f").root == value

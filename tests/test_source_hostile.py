"""Ten thousand hostile files: each is read or has a problem with a place, and nothing is ever raised."""

import unicodedata
from collections.abc import Iterator

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from plantwright.site.source import Map, Mark, PurePythonParser, Seq, Text, load

GOOD = """\
format: 1
site: {name: Riverside, revision: "B"}
starters:
  SS101:
    type: clr8g
    parameters: {start_mode: current-limit, current_limit_percent: 300, codes: [0x1005, 1.5, true, null]}
    notes: |
      two
      lines
"""

TOKENS = [
    "a", "b: ", "a: ", "- ", "? ", ": ", ", ", "{", "}", "[", "]", "\n", "\n  ", "\n\t", "\n      ", "\r\n", "\r",
    "\t", " ", "#", " # x", "&a ", "*a", "*a : ", "<<: *a", "<<: ", "&", "*", "!", "!!", "!!bool x", "!!int ''",
    "!!float x", "!!timestamp x", "!!binary x", "!!python/object/apply:os.system [x]", "!!omap", "!!set {a}", "!<",
    "!<tag:x>", "!a!b ", "%TAG ! x\n", "%YAML 1.1\n", "%YAML 9.9\n", "---", "\n---\n", "...", "\n...\n", "|", ">",
    "|-\n", ">+9\n", "|0", "'", '"', "''", '""', "\\", '"\\u202e"', '"\\ud800"', '"\\U00110000"', '"\\x"', "`", "@",
    "%", "=", "~", "null", "NULL", "yes", "no", "On", "true", "TRUE", "y", ".nan", "-.inf", "0o17", "0b1", "0x",
    "0xFG", "0x" + "F" * 40, "1" * 400, "-", "+1", "1_0", "1e3", "1e" + "9" * 30, "007", "12:30", "2026-13-45",
    "2001-12-14t21:59:43.10-05:00", "1.10", "\0", "\x1b[2J", "\x7f", "\x85", "\u00a0", "\u00ad", "\u200b", "\u2028",
    "\u202e", "\u2066", "\ufeff", "\ufffe", "\U000e0001", "é", "e\u0301", "[" * 40, "{a: " * 40, "- " * 40, "? " * 40,
    "]" * 40, "k" * 1100, " " * 70, "\n" * 30,
]  # fmt: skip

HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
FRAGMENTS = st.lists(st.sampled_from(TOKENS), max_size=24).map("".join)


def hostile(examples: int) -> settings:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=checks)


def assert_sound(data: bytes) -> None:
    for result in (load(data, "f.yaml"), load(data, "f.yaml", PurePythonParser)):
        assert (result.root is None) == bool(result.problems)
        assert result.text is not None
        for problem in result.problems:
            assert problem.location is not None
            assert stands_in(result.text, problem.location.line, problem.location.column)
            assert max(len(problem.message.encode()), len(problem.hint.encode())) < 300
            assert HIDDEN.isdisjoint(map(unicodedata.category, problem.message + problem.hint))
        for mark in marks(result.root):
            assert stands_in(result.text, mark.key_line, mark.key_column)
            assert stands_in(result.text, mark.line, mark.column)


def stands_in(text: Text, line: int, column: int) -> bool:
    return 1 <= line <= len(text.lines) and 1 <= column <= len(text.lines[line - 1]) + 1


def marks(value: object) -> Iterator[Mark]:
    if isinstance(value, Map | Seq):
        yield from value.marks.values() if isinstance(value, Map) else value.marks
        for item in value.values() if isinstance(value, Map) else value:
            yield from marks(item)


@hostile(1500)
@given(st.binary(max_size=80))
@example(b"\xef\xbb\xbf\xef\xbb\xbfa: 1")
@example(b"a: \xf4\x90\x80\x80")
def test_bytes(data: bytes) -> None:
    assert_sound(data)


@hostile(1500)
@given(st.text(max_size=60))
def test_text(text: str) -> None:
    assert_sound(text.encode())


@hostile(1500)
@given(st.text("ab:-?,[]{}#&*!|>'\"%@`\\ \n\t019.", max_size=40))
def test_punctuation(text: str) -> None:
    assert_sound(text.encode())


@hostile(4000)
@given(FRAGMENTS)
@example("a: !!bool x\n")
@example("a: 2026-13-45\n")
@example("a: !!timestamp x\n")
@example("? \n")
@example("- ? \n")
@example('a: "\\ud800"\n')
def test_fragments(text: str) -> None:
    assert_sound(text.encode())


@hostile(1500)
@given(st.integers(0, len(GOOD)), st.integers(0, 12), FRAGMENTS)
def test_a_good_file_spoilt(start: int, length: int, put: str) -> None:
    assert_sound((GOOD[:start] + put + GOOD[start + length :]).encode())


def test_the_good_file_is_good() -> None:
    assert load(GOOD.encode(), "f.yaml").problems == ()

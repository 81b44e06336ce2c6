"""Finding the place of a value, and merging the files of a site."""

import copy
import pickle

import pytest

from plantwright.findings.verdict import Path
from plantwright.site.source import Map, Mark, Seq, load, locate, locate_key, merge


def root_of(text: str, file: str = "a.yaml") -> Map:
    root = load(text.encode(), file).root
    assert root is not None
    return root


SITE = """\
format: 1
buses:
  RS1:
    port: /dev/ttyUSB0
    trunk: [SS101, {to: SS102}]
empty: {}
"""


@pytest.mark.parametrize(
    ("path", "value_at", "key_at"),
    [
        ((), "1:1", "1:1"),
        (("format",), "1:9", "1:1"),
        (("buses", "RS1"), "4:5", "3:3"),
        (("buses", "RS1", "port"), "4:11", "4:5"),
        (("buses", "RS1", "trunk"), "5:12", "5:5"),
        (("buses", "RS1", "trunk", 0), "5:13", "5:13"),
        (("buses", "RS1", "trunk", 1, "to"), "5:25", "5:21"),
        (("empty",), "6:8", "6:1"),
        # what does not exist: the last key that does
        (("buses", "RS1", "baud_rate"), "3:3", "3:3"),
        (("buses", "RS1", "baud_rate", "x", 3), "3:3", "3:3"),
        (("buses", "RS2"), "2:1", "2:1"),
        (("buses", "RS1", "port", "x"), "4:5", "4:5"),
        (("buses", "RS1", "port", 0), "4:5", "4:5"),
        (("buses", "RS1", "trunk", 2), "5:5", "5:5"),
        (("buses", "RS1", "trunk", -1), "5:5", "5:5"),
        (("buses", "RS1", "trunk", "0"), "5:5", "5:5"),
        (("buses", "RS1", "trunk", 1, "from"), "5:20", "5:20"),
        (("motors",), "1:1", "1:1"),
    ],
)
def test_places(path: Path, value_at: str, key_at: str) -> None:
    root = root_of(SITE)
    assert str(locate(root, path)) == f"a.yaml:{value_at}"
    assert str(locate_key(root, path)) == f"a.yaml:{key_at}"


def test_an_empty_file_has_no_places() -> None:
    assert locate(Map(), ("a",)) is None
    assert locate_key(Map(), ()) is None


def test_values_made_by_a_program_have_no_places() -> None:
    root = Map({"a": Map({"b": 1}), "c": Seq([1])}, {"a": Mark("f", 1, 2, 3, 4)})
    assert str(locate(root, ("a", "b"))) == "f:1:2"
    assert str(locate(root, ("c", 0))) == "f:1:2"


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda root: pickle.loads(pickle.dumps(root))])
def test_copies_keep_the_places(again: type) -> None:
    root = root_of(SITE)
    copied = again(root)
    assert copied == root
    assert locate(copied, ("buses", "RS1", "trunk", 0)) == locate(root, ("buses", "RS1", "trunk", 0))


def test_merge_by_section_and_tag() -> None:
    plant = root_of("format: 1\nsite: {name: Riverside}\nmotors:\n  M1: {rated_power_kw: 75}\n", "plant.yaml")
    more = root_of(
        "motors:\n  M2: {rated_power_kw: 55}\nsite: {client: Town}\nbuses: {RS1: {}}\nformat: 1\n", "more.yaml"
    )
    merged, problems = merge([plant, more])
    assert problems == ()
    assert merged == {
        "format": 1,
        "site": {"name": "Riverside", "client": "Town"},
        "motors": {"M1": {"rated_power_kw": 75}, "M2": {"rated_power_kw": 55}},
        "buses": {"RS1": {}},
    }
    assert str(locate(merged, ("motors", "M2", "rated_power_kw"))) == "more.yaml:2:24"
    assert str(locate_key(merged, ("motors", "M1"))) == "plant.yaml:4:3"
    assert (list(plant["motors"]), list(more["motors"])) == (["M1"], ["M2"])


ONCE = "a tag may stand once | rename or remove one of the two"
ONE_FILE = "only a section of tags may be continued in another file | write the section in one file"


@pytest.mark.parametrize(
    ("first", "second", "problem"),
    [
        (
            "motors:\n  M1: {}\n",
            "motors:\n  M2: {}\n  M1: {}\n",
            f"b.yaml:3:3 M1 in motors is already defined in a.yaml:2:3; {ONCE}",
        ),
        (
            "site: {name: A}\n",
            "site: {name: A}\n",
            f"b.yaml:1:8 name in site is already defined in a.yaml:1:8; {ONCE}",
        ),
        ("format: 1\n", "format: 2\n", f"b.yaml:1:1 the section format is already defined in a.yaml:1:1; {ONE_FILE}"),
        (
            "format: 1\n",
            "format: true\n",
            f"b.yaml:1:1 the section format is already defined in a.yaml:1:1; {ONE_FILE}",
        ),
        ("note: x\n", "note: x\n", f"b.yaml:1:1 the section note is already defined in a.yaml:1:1; {ONE_FILE}"),
        (
            "notes: [x]\n",
            "\nnotes: [z]\n",
            f"b.yaml:2:1 the section notes is already defined in a.yaml:1:1; {ONE_FILE}",
        ),
        ("motors: {}\n", "motors: []\n", f"b.yaml:1:1 the section motors is already defined in a.yaml:1:1; {ONE_FILE}"),
        (
            "motors:\n",
            "motors: {M1: {}}\n",
            f"b.yaml:1:1 the section motors is already defined in a.yaml:1:1; {ONE_FILE}",
        ),
    ],
)
def test_defined_twice(first: str, second: str, problem: str) -> None:
    merged, problems = merge([root_of(first), root_of(second, "b.yaml")])
    assert [f"{each.location} {each.message} | {each.hint}" for each in problems] == [problem]
    assert [(each.rule, each.name) for each in problems] == [("SIT009", "tag-defined-twice")]
    section = next(iter(merged))
    assert locate_key(merged, (section,)) == locate_key(root_of(first), (section,))


def test_long_names_are_cut_in_the_message() -> None:
    files = [root_of(f"{'s' * 90}:\n  {'é' * 90}: 1\n", f"{folder}/" * 100) for folder in "ab"]
    [problem] = merge(files)[1]
    assert len(problem.message.encode()) < 300


def test_merge_of_nothing() -> None:
    assert merge([]) == ({}, ())

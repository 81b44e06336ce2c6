"""The procedures: every file satisfies its schema, every line stands after those it waits for."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from plantwright.resources import folder
from plantwright.site.catalog import OCCASIONS, shipped_types
from plantwright.site.procedures import Procedure, faults, load_procedures, procedure, shipped_procedures
from plantwright.site.published import read_schema
from plantwright.site.schema import conforms
from plantwright.site.source import read

FILES = sorted((folder("schemas") / "procedures").glob("*.yaml"))
TYPES = shipped_types()
PROCEDURES = shipped_procedures()
LINES = [line for each in PROCEDURES.values() for line in each.lines]
SECTIONS_OF = {"starters": "starter", "monitors": "monitor", "meters": "meter", "sensors": "sensor"}

NAMES = {
    "pct1200-chain", "power-meter-leads", "k7ge-panel-settings", "k7ge-wiring-check", "clr8g-delivery-check",
    "clr8g-keypad-settings", "clr8g-wiring-check", "bus-check", "lockout-and-isolation", "first-start",
    "insulation-test", "fibre-end-face", "fibre-mating", "cable-separation-and-grounding", "commissioning-order",
    "power-terminals", "data-cable-certificate", "handover",
}  # fmt: skip

ORDER = ["k7ge-panel-settings", "clr8g-keypad-settings", "bus-check", "pct1200-chain", "first-start", "insulation-test"]
"""The order that follows from all documents together (X-047)."""

each_procedure = pytest.mark.parametrize("each", PROCEDURES.values(), ids=PROCEDURES)


def test_no_procedure_is_missing() -> None:
    assert set(PROCEDURES) == NAMES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_satisfies_its_schema(path: Path) -> None:
    loaded = read(path, path.name)
    assert loaded.problems == ()
    assert loaded.root is not None
    assert [str(each) for each in conforms(loaded.root, "procedure.schema.json")] == []


def test_occasions_are_those_of_the_schema() -> None:
    assert tuple(read_schema("procedure.schema.json")["definitions"]["line"]["properties"]["when"]["enum"]) == OCCASIONS


@each_procedure
def test_lines_stand_in_their_order(each: Procedure) -> None:
    ids = [line.id for line in each.lines]
    assert ids == sorted(ids)
    assert len({line.id[:3] for line in each.lines}) == 1
    late = [(line.id, other) for line in each.lines for other in line.after if other in ids[ids.index(line.id) :]]
    assert late == []


@each_procedure
def test_type_belongs_to_the_section(each: Procedure) -> None:
    if each.type:
        assert TYPES[each.type].kind == SECTIONS_OF[each.section]


@each_procedure
def test_text_is_a_short_instruction(each: Procedure) -> None:
    for line in each.lines:
        assert line.text[0].isupper()
        assert line.text.endswith(".")
        assert len(line.text) <= 250, line.id


def test_limits_have_numbers() -> None:
    stated = [line for line in LINES if line.limit]
    for line in stated:
        assert line.limit is not None
        numbers = (line.limit.value, line.limit.min, line.limit.max, *line.limit.values)
        assert any(number is not None for number in numbers), line.id
    assert len(stated) >= 30


@pytest.mark.parametrize("name", ["clr8g", "k7ge-mg", "pct1200", "lmg600", "pctsiu4"])
def test_every_step_of_a_type_stands_in_a_procedure(name: str) -> None:
    taken = {line.step for line in LINES}
    assert [step.id for step in TYPES[name].steps if f"{name}/{step.id}" not in taken] == []


def test_a_step_gives_its_line_text_occasion_source_and_refs() -> None:
    (line,) = (each for each in LINES if each.step == "k7ge-mg/K7-S06")
    (step,) = (each for each in TYPES["k7ge-mg"].steps if each.id == "K7-S06")
    assert (line.text, line.when, line.source) == (step.text, step.when, step.source)
    assert line.refs == (*step.refs, "X-002")


def test_a_limit_can_be_a_fact_of_a_type() -> None:
    (line,) = (each for each in LINES if each.step == "pctsiu4/SIU-S05")
    assert line.limit is TYPES["pctsiu4"].ratings["burden_ohm"]


def test_the_order_of_commissioning() -> None:
    order = [line.procedure for line in PROCEDURES["commissioning-order"].lines if line.procedure]
    assert set(order) == NAMES - {"commissioning-order"}
    assert [name for name in order if name in ORDER] == ORDER


# what does not fit


SOURCE = {"document": "d", "clause": "1"}


def a_procedure(name: str, *lines: Mapping[str, Any]) -> Procedure:
    common = {"text": "Do it.", "who": "electrician", "when": "installation", "record": "manual-step", "source": SOURCE}
    data = {"procedure": name, "title": "t", "section": "site", "lines": [{**common, **line} for line in lines]}
    return procedure(data, TYPES)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([{"id": "ABC-010"}, {"id": "ABC-020", "after": ["ABC-010"]}], ()),
        ([{"id": "ABC-010"}, {"id": "ABC-010"}], ("ABC-010 is used twice",)),
        ([{"id": "ABC-010", "after": ["ABC-999"]}], ("ABC-010 comes after ABC-999, which does not exist",)),
        ([{"id": "ABC-010", "procedure": "b"}], ("ABC-010 names the procedure b, which does not exist",)),
        ([{"id": "ABC-010", "after": ["ABC-010"]}], ("the order runs in a circle: ABC-010, ABC-010",)),
        ([{"id": "ABC-010", "procedure": "a"}], ("the order runs in a circle: ABC-010, ABC-010",)),
    ],
)
def test_what_does_not_fit_is_told(lines: list[Mapping[str, Any]], expected: tuple[str, ...]) -> None:
    assert faults({"a": a_procedure("a", *lines)}) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ({"id": "ABC-010", "step": "clr8g/CLR-S99"}, "there is no step clr8g/CLR-S99"),
        ({"id": "ABC-010", "step": "nothing/CLR-S01"}, "there is no step nothing/CLR-S01"),
        ({"id": "ABC-010", "limit": {"fact": "clr8g/ratings.colour"}}, "there is no fact clr8g/ratings.colour"),
        ({"id": "ABC-010", "limit": {"fact": "nothing/ratings.a"}}, "there is no fact nothing/ratings.a"),
    ],
)
def test_a_name_that_does_not_exist_is_told(line: Mapping[str, Any], expected: str) -> None:
    with pytest.raises(ValueError, match=f"^{expected}$"):
        a_procedure("a", line)


GOOD = """\
procedure: one
title: One
section: site
lines:
  - id: ABC-010
    text: Do it.
    who: electrician
    when: installation
    record: manual-step
    source: {document: d, clause: "1"}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GOOD.replace("procedure: one", "procedure: two"), "its name is two, not the name of the file"),
        (GOOD.replace("title: One\n", ""), "KeyError('title')"),
        (
            GOOD.replace("    text:", "    after: [ABC-020]\n    text:"),
            "ABC-010 comes after ABC-020, which does not exist",
        ),
        ("[", "one.yaml cannot be read"),
    ],
)
def test_a_broken_file_is_named(text: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError) as caught:
        load_procedures(tmp_path, TYPES)
    assert expected in str(caught.value)


def test_a_good_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(GOOD, encoding="utf-8")
    (read_one,) = load_procedures(tmp_path, TYPES).values()
    assert (read_one.title, read_one.lines[0].id, read_one.lines[0].hold) == ("One", "ABC-010", False)

"""The catalogue: every demand of the documents has a home or a reason, and no reason outlives what it waits for."""

import dataclasses
import importlib
import json
from collections import Counter
from functools import reduce
from typing import Any

import pytest

from plantwright.cli.coverage import as_json, as_text, covered
from plantwright.cli.main import main
from plantwright.findings.verdict import Source
from plantwright.resources import folder
from plantwright.rules.catalogue import Entry, catalogue
from plantwright.rules.coverage import AUTOMATIC, Covered, Home, Kind, Status, all_homes, by_entry, coverage, summary
from plantwright.rules.registry import registry
from plantwright.site.catalog import shipped_types
from plantwright.site.procedures import shipped_procedures
from plantwright.site.schema import conforms
from plantwright.site.source import read

CATALOGUE = catalogue()
HOMES = tuple(all_homes(registry().values(), shipped_types().values(), shipped_procedures().values()))
ROWS = coverage(CATALOGUE, HOMES)


def test_catalogue_satisfies_its_schema() -> None:
    path = folder("schemas") / "catalogue.yaml"
    loaded = read(path, path.name)
    assert loaded.problems == ()
    assert loaded.root is not None
    assert [str(each) for each in conforms(loaded.root, "catalogue.schema.json")] == []


def test_no_entry_is_missing() -> None:
    counted = Counter(entry.group for entry in CATALOGUE.values())
    assert counted == {"ZES": 79, "K7": 83, "CLR": 90, "X": 50, "FO": 58, "EM": 30}
    assert len(CATALOGUE) == 390
    for group in ("ZES", "K7", "CLR", "X"):
        numbers = [entry.id for entry in CATALOGUE.values() if entry.group == group]
        assert numbers == [f"{group}-{number:03d}" for number in range(1, counted[group] + 1)]


def test_every_entry_has_a_place_in_a_document() -> None:
    assert [entry.id for entry in CATALOGUE.values() for each in entry.sources if not (each.clause or each.lines)] == []


def test_no_statement_is_written_twice() -> None:
    counted = Counter((entry.group, entry.statement) for entry in CATALOGUE.values())
    assert [each for each, count in counted.items() if count > 1] == []


# homes


def test_every_ref_names_an_entry() -> None:
    assert {ref: [home.name for home in homes] for ref, homes in by_entry(HOMES).items() if ref not in CATALOGUE} == {}


def test_every_entry_has_a_home_or_a_reason() -> None:
    assert [row.entry.id for row in ROWS if row.status is Status.OPEN] == []


def test_no_reason_outlives_what_it_waits_for() -> None:
    assert [f"{row.entry.id}: {row.entry.reason}" for row in ROWS if row.stale] == []


def test_what_is_partly_held_is_held_by_the_tool() -> None:
    part = [row for row in ROWS if row.entry.partly]
    assert [row.entry.id for row in part if not {home.kind for home in row.homes} & AUTOMATIC] == []


@pytest.mark.parametrize("name", sorted({name for entry in CATALOGUE.values() for name in entry.calculation}))
def test_calculation_exists(name: str) -> None:
    module, _, function = name.partition(".")
    assert callable(getattr(importlib.import_module(f"plantwright.physics.{module}"), function))


@pytest.mark.parametrize("name", sorted({name for entry in CATALOGUE.values() for name in entry.code}))
def test_code_exists(name: str) -> None:
    package, module, *inside = name.split(".")
    found: Any = importlib.import_module(f"plantwright.{package}.{module}")
    assert callable(reduce(getattr, inside, found))


@pytest.mark.parametrize("place", sorted({place for entry in CATALOGUE.values() for place in entry.schema}))
def test_place_in_a_schema_exists(place: str) -> None:
    name, _, pointer = place.partition("#/")
    schema: Any = json.loads((folder("schemas") / name).read_text(encoding="utf-8"))
    for key in pointer.split("/"):
        schema = schema[int(key)] if isinstance(schema, list) else schema[key]
    assert schema


# the status of one entry


def entry(**fields: Any) -> Entry:
    return Entry(**{"id": "CLR-001", "kind": "E", "statement": "x.", "sources": (Source(document="d"),), **fields})


@pytest.mark.parametrize(
    ("fields", "kinds", "status", "stale"),
    [
        ({}, [], Status.OPEN, False),
        ({}, [Kind.FACT], Status.OPEN, False),
        ({"kind": "I"}, [Kind.TABLE], Status.STATED, False),
        ({"kind": "I"}, [], Status.OPEN, False),
        ({}, [Kind.FACT, Kind.LINE], Status.HELD, False),
        ({}, [Kind.RULE], Status.HELD, False),
        ({"partly": "some"}, [Kind.RULE], Status.PARTLY, False),
        ({"later": "a rule"}, [Kind.PARAMETER, Kind.LINE], Status.NOT_YET, False),
        ({"later": "a rule"}, [Kind.RULE], Status.NOT_YET, True),
        ({"left_out": "no value"}, [Kind.FACT, Kind.PARAMETER], Status.LEFT_OUT, False),
        ({"left_out": "no value"}, [Kind.STEP], Status.LEFT_OUT, True),
    ],
)
def test_status(fields: dict[str, str], kinds: list[Kind], status: Status, stale: bool) -> None:
    row = Covered(entry=entry(**fields), homes=tuple(Home(kind=kind, name="n") for kind in kinds))
    assert (row.status, row.stale) == (status, stale)


def test_what_an_entry_names_itself_is_a_home() -> None:
    one = entry(schema=("site.schema.json#/x",), calculation=("pairs.balanced_a",), code=("modbus.line.Reader",))
    (row,) = coverage({one.id: one}, [(Home(kind=Kind.RULE, name="STA001"), (one.id, "CLR-002"))])
    assert [home.kind for home in row.homes] == [Kind.RULE, Kind.SCHEMA, Kind.CALCULATION, Kind.CODE]


# the command


def test_summary_counts_every_entry_once() -> None:
    assert sum(summary(ROWS).values()) == 390


def test_text_lists_every_entry_and_every_reason() -> None:
    text = as_text(ROWS)
    lines = text.splitlines()
    assert [line.split()[0] for line in lines[1:391]] == list(CATALOGUE)
    assert all(row.entry.reason in text for row in ROWS)


def test_text_of_some_entries() -> None:
    (row,) = covered(["zes-065"])
    row = dataclasses.replace(row, homes=(Home(kind=Kind.RULE, name="CUR010"), Home(kind=Kind.FACT, name="a/b")))
    assert as_text([row]) == (
        "entry    kind  status  where it lives, or why not\n"
        "ZES-065  E     held    CUR010\n"
        "\n"
        "group  held  partly held  stated  not yet  left out  open  all\n"
        "ZES       1            0       0        0         0     0    1\n"
        "all       1            0       0        0         0     0    1\n"
        "\n"
        "held by      entries\n"
        "rule               1\n"
        "schema             0\n"
        "calculation        0\n"
        "code               0\n"
        "parameter          0\n"
        "register           0\n"
        "procedure          0\n"
        "step               0\n"
        "fact               1\n"
        "table              0\n\n"
    )


def test_json_has_every_home() -> None:
    document = json.loads(as_json(covered(["CLR-017"])))
    assert document["entries"] == [
        {
            "id": "CLR-017",
            "kind": "E",
            "statement": "The unit is earthed.",
            "source": [
                {"document": "CLR8G operating manual", "clause": "warning", "lines": "29", "provenance": ""},
            ],
            "status": "held",
            "reason": "",
            "homes": [{"kind": "step", "name": "clr8g/CLR-S03"}, {"kind": "procedure", "name": "CGW-020"}],
        }
    ]


@pytest.mark.parametrize("form", ["text", "json"])
def test_command_tells_the_coverage(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--coverage", "FO", "--format", form]) == 0
    printed = capsys.readouterr().out
    assert "FO-INSP-01" in printed
    assert "ZES-001" not in printed

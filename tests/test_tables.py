"""The published tables: every number names its document, and the steps between rows lie where they are printed."""

from itertools import pairwise

import pytest

from plantwright.physics import separation
from plantwright.site.tables import SeparationTable, gate_table, separation_table, table_names

SEPARATION = [table for name in table_names() if (table := separation_table(name))]


@pytest.mark.parametrize("table", SEPARATION, ids=lambda table: table.title)
def test_every_class_has_a_source_and_every_barrier(table: SeparationTable) -> None:
    for base in table.base_mm.values():
        assert base.source.document
        assert base.source.clause
        assert set(table.barriers.values()) == set(base.by_barrier)


@pytest.mark.parametrize("table", SEPARATION, ids=lambda table: table.title)
def test_the_factor_steps_exactly_after_each_row(table: SeparationTable) -> None:
    for (most, factor), (_, above) in pairwise(table.power_factor):
        assert most is not None
        assert separation.power_factor(most, table.power_factor) == factor
        assert separation.power_factor(most + 1, table.power_factor) == above
    assert table.power_factor[-1][0] is None


@pytest.mark.parametrize("table", SEPARATION, ids=lambda table: table.title)
def test_a_better_class_or_more_metal_never_needs_more_distance(table: SeparationTable) -> None:
    order = ("none", "open", "perforated", "solid")
    for base in table.base_mm.values():
        distances = [base.by_barrier[barrier] for barrier in order]
        assert distances == sorted(distances, reverse=True)
    for worse, better in pairwise(sorted(table.base_mm)):
        assert all(table.base_mm[worse].by_barrier[each] >= table.base_mm[better].by_barrier[each] for each in order)


@pytest.mark.parametrize(
    ("cable_class", "row"),
    [("a", (600, 450, 300, 0)), ("b", (200, 150, 100, 0)), ("c", (100, 76, 50, 0)), ("d", (20, 16, 10, 0))],
)
def test_the_worked_example_of_140_a(cable_class: str, row: tuple[float, ...]) -> None:
    table = separation_table("en-50174-2-2009")
    assert table is not None
    factor = separation.power_factor(separation.circuits(140), table.power_factor)
    base = table.base_mm[cable_class].by_barrier
    assert tuple(base[each] * factor for each in ("none", "open", "perforated", "solid")) == row


def test_only_class_a_is_unverified() -> None:
    table = separation_table("en-50174-2-2009")
    assert table is not None
    assert [name for name, base in table.base_mm.items() if base.source.provenance == "unverified"] == ["a"]


def test_an_unknown_rule_set_is_none() -> None:
    assert separation_table("en-50174-2-1066") is None
    assert separation_table("gg-gates") is None


def test_gates_grow_with_the_rating_and_are_marked_unverified() -> None:
    table = gate_table()
    assert table.source.provenance == "unverified"
    assert table.rows[63.0] == (160, 320, 450, 820)
    for (small, low), (large, high) in pairwise(table.rows.items()):
        assert small < large
        assert all(a < b for a, b in zip(low, high, strict=True))
    for row in table.rows.values():
        assert list(row) == sorted(row)

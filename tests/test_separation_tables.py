"""The rule sets on distance and common run: their numbers, their choice of a row, and the rules that apply them."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from plantwright.findings.verdict import Outcome, Severity, Source, Verdict
from plantwright.physics.length_budget import emc_length_m, longest_m
from plantwright.rules.cabling.asked import conflicts, pairs
from plantwright.rules.cabling.required import (
    Required,
    Situation,
    binding,
    required_distance,
    required_distances,
    strictest,
    unstated,
)
from plantwright.rules.registry import registry
from plantwright.site.load import load_site
from plantwright.site.separation_tables import (
    Band,
    DistanceTable,
    ParallelRun,
    Row,
    length_budget,
    rule_set,
    rule_sets,
)
from plantwright.site.source import dump, read
from plantwright.site.tables import SeparationTable

RIVERSIDE = Path(__file__).parent.parent / "sites" / "riverside"
DISTANCES = [name for name in rule_sets() if isinstance(rule_set(name), DistanceTable)]
DIVIDERS = ("none", "non-metallic", "aluminium", "steel")


def distances(name: str) -> DistanceTable:
    table = rule_set(name)
    assert isinstance(table, DistanceTable)
    return table


def needed(name: str, **situation: Any) -> tuple[float, str] | None:
    """The distance that a rule set asks for, and its provenance."""
    table = rule_set(name)
    assert isinstance(table, DistanceTable | SeparationTable)
    found = required_distance(table, Situation(**situation))
    return (found.value_mm, found.provenance) if found else None


# the data ------------------------------------------------------------------------------------------------------------


def test_every_rule_set_is_known_by_name() -> None:
    assert rule_sets() == (
        "ama-63-bcb1",
        "bs-6701",
        "en-50174-2-2000",
        "en-50174-2-2009",
        "profibus-wbt-2006",
        "schneider-emc-length",
        "tia-569",
    )
    assert rule_set("gg-gates") is None
    assert rule_set("../site") is None


ROWS = [
    pytest.param(distances(name), row, id=f"{name} {index}")
    for name in DISTANCES
    for index, row in enumerate(distances(name).rows)
]


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_every_row_has_a_source_and_holds_in_its_own_situation(table: DistanceTable, row: Row) -> None:
    assert row.source.document
    assert row.source.clause
    situation = Situation(**{name: example(condition) for name, condition in row.when.items()})
    found = required_distances(table, situation)
    assert Required(value_mm=row.minimum_mm, source=row.source) in found
    assert required_distance(table, situation) == strictest(found)
    assert table.data_kinds <= {"rs485", "data", "sensor"}
    assert row.when.keys() <= {field.name for field in dataclasses.fields(Situation)}


def example(condition: Any) -> Any:
    """A value that satisfies a condition."""
    if isinstance(condition, Band):
        return next(value for value in (condition.from_, condition.up_to, (condition.above or 0) + 0.1) if value)
    return condition if isinstance(condition, bool) else min(condition)


@pytest.mark.parametrize(
    ("band", "inside", "outside"),
    [
        (Band(above=5), 5.001, 5),
        (Band(from_=2), 2, 1.999),
        (Band(up_to=5), 5, 5.001),
        (Band(below=2), 1.999, 2),
    ],
)
def test_ends_of_a_band(band: Band, inside: float, outside: float) -> None:
    assert (band.holds(inside), band.holds(outside)) == (True, False)


def test_conflicts_between_copies_say_what_was_made_of_them() -> None:
    found = distances("tia-569").conflicts
    assert len(found) == 5
    assert all(each.place and each.printed and each.handling.endswith(".") for each in found)


# vectors -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("power_screened", "data_screened", "row"),
    [
        (False, False, (200, 200, 100, 50)),
        (False, True, (50, 50, 20, 5)),
        (True, False, (30, 30, 10, 2)),
        (True, True, (0, 0, 0, 0)),
    ],
)
def test_en_50174_of_2000(power_screened: bool, data_screened: bool, row: tuple[int, ...]) -> None:
    screens = {"power_screened": power_screened, "data_screened": data_screened}
    assert [needed("en-50174-2-2000", divider=each, **screens) for each in DIVIDERS] == [(mm, "") for mm in row]


def test_profibus_is_stricter_than_the_standard_for_screened_bus_cables() -> None:
    screens = {"power_screened": False, "data_screened": True}
    course = [needed("profibus-wbt-2006", divider=each, **screens) for each in DIVIDERS]
    assert course == [(200, ""), (200, ""), (100, ""), (50, "")]
    assert needed("profibus-wbt-2006", power_screened=True, data_screened=True) == (0, "")
    assert needed("profibus-wbt-2006", power_screened=False, data_screened=False) is None


@pytest.mark.parametrize(
    ("power_screened", "pathway", "kva", "expected"),
    [
        (False, "open", 1.999, (127, "")),
        (False, "open", 2, (305, "")),
        (False, "open", 3.68, (305, "")),  # 16 A, 230 V, single-phase
        (False, "open", 5, (305, "")),
        (False, "open", 11.1, (910, "unverified")),  # 16 A, 400 V, three-phase
        (False, "metal-conduit", 1, (64, "")),
        (False, "metal-conduit", 3, (152, "")),
        (False, "metal-conduit", 11.1, (305, "")),
        (True, "metal-conduit", 1, (0, "")),
        (True, "metal-conduit", 3, (152, "")),
        (True, "metal-conduit", 11.1, (305, "")),
        (True, "open", 11.1, (610, "unverified")),
    ],
)
def test_tia_569(power_screened: bool, pathway: str, kva: float, expected: tuple[float, str]) -> None:
    situation = {"power_screened": power_screened, "pathway": pathway, "power_kva": kva}
    assert needed("tia-569", **situation, voltage_v=480) == expected
    assert needed("tia-569", **situation, voltage_v=481) is None


def test_both_copies_of_tia_569_are_kept_and_the_stricter_one_counts() -> None:
    inside = Situation(power_screened=True, pathway="metal-conduit", power_kva=11.1, voltage_v=400)
    found = required_distances(distances("tia-569"), inside)
    assert {(each.value_mm, each.source.document) for each in found} == {
        (305, "TIA-569 (as tabulated at elliottelectric.com)"),
        (152, "TIA-569 (as tabulated at terousa.com)"),
    }
    assert needed("tia-569", neighbour="motor") == (1200, "unverified")
    assert needed("tia-569", neighbour="fluorescent-lamp") == (305, "")


@pytest.mark.parametrize(
    ("divider", "volts", "expected"),
    [
        ("none", 400, (50, "")),
        ("none", 599, (50, "")),
        ("none", 600, (150, "unverified")),
        ("steel", 400, (25, "unverified")),
        ("non-metallic", 400, (25, "unverified")),
    ],
)
def test_bs_6701(divider: str, volts: float, expected: tuple[float, str]) -> None:
    assert needed("bs-6701", divider=divider, voltage_v=volts) == expected


@pytest.mark.parametrize(
    ("circuits", "cable_class", "row"),
    [
        (3, "b", (20, 15, 10, 0)),
        (3, "c", (10, 7.6, 5, 0)),
        (3, "d", (2, 1.6, 1, 0)),
        (6, "a", (120, 90, 60, 0)),
        (15, "b", (100, 75, 50, 0)),
        (21, "c", (100, 76, 50, 0)),
        (21, "b", (200, 150, 100, 0)),
        (60, "b", (400, 300, 200, 0)),
        (60, "a", (1200, 900, 600, 0)),
        (76, "b", (600, 450, 300, 0)),  # one handbook prints 400 for 450
    ],
)
def test_en_50174_of_2009_by_the_same_function(circuits: int, cable_class: str, row: tuple[float, ...]) -> None:
    for containment, expected_mm in zip(
        ("plastic-tray", "ladder", "perforated-tray", "solid-trunking"), row, strict=True
    ):
        found = needed("en-50174-2-2009", containment=containment, segregation_class=cable_class, circuits=circuits)
        assert found is not None
        assert found[0] == pytest.approx(expected_mm)
        assert found[1] == ("unverified" if cable_class == "a" else "")


def test_en_50174_of_2009_has_no_column_for_metal_dividers() -> None:
    beside = {"containment": "ladder", "segregation_class": "b", "circuits": 3}
    assert needed("en-50174-2-2009", **beside, divider="steel") is None
    assert needed("en-50174-2-2009", **beside, divider="non-metallic") == (15, "")
    assert needed("en-50174-2-2009", segregation_class="b", containment="ladder") is None


def test_ama_and_its_limit_beside_a_thyristor() -> None:
    table = rule_set("ama-63-bcb1")
    assert isinstance(table, ParallelRun)
    assert (table.longest_m, table.longest_beside_thyristor_feeder_m) == (100, 25)
    assert table.source.document
    assert not table.source.provenance


@pytest.mark.parametrize(
    ("network", "stretches", "length_m", "fits"),
    [
        ("transparent-factory", [(30, ["K0", "K50"])], 720, False),
        ("transparent-factory", [(10, ["K0", "K50"]), (20, ["K6"])], 320, True),
        ("uni-telway", [(700, []), (300, ["K6"])], 1900, True),
    ],
)
def test_schneider_budget(network: str, stretches: list[tuple[float, list[str]]], length_m: float, fits: bool) -> None:
    """K0 K50 = 24: 30 m count 720, and 10 m with 20 m of K6 320 of 400; 700 m and 300 m of K6 count 1900 of 2000."""
    budget = length_budget()
    found = emc_length_m((length, [budget.factors[name] for name in names]) for length, names in stretches)
    assert found == length_m
    assert (found < budget.budget_m[network]) is fits


@pytest.mark.parametrize(("factor", "longest"), [("K0", 33.3), ("K6", 100)])
def test_schneider_longest_stretch_of_a_budget_of_400_m(factor: str, longest: float) -> None:
    budget = length_budget()
    assert longest_m(budget.budget_m["busx"], [budget.factors[factor]]) == pytest.approx(longest, abs=0.04)


# choosing ------------------------------------------------------------------------------------------------------------

PROVEN, DOUBTFUL = Source(document="Read", clause="1"), Source(document="Unread", provenance="unverified")


def mm(value: float, source: Source = PROVEN) -> Required:
    return Required(value_mm=value, source=source)


def test_the_strictest_of_several_rule_sets() -> None:
    situation = Situation(
        power_screened=False, data_screened=True, power_kva=11.1, voltage_v=400, containment="ladder",
        segregation_class="c", circuits=3,
    )  # fmt: skip
    tables = [rule_set(name) for name in ("en-50174-2-2009", "en-50174-2-2000", "profibus-wbt-2006", "bs-6701")]
    found = [
        required_distance(table, situation) for table in tables if isinstance(table, DistanceTable | SeparationTable)
    ]
    assert [each and pytest.approx(each.value_mm) for each in found] == [7.6, 50, 200, 50]
    top = strictest(found)
    assert top is not None
    assert (top.value_mm, top.source.document) == (200, "PROFIBUS assembly course, WBT V1.0, December 2006")
    assert strictest([None, None]) is None


def test_of_equal_distances_the_proven_one_counts() -> None:
    assert strictest([mm(50, DOUBTFUL), mm(50), mm(20)]) == mm(50)


@pytest.mark.parametrize(
    ("distance", "judge"),
    [(40, mm(50)), (50, mm(80, DOUBTFUL)), (90, mm(80, DOUBTFUL))],
    ids=["misses the proven one", "misses the doubtful one", "keeps both"],
)
def test_a_doubtful_number_never_hides_that_a_proven_one_is_missed(distance: float, judge: Required) -> None:
    assert binding([mm(50), mm(80, DOUBTFUL), mm(20)], distance) == judge


@pytest.mark.parametrize(
    ("name", "situation", "missing"),
    [
        ("en-50174-2-2000", {}, ("power_screened", "data_screened")),
        ("en-50174-2-2000", {"power_screened": True}, ("data_screened",)),
        ("en-50174-2-2009", {"containment": "ladder"}, ("circuits",)),
        ("profibus-wbt-2006", {"data_screened": False}, ()),  # no row can hold
        ("bs-6701", {}, ("voltage_v",)),
        ("tia-569", {"voltage_v": 400, "power_screened": True}, ("power_kva",)),
        ("tia-569", {"voltage_v": 690}, ()),
        ("tia-569", {"neighbour": "motor"}, ()),
    ],
)
def test_what_must_be_stated_to_choose_a_row(name: str, situation: dict[str, Any], missing: tuple[str, ...]) -> None:
    table = rule_set(name)
    assert isinstance(table, DistanceTable | SeparationTable)
    assert unstated(table, Situation(**situation)) == missing


@given(
    power=some.booleans(),
    data=some.booleans(),
    divider=some.sampled_from(DIVIDERS),
    volts=some.floats(50, 480),
    kva=some.floats(0.1, 400),
    more=some.floats(0, 100),
)
def test_screens_dividers_and_less_power_never_need_more_distance(
    power: bool, data: bool, divider: str, volts: float, kva: float, more: float
) -> None:
    def at(name: str, **change: Any) -> float:
        situation = {
            "power_screened": power, "data_screened": data, "divider": divider, "voltage_v": volts, "power_kva": kva,
        }  # fmt: skip
        found = needed(name, **{**situation, **change})
        return -1.0 if found is None else found[0]

    assert at("en-50174-2-2000", power_screened=True) <= at("en-50174-2-2000")
    assert at("en-50174-2-2000", data_screened=True) <= at("en-50174-2-2000")
    assert at("en-50174-2-2000", divider="steel") <= at("en-50174-2-2000")
    assert at("bs-6701", divider="steel") <= at("bs-6701")
    assert at("tia-569") <= at("tia-569", power_kva=kva + more)
    assert at("tia-569", pathway="metal-conduit") <= at("tia-569")


# the rules -----------------------------------------------------------------------------------------------------------


def riverside_with(folder: Path, changes: dict[str, Any]) -> Any:
    """The example plant with dotted keys set, as one file; None removes a key."""
    root: dict[str, Any] = {}
    for path in sorted(RIVERSIDE.glob("*.yaml")):
        found = read(path, path.name).root
        assert found is not None
        for section, part in found.items():
            root[section] = {**root.get(section, {}), **part} if isinstance(part, dict) else part
    for dotted, value in changes.items():
        *way, last = dotted.split(".")
        into = root
        for key in way:
            into = into[key]
        if value is None:
            del into[last]
        else:
            into[last] = value
    (folder / "site.yaml").write_text(dump(root), encoding="utf-8")
    site = load_site(folder / "site.yaml").site
    assert site is not None
    return site


def judged(folder: Path, rule_id: str, tag: str, changes: dict[str, Any]) -> Verdict:
    (found,) = (each for each in registry()[rule_id].run(riverside_with(folder, changes)) if each.object == tag)
    return found


def naming(*names: str, **changes: Any) -> dict[str, Any]:
    return {"standards.separation": list(names), **{key.replace("__", "."): value for key, value in changes.items()}}


UNVERIFIED = " (warning only: no document read proves this limit)"
CONDUIT = naming("tia-569", cables__W401__screened=False, cables__W911__metal_conduit=True)
PLASTIC = naming("schneider-emc-length", routes__R2__containment="plastic-tray")
CASES = [
    pytest.param(
        "CAB011", "W901@R2", naming("en-50174-2-2000"), "pass", "error",
        "distance to W201 (power screened, data screened, no divider) is 103.5 mm, at least 0 mm needed",
        id="2000: both screened",
    ),
    pytest.param(
        "CAB011", "W901@R2", naming("en-50174-2-2000", cables__W201__screened=False, routes__R2__positions_mm__W901=96),
        "fail", "error",
        "distance to W201 (power unscreened, data screened, no divider) is 49.5 mm, at least 50 mm needed, "
        "0.5 mm too little",
        id="2000: unscreened power",
    ),
    pytest.param(
        "CAB011", "W901@R2",
        naming("en-50174-2-2000", cables__W201__screened=False, routes__R2__positions_mm__W901=96,
               routes__R2__divider="steel", routes__R2__divider_at_mm=60),
        "pass", "error",
        "distance to W201 (power unscreened, data screened, steel divider) is 49.5 mm, at least 5 mm needed",
        id="2000: a divider between",
    ),
    pytest.param(
        "CAB011", "W901@R2",
        naming("en-50174-2-2000", cables__W201__screened=False, routes__R2__positions_mm__W901=96,
               routes__R2__divider="steel", routes__R2__divider_at_mm=200),
        "fail", "error",
        "distance to W201 (power unscreened, data screened, no divider) is 49.5 mm, at least 50 mm needed, "
        "0.5 mm too little",
        id="2000: a divider elsewhere",
    ),
    pytest.param(
        "CAB011", "W901@R2",
        naming("en-50174-2-2000", cables__W201__screened=False, routes__R2__positions_mm__W901=96,
               routes__R2__divider="steel", routes__R2__divider_at_mm=96),
        "fail", "error",
        "distance to W201 (power unscreened, data screened, no divider) is 49.5 mm, at least 50 mm needed, "
        "0.5 mm too little",
        id="2000: a divider where the cable lies",
    ),
    pytest.param(
        "CAB011", "W901@R2", naming("en-50174-2-2000", cables__W201__screened=None), "not checked", "error",
        "needs cables.W201.screened", id="2000: screen not stated",
    ),
    pytest.param(
        "CAB011", "W901@R2", naming("en-50174-2-2000", cables__W201__outer_diameter_mm=None), "not checked", "error",
        "needs cables.W201.outer_diameter_mm", id="2000: diameter not stated",
    ),
    pytest.param(
        "CAB011", "W921@R1", naming("en-50174-2-2000"), "not applicable", "error",
        "the rule set says nothing of fibre cables", id="2000: fibre",
    ),
    pytest.param(
        "CAB011", "", naming("en-50174-2-2009"), "not applicable", "error",
        "standards.separation does not name en-50174-2-2000", id="2000: not named",
    ),
    pytest.param(
        "CAB012", "W911@R1", naming("tia-569", cables__W401__screened=False), "fail", "error",
        "distance to W401 (power unscreened, 46.07 kVA, 380 V) is 292 mm, at least 610 mm needed, 318 mm too little",
        id="TIA: the proven fault comes first",
    ),
    pytest.param(
        "CAB012", "W911@R1", naming("tia-569"), "fail", "warning",
        "distance to W401 (power screened, 46.07 kVA, 380 V) is 292 mm, at least 610 mm needed, 318 mm too little"
        + UNVERIFIED,
        id="TIA: no row for screened power on a tray",
    ),
    pytest.param(
        "CAB012", "W911@R1",
        naming("tia-569", cables__W401__screened=False, routes__R1__positions_mm__W911=900), "fail", "warning",
        "distance to W401 (power unscreened, 46.07 kVA, 380 V) is 772 mm, at least 910 mm needed, 138 mm too little"
        + UNVERIFIED,
        id="TIA: only the unreliable copy is missed",
    ),
    pytest.param(
        "CAB012", "W911@R1", naming("tia-569", supply__nominal_voltage_v=500), "not checked", "error",
        "the rule set says nothing of W101 (power screened, 120.4 kVA, 500 V)", id="TIA: more than 480 V",
    ),
    pytest.param(
        "CAB013", "W901@R2", naming("profibus-wbt-2006", cables__W201__screened=False), "fail", "error",
        "distance to W201 (power unscreened, data screened, no divider) is 103.5 mm, at least 200 mm needed, "
        "96.5 mm too little",
        id="PROFIBUS",
    ),
    pytest.param(
        "CAB013", "W911@R1", naming("profibus-wbt-2006"), "not applicable", "error",
        "the rule set says nothing of data cables", id="PROFIBUS: another kind of cable",
    ),
    pytest.param(
        "CAB014", "W911@R1", naming("bs-6701", routes__R1__positions_mm__W911=177.9), "fail", "error",
        "distance to W401 (no divider, 380 V) is 49.9 mm, at least 50 mm needed, 0.1 mm too little", id="BS 6701",
    ),
    pytest.param(
        "CAB014", "W911@R1", naming("bs-6701", routes__R1__positions_mm__W911=178), "pass", "error",
        "distance to W401 (no divider, 380 V) is 50 mm, at least 50 mm needed", id="BS 6701: just enough",
    ),
    pytest.param(
        "CAB010", "W911@R1", naming("bs-6701"), "not applicable", "error",
        "standards.separation does not name en-50174-2-2009", id="2009: not named",
    ),
    pytest.param(
        "CAB010", "W911@R1", {"standards.separation": "house-rules"}, "not checked", "error",
        "no table of the rule set house-rules is known", id="2009: nothing known is named",
    ),
    pytest.param(
        "CAB015", "tia-596", naming("bs-6701", "tia-596"), "fail", "error",
        "no rule set has the name 'tia-596'", id="a name that does not exist",
    ),
    pytest.param(
        "CAB015", "bs-6701", {"standards.separation": "bs-6701"}, "pass", "error",
        "BS 6701, separation for safety is known", id="one name without a list",
    ),
    pytest.param(
        "CAB030", "W901", naming("ama-63-bcb1"), "fail", "error",
        "run beside W201, which carries the current of soft starter SS201, is 34 m, at most 25 m allowed, "
        "9 m too much",
        id="AMA: beside a starter",
    ),
    pytest.param(
        "CAB030", "W901", naming("ama-63-bcb1", routes__R2__length_m=25), "pass", "error",
        "run beside W201, which carries the current of soft starter SS201, is 25 m, at most 25 m allowed",
        id="AMA: just short enough",
    ),
    pytest.param(
        "CAB030", "W901", naming("ama-63-bcb1", feeders__P201__path=["F201", "K201", "CT201", "M201"]), "pass", "error",
        "run beside W201 is 34 m, at most 100 m allowed", id="AMA: no starter in the feeder",
    ),
    pytest.param(
        "CAB030", "W901",
        naming("ama-63-bcb1", routes__R2__length_m=20, cables__W201__route=["R2", "R3"],
               cables__W901__route=["R2", "R3"], cables__W301=None, routes__R3__positions_mm={}),
        "fail", "error",
        "run beside W201, which carries the current of soft starter SS201, is 42 m, at most 25 m allowed, "
        "17 m too much",
        id="AMA: routes add up",
    ),
    pytest.param(
        "CAB040", "W911", {"cables.W911.screened": False, "cables.W911.length_m": 100}, "pass", "error",
        "length is 100 m, at most 100 m allowed", id="length: just short enough",
    ),
    pytest.param(
        "CAB040", "W911", {"cables.W911.screened": False, "cables.W911.length_m": 100.5}, "fail", "error",
        "length is 100.5 m, at most 100 m allowed, 0.5 m too much", id="length: UTP",
    ),
    pytest.param(
        "CAB040", "W911", {"cables.W911.length_m": 100.5}, "fail", "warning",
        "length is 100.5 m, at most 100 m allowed, 0.5 m too much" + UNVERIFIED, id="length: screened",
    ),
    pytest.param(
        "CAB040", "W911", {"cables.W911.category": None}, "not checked", "error",
        "needs cables.W911.category", id="length: no category",
    ),
    pytest.param(
        "CAB041", "W901", {"cables.W901.screened": False}, "fail", "error",
        "has no screen; the cable of a serial bus must be screened", id="bus cable without a screen",
    ),
    pytest.param(
        "CAB041", "W911", {"buses.RS1.cable": "W911"}, "pass", "error", "is screened", id="data cable as a bus cable",
    ),
    pytest.param(
        "CAB041", "W901", {"cables.W901.screened": None}, "not checked", "error",
        "needs cables.W901.screened", id="bus cable: screen not stated",
    ),
    pytest.param(
        "CAB044", "R1", {"routes.R1.sources": None}, "not checked", "error",
        "needs routes.R1.sources", id="sources not listed",
    ),
    pytest.param(
        "CAB044", "R2", {}, "not applicable", "error",
        "no other source of disturbance is near", id="no source",
    ),
    pytest.param(
        "CAB012", "W911@R1", {**CONDUIT, "routes.R1.positions_mm.W911": 432.9}, "fail", "error",
        "distance to W401 (power unscreened, data cable in metal conduit, 46.07 kVA, 380 V) is 304.9 mm, "
        "at least 305 mm needed, 0.1 mm too little",
        id="TIA: data cable in conduit",
    ),
    pytest.param(
        "CAB012", "W911@R1", {**CONDUIT, "routes.R1.positions_mm.W911": 433}, "pass", "error",
        "distance to W401 (power unscreened, data cable in metal conduit, 46.07 kVA, 380 V) is 305 mm, "
        "at least 305 mm needed",
        id="TIA: data cable in conduit, far enough",
    ),
    pytest.param(
        "CAB031", "W901", naming("schneider-emc-length", cables__W901__emc_network="generic"), "not checked", "error",
        "needs routes.R2.emc_factors", id="EMC length: how it lies is not stated",
    ),
    pytest.param(
        "CAB031", "W901", naming("schneider-emc-length"), "not checked", "error",
        "needs cables.W901.emc_network", id="EMC length: network not stated",
    ),
    pytest.param(
        "CAB032", "R2", {**PLASTIC, "routes.R2.length_m": 3}, "pass", "error",
        "length without metal is 3 m, at most 3 m allowed", id="short trunking of plastic",
    ),
    pytest.param(
        "CAB032", "R2", {**PLASTIC, "routes.R2.length_m": 3.1}, "fail", "error",
        "length without metal is 3.1 m, at most 3 m allowed, 0.1 m too much", id="long trunking of plastic",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rule_id", "tag", "changes", "outcome", "severity", "message"), CASES)
def test_verdict(
    rule_id: str, tag: str, changes: dict[str, Any], outcome: str, severity: str, message: str, tmp_path: Path
) -> None:
    found = judged(tmp_path, rule_id, tag, changes)
    assert (str(found.outcome), str(found.severity), found.message) == (outcome, severity, message)
    assert bool(found.hint) is (found.outcome is Outcome.FAIL)
    if found.severity is Severity.WARNING:
        assert found.source is not None
        assert found.source.provenance == "unverified"


@pytest.mark.parametrize(
    ("names", "kind", "distance_mm", "needed_mm", "outcome", "severity"),
    [
        (["tia-569"], "motor", 1193, 1194, "fail", "error"),
        (["tia-569"], "motor", 1194, 1200, "fail", "warning"),  # only the copy that is not reliable is missed
        (["tia-569"], "motor", 1200, 1200, "pass", "error"),
        (["tia-569"], "transformer", 1193, 1194, "fail", "error"),
        (["tia-569"], "transformer", 1200, 1200, "pass", "error"),
        (["tia-569"], "fluorescent-lamp", 304, 305, "fail", "error"),
        (["tia-569"], "fluorescent-lamp", 305, 305, "pass", "error"),
        (["en-50174-2-2000"], "fluorescent-lamp", 129, 130, "fail", "error"),
        (["en-50174-2-2000"], "fluorescent-lamp", 130, 130, "pass", "error"),
        (["en-50174-2-2000", "tia-569"], "fluorescent-lamp", 200, 305, "fail", "error"),  # the strictest decides
        (["en-50174-2-2009"], "discharge-lamp", 129, 130, "fail", "warning"),
        (["en-50174-2-2009"], "arc-welder", 799, 800, "fail", "warning"),
        (["en-50174-2-2009"], "induction-heater", 999, 1000, "fail", "warning"),
        (["en-50174-2-2009"], "induction-heater", 1000, 1000, "pass", "error"),
    ],
)
def test_other_sources_of_disturbance(
    names: list[str], kind: str, distance_mm: int, needed_mm: int, outcome: str, severity: str, tmp_path: Path
) -> None:
    near = [{"kind": kind, "name": "X9", "distance_mm": distance_mm}]
    found = judged(tmp_path, "CAB044", "X9@R1", naming(*names, routes__R1__sources=near))
    assert (str(found.outcome), str(found.severity), found.limit) == (outcome, severity, needed_mm)
    assert found.message.startswith(f"distance to the {kind.replace('-', ' ')} X9 is {distance_mm} mm, at least ")
    assert found.message.endswith(UNVERIFIED) is (severity == "warning")


def test_a_source_that_no_named_rule_set_knows(tmp_path: Path) -> None:
    near = [{"kind": "radio-transmitter", "distance_mm": 10}]
    changes = naming("en-50174-2-2009", "tia-569", "bs-6701", routes__R1__sources=near)
    found = judged(tmp_path, "CAB044", "radio-transmitter@R1", changes)
    assert (str(found.outcome), found.message) == ("not applicable", "no rule set named speaks of a radio transmitter")


@pytest.mark.parametrize(
    ("network", "factors", "length_m", "emc_m", "budget_m", "outcome"),
    [
        ("busx", ["K0"], 33.3, 399.6, 400, "pass"),  # the page rounds to 30 m
        ("busx", ["K0"], 33.4, 400.8, 400, "fail"),
        ("busx", ["K6"], 99.9, 399.6, 400, "pass"),
        ("busx", ["K6"], 100, 400, 400, "fail"),  # the sum must be below the budget
        ("transparent-factory", ["K0", "K50"], 30, 720, 400, "fail"),
        ("generic", ["K10"], 599, 1198, 1200, "pass"),
        ("generic", ["K10"], 600, 1200, 1200, "fail"),
        ("generic", [], 1201, 1201, 1200, "fail"),
    ],
)
def test_emc_length_of_a_network_cable(
    network: str, factors: list[str], length_m: float, emc_m: float, budget_m: int, outcome: str, tmp_path: Path
) -> None:
    laid = {"routes.R2.emc_factors": factors, "routes.R2.length_m": length_m}
    changes = naming("schneider-emc-length", cables__W901__emc_network=network) | laid
    found = judged(tmp_path, "CAB031", "W901", changes)
    assert (str(found.outcome), found.limit) == (outcome, budget_m)
    assert found.value == pytest.approx(emc_m)


def test_the_example_plant_meets_the_new_rules_that_always_hold() -> None:
    site = load_site(RIVERSIDE).site
    assert site is not None
    found = [verdict for name in ("CAB015", "CAB040", "CAB041") for verdict in registry()[name].run(site)]
    assert {verdict.outcome for verdict in found} == {Outcome.PASS}


def test_the_strictest_rule_set_of_a_pair_is_named(tmp_path: Path) -> None:
    """W201 unscreened beside the bus: nothing by class a, 50 mm by the standard of 2000, 200 mm by PROFIBUS."""
    names = ("en-50174-2-2000", "profibus-wbt-2006", "bs-6701", "ama-63-bcb1", "tia-569")
    site = riverside_with(tmp_path, naming(*names[:4], cables__W201__screened=False))
    (found,) = pairs(site, site.routes["R2"])
    assert {each.rule_set: each.needed and each.needed.value_mm for each in found.asked} == {
        "en-50174-2-2000": 50,
        "profibus-wbt-2006": 200,
        "bs-6701": 50,
    }
    assert found.decides is not None
    assert found.decides.rule_set == "profibus-wbt-2006"
    assert list(conflicts(site)) == []
    told = list(conflicts(riverside_with(tmp_path, naming(*names))))
    assert [title for title, _ in told] == ["TIA-569, separation from sources of interference"] * 5

"""The plant of the benchmark: in order, and judged with work that grows no faster than the plant."""

import datetime
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from tests.bench.plant import write_file, write_folder

from plantwright.frozen import replace
from plantwright.rules.check import check
from plantwright.rules.frame import Rule
from plantwright.rules.once import once
from plantwright.rules.registry import registry
from plantwright.site.load import LoadedSite, load_site
from plantwright.site.model import Site

DAY = datetime.date(2026, 11, 11)
SIZES = (40, 80, 160)
MOST = 2.02  # twice as many devices more are twice the work more; a look at all of them for each is four times
ON_DESIGN = [rule for rule in registry().values() if not rule.reviews]


@pytest.mark.parametrize("write", [write_folder, write_file])
def test_the_plant_is_in_order(tmp_path: Path, write: Callable[[Path, int], Path]) -> None:
    loaded = load_site(write(tmp_path / "plant.yaml", 50))
    assert loaded.problems == ()
    assert loaded.site is not None
    assert len(loaded.site.devices()) == 50
    assert [verdict.message for verdict in check(loaded, DAY) if verdict.failed and verdict.severity == "error"] == []


@pytest.fixture(scope="module")
def plants(tmp_path_factory: pytest.TempPathFactory) -> list[LoadedSite]:
    folder = tmp_path_factory.mktemp("plants")
    return [load_site(write_folder(folder / str(devices), devices)) for devices in SIZES]


def test_every_device_adds_as_many_verdicts(plants: list[LoadedSite]) -> None:
    small, middle, large = (Counter(each.rule for each in check(plant, DAY)) for plant in plants)
    assert {rule: large[rule] - middle[rule] for rule in large} == {
        rule: 2 * (middle[rule] - small[rule]) for rule in large
    }


@pytest.mark.parametrize("rule", ON_DESIGN, ids=lambda rule: rule.id)
def test_every_device_adds_as_much_work(plants: list[LoadedSite], rule: Rule) -> None:
    def judged(site: Site) -> object:
        site.answers.clear()  # what all rules share is work of each
        return rule.function(site)

    small, middle, large = (steps(judged, site) for site in sites(plants))
    assert large - middle <= MOST * (middle - small)


def test_what_many_rules_ask_of_a_plant_is_answered_once(plants: list[LoadedSite]) -> None:
    site, other, _ = sites(plants)
    asked = []

    @once
    def number_of_motors(site: Site) -> int:
        asked.append(site)
        return len(site.motors)

    assert [number_of_motors(each) for each in (site, site, other, site)] == [
        len(each.motors) for each in (site, site, other, site)
    ]
    assert [id(each) for each in asked] == [id(site), id(other)]
    again = replace(site, motors={})
    assert number_of_motors(again) == 0


def test_every_device_adds_as_much_loading(tmp_path: Path) -> None:
    files = [write_file(tmp_path / f"{devices}.yaml", devices) for devices in SIZES]
    small, middle, large = (steps(load_site, file) for file in files)
    assert large - middle <= MOST * (middle - small)


def sites(plants: list[LoadedSite]) -> Iterator[Site]:
    for plant in plants:
        assert plant.site is not None
        yield plant.site


def steps(function: Callable[[Any], object], given: Any) -> int:
    """How many instructions of our own a function takes, when what it keeps from one time to the next is there."""
    _run(function, given)
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if "plantwright" not in frame.f_code.co_filename:  # what else may happen between
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        _run(function, given)
    finally:
        sys.settrace(before)
    return count


def _run(function: Callable[[Any], object], given: Any) -> None:
    result = function(given)
    if isinstance(result, Iterator):
        tuple(result)

"""`plantwright compare` on a rehearsal plant: device with device, with its declaration, and run with run."""

import dataclasses
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.read_only import Desk, Said, command, copy_of_riverside, desk_of
from tests.rehearsal import RIVERSIDE

from plantwright.deploy.compare import compare, side_of_declared, side_of_registers
from plantwright.deploy.fleet import Unit, matrices
from plantwright.findings.exit_code import Stop
from plantwright.site.evidence import Evidence, Pair
from plantwright.site.model import Site

Compared = Callable[..., Said]

SS101, SS301, IM1 = (f"{RIVERSIDE}:{tag}" for tag in ("SS101", "SS301", "IM1"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk_of(RIVERSIDE, tmp_path_factory.mktemp("compare")) as here:
        yield here


@pytest.fixture
def compared(desk: Desk, capsys: pytest.CaptureFixture[str]) -> Compared:
    def run(*arguments: str) -> Said:
        kept = ("--rehearsal", str(desk.state), "--journal", str(desk.runs))
        return command(capsys, desk, "compare", *arguments, *kept)

    return run


def cells(said: Said) -> list[list[str]]:
    """Return the rows of the differences, cell by cell."""
    return [re.split(r" {2,}", line.strip()) for line in said.lines if re.match(r"  F\d", line)]


@pytest.mark.fault("P13", "C8")
def test_a_device_with_a_device(desk: Desk, compared: Compared) -> None:
    desk.act("SS101: keypad, change 0x1005=310", "SS101: keypad, change 0x100F=97", "SS101: leave keypad")
    said = compared(SS101, SS301)
    assert (said.code, said.lines[0]) == (0, "1 of 20 settings and registers differ")
    assert said.lines[2:4] == ["A: RPS-01:SS101 as read in REHEARSAL", "B: RPS-01:SS301 as read in REHEARSAL"]
    assert cells(said) == [["F0.05", "current_limit_percent", "310 %", "300 %", "0x1005", "310 / 300",
                            "unproven coding"]]  # fmt: skip
    assert said.lines[-1] == (
        "  not compared, each unit has its own: current_calibration_percent, voltage_calibration_percent, "
        "slave_address, starter_power, motor_rated_power, current_ramp_limit, current_ramp_time"
    )
    assert compared(SS101, SS301, "--exit-code").code == 1
    assert compared(SS101, SS101, "--exit-code").code == 0


def test_a_device_with_what_is_declared_of_it(compared: Compared) -> None:
    alone, spelt = compared(SS101), compared(SS101, f"{SS101}@declared")
    assert alone.out == spelt.out
    assert ["F1.05", "overvoltage_v", "450 V", "425 V", "0x1017", "450 / 425", "unproven coding"] in cells(alone)
    assert "starter_rated_current_a" in alone.lines[-1]


@pytest.mark.fault("P13")
def test_two_declarations_without_reading(desk: Desk, compared: Compared) -> None:
    asked = len(desk.plant.log.requests())
    said = compared("SS101@declared", "SS301@declared", "--site", str(RIVERSIDE))
    assert len(desk.plant.log.requests()) == asked
    assert ["F2.01", "motor_rated_current_a", "139 A", "454 A"] in cells(said)
    assert said.lines[-1] == "  not compared, known of one side only: soft_stop_time_s, current_imbalance_percent"


def test_a_run_with_a_run_and_with_what_is_there_now(desk: Desk, compared: Compared) -> None:
    first = desk.apply("RS2", "overvoltage_v", "undervoltage_v")
    second = desk.apply("RS2", "current_limit_percent", "control_mode")
    both = compared(str(desk.runs / first), str(desk.runs / second))
    assert both.lines[2:4] == [
        f"A: SS301 as left in REHEARSAL by run {first}",
        f"B: SS301 as left in REHEARSAL by run {second}",
    ]
    assert [row[1] for row in cells(both)] == ["control_mode", "current_limit_percent"]
    found = compared(f"{first}@as-found", f"{second}@as-found")
    assert [row[1:4] for row in cells(found)] == [
        ["overvoltage_v", "450 V", "425 V"],
        ["undervoltage_v", "280 V", "330 V"],
    ]
    now = compared(f"{second}:SS301", SS301, "--exit-code")
    assert (now.code, now.lines[0]) == (0, "no difference: 27 settings and registers are the same")
    assert compared(first, SS301).lines[3] == "B: RPS-01:SS301 as read in REHEARSAL"


def test_json_gives_value_unit_and_raw(compared: Compared) -> None:
    data = compared(SS101, f"{SS101}@declared", "--format", "json").data
    (told,) = data["comparisons"]
    found = {each["parameter"]: each for each in told["differences"]}
    assert (told["type"], data["differences"]) == ("clr8g", len(found))
    assert found["stop_mode"] == {
        "parameter": "stop_mode", "code": "F0.01", "title": "Stop mode", "unit": "", "register": "0x1002",
        "a": {"value": "free", "raw": 0}, "b": {"value": "soft", "raw": 1}, "proven": False,
    }  # fmt: skip


ONE, OTHER = "RPS-01:SS101 as read in REHEARSAL", "RPS-01:IM1 as read in REHEARSAL"
REFUSED = {
    "two types": (
        (SS101, IM1),
        f"{ONE} is a clr8g, {OTHER} a k7ge-mg: their settings cannot be compared",
        "compare two devices of one type",
    ),
    "no such device": (
        (f"{RIVERSIDE}:SS110", SS101), f"there is no device SS110 in {RIVERSIDE}", "did you mean SS101?",
    ),
    "on no bus": ((f"{RIVERSIDE}:CT101",), "CT101 is on no bus and cannot be read", "compare CT101@declared"),
    "three": ((SS101, SS101, SS101), "3 things are named, two are compared", "many devices: --matrix SITE..."),
    "a declaration alone": (
        (f"{SS101}@declared",), f"there is nothing to compare {SS101}@declared with", "name two; see --help",
    ),
    "a device as left": (
        (f"{SS101}@as-left", SS101),
        f"{SS101}@as-left: @as-left does not go with it",
        "a device is read, or TAG@declared; a run is RUN@as-found or RUN@as-left",
    ),
    "no such run": (
        ("20261121T080000-0a1b2c3d", SS101), "there is no run 20261121T080000-0a1b2c3d",
        "name the folder of the run, or where runs are kept: --journal DIR",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_compared_is_said(compared: Compared, case: str) -> None:
    arguments, message, hint = REFUSED[case]
    said = compared(*arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err.splitlines()[-2:] == [message, f"next: {hint}"]


def test_a_rehearsal_of_another_site_is_not_taken(compared: Compared, tmp_path: Path) -> None:
    other = copy_of_riverside(tmp_path, "other", ("RPS-01", "RPS-02"))
    said = compared(f"{other}:SS101")
    assert (said.code, said.err.splitlines()[0]) == (
        2, "no --rehearsal is a plant of RPS-02; real devices and a rehearsal do not go together",
    )  # fmt: skip


def test_what_a_real_unit_showed_proves_a_coding(site: Site) -> None:
    starter = site.starters["SS101"]
    pairs = tuple(
        Pair(parameter="current_limit_percent", shown=raw, raw=raw, unit="%", device="SS101", fingerprint={},
             person="R. Meyer", at="2026-11-20T10:00:00+01:00")
        for raw in (300, 310)
    )  # fmt: skip
    learned = Evidence(type="clr8g", pairs=pairs)
    sides = [side_of_registers("A", "SS101", starter.type, {0x1005: raw, 0x1017: raw}, learned) for raw in (300, 310)]
    assert {each.parameter: each.proven for each in compare(*sides).differences} == {
        "current_limit_percent": True, "overvoltage_v": False,
    }  # fmt: skip
    doubtful = dataclasses.replace(sides[1], evidence=None)
    assert not any(each.proven for each in compare(sides[0], doubtful).differences)


def test_equal_sides_do_not_differ_and_raw_values_decide(site: Site) -> None:
    starter = site.starters["SS101"]
    side = side_of_declared("A", starter)
    assert compare(side, side).differences == ()
    read = side_of_registers("B", "SS101", starter.type, {0x1005: 300, 0x1029: 2})
    assert (compare(side, read).equal, set(read.values)) == (1, {"current_limit_percent"})
    with pytest.raises(Stop, match="A is a clr8g, M a k7ge-mg: their settings cannot be compared"):
        compare(side, side_of_declared("M", site.monitors["IM1"]))
    other = dataclasses.replace(starter, type=dataclasses.replace(starter.type, title="another"))
    with pytest.raises(Stop, match="A and O are both called clr8g, but their device types are not the same"):
        compare(side, side_of_declared("O", other))
    units = [Unit(name=each.title, device=each, registers={0x1005: 300}) for each in (starter, other)]
    with pytest.raises(Stop, match="but their device types are not the same"):
        matrices(units)

"""Several sites at once: `plan SITE SITE` groups identical changes, `compare --matrix` marks who is unlike most."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.read_only import Desk, Said, command, copy_of_riverside, desk_of
from tests.rehearsal import RIVERSIDE

Run = Callable[..., Said]


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Desk]]:
    """Run two plants; the second one has another number."""
    folder = tmp_path_factory.mktemp("fleet")
    north = copy_of_riverside(folder, "north", ("RPS-01", "RPS-02"), ("undervoltage_v: 330", "undervoltage_v: 325"))
    with desk_of(RIVERSIDE, folder) as first, desk_of(north, folder) as second:
        second.act("SS201: keypad, change 0x1007=12", "SS201: leave keypad")
        yield first, second


@pytest.fixture
def run(desks: tuple[Desk, Desk], capsys: pytest.CaptureFixture[str]) -> Run:
    first, second = desks

    def both(*arguments: str) -> Said:
        before = second.plant.log.writes()
        sites = (str(first.path), str(second.path))
        rehearsals = ("--rehearsal", str(second.state), "--rehearsal", str(first.state))
        said = command(capsys, first, *arguments, *sites, *rehearsals)
        assert second.plant.log.writes() == before
        return said

    return both


@pytest.mark.fault("P13")
def test_identical_changes_are_one_line(run: Run) -> None:
    said = run("plan")
    assert (said.code, said.lines[0]) == (0, "REHEARSAL: 56 registers to write on 2 sites, 16 different changes")
    rows = [re.split(r" {2,}", line.strip()) for line in said.lines]
    eight = "RPS-01:SS101, RPS-01:SS201, RPS-01:SS301, RPS-01:SS401, RPS-02:SS101, RPS-02:SS201 and 2 more"
    assert ["8", "clr8g", "F1.05 overvoltage_v", "450 -> 425 V", eight] in rows
    undervoltage = {row[3]: row[0] for row in rows if "F1.06 undervoltage_v" in row}
    assert undervoltage == {"280 -> 330 V": "4", "280 -> 325 V": "4"}
    assert ["RPS-02", "6", "4", "28"] in [row[:4] for row in rows]
    assert run("plan", "--exit-code").code == 1


def test_json_names_every_device_of_a_change(run: Run) -> None:
    data = run("plan", "--format", "json").data
    assert [(each["plant"], each["rehearsal"], each["registers_to_write"]) for each in data["sites"]] == [
        ("RPS-01", True, 28), ("RPS-02", True, 28),
    ]  # fmt: skip
    assert sum(len(change["devices"]) for change in data["changes"]) == 56
    assert len(data["changes"][0]["devices"]) == 8


def test_a_fleet_is_never_saved_as_a_plan(run: Run, tmp_path: Path) -> None:
    said = run("plan", "-o", str(tmp_path / "plan.json"))
    assert (said.code, said.err) == (
        2, "a plan is for one site; several are only shown together\nnext: plan each with -o FILE\n",
    )  # fmt: skip
    assert list(tmp_path.iterdir()) == []


@pytest.mark.fault("P13")
def test_the_matrix_marks_who_is_unlike_the_others_and_who_is_not_as_declared(run: Run) -> None:
    said = run("compare", "--matrix")
    assert said.lines[0] == "REHEARSAL: 1 of 160 values are unlike most, 56 are not as declared"
    assert said.lines[2] == "clr8g: 8 devices, 19 of 20 settings the same on all"
    head, row = (re.split(r" {2,}", line.strip()) for line in said.lines[3:5])
    assert row == ["F0.04 ramp_time_s", "s", "30", "30", "30", "30", "30", "12 <", "30", "30"]
    assert head[row.index("12 <")] == "RPS-02:SS201"
    every = run("compare", "--matrix", "--all", "--exit-code")
    assert every.code == 1
    (limit,) = [line for line in every.lines if "current_limit_percent" in line]
    assert re.split(r" {2,}", limit.strip())[2:] == ["300", "300 !", "300 !", "300 !"] * 2
    assert every.lines[-1] == "< unlike more than half of the devices   ! not as declared"


def test_json_of_the_matrix_holds_raw_values(run: Run) -> None:
    (matrix,) = run("compare", "--matrix", "--format", "json").data["matrices"]
    ramp = next(row for row in matrix["rows"] if row["parameter"] == "ramp_time_s")
    assert (ramp["register"], ramp["usual"], len(ramp["cells"])) == ("0x1007", 30, 8)
    assert ramp["cells"][5] == {
        "device": "RPS-02:SS201", "value": 12, "raw": 12, "declared": None, "outlier": True,
    }  # fmt: skip
    assert not {"slave_address", "current_calibration_percent"} & {row["parameter"] for row in matrix["rows"]}


def test_two_sites_of_one_number_cannot_be_told_apart(
    desks: tuple[Desk, Desk], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    copy = copy_of_riverside(tmp_path, "copy")
    said = command(capsys, desks[0], "plan", str(RIVERSIDE), str(copy))
    assert (said.code, said.err.splitlines()[0]) == (2, f"{RIVERSIDE} and {copy} both have the number RPS-01")
    assert command(capsys, desks[0], "compare", "--matrix", str(RIVERSIDE), str(RIVERSIDE)).code == 2


def test_a_silent_site_is_said_to_be_missing(desks: tuple[Desk, Desk], run: Run) -> None:
    second = desks[1]
    second.act("SS301: power off")
    reason = "SS301 does not answer rightly: unit 5 did not answer within 0.5 s; nothing was written"
    try:
        plan, matrix = run("plan", "--exit-code"), run("compare", "--matrix")
        missing = run("plan", "--format", "json").data["not_read"]
    finally:
        second.act("SS301: power cycle")
    assert (plan.code, matrix.code) == (3, 3)
    assert plan.lines[:2] == [
        "REHEARSAL: 28 registers to write on 1 site, 15 different changes",
        f"not read, and missing here: RPS-02: {reason}",
    ]
    assert matrix.lines[1] == f"not read, and missing here: RPS-02: {reason}"
    assert [(each["plant"], each["message"]) for each in missing] == [("RPS-02", reason)]


def test_one_site_has_one_rehearsal(desks: tuple[Desk, Desk], capsys: pytest.CaptureFixture[str]) -> None:
    first, second = desks
    rehearsals = ("--rehearsal", str(first.state), "--rehearsal", str(second.state))
    said = command(capsys, first, "plan", str(first.path), *rehearsals)
    assert (said.code, said.err) == (
        2, "2 rehearsal plants are given for one site\nnext: give --rehearsal once\n",
    )  # fmt: skip
    assert command(capsys, first, "plan", str(first.path), "--rehearsal", str(first.state)).code == 0


def test_a_plant_that_is_not_rehearsed_is_never_taken_for_real(
    desks: tuple[Desk, Desk], capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = desks
    said = command(capsys, first, "plan", str(first.path), str(second.path), "--rehearsal", str(first.state))
    assert (said.code, said.out) == (2, "")
    assert "no --rehearsal is a plant of RPS-02; real devices and a rehearsal do not go together" in said.err

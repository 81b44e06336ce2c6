"""`readdress`: one frame to one device alone on its bus, proven where it is then, and nothing else ever."""

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from tests.rehearsal import RIVERSIDE, Bench, bench
from tests.terminal import Plant, plant
from tests.wires import device, serial_line

from plantwright.deploy import journal
from plantwright.deploy.outcome import Applied, Result
from plantwright.deploy.planning import Said, plan_of
from plantwright.deploy.readdress import PURPOSE, Change, change_of, planned, readdress
from plantwright.deploy.revision import Revision
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.answers import Write
from plantwright.modbus.endpoint import Endpoint
from plantwright.modbus.line import CannotOpen, Reader, WriteRefused, open_line_setter, open_writer
from plantwright.modbus.permission import LINE_ROLES, permit, permit_line_setting
from plantwright.modbus.simulator.faults import Fault, Kind
from plantwright.records.deployed import latest_run, read_run
from plantwright.site.device_types import shipped_type
from plantwright.site.model import Site

CLR8G = shipped_type("clr8g")
ADDRESS, BAUD = 0x101A, 0x101B
OTHERS = ("SS401", "IM2")


# The gate


@pytest.mark.fault("E19", "C11")
def test_the_two_gates_have_no_register_in_common() -> None:
    def may(gate: Callable[..., None], register: int, raw: int) -> bool:
        try:
            gate(Write(unit=5, address=register, raw=raw, function=6), {5: CLR8G}, {5})
        except WriteRefused:
            return False
        return True

    raws = (0, 1, 9, 63, 64, 300, 0xFFFF)
    line = {register for register in range(0xFFFF) for raw in raws if may(permit_line_setting, register, raw)}
    settings = {register for register in range(0xFFFF) for raw in raws if may(permit, register, raw)}
    assert line == {ADDRESS, BAUD} == {each for each, entry in CLR8G.map.items() if entry.role in LINE_ROLES}
    assert settings & line == set()


def test_the_gate_of_the_line_takes_one_device_and_what_its_type_allows() -> None:
    refused = {
        "two devices": ({"unit": 5, "address": ADDRESS, "raw": 9}, {5: CLR8G, 6: CLR8G}),
        "an address out of range": ({"unit": 5, "address": ADDRESS, "raw": 64}, {5: CLR8G}),
        "a baud rate without a name": ({"unit": 5, "address": BAUD, "raw": 5}, {5: CLR8G}),
        "a broadcast": ({"unit": 0, "address": ADDRESS, "raw": 9}, {5: CLR8G}),
        "a device that has not answered": ({"unit": 5, "address": ADDRESS, "raw": 9}, {5: CLR8G}),
    }
    for what, (request, types) in refused.items():
        proven = () if "answered" in what else (0, 5, 6)
        with pytest.raises(WriteRefused, match="nothing was sent"):
            permit_line_setting(Write(**request, function=6), types, proven)


@pytest.mark.fault("E19", "C11")
def test_a_writer_cannot_readdress_and_the_line_setter_cannot_set(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        with open_writer(here.targets["RS2"], {5: CLR8G}) as writer:
            writer.read(5, 0x1000, 1)
            for register in (ADDRESS, BAUD):
                with pytest.raises(WriteRefused):
                    writer.write(5, register, 1)
        with open_line_setter(here.targets["RS2"], 5, CLR8G) as setter:
            setter.read(5, 0x1000, 1)
            for register, raw in ((0x1005, 310), (0x1027, 0x40), (0x1018, 100)):
                with pytest.raises(WriteRefused):
                    setter.write(5, register, raw)
        assert here.written() == []


# What becomes of it


@pytest.fixture
def alone(site: Site, tmp_path: Path) -> Iterator[Callable[..., Bench]]:
    """Run the plant with SS301 alone on its bus, and faults."""
    with contextlib.ExitStack() as stack:

        def run(*faults: Fault) -> Bench:
            here = stack.enter_context(bench(site, tmp_path, {"RS2": faults}))
            for tag in OTHERS:
                here.plant.device(tag).powered = False
            return here

        yield run


def moved(here: Bench, power: Callable[[], bool] = lambda: False) -> tuple[Path, Applied]:
    """Give SS301 address 9."""
    change = change_of(here.site, "SS301", here.targets, address=9, baud=None, now=None)
    device = planned(change, None, lambda _: None)
    said = Said(revision=Revision())
    plan = plan_of(here.site, RIVERSIDE, here.targets, True, (device,), said, PURPOSE)
    return readdress(change, plan, here.folder, "tester", lambda _: None, power, lambda: False)


def kinds(folder: Path) -> list[str]:
    return [record["kind"] for record in journal.read(folder)]


@pytest.mark.fault("E19")
def test_a_device_that_ignores_it_is_found_where_it_was(alone: Callable[..., Bench]) -> None:
    here = alone(Fault(kind=Kind.IGNORE, unit=5, function=6))
    folder, applied = moved(here)
    assert (applied.code, applied.outcomes[0].result) == (ExitCode.ALTERED, Result.ALTERED)
    assert here.written() == [(5, ADDRESS)]
    assert kinds(folder) == ["start", "as-found", "intent", "note", "note", "as-left", "outcome", "end"]
    notes = [record["text"] for record in journal.read(folder) if record["kind"] == "note"]
    assert notes[0].startswith("at the new setting, address 9, 9600 Bd: SS301 does not answer rightly")
    assert notes[1] == "at the old setting, address 5, 9600 Bd: it is there, slave_address reads raw 5"


@pytest.mark.fault("E19", "E3")
def test_a_device_that_refuses_it_is_not_switched_off(alone: Callable[..., Bench]) -> None:
    here = alone(Fault(kind=Kind.EXCEPTION, unit=5, function=6, value=3))

    def asked() -> bool:
        raise AssertionError

    _, applied = moved(here, asked)
    assert (applied.code, applied.outcomes[0].result) == (ExitCode.ALTERED, Result.REFUSED)
    assert here.written() == [(5, ADDRESS)]


@pytest.mark.fault("E19", "D3")
def test_a_write_without_an_answer_that_acted_is_verified_and_told(alone: Callable[..., Bench]) -> None:
    here = alone(Fault(kind=Kind.LINE_AT_ONCE, unit=5, times=1000), Fault(kind=Kind.DROP_REPLY, unit=5, function=6))
    _, applied = moved(here)
    assert applied.outcomes[0].result is Result.VERIFIED
    assert applied.outcomes[0].reason.startswith("not acknowledged: ")
    assert here.written() == [(5, ADDRESS)]


@pytest.mark.fault("E19", "G12")
def test_a_device_that_is_found_nowhere_is_unknown_and_waits_for_a_person(alone: Callable[..., Bench]) -> None:
    here = alone()

    def off() -> bool:
        here.plant.device("SS301").powered = False
        return True

    folder, applied = moved(here, off)
    assert (applied.code, applied.outcomes[0].result) == (ExitCode.UNKNOWN, Result.UNKNOWN)
    assert applied.outcomes[0].reason.startswith("it is found neither at the new setting (SS301 does not answer")
    assert here.written() == [(5, ADDRESS)]
    here.plant.device("SS301").power_cycle()
    here.plant.device("SS301").unit = 5
    with pytest.raises(Stop, match=f"`unknown`: run {folder.name} left SS301") as stop:
        moved(here)
    assert stop.value.code is ExitCode.REFUSED


@pytest.mark.fault("E19")
def test_without_the_power_cycle_the_new_setting_is_not_verified(alone: Callable[..., Bench]) -> None:
    folder, applied = moved(alone())
    assert (applied.code, applied.outcomes[0].result) == (ExitCode.UNKNOWN, Result.WRITTEN)
    assert applied.outcomes[0].reason.endswith("switch it off and on")
    assert latest_run(folder.parent) is None
    assert read_run(folder).purpose == "readdress"


@pytest.mark.fault("E19")
@pytest.mark.parametrize(
    ("hold", "answers", "result"),
    [("at-once", 0, Result.WRITTEN), ("after-power-cycle", 1, Result.VERIFIED), ("", 1, Result.VERIFIED)],
)
def test_the_device_type_says_whether_the_power_is_switched(
    site: Site, tmp_path: Path, hold: str, answers: int, result: Result
) -> None:
    assert CLR8G.modbus is not None
    kind = replace(CLR8G, modbus=replace(CLR8G.modbus, line_settings_hold=hold))
    starters = {**site.starters, "SS301": replace(site.starters["SS301"], type=kind)}
    asked: list[str] = []
    with bench(replace(site, starters=starters), tmp_path) as here:
        for tag in OTHERS:
            here.plant.device(tag).powered = False

        def switched() -> bool:
            asked.append(here.plant.device("SS301").state)
            here.plant.device("SS301").power_cycle()
            return True

        folder, applied = moved(here, switched)
    assert (applied.outcomes[0].result, len(asked)) == (result, answers)
    assert kinds(folder).count("note") == {"at-once": 2, "after-power-cycle": 1, "": 3}[hold]


@pytest.mark.fault("E15", "E19")
def test_a_running_motor_keeps_its_address(alone: Callable[..., Bench]) -> None:
    here = alone()
    here.plant.device("SS301").start()
    with pytest.raises(Stop, match="SS301 is `starting`") as stop:
        moved(here)
    assert (stop.value.code, here.written()) == (ExitCode.REFUSED, [])


@pytest.mark.fault("E19")
def test_a_swap_after_the_plan_is_noticed(alone: Callable[..., Bench]) -> None:
    here = alone()
    change = change_of(here.site, "SS301", here.targets, address=9, baud=None, now=None)
    device = planned(change, None, lambda _: None)
    plan = plan_of(here.site, RIVERSIDE, here.targets, True, (device,), Said(revision=Revision()), PURPOSE)
    here.plant.device("SS301").swap()
    here.plant.device("SS301").registers[ADDRESS] = 5
    with pytest.raises(Stop, match="SS301 is another unit"):
        readdress(change, plan, here.folder, "tester", lambda _: None, lambda: False, lambda: False)
    assert here.written() == []


@pytest.mark.fault("E19")
@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"address": 6}, "address 6 on bus RS2 is that of SS401"),
        ({"address": 64}, "type clr8g cannot have address 64"),
        ({"address": 0}, "type clr8g cannot have address 0"),
        ({"address": 5}, "SS301 is to have that address already"),
        ({"baud": 19200}, "bus RS2 is behind a gateway, which has a baud rate of its own"),
        ({"baud": 9601}, "baud_rate: 9601 is none of 19200, 9600, 4800, 2400, 1200"),
    ],
)
def test_settings_that_cannot_be(site: Site, tmp_path: Path, wanted: dict[str, int], message: str) -> None:
    with bench(site, tmp_path) as here, pytest.raises(Stop, match=message):
        change_of(site, "SS301", here.targets, **{"address": None, "baud": None, "now": None, **wanted})


@pytest.mark.fault("E19")
def test_a_switch_is_turned_by_hand(site: Site, tmp_path: Path) -> None:
    by_hand = "k7ge-mg has no register by which its address"
    with bench(site, tmp_path) as here, pytest.raises(Stop, match=by_hand) as stop:
        change_of(site, "IM2", here.targets, address=12, baud=None, now=None)
    assert stop.value.hint == "Set the unit number switch of the main unit to its bus address."


def line_change(site: Site, where: Endpoint) -> Change:
    """Address 9 for SS301 on a line."""
    every = {each.bus.name: where if each.bus.name == "RS2" else replace(where, device="/dev/other")
             for each in site.devices() if each.bus}  # fmt: skip
    return change_of(site, "SS301", every, address=9, baud=None, now=None)


@pytest.mark.fault("D9", "E19")
def test_an_echo_alone_is_silence(site: Site) -> None:
    """An adapter gives back what is sent to every address; only unit 5 answers behind it."""
    with serial_line(lambda asked: asked + (device(asked) if asked[0] == 5 else b"")) as (far, where):
        change = line_change(site, where)
        assert planned(change, None, lambda _: None).tag == "SS301"
    assert {request[0] for request in far.requests} == {5, *change.others}


@pytest.mark.fault("E19")
def test_a_line_that_is_lost_is_not_told_as_an_answer(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Reader.read

    def lost(reader: Reader, unit: int, address: int, count: int) -> tuple[int, ...]:
        if unit != 5:
            raise CannotOpen("no such port")
        return read(reader, unit, address, count)

    monkeypatch.setattr(Reader, "read", lost)
    with (
        serial_line(device) as (_, where),
        pytest.raises(Stop, match=r"cannot open bus RS2 at .*: no such port") as stop,
    ):
        planned(line_change(site, where), None, lambda _: None)
    assert stop.value.code is ExitCode.CANNOT_TALK


@pytest.mark.fault("E19")
@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (5, "slave_address still holds the old value: raw 5"),
        (12, "slave_address holds neither the old value nor the new: raw 12"),
    ],
)
def test_a_device_at_the_new_setting_with_another_value_is_told_so(
    alone: Callable[..., Bench], raw: int, told: str
) -> None:
    here = alone()

    def switched() -> bool:
        here.plant.device("SS301").unit = 9
        here.plant.device("SS301").registers[ADDRESS] = raw
        return True

    _, applied = moved(here, switched)
    (outcome,) = applied.outcomes
    assert (applied.code, outcome.result, outcome.reads) == (ExitCode.UNKNOWN, Result.UNKNOWN, raw)
    assert outcome.reason.startswith(
        f"it answers at the new setting, but {told}; at the old one: SS301 does not answer"
    )


# From the command line


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    with plant(tmp_path_factory.mktemp("readdress"), "SS101: line at once") as made:
        yield made


def command(works: Plant, tag: str, *what: str) -> list[str]:
    return ["readdress", str(works.site), tag, *what, "--rehearsal", str(works.state)]


def test_the_device_must_be_alone_and_a_person_must_say_so(works: Plant) -> None:
    done = works.run(*command(works, "SS301", "--address", "9"))
    assert (done.returncode, "refused by the guard `terminal`" in done.stderr) == (ExitCode.REFUSED, True)
    code, shown = works.type_in(command(works, "SS301", "--address", "9"), ["SS401"])
    assert (code, "refused by the guard `alone`: `SS401` was typed, not SS301" in shown) == (ExitCode.REFUSED, True)
    code, shown = works.type_in(command(works, "SS301", "--address", "9"), ["SS301"])
    assert (code, "something is on the line at address 6" in shown) == (ExitCode.REFUSED, True)
    real = works.run("readdress", str(works.site), "SS301", "--address", "9")
    assert real.returncode == ExitCode.REFUSED
    assert "guard `proof`: the coding of F2.02 slave_address is not proven: 0 of 2 values seen on a unit" in real.stderr
    assert works.frames() == []


@pytest.mark.fault("E19", "E12")
def test_an_address_that_holds_after_a_power_cycle(works: Plant) -> None:
    """The whole way: alone, written once, switched off and on, verified; then the site files follow."""
    for tag in OTHERS:
        works.act(f"{tag}: power off")
    code, shown = works.type_in(command(works, "SS301", "--address", "9"), ["SS301", "!SS301: power cycle"])
    assert code == ExitCode.DONE, shown
    assert "REHEARSAL: SS301 F2.02 slave_address: 5 -> 9: verified\nnext: write `address: 9` under `bus:` of" in shown
    assert [frame for frame in works.frames() if frame[0] == "RS2"] == [("RS2", 5, 6, ADDRESS)]
    (run,) = [each for each in (works.site / "records" / "runs").glob("2*") if read_run(each).device("SS301")]
    intent, left = (next(each for each in journal.read(run) if each["kind"] == kind) for kind in ("intent", "as-left"))
    sent = next(each for each in map(json.loads, works.log.read_text().splitlines()) if each.get("function") == 6)
    assert datetime.fromisoformat(intent["at"]) <= datetime.fromisoformat(sent["time"])
    assert left["registers"]["0x101A"] == 9
    assert works.run("apply", str(run / "plan.json"), "--rehearsal", str(works.state)).returncode == ExitCode.REFUSED
    assert len([frame for frame in works.frames() if frame[0] == "RS2"]) == 1


@pytest.mark.fault("E19", "D20")
def test_a_baud_rate_that_holds_at_once(works: Plant) -> None:
    for tag in ("SS201", "IM1"):
        works.act(f"{tag}: power off")
    code, shown = works.type_in(command(works, "SS101", "--baud", "19200", "--format", "json"), ["SS101"])
    assert code == ExitCode.DONE, shown
    told = json.loads(shown[shown.index("{") :])
    assert (told["exit_code"], told["rehearsal"], told["outcome"]["result"]) == (0, True, "verified")
    assert (told["outcome"]["write"]["old"], told["outcome"]["write"]["new"]) == ("9600", "19200")
    assert [frame for frame in works.frames() if frame[0] == "RS1"] == [("RS1", 3, 6, BAUD)]

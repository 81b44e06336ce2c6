"""A run that is killed or interrupted at each of its steps: what is on the disk afterwards is what the device got."""

import dataclasses
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.rehearsal import RIVERSIDE, Bench, bench, only

from plantwright.cli.interrupts import interrupts
from plantwright.deploy import journal, lineage
from plantwright.deploy.apply import REVERSE
from plantwright.deploy.journal import Record
from plantwright.deploy.outcome import Result
from plantwright.deploy.plan import Plan, from_json, to_json
from plantwright.deploy.recovery import left_open, recover
from plantwright.records.deployed import latest_run
from plantwright.site.model import Site

ROOT = Path(__file__).parent.parent
KILLED = -9


@dataclasses.dataclass
class Mortal:
    """The process that dies, on a bench whose plant lives on; every job begins with the device as it was."""

    bench: Bench
    process: subprocess.Popen[str]
    folder: Path
    plans: dict[str, Plan]
    delivered: dict[str, dict[int, int]]
    bus: str = "RS1"
    jobs: int = 0

    @property
    def plan(self) -> Plan:
        return self.plans[self.bus]

    def do(self, **job: Any) -> tuple[int, list[str]]:
        """Do one job; return the exit code, and its steps when it came to its end."""
        self.jobs += 1
        steps = self.folder / f"steps-{self.jobs}.json"
        buses = {self.bus: dict(self.bench.plant.state[self.bus])}
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({**job, "buses": buses, "steps": str(steps)}) + "\n")
        self.process.stdin.flush()
        code = int(self.process.stdout.readline())
        return code, json.loads(steps.read_text()) if steps.exists() else []

    def apply(self, **how: Any) -> tuple[int, list[str], Path]:
        """Apply the plan below a new folder; return also the folder of the run."""
        device = self.bench.plant.device(self.plan.devices[0].tag)
        device.registers = dict(self.delivered[self.bus])
        self.bench.plant.log.frames.clear()
        runs = self.folder / f"runs-{self.jobs}"
        path = self.folder / "plan.json"
        path.write_text(to_json(self.plan))
        code, steps = self.do(do="apply", plan=str(path), runs=str(runs), **how)
        return code, steps, runs / self.plan.id

    def registers(self) -> dict[int, int]:
        """Return what the device holds now."""
        return self.bench.plant.device(self.plan.devices[0].tag).registers


@pytest.fixture(scope="module")
def mortal(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mortal]:
    folder = tmp_path_factory.mktemp("mortal")
    command = [sys.executable, "-m", "tests.mortal", str(RIVERSIDE)]
    with (
        bench(site, folder, for_s=200) as here,
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process,
    ):
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        plan = here.plan()
        plans = {bus: only(plan, bus, "current_limit_percent", "overvoltage_v") for bus in ("RS1", "RS2")}
        delivered = {bus: dict(here.plant.device(each.devices[0].tag).registers) for bus, each in plans.items()}
        yield Mortal(here, process, folder, plans, delivered)
        assert process.stdin
        process.stdin.close()


def worth(steps: list[str]) -> list[int]:
    """Return the numbers of the steps at which to die, from 1: of a long row of frames, all reads, only the ends."""
    return [
        number
        for number in range(1, len(steps) + 1)
        if any(name != "frame" for name in steps[max(0, number - 3) : number + 2]) or number == len(steps)
    ]


def intents(folder: Path) -> list[Record]:
    return [each for each in journal.read(folder) if each["kind"] == "intent"] if folder.exists() else []


def guarded(here: Mortal, folder: Path) -> None:
    """Every write frame on the wire was announced in the journal, once; before the first, the way back was saved."""
    written = here.bench.written()
    announced = [(each["address"], int(each["register"], 16)) for each in intents(folder)] if written else []
    assert written == announced[: len(written)]
    assert len(announced) <= len(written) + 1
    if written:
        found = [each for each in journal.read(folder) if each["kind"] == "as-found"]
        assert [len(each["registers"]) for each in found] == [len(here.plan.devices[0].as_found)]
        back = from_json((folder / REVERSE).read_text(), REVERSE)
        assert [(each.old_raw, each.new_raw) for each in back.devices[0].writes] == [
            (each.new_raw, each.old_raw) for each in reversed(here.plan.devices[0].writes)
        ]


def truth(here: Mortal, folder: Path) -> None:
    """Recovery twice gives the same, writes nothing, changes no file that was there, and agrees with the device."""
    first = {path.name: path.read_bytes() for path in folder.glob("journal*.jsonl")}
    waiting = left_open(journal.read(folder))
    written = here.bench.written()
    found = recover(folder, here.bench.site, here.bench.targets, lambda _: None)
    assert [(each.device, each.register) for each in found] == [(each.device, each.register) for each in waiting]
    for each in found:
        holds = here.registers()[each.register]
        assert each.result is (Result.VERIFIED if holds == each.new_raw else Result.NOT_WRITTEN)
    whole = journal.read(folder)
    assert recover(folder, here.bench.site, here.bench.targets, lambda _: None) == ()
    assert journal.read(folder) == whole
    assert left_open(whole) == ()
    assert here.bench.written() == written
    assert all((folder / name).read_bytes() == data for name, data in first.items())


@pytest.mark.fault("G1", "G2", "G3", "G4", "G5", "F4", "P1", "P7", "P8")
def test_a_run_killed_at_any_step_is_recovered(mortal: Mortal) -> None:
    mortal.bus = "RS1"
    code, steps, folder = mortal.apply()
    assert (code, len(mortal.bench.written())) == (0, 2)
    assert_announced_durably(steps)
    for at in worth(steps):
        halves = (False, True) if steps[at - 1].startswith("write ") else (False,)
        for half in halves:
            code, _, folder = mortal.apply(at=at, half=half)
            assert code == KILLED, f"step {at}, {steps[at - 1]}"
            guarded(mortal, folder)
            if (folder / "journal.jsonl").exists():
                truth(mortal, folder)
            elif folder.exists():
                assert list(folder.iterdir()) == []
            lineage.guard_line(folder.parent, lineage.read_runs(folder.parent))
            latest_run(folder.parent)


def assert_announced_durably(steps: list[str]) -> None:
    """Before a frame, everything that was written to the journal has been synced."""
    synced = True
    for name in steps:
        synced = {"write journal.jsonl": False, "fsync journal.jsonl": True}.get(name, synced)
        assert synced or name != "frame"


@pytest.mark.fault("G11", "P8")
def test_a_recovery_killed_at_any_step_is_recovered(mortal: Mortal) -> None:
    mortal.bus = "RS1"
    _, steps, _ = mortal.apply()
    outcome = [number for number, name in enumerate(steps, start=1) if name == "write journal.jsonl"][-3]
    _, _, folder = mortal.apply(at=outcome)
    assert len(left_open(journal.read(folder))) == 1
    code, steps = mortal.do(do="recover", folder=str(folder))
    assert code == 0
    for at in worth(steps):
        for half in (False, True) if steps[at - 1].startswith("write ") else (False,):
            _, _, folder = mortal.apply(at=outcome)
            code, _ = mortal.do(do="recover", folder=str(folder), at=at, half=half)
            assert code == KILLED
            truth(mortal, folder)


@pytest.mark.fault("G7")
@pytest.mark.parametrize("how", ["interrupt", "break off"])
def test_a_run_interrupted_at_any_step_tells_what_became_of_each_register(mortal: Mortal, how: str) -> None:
    mortal.bus = "RS2"
    code, steps, _ = mortal.apply()
    assert code == 0
    codes = set()
    first = next(number for number, name in enumerate(steps, start=1) if "reverse-plan" in name)
    for at in (each for each in worth(steps) if each >= first):
        code, _, folder = mortal.apply(at=at, **{"with": how})
        codes.add(code)
        guarded(mortal, folder)
        records = journal.read(folder) if (folder / "journal.jsonl").exists() else ()
        waiting = left_open(records)
        assert (code == 7) == bool(waiting), (steps[at - 1], code, waiting)
        if how == "interrupt":
            assert code in (0, 130)
            assert not waiting
        if waiting:
            assert any(each["kind"] == "interrupted" for each in records)
            truth(mortal, folder)
    assert codes == ({0, 130} if how == "interrupt" else {7, 130})


@pytest.fixture
def handlers() -> Iterator[None]:
    """Put the signal handlers of the test run back."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


@pytest.mark.fault("G7", "G8")
@pytest.mark.usefixtures("handlers")
@pytest.mark.parametrize("first", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("second", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_every_signal_that_ends_a_program_counts(
    capfd: pytest.CaptureFixture[str], first: signal.Signals, second: signal.Signals
) -> None:
    asked = interrupts()
    assert not asked()
    signal.raise_signal(first)
    assert asked()
    assert capfd.readouterr().err.startswith("stopping after this register; once more stops at once")
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(second)
    signal.raise_signal(second)

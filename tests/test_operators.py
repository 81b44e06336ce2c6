"""Two operators, a keypad, faults, power cuts and kills in any order: what was true before stays true."""

import contextlib
import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.judging import frames, guarded, refused, told_truly
from tests.rehearsal import RIVERSIDE, Bench, bench

from plantwright.deploy import durable, journal, lineage
from plantwright.deploy.apply import apply
from plantwright.deploy.journal import Journal
from plantwright.deploy.outcome import Applied
from plantwright.deploy.plan import Plan, to_json
from plantwright.deploy.planning import Said, make_plan
from plantwright.deploy.recovery import Statement, left_open, recover
from plantwright.deploy.restore import restore
from plantwright.deploy.revision import Revision
from plantwright.deploy.session import begun
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.line import Writer
from plantwright.modbus.simulator.device import simulated
from plantwright.modbus.simulator.faults import Fault, Faults, Kind
from plantwright.site.model import Site

TAG, BUS, REGISTERS = "SS301", "RS2", (0x1005, 0x1017, 0x1018)
SOON_S = 0.05
STATED = Statement(person="R. Meyer", reason="looked at it", seen="the keypad shows it")
PAST = "2026-01-01T00:00:00+00:00"

WRITE_FAULTS: Mapping[str, Fault] = {
    "answer lost": Fault(kind=Kind.DROP_REPLY, function=6),
    "request lost": Fault(kind=Kind.DROP_REQUEST, function=6, at=2),
    "refused": Fault(kind=Kind.EXCEPTION, function=6, value=3),
    "failed": Fault(kind=Kind.EXCEPTION_AFTER, function=6, value=4, at=2),
    "clamped": Fault(kind=Kind.CLAMP, value=260, at=2),
    "motor starts": Fault(kind=Kind.MOTOR_STARTS, function=6),
    "keypad": Fault(kind=Kind.KEYPAD, function=6, changes={0x1015: 61}),
    "another setting": Fault(kind=Kind.CHANGE, function=6, at=2, changes={0x1015: 62}),
    "silent after it": Fault(kind=Kind.DROP_REQUEST, function=3, at=15, times=1000),
}
OURS = ("killed before the frame", "killed after the frame", "disk full", "clock set back", "somebody else is at it")


TROUBLE = st.sampled_from(["", "", *WRITE_FAULTS, *OURS])


class Killed(BaseException):
    """The program ends here: what is not on the disk is lost."""


@dataclasses.dataclass
class Floor:
    """The plant of all examples, and the parts of the program that can be made to end."""

    here: Bench
    patch: pytest.MonkeyPatch
    examples: int = 0
    ends: Counter[str] = dataclasses.field(default_factory=Counter)


class Operators(RuleBasedStateMachine):
    """Plans are kept and applied in any order, by whoever has them; devices and storage live their own lives."""

    floor: Floor

    def __init__(self) -> None:
        super().__init__()
        floor = self.floor
        floor.examples += 1
        self.site = floor.here.site
        self.here = dataclasses.replace(floor.here, folder=floor.here.folder / str(floor.examples))
        self.plans: list[Plan] = []
        self.open: set[tuple[str, int]] = set()
        device = next(each for each in self.site.devices() if each.tag == TAG)
        made = simulated(device, self.site.buses[BUS])
        assert made
        self.unit, bus = made, floor.here.plant.buses[BUS]
        with bus.lock:
            bus.devices = {made.unit: made}
        self.struck(())

    def struck(self, faults: tuple[Fault, ...]) -> None:
        bus = self.here.plant.buses[BUS]
        with bus.lock:
            bus.faults = Faults(faults)
            self.here.plant.log.frames.clear()

    @property
    def targets(self) -> Mapping[str, Any]:
        where = self.here.targets[BUS]
        return {BUS: dataclasses.replace(where, timeout_s=SOON_S, quiet_s=SOON_S)}

    def planned(self) -> Plan | None:
        """Return a plan of the registers looked at, None when the device cannot be read now."""
        with contextlib.suppress(Stop):
            plan = make_plan(self.site, RIVERSIDE, self.targets, True, lambda _: None, Said(revision=Revision()))
            writes = tuple(each for each in plan.devices[0].writes if each.register in REGISTERS)
            return dataclasses.replace(plan, devices=(dataclasses.replace(plan.devices[0], writes=writes),))
        return None

    @rule()
    def plan(self) -> None:
        self.struck(())
        plan = self.planned()
        assert frames(self.here) == []
        if plan:
            self.plans.append(plan)

    @rule(trouble=TROUBLE)
    def plan_and_apply(self, trouble: str) -> None:
        """A good day's work, but for one thing: the device stands, and nothing is left open."""
        self.unit.registers.update({register: self.unit.factory[register] for register in REGISTERS})
        self.unit.set_state("standby")
        self.resolve(says=True)
        self.plan()
        self.apply_one(self.plans[-1], trouble)

    @rule(which=st.integers(0, 5), trouble=TROUBLE)
    def apply_any(self, which: int, trouble: str) -> None:
        if self.plans:
            self.apply_one(self.plans[which % len(self.plans)], trouble)

    def apply_one(self, plan: Plan, trouble: str) -> None:
        used, ready = (self.here.folder / plan.id).exists(), self.unit.state == "standby"
        late = [each["at"] for path in journal.runs(self.here.folder) for each in journal.read(path)]
        ready = ready and not (trouble == "clock set back" and max(late, default=PAST) > PAST)
        self.struck((WRITE_FAULTS[trouble],) if trouble in WRITE_FAULTS else ())
        with self.floor.patch.context() as patch, contextlib.ExitStack() as stack:
            if trouble in OURS:
                self.arrange(patch, stack, trouble)
            done = self.run(plan)
        self.floor.ends[str(int(done.code))] += 1
        self.judge(plan, done, used, ready, trouble)

    def arrange(self, patch: pytest.MonkeyPatch, stack: contextlib.ExitStack, trouble: str) -> None:
        """Let the program, or its surroundings, fail at the second register, or before the first."""
        if trouble == "clock set back":
            patch.setattr(journal, "now", lambda: PAST)
        elif trouble == "somebody else is at it":
            durable.make_folder(self.here.folder)
            stack.enter_context(durable.held(self.here.folder, "somebody else is at it"))
        elif trouble == "disk full":
            patch.setattr(Journal, "_store", failing(Journal._store, at=5, error=OSError(28, "no space"), after=False))
        else:
            after = trouble == "killed after the frame"
            patch.setattr(Writer, "write", failing(Writer.write, at=2, error=Killed(), after=after))

    def run(self, plan: Plan) -> Applied | Stop:
        try:
            with begun(plan, to_json(plan), self.here.folder, "tester") as kept:
                return apply(plan, self.site, self.targets, kept, lambda _: None, lambda: False)
        except Stop as stop:
            return stop

    def judge(self, plan: Plan, done: Applied | Stop, used: bool, ready: bool, trouble: str) -> None:
        """A plan is good for one run, on a device that stands; what is sent was announced; what is said is true."""
        folder, sent = self.here.folder / plan.id, frames(self.here)
        if used or not ready or trouble == "somebody else is at it":
            assert sent == []
        if self.open or used:
            assert isinstance(done, Stop)
            assert done.code in (ExitCode.REFUSED, ExitCode.BUSY, ExitCode.NOT_DURABLE)
            assert sent == []
        if used or not (folder / "journal.jsonl").exists():
            return
        guarded(self.here, plan, folder)
        if isinstance(done, Applied) and trouble != "disk full":
            told_truly(self.here, done, folder)
        elif isinstance(done, Stop) and trouble not in OURS:
            refused(self.here, done, folder)
        left = {(plan.id, each.register) for each in left_open(journal.read(folder))}
        assert bool(left) == (done.code is ExitCode.UNKNOWN)
        self.open |= left

    @rule(says=st.booleans())
    def resolve(self, says: bool) -> None:
        self.struck(())
        held = dict(self.unit.registers)
        for run in {run for run, _ in self.open}:
            folder = self.here.folder / run
            for each in recover(folder, self.site, self.targets, lambda _: None, STATED if says else None):
                if each.open:
                    assert held[each.register] != each.new_raw or not self.unit.awake()
                else:
                    assert held[each.register] in (each.old_raw, each.new_raw)
        self.open = {
            (run, each.register)
            for run in {run for run, _ in self.open}
            for each in left_open(journal.read(self.here.folder / run))
        }
        assert not (says and self.open)
        assert (frames(self.here), self.unit.registers) == ([], held)

    @rule(which=st.integers(0, 5))
    def go_back(self, which: int) -> None:
        runs = [path for path in journal.runs(self.here.folder) if journal.read(path)]
        self.struck(())
        now = self.planned() if runs else None
        if now:
            with contextlib.suppress(Stop):
                self.plans.append(restore(now, self.site, journal.read(runs[which % len(runs)])))
        assert frames(self.here) == []

    @rule(register=st.sampled_from(REGISTERS), raw=st.sampled_from([270, 300, 330, 425, 450]))
    def turn_a_value_at_the_keypad(self, register: int, raw: int) -> None:
        self.unit.edit({register: raw})

    @rule()
    def leave_the_keypad(self) -> None:
        self.unit.set_state("standby")

    @rule()
    def switch_off_and_on(self) -> None:
        self.unit.power_cycle()

    @rule()
    def put_another_unit_there(self) -> None:
        self.unit.swap()

    @invariant()
    def nothing_unknown_goes_away_by_itself(self) -> None:
        kept = {(path.name, each.register) for path in journal.runs(self.here.folder)
                for each in left_open(journal.read(path))}  # fmt: skip
        assert kept == self.open

    @invariant()
    def the_runs_stand_in_one_line(self) -> None:
        lineage.guard_line(self.here.folder, lineage.read_runs(self.here.folder))


def failing(real: Callable[..., Any], at: int, error: BaseException, after: bool) -> Callable[..., Any]:
    """Return a function that raises in its call `at` (from 1), before or after it has done its work."""
    calls = 0

    def called(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls >= at and not after:
            raise error
        answer = real(*arguments)
        if calls >= at:
            raise error
        return answer

    return called


@pytest.fixture
def floor(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Floor]:
    alone = dataclasses.replace(site, buses={BUS: site.buses[BUS]}, starters={TAG: site.starters[TAG]}, monitors={})
    with bench(alone, tmp_path, for_s=280) as here:
        yield Floor(here, monkeypatch)


@pytest.mark.fault("F1", "G12", "H1", "H2", "J2", "J15", "K2", "K3", "K12")
@pytest.mark.fault("P1", "P2", "P3", "P4", "P5", "P6", "P8", "P11", "P16")
def test_whatever_people_devices_and_storage_do(floor: Floor) -> None:
    Operators.floor = floor
    run_state_machine_as_test(
        Operators,
        settings=settings(
            max_examples=40, stateful_step_count=15, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    assert {"0", "4", "5", "7"} <= set(floor.ends), floor.ends

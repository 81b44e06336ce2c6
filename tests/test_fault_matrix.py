"""Faults x operations x positions of a run: whatever goes wrong, and whenever, nothing is sent twice, claimed, hidden.

The rehearsal plant of a worker lives on; each case gets its devices as delivered, its faults and a journal of its own.
The assertions hold however slow the machine is: a time-out that comes too early is one more fault.
"""

import dataclasses
import itertools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from tests.judging import guarded, refused, told_truly
from tests.rehearsal import Bench, bench, only

from plantwright.deploy.apply import apply
from plantwright.deploy.outcome import Applied
from plantwright.deploy.plan import Plan, to_json
from plantwright.deploy.session import begun
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.simulator.device import simulated
from plantwright.modbus.simulator.faults import BEHAVIOURS, Fault, Faults, Kind
from plantwright.modbus.simulator.frames import READ, Request
from plantwright.site.model import Site

BUSES = {"RS1": "SS201", "RS2": "SS301"}
SETTINGS = ("current_limit_percent", "overvoltage_v", "undervoltage_v")
SOON_S = 0.05
FINGERPRINT = (0x1003, 0x100F, 0x1010)
OTHER = 0x1015
"""A setting that the plan leaves alone."""


def fault(kind: Kind, value: int = 0, delay_s: float = 0, times: int | None = 1, **changes: int) -> Fault:
    return Fault(
        kind=kind, value=value, delay_s=delay_s, times=times,
        changes={int(register[1:], 16): raw for register, raw in changes.items()},
    )  # fmt: skip


ANYWHERE: Mapping[str, Fault] = {
    "request lost": fault(Kind.DROP_REQUEST),
    "silent from then on": fault(Kind.DROP_REQUEST, times=1000),
    "answer lost": fault(Kind.DROP_REPLY),
    "answer late": fault(Kind.LATE_REPLY, delay_s=1.5 * SOON_S),
    "answer twice": fault(Kind.DUPLICATE_REPLY),
    "answer cut": fault(Kind.CUT_REPLY),
    "noise before": fault(Kind.NOISE_BEFORE),
    "noise after": fault(Kind.NOISE_AFTER),
    "echo alone": fault(Kind.ECHO),
    "connection closed": fault(Kind.CLOSE),
    "another unit answers": fault(Kind.WRONG_UNIT),
    "another function": fault(Kind.WRONG_FUNCTION),
    "another count": fault(Kind.WRONG_COUNT),
    "another value": fault(Kind.WRONG_VALUE, 77),
    "another transaction": fault(Kind.WRONG_TRANSACTION),
    "wrong check bytes": fault(Kind.WRONG_CRC),
    "exception 4": fault(Kind.EXCEPTION, 4),
    "exception 6": fault(Kind.EXCEPTION, 6),
    "exception 11, acted": fault(Kind.EXCEPTION_AFTER, 11),
    "another master": fault(Kind.FOREIGN_MASTER),
    "restart": fault(Kind.REBOOT, delay_s=SOON_S),
    "motor starts": fault(Kind.MOTOR_STARTS),
    "keypad": fault(Kind.KEYPAD, x1015=61),
    "unit swapped": fault(Kind.SWAP),
    "another setting changes": fault(Kind.CHANGE, x1015=62),
}  # fmt: skip
ON_WRITES: Mapping[str, Fault] = {
    "exception 2": fault(Kind.EXCEPTION, 2),
    "exception 5, done later": fault(Kind.ACKNOWLEDGE, delay_s=SOON_S),
    "code of its maker": fault(Kind.VENDOR_EXCEPTION, 0xA063),
    "clamped": fault(Kind.CLAMP, 1),
    "ignored": fault(Kind.IGNORE),
    "sent again by the gateway": fault(Kind.REPEAT_WRITE),
    "write protected": fault(Kind.WRITE_PROTECTED, times=None),
    "kept in RAM only": fault(Kind.RAM_ONLY, times=None),
    "fault of the device": fault(Kind.DEVICE_FAULT, 3),
    "another register named": fault(Kind.WRONG_ADDRESS),
}
SERIAL = ("request lost", "answer lost", "noise before", "echo alone", "another value", "wrong check bytes")
"""Also tried on a serial line; wrong check bytes only there."""

OPERATIONS = ("identity", "as found", "status", "write", "read-back", "final read")
POSITIONS = ("first", "middle", "last")
AT_THE_UNIT = ("motor starts", "keypad", "unit swapped", "another setting changes", "restart")
"""What happens to the device after a request: of the last look of all, nobody can see it any more."""

Case = tuple[str, str, str, str]
CASES: Sequence[Case] = [
    *itertools.product(["RS2"], [each for each in ANYWHERE if each != "wrong check bytes"], OPERATIONS, POSITIONS),
    *itertools.product(["RS1"], SERIAL, ("as found", "write", "read-back"), ("first", "last")),
    *itertools.product(["RS2"], ON_WRITES, ("write",), POSITIONS),
]


@dataclasses.dataclass
class Matrix:
    """A plant that lives on, the plan of each bus, and on which request each operation falls when all goes well."""

    here: Bench
    plans: Mapping[str, Plan]
    places: dict[str, Mapping[tuple[str, str], int]]
    runs: int = 0

    def run(self, bus: str, faults: Sequence[Fault]) -> tuple[Plan, Applied | Stop, Path]:
        """Apply the plan of a bus with some faults, on devices as delivered."""
        self.runs += 1
        simulator, site = self.here.plant.buses[bus], self.here.site
        device = next(each for each in site.devices() if each.tag == BUSES[bus])
        made = simulated(device, site.buses[bus])
        assert made
        with simulator.lock:
            simulator.devices, simulator.faults = {made.unit: made}, Faults(faults)
            self.here.plant.log.frames.clear()
        folder = self.here.folder / str(self.runs)
        plan, targets = self.plans[bus], {bus: self.here.targets[bus]}
        quick = {tag: dataclasses.replace(each, timeout_s=SOON_S, quiet_s=SOON_S) for tag, each in targets.items()}
        with begun(plan, to_json(plan), folder, "tester") as kept:
            try:
                done: Applied | Stop = apply(plan, site, quick, kept, lambda _: None, lambda: False)
            except Stop as stop:
                done = stop
        return plan, done, folder / plan.id


@pytest.fixture(scope="module")
def matrix(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    with bench(site, tmp_path_factory.mktemp("matrix"), for_s=280) as here:
        whole = here.plan()
        made = Matrix(here, {bus: only(whole, bus, *SETTINGS) for bus in BUSES}, {})
        for bus in BUSES:
            _, done, _ = made.run(bus, [])
            assert isinstance(done, Applied)
            assert done.code is ExitCode.DONE
            made.places[bus] = places([each.request for each in here.plant.log.frames if each.request])
        yield made


def places(requests: Sequence[Request]) -> dict[tuple[str, str], int]:
    """Return operation and position -> the number of the request, from 1, in a run in which nothing goes wrong."""
    writes = [number for number, each in enumerate(requests) if each.function != READ]
    known = [number for number, each in enumerate(requests[: writes[0] - 1]) if spans(each, FINGERPRINT)]
    final = range(writes[-1] + 3, len(requests))  # behind it: the read-back, and the fault registers
    numbers = {
        "identity": [known[0], known[len(known) // 2], known[-1]],
        "as found": [0, writes[0] // 2, writes[0] - 2],
        "status": [number - 1 for number in writes],
        "write": writes,
        "read-back": [number + 1 for number in writes],
        "final read": [final[0], final[len(final) // 2], final[-1]],
    }
    return {(what, POSITIONS[i]): each[i] + 1 for what, each in numbers.items() for i in range(len(POSITIONS))}


def spans(request: Request, registers: Sequence[int]) -> bool:
    """Return whether a read covers one of the registers."""
    first, count = (int.from_bytes(request.pdu[at : at + 2], "big") for at in (1, 3))
    return any(first <= register < first + count for register in registers)


@pytest.mark.fault("D3", "D4", "D5", "D6", "D7", "D9", "D11", "D12", "D13", "D16", "D17", "D19", "D25")
@pytest.mark.fault("E2", "E4", "E5", "E6", "E7", "E8", "E9", "E10", "E12", "E15", "E16", "E17", "E18", "E22", "E23")
@pytest.mark.fault("E24", "P1", "P2", "P3", "P4", "P5", "P6", "P7")
@pytest.mark.parametrize(("bus", "name", "operation", "position"), CASES, ids=["-".join(case) for case in CASES])
def test_a_fault_at_any_place_of_a_run(matrix: Matrix, bus: str, name: str, operation: str, position: str) -> None:
    """A run that the machine itself held up before the fault is judged as well, and made again."""
    unseen = name in AT_THE_UNIT and operation == "final read"
    assert any(met(matrix, bus, name, operation, position, unseen) for _ in range(3)), "the fault was never met"


@pytest.mark.fault("D21", "P4", "P5")
@pytest.mark.parametrize("operation", ["as found", "write", "read-back"])
@pytest.mark.parametrize("position", ["first", "last"])
def test_an_adapter_that_is_pulled_out_at_any_place(
    site: Site, tmp_path: Path, matrix: Matrix, operation: str, position: str
) -> None:
    def pulled_out(folder: Path) -> bool:
        with bench(site, folder) as here:
            targets = {bus: each.name for bus, each in here.targets.items()}
            plans = {bus: dataclasses.replace(plan, targets=targets) for bus, plan in matrix.plans.items()}
            return met(Matrix(here, plans, matrix.places), "RS1", "connection closed", operation, position, False)

    assert any(pulled_out(tmp_path / str(attempt)) for attempt in range(3)), "the fault was never met"


def met(matrix: Matrix, bus: str, name: str, operation: str, position: str, unseen: bool) -> bool:
    """Run with the fault and judge what came of it; return whether the run got as far as the fault."""
    at = matrix.places[bus][operation, position]
    meant = {**ANYWHERE, **ON_WRITES}[name]
    counts_writes = BEHAVIOURS[meant.kind].writes
    struck = dataclasses.replace(meant, at=POSITIONS.index(position) + 1 if counts_writes else at)
    plan, done, folder = matrix.run(bus, [struck])
    guarded(matrix.here, plan, folder)
    if isinstance(done, Stop):
        refused(matrix.here, done, folder)
    else:
        told_truly(matrix.here, done, folder, unseen)
        if done.code is ExitCode.DONE and not unseen:
            device = matrix.here.plant.device(BUSES[bus])
            assert device.registers[OTHER] == device.factory[OTHER]
    return sum(each.direction == "request" for each in matrix.here.plant.log.frames) >= at

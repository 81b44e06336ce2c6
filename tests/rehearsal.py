"""A rehearsal plant of the riverside site in this process, and a plan made and applied on it."""

import contextlib
import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from plantwright.deploy.outcome import Applied
from plantwright.deploy.plan import Plan, to_json
from plantwright.deploy.planning import make_plan
from plantwright.deploy.reading import Progress
from plantwright.deploy.session import run_plan
from plantwright.modbus.endpoint import Endpoint
from plantwright.modbus.simulator.faults import Fault
from plantwright.modbus.simulator.framelog import FrameLog
from plantwright.modbus.simulator.plant import Plant, running
from plantwright.site.model import Site

RIVERSIDE = Path(__file__).parent.parent / "sites" / "riverside"
WRITE_FUNCTIONS = (6, 16)


@dataclasses.dataclass
class Bench:
    """A running rehearsal plant and the folder of its runs."""

    site: Site
    plant: Plant
    folder: Path

    @property
    def targets(self) -> Mapping[str, Endpoint]:
        return {tag: _endpoint(state) for tag, state in self.plant.state.items()}

    def plan(self) -> Plan:
        return make_plan(self.site, RIVERSIDE, self.targets, True, lambda _: None)

    def apply(self, plan: Plan, interrupted: bool = False, progress: Progress = lambda _: None) -> Applied:
        _, applied = run_plan(
            plan, to_json(plan), self.site, self.targets, self.folder, "tester", progress, lambda: interrupted
        )
        return applied

    def written(self, bus: str = "") -> list[tuple[int, int]]:
        """Return unit and register of every write frame the plant, or one bus of it, received."""
        received = [frame for frame in self.plant.log.frames if frame.direction == "request"]
        frames = [frame for frame in received if bus in ("", frame.bus)]
        bodies = [frame.data[6:] if self.site.buses[frame.bus].gateway else frame.data for frame in frames]
        return [(body[0], int.from_bytes(body[2:4], "big")) for body in bodies if body[1] in WRITE_FUNCTIONS]


def _endpoint(state: Mapping[str, object]) -> Endpoint:
    if state["kind"] == "tcp":
        return Endpoint(kind="tcp", host="127.0.0.1", port=int(str(state["port"])), timeout_s=0.15, quiet_s=0.15)
    return Endpoint(kind="rtu", device=str(state["device"]), paced=False, timeout_s=0.15, quiet_s=0.15)


@contextlib.contextmanager
def bench(
    site: Site, folder: Path, faults: Mapping[str, Sequence[Fault]] | None = None, for_s: float = 60
) -> Iterator[Bench]:
    """Run the rehearsal plant of a site for at most a minute, or another time in seconds."""
    with FrameLog(None) as log, running(site, log, for_s=for_s, faults=faults) as plant:
        yield Bench(site, plant, folder)


def only(plan: Plan, bus: str, *parameters: str) -> Plan:
    """Keep the writes of some parameters on one bus, in the order given, on the first device that has them all."""
    for device in plan.devices:
        chosen = [write for name in parameters for write in device.writes if write.parameter == name]
        if device.bus == bus and len(chosen) == len(parameters):
            return dataclasses.replace(plan, devices=(dataclasses.replace(device, writes=tuple(chosen)),))
    raise LookupError(f"no device on {bus} with {parameters}")

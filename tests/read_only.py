"""The read-only commands on a rehearsal plant, all in this process; each is checked to have sent nothing but reads."""

import contextlib
import dataclasses
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.rehearsal import RIVERSIDE, only

from plantwright.cli.main import main
from plantwright.deploy.plan import Plan, to_json
from plantwright.deploy.planning import make_plan
from plantwright.deploy.session import run_plan
from plantwright.modbus.rehearsal import load_rehearsal
from plantwright.modbus.simulator.actions import act
from plantwright.modbus.simulator.plant import Plant
from plantwright.modbus.simulator.serve import serve
from plantwright.site.load import load_site
from plantwright.site.model import Site


@dataclasses.dataclass
class Said:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


@dataclasses.dataclass
class Desk:
    """A running rehearsal plant of a site, its state file, and the folder of its runs."""

    path: Path
    site: Site
    plant: Plant
    state: Path
    runs: Path

    def act(self, *texts: str) -> None:
        for text in texts:
            act(self.site, self.plant, text)

    def apply(self, bus: str = "", *parameters: str) -> str:
        """Apply the plan, or some parameters of the first device on a bus that has them; return the name of the run."""
        targets = load_rehearsal(self.state)
        whole = make_plan(self.site, self.path, targets, True, _silent)
        plan: Plan = only(whole, bus, *parameters) if bus else whole
        run_plan(plan, to_json(plan), self.site, targets, self.runs, "tester", _silent, lambda: False)
        return plan.id


def command(capsys: pytest.CaptureFixture[str], desk: Desk, *arguments: str) -> Said:
    """Run a command that may only read; fail when the plant received anything else."""
    written = desk.plant.log.writes()
    capsys.readouterr()
    code = main([*arguments])
    shown = capsys.readouterr()
    assert desk.plant.log.writes() == written
    return Said(code, shown.out, shown.err)


@contextlib.contextmanager
def desk_of(path: Path, folder: Path, for_s: float = 90) -> Iterator[Desk]:
    """Serve the rehearsal plant of a site for at most a minute and a half."""
    site = load_site(path).site
    assert site is not None
    ready, stop = threading.Event(), threading.Event()
    plants: list[Plant] = []

    def on_ready(plant: Plant) -> None:
        plants.append(plant)
        ready.set()

    state = folder / f"{site.identity.number}.json"
    thread = threading.Thread(target=serve, args=(site, state, None, for_s, False, on_ready), kwargs={"stop": stop})
    thread.start()
    try:
        assert ready.wait(30)
        yield Desk(path, site, plants[0], state, folder / "runs")
    finally:
        stop.set()
        thread.join()


def copy_of_riverside(folder: Path, name: str, *changes: tuple[str, str]) -> Path:
    """Copy the site files of the example plant without its records, with texts replaced."""
    site = folder / name
    site.mkdir()
    for path in RIVERSIDE.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            text = text.replace(old, new)
        (site / path.name).write_text(text, encoding="utf-8")
    return site


def _silent(_: str) -> None:
    pass

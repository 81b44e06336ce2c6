"""Finding a run and printing it: what `show`, `resolve` and `restore` share."""

import argparse
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from plantwright import __version__
from plantwright.cli import devices, screen
from plantwright.deploy import journal
from plantwright.deploy.journal import Record
from plantwright.deploy.plan import Plan, from_json
from plantwright.deploy.session import PLAN
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.records.deployed import frames_so_far, read_run
from plantwright.records.run import DeviceRun, Run, Written

_ID = re.compile(r"\d{8}T\d{6}-[0-9a-f]{8}")
_PLACES = ("records/runs", "runs", "*/records/runs", "sites/*/records/runs")
_NOT_TOLD = (
    "format", "seq", "at", "kind", "device", "parameter", "register", "title", "proven", "proof", "previous", "hash",
)  # fmt: skip
"""What a line of the journal leaves out, or tells in front."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the run and where runs are kept."""
    parser.add_argument("run", metavar="RUN", help="the folder of a run, or its id")
    parser.add_argument("--journal", type=Path, metavar="DIR", help="where runs are kept (default: looked for)")


def is_run(name: str) -> bool:
    """Return whether a word of the command line names a run rather than a site."""
    return bool(_ID.fullmatch(Path(name).name)) or (Path(name) / "journal.jsonl").exists()


def folder_of(name: str, kept: Path | None = None) -> Path:
    """Return the folder of a run named by its folder or its id; raise Stop when there is none, or more than one."""
    if Path(name).is_dir():
        return Path(name)
    found = [kept / name] if kept else sorted(each / name for place in _PLACES for each in Path().glob(place))
    there = [each for each in found if each.is_dir()]
    if len(there) != 1:
        told = f"{len(there)} runs are called {name}: {', '.join(map(str, there))}"
        raise Stop(
            ExitCode.USAGE,
            told if there else f"there is no run {name}",
            "name the folder of the run, or where runs are kept: --journal DIR",
        )
    return there[0]


def plan_of(folder: Path) -> Plan:
    """Return the plan that a run applied."""
    path = folder / PLAN
    return from_json(devices.plan_text(path).decode("utf-8"), str(path))


def data(folder: Path) -> dict[str, object]:
    """Return a run and every record of its journal as plain data."""
    head = {"format_version": 1, "tool_version": __version__, "run": str(folder)}
    records = [dict(record) for record in journal.read(folder)]
    return {**head, **({"result": asdict(read_run(folder))} if _is_plan(records) else {}), "records": records}


def lines(folder: Path) -> list[str]:
    """Return a run for people: what became of every register, then every record of the journal."""
    chain = journal.load(folder)
    told = list(_summary(folder)) if _is_plan(chain.records) else []
    return [*told, f"journal of {folder}:", *map(_line, chain.records), *(f"note: {each}" for each in chain.notices)]


def _is_plan(records: object) -> bool:
    return isinstance(records, list | tuple) and bool(records) and records[0]["kind"] == "start"


def _summary(folder: Path) -> Iterator[str]:
    run = read_run(folder)
    kind = "REHEARSAL run" if run.rehearsal else "run"
    yield f"{kind} {run.id} of plant {run.plant} by {run.operator}, {run.started} to {run.ended}: {run.result}"
    frames = frames_so_far(folder.parent, run.rehearsal)
    for device in run.devices:
        yield from _device(device, frames)
    yield f"last hash: {run.last_hash}"
    yield _verdict(run)


def _device(device: DeviceRun, frames: Mapping[str, int]) -> Iterator[str]:
    wear = f"{device.frames} write frames in this run, {frames.get(device.tag, 0)} in all runs kept here"
    yield f"{device.tag}: {device.type} on {device.bus}, address {device.address}; {wear}"
    rows = [_row(write) for write in device.writes]
    yield from (f"  {line}" for line in (screen.table(rows[0], rows[1:]) if rows else []))


def _row(write: Written) -> tuple[str, ...]:
    change = f"{write.old} -> {devices.amount(write.new, write.unit)}" if write.new is not None else ""
    why = "; ".join(filter(None, (write.reason, f"stated by {write.stated}" if write.stated else "")))
    return f"0x{write.register:04X}", write.parameter, change, write.outcome, why


def _verdict(run: Run) -> str:
    total = sum(len(device.writes) for device in run.devices)
    return f"{total - len(run.unverified)} of {total} registers verified"


def _line(record: Record) -> str:
    """Return a record on one line; of registers only their number is told."""
    subject = " ".join(str(record[key]) for key in ("device", "parameter", "register") if key in record)
    told = {key: value for key, value in record.items() if key not in _NOT_TOLD and value not in ("", None)}
    rest = (f"{key}={_short(value)}" for key, value in told.items())
    return f"{record['seq']:>4} {record['at']} {record['kind']:<17} {subject} {' '.join(rest)}".rstrip()


def _short(value: object) -> str:
    if isinstance(value, Mapping | list) and len(value) > 3:
        return f"({len(value)})"
    return str(value)

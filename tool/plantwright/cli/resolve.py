"""`plantwright resolve`: say what became of the registers that a run left unknown; reads, never writes."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from plantwright import __version__
from plantwright.cli import devices, runs, screen
from plantwright.cli.sites import site_of
from plantwright.deploy import lineage
from plantwright.deploy.guards import refuse
from plantwright.deploy.journal import continue_run
from plantwright.deploy.plan import Plan
from plantwright.deploy.recovery import Left, Statement, recover
from plantwright.deploy.targets import targets
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.reporters.json import dumps

HELP = "read what a broken-off run left unknown, and keep what a person says of the rest; writes nothing to a device"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `resolve`."""
    parser.epilog = (
        "example: plantwright resolve 20261121T080000-0a1b2c3d --person 'R. Meyer' --reason 'unit was exchanged' "
        "--seen 'F0.05 shows 300 at the keypad'"
    )
    runs.arguments(parser)
    devices.rehearsal_option(parser)
    parser.add_argument("--person", metavar="NAME", help="who answers for what cannot be known by reading")
    parser.add_argument("--reason", metavar="TEXT", help="why it need not be waited for any longer")
    parser.add_argument("--seen", metavar="TEXT", help="what was seen at the device")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form of the result on stdout")


def run(args: argparse.Namespace) -> int:
    """Resolve one run; return 7 while a register stays unknown."""
    folder = runs.folder_of(args.run, args.journal)
    plan, statement = runs.plan_of(folder), _statement(args)
    _, site = site_of(plan.site)
    where = targets(site, args.rehearsal) if _reachable(plan, args.rehearsal, statement) else {}
    found = recover(folder, site, where, screen.note, statement)
    owned = _own_to_fork(folder, statement)
    waiting = () if statement else tuple(left for left in found if left.open)
    shown = _lines(folder, found, owned, waiting, statement)
    sys.stdout.write(dumps(_data(folder, found, owned)) if args.format == "json" else "\n".join(shown) + "\n")
    return ExitCode.UNKNOWN if waiting else ExitCode.DONE


def _statement(args: argparse.Namespace) -> Statement | None:
    said = {"person": args.person, "reason": args.reason, "seen": args.seen}
    if any(said.values()) and not all(said.values()):
        raise Stop(ExitCode.USAGE, "a statement needs --person, --reason and --seen", "give all three")
    return Statement(**said) if all(said.values()) else None


def _reachable(plan: Plan, rehearsal: Path | None, statement: Statement | None) -> bool:
    """Return whether the devices can be read; a rehearsal plant that has ended can only be stated."""
    if plan.rehearsal == (rehearsal is not None):
        return True
    if rehearsal is None and statement:
        return False
    wrote, hint = ("a rehearsal plant", "give --rehearsal FILE") if plan.rehearsal else ("the real devices", "")
    raise refuse(f"the run wrote to {wrote}", hint or "leave --rehearsal out", "kind")


def _own_to_fork(folder: Path, statement: Statement | None) -> tuple[str, ...]:
    """Record that a person knows of the runs that follow the same run as this one."""
    fork = next((each for each in lineage.forks(lineage.read_runs(folder.parent)) if folder.name in each), ())
    if fork and statement:
        with continue_run(folder) as journal:
            journal.append("statement", runs=list(fork), **asdict(statement))
    return fork


def _data(folder: Path, found: Sequence[Left], fork: tuple[str, ...]) -> dict[str, object]:
    return {
        "format_version": 1,
        "tool_version": __version__,
        "run": str(folder),
        "registers": [{**asdict(left), "result": str(left.result)} for left in found],
        "fork": list(fork),
    }


def _lines(
    folder: Path, found: Sequence[Left], fork: tuple[str, ...], waiting: Sequence[Left], statement: Statement | None
) -> list[str]:
    rows = [(str(it), f"raw {it.old_raw} -> {it.new_raw}", _result(it, statement), it.reason) for it in found]
    table = screen.table(("register", "change", "now", ""), rows) if rows else []
    forked = [f"runs {' and '.join(fork)} follow the same run{': owned to' if statement else ''}"] if fork else []
    if waiting:
        end = "next: read again later, or look at the device and say so: --person NAME --reason WHY --seen WHAT"
        return [*table, *forked, f"{folder.name}: {len(waiting)} unknown", end]
    return [*table, *forked, f"{folder.name}: nothing is left to resolve"]


def _result(left: Left, statement: Statement | None) -> str:
    return f"unknown, stated by {statement.person}" if left.open and statement else str(left.result)

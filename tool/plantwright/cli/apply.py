"""`plantwright apply`: write exactly what a plan says, verify, keep the proof."""

import argparse
import datetime
import getpass
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import FrameType

from plantwright import __version__
from plantwright.cli import devices, screen
from plantwright.cli.sites import site_of
from plantwright.deploy.apply import Applied, Result
from plantwright.deploy.guards import guard_plan, guard_proof, refuse
from plantwright.deploy.plan import Plan, from_json
from plantwright.deploy.session import run_plan
from plantwright.deploy.targets import targets
from plantwright.findings.exit_code import MEANING, ExitCode, Stop
from plantwright.findings.reporters.json import dumps

HELP = "write exactly what a plan says, verify every value by reading it back, keep the proof"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `apply`."""
    parser.add_argument("plan", type=Path, metavar="PLAN", help="a plan saved by `plantwright plan -o`")
    devices.rehearsal_option(parser)
    parser.add_argument(
        "--plant-id", metavar="NUMBER", help="the plant's number, as the plan shows it; asked for at a terminal"
    )
    parser.add_argument("--operator", default=getpass.getuser(), help="who answers for this run (default: the user)")
    parser.add_argument("--journal", type=Path, metavar="DIR", help="where runs are kept (default: SITE/records/runs)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form of the result on stdout")


def run(args: argparse.Namespace) -> int:
    """Apply one plan."""
    text = _read(args.plan)
    plan = from_json(text, str(args.plan))
    _, site = site_of(plan.site)
    guard_plan(
        plan, site, args.plant_id or _ask(plan), args.rehearsal is not None, datetime.datetime.now().astimezone()
    )
    guard_proof(plan)
    journal = args.journal or Path(plan.site) / "records" / "runs"
    where = targets(site, args.rehearsal)
    folder, applied = run_plan(plan, text, site, where, journal, args.operator, screen.note, _interrupts())
    shown = (
        dumps(_data(plan, folder, applied))
        if args.format == "json"
        else "\n".join(_lines(plan, folder, applied)) + "\n"
    )
    sys.stdout.write(shown)
    return applied.code


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise Stop(
            ExitCode.USAGE, f"cannot read {path}: {reason}", "make a plan: `plantwright plan SITE -o FILE`"
        ) from error


def _ask(plan: Plan) -> str:
    if not sys.stdin.isatty():
        raise refuse("no terminal to ask for the plant's number at", f"give --plant-id {plan.plant}")
    print(
        f"{plan.changes} registers of {plan.plant_name} would be written. Type the plant's number to go on: ",
        end="",
        file=sys.stderr,
        flush=True,
    )
    return sys.stdin.readline().strip()


def _interrupts() -> Callable[[], bool]:
    """Let the first Ctrl-C (or SIGTERM, SIGHUP) end the run after the register under way; a second ends it at once."""
    seen: list[int] = []

    def handle(number: int, frame: FrameType | None) -> None:
        seen.append(number)
        screen.note("stopping after this register; once more stops at once and may leave its outcome unknown")
        signal.signal(signal.SIGINT, signal.default_int_handler)

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, handle)
    return lambda: bool(seen)


def _data(plan: Plan, folder: Path, applied: Applied) -> dict[str, object]:
    return {
        "format_version": 1,
        "tool_version": __version__,
        "plan": plan.id,
        "plant": plan.plant,
        "rehearsal": plan.rehearsal,
        "run": str(folder),
        "exit_code": int(applied.code),
        "outcomes": [asdict(outcome) for outcome in applied.outcomes],
        "side_effects": [asdict(effect) for effect in applied.side_effects],
        "stopped": applied.stopped,
    }


def _lines(plan: Plan, folder: Path, applied: Applied) -> list[str]:
    rows = [
        (
            outcome.device,
            outcome.write.code,
            outcome.write.parameter,
            f"{outcome.write.old} -> {devices.amount(outcome.write.new, outcome.write.unit)}",
            str(outcome.result),
            outcome.reason,
        )
        for outcome in applied.outcomes
    ]
    effects = [
        f"{effect.device} 0x{effect.register:04X} changed by itself: raw {effect.before} -> {effect.after}"
        for effect in applied.side_effects
    ]
    table = screen.table(("device", "code", "parameter", "change", "outcome", ""), rows) if rows else []
    done = sum(outcome.result is Result.VERIFIED for outcome in applied.outcomes)
    kind = "REHEARSAL: " if plan.rehearsal else ""
    verdict = f"{kind}{done} of {plan.changes} registers verified: {MEANING[applied.code]}"
    stopped = [f"stopped: {applied.stopped}"] if applied.stopped else []
    return [*table, *effects, *stopped, f"proof: {folder}", verdict]

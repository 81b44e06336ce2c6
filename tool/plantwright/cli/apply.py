"""`plantwright apply`: write exactly what a plan says, verify, keep the proof."""

import argparse
import dataclasses
import getpass
import sys
from pathlib import Path

from plantwright import __version__
from plantwright.cli import devices, screen
from plantwright.cli.interrupts import interrupts
from plantwright.cli.issuing import gather
from plantwright.cli.sites import site_of
from plantwright.deploy.guards import guard_issue
from plantwright.deploy.issue import Issue
from plantwright.deploy.outcome import Applied, Result
from plantwright.deploy.plan import Plan, from_json
from plantwright.deploy.session import run_plan
from plantwright.findings.exit_code import MEANING, ExitCode
from plantwright.findings.reporters.json import dumps
from plantwright.site.model import Site
from plantwright.site.places import runs_of

HELP = "write exactly what a plan says, verify every value by reading it back, keep the proof"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `apply`."""
    parser.epilog = "example: plantwright apply plan.json --rehearsal rehearsal.json --plant-id RPS-01"
    parser.add_argument("plan", type=Path, metavar="PLAN", help="a plan saved by `plantwright plan -o`")
    devices.rehearsal_option(parser)
    parser.add_argument(
        "--plant-id", metavar="NUMBER", help="the plant's number, as the plan shows it; asked for at a terminal"
    )
    parser.add_argument("--changes", type=int, metavar="N",
                        help="the number of registers, where a plan has more than the site allows unasked")  # fmt: skip
    parser.add_argument("--as-root", action="store_true", help="write to real devices although the user is root")
    parser.add_argument("--operator", default=getpass.getuser(), help="who answers for this run (default: the user)")
    parser.add_argument("--journal", type=Path, metavar="DIR", help="where runs are kept (default: SITE/records/runs)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form of the result on stdout")


def run(args: argparse.Namespace) -> int:
    """Apply one plan."""
    text = devices.plan_text(args.plan)
    plan = from_json(text.decode("utf-8"), str(args.plan))
    _, site = site_of(plan.site)
    journal = args.journal or runs_of(Path(plan.site))
    issue = _issue(args, plan, site, gather(plan, site, args.rehearsal, journal, args.plan, text))
    folder, applied = run_plan(
        plan, text.decode("utf-8"), site, issue.targets, journal, args.operator, screen.note, interrupts(),
        [f"{each.person} ({each.key})" for each in issue.approvals],
    )  # fmt: skip
    shown = (
        dumps(_data(plan, folder, applied))
        if args.format == "json"
        else "\n".join(_lines(plan, folder, applied)) + "\n"
    )
    screen.last_word(shown)
    return applied.code


def _issue(args: argparse.Namespace, plan: Plan, site: Site, gathered: Issue) -> Issue:
    """Pass the guards, and ask a person last, when all that a machine can know is in order."""
    terminal = sys.stdin.isatty()
    given = dataclasses.replace(
        gathered, terminal=terminal, as_root=args.as_root, number=args.plant_id, number_of_changes=args.changes
    )
    if not terminal:
        guard_issue(plan, site, given)
        return given
    assumed = dataclasses.replace(given, number=args.plant_id or plan.plant, number_of_changes=plan.changes)
    guard_issue(plan, site, assumed)
    if args.plant_id is None:
        typed = screen.ask(f"{_summary(plan)}. Type the plant's number to go on: ")
        assumed = dataclasses.replace(assumed, number=typed)
        guard_issue(plan, site, assumed)
    changes = args.changes
    if changes is None and not plan.rehearsal and plan.changes > site.deployment.max_changes:
        changes = _number(screen.ask(f"{plan.changes} are many. Type how many registers are written: "))
    answered = dataclasses.replace(assumed, number_of_changes=changes)
    guard_issue(plan, site, answered)
    return answered


def _summary(plan: Plan) -> str:
    kind = "REHEARSAL: " if plan.rehearsal else ""
    return f"{kind}{plan.changes} registers of {plan.plant_name} would be written"


def _number(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() and len(typed) < 6 else None


def _data(plan: Plan, folder: Path, applied: Applied) -> dict[str, object]:
    return {
        "format_version": 1,
        "tool_version": __version__,
        "plan": plan.id,
        "plant": plan.plant,
        "rehearsal": plan.rehearsal,
        "run": str(folder),
        "exit_code": int(applied.code),
        "outcomes": [dataclasses.asdict(outcome) for outcome in applied.outcomes],
        "side_effects": [dataclasses.asdict(effect) for effect in applied.side_effects],
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
    unknown = [f"next: plantwright resolve {folder}"] if applied.code is ExitCode.UNKNOWN else []
    return [*table, *effects, *stopped, *unknown, f"proof: {folder}", verdict]

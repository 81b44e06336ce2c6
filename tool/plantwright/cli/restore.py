"""`plantwright restore`: a plan back to what a run found; reads, never writes."""

import argparse
import sys
from pathlib import Path

from plantwright.cli import devices, runs, screen
from plantwright.cli.sites import site_of, verdicts_of
from plantwright.deploy import durable, journal
from plantwright.deploy.guards import refuse
from plantwright.deploy.plan import Plan, to_json
from plantwright.deploy.planning import Said, findings, make_plan
from plantwright.deploy.restore import restore
from plantwright.deploy.revision import revision
from plantwright.deploy.targets import targets
from plantwright.findings.exit_code import ExitCode

HELP = "make a plan back to what a run found; nothing is written until it is applied, with the guards of any plan"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `restore`."""
    parser.epilog = "example: plantwright restore 20261121T080000-0a1b2c3d -o back.json"
    runs.arguments(parser)
    devices.rehearsal_option(parser)
    parser.add_argument("-o", "--out", type=Path, metavar="FILE", help="save the plan, for `plantwright apply FILE`")
    parser.add_argument("--acknowledge", nargs="+", action="extend", default=[], metavar="RULE",
                        help="warnings of `check` that are accepted: ids of rules, or RULE/OBJECT")  # fmt: skip
    parser.add_argument("--allow-dirty", action="store_true",
                        help="let the plan be applied although site files are not committed")  # fmt: skip
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form of the result on stdout")


def run(args: argparse.Namespace) -> int:
    """Make the plan back from one run."""
    folder = runs.folder_of(args.run, args.journal)
    records, done = journal.read(folder), runs.plan_of(folder)
    _guard_kind(done, args.rehearsal)
    loaded, site = site_of(done.site)
    known = findings(verdicts_of(loaded), args.acknowledge)
    said = Said(findings=known, allow_dirty=args.allow_dirty, revision=revision(Path(done.site)))
    now = make_plan(site, Path(done.site), targets(site, args.rehearsal), done.rehearsal, screen.note, said)
    plan = restore(now, site, records)
    text = to_json(plan)
    if args.out:
        durable.write(args.out, text.encode())
    sys.stdout.write(text if args.format == "json" else "\n".join(_lines(plan, folder, args)) + "\n")
    return ExitCode.DONE


def _guard_kind(done: Plan, rehearsal: Path | None) -> None:
    if done.rehearsal != (rehearsal is not None):
        wrote, hint = ("a rehearsal plant", "give --rehearsal FILE") if done.rehearsal else ("the real devices", "")
        raise refuse(f"the run wrote to {wrote}", hint or "leave --rehearsal out", "kind")


def _lines(plan: Plan, folder: Path, args: argparse.Namespace) -> list[str]:
    shown = [line for device in plan.devices for line in (*devices.device_lines(device), "")]
    kind = "REHEARSAL " if plan.rehearsal else ""
    saved = [f"saved: {args.out}", f"next: plantwright apply {args.out}"] if args.out and plan.changes else []
    verdict = f"{kind}plan back to what run {folder.name} found: {plan.changes} registers to write"
    return [*shown, *saved, verdict]

"""`plantwright plan`: read the devices, show what would change, save it."""

import argparse
import sys
from pathlib import Path

from plantwright.cli import devices, screen
from plantwright.cli.sites import site_of
from plantwright.deploy import durable
from plantwright.deploy.plan import Plan, to_json
from plantwright.deploy.planning import make_plan
from plantwright.deploy.targets import targets
from plantwright.findings.exit_code import ExitCode

HELP = "read the devices and show what would change; writes nothing to a device"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `plan`."""
    devices.arguments(parser)
    parser.add_argument("-o", "--out", type=Path, metavar="FILE", help="save the plan, for `plantwright apply FILE`")
    parser.add_argument("--exit-code", action="store_true", help="return 1 when there are changes")


def run(args: argparse.Namespace) -> int:
    """Plan one site."""
    _, site = site_of(args.site)
    plan = make_plan(site, Path(args.site), targets(site, args.rehearsal), args.rehearsal is not None, screen.note)
    text = to_json(plan)
    if args.out:
        durable.write(args.out, text.encode())
    sys.stdout.write(text if args.format == "json" else "\n".join(_lines(plan, args)) + "\n")
    return ExitCode.NO if args.exit_code and plan.changes else ExitCode.DONE


def _lines(plan: Plan, args: argparse.Namespace) -> list[str]:
    verdict = verdict_of(plan)
    shown = [line for device in plan.devices for line in ("", *devices.device_lines(device))]
    return [verdict, *shown, "", *_legend(plan), *_after(plan, args), verdict]


def _legend(plan: Plan) -> list[str]:
    writes = [write for device in plan.devices for write in device.writes]
    unproven = sum(not write.proven for write in writes)
    lines = ["~ written by `apply`   * done by a person at the device"] if writes else []
    if unproven:
        lines.append(
            f"{unproven} of these registers have an address, scale or code that no document proves: "
            "`apply` writes them to a rehearsal plant only"
        )
    return lines


def _after(plan: Plan, args: argparse.Namespace) -> list[str]:
    if not (args.out and plan.changes):
        return []
    rehearsal = f" --rehearsal {args.rehearsal}" if args.rehearsal else ""
    return [f"saved: {args.out}", f"next: plantwright apply {args.out}{rehearsal} --plant-id {plan.plant}"]


def verdict_of(plan: Plan) -> str:
    """Return the one line that says what a plan amounts to."""
    kind = "REHEARSAL " if plan.rehearsal else ""
    if not plan.changes:
        return f"{kind}plan for {plan.plant}: no changes, {len(plan.devices)} devices match"
    touched = sum(1 for device in plan.devices if device.writes)
    return f"{kind}plan for {plan.plant}: {plan.changes} registers to write on {touched} of {len(plan.devices)} devices"

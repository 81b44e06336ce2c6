"""`plantwright readdress`: another address or baud rate for one device that is alone on its bus."""

import argparse
import dataclasses
import sys
from getpass import getuser
from pathlib import Path

from plantwright import __version__
from plantwright.cli import devices, screen
from plantwright.cli.interrupts import interrupts
from plantwright.cli.issuing import at_the_unit
from plantwright.cli.sites import site_of
from plantwright.deploy.guards import refuse
from plantwright.deploy.outcome import Applied, Result
from plantwright.deploy.planning import Said, plan_of
from plantwright.deploy.readdress import PURPOSE, Change, change_of, guard_proven, next_steps, planned, readdress
from plantwright.deploy.reading import address_of
from plantwright.deploy.targets import targets
from plantwright.findings.exit_code import MEANING
from plantwright.findings.reporters.json import dumps
from plantwright.site.model import Site
from plantwright.site.places import runs_of

HELP = "give one device, alone on its bus, another address or baud rate, and prove that it is reached there"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `readdress`."""
    parser.epilog = "example: plantwright readdress sites/riverside SS301 --from 1 --address 5"
    parser.add_argument("site", metavar="SITE", help="the site's folder or file")
    parser.add_argument("tag", metavar="TAG", help="the device, for example SS301")
    new = parser.add_mutually_exclusive_group(required=True)
    new.add_argument("--address", type=int, metavar="N", help="the address it is to have")
    new.add_argument("--baud", type=int, metavar="B", help="the baud rate it is to have, in bit/s")
    parser.add_argument("--from", type=int, dest="now", metavar="N",
                        help="the address it has now (default: as the site says)")  # fmt: skip
    devices.rehearsal_option(parser)
    parser.add_argument("--as-root", action="store_true", help="write to a real device although the user is root")
    parser.add_argument("--operator", default=getuser(), help="who answers for this run (default: the user)")
    parser.add_argument("--journal", type=Path, metavar="DIR", help="where runs are kept (default: SITE/records/runs)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form of the result on stdout")


def run(args: argparse.Namespace) -> int:
    """Change address or baud rate of one device."""
    _, site = site_of(args.site)
    where, folder = targets(site, args.rehearsal), Path(args.site)
    change = change_of(site, args.tag, where, address=args.address, baud=args.baud, now=args.now)
    evidence = site.evidence.get(change.device.type.type)
    if args.rehearsal is None:
        guard_proven(change, evidence)
    _ask_alone(change)
    device = planned(change, evidence, screen.note)
    plan = plan_of(site, folder, where, args.rehearsal is not None, (device,), Said(), PURPOSE)
    runs = args.journal or runs_of(folder)
    at_the_unit(plan, site, args.rehearsal, runs, args.as_root)
    run_folder, applied = readdress(
        change, plan, runs, args.operator, screen.note, lambda: _ask_power(change), interrupts()
    )
    told = _data(plan.rehearsal, run_folder, applied)
    shown = "\n".join(_lines(plan.rehearsal, change, site, run_folder, applied)) + "\n"
    screen.last_word(dumps(told) if args.format == "json" else shown)
    return applied.code


def _ask_alone(change: Change) -> None:
    """Raise Stop unless a person at a terminal types the tag of the device."""
    tag, bus = change.device.tag, change.device.bus.name if change.device.bus else ""
    if not sys.stdin.isatty():
        raise refuse("there is no terminal at which a person says that the device is alone on its bus",
                     "run it at a terminal, at the device", "terminal")  # fmt: skip
    value = change.address if change.after is change.before else change.after.baud_rate
    new = f"{change.parameter.title.lower()} {value}"
    question = (
        f"{tag}, at address {address_of(change.device)} now, gets {new}. Every other device must be off bus {bus}."
    )
    typed = screen.ask(f"{question} Type the tag of the one device that is on it: ")
    if typed != tag:
        raise refuse(f"`{typed}` was typed, not {tag}", "disconnect the others, then type the tag", "alone")


def _ask_power(change: Change) -> bool:
    typed = screen.ask(f"Switch {change.device.tag} off and on, then press Enter (n: not done): ", ended="n")
    return typed.lower() not in ("n", "no")


def _data(rehearsal: bool, folder: Path, applied: Applied) -> dict[str, object]:
    return {
        "format_version": 1,
        "tool_version": __version__,
        "rehearsal": rehearsal,
        "run": str(folder),
        "exit_code": int(applied.code),
        "outcome": dataclasses.asdict(applied.outcomes[0]),
    }


def _lines(rehearsal: bool, change: Change, site: Site, folder: Path, applied: Applied) -> list[str]:
    outcome = applied.outcomes[0]
    kind = "REHEARSAL: " if rehearsal else ""
    aim = outcome.write
    head = f"{kind}{outcome.device} {aim.code} {aim.parameter}: {aim.old} -> {aim.new}: {outcome.result}"
    reason = [outcome.reason] if outcome.reason else []
    after = next_steps(change, site) if outcome.result is Result.VERIFIED else ()
    return [head, *reason, *(f"next: {each}" for each in after), f"proof: {folder}", f"{kind}{MEANING[applied.code]}"]

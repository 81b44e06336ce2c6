"""`plantwright verify`: read only; do the devices equal the site files?"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from plantwright import __version__
from plantwright.cli import devices, runs, screen
from plantwright.cli.sites import site_of
from plantwright.deploy.guards import refuse
from plantwright.deploy.outcome import Result
from plantwright.deploy.power_cycle import Kept, verify_after_power_cycle
from plantwright.deploy.targets import targets
from plantwright.deploy.verify import Verified, verify
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.reporters.json import dumps
from plantwright.site.model import Site
from plantwright.site.places import runs_of

HELP = "read only: do the devices equal the site files?"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `verify`."""
    devices.arguments(parser)
    parser.epilog = "example: plantwright verify sites/riverside --after-power-cycle RUN --person 'R. Meyer'"
    parser.add_argument("--after-power-cycle", metavar="RUN",
                        help="read again what a run verified, after its devices were without power")  # fmt: skip
    parser.add_argument("--person", metavar="NAME", help="who switched their power off and on")
    parser.add_argument("--journal", type=Path, metavar="DIR", help="where runs are kept (default: SITE/records/runs)")


def run(args: argparse.Namespace) -> int:
    """Verify one site; return 1 when a register differs."""
    _, site = site_of(args.site)
    if args.after_power_cycle:
        return _after_power_cycle(args, site)
    result = verify(site, targets(site, args.rehearsal), screen.note)
    sys.stdout.write(dumps(_data(args.site, result)) if args.format == "json" else "\n".join(_lines(result)) + "\n")
    return ExitCode.NO if result.differences else ExitCode.DONE


def _after_power_cycle(args: argparse.Namespace, site: Site) -> int:
    if not args.person:
        raise Stop(ExitCode.USAGE, "a program cannot know that power was off", "say who switched it: --person NAME")
    folder = runs.folder_of(args.after_power_cycle, args.journal or runs_of(Path(args.site)))
    if runs.plan_of(folder).rehearsal != (args.rehearsal is not None):
        hint = "leave --rehearsal out" if args.rehearsal else "give --rehearsal FILE"
        raise refuse(f"run {folder.name} was not made on this target", hint, "kind")
    kept = verify_after_power_cycle(folder, site, targets(site, args.rehearsal), args.person, screen.note)
    lost = sum(each.result is not Result.VERIFIED for each in kept)
    data = {
        "format_version": 1,
        "tool_version": __version__,
        "site": args.site,
        "run": str(folder),
        "differences": lost,
        "registers": [{**asdict(each), "result": str(each.result)} for each in kept],
    }
    sys.stdout.write(dumps(data) if args.format == "json" else "\n".join(_kept_lines(kept, lost, folder)) + "\n")
    return ExitCode.NO if lost else ExitCode.DONE


def _kept_lines(kept: Sequence[Kept], lost: int, folder: Path) -> list[str]:
    rows = [
        (each.device, each.code, each.parameter, devices.amount(each.wanted, each.unit), str(each.reads), _kept(each))
        for each in kept
    ]
    verdict = f"{len(kept) - lost} of {len(kept)} values verified after the power cycle; added to {folder}"
    return [*screen.table(("device", "code", "parameter", "written", "reads", ""), rows), verdict]


def _kept(each: Kept) -> str:
    return "verified after power cycle" if each.result is Result.VERIFIED else "lost: the device does not keep it"


def _data(site: str, result: Verified) -> dict[str, object]:
    return {
        "format_version": 1,
        "tool_version": __version__,
        "site": site,
        "differences": result.differences,
        "devices": [asdict(device) for device in result.devices],
    }


def _lines(result: Verified) -> list[str]:
    shown = [line for device in result.devices for line in (*devices.device_lines(device), "")]
    if not result.differences:
        return [
            *shown,
            f"verified: {len(result.devices)} devices equal the site files in every register that can be read",
        ]
    return [*shown, f"differs: {result.differences} registers do not equal the site files"]

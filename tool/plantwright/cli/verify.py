"""`plantwright verify`: read only; do the devices equal the site files?"""

import argparse
import sys
from dataclasses import asdict

from plantwright import __version__
from plantwright.cli import devices, screen
from plantwright.cli.sites import site_of
from plantwright.deploy.targets import targets
from plantwright.deploy.verify import Verified, verify
from plantwright.findings.exit_code import ExitCode
from plantwright.findings.reporters.json import dumps

HELP = "read only: do the devices equal the site files?"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `verify`."""
    devices.arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Verify one site; return 1 when a register differs."""
    _, site = site_of(args.site)
    result = verify(site, targets(site, args.rehearsal), screen.note)
    sys.stdout.write(dumps(_data(args.site, result)) if args.format == "json" else "\n".join(_lines(result)) + "\n")
    return ExitCode.NO if result.differences else ExitCode.DONE


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

"""`plantwright drift`: read only; which settings no longer are as declared, and since when."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from plantwright import __version__
from plantwright.cli import devices, screen
from plantwright.cli.sites import site_of
from plantwright.deploy.drift import DeviceDrift, Drift, Known, Setting, Unlisted, drift
from plantwright.deploy.targets import targets
from plantwright.deploy.verify import verify
from plantwright.findings.exit_code import ExitCode
from plantwright.findings.reporters.json import dumps
from plantwright.records.history import history

HELP = "read only: which settings are no longer as declared, and since when is that known?"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `drift`."""
    devices.arguments(parser)
    parser.epilog = "example: plantwright drift sites/riverside --exit-code"
    parser.add_argument("--all", action="store_true",
                        help="also settings that are as declared, and registers nothing is declared for")  # fmt: skip
    parser.add_argument("--exit-code", action="store_true", help="return 1 when a setting is not as declared")
    parser.add_argument("--journal", type=Path, metavar="DIR", help="where runs are kept (default: SITE/records/runs)")


def run(args: argparse.Namespace) -> int:
    """Compare one site with its devices."""
    _, site = site_of(args.site)
    rehearsal = args.rehearsal is not None
    past = history(args.journal or Path(args.site) / "records" / "runs", rehearsal)
    found = drift(verify(site, targets(site, args.rehearsal), screen.note), site, past)
    text = dumps(_data(args, found, site.identity.number)) if args.format == "json" else _text(args, found)
    sys.stdout.write(text)
    return ExitCode.NO if args.exit_code and found.differing else ExitCode.DONE


def _data(args: argparse.Namespace, found: Drift, plant: str) -> dict[str, Any]:
    return {
        "format_version": 1,
        "tool_version": __version__,
        "site": args.site,
        "plant": plant,
        "rehearsal": args.rehearsal is not None,
        "settings": len(found.settings),
        "differences": len(found.differing),
        "devices": [_device(device, args.all) for device in found.devices],
    }


def _device(device: DeviceDrift, every: bool) -> dict[str, Any]:
    data = asdict(device)
    if not every:
        del data["unlisted"]
    for entry in (*data["settings"], *data.get("unlisted", ())):
        entry["register"] = f"0x{entry['register']:04X}"
    return data


def _text(args: argparse.Namespace, found: Drift) -> str:
    verdict = ("REHEARSAL: " if args.rehearsal else "") + _verdict(found)
    shown = found.settings if args.all else found.differing
    parts = [[verdict], _table(shown), _unlisted(found) if args.all else [], _notes(found)]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _verdict(found: Drift) -> str:
    total, differing = len(found.settings), len(found.differing)
    if differing:
        return f"drift: {differing} of {total} settings differ from what is declared"
    return f"no drift: {total} of {total} settings as declared" if total else "no declared setting has a register"


def _table(settings: Sequence[Setting]) -> list[str]:
    head = ("device", "parameter", "declared", "read", "raw", "", "known since")
    return screen.table(head, [_row(each) for each in settings]) if settings else []


def _row(each: Setting) -> tuple[str, ...]:
    return (
        each.device, f"{each.code} {each.parameter}".strip(), devices.amount(each.declared, each.unit),
        devices.amount(each.reads, each.unit), _raw(each), str(each.kind), _since(each.known),
    )  # fmt: skip


def _raw(each: Setting | Unlisted) -> str:
    return f"0x{each.register:04X} = {each.raw}"


def _since(known: Known | None) -> str:
    if known is None:
        return "no run had it"
    how = "verified" if known.pushed else "read"
    return f"{known.at[:16].replace('T', ' ')}, {how if known.raw is not None else 'unknown'} in run {known.run}"


def _unlisted(found: Drift) -> list[str]:
    rows = [
        (each.device, f"{each.code} {each.parameter}".strip(), devices.amount(each.reads, each.unit), _raw(each),
         each.role, _moved(each))
        for device in found.devices
        for each in device.unlisted
    ]  # fmt: skip
    head = ("device", "register", "read", "raw", "what it is", "")
    return ["nothing is declared for these; they are told, not judged:", *screen.table(head, rows)] if rows else []


def _moved(each: Unlisted) -> str:
    if each.known is None or each.known.raw in (None, each.raw):
        return ""
    return f"was {each.known.raw} on {_since(each.known)}"


def _notes(found: Drift) -> list[str]:
    """Return what a reader must know beside the table: other units, what no register shows, what no document proves."""
    others = [
        f"{device.tag} is another unit than in run {device.other_than}, or was calibrated since: what runs knew of it "
        "does not hold"
        for device in found.devices
        if device.other_than
    ]
    unseen = [step for device in found.devices for step in device.unseen]
    waiting = sum(step.open for step in unseen)
    told = f"{len(unseen)} more declared settings have no register; a person signed for {len(unseen) - waiting} of them"
    unproven = sum(not each.proven for each in found.settings)
    coding = f"the values of {unproven} settings rest on an address, scale or code that nothing proves"
    return [*others, *([told] if unseen else []), *([coding] if unproven else [])]

"""`plantwright drift`: read only; which settings no longer are as declared, and since when."""

import argparse
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from plantwright import __version__
from plantwright.cli import devices, screen
from plantwright.cli.rendered import language_argument, saved
from plantwright.cli.sites import site_of, today
from plantwright.deploy import journal
from plantwright.deploy.drift import DeviceDrift, Drift, Known, Setting, Unlisted, drift
from plantwright.deploy.revision import revision
from plantwright.deploy.targets import targets
from plantwright.deploy.verify import verify
from plantwright.findings.exit_code import ExitCode
from plantwright.findings.reporters.json import dumps
from plantwright.records.deployed import every_run, latest_run
from plantwright.records.history import history
from plantwright.report.documents.drift_report import DriftReport, drift_report
from plantwright.report.language import Language
from plantwright.report.register import made_of
from plantwright.report.text import moment
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame
from plantwright.rules.check import check
from plantwright.site.load import LoadedSite
from plantwright.site.model import Site
from plantwright.site.places import runs_of

_WIDTH = 100

HELP = "read only: which settings are no longer as declared, and since when is that known?"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `drift`."""
    devices.arguments(parser)
    parser.epilog = "example: plantwright drift sites/riverside --exit-code"
    parser.add_argument("--all", action="store_true",
                        help="also settings that are as declared, and registers nothing is declared for")  # fmt: skip
    parser.add_argument("--exit-code", action="store_true", help="return 1 when a setting is not as declared")
    parser.add_argument("--journal", type=Path, metavar="DIR", help="where runs are kept (default: SITE/records/runs)")
    parser.add_argument("--report", type=Path, metavar="DIR", help="also write the drift report as PDF and HTML")
    parser.add_argument("--paper", choices=("a4", "letter"), default="a4", help="paper size (default: a4)")
    language_argument(parser, "with --report: ")
    parser.add_argument("--html-only", action="store_true", help="with --report: make no PDF")


def run(args: argparse.Namespace) -> int:
    """Compare one site with its devices."""
    loaded, site = site_of(args.site)
    rehearsal = args.rehearsal is not None
    kept = args.journal or runs_of(Path(args.site))
    past = history(kept, rehearsal)
    found = drift(verify(site, targets(site, args.rehearsal), screen.note), site, past)
    read_at = journal.now()
    text = dumps(_data(args, found, site.identity.number)) if args.format == "json" else _text(args, found)
    sys.stdout.write(text)
    if args.report:
        _save(args, _dossier(loaded, site, kept, args.language), found, read_at)
    return ExitCode.NO if args.exit_code and found.differing else ExitCode.DONE


def _dossier(loaded: LoadedSite, site: Site, kept: Path, language: Language) -> Dossier:
    day = today().isoformat()
    return Dossier(
        site=site,
        verdicts=(*loaded.problems, *check(loaded, today())),
        run=latest_run(kept),
        runs=every_run(kept),
        issued=day,
        day=day,
        tool_version=__version__,
        changed=revision(Path(loaded.files[0]).parent).changed,
        language=language,
    )


def _save(args: argparse.Namespace, dossier: Dossier, found: Drift, read_at: str) -> None:
    def page(dossier: Dossier, frame: Frame) -> DriftReport:
        return drift_report(dossier, frame, found, moment(read_at), args.rehearsal is not None)

    for path in saved(partial(made_of, dossier, "drift-report", page, args.paper), args.report, args.html_only):
        screen.note(str(path))


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
    head = ("device", "parameter", "declared -> read"), ("raw", "what became of it", "known since")
    return _two_by_two([head, *map(_row, settings)]) if settings else []


def _row(each: Setting) -> tuple[tuple[str, ...], tuple[str, ...]]:
    change = f"{devices.amount(each.declared, each.unit)} -> {devices.amount(each.reads, each.unit)}"
    first = each.device, f"{each.code} {each.parameter}".strip(), change
    return first, (_raw(each), str(each.kind), _since(each.known))


def _two_by_two(rows: Sequence[tuple[tuple[str, ...], tuple[str, ...]]]) -> list[str]:
    """Return two lines for each row, so that they fit on a terminal of 100 columns: a table, below each what more."""
    firsts = screen.table(rows[0][0], [first for first, _ in rows[1:]])
    below = ("; ".join(filter(None, more)) for _, more in rows)
    lines = chain.from_iterable((first, f"  {more}") for first, more in zip(firsts, below, strict=True))
    return [
        fitting
        for line in lines
        for fitting in textwrap.wrap(line, _WIDTH, subsequent_indent="    ", break_on_hyphens=False)
    ]


def _raw(each: Setting | Unlisted) -> str:
    return f"0x{each.register:04X} = {each.raw}"


def _since(known: Known | None) -> str:
    if known is None:
        return "no run had it"
    how = "verified" if known.pushed else "read"
    return f"{known.at[:16].replace('T', ' ')}, {how if known.raw is not None else 'unknown'} in run {known.run}"


def _unlisted(found: Drift) -> list[str]:
    rows = [
        ((each.device, f"{each.code} {each.parameter}".strip(), devices.amount(each.reads, each.unit)),
         (_raw(each), each.role, _moved(each)))
        for device in found.devices
        for each in device.unlisted
    ]  # fmt: skip
    head = ("device", "register", "read"), ("raw", "what it is", "what it was")
    return ["nothing is declared for these; they are told, not judged:", *_two_by_two([head, *rows])] if rows else []


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

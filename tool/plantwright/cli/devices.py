"""What the commands that talk to devices share: the rehearsal option and how plans are shown."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from plantwright.cli import screen
from plantwright.deploy.plan import DevicePlan, ManualStep, Write
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.rehearsal import plant_of
from plantwright.site.catalog import Value
from plantwright.site.model import Site


def arguments(parser: argparse.ArgumentParser, several: bool = False) -> None:
    """Add the site or `several`, the rehearsal option and the form of the result."""
    if several:
        parser.add_argument("site", nargs="+", metavar="SITE", help="the folder or file of a site, or of several")
        rehearsals_option(parser)
    else:
        parser.add_argument("site", metavar="SITE", help="the site's folder or file")
        rehearsal_option(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form of the result on stdout")


def rehearsal_option(parser: argparse.ArgumentParser) -> None:
    """Add `--rehearsal`."""
    parser.add_argument(
        "--rehearsal", type=Path, metavar="FILE", help="talk to the rehearsal plant of `plantwright simulate`"
    )


def rehearsals_option(parser: argparse.ArgumentParser) -> None:
    """Add `--rehearsal` for a command that talks to several sites: once for each."""
    parser.add_argument(
        "--rehearsal", type=Path, action="append", default=[], metavar="FILE",
        help="talk to the rehearsal plant of `plantwright simulate`; with several sites once for each",
    )  # fmt: skip


def only_rehearsal(files: Sequence[Path]) -> Path | None:
    """Return the rehearsal plant that is given for one site, None when none is; raise Stop for more than one."""
    if len(files) > 1:
        raise Stop(ExitCode.USAGE, f"{len(files)} rehearsal plants are given for one site", "give --rehearsal once")
    return files[0] if files else None


def rehearsal_of(site: Site, files: Sequence[Path]) -> Path | None:
    """Return the rehearsal plant of a site among those given, None when none is; raise Stop when it is missing."""
    if not files:
        return None
    found = next((file for file in files if plant_of(file) == site.identity.number), None)
    if found is None:
        raise Stop(
            ExitCode.USAGE,
            f"no --rehearsal is a plant of {site.identity.number}; real devices and a rehearsal do not go together",
            "start one for each site: `plantwright simulate SITE --state FILE`",
        )
    return found


def plan_text(path: Path) -> bytes:
    """Return the bytes of a plan, read once: what is checked is what is applied."""
    try:
        data = path.read_bytes()
        data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise Stop(
            ExitCode.USAGE, f"cannot read {path}: {reason}", "make a plan: `plantwright plan SITE -o FILE`"
        ) from error
    return data


def amount(value: Value, unit: str) -> str:
    """Return a setting with its unit, for people."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"{text} {unit}".rstrip()


def device_lines(device: DevicePlan) -> list[str]:
    """Return what would change on one device: its writes, then what a person does."""
    state = f", {device.state}" if device.state else ""
    states = device.writable_states if device.writes else ()
    when = f"; written only in {' or '.join(states)}" if states else ""
    head = f"{device.tag}: {device.type} on {device.bus}, address {device.address}{state}; {device.equal} equal{when}"
    return [head, *_indented(_write_rows(device.writes), right=()), *_indented(_manual_rows(device.manual), right=())]


def _indented(rows: Sequence[Sequence[str]], right: Sequence[int]) -> list[str]:
    return [f"  {line}" for line in screen.table(rows[0], rows[1:], right)] if rows else []


def _write_rows(writes: Sequence[Write]) -> list[tuple[str, ...]]:
    return [
        (
            f"~ {write.code}",
            write.parameter,
            f"{amount(write.old, '')} -> {amount(write.new, write.unit)}",
            f"0x{write.register:04X}",
            f"{write.old_raw} -> {write.new_raw}",
            write.title,
        )
        for write in writes
    ]


def _manual_rows(steps: Sequence[ManualStep]) -> list[tuple[str, ...]]:
    return [(f"* {step.code}", step.parameter, amount(step.value, step.unit), _manual_note(step)) for step in steps]


def _manual_note(step: ManualStep) -> str:
    if step.reads is not None:
        return "done: the register shows it" if step.confirmed else f"enter it: the register shows {step.reads}"
    return f"done: {step.signed}" if step.signed else "enter it and sign: no register shows it"

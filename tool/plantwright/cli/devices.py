"""What the commands that talk to devices share: the rehearsal option and how plans are shown."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from plantwright.cli import screen
from plantwright.deploy.plan import DevicePlan, ManualStep, Write
from plantwright.site.catalog import Value


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the site, the rehearsal option and the form of the result."""
    parser.add_argument("site", metavar="SITE", help="the site's folder or file")
    rehearsal_option(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form of the result on stdout")


def rehearsal_option(parser: argparse.ArgumentParser) -> None:
    """Add `--rehearsal`."""
    parser.add_argument(
        "--rehearsal", type=Path, metavar="FILE", help="talk to the rehearsal plant of `plantwright simulate`"
    )


def amount(value: Value, unit: str) -> str:
    """Return a setting with its unit, for people."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"{text} {unit}".rstrip()


def device_lines(device: DevicePlan) -> list[str]:
    """Return what would change on one device: its writes, then what a person does."""
    state = f", {device.state}" if device.state else ""
    head = f"{device.tag}: {device.type} on {device.bus}, address {device.address}{state}; {device.equal} equal"
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
            "needs standby",
        )
        for write in writes
    ]


def _manual_rows(steps: Sequence[ManualStep]) -> list[tuple[str, ...]]:
    return [(f"* {step.code}", step.parameter, amount(step.value, step.unit), _manual_note(step)) for step in steps]


def _manual_note(step: ManualStep) -> str:
    if step.reads is None:
        return "enter at the device and sign: no register shows it"
    return (
        "entered: the register shows it" if step.confirmed else f"enter at the device: the register shows {step.reads}"
    )

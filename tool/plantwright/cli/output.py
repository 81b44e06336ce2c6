"""Where the result of a check goes: the form asked for on stdout, others into files."""

import importlib
import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from plantwright.cli import screen
from plantwright.findings.checked import Checked
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.reporters import text
from plantwright.findings.reporters.styled import plain

FORMATS = ("text", "json", "jsonl", "sarif", "junit", "github", "gitlab", "markdown")

LISTS_EVERY = frozenset(("json", "jsonl", "junit"))
"""The formats that list every verdict; the others count what passes or does not apply."""


class Output(NamedTuple):
    """A file to write and its format."""

    form: str
    file: Path


def outputs(options: Sequence[str]) -> tuple[Output, ...]:
    """Return what the options FORMAT=FILE say; raise Stop for an unknown format and for a file that is named twice."""
    found = tuple(_output(option) for option in options)
    places = [each.file.absolute() for each in found]
    twice = next((each.file for each in found if places.count(each.file.absolute()) > 1), None)
    if twice:
        raise Stop(ExitCode.USAGE, f"--output names {twice} twice", "give each format a file of its own")
    return found


def _output(option: str) -> Output:
    form, _, file = option.partition("=")
    if form not in FORMATS or not file:
        raise Stop(ExitCode.USAGE, f"--output {option} is not FORMAT=FILE", f"FORMAT is one of {', '.join(FORMATS)}")
    if file == "-":
        raise Stop(ExitCode.USAGE, f"--output {option}: stdout is no file", f"use --format {form}")
    return Output(form, Path(file))


def show(form: str, checked: Checked, detail: text.Detail) -> None:
    """Write the result to stdout, in colour where it can be; in GitHub Actions text is followed by annotations."""
    if form != "text":
        sys.stdout.write(rendered(form, checked, detail))
        return
    screen.show(text.report(checked, detail))
    if os.environ.get("GITHUB_ACTIONS") == "true":
        sys.stdout.write(rendered("github", checked, detail))


def rendered(form: str, checked: Checked, detail: text.Detail) -> str:
    """Return the result in a format; the module of the format is loaded when it is needed."""
    if form == "text":
        return plain(text.report(checked, detail))
    made: str = importlib.import_module(f"plantwright.findings.reporters.{form}").report(checked)
    return made


def save(file: Path, content: str) -> None:
    """Write a file so that either the old or the new content is there; a pipe or a device is written to as it is."""
    try:
        if file.exists() and not file.is_file():
            file.write_text(content, encoding="utf-8")
        else:
            _replace(file.resolve(), content)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Stop(ExitCode.USAGE, f"cannot write {file}: {reason}", "name a file in a folder that exists") from error


def _replace(file: Path, content: str) -> None:
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        temporary.write_text(content, encoding="utf-8")
        if file.exists():
            temporary.chmod(stat.S_IMODE(file.stat().st_mode))
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)

"""`plantwright doctor`: what this machine has and lacks."""

import argparse
import importlib.metadata
import importlib.util
import shutil
import sys

from plantwright import __version__, resources
from plantwright.cli import screen
from plantwright.findings.exit_code import ExitCode

HELP = "say what this machine has and lacks"

_LIBRARIES = ("PyYAML", "jsonschema", "Jinja2", "weasyprint", "pymodbus", "pyserial", "rich")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""


def run(args: argparse.Namespace) -> int:
    """Print the table; return 1 when something that a command needs is missing."""
    rows = [
        ("plantwright", __version__, ""),
        ("Python", sys.version.split()[0], ""),
        *map(_library, _LIBRARIES),
        _folders(),
        _pdf(),
        _git(),
    ]
    print("\n".join(screen.table(("what", "found", "next step"), rows)))
    return ExitCode.NO if any(step for *_, step in rows) else ExitCode.DONE


def _library(name: str) -> tuple[str, str, str]:
    try:
        return name, importlib.metadata.version(name), ""
    except importlib.metadata.PackageNotFoundError:
        return name, "missing", f"pip install {name}"


def _folders() -> tuple[str, str, str]:
    try:
        return (
            "schemas and templates",
            str(resources.folder("schemas").parent),
            resources.folder("templates").name and "",
        )
    except FileNotFoundError as error:
        return "schemas and templates", "missing", f"install plantwright again: {error}"


def _pdf() -> tuple[str, str, str]:
    from plantwright.report.pdf import PdfUnavailable, available

    try:
        available()
    except PdfUnavailable as error:
        return "PDF", "missing", str(error)
    return "PDF", "native libraries found", ""


def _git() -> tuple[str, str, str]:
    found = shutil.which("git")
    return ("git", found, "") if found else ("git", "missing", "install git: plans record the commit of the site")

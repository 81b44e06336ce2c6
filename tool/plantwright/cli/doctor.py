"""`plantwright doctor`: what this machine has and lacks."""

import argparse
import importlib.metadata
import importlib.util
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from plantwright import __version__, resources
from plantwright.cli import screen
from plantwright.deploy import trust
from plantwright.deploy.targets import targets
from plantwright.deploy.trust import name_of
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.endpoint import Endpoint
from plantwright.site.load import find_sites, load_site
from plantwright.site.model import Site

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
        _ssh_keygen(),
        _targets(),
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


def _ssh_keygen() -> tuple[str, str, str]:
    found = shutil.which("ssh-keygen")
    step = "" if found else "install OpenSSH: plans are signed with ssh-keygen"
    return "ssh-keygen", found or "missing", step


def _targets() -> tuple[str, str, str]:
    """Say which buses of the sites around here may be written from this machine; none need be."""
    try:
        known = trust.trusted(trust.place())
    except Stop as stop:
        return "trusted targets", "the list counts for nothing", stop.hint
    named = [f"{bus} at {name}" for bus, name in _buses() if name in known]
    waiting = [f"{bus} at {name}" for bus, name in _buses() if name not in known]
    words = [f"trusted: {', '.join(named)}"] if named else []
    words += [f"not trusted, never written: {', '.join(waiting)}"] if waiting else []
    return "targets", "; ".join([*words, f"{len(known)} on the list"]), ""


def _buses() -> list[tuple[str, str]]:
    """Return the buses of the sites around here and where they are, as far as they can be read."""
    sites = [site for path in find_sites(Path.cwd()) if (site := load_site(path).site) is not None]
    return [(bus, name_of(endpoint)) for site in sites for bus, endpoint in _endpoints(site).items()]


def _endpoints(site: Site) -> Mapping[str, Endpoint]:
    try:
        return targets(site, None)
    except Stop:
        return {}

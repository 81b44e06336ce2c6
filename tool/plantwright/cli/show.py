"""`plantwright show`: the resolved site, or one object of it with what is computed and checked of it."""

import argparse
import difflib
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from plantwright.cli import runs
from plantwright.cli.calculated import NOISE, calculated, noise
from plantwright.cli.sites import site_of, today
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.reporters.json import FORMAT_VERSION, dumps
from plantwright.rules.check import check
from plantwright.site.catalog import DeviceType
from plantwright.site.evidence import proven
from plantwright.site.load import LoadedSite
from plantwright.site.model import Item, Site
from plantwright.site.source import dump

HELP = "print the resolved site, or one object of it with what is computed and checked of it"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `show`."""
    parser.add_argument("site", metavar="SITE|RUN", help="the site's folder or file; or a run's folder or id")
    help_ = "one object, for example SS101; or noise: the data cables by estimated noise, and the errors of its source"
    parser.add_argument("tag", nargs="?", metavar="TAG", help=help_)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text is YAML")


def run(args: argparse.Namespace) -> int:
    """Show a site, an object or a run."""
    if args.tag is None and runs.is_run(args.site):
        return _show_run(args)
    loaded, site = site_of(args.site)
    data = _told(loaded, site, args.tag) if args.tag else _site(site)
    sys.stdout.write(dumps({"format_version": FORMAT_VERSION, **data}) if args.format == "json" else dump(data))
    return ExitCode.DONE


def _show_run(args: argparse.Namespace) -> int:
    folder = runs.folder_of(args.site)
    sys.stdout.write(dumps(runs.data(folder)) if args.format == "json" else "\n".join(runs.lines(folder)) + "\n")
    return ExitCode.DONE


def _told(loaded: LoadedSite, site: Site, tag: str) -> dict[str, Any]:
    item = site.item(tag)
    if item is None and tag == NOISE:
        return {NOISE: noise(site)}
    found = _object(site, tag, item)
    computed = calculated(site, item) if item else {}
    parts = {"proof": _proof(site, tag), "calculated": computed}
    return {**found, **{name: part for name, part in parts.items() if part}, "checks": _checks(loaded, tag)}


def _proof(site: Site, tag: str) -> dict[str, str]:
    """Return what proves the registers of a device, or what is missing, once something was learned of its type."""
    device = next((each for each in site.devices() if each.tag == tag), None)
    evidence = site.evidence.get(device.type.type) if device else None
    if device is None or evidence is None:
        return {}
    known = {name: each for name, each in device.type.parameters.items() if each.register is not None}
    found = {name: proven(device.type, each, evidence) for name, each in known.items()}
    return {name: f"{'proven' if proof.proven else 'not proven'}: {proof.by}" for name, proof in found.items()}


def _object(site: Site, tag: str, item: Item | None) -> dict[str, Any]:
    if item is None:
        tags = [each for section in _sections(site).values() for each in section]
        nearest = difflib.get_close_matches(tag, tags, n=3)
        hint = f"nearest: {', '.join(nearest)}" if nearest else "`plantwright show SITE` prints all of it"
        raise Stop(ExitCode.USAGE, f"there is nothing called {tag} in this site", hint)
    return {tag: plain(item)}


def _checks(loaded: LoadedSite, tag: str) -> list[dict[str, str]]:
    """Return every verdict about an object, calculated values in its words."""
    about = [verdict for verdict in check(loaded, today()) if tag in verdict.object.split("@")]
    return [{"rule": each.rule, "verdict": str(each.outcome), "finding": each.message} for each in about]


def _site(site: Site) -> dict[str, Any]:
    head = {"site": plain(site.identity), "supply": plain(site.supply), "standards": plain(site.standards)}
    head["deployment"] = plain(site.deployment)
    return {**head, **{name: plain(section) for name, section in _sections(site).items() if section}}


def _sections(site: Site) -> dict[str, Mapping[str, Any]]:
    found = {field.name: getattr(site, field.name) for field in fields(site)}
    return {name: value for name, value in found.items() if isinstance(value, Mapping) and name != "types"}


def plain(value: object) -> Any:
    """Return a value of the model as plain data: what is not stated is left out, a device type is its name."""
    if isinstance(value, DeviceType):
        return value.type
    if is_dataclass(value):
        pairs = {field.name.rstrip("_"): plain(getattr(value, field.name)) for field in fields(value)}
        return {
            name: each
            for name, each in pairs.items()
            if each not in (None, "", [], {}) and name not in ("section", "tag")
        }
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, tuple) else value

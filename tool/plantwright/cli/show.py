"""`plantwright show`: the resolved site, or one object of it with what is computed and checked of it."""

import argparse
import difflib
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from plantwright.cli.sites import site_of, today
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.reporters.json import FORMAT_VERSION, dumps
from plantwright.rules.check import check
from plantwright.site.catalog import DeviceType
from plantwright.site.load import LoadedSite
from plantwright.site.model import Site
from plantwright.site.source import dump

HELP = "print the resolved site, or one object of it with what is computed and checked of it"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `show`."""
    parser.add_argument("site", metavar="SITE", help="the site's folder or file")
    parser.add_argument("tag", nargs="?", metavar="TAG", help="one object, for example SS101")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text is YAML")


def run(args: argparse.Namespace) -> int:
    """Show a site or an object."""
    loaded, site = site_of(args.site)
    data = {**_object(site, args.tag), "checks": _checks(loaded, args.tag)} if args.tag else _site(site)
    sys.stdout.write(dumps({"format_version": FORMAT_VERSION, **data}) if args.format == "json" else dump(data))
    return ExitCode.DONE


def _object(site: Site, tag: str) -> dict[str, Any]:
    item = site.item(tag)
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

"""Run every rule on a site, find the place of each verdict in the files, and apply the waivers."""

import dataclasses
import datetime
from collections.abc import Mapping

from plantwright.findings.verdict import Location, Path, Verdict
from plantwright.findings.waivers import apply_waivers
from plantwright.rules.frame import Review, Rule
from plantwright.rules.registry import registry
from plantwright.site.load import LoadedSite
from plantwright.site.model import Site
from plantwright.site.source import locate


def check(loaded: LoadedSite, today: datetime.date) -> tuple[Verdict, ...]:
    """Return the verdicts of all rules, in the order of their ids; nothing for a site that did not load.

    `today` decides which waivers have expired. The problems of loading are not repeated.
    """
    if loaded.site is None:
        return ()
    return tuple(_placed(loaded, verdict) for verdict in verdicts(loaded.site, registry(), today))


def verdicts(site: Site, rules: Mapping[str, Rule], today: datetime.date) -> tuple[Verdict, ...]:
    """Run the rules on the design, apply the waivers, then run the rules that review the waivers."""
    found = tuple(verdict for rule in rules.values() if not rule.reviews for verdict in rule.run(site))
    review = Review(today=today, verdicts=found, waivable={rule.id: rule.waivable for rule in rules.values()})
    waivable = frozenset(rule.id for rule in rules.values() if rule.waivable)
    reviewed = tuple(verdict for rule in rules.values() if rule.reviews for verdict in rule.run(site, review))
    return (*apply_waivers(found, site.waivers, waivable, today), *reviewed)


def _placed(loaded: LoadedSite, verdict: Verdict) -> Verdict:
    return dataclasses.replace(verdict, location=_location(loaded, verdict.path))


def _location(loaded: LoadedSite, path: Path) -> Location | None:
    """Return the place of a path, else of the last key of it that is written in the files."""
    return locate(loaded.root, path) if loaded.root is not None and path else None

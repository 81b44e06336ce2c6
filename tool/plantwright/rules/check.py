"""Run every rule on a site, find the place of each verdict in the files, and apply the waivers."""

import datetime
from collections.abc import Collection, Mapping

from plantwright.findings.verdict import Location, Path, Verdict
from plantwright.findings.waivers import apply_waivers
from plantwright.rules.frame import Place, Review, Rule, nowhere
from plantwright.rules.registry import registry
from plantwright.site.load import LoadedSite
from plantwright.site.model import Site
from plantwright.site.source import locate


def check(
    loaded: LoadedSite, today: datetime.date, *, switched_off: Collection[str] = frozenset()
) -> tuple[Verdict, ...]:
    """Return the verdicts of all rules, in the order of their ids; nothing for a site that did not load.

    `today` decides which waivers have expired, `switched_off` holds the ids of rules that do not run. The problems of
    loading are not repeated.
    """
    site, root = loaded.site, loaded.root
    if site is None or root is None:
        return ()

    def place(path: Path) -> Location | None:
        return locate(root, path) if path else None

    return verdicts(site, registry(), today, place, switched_off)


def verdicts(
    site: Site,
    rules: Mapping[str, Rule],
    today: datetime.date,
    place: Place = nowhere,
    switched_off: Collection[str] = frozenset(),
) -> tuple[Verdict, ...]:
    """Run the rules on the design, apply the waivers, then run the rules that review the waivers."""
    running = [rule for rule in rules.values() if rule.id not in switched_off]
    on_design = [rule for rule in running if not rule.reviews]
    on_waivers = [rule for rule in running if rule.reviews]
    found = tuple(verdict for rule in on_design for verdict in rule.run(site, place=place))
    review = Review(
        today=today,
        verdicts=found,
        waivable={rule.id: rule.waivable for rule in rules.values()},
        switched_off=frozenset(switched_off),
    )
    reviewed = tuple(verdict for rule in on_waivers for verdict in rule.run(site, review, place=place))
    waivable = frozenset(rule.id for rule in rules.values() if rule.waivable)
    return (*apply_waivers(found, site.waivers, waivable, today), *reviewed)

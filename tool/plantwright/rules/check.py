"""Run every rule on a site, find the place of each verdict in the files, and apply the waivers."""

import datetime
from collections.abc import Collection, Mapping

from plantwright.findings.verdict import TOLD, Judged, Location, Outcome, Path, Verdict
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
    return judged(loaded, today, switched_off=switched_off).verdicts


def judged(
    loaded: LoadedSite, today: datetime.date, *, switched_off: Collection[str] = frozenset(), every: bool = True
) -> Judged:
    """Return what `check` does; without `every`, what passes or does not apply is left out and counted."""
    site, root = loaded.site, loaded.root
    if site is None or root is None:
        return Judged()

    def place(path: Path) -> Location | None:
        return locate(root, path) if path else None

    return _judged(site, registry(), today, place, switched_off, every)


def verdicts(
    site: Site,
    rules: Mapping[str, Rule],
    today: datetime.date,
    place: Place = nowhere,
    switched_off: Collection[str] = frozenset(),
) -> tuple[Verdict, ...]:
    """Run the rules on the design, apply the waivers, then run the rules that review the waivers."""
    return _judged(site, rules, today, place, switched_off, True).verdicts


def _judged(
    site: Site,
    rules: Mapping[str, Rule],
    today: datetime.date,
    place: Place,
    switched_off: Collection[str],
    every: bool,
) -> Judged:
    running = [rule for rule in rules.values() if rule.id not in switched_off]
    others = dict.fromkeys((Outcome.PASS, Outcome.NOT_APPLICABLE), 0)

    def run(rule: Rule, *review: Review) -> list[Verdict]:
        drafts = rule.drafts(site, *review)
        if every:
            return [rule.verdict(draft, place) for draft in drafts]
        outcomes = [draft.outcome for draft in drafts]
        left_out = {outcome: outcomes.count(outcome) for outcome in others}
        for outcome, number in left_out.items():
            others[outcome] += number
        if sum(left_out.values()) == len(drafts):
            return []
        return [rule.verdict(draft, place) for draft in drafts if draft.outcome in TOLD]

    found = tuple(verdict for rule in running if not rule.reviews for verdict in run(rule))
    review = Review(
        today=today,
        verdicts=found,
        waivable={rule.id: rule.waivable for rule in rules.values()},
        switched_off=frozenset(switched_off),
    )
    reviewed = tuple(verdict for rule in running if rule.reviews for verdict in run(rule, review))
    waivable = frozenset(rule.id for rule in rules.values() if rule.waivable)
    return Judged((*apply_waivers(found, site.waivers, waivable, today), *reviewed), others)

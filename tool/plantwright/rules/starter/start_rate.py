"""How often a motor is started, judged against a rating of the starter that drives it."""

from collections.abc import Callable, Iterator

from plantwright.findings.verdict import Verdict
from plantwright.rules.facts import absent, most, rating
from plantwright.rules.members import drives
from plantwright.rules.say import not_applicable, not_checked
from plantwright.site.model import Motor, Number, Site, Starter

Judge = Callable[[Starter, Motor, Number, Number], Verdict]
"""Judges the starts an hour of a motor behind a starter against the upper limit that a rating states."""


def each_start_rate(site: Site, name: str, judge: Judge) -> Iterator[Verdict]:
    """Yield the verdict on each starter and its motor by a rating of that name, or why there is none."""
    driven_by = drives(site)
    for starter in site.starters.values():
        driven, limit = driven_by.get(starter.tag), most(rating(starter.type, name))
        if driven is None:
            yield not_applicable(starter, "no feeder with a motor contains it")
        elif driven[1].starts_per_hour is None:
            yield not_checked(starter, f"motors.{driven[1].tag}.starts_per_hour")
        elif limit is None:
            yield not_checked(starter, absent(starter.type, name))
        else:
            yield judge(starter, driven[1], driven[1].starts_per_hour, limit)

"""STA017: a feeder has no bypass contactor where its starter needs one, or has one where it must not."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, listed, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import drives
from plantwright.rules.say import fail, not_applicable, not_checked, passed
from plantwright.site.model import Site


@rule(
    id="STA017",
    severity=ERROR,
    title="Bypass contactor does not fit the variant",
    source=Source(document="CLR8G operating manual", clause="3, 4.3", lines="110, 149"),
    refs=("CLR-005", "CLR-020"),
    mend="add a bypass contactor to a starter of the bypass variant, and leave it out with the in-line variant",
    bad={"feeders.P101.bypass": None},
)
def bypass_does_not_fit_variant(site: Site) -> Iterator[Verdict]:
    """The bypass variant is cooled for the start only; the in-line variant has no terminals for a bypass."""
    driven_by = drives(site)
    for starter in site.starters.values():
        driven, fact = driven_by.get(starter.tag), rating(starter.type, "bypass_contactor_needed_by")
        if driven is None:
            yield not_applicable(starter, "no feeder with a motor contains it")
        elif fact is None:
            yield not_checked(starter, absent(starter.type, "bypass_contactor_needed_by"))
        elif not starter.variant:
            yield not_checked(starter, f"starters.{starter.tag}.variant")
        else:
            feeder, needed = driven[0], starter.variant in listed(fact)
            wants, has = "needs a" if needed else "takes no", f"has {feeder.bypass}" if feeder.bypass else "has none"
            say = passed if needed == bool(feeder.bypass) else fail
            message = f"the {starter.variant} variant {wants} bypass contactor, feeder {feeder.tag} {has}"
            yield say(starter, message, path=feeder.path("bypass"), value=feeder.bypass, source=fact.source)

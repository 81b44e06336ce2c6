"""CUR052: the accuracy of a meter behind a transducer is taken from the wrong ranges of its specification."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import sensors_by_supply
from plantwright.rules.say import equal, not_applicable, span
from plantwright.site.model import Site


@rule(
    id="CUR052",
    severity=ERROR,
    title="Accuracy of a meter taken from the wrong ranges",
    source=Source(document="PCT1200 user manual", clause="5.10.5", lines="445-447"),
    refs=("ZES-075",),
    mend="use the specification of the ranges that the accuracy is stated for",
    bad={"meters.LMG1.accuracy_ranges": {"from_a": 0.5, "to_a": 32}},
)
def wrong_accuracy_ranges(site: Site) -> Iterator[Verdict]:
    """The plug joins the transducer to the direct current input: its ranges set the error, no others."""
    fed = sensors_by_supply(site)
    for meter in site.meters.values():
        fact, stated = rating(meter.type, "accuracy_range_a"), meter.accuracy_ranges
        if meter.tag not in fed:
            yield not_applicable(meter, "feeds no transducer")
        elif stated is None:
            yield not_applicable(meter, "no accuracy of the meter is stated")
        elif fact is None:
            yield not_applicable(meter, f"no ranges are named for {meter.type.title}")
        else:
            found, wanted = span(stated.from_a, stated.to_a, "A"), span(fact.min, fact.max, "A")
            path, hint = meter.path("accuracy_ranges"), f"use the specification of the ranges {wanted}"
            what, of = "ranges of the accuracy used", "the ranges behind a transducer"
            yield equal(meter, what, found, wanted, path=path, of=of, source=fact.source, hint=hint)

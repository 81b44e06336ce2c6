"""STA033: the utilization category of a soft starter is not that of its variant."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, rating
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import equal, not_applicable, not_checked
from plantwright.site.model import Site


@rule(
    id="STA033",
    severity=WARNING,
    title="Utilization category does not fit the variant",
    source=Source(document="CLR8G operating manual", clause="2", lines="89"),
    refs=("CLR-089",),
    mend="read the nameplate again, or fit a starter of the category that its variant needs",
    bad={"starters.SS201.utilization_category": "AC-53b"},
)
def utilization_category_differs(site: Site) -> Iterator[Verdict]:
    """AC-53b is tested with a bypass taking over after the start: in line, such a starter is never allowed to cool."""
    for starter in site.starters.values():
        name = f"utilization_category_{starter.variant.replace('-', '_')}"
        fact = rating(starter.type, name)
        if not starter.utilization_category:
            yield not_applicable(starter, "no utilization category is stated")
        elif not starter.variant:
            yield not_checked(starter, f"starters.{starter.tag}.variant")
        elif fact is None or fact.value is None:
            yield not_checked(starter, absent(starter.type, name))
        else:
            stated, path = starter.utilization_category, starter.path("utilization_category")
            of = f"that of the {starter.variant} variant"
            yield equal(starter, "utilization category", stated, fact.value, of=of, path=path, source=fact.source)

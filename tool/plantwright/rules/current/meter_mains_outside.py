"""CUR060: the mains at a meter or supply unit are not those of its identification plate."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import amount, not_applicable, not_checked, span, within
from plantwright.site.catalog import Fact
from plantwright.site.model import Mains, Meter, Site, SupplyUnit

TOLERANCE = "supply_tolerance_percent"


@rule(
    id="CUR060",
    severity=ERROR,
    title="Mains of a meter unlike its identification plate",
    source=Source(document="PCT1200 user manual", clause="2.1; 3", lines="132, 218"),
    refs=("ZES-009",),
    mend="set the voltage selector, or feed the instrument from an outlet of the voltage on its plate",
    good={"meters.LMG1.mains": {"plate_v": 230, "min_v": 219, "max_v": 242}},
    bad={"meters.LMG1.mains.max_v": 256},
)
def meter_mains_outside(site: Site) -> Iterator[Verdict]:
    """A wrong voltage at the cord destroys the instrument, or lets it measure wrongly without a word."""
    fed: tuple[Meter | SupplyUnit, ...] = (*site.meters.values(), *site.supply_units.values())
    for each in fed:
        fact = rating(each.type, TOLERANCE)
        if each.mains is None:
            yield not_applicable(each, "its mains are not stated (mains)")
        elif fact is None:
            yield not_checked(each, absent(each.type, TOLERANCE))
        else:
            yield _verdict(each, each.mains, fact)


def _verdict(each: Meter | SupplyUnit, mains: Mains, fact: Fact) -> Verdict:
    off = [(volts / mains.plate_v - 1) * 100 for volts in (mains.min_v, mains.max_v)]
    low = fact.min is not None and off[0] < fact.min
    what = (
        f"mains ({span(mains.min_v, mains.max_v, 'V')} at the cord) against {amount(mains.plate_v, 'V')} on the plate"
    )
    path, allowed = each.path("mains", "min_v" if low else "max_v"), (fact.min, fact.max)
    return within(each, what, (off[0], off[1]), allowed, "%", path=path, source=fact.source)

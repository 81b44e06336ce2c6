"""CAB014: a data cable lies closer to power cables than BS 6701 allows for safety."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.cabling.rule_sets import by_rule_set
from plantwright.rules.frame import ERROR, rule
from plantwright.site.model import Site

NAME = "bs-6701"


@rule(
    id="CAB014",
    severity=ERROR,
    title="Data cable closer to power cables than BS 6701 allows",
    source=Source(
        document="BS 6701 (as quoted in the SYSTIMAX guidelines of 2011 and 2020)", clause="local safety minimum"
    ),
    refs=("X-044",),
    mend="move the cables apart, or put a divider between them",
    good={"standards.separation": ["en-50174-2-2009", NAME]},
    bad={"routes.R1.positions_mm.W911": 160},
)
def closer_than_bs_6701(site: Site) -> Iterator[Verdict]:
    """A damaged power cable must not bring its voltage onto a data cable: a floor under every other rule set."""
    yield from by_rule_set(site, NAME)

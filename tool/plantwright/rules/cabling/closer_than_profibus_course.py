"""CAB013: a bus cable lies closer to power cables than the PROFIBUS assembly course asks."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.cabling.rule_sets import by_rule_set
from plantwright.rules.frame import ERROR, rule
from plantwright.site.model import Site

NAME = "profibus-wbt-2006"


@rule(
    id="CAB013",
    severity=ERROR,
    title="Bus cable closer to power cables than the PROFIBUS assembly course asks",
    source=Source(document="PROFIBUS assembly course, WBT V1.0, December 2006", clause="pages 7 and 9 of 54"),
    refs=("X-044", "EM-SEP-01", "EM-SEP-03"),
    mend="move the cables apart, or lay them into metal ducts of their own",
    good={"standards.separation": ["en-50174-2-2009", NAME]},
    bad={"cables.W201.screened": False},
)
def closer_than_profibus_course(site: Site) -> Iterator[Verdict]:
    """A bus beside an unscreened motor cable wants more distance than other screened data cables."""
    yield from by_rule_set(site, NAME)

"""CAB011: a data cable lies closer to power cables than EN 50174-2:2000 asks."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.cabling.rule_sets import by_rule_set
from plantwright.rules.frame import ERROR, rule
from plantwright.site.model import Site

NAME = "en-50174-2-2000"


@rule(
    id="CAB011",
    severity=ERROR,
    title="Data cable closer to power cables than EN 50174-2:2000 asks",
    source=Source(
        document="EN 50174-2:2000 (as tabulated by pdfmaal.com, ThePhysicalLayer and a UNE summary)",
        clause="table of separations",
    ),
    refs=("X-044", "EM-SEP-01", "EM-SEP-02", "EM-SEP-03"),
    mend="move the cables apart, use a cable of another kind of screening, or part the tray with a metal divider",
    good={"standards.separation": ["en-50174-2-2009", NAME]},
    bad={"cables.W401.screened": False, "routes.R1.positions_mm.W911": 160},
)
def closer_than_en_50174_2000(site: Site) -> Iterator[Verdict]:
    """Older plants and fieldbus guides are built to this edition: screens and dividers decide, not the current."""
    yield from by_rule_set(site, NAME)

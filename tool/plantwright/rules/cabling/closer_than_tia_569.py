"""CAB012: a data cable lies closer to power cables than TIA-569 asks."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.cabling.rule_sets import by_rule_set
from plantwright.rules.frame import ERROR, rule
from plantwright.site.model import Site

NAME = "tia-569"
PLACES = (("R1", "W911"), ("R2", "W901"), ("R3", "W902"))


@rule(
    id="CAB012",
    severity=ERROR,
    title="Data cable closer to power cables than TIA-569 asks",
    source=Source(
        document="TIA-569 (as tabulated at elliottelectric.com)", clause="separation from sources of interference"
    ),
    refs=("X-044", "EM-SEP-01", "EM-SEP-02", "EM-SEP-03"),
    mend="move the cables apart, or lay the power cables into an earthed metal conduit",
    good={"standards.separation": NAME, **{f"routes.{route}.positions_mm.{cable}": 900 for route, cable in PLACES}},
    bad={"cables.W401.screened": False, "routes.R1.positions_mm.W911": 700},
)
def closer_than_tia_569(site: Site) -> Iterator[Verdict]:
    """Distance by the power of the circuit, which puts nearly every motor feeder into the widest column."""
    yield from by_rule_set(site, NAME)

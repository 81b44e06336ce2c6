"""CAB040: a twisted-pair data cable is longer than such a run may be."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import at_most, not_applicable, not_checked
from plantwright.site.model import Cable, Site

LONGEST_M = 100
UNSCREENED = Source(
    document="An Analytical Study of Power Line Effect on UTP Cable using Lumped Circuit Components", clause="4.2"
)
SCREENED = Source(document="ISO/IEC 11801-1", clause="channel of 100 m", provenance="unverified")
TWISTED_PAIR = "cat"  # how the name of a category begins: Cat 6, CAT5e, Category 7


@rule(
    id="CAB040",
    severity=ERROR,
    title="Data cable too long",
    source=UNSCREENED,
    refs=("EM-LEN-01",),
    mend="put a switch in between, or use fibre",
    bad={"cables.W911": {"length_m": 101, "screened": False}},
)
def data_cable_too_long(site: Site) -> Iterator[Verdict]:
    """Twisted-pair cabling is specified for runs of 100 m; beyond it attenuation and delay are not."""
    for cable in site.cables.values():
        if cable.kind == "data":
            yield _judged(cable)


def _judged(cable: Cable) -> Verdict:
    path = cable.path("length_m")
    if not cable.category:
        return not_checked(cable, f"cables.{cable.tag}.category", path=path)
    if not cable.category.lower().startswith(TWISTED_PAIR):
        return not_applicable(cable, f"{cable.category} is no twisted-pair category", path=path)
    if cable.length_m is None:
        return not_checked(cable, f"cables.{cable.tag}.length_m", path=path)
    source = SCREENED if cable.screened else UNSCREENED
    hint = "put a switch in between, or use fibre"
    return at_most(cable, "length", cable.length_m, LONGEST_M, "m", path=path, source=source, hint=hint)

"""CAB042: the screen of a data cable cannot be counted on: it is not bonded, or does not reach over the connectors."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.cabling.noise import VICTIMS, neighbours_of
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import fail, not_applicable, not_checked, passed
from plantwright.site.model import Cable, Screening, Site


@rule(
    id="CAB042",
    severity=WARNING,
    title="Screen that does not count",
    source=Source(
        document="An Analytical Study of Power Line Effect on UTP Cable using Lumped Circuit Components",
        clause="II 2.2",
        lines="140",
    ),
    refs=("EM-SHLD-02", "EM-SHLD-03", "X-044"),
    mend="carry the screen over the connectors, all round, and earth it: a bus at one end at least, else at both",
    bad={"cables.W911.screening.bonded": "none"},
)
def screen_not_bonded(site: Site) -> Iterator[Verdict]:
    """A screen with a gap, or without an earth, takes hardly anything off, though the rules on distance count it."""
    beside = neighbours_of(site)
    for cable in site.cables.values():
        if cable.kind in VICTIMS:
            yield _judged(cable, shared=cable.tag in beside)


def _judged(cable: Cable, *, shared: bool) -> Verdict:
    if not cable.screened:
        return not_applicable(cable, "no screen is stated")
    if cable.screening is not None:
        return _of_screen(cable, cable.screening)
    if shared:
        return not_checked(cable, f"cables.{cable.tag}.screening")
    return not_applicable(cable, "no power cable on its routes")


def _of_screen(cable: Cable, laid: Screening) -> Verdict:
    path, key = cable.path("screening"), f"cables.{cable.tag}.screening.continuous"
    if laid.bonded == "none":
        hint = "connect the screen to earth: a bus at one end at least, against the edges of a starter at both"
        return fail(cable, "its screen is bonded nowhere", path=(*path, "bonded"), value="none", hint=hint)
    if laid.continuous is None:
        return not_checked(cable, key, path=path)
    if laid.continuous:
        return passed(cable, f"its screen is continuous and bonded, {laid.bonded.replace('-', ' ')}", path=path)
    hint = "carry the screen over the connectors, all round and without pigtails"
    message = "its screen does not cover cable and connectors from end to end"
    return fail(cable, message, path=(*path, "continuous"), value=False, hint=hint)

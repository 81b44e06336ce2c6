"""INS012: the bypass reaches the motor around the isolating contactor."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import probed_feeders
from plantwright.rules.path import isolating_contactor
from plantwright.rules.say import fail, not_applicable, not_checked, passed
from plantwright.site.model import Feeder, Site


@rule(
    id="INS012",
    severity=ERROR,
    title="Bypass around the isolating contactor",
    source=Source(document="CLR8G operating manual", clause="4.3", lines="149"),
    refs=("X-003", "X-001"),
    mend="connect the bypass contactor across the starter only (L11-L13 of the CLR8G)",
    bad={"feeders.P101.bypass": "K101"},
    waivable=False,
)
def bypass_around_isolating_contactor(site: Site) -> Iterator[Verdict]:
    """The bypass spans the starter only; around the isolating contactor it keeps a motor live while it is measured."""
    probed = probed_feeders(site)
    for feeder in site.feeders.values():
        path = feeder.path("bypass")
        if not feeder.bypass:
            yield not_applicable(feeder, "no bypass contactor")
        elif feeder.tag not in probed:
            yield not_applicable(feeder, "no insulation probe is connected here")
        elif not isolating_contactor(site, feeder):
            yield not_applicable(feeder, "INS010 decides: there is no isolating contactor")
        elif feeder.bypass not in site.contactors:
            yield not_checked(feeder, f"contactors.{feeder.bypass}", path=path)
        elif fault := _fault(site, feeder):
            hint = "connect the bypass contactor across the starter only (L11-L13 of the CLR8G)"
            yield fail(feeder, fault, path=path, value=feeder.bypass, hint=hint)
        else:
            message = f"{feeder.bypass} spans the starter, {isolating_contactor(site, feeder)} stays in the path"
            yield passed(feeder, message, path=path)


def _fault(site: Site, feeder: Feeder) -> str:
    contactor = isolating_contactor(site, feeder)
    if feeder.bypass == contactor:
        return f"{feeder.bypass} is both the bypass and the contactor that cuts the motor off"
    if feeder.bypass in feeder.path_:
        return f"the bypass contactor {feeder.bypass} also stands in the path"
    if site.contactors[feeder.bypass].role != "bypass":
        return f"{feeder.bypass} has the role {site.contactors[feeder.bypass].role}, not bypass"
    return ""

"""BUS022: the cable of a bus is not screened."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, not_checked, passed
from plantwright.site.model import Site


@rule(
    id="BUS022",
    severity=ERROR,
    title="Bus cable not screened",
    source=Source(document="Modbus over Serial Line V1.02", clause="3.6"),
    refs=("X-044",),
    bad={"cables.W901.screened": False},
)
def cable_not_screened(site: Site) -> Iterator[Verdict]:
    """The specification requires a screen; beside the motor cables of soft starters it is what keeps the bits whole."""
    for bus in site.buses.values():
        cable = site.cables.get(bus.cable)
        if cable is None:
            yield not_checked(bus, f"buses.{bus.tag}.cable")
        elif cable.screened is None:
            yield not_checked(bus, f"cables.{cable.tag}.screened", path=bus.path("cable"))
        elif cable.screened:
            yield passed(bus, f"cable {cable.tag} is screened", path=cable.path("screened"))
        else:
            message = f"cable {cable.tag} is not screened"
            yield fail(bus, message, path=cable.path("screened"), value=False, hint="lay a screened twisted pair")

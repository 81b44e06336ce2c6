"""CAB041: the cable of a serial bus has no screen."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, not_checked, passed
from plantwright.site.model import Cable, Site

RS485 = "rs485"


@rule(
    id="CAB041",
    severity=ERROR,
    title="Bus cable not screened",
    source=Source(document="Modbus over Serial Line V1.02", clause="3.6"),
    refs=("X-044", "EM-SEP-02"),
    mend="use a screened twisted pair with a third wire for the common",
    bad={"cables.W901.screened": False},
)
def bus_cable_not_screened(site: Site) -> Iterator[Verdict]:
    """A serial bus runs beside motor cables, and Modbus over Serial Line asks for a shielded cable."""
    named = {bus.cable for bus in site.buses.values()}
    for cable in site.cables.values():
        if cable.kind == RS485 or cable.tag in named:
            yield _judged(cable)


def _judged(cable: Cable) -> Verdict:
    path = cable.path("screened")
    if cable.screened is None:
        return not_checked(cable, f"cables.{cable.tag}.screened", path=path)
    if cable.screened:
        return passed(cable, "is screened", path=path)
    hint = "use a screened twisted pair with a third wire for the common"
    return fail(cable, "has no screen; the cable of a serial bus must be screened", path=path, value="none", hint=hint)

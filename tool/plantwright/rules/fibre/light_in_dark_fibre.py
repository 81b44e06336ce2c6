"""FIB051: light was measured in a fibre that is recorded as dark."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.found import REPORT, by_link
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import below, not_applicable
from plantwright.site.end_face_tables import cleaning
from plantwright.site.model import FibreLink, Site
from plantwright.site.records import FibreEndFace

REACHES = Source(document=REPORT, clause="3.1.2; what the receiver of the link still reads", provenance="derived")


@rule(
    id="FIB051",
    severity=ERROR,
    title="Light in a fibre that counts as dark",
    source=REACHES,
    refs=("FO-PWR-01",),
    mend="find the source that still shines, switch it off, lock it, and measure again before looking",
    bad={"records.2026-10-12-fibre-FO1-A.power_off.power_dbm": -15},
)
def light_in_dark_fibre(site: Site) -> Iterator[Verdict]:
    """A fibre is dark when nothing sends into it, which a power meter shows at its floor.

    What the receiver of the link could still read is a source that is on: that fails. No document read says below
    which power a fibre is dark, so weaker light than that only warns.
    """
    for link, record in by_link(site, FibreEndFace):
        yield _judged(link, record)


def _judged(link: FibreLink, record: FibreEndFace) -> Verdict:
    power_dbm, path = record.power_off.power_dbm, record.path("power_off", "power_dbm")
    if power_dbm is None:
        return not_applicable(link, f"{record.file}: no power is recorded; FIB028 takes the person at their word")
    what, dark = f"{record.file}: power left in the fibre", cleaning().limits["dark_below_dbm"]
    if link.receiver and power_dbm >= link.receiver.min_dbm:
        return below(
            link,
            f"{what}, which its receiver reads,",
            power_dbm,
            link.receiver.min_dbm,
            "dBm",
            path=path,
            source=REACHES,
        )
    source = dark.source if power_dbm >= dark.value else None
    return below(link, what, power_dbm, dark.value, "dBm", path=path, source=source)

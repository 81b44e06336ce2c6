"""CUR020: the starting current of a motor passes the rms limit of its transducer."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.current.start_limit import each_start_current
from plantwright.rules.frame import ERROR, rule
from plantwright.site.model import Site


@rule(
    id="CUR020",
    severity=ERROR,
    title="Starting current above the rms limit of the transducer",
    source=Source(document="PCT1200 user manual", clause="5.3", lines="272-273"),
    refs=("ZES-039", "X-022", "X-024", "X-025"),
    mend="lower the current limit, or choose a larger transducer",
    bad={"starters.SS301.parameters.current_limit_percent": 340},
)
def start_current_too_high(site: Site) -> Iterator[Verdict]:
    """A start lasts seconds, far beyond the 100 ms for which a transducer bears an overload."""
    return each_start_current(site, "max_current_rms_a", "starting current ({how})")

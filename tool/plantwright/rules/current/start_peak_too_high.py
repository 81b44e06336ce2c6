"""CUR021: the peak of the starting current passes the limit of the transducer."""

import math
from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.current.start_limit import each_start_current
from plantwright.rules.frame import ERROR, rule
from plantwright.site.model import Site

CREST_FACTOR = math.sqrt(2)  # of a sine wave; phase control makes it larger


@rule(
    id="CUR021",
    severity=ERROR,
    title="Starting current above the peak limit of the transducer",
    source=Source(document="PCT1200 user manual", clause="5.3", lines="274-275"),
    refs=("ZES-040", "X-023", "X-025"),
    mend="lower the current limit, or choose a larger transducer",
    bad={"starters.SS301.parameters.current_limit_percent": 290},
)
def start_peak_too_high(site: Site) -> Iterator[Verdict]:
    """The peak limit binds before the rms limit: 1800 A peak is 1273 A rms of a sine wave."""
    return each_start_current(site, "max_current_peak_a", "peak of the starting current (√2 x {how})", CREST_FACTOR)

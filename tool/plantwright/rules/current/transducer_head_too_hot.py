"""CUR056: a transducer head is used colder or warmer than it bears."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.current.around_transducer import each_temperature
from plantwright.rules.frame import ERROR, rule
from plantwright.site.model import Site

HEAD = "head_ambient_c"


@rule(
    id="CUR056",
    severity=ERROR,
    title="Transducer head outside its operating temperature",
    source=Source(document="PCT1200 user manual", clause="5.3", lines="296"),
    refs=("ZES-048",),
    mend="move the transducer away from what heats or cools it",
    bad={"sensors.CT101.measuring_max_c": 86},
)
def transducer_head_too_hot(site: Site) -> Iterator[Verdict]:
    """Beside a busbar it is warmer than in the room; the head bears more than its cable, and has a limit of its own.

    The temperature around it while readings are taken counts, where the site states it, else that of the location.
    """
    return each_temperature(site, HEAD, lambda sensor, found: "temperature around the head")

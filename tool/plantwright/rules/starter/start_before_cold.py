"""STA043: starts follow each other faster than the overload protection of the starter cools down."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import at_least
from plantwright.rules.starter.start_rate import each_start_rate
from plantwright.rules.starting import pause_s
from plantwright.site.model import Motor, Number, Site, Starter


@rule(
    id="STA043",
    severity=WARNING,
    title="Next start before the overload protection is cold",
    source=Source(document="CLR8G operating manual", clause="8.2", lines="349", provenance="derived"),
    refs=("CLR-067",),
    mend="lengthen the pauses between the starts, or choose a starter for this duty",
    bad={"motors.M101.starts_per_hour": 24},
)
def start_before_cold(site: Site) -> Iterator[Verdict]:
    """A start warms the overload protection, which takes this time to cool; a start before that trips sooner.

    STA020 reckons with a protection that is cold. The pause is the hour shared out evenly, without the run.
    """
    return each_start_rate(site, "thermal_recovery_s", _verdict)


def _verdict(starter: Starter, motor: Motor, starts: Number, needed_s: Number) -> Verdict:
    what, path = f"pause between two starts of {motor.tag} ({starts} an hour)", motor.path("starts_per_hour")
    return at_least(starter, what, pause_s(starts), needed_s, "s", path=path)

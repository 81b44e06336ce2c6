"""The temperature around transducers while readings are taken, judged by a band that their types state."""

from collections.abc import Callable, Iterator

from plantwright.findings.verdict import Verdict
from plantwright.rules.current.accuracy import Temperatures, temperatures
from plantwright.rules.facts import absent
from plantwright.rules.say import not_checked, within
from plantwright.site.catalog import Fact
from plantwright.site.model import Sensor, Site

Told = Callable[[Sensor, Temperatures], str]
"""Returns the subject of the sentence."""


def each_temperature(site: Site, name: str, told: Told, hint: str = "") -> Iterator[Verdict]:
    """Yield whether the temperature around each transducer is within the fact of that name of its environment."""
    for sensor in site.sensors.values():
        found, fact = temperatures(site, sensor), sensor.type.environment.get(name)
        if fact is None:
            yield not_checked(sensor, absent(sensor.type, name, "environment"))
        elif found.missing:
            yield not_checked(sensor, *found.missing)
        else:
            yield _within(sensor, told(sensor, found), found, fact, hint)


def _within(sensor: Sensor, what: str, found: Temperatures, fact: Fact, hint: str) -> Verdict:
    cold = fact.min is not None and found.min_c < fact.min
    path, allowed = sensor.path("measuring_min_c" if cold else "measuring_max_c"), (fact.min, fact.max)
    return within(sensor, what, (found.min_c, found.max_c), allowed, "°C", path=path, source=fact.source, hint=hint)

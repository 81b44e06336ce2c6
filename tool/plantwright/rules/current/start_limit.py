"""The starting current through transducers, judged by a limit that their types state."""

from collections.abc import Iterator

from plantwright.findings.verdict import Verdict
from plantwright.rules.facts import absent, most, rating
from plantwright.rules.say import at_most, not_checked
from plantwright.rules.starting import sensed_start_currents
from plantwright.site.model import Site


def each_start_current(site: Site, name: str, what: str, crest_factor: float = 1) -> Iterator[Verdict]:
    """Yield whether the starting current through each transducer, times a factor, is at most a rating of that name.

    `what` is the subject of the sentence, in which `{how}` stands for how the rms current comes about.
    """
    sensed = sensed_start_currents(site)
    for sensor in site.sensors.values():
        current, limit = sensed[sensor.tag], most(rating(sensor.type, name))
        if current.missing:
            yield not_checked(sensor, *current.missing)
        elif limit is None:
            yield not_checked(sensor, absent(sensor.type, name))
        else:
            told, found_a = what.format(how=current.how), current.rms_a * crest_factor
            hint = "lower the current limit, or choose a larger transducer"
            yield at_most(sensor, told, found_a, limit, "A", path=current.path, hint=hint)

"""CUR050: no measuring range of a power meter takes the starting current."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict, Words
from plantwright.physics.current_chain import Range, smallest_range
from plantwright.rules.current.accuracy import error_told
from plantwright.rules.current.ranges import range_table, ranges
from plantwright.rules.current.start_peak_too_high import CREST_FACTOR
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import amount, fail, not_applicable, not_checked, passed
from plantwright.rules.starting import StartCurrent, sensed_start_currents
from plantwright.site.model import Meter, Sensor, Site


@rule(
    id="CUR050",
    severity=ERROR,
    title="No measuring range takes the starting current",
    source=Source(document="PCT1200 user manual", clause="5.10.4", lines="425-441"),
    refs=("ZES-072", "ZES-073", "ZES-052", "ZES-053", "ZES-074", "X-026"),
    mend="lower the current limit, or measure with another transducer",
    bad={"starters.SS301.parameters.current_limit_percent": 290},
)
def meter_range_too_small(site: Site) -> Iterator[Verdict]:
    """The range is set for the start, not for running; the smallest one that takes rms and peak reads best."""
    sensed = sensed_start_currents(site)
    for sensor in site.sensors.values():
        meter = site.meters.get(sensor.supply)
        current = sensed[sensor.tag]
        if meter is None or "channels" not in meter.type.tables:
            yield not_applicable(sensor, "no table of ranges is known for what reads it", path=sensor.path("supply"))
        elif sensor.channel is None:
            yield not_checked(sensor, f"sensors.{sensor.tag}.channel")
        elif not (family := meter.channels.get(str(sensor.channel))):
            yield not_checked(sensor, f"meters.{meter.tag}.channels.{sensor.channel}", path=sensor.path("channel"))
        elif current.missing:
            yield not_checked(sensor, *current.missing)
        elif table := range_table(sensor, meter, family):
            yield _verdict(site, sensor, current, meter, family, ranges(table))
        else:
            yield not_checked(sensor, why=f"no table of ranges is known for the channel {family}")


def _verdict(
    site: Site, sensor: Sensor, current: StartCurrent, meter: Meter, family: str, every: tuple[Range, ...]
) -> Verdict:
    channel = f"{family} of {meter.tag}"
    rms_a, peak_a = current.rms_a, current.rms_a * CREST_FACTOR
    found = smallest_range(every, rms_a, peak_a)

    def start() -> str:
        return f"the start of {amount(rms_a, 'A')} rms and {amount(peak_a, 'A')} peak"

    def takes(reads: Range) -> str:
        takes = f"the range {amount(reads.nominal_a, 'A')} of {channel} takes {start()}"
        return takes + error_told(site, sensor, meter, reads)

    if found:
        return _told(sensor, found, lambda: takes(found), rms_a, peak_a)
    most_rms_a, most_peak_a = max(each.max_trms_a for each in every), max(each.max_peak_a for each in every)
    message = f"no range of {channel} takes {start()}, at most {amount(most_rms_a, 'A')} rms and "
    message += f"{amount(most_peak_a, 'A')} peak are allowed"
    hint = "lower the current limit, or measure with another transducer"
    return fail(sensor, message, path=current.path, value=rms_a, limit=most_rms_a, unit="A", hint=hint)


def _told(sensor: Sensor, found: Range, words: Words, rms_a: float, peak_a: float) -> Verdict:
    """Return the pass with the numbers that bind: of the rms value, or of the peak when less of it is left."""
    pairs = ((rms_a, found.max_trms_a), (peak_a, found.max_peak_a))
    value, limit = max(pairs, key=lambda pair: pair[0] / pair[1])
    margin, path = round(limit - value, 6), sensor.path("channel")
    return passed(sensor, words, path=path, value=value, limit=limit, unit="A", margin=margin)

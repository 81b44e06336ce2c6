"""INS049: the frequency at an insulation probe is outside the range for the waveform there."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.insulation.connected import cell
from plantwright.rules.say import not_applicable, not_checked, within
from plantwright.site.model import Probe, Site


@rule(
    id="INS049",
    severity=ERROR,
    title="Frequency at the probes outside their range",
    source=Source(document="K7GE-MG datasheet", clause="Voltage input", lines="130"),
    refs=("K7-036",),
    mend="take the probe off this circuit, or measure it with a monitor that is made for its frequency",
    bad={"supply.frequency_hz": 400},
)
def system_frequency_outside(site: Site) -> Iterator[Verdict]:
    """The probe watches whether its motor is live; a voltage of another frequency or shape may go unnoticed.

    Behind a soft starter the wave is cut by thyristors, elsewhere it is that of the supply: a sine, or a converter's.
    """
    frequency = site.supply.frequency_hz
    for probe in site.probes.values():
        monitor, wave = site.monitors.get(probe.monitor), _waveform(site, probe)
        table = monitor.type.tables.get("system_waveform") if monitor else None
        ends = [cell(table, wave, f"frequency_{end}_hz") for end in ("min", "max")] if table and wave else []
        if not wave:
            yield not_applicable(probe, f"there is no feeder {probe.feeder}")
        elif not ends or None in ends:
            yield not_checked(probe, f"tables.system_waveform.{wave} of the monitor {probe.monitor}")
        else:
            what, path = f"frequency ({wave} waveform)", ("supply", "frequency_hz")
            yield within(probe, what, (frequency, frequency), (ends[0], ends[1]), "Hz", path=path)


def _waveform(site: Site, probe: Probe) -> str:
    feeder = site.feeders.get(probe.feeder)
    if feeder is None:
        return ""
    if site.starter_of(feeder):
        return "thyristor"
    return "inverter" if site.supply.kind == "converter" else "sine"

"""The trend of each insulation monitor: what was kept of its probes, else what people recorded."""

from collections.abc import Sequence

from plantwright.monitor.series import ALARMS, Series, outlook
from plantwright.report.figure_kind import FigureKind
from plantwright.report.figures.drawing import Figure
from plantwright.report.figures.insulation_trend import Trace, insulation_trend, trace_of, trace_of_records
from plantwright.report.language import text
from plantwright.report.text import joined
from plantwright.report.views.dossier import Dossier
from plantwright.site.model import Monitor, Probe
from plantwright.site.records import InsulationMonitoring, of_kind


def trend(dossier: Dossier, tag: str) -> Figure:
    """Return the trend of a monitor, a strip for each of its probes."""
    monitor = dossier.site.monitors[tag]
    probes = dossier.site.probes_of(tag)
    return insulation_trend([_trace(dossier, monitor, each) for each in probes], source=_source(dossier, probes))


def _source(dossier: Dossier, probes: Sequence[Probe]) -> str:
    kept = any(isinstance(found := dossier.series.get(each.tag), Series) and found.values for each in probes)
    tags = {each.tag for each in probes}
    read = any(each.probe in tags for each in of_kind(dossier.records, InsulationMonitoring))
    return joined(
        text("readings kept by the monitor database") if kept else "",
        text("records of kind insulation-monitoring") if read else "",
        text("site files, for the alarms"),
        by="; ",
    )


def _trace(dossier: Dossier, monitor: Monitor, probe: Probe) -> Trace:
    found = dossier.series.get(probe.tag)
    if isinstance(found, Series) and found.values:
        return trace_of(found, outlook(found))
    limits = ((name, monitor.setting(name)) for name in ALARMS)
    records = [each for each in of_kind(dossier.records, InsulationMonitoring) if each.probe == probe.tag]
    alarms = tuple((name, float(limit)) for name, limit in limits if isinstance(limit, int | float))
    return trace_of_records(probe.tag, records, alarms, text("from records") if records else "")


INSULATION_TREND = FigureKind(
    name="insulation-trend",
    objects=lambda dossier: tuple(dossier.site.monitors),
    draw=trend,
    documents=("insulation-trend", "commissioning-report"),
)

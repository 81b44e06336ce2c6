"""The trend of an insulation monitor: what its channels read over time, its wiring and its settings."""

from dataclasses import dataclass, replace

from plantwright.report.figures.drawing import Figure
from plantwright.report.gallery.insulation_trend import trend
from plantwright.report.gallery.timing_chart import measurement_timing
from plantwright.report.kind import Kind
from plantwright.report.language import text
from plantwright.report.text import joined, quantity
from plantwright.report.views.banners import REHEARSAL, Banner, unsigned_because
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame
from plantwright.report.views.monitors import MonitorPage, monitor_page
from plantwright.report.views.settings import settings
from plantwright.report.views.settings_abreast import EnteredSettings, entered
from plantwright.report.views.trends import (
    ChannelTrend,
    RecordedReading,
    channel_trends,
    of_rehearsal,
    recorded_readings,
)
from plantwright.report.views.wiring import WiringCheck, wiring_checks
from plantwright.site.model import Monitor


@dataclass(frozen=True, slots=True, kw_only=True)
class InsulationTrend:
    """One monitor; `voltage` is what it measures with, `entered` its settings where no register takes them."""

    frame: Frame
    monitor: MonitorPage
    voltage: str
    range: str
    accuracy: str
    trends: tuple[ChannelTrend, ...]
    recorded: tuple[RecordedReading, ...]
    figure: Figure
    wiring: tuple[WiringCheck, ...]
    entered: EnteredSettings | None
    timing: Figure


def _page(dossier: Dossier, frame: Frame) -> InsulationTrend:
    monitor = dossier.site.monitors[frame.object]
    page = monitor_page(dossier, monitor)
    return InsulationTrend(
        frame=_warned(frame) if of_rehearsal(dossier, monitor) else frame,
        monitor=page,
        voltage=_rated(monitor, "test_voltage_v"),
        range=_rated(monitor, "measuring_range_mohm"),
        accuracy=joined(_rated(monitor, "accuracy_percent_of_reading"), _rated(monitor, "accuracy_digits"), by=" + "),
        trends=channel_trends(dossier, monitor),
        recorded=recorded_readings(dossier, monitor),
        figure=trend(dossier, monitor.tag),
        wiring=wiring_checks(dossier, monitor.tag),
        entered=None if page.settings else entered([settings(dossier, monitor)]),
        timing=measurement_timing(dossier, monitor.tag),
    )


def _warned(frame: Frame) -> Frame:
    """Return a frame that says on every sheet that the readings are of a simulator, and lets nobody sign."""
    banner = Banner(word=REHEARSAL.word, text=text("the readings are of a simulator"))
    banners = (banner, *(each for each in frame.banners if each.word != banner.word))
    return replace(frame, banners=banners, unsigned=unsigned_because(banners))


def _rated(monitor: Monitor, name: str) -> str:
    """Return a rating of the type in words, empty when it is not stated."""
    fact = monitor.type.ratings.get(name)
    if fact is None:
        return ""
    if fact.min is not None and fact.max is not None:
        return text("{low} to {high}", low=quantity(fact.min), high=quantity(fact.max, fact.unit))
    return quantity(fact.value, fact.unit)


INSULATION_TREND = Kind(
    name="insulation-trend",
    title=text("Insulation trend report"),
    code="&EQC008",
    handover="03-04",
    empty=text("the site has no insulation monitor"),
    template="insulation-trend.html.j2",
    objects=lambda dossier: tuple(dossier.site.monitors),
    page=_page,
)

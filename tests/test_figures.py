"""The figures keep their texts apart and inside the frame, whatever the plant looks like."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from plantwright.monitor.trend import Crossing, Point, Trend, crossing, fit
from plantwright.report.axes import Axis, between, time_ticks
from plantwright.report.figures.accuracy_bands import Use, accuracy_bands
from plantwright.report.figures.bus_line import bus_line, spread
from plantwright.report.figures.drawing import Drawing, Figure, Text, drawing, fitted, width, wrapped
from plantwright.report.figures.end_face_timeline import Event, Zones, end_face_timeline
from plantwright.report.figures.grid import Grid, grid
from plantwright.report.figures.insulation_trend import Reading, Trace, insulation_trend
from plantwright.report.figures.milestones import Step, milestones
from plantwright.report.figures.overload import PredictedStart, overload
from plantwright.report.figures.qr import qr_code
from plantwright.report.figures.single_line import single_line
from plantwright.report.figures.start_curve import Start, start_curve
from plantwright.report.figures.timing_chart import Timing, timing_chart
from plantwright.report.figures.tray import Distance, section
from plantwright.report.figures.voltage_system import VoltageSystem, voltage_system
from plantwright.report.html import fill
from plantwright.report.marks import FAIL, PASS
from plantwright.rules.current.ranges import bands as current_bands
from plantwright.site.load import load_site
from plantwright.site.model import BusAddress, Site, TrunkNode

ROOT = Path(__file__).parent.parent
ALARMS = (("alarm_1_mohm", 20.0), ("alarm_2_mohm", 1.0))
LONG = "Raw water pump with a very long name on the northern intake channel"


@dataclass(frozen=True)
class Page:
    figures: tuple[Figure, ...]


def riverside() -> Site:
    site = load_site(ROOT / "sites" / "riverside").site
    assert site is not None
    return site


def crowded(site: Site, count: int, step_m: float) -> Drawing:
    """Draw a bus with many units close to each other."""
    starter = site.starters["SS101"]
    tags = [f"SS{index:03}" for index in range(1, count + 1)]
    starters = {
        tag: replace(starter, tag=tag, bus=BusAddress(name="RS1", address=index))
        for index, tag in enumerate(tags, start=1)
    }
    trunk = tuple(TrunkNode(device=tag, at_m=index * step_m, stub_m=0.3) for index, tag in enumerate(tags, start=1))
    bus = replace(site.buses["RS1"], trunk=trunk)
    return bus_line(replace(site, starters=starters, buses={"RS1": bus}), bus)


def packed_tray(site: Site) -> Drawing:
    positions = {tag: 40 + 34 * index for index, tag in enumerate(site.cables)}
    route = replace(site.routes["R1"], positions_mm={**positions, "W999": 560})
    far = Distance(near="W911", far="W401", actual_mm=34, required_mm=300, outcome="fail")
    return section(site, route, (far, replace(far, near="W901", actual_mm=12, outcome="warn"))).drawing


def bare(site: Site) -> Site:
    """Return a site that describes nothing but its motors."""
    return replace(site, starters={}, contactors={}, sensors={}, probes={}, cables={}, protection={})


def long_names(site: Site) -> Drawing:
    cables = {tag: replace(cable, model=LONG) for tag, cable in site.cables.items()}
    sensors = {tag: replace(sensor, serial=LONG) for tag, sensor in site.sensors.items()}
    probes = {tag: replace(probe, model=LONG) for tag, probe in site.probes.items()}
    return single_line(replace(site, cables=cables, sensors=sensors, probes=probes), site.feeders["P301"])


def fibre() -> Drawing:
    steps = [Event(step="inspect", result="dirty", clock="09:12", found="A 2, B 3, C 1, D 12", note=LONG)] * 5
    cleaned = [Event(step="wet-to-dry", clock="09:14", note="cassette")] * 5
    return end_face_timeline("x", [*steps, *cleaned, Event(step="inspect")]).drawing


def trip_curves(site: Site, time_s: float) -> Drawing:
    start = PredictedStart(time_s=time_s, samples=((0.0, 3.0), (time_s, 3.0)))
    return overload(site.starters["SS101"].type.tables["overload_trip_time_s"], "4", start).drawing


def drawings() -> Iterator[tuple[str, Drawing]]:
    site = riverside()
    for feeder in site.feeders.values():
        yield f"feeder {feeder.tag}", single_line(site, feeder)
        yield f"bare feeder {feeder.tag}", single_line(bare(site), feeder)
    yield from ((f"bus {bus.tag}", bus_line(site, bus)) for bus in site.buses.values())
    yield "bus without places", bus_line(site, replace(site.buses["RS1"], trunk=(), termination=()))
    yield from (
        (f"bus of {count}", crowded(site, count, step)) for count, step in ((3, 0.3), (6, 6.0), (20, 1.8), (32, 1.0))
    )
    yield from ((f"route {route.tag}", section(site, route, ()).drawing) for route in site.routes.values())
    yield "packed tray", packed_tray(site)
    yield "long names", long_names(site)
    yield "fibre", fibre()
    yield from ((f"start of {time} s", trip_curves(site, time)) for time in (0.5, 14.0, 600.0))
    yield "grid", grid(Grid(columns=("Starter", "Insulation", "Current"), rows=(("P101", LONG, (PASS, FAIL, None)),)))


def falling(probe: str, days: int, start_mohm: float) -> Trace:
    """Return a probe whose readings fall by 3 % a day, with a pause of ten days, over range in the beginning."""
    begin = datetime(2026, 3, 1, tzinfo=UTC)
    readings = tuple(
        Reading(at=begin + timedelta(days=day), mohm=min(value, 99.9), bound=">=" if value > 99.9 else "")
        for day in range(days)
        if not 20 <= day < 30 and (value := start_mohm * 0.97**day)
    )
    inside = [Point(each.at.timestamp() / 86400, each.mohm) for each in readings if not each.bound]
    trend = fit(inside)
    met = [crossing(trend, limit) for _, limit in ALARMS] if isinstance(trend, Trend) else []
    return Trace(
        tag=probe,
        about=LONG,
        readings=readings,
        alarms=ALARMS,
        trend=trend if isinstance(trend, Trend) else None,
        crossings=tuple(each for each in met if isinstance(each, Crossing)),
    )


def start(**known: object) -> Drawing:
    data: dict[str, Any] = {"feeder": "P101", "rated_current_a": 139.0, **known}
    return start_curve(Start(**data)).drawing


def new_drawings() -> Iterator[tuple[str, Drawing]]:
    yield "no probe", insulation_trend(()).drawing
    yield "one probe", insulation_trend([falling("PB101", 90, 80)]).drawing
    yield "eight probes", insulation_trend([falling(f"PB{n}01", 10 * n, 30.0 * n) for n in range(8)]).drawing
    yield "one reading", insulation_trend([falling("PB101", 1, 0.04)]).drawing
    bands = current_bands(riverside().sensors["CT101"].type)
    yield "nothing stated", accuracy_bands("PCT1200", (), None, (), source="").drawing
    yield "no use", accuracy_bands("PCT1200", bands, 1200, (), source="").drawing
    uses = [Use(name=LONG, frequency_hz=50.0 * 2**n) for n in range(8)]
    yield "eight uses", accuracy_bands("PCT1200", bands, 1200, uses, source="").drawing
    none = Timing(monitor="IM1", channels=((1, "PB101"),), test_voltage="50 V", wait_s=0, settle_s=0)
    yield "no wait", timing_chart(replace(none, closes_when="motor-stopped", starts_closed=True)).drawing
    many = tuple((n, f"PB{n}01") for n in range(1, 9))
    yield (
        "eight channels",
        timing_chart(
            Timing(monitor="IM1", channels=many, motors=("M101",) * 8, wait_s=1, settle_s=99, averaging=True)
        ).drawing,
    )
    yield "no start", start()
    yield "start", start(predicted=((0.0, 417.0), (2.4, 417.0)), highest_a={"L1": 402, "L2": 413, "L3": 399},
                         start_time_s=2.6, time_to_bypass_s=2.9, limit_a=417.0)  # fmt: skip
    yield "start measured", start(measured=((0.0, 390.0), (2.0, 350.0), (2.6, 140.0)), start_time_s=2.6)
    yield "no milestone", milestones(()).drawing
    yield (
        "milestones",
        milestones(
            [
                Step(name=LONG, planned="2026-10-02", reached="2027-10-08"),
                Step(name="start-up"),
                Step(name="x", planned="2026-10-09"),
            ]
        ).drawing,
    )
    for system in ("TN-S", "TN-C", "TN-C-S", "TT", "IT", "corner-earthed"):
        data = VoltageSystem(
            system=system, nominal_voltage_v=690, frequency_hz=50, monitor="IM1", probe="PB101", fuse=LONG
        )
        yield system, voltage_system(data).drawing


@pytest.mark.parametrize(
    ("name", "drawing"), [*drawings(), *new_drawings()], ids=lambda value: value if isinstance(value, str) else ""
)
def test_no_text_overprints_another_or_leaves_the_frame(name: str, drawing: Drawing) -> None:
    level = [text for text in drawing.texts if not text.turned]
    assert [text.text for text in level if text.left < -2 or text.right > drawing.width + 2] == []
    assert [text.text for text in level if not 4 < text.y < drawing.height + 1] == []
    assert [(one.text, other.text) for one, other in combinations(level, 2) if overprinted(one, other)] == []


def overprinted(one: Text, other: Text) -> bool:
    beside = one.right <= other.left + 3 or other.right <= one.left + 3
    return not beside and abs(one.y - other.y) < 0.7 * max(one.size, other.size)


def test_readings_are_not_joined_over_a_pause_nor_to_the_end_of_the_range() -> None:
    drawn = insulation_trend([falling("PB101", 60, 120)]).drawing
    joins = [line for line in drawn.lines if line.ink == "faint"]
    assert [len(line.points) for line in joins] == [13, 30]  # days 7 to 19 and 30 to 59
    assert [symbol.kind for symbol in drawn.symbols] == ["arrow-up"] * 7


def test_the_axis_of_a_trend_reaches_to_where_it_meets_a_limit() -> None:
    trace = falling("PB101", 60, 80)
    drawn = insulation_trend([trace]).drawing
    (line,) = (each for each in drawn.lines if each.ink == "predicted")
    assert len(trace.crossings) == 2
    assert [circle.ink for circle in drawn.circles].count("white") == 1  # ALM1; ALM2 lies too far ahead
    assert line.points[-1][0] < drawn.width


def test_thousands_of_readings_stay_a_small_picture() -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    readings = tuple(Reading(at=begin + timedelta(minutes=n), mohm=50 + n % 7) for n in range(20000))
    drawn = insulation_trend([Trace(tag="PB101", readings=readings)]).drawing
    assert len(drawn.circles) < 3500


def test_a_timing_that_lacks_a_setting_or_contradicts_itself_is_not_drawn() -> None:
    known = Timing(monitor="IM1", channels=((1, "PB101"),), wait_s=60, settle_s=60)
    assert [text.text for text in timing_chart(replace(known, settle_s=None)).drawing.texts] == [
        "no chart: SELt not stated"
    ]
    wrong = timing_chart(replace(known, closes_when="motor-stopped", starts_closed=False)).drawing
    assert [text.text for text in wrong.texts] == ["no chart: LR-R does not fit the trigger contact (INS052)"]


def test_zones_of_an_end_face_are_to_scale() -> None:
    zones = Zones(diameters_um=(("A", 25), ("B", 115), ("C", 135), ("D", 250)), table="x")
    radii = sorted(circle.radius for circle in end_face_timeline("x", [Event(step="inspect")], zones).drawing.circles)
    assert [round(radius / radii[-1] * 250) for radius in radii] == [25, 115, 135, 250]
    unknown = end_face_timeline("x", [Event(step="inspect")])
    assert len(unknown.drawing.circles) == 1
    assert unknown.conclusion.endswith("The zones of its criteria are not known.")


@pytest.mark.parametrize(("low", "high"), [(0, 3600), (0, 86400 * 3), (0, 86400 * 400), (0, 86400 * 20000), (10, 11)])
def test_ticks_of_time_are_few_and_inside(low: float, high: float) -> None:
    ticks = time_ticks(low, high, 6)
    assert len(ticks) <= 6
    assert all(low <= at <= high for at, _ in ticks)


def test_a_translation_that_is_too_long_is_squeezed() -> None:
    texts = (Text(x=0, y=8, text="far too long for it", room=20), Text(x=0, y=18, text="short", room=80))
    svg = fill("figure.svg.j2", Page(figures=(Figure(drawing=drawing("x", texts, 100, 20), conclusion="", source=""),)))
    assert svg.count("textLength") == 1
    assert 'textLength="20"' in svg


def test_a_duplicate_address_is_drawn_as_a_fault() -> None:
    site = riverside()
    twice = replace(site.starters["SS201"], bus=BusAddress(name="RS1", address=3))
    drawn = bus_line(replace(site, starters={**site.starters, "SS201": twice}), site.buses["RS1"])
    assert [box.ink for box in drawn.boxes].count("fail") == 2


def test_a_tag_that_the_site_does_not_describe_is_a_gap() -> None:
    site = riverside()
    drawn = single_line(replace(site, contactors={}), site.feeders["P101"])
    assert "K101" in [text.text for text in drawn.texts]
    assert "not described" in [text.text for text in drawn.texts]
    assert [symbol.kind for symbol in drawn.symbols].count("contactor") == 0


def test_the_margin_of_a_start_is_that_of_the_table() -> None:
    site = riverside()
    start = PredictedStart(time_s=10.0, samples=((0.0, 3.0), (10.0, 3.0)))
    drawn = overload(site.starters["SS101"].type.tables["overload_trip_time_s"], "4", start)
    assert drawn.conclusion.startswith("At 3 × Ie class 4 trips after 48\u202fs; the predicted start takes 10\u202fs.")


def test_a_start_that_trips_has_no_margin() -> None:
    site = riverside()
    texts = [text.text for text in trip_curves(site, 600.0).texts]
    assert not any(text.startswith("margin") for text in texts)


def test_an_axis_places_values_and_keeps_them_on_the_paper() -> None:
    axis = Axis(low=1, high=1000, start=0, end=300, log=True)
    assert [axis.place(value) for value in (1, 10, 1000, 5000, 0.1)] == [0, 100, 300, 300, 0]
    assert axis.ticks() == (1, 10, 100, 1000)
    assert Axis(low=0, high=10, start=0, end=1).ticks(5) == (0, 2, 4, 6, 8, 10)
    assert between(((1, 100), (10, 10)), 10**0.5) == pytest.approx(10**1.5)
    assert between(((1, 100), (10, 10)), 11) is None


def test_boxes_are_spread_in_order_without_overlap() -> None:
    middles = spread((92, 93, 94, 460, 464), 76)
    assert list(middles) == sorted(middles)
    assert all(right - left >= 76 for left, right in pairwise(middles))


def test_long_texts_are_cut_and_wrapped() -> None:
    assert fitted("short", 100, 7) == "short"
    assert fitted(LONG, 60, 7).endswith("…")
    assert width(fitted(LONG, 60, 7), 7) <= 60
    assert len(wrapped(LONG, 60, rows=2)) == 2
    assert wrapped("", 60) == ()


def test_a_qr_code_has_its_quiet_zone() -> None:
    code = qr_code("RPS-01&BB1 rev B config 065def4e")
    places = [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h", code.path)]
    assert min(places) == (4, 4)
    assert max(x for x, _ in places) == code.size - 5


def test_the_chinese_face_numbers_its_glyphs_as_a_pdf_does() -> None:
    """A PDF names glyphs by index, and a viewer looks for the CID of that number: they must not differ."""
    font = TTFont(ROOT / "templates" / "fonts" / "NotoSansCJKsc-Regular.woff2")
    names = font.getGlyphOrder()[1:]
    assert [name for index, name in enumerate(names, start=1) if name != f"cid{index:05d}"] == []

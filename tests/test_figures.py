"""The figures keep their texts apart and inside the frame, whatever the plant looks like."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from plantwright.report.axes import Axis, between
from plantwright.report.figures.bus_line import bus_line, spread
from plantwright.report.figures.drawing import Drawing, Text, fitted, width, wrapped
from plantwright.report.figures.fibre import Attempt, timeline
from plantwright.report.figures.grid import Grid, grid
from plantwright.report.figures.overload import PredictedStart, overload
from plantwright.report.figures.qr import qr_code
from plantwright.report.figures.single_line import single_line
from plantwright.report.figures.tray import Distance, section
from plantwright.report.marks import FAIL, PASS
from plantwright.site.load import load_site
from plantwright.site.model import BusAddress, Site, TrunkNode

ROOT = Path(__file__).parent.parent
LONG = "Raw water pump with a very long name on the northern intake channel"


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
    steps = [Attempt(step="inspect", result="dirty", clock="09:12", note=LONG)] * 5
    return timeline(
        "x", [*steps, *[Attempt(step="wet-to-dry", clock="09:14", note="cassette")] * 5, Attempt(step="inspect")]
    )


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


@pytest.mark.parametrize(
    ("name", "drawing"), list(drawings()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_no_text_overprints_another_or_leaves_the_frame(name: str, drawing: Drawing) -> None:
    level = [text for text in drawing.texts if not text.turned]
    assert [text.text for text in level if text.left < -2 or text.right > drawing.width + 2] == []
    assert [text.text for text in level if not 4 < text.y < drawing.height + 1] == []
    assert [(one.text, other.text) for one, other in combinations(level, 2) if overprinted(one, other)] == []


def overprinted(one: Text, other: Text) -> bool:
    beside = one.right <= other.left + 3 or other.right <= one.left + 3
    return not beside and abs(one.y - other.y) < 0.7 * max(one.size, other.size)


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
    code = qr_code("RPS-01&EBB001 rev B config 065def4e")
    places = [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h", code.path)]
    assert min(places) == (4, 4)
    assert max(x for x, _ in places) == code.size - 5


def test_the_chinese_face_numbers_its_glyphs_as_a_pdf_does() -> None:
    """A PDF names glyphs by index, and a viewer looks for the CID of that number: they must not differ."""
    font = TTFont(ROOT / "templates" / "fonts" / "NotoSansCJKsc-Regular.woff2")
    names = font.getGlyphOrder()[1:]
    assert [name for index, name in enumerate(names, start=1) if name != f"cid{index:05d}"] == []

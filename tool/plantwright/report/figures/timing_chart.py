"""A measurement of an insulation monitor over time: motors, contactors, trigger, test voltage, output; to scale."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plantwright.report.axes import Axis
from plantwright.report.figures.drawing import Figure, Line, Shape, Symbol, Text, drawing, fitted
from plantwright.report.language import text
from plantwright.report.text import SITE_FILES, joined, quantity
from plantwright.rules.insulation.motor_stop_wait_too_short import stopping_times_s
from plantwright.site.model import Monitor, Number, Probe, Site

WIDTH = 488.0
_NAMES, _START, _END, _RIGHT = 128.0, 154.0, 404.0, 480.0
_ROW, _TOP, _RISE = 16.0, 4.0, 9.0
_LEVEL = 11.0  # between two dimension lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """What decides about the times of a measurement; None and empty texts are not stated.

    `channels` are the channels with a probe: (number, tag). `closes_when`: the trigger contact closes when the motors
    stand or when one runs; `starts_closed`: the setting LR-R as printed. `stopping_s`: soft stop and coast-down.
    """

    monitor: str
    channels: tuple[tuple[int, str], ...]
    motors: tuple[str, ...] = ()
    contactors: tuple[str, ...] = ()
    test_voltage: str = ""
    wait_s: Number | None = None
    settle_s: Number | None = None
    averaging: bool | None = None
    closes_when: str = ""
    starts_closed: bool | None = None
    stopping_s: Number | None = None
    source: str = SITE_FILES

    @property
    def least_s(self) -> float:
        """Return the shortest time of a measurement: the wait, then each channel after the other."""
        return (self.wait_s or 0) + (self.settle_s or 0) * len(self.channels)


def timing_of(site: Site, monitor: Monitor) -> Timing:
    """Return what the site and the device type say of a monitor's measurement."""
    probes = site.probes_of(monitor.tag)
    trigger, voltage = monitor.trigger, monitor.type.ratings.get("test_voltage_v")
    times, missing = stopping_times_s(site, probes)
    reverse, averaging = (monitor.setting(name) for name in ("trigger_reverse", "averaging"))
    return Timing(
        monitor=monitor.tag,
        channels=tuple((probe.channel, probe.tag) for probe in probes),
        motors=_motors(site, probes),
        contactors=trigger.from_ if trigger else (),
        test_voltage=quantity(voltage.value, voltage.unit) if voltage else "",
        wait_s=_seconds(monitor, "motor_stop_wait_s"),
        settle_s=_seconds(monitor, "stabilise_wait_s"),
        averaging=averaging if isinstance(averaging, bool) else None,
        closes_when=trigger.closes_when if trigger else "",
        starts_closed=reverse if isinstance(reverse, bool) else None,
        source=joined(SITE_FILES, str(voltage.source) if voltage else "", by="; "),
        stopping_s=None if missing else max(times.values(), default=None),
    )


def _motors(site: Site, probes: Sequence[Probe]) -> tuple[str, ...]:
    feeders = [site.feeders[probe.feeder] for probe in probes if probe.feeder in site.feeders]
    return tuple(dict.fromkeys(motor.tag for feeder in feeders if (motor := site.motor_of(feeder))))


def _seconds(monitor: Monitor, name: str) -> Number | None:
    value = monitor.setting(name)
    return value if isinstance(value, int | float) else None


def timing_chart(timing: Timing) -> Figure:
    """Draw the states over time from the trigger on; without both waits there is no scale and nothing is drawn."""
    title = text("Timing of a measurement of insulation monitor {monitor}", monitor=timing.monitor)
    lacking = _lacking(timing)
    if lacking:
        shapes: list[Shape] = [Text(x=2, y=10, text=lacking, size=7, ink="grey")]
        return Figure(drawing=drawing(title, shapes, WIDTH, 14), conclusion=_conclusion(timing), source=timing.source)
    end = max(timing.least_s, timing.stopping_s or 0.0, 1.0)
    x = Axis(low=0, high=end, start=_START, end=_END)
    rows = list(_rows(timing, x))
    bottom = _TOP + _ROW * len(rows)
    shapes = [shape for index, row in enumerate(rows) for shape in _drawn(*row, _TOP + _ROW * (index + 1))]
    shapes += _dimensions(timing, x, bottom)
    return Figure(
        drawing=drawing(title, shapes, WIDTH, bottom + 3 * _LEVEL + 10),
        conclusion=_conclusion(timing),
        source=timing.source,
    )


def _lacking(timing: Timing) -> str:
    if not timing.channels:
        return text("no probe is connected to {monitor}", monitor=timing.monitor)
    if timing.closes_when and timing.starts_closed is not None and timing.starts_closed != _closing(timing):
        return text("no chart: LR-R does not fit the trigger contact (INS052)")
    names = [name for name, value in (("MELt", timing.wait_s), ("SELt", timing.settle_s)) if value is None]
    return text("no chart: {settings} not stated", settings=", ".join(names)) if names else ""


def _stopping(timing: Timing) -> str:
    return quantity(timing.stopping_s, "s")


def _closing(timing: Timing) -> bool:
    return timing.closes_when == "motor-stopped"


def _conclusion(timing: Timing) -> str:
    return joined(
        text(
            "Time to scale, from the settings: the shortest measurement, without discharge and evaluation, whose times "
            "the manual does not state. The channels are measured one after the other."
        ),
        text("Averaging of eight readings is on; what it adds is not stated either.") if timing.averaging else "",
        text("How long the motors take to stop is not stated.")
        if timing.stopping_s is None
        else text("The motors stand after {time}, as stated; how they slow down is not.", time=_stopping(timing)),
        by=" ",
    )


Row = tuple[str, tuple[tuple[float, float], ...], bool]
"""A row: its name, (place, level 0 to 1) of its line, and whether it is heavy."""


def _rows(timing: Timing, x: Axis) -> Iterator[Row]:
    on, off = 1.0, 0.0
    begin, end = x.place(0), x.place(timing.least_s)
    left, right = _NAMES + 6, _RIGHT
    names = _named(timing.motors)
    if timing.stopping_s is None:
        yield text("Motors {tags} turn", tags=names), ((left, on), (begin, on)), False
    else:
        stands = x.place(timing.stopping_s)
        yield text("Motors {tags} turn", tags=names), ((left, on), (begin, on), (stands, off), (right, off)), False
    yield text("Contactors {tags} closed", tags=_named(timing.contactors)), _step(left, begin, right, on, off), False
    if timing.closes_when:
        before, after = (off, on) if _closing(timing) else (on, off)
        yield text("Trigger 3–4 closed"), _step(left, begin, right, before, after), False
    for index, (channel, tag) in enumerate(timing.channels):
        start, stop = (x.place((timing.wait_s or 0) + (timing.settle_s or 0) * each) for each in (index, index + 1))
        name = text("{voltage} on channel {channel}, {tag}", voltage=timing.test_voltage, channel=channel, tag=tag)
        yield name, ((left, off), (start, off), (start, on), (stop, on), (stop, off), (right, off)), True
    pulse = ((left, off), (begin, off), (begin, on), (end, on), (end, off), (right, off))
    yield text("Output 17–18, measuring"), pulse, False


def _named(tags: Sequence[str]) -> str:
    """Return tags one after another, of more than three the first and how many there are."""
    return joined(*tags) if len(tags) <= 3 else text("{first} … ({n})", first=tags[0], n=len(tags))


def _step(left: float, at: float, right: float, before: float, after: float) -> tuple[tuple[float, float], ...]:
    return (left, before), (at, before), (at, after), (right, after)


def _drawn(name: str, path: Sequence[tuple[float, float]], heavy: bool, base: float) -> Iterator[Shape]:
    yield Text(x=_NAMES, y=base - 2, text=fitted(name, _NAMES - 2, 6.8), anchor="end", size=6.8, room=_NAMES - 2)
    points = tuple((round(at, 2), round(base - level * _RISE, 2)) for at, level in path)
    yield Line(points=tuple(dict.fromkeys(points)), ink="heavy" if heavy else "line")


def _dimensions(timing: Timing, x: Axis, bottom: float) -> Iterator[Shape]:
    """Yield three dimension lines, each on a level of its own so that no text meets another."""
    wait, first = x.place(timing.wait_s or 0), x.place((timing.wait_s or 0) + (timing.settle_s or 0))
    begin, end = x.place(0), x.place(timing.least_s)
    for at in sorted({begin, wait, first, end}):
        yield Line(points=((at, _TOP), (at, bottom + 3 * _LEVEL)), ink="grid")
    least = text("at least {time}", time=quantity(timing.least_s, "s"))
    lines = (
        (begin, wait, f"MELt {quantity(timing.wait_s, 's')}"),
        (wait, first, text("SELt {time} a channel", time=quantity(timing.settle_s, "s"))),
        (begin, end, joined(least, "+ AVG × 8" if timing.averaging else "")),
    )
    for level, (left, right, said) in enumerate(lines, start=1):
        y = bottom + _LEVEL * level
        yield Line(points=((left, y), (right, y)), ink="thin")
        if right - left > 14:
            yield from (Symbol(kind="arrow-left", x=left, y=y), Symbol(kind="arrow-right", x=right, y=y))
        room = WIDTH - right - 4
        yield Text(x=right + 4, y=y + 2.4, text=fitted(said, room, 6.8), size=6.8, bold=level == 3, room=room)

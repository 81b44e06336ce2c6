"""How an insulation monitor sits in the supply, by its earthing system: source, conductors, contactor, motor, probe."""

from collections.abc import Iterator
from dataclasses import dataclass

from plantwright.report.figures.drawing import Box, Figure, Line, Shape, Symbol, Text, drawing, fitted, label
from plantwright.report.language import text
from plantwright.report.text import SITE_FILES, joined, quantity

WIDTH, HEIGHT = 488.0, 182.0
_L1, _L2, _L3, _N, _PE = 24.0, 38.0, 52.0, 72.0, 88.0
_SOURCE, _BREAK, _MOTOR = 60.0, 150.0, 356.0
_SPLIT = 108.0  # where a PEN conductor is divided
_ONE, _THREE, _SEVEN = 204.0, 240.0, 318.0  # places of the terminals
_WORDS = 386.0


@dataclass(frozen=True, slots=True, kw_only=True)
class VoltageSystem:
    """A supply and what a monitor may be connected to; empty texts and None are not stated.

    `system`: TN-S, TN-C, TN-C-S, TT, IT or corner-earthed; `limit_v` the highest line voltage of the measurement
    category for this kind of system.
    """

    system: str
    nominal_voltage_v: float
    frequency_hz: float
    category: str = ""
    limit_v: float | None = None
    monitor: str = ""
    probe: str = ""
    fuse: str = ""
    source: str = SITE_FILES


def voltage_system(data: VoltageSystem) -> Figure:
    """Draw one of six stock sketches; it is a scheme, neither to scale nor a wiring diagram."""
    shapes = [*_source(data.system), *_lines(data.system), *_motor(data.system), *_monitor(data), *_words(data)]
    title = text("Supply system {system} and the insulation monitor", system=data.system)
    return Figure(drawing=drawing(title, shapes, WIDTH, HEIGHT), conclusion=_conclusion(data), source=data.source)


def _conclusion(data: VoltageSystem) -> str:
    return joined(
        text(
            "Scheme of a {system} system, without scale; the maker's drawing decides about the wiring.",
            system=data.system,
        ),
        text("The probe lies on the motor side of the contactor."),
        by=" ",
    )


def _source(system: str) -> Iterator[Shape]:
    """Yield the secondary of the transformer: a star, or a delta with one corner earthed."""
    yield Box(x=14, y=_L1 - 10, width=_SOURCE - 14, height=_L3 - _L1 + 20)
    yield Text(x=37, y=_L2 + 4, text="Δ" if system == "corner-earthed" else "Y", size=12, anchor="middle", bold=True)
    yield Text(x=14, y=_L1 - 14, text=text("Transformer"), size=6.8, room=80)
    if system == "corner-earthed":
        yield Symbol(kind="node", x=_SOURCE + 12, y=_L2)
        yield Line(points=((_SOURCE + 12, _L2), (_SOURCE + 12, _PE + 18)))
        yield Symbol(kind="earth", x=_SOURCE + 12, y=_PE + 18)
    elif system == "IT":
        yield Text(x=14, y=_L3 + 20, text=text("star point not earthed"), size=6.8, room=110)
    else:
        yield Line(points=((37, _L3 + 10), (37, _PE + 18)))
        yield Symbol(kind="earth", x=37, y=_PE + 18)


def _lines(system: str) -> Iterator[Shape]:
    """Yield line conductors with the contactor in them, and neutral and protective conductors of the system."""
    for name, y in (("L1", _L1), ("L2", _L2), ("L3", _L3)):
        yield from (Line(points=((_SOURCE, y), (_BREAK - 7, y))), Line(points=((_BREAK + 7, y), (_MOTOR, y))))
        yield Line(points=((_BREAK - 7, y), (_BREAK + 5, y - 6)))
        yield Text(x=_SOURCE + 20, y=y - 2.5, text=name)
    yield Text(x=_BREAK, y=_L1 - 14, text=text("Contactor"), size=6.8, anchor="middle", room=80)
    yield from _neutral(system)
    yield from _protective(system)


def _neutral(system: str) -> Iterator[Shape]:
    if system in ("TN-S", "TT"):
        yield from (Symbol(kind="node", x=37, y=_N), Line(points=((37, _N), (_MOTOR - 20, _N))))
    elif system == "TN-C-S":
        yield Line(points=((_SPLIT, _PE), (_SPLIT, _N), (_MOTOR - 20, _N)))
    if system in ("TN-S", "TT", "TN-C-S"):
        yield Text(x=_BREAK - 20, y=_N - 2.5, text="N")


def _protective(system: str) -> Iterator[Shape]:
    """Yield the protective conductor from where it begins; with an earth of its own in TT and IT systems."""
    begin = {"TT": 130.0, "IT": 130.0, "corner-earthed": _SOURCE + 12}.get(system, 37.0)
    divided = {"TN-C": _MOTOR, "TN-C-S": _SPLIT}.get(system, begin)
    yield Line(points=((begin, _PE), (divided, _PE)), ink="heavy")
    yield Line(points=((divided, _PE), (_MOTOR, _PE)), ink="dashed")
    if system in ("TT", "IT"):
        yield from (Line(points=((begin, _PE), (begin, _PE + 18))), Symbol(kind="earth", x=begin, y=_PE + 18))
    else:
        yield Symbol(kind="node", x=begin, y=_PE)
    name = "PEN" if system == "TN-C" else "PE"
    yield Text(x=_BREAK - 8, y=_PE - 2.5, text=name)
    if system == "TN-C-S":
        yield from (Symbol(kind="node", x=_SPLIT, y=_PE), Text(x=_SOURCE + 14, y=_PE - 2.5, text="PEN"))


def _motor(system: str) -> Iterator[Shape]:
    yield Symbol(kind="motor", x=_MOTOR + 16, y=_L2)
    yield Line(points=((_MOTOR, _PE), (_MOTOR + 16, _PE), (_MOTOR + 16, _L2 + 17)), ink="dashed")


def _monitor(data: VoltageSystem) -> Iterator[Shape]:
    top = 136.0
    for at, line in ((_ONE, _L1), (_THREE, _L2)):
        yield Symbol(kind="node", x=at, y=line)
        yield from (Line(points=((at, line), (at, 101))), Line(points=((at, 127), (at, top))))
        yield Symbol(kind="fuse", x=at, y=114)
    yield Box(x=_ONE - 14, y=top, width=_THREE - _ONE + 28, height=34)
    yield Box(x=_SEVEN - 22, y=top, width=44, height=34)
    yield from (Text(x=at, y=top + 8.5, text=number, anchor="middle") for at, number in
                ((_ONE, "1"), (_THREE, "3"), (_SEVEN, "7")))  # fmt: skip
    yield from label((_ONE + _THREE) / 2, top + 21, data.probe or "—", (text("probe"),), "middle", 60)
    yield from label(_SEVEN, top + 21, data.monitor or "—", (text("monitor"),), "middle", 42)
    yield Line(points=((_THREE + 14, top + 17), (_SEVEN - 22, top + 17)), ink="dashed")
    yield from (Line(points=((_SEVEN, top), (_SEVEN, _PE)), ink="dashed"), Symbol(kind="node", x=_SEVEN, y=_PE))
    yield Text(x=_ONE - 18, y=116.4, text=fitted(data.fuse, 60, 6.6), anchor="end", ink="grey")


def _words(data: VoltageSystem) -> Iterator[Shape]:
    room = WIDTH - _WORDS - 2
    unknown = text("no limit is printed")
    limit = quantity(data.limit_v, "V") if data.limit_v is not None else unknown
    category = f"CAT {data.category}" if data.category else text("category not stated")
    lines = (
        (data.system, True),
        (f"3~ {joined(quantity(data.nominal_voltage_v, 'V'), quantity(data.frequency_hz, 'Hz'), by=' ')}", False),
        (category, False),
        (text("line voltage at most"), False),
        (limit, False),
    )
    for row, (words, bold) in enumerate(lines):
        shown = fitted(words, room, 7, bold)
        yield Text(x=_WORDS + 10, y=_L1 + 12 * row, text=shown, size=7, bold=bold, room=room)

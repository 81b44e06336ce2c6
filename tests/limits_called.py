"""Limits that no key of a plant is compared with one by one: the functions that hold them, each answers in one word.

tests/data/boundaries.yaml names these functions and their arguments.
"""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from tests.plants import built_with, found_by

from plantwright.modbus.registers import window
from plantwright.modbus.simulator.device import ILLEGAL_COUNT, SimulatedDevice
from plantwright.physics.bus_line import character_time_s, t15_s, t35_s
from plantwright.physics.current_chain import smallest_range
from plantwright.physics.fibre_budget import power_class
from plantwright.physics.fuses import Gate, withstand
from plantwright.physics.impulse import withstand_v
from plantwright.physics.line_geometry import Capacitance, Inductance, Line
from plantwright.physics.lumped import Model, judge
from plantwright.physics.overload import cautious, thermal_use
from plantwright.physics.separation import circuits
from plantwright.resources import folder
from plantwright.rules.cabling.required import Required, Situation, binding, required_distances
from plantwright.rules.current.ranges import bands, ranges
from plantwright.rules.fibre.end_face import Fault, faults_of
from plantwright.rules.fibre.zones import excesses
from plantwright.rules.registry import registry
from plantwright.rules.starter.frames import frames_for
from plantwright.rules.starter.thermal_use import trip_curve
from plantwright.site.catalog import DeviceType, shipped_types
from plantwright.site.end_face_tables import Allowed, EndFaceTable, end_face_criteria
from plantwright.site.limit_tables import impulse_table
from plantwright.site.records import Attempt, Criteria, FibreEndFace, PowerOff, Zone
from plantwright.site.schema import conforms
from plantwright.site.separation_tables import Band, DistanceTable, Row, rule_set
from plantwright.site.tables import SeparationTable, data_of, gate_table
from plantwright.site.tree import Map

DAY = datetime.datetime(2026, 10, 12, 9, tzinfo=datetime.UTC)


def yes(fact: bool) -> str:
    return "yes" if fact else "no"


# devices -------------------------------------------------------------------------------------------------------------


def trips(overload_class: int, multiple: float, time_s: float) -> str:
    """Whether a soft starter trips at a multiple of its rated current that lasts so long."""
    curve = dict(trip_curve(shipped_types()["clr8g"].tables["overload_trip_time_s"], str(overload_class)))
    return yes(thermal_use(((0, multiple), (time_s, multiple)), cautious(curve)) > 1 + 1e-9)


def made_in(table: str, frame: str, power_kw: float) -> str:
    """Whether a soft starter of a power is made in a frame."""
    return yes(frame in frames_for(shipped_types()["clr8g"].tables[table], power_kw))


def measured_in(table: str, row: float | str, rms_a: float, peak_a: float) -> str:
    """Whether a range is the one in which a current is measured."""
    printed = shipped_types()["pct1200"].tables[table]
    every = ranges(printed)
    return yes(smallest_range(every, rms_a, peak_a) == every[list(printed.rows).index(str(row))])


def accurate_as(row: str, frequency_hz: float) -> str:
    """Whether the errors of a band hold at a frequency."""
    kind = shipped_types()["pct1200"]
    return yes(bands(kind)[list(kind.tables["accuracy_bands"].rows).index(row)].holds(frequency_hz))


def read_back(kind: str, register: int) -> str:
    """Whether a register can be read back after it was written."""
    try:
        window(shipped_types()[kind], register)
    except ValueError:
        return "no"
    return "yes"


def read_at_once(kind: str, registers: int) -> str:
    """Whether a device takes a read of so many registers."""
    return _count_taken(shipped_types()[kind], bytes([3, 0, 1, *registers.to_bytes(2, "big")]))


def written_at_once(kind: str, registers: int) -> str:
    """Whether a device takes a write of so many registers."""
    values = bytes(2 * registers)
    return _count_taken(shipped_types()[kind], bytes([16, 0, 1, *registers.to_bytes(2, "big"), len(values)]) + values)


def answered_in(kind: str, frame_bytes: int) -> str:
    """Whether an answer to a read may be a frame so long: address, function, count, CRC, and two for each register."""
    return read_at_once(kind, (frame_bytes - 5) // 2)


def _count_taken(kind: DeviceType, pdu: bytes) -> str:
    assert kind.modbus is not None
    device = SimulatedDevice(
        tag="X", unit=1, baud_rate=9600, type=kind, modbus=kind.modbus, map=kind.map, factory={}, registers={}
    )
    return yes(device.execute(pdu) != bytes([pdu[0] | 0x80, ILLEGAL_COUNT]))


# serial line ---------------------------------------------------------------------------------------------------------


def gaps_in_proportion(baud_rate: int) -> str:
    """Whether the gaps of a line are so many characters long."""
    return yes(t35_s(baud_rate) == 3.5 * character_time_s(baud_rate))


def one_frame(gap_us: float) -> str:
    """Whether a fast line may be silent so long inside a frame."""
    return yes(gap_us / 1e6 <= t15_s(38400))


def two_frames(silence_us: float) -> str:
    """Whether so much silence on a fast line parts two frames."""
    return yes(silence_us / 1e6 >= t35_s(38400))


def terminated(terminators: int) -> str:
    """Whether a bus of 38 m may have so many terminators, the first two at its ends."""
    places = [{"at_m": at_m, "resistance_ohm": 150} for at_m in (0, 38, 19)[:terminators]]
    site = built_with({"buses.RS1.termination": places})
    return next(str(told.outcome) for told in found_by(registry()["BUS020"], site) if told.object == "RS1")


def frame_stated(frame_bytes: int) -> str:
    """Whether a device type may state that it holds a frame so long."""
    return _type_stated({"frame_max_bytes": frame_bytes})


def answer_stated(pdu_bytes: int) -> str:
    """Whether a device type may state a read whose answer is so long: function, count, and two for each register."""
    return _type_stated({"read_max": (pdu_bytes - 2) // 2})


def _type_stated(change: Mapping[str, Any]) -> str:
    plain = Map(data_of(folder("schemas") / "devices" / "clr8g.yaml"))
    return yes(not conforms(Map({**plain, "modbus": {**plain["modbus"], **change}}), "device-type.schema.json"))


# fuses and measuring circuits ----------------------------------------------------------------------------------------


def fuse(size_a: float, current_a: float, time_s: float) -> str:
    """What a fuse link gG does that carries a current for a time."""
    table = gate_table()
    gates = Gate(**dict(zip(table.columns, table.rows[float(size_a)], strict=True)))
    return withstand(gates, current_a, time_s)


def impulse_row(row: int, voltage_v: float) -> str:
    """Whether a voltage to earth belongs into a row of the impulse withstand voltages."""
    rows = impulse_table().impulse_v
    return yes(withstand_v(rows, voltage_v, "II") == rows[row][1]["II"])


# distances -----------------------------------------------------------------------------------------------------------


def asked_for(rules: str, row: int, **moved: float) -> str:
    """Whether a row of distances holds in its own situation, but for one number of it."""
    table, asked = _row(rules, row)
    found = required_distances(table, _situation(asked, moved))
    return yes(Required(value_mm=asked.minimum_mm, source=asked.source) in found)


def judged(rules: str, row: int, distance_mm: float) -> str:
    """What a distance comes to in the situation of a row: a number that no read document proves can only warn."""
    table, asked = _row(rules, row)
    return _judged(table, _situation(asked, {}), distance_mm)


def judged_beside(rules: str, neighbour: str, distance_mm: float) -> str:
    """What a distance to a source of disturbance comes to."""
    table = rule_set(rules)
    assert isinstance(table, SeparationTable)
    return _judged(table, Situation(neighbour=neighbour), distance_mm)


def _judged(table: SeparationTable | DistanceTable, situation: Situation, distance_mm: float) -> str:
    needed = binding(required_distances(table, situation), distance_mm)
    assert needed is not None
    return "pass" if distance_mm >= needed.value_mm else "fail" if needed.proven else "warning"


def _row(rules: str, row: int) -> tuple[DistanceTable, Row]:
    table = rule_set(rules)
    assert isinstance(table, DistanceTable)
    return table, table.rows[row]


def _situation(row: Row, moved: Mapping[str, float]) -> Situation:
    """Return a situation in which a row holds, with some numbers moved."""
    return Situation(**{name: _example(condition) for name, condition in row.when.items()} | dict(moved))


def _example(condition: Any) -> Any:
    if isinstance(condition, Band):
        return next(value for value in (condition.from_, condition.up_to, (condition.above or 0) + 0.1) if value)
    return condition if isinstance(condition, bool) else min(condition)


# fibres --------------------------------------------------------------------------------------------------------------


def seen(table: str, zone: str, kind: str, row: int, size_um: float) -> str:
    """Whether one mark too many of a size breaks a row of the criteria of an end face."""
    allowed = _allowed(end_face_criteria().tables[table], zone, kind, row)
    return _breaks(table, zone, kind, row, (allowed.most + 1) * (size_um,))


def counted(table: str, zone: str, kind: str, row: int, marks: int) -> str:
    """Whether a number of marks, of a size it is about, breaks a row of the criteria of an end face."""
    sizes = _allowed(end_face_criteria().tables[table], zone, kind, row).sizes_um
    return _breaks(table, zone, kind, row, marks * (sizes.up_to or (sizes.above or 0) + 1,))


def _breaks(table: str, zone: str, kind: str, row: int, sizes_um: tuple[float, ...]) -> str:
    limits = end_face_criteria().tables[table]
    found = Zone(**{f"{kind}_um": sizes_um})
    told = excesses(limits, Attempt(at=DAY.isoformat(), step="inspect", zones={zone: found}))
    return yes(_allowed(limits, zone, kind, row) in [each.allowed for each in told])


def _allowed(table: EndFaceTable, zone: str, kind: str, row: int) -> Allowed:
    every: tuple[Allowed, ...] = getattr(table.zones[zone], kind)
    return every[row]


def cleaned(method: str, times: int) -> str:
    """What is wrong with cleaning an end face so many times by a method, which is seen to be dirty after each."""
    before = ["inspect", "dry"] if method == "wet" else []
    steps = [*before, *(step for _ in range(times) for step in ("inspect", method)), "inspect"]
    return _faults(steps, [60 * place for place in range(len(steps))], on_one_wipe=True)


def dried(after_s: float) -> str:
    """What is wrong with drying an end face so long after it was cleaned wet."""
    steps = ["inspect", "dry", "inspect", "wet", "dry", "inspect"]
    return _faults(steps, [0, 60, 120, 180, 180 + after_s, 600], on_one_wipe=False)


def _faults(steps: list[str], seconds: list[float], *, on_one_wipe: bool) -> str:
    attempts = tuple(
        Attempt(
            at=(DAY + datetime.timedelta(seconds=at)).isoformat(),
            step=step,
            result="dirty" if step == "inspect" else "",
            dried=step == "wet" and on_one_wipe,
            debris="bonded" if step == "inspect" else "",
        )
        for step, at in zip(steps, seconds, strict=True)
    )
    record = FibreEndFace(
        name="r", kind="fibre-end-face", object="FO1", person="S. Novak", at=attempts[0].at, end="A", attempts=attempts,
        end_face="exposed-plug", criteria=Criteria(standard="IEC 61300-3-35", edition="2015"),
        power_off=PowerOff(confirmed=True), result="fail",
    )  # fmt: skip
    every = (Fault.TOO_MANY_DRY, Fault.TOO_MANY_WET, Fault.DRIED_LATE)
    return yes(any(each.fault in every for each in faults_of(record)))


# constants -----------------------------------------------------------------------------------------------------------


def light(watts: float) -> str:
    """What the light in a fibre means for its joints."""
    return power_class(watts)


def one_circuit(current_a: float) -> str:
    """Whether a single-phase cable counts as one circuit."""
    return yes(circuits(current_a, phases=1) == 1)


def lumped_at(length_m: float, frequency_hz: float) -> str:
    """Whether a length is lumped at a frequency."""
    return yes(judge(length_m, [frequency_hz]).model is Model.LUMPED)


def wide_enough(ratio: float) -> str:
    """Whether the formulas of two wires hold, so many of the larger radius apart."""
    inductance = Inductance(first_h_per_m=1, second_h_per_m=1, mutual_h_per_m=0)
    capacitance = Capacitance(first_f_per_m=1, second_f_per_m=1, mutual_f_per_m=0)
    return yes(Line(inductance=inductance, capacitance=capacitance, separation_ratio=ratio).holds)


CALLS: Mapping[str, Callable[..., str]] = {
    each.__name__: each
    for each in (
        accurate_as, answer_stated, answered_in, asked_for, cleaned, counted, dried, frame_stated, fuse,
        gaps_in_proportion, impulse_row, judged, judged_beside, light, lumped_at, made_in, measured_in, one_circuit,
        one_frame, read_at_once, read_back, seen, terminated, trips, two_frames, wide_enough, written_at_once,
    )
}  # fmt: skip

"""What explains a number on a page: classes, each no wider than what it knows of the plant."""

import datetime
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from tests.known_numbers import NUMBER, Known, plain, same, without_phrases, words
from tests.pages import Place
from tests.reckoned_numbers import driven, reckoned, start_a, starts, trips

from plantwright import __version__
from plantwright.findings.verdict import Outcome
from plantwright.modbus.codec import decode
from plantwright.report.marks import NOT_APPLICABLE, PASS, mark
from plantwright.report.register import register
from plantwright.report.views.belonging import row_of
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.subjects import OTHER, SUBJECTS
from plantwright.rules.bus import line
from plantwright.site.catalog import OCCASIONS, Parameter
from plantwright.site.model import Device, Sensor, Site
from plantwright.site.papers import POWER_LINE_EFFECT, paper
from plantwright.site.records import FibreEndFace, InsulationTest, ManualStep, Milestone, Punch, Record, of_kind
from plantwright.site.tasks import Task

Values = Iterable[float]


@dataclass(frozen=True)  # without slots, so that each is counted once
class Plant:
    """A plant with its verdicts and runs, and what its files know."""

    dossier: Dossier
    known: Known

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Return the numbers of its documents."""
        return frozenset(each.number for each in register(self.dossier, asked=True))

    @cached_property
    def days(self) -> frozenset[str]:
        """Return the day of the documents, and the days on which the stated accuracy of a transducer ends."""
        sensors = [each for each in self.dossier.site.sensors.values() if each.calibration_date]
        ends = (_later(each.calibration_date, rated(each, "calibration_interval_days")) for each in sensors)
        return frozenset({self.dossier.issued, *ends})

    @cached_property
    def counts(self) -> Mapping[str, Counter[str]]:
        """Return the number of results by mark, for the plant (an empty tag) and for each object with a row."""
        found: dict[str, Counter[str]] = {"": Counter()}
        for each in self.dossier.verdicts:
            for tag in ("", row_of(self.dossier.site, each)):
                found.setdefault(tag, Counter())[mark(each).word] += 1
        return found

    @cached_property
    def reckoned(self) -> Mapping[str, frozenset[float]]:
        """Return by unit the numbers that documents compute."""
        found: dict[str, set[float]] = {}
        for unit, value in reckoned(self.dossier):
            found.setdefault(unit, set()).add(value)
        return {unit: frozenset(values) for unit, values in found.items()}


def _later(day: str, days: float) -> str:
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days=days)).isoformat()


def rated(device: Device, name: str) -> float:
    """Return a rating of a device by its type."""
    fact = device.type.ratings[name]
    return float(next(each for each in (fact.value, fact.max, fact.nominal) if isinstance(each, int | float)))


@dataclass(frozen=True)
class Spot:
    """A place of a document about an object of a plant, and what the files of the plant know."""

    plant: Plant
    about: str
    place: Place

    @property
    def dossier(self) -> Dossier:
        return self.plant.dossier

    @property
    def known(self) -> Known:
        return self.plant.known

    @property
    def site(self) -> Site:
        return self.dossier.site

    @property
    def name(self) -> str:
        """Return what a class knows a place by."""
        return f"{self.place.section} | {self.place.figure} | {self.place.head or self.place.row}"


Holds = Callable[[Spot, re.Match[str]], bool]
Of = Callable[[Spot], Values]


def unexplained(spot: Spot) -> tuple[str, ...]:
    """Return the words with a number of a place that no class explains."""
    text = _without(spot, plain(spot.place.text), TAGGED)
    text = without_phrases(spot.known, text)
    for fixed in FIXED:
        text = re.sub(rf"(?<!\w){re.escape(fixed)}(?!\w)", "§", text)
    text = _without(spot, text, WORDED)
    values = [set(of(spot)) for about, of in CELLS if re.search(about, spot.name)]
    words = [each for each in re.split(r"[\s§]+", text) if re.search(r"\d", each)]
    return tuple(each for each in words if not any(among(each, some) for some in values))


def _without(spot: Spot, text: str, classes: Iterable[tuple[str, Holds]]) -> str:
    for pattern, holds in classes:
        text = re.sub(pattern, partial(_explained, spot, holds), text)
    return text


def _explained(spot: Spot, holds: Holds, found: re.Match[str]) -> str:
    return "§" if holds(spot, found) else found[0]


def among(word: str, values: Values) -> bool:
    """Tell whether a word is one of some numbers, as rounded as it stands there."""
    number = word.strip("(),;:.±≥≤→×")
    return bool(re.fullmatch(NUMBER, number)) and any(same(number, value) for value in values)


# what stands in the templates themselves, none of it about a plant

FIXED = (
    "IEC 60617", "IEC 61355", "IEC 81346", "VDI 2770", "ISO 7200", "SHA-256", "SHA256SUMS",  # standards and files
    "After 1 min", "After 10 min", "after 10 min", "after 1 min",  # what the values of an insulation test are called by
    "3~", "L1", "L2", "L3", "L1-L2-L3", "L1-L3-L2",  # three phases and the two orders of them
    "Trigger 3–4", "Output 17–18",  # terminals of the K7GE-MG
    "WARN stands from 90 days",  # our own choice, as docs/documents.md says
    "70 mm × 36 mm", "100 %",  # the size of a label, printed without scaling
    "0: none",  # how a blank row says that nothing was counted
)  # fmt: skip

VDI_2770 = {
    "01-01", "02-01", "02-02", "02-03", "02-04", "03-01", "03-02", "03-03", "03-04", "03-05", "03-06", "04-01",
}  # fmt: skip
"""Its classes of documents."""


# words with a number in them


def _number(spot: Spot, found: re.Match[str]) -> bool:
    return found[0] in spot.plant.numbers


def _moment(spot: Spot, found: re.Match[str]) -> bool:
    return found[0] in spot.known.moments | spot.plant.days


def _hash(spot: Spot, found: re.Match[str]) -> bool:
    return any(each.startswith(found[0]) for each in spot.known.hashes)


def _register(spot: Spot, found: re.Match[str]) -> bool:
    address = int(found[1], 16)
    types = (device.type for device in spot.site.devices())
    known = {each.register for one in types for each in one.parameters.values()}
    held = {each for run in spot.dossier.runs for device in run.devices for each in device.as_found}
    return address in known | held


def _dump(spot: Spot, found: re.Match[str]) -> bool:
    """A register as found, and as left where it was altered."""
    tag = spot.place.text.split(" ")[0]
    run = spot.dossier.run.device(tag) if spot.dossier.run else None
    address = int(found[1], 16)
    if run is None or run.as_found.get(address) != int(found[2]):
        return False
    return run.as_left.get(address, run.as_found[address]) == int(found[3] or found[2])


def _amount(spot: Spot, found: re.Match[str]) -> bool:
    """A number with its unit."""
    unit = ALIASES.get(found["unit"], found["unit"])
    return all(_is(spot, each, unit) for each in (found["low"], found["high"]) if each)


def _is(spot: Spot, shown: str, unit: str) -> bool:
    stated, computed = spot.known.amounts.get(unit, set()), spot.plant.reckoned.get(unit, frozenset())
    return any(same(shown, value) for value in stated) or any(same(shown, value, 1) for value in computed)


ALIASES = {"Bd": "bit/s", "min⁻¹": "1/min", "% RH": "%", "V AC": "V"}
_UNITS = ("N·m", "dB/km", "ppm/K", "ppm", "min⁻¹", "% RH", "V DC", "V AC", "A²s", "mm²", "m/s²", "kVA", "MVA",
          "dBm", "MHz", "an hour", "MΩ", "mΩ", "µm", "kW", "Bd", "Hz", "kA", "mA", "mV", "dB", "nm", "mm", "Ie",
          "ms", "mW", "°C", "digit", "kg", "°", "%", "A", "V", "W", "Ω", "m", "s", "g", "d")  # fmt: skip
_OF_UNITS = "|".join(map(re.escape, _UNITS))


def _edition(spot: Spot, found: re.Match[str]) -> bool:
    return float(found[1] or found[2]) in spot.known.bare["edition"] | spot.known.bare["editions"]


def _multiple(spot: Spot, found: re.Match[str]) -> bool:
    return any(same(found[1], start.peak_current_ratio, 1) for _, start in starts(spot.dossier))


def _margin(spot: Spot, found: re.Match[str]) -> bool:
    """How many times the predicted start the time to trip is."""
    return any(same(found[1], trip_s / (start.time_s or math.inf), 1) for trip_s, start in trips(spot.dossier))


def _axis_of_milestones(spot: Spot, found: re.Match[str]) -> bool:
    """A tick of the axis of milestones, which begins and ends near them."""
    every = of_kind(spot.dossier.records, Milestone)
    days = sorted(datetime.date.fromisoformat(day[:10]) for each in every for day in (each.at, each.planned or each.at))
    around = (days[-1] - days[0]) / 5
    in_time = days[0] - around <= datetime.date.fromisoformat(found[0]) <= days[-1] + around
    return spot.place.figure.startswith("Milestones") and in_time


def _of(*keys: str) -> Holds:
    """A number that stands under one of these keys in the files."""
    return lambda spot, found: all(
        any(same(each, value) for key in keys for value in spot.known.bare[key]) for each in found.groups() if each
    )


def _counted(count: Callable[[Spot], Values]) -> Holds:
    return lambda spot, found: all(float(each) in set(count(spot)) for each in found.groups() if each)


def _results(spot: Spot, found: re.Match[str]) -> bool:
    """How many results of a kind there are: at all, or at what one object belongs to."""
    word = {"FAILED": "FAIL"}.get(found[2], found[2])
    return int(found[1]) in {count.get(word, 0) for count in spot.plant.counts.values()}


def _lines(spot: Spot, found: re.Match[str]) -> bool:
    return spot.place.head == "Lines" and found[0] in spot.known.lines


def _class(spot: Spot, found: re.Match[str]) -> bool:
    return spot.place.head == "VDI 2770" and found[0] in VDI_2770


def _standard(spot: Spot, found: re.Match[str]) -> bool:
    """A standard and its edition, which records and tables keep apart."""
    whole, name = words(found[0]), words(found["name"])
    known = spot.known.phrases.get(whole[0], set())
    return any(each[: len(whole)] == whole for each in known) or (
        name in known and float(found["year"]) in spot.known.bare["edition"]
    )


def _reached(spot: Spot, found: re.Match[str]) -> bool:
    """The address of a unit on its bus, or the channel of a device."""
    item = spot.site.item(found[1])
    bus = getattr(item, "bus", None)
    if found[1] in spot.site.buses:
        return int(found[2]) in {each.bus.address for each in spot.site.on_bus(spot.site.buses[found[1]]) if each.bus}
    sensors, probes = spot.site.sensors.values(), spot.site.probes.values()
    channels = {each.channel for each in sensors if each.supply == found[1]}
    channels |= {each.channel for each in probes if each.monitor == found[1]}
    return int(found[2]) in channels | {bus.address if bus else None}


def _gateway(spot: Spot, found: re.Match[str]) -> bool:
    gateways = [bus.gateway for bus in spot.site.buses.values() if bus.gateway]
    return found[0] in {f"{each.host}:{each.port}" for each in gateways}


def _values_written(spot: Spot, found: re.Match[str]) -> bool:
    return (int(found[1]), int(found[2])) in {(sum(each), len(each)) for each in _written(spot)}


def _written(spot: Spot) -> list[list[bool]]:
    """Return of each run which of its values are verified."""
    return [[each.verified for device in run.devices for each in device.writes] for run in spot.dossier.runs]


def _of_a_day(spot: Spot, found: re.Match[str]) -> bool:
    """A tick of an axis of time: a full hour near a moment of the records."""
    return (
        spot.place.figure.startswith("Insulation resistance")
        and found[2] == "00"
        and any(each[5:10] == found[1] for each in spot.known.moments)
    )


def all_and_passed(spot: Spot) -> tuple[int, int]:
    """Return how many results there are, and how many passed."""
    return len(spot.dossier.verdicts), spot.plant.counts[""][PASS.word]


_GROUPS = {"Failures": "FAIL", "Warnings": "WARN", "Notes": "NOTE", "Waived": "WAIVED", "Not checked": "NOT CHECKED",
           "Passes": "PASS", "Not applicable": "N/A"}  # fmt: skip


def _group(spot: Spot, found: re.Match[str]) -> bool:
    return int(found[2]) == spot.plant.counts[""][_GROUPS[found[1]]]


def _milestones(spot: Spot, found: re.Match[str]) -> bool:
    reached = {each.milestone for each in of_kind(spot.dossier.records, Milestone)}
    return (int(found[1]), int(found[2])) == (len(reached), 4)  # of the record format


def _open_points(spot: Spot, found: re.Match[str]) -> bool:
    """Punch points of a category that are not verified as put right."""
    every = [each for each in of_kind(spot.dossier.records, Punch) if not (each.closed and each.verified)]
    return int(found[2]) == sum(each.category == found[1] for each in every)


def _load(spot: Spot, found: re.Match[str]) -> bool:
    """Units and hosts of a bus, the most of the standard, and the sum of their loads."""
    tag = next(each for each in re.findall(r"RS\d+", f"{spot.place.section} {spot.place.figure}"))
    bus = spot.site.buses[tag]
    devices = spot.site.on_bus(bus)
    loads = sum((device.bus.unit_load or 0) if device.bus else 0 for device in devices) + bus.host_units
    known = {float(len(devices) + bus.host_units), float(line.most_units(bus, devices)), float(loads)}
    return {float(each) for each in found.groups() if each} <= known


def _objects(spot: Spot, found: re.Match[str]) -> bool:
    section = {"feeder": "feeders", "monitor": "monitors", "power meter": "meters"}[found[2].removesuffix("s")]
    return int(found[1]) == len(getattr(spot.site, section))


def _more(spot: Spot, found: re.Match[str]) -> bool:
    """Objects that a test instrument was used for, beyond those named."""
    shown = spot.place.text.count(",")
    used = {each.object for each in spot.dossier.records if spot.place.row in _tools(each)}
    return int(found[1]) == len(used) - shown


def _tools(record: Record) -> set[str]:
    return {record.instrument, *(each.instrument for each in record.checks)}


def _inspections(spot: Spot) -> Iterator[tuple[FibreEndFace, list[Any]]]:
    yield from ((each, list(each.attempts)) for each in of_kind(spot.dossier.records, FibreEndFace))


def _marks(spot: Spot, found: re.Match[str]) -> bool:
    """How many marks were counted in a zone at some inspection."""
    zones = (
        zone
        for _, attempts in _inspections(spot)
        for each in attempts
        for name, zone in each.zones.items()
        if name == found[1]
    )
    return int(found[2]) in {len(zone.scratches_um or ()) + len(zone.defects_um or ()) for zone in zones}


def _attempts(spot: Spot, found: re.Match[str]) -> bool:
    every = [[each.step for each in attempts] for _, attempts in _inspections(spot)]
    return (int(found[1]), int(found[2])) in {
        (each.count("inspect"), len(each) - each.count("inspect")) for each in every
    }


def _widths(spot: Spot, found: re.Match[str]) -> bool:
    return all(any(same(each, value) for value in spot.known.amounts["µm"]) for each in re.split(r",? ", found[1]))


def _lines_left(spot: Spot, found: re.Match[str]) -> bool:
    """Lines without a record, of what is done before people sign, at the object or at the plant."""
    later = ("sign-off", "milestone", "handover")
    work = spot.dossier.work(spot.about)
    every = [each for each in work if each.line.record not in later and each.line.when != "handover"]
    return (int(found[1]), int(found[2])) == (sum(not each.done for each in every), len(every))


def _points_left(spot: Spot, found: re.Match[str]) -> bool:
    """Points that are open at the plant beyond the 14 listed, or at a feeder beyond 5."""
    told = [
        sum(count[word] for word in ("FAIL", "WARN", "WAIVED", "NOT CHECKED")) for count in spot.plant.counts.values()
    ]
    return int(found[1]) in {told[0] - 14, *(each - 5 for each in told[1:])}


def _settings_left(spot: Spot, found: re.Match[str]) -> bool:
    device = next(each for each in spot.site.devices() if each.tag == spot.about)
    rows = [each.name for each in device.type.parameters.values() if each.role == "parameter"]
    return int(found[1]) == sum(name not in device.parameters for name in rows)


def _not_met(spot: Spot, found: re.Match[str]) -> bool:
    """Procedures at a thing of the feeder with a line that comes before the start and is not done."""
    left = {(each.procedure.title, each.key.object) for each in _before_start(spot) if not each.done}
    return 0 < int(found[1]) <= len(left)


def _slips(spot: Spot, found: re.Match[str]) -> bool:
    return int(found[1]) == sum(each.severity == "L" for each in paper(POWER_LINE_EFFECT).errors)


def _late(spot: Spot, found: re.Match[str]) -> bool:
    every = [each for each in of_kind(spot.dossier.records, Milestone) if each.planned]
    days = {
        (datetime.date.fromisoformat(each.at[:10]) - datetime.date.fromisoformat(each.planned)).days for each in every
    }
    return int(found[1]) in days


COUNTED = "strokes?|uses?|attempts?|end faces?"
"""What limits of the procedures count."""

LIMITS = ("minimum", "maximum", "min", "max")

TAGGED: tuple[tuple[str, Holds], ...] = (
    (r"[\w-]+&[A-Z]{2}\d{1,2}(?!\d)", _number),
    (r"(?<![\w.])([A-Z]+\d+) ?: ?(\d+)", _reached),
    (r"\d+\.\d+\.\d+\.\d+:\d+", _gateway),
    (r"[a-z_]+\.([A-Z]+\d+)", lambda spot, found: spot.site.item(found[1]) is not None),
)
"""What has to be looked at before phrases are taken out, because a part of it is one."""

WORDED: tuple[tuple[str, Holds], ...] = (
    (r"^[\d-]+(?:, [\d-]+)*$", _lines),
    (r"Figure \d+", lambda spot, found: True),  # counted again in tests/test_dossier_quality.py
    (r"^\d\d-\d\d$", _class),
    (r"(?P<name>(?:IEC|EN|ISO|IEC/TR) [\d-]+):(?P<year>\d{4})", _standard),
    (r"(\d\d-\d\d) \d\d:(\d\d)", _of_a_day),
    (r"(\d+) of (\d+)(?= values|$)", _values_written),
    (r"(\d+) checks, (\d+) passed", lambda spot, found: (int(found[1]), int(found[2])) == all_and_passed(spot)),
    (r"^(Failures|Warnings|Notes|Waived|Not checked|Passes|Not applicable) \((\d+)\)$", _group),
    (r"(\d+) of (\d+) milestones", _milestones),
    (r"(?<!\w)([ABC]) (\d+)(?=[ ;(]|$)", _open_points),
    (r"(\d+) of (\d+) units, (?:(\d+) unit loads)?", _load),
    (r"(\d+) of (\d+) units", _load),
    (r"^2 × (?=[\d§])", lambda spot, found: spot.place.row == "Polarisation"),  # one resistor to each wire
    (r"(\d+) (feeders?|monitors?|power meters?)", _objects),
    (r"(\d+) more$", _more),
    (r"scale 1 (?:: )?(\d+)", lambda spot, found: int(found[1]) in (1, 2, 4, 5, 8, 10, 20)),
    (r"(?<!\w)([A-D]) (\d+)(?=[,;]|$)", _marks),
    (r"Inspections: (\d+), cleanings: (\d+)", _attempts),
    (r"(\d+) strokes?", _of("strokes")),
    (r"(\d+) sent; (\d+) missing, (\d+) late, (\d+) damaged", _of("sent", "missing", "late", "damaged")),
    (r"at most (\d+):", _of("most")),
    (r"(?:defects|scratches) ([\d., ]+) µm", _widths),
    (r"\+(\d+) days?", _late),
    (r"(\d+) slips", _slips),
    (r"Starter power (\d+)", _of("starter_power")),
    (r"(?:Current|Voltage) calibration (\d+)", _of("current_calibration_percent", "voltage_calibration_percent")),
    (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d", _moment),
    (r"\d{4}-\d\d-\d\d|(?<!\d)\d\d:\d\d:\d\d(?!\d)|(?<![\d:])\d\d:\d\d(?![\d:])", _moment),
    (r"(?<!\w)[0-9a-f]{8,64}(?!\w)", _hash),
    (r"(?<!\w)([0-9A-F]{4})h (\d+)(?: → (\d+))?(?=;|$)", _dump),
    (r"(?<!\w)([0-9A-F]{4})h(?!\w)", _register),
    (rf"(?<![\w.])(?:(?P<low>{NUMBER}) (?:to|and) )?(?P<high>{NUMBER}) ?(?P<unit>{_OF_UNITS})(?![\w/²])", _amount),
    (r"\bchannel (\d+)|(?<=[A-Z]\d):(\d+)(?!\d)|(?<=[A-Z]{3}\d):(\d+)(?!\d)", _of("channel", "address")),
    (r"\baddress (\d+)", _of("address")),
    (r"\bclass (\d+)", _of("start_overload_class", "run_overload_class")),
    (r"cos φ ([\d.]+)", _of("power_factor")),
    (r"(\d+) data bits", _of("data_bits")),
    (r"stop bits (\d+)", _of("stop_bits")),
    (r"(\d+) × (?=§)", _of("cores")),
    (r"(?:, |§ )(\d{4})\)|[Ee]dition (\d{4})", _edition),
    (rf"({NUMBER}) × Ie", _multiple),
    (rf"margin × ({NUMBER})", _margin),
    (r"^10*k$", lambda spot, found: spot.place.figure.startswith("Accuracy of the")),
    (r"^\d{4}-\d\d-\d\d$", _axis_of_milestones),
    (r"(\d+) site files", lambda spot, found: int(found[1]) == len(spot.dossier.files)),
    (r"plantwright (\S+)", lambda spot, found: found[1] == __version__),
    (r"(\d)N(\d)", _of("data_bits", "stop_bits")),
    (r"(\d+) of (\d+) lines of the procedures", _lines_left),
    (r"(\d+) more in the check report", _points_left),
    (r"(\d+) more settings", _settings_left),
    (rf"^(?:up to )?(\d+)(?: to (\d+))?(?: (?:{COUNTED}))?(?: and more)?(?= §)", _of(*LIMITS)),
    (r"(\d+) preconditions not met", _not_met),
    (r"^Bus, address § (\d+)$", _of("address")),
    (r"(\d+) results", lambda spot, found: int(found[1]) == len(spot.dossier.verdicts)),
    (r"^\S+$", lambda spot, found: spot.place.head == "Edition" and found[0] in spot.place.row),
    (r"(?<!\w)(\d+) (FAILED|FAIL|WARN|NOTE|WAIVED|NOT CHECKED|PASS|N/A)(?!\w)", _results),
)  # fmt: skip


# numbers without a word, by the head of their column or row, or by the figure that they are words of


def keyed(*keys: str) -> Of:
    return lambda spot: {value for key in keys for value in spot.known.bare[key]}


def _verdict(spot: Spot) -> Values:
    """Value, limit and margin of the finding in the same row."""
    finding, tag = spot.place.cells.get("Finding", ""), spot.place.cells.get("Object", "")
    for each in spot.dossier.verdicts:
        if each.object == tag.replace("site", each.object) and finding.startswith(each.message.strip()):
            yield from (value for value in (each.value, each.limit, each.margin) if isinstance(value, int | float))


def _parameter(spot: Spot) -> tuple[Device, Parameter] | None:
    """Return the device and the parameter that a row of a table of settings is about."""
    place, devices = spot.place, {each.tag: each for each in spot.site.devices()}
    tags = [place.head, place.cells.get("Device", ""), *re.findall(r"[\w-]+", place.section)]
    device = next((devices[tag] for tag in tags if tag in devices), None)
    every = device or next((each for each in devices.values() if place.section.startswith(each.type.title)), None)
    code = re.split(r"[ ,]", place.cells.get("No.", ""))[0]
    found = [each for each in every.type.parameters.values() if each.code == code] if every else []
    return (every, found[0]) if every and found else None


def _in_head(spot: Spot) -> Values:
    """Numbers of the unit that stands in the head of the column, or of the table."""
    named = re.search(r" / ([^ ]+)$", spot.place.head) or re.search(r" / ([^ ]+)$", spot.place.section)
    unit = named[1] if named else ""
    return [float(each) for each in re.findall(NUMBER, plain(spot.place.text)) if _is(spot, each, unit)]


def _default(spot: Spot) -> Values:
    found = _parameter(spot)
    return _numeric(found[1].default) if found else ()


def _intended(spot: Spot) -> Values:
    found = _parameter(spot)
    return _numeric(found[0].parameters.get(found[1].name)) if found else ()


def _held(spot: Spot) -> Values:
    """What the device held before or after the run, as the journal says; raw in the column of raw values.

    What no run read stands in the record of who entered it.
    """
    found = _parameter(spot)
    if found is None:
        return
    run = spot.dossier.run.device(found[0].tag) if spot.dossier.run else None
    place = found[1].register
    known = (
        [] if run is None or place is None else [each[place] for each in (run.as_found, run.as_left) if place in each]
    )
    for raw in known:
        yield from [float(raw)] if spot.place.head == "Raw" else _numeric(decode(found[1], raw))
    if not known:
        yield from _recorded(spot, found[0].tag, found[1].name)


def _recorded(spot: Spot, tag: str, name: str) -> Values:
    steps = [each for each in of_kind(spot.dossier.records, ManualStep) if each.object == tag]
    for held in (values for each in steps for values in (each.as_found, each.entered)):
        yield from _numeric(held.get(name))


def _entered(spot: Spot) -> Values:
    """What a record says of a setting that a person found, or entered."""
    found = _parameter(spot)
    return spot.known.bare[found[1].name] if found else ()


def _numeric(value: object) -> Values:
    return [float(value)] if isinstance(value, int | float) and not isinstance(value, bool) else ()


def _left(spot: Spot) -> Values:
    """Days from the day of the documents to the day in the same row."""
    day = spot.place.cells.get("Due") or spot.place.cells.get("Day", "")
    return [(datetime.date.fromisoformat(day) - spot.dossier.today).days]


def _by_subject(spot: Spot) -> Values:
    marks = [mark(each) for each in spot.dossier.verdicts if SUBJECTS.get(each.rule[:3], OTHER) == spot.place.row]
    passed, absent = marks.count(PASS), marks.count(NOT_APPLICABLE)
    yield {"Passed": passed, "Does not apply": absent, "Listed below": len(marks) - passed - absent}[spot.place.head]


def _by_mark(spot: Spot) -> Values:
    return {count.get(spot.place.row, 0) for count in spot.plant.counts.values()}


def _decades(spot: Spot) -> Values:
    return [10.0**power for power in range(-6, 7)] + [0.0]


def _steps(spot: Spot) -> Values:
    """The multiples of 1, 2 or 5 times a power of ten of a linear axis."""
    return [step * 10.0**power * n for step in (1, 2, 5) for power in range(-1, 4) for n in range(12)]


def _kept(spot: Spot) -> Values:
    """How many records there are of a kind about an object, and how many lines they prove."""
    found = [each for each in spot.dossier.records
             if (each.object, each.kind.replace("-", " ")) == (spot.place.row, spot.place.cells["Kind"])]  # fmt: skip
    return [len(found), sum(len(each.checks) for each in found)]


def _before_start(spot: Spot) -> list[Task]:
    first = OCCASIONS.index("before start test")
    return [each for each in spot.dossier.work("") if OCCASIONS.index(each.line.when) < first]


def _done(spot: Spot) -> Values:
    """How many lines of a procedure at an object are done, and how many there are."""
    named = (spot.place.row, spot.place.cells["Object"])
    found = [each for each in _before_start(spot) if (each.procedure.title, each.key.object) == named]
    return [sum(each.done for each in found), len(found)]


def _rests_on(spot: Spot) -> Values:
    """How many checks with a result, and lines of procedures, rest on a document."""
    title = spot.place.row
    results = (Outcome.PASS, Outcome.FAIL, Outcome.WAIVED)
    judged = [each.source for each in spot.dossier.verdicts if each.source and each.outcome in results]
    lines = [each.line.source for each in spot.dossier.work("")]
    for sources in (judged, lines):
        named = [re.sub(r" \(withdrawn\)", "", part.strip()) for each in sources for part in each.document.split(";")]
        yield named.count(title)


def _blank_row(spot: Spot) -> Values:
    """The number of a row that is to be filled in; a list has nine."""
    rest = [text for column, text in spot.place.cells.items() if column not in ("0", "Row")]
    return range(1, 10) if rest and not any(rest) else ()


def _inspected(spot: Spot) -> Values:
    port = spot.place.cells["Port"]
    yield sum((each.object, each.port or port) == (spot.about, port) for each, _ in _inspections(spot))


def _certificates(spot: Spot) -> Values:
    records = spot.dossier.records
    yield sum(each.kind == "copper-certificate" and each.object == spot.place.row for each in records)


def _heads(spot: Spot) -> Values:
    own = spot.site.sensors[spot.about]
    yield sum(each.supply == own.supply for each in spot.site.sensors.values())
    yield from spot.known.bare["pct1200_max"]


def _apart(spot: Spot) -> Values:
    """The distance of the value in the same row to the nearer end of its limit."""
    value = _all_numbers(spot.place.cells["Measured"])[0]
    sides = re.findall(rf"([≥≤]) ({NUMBER})", plain(spot.place.cells["Limit, its source"]))
    yield min(round(value - float(end) if sign == "≥" else float(end) - value, 9) for sign, end in sides)


def _off(spot: Spot) -> Values:
    """How far an instrument of the plant may be off at the value in the same cell, with two digits."""
    value = _all_numbers(spot.place.text)[0]
    for tool in spot.site.instruments.values():
        for each in tool.uncertainty:
            yield float(f"{value * each.of_reading_percent / 100 + each.absolute:.2g}")


def _all_numbers(told: str) -> list[float]:
    return [float(each) for each in re.findall(NUMBER, plain(told))]


def _lowest_apart(spot: Spot) -> Values:
    """How far the lowest insulation of a motor is above its limit."""
    for test in of_kind(spot.dossier.records, InsulationTest):
        if test.object == spot.place.row and test.limit.minimum is not None:
            yield min(each.resistance_mohm for each in test.measurements) - test.limit.minimum


def _punch(spot: Spot) -> Values:
    """How many punch points of a category are open, put right, and verified."""
    own = [each for each in of_kind(spot.dossier.records, Punch) if each.category == spot.place.row]
    verified = sum(each.verified is not None for each in own)
    closed = sum(each.closed is not None and each.verified is None for each in own)
    named = {"How many": len(own) - verified, "Open": len(own) - verified - closed, "Verified": verified}
    yield named.get(spot.place.head, closed)


def _errors(spot: Spot) -> Values:
    """The error of a chain at the rated current and at the start, by the numbers of the manual."""
    sensor = spot.site.sensors[spot.about]
    feeder = spot.site.feeders[sensor.feeder]
    motor, starter = driven(spot.site, feeder)
    limit_a = start_a(motor, starter)
    for current_a in (motor.rated_current_a, limit_a):
        parts = dict(_parts_a(spot, sensor, current_a, limit_a))
        for error_a in (*parts.values(), sum(parts.values())):
            shown = (error_a, error_a / current_a * 100, error_a / current_a * 1e6)
            yield from (value for each in shown for value in (float(f"{each:.3g}"), round(each)))


def _parts_a(spot: Spot, sensor: Sensor, current_a: float, highest_a: float) -> Iterator[tuple[str, float]]:
    """Yield the parts of the error in A: head 0.01 % of 1200 A at 50 Hz, zero 0.1 ppm/K of 1800 A, the meter."""
    yield "head", 0.01 / 100 * 1200
    yield "zero", 0.1e-6 * 1800 * 3  # 20 to 26 °C, the reference is 23 °C
    yield "place", 0.0
    meter = spot.site.meters.get(sensor.supply)
    if meter and meter.accuracy_ranges:
        stated = meter.accuracy_ranges
        rows = [[float(str(each)) for each in row] for row in sensor.type.tables["ranges_l60_ch_a_b_c"].rows.values()]
        peak_a = next(peak for _, rms, _, peak in sorted(rows) if rms >= highest_a)
        shares = (stated.of_reading_percent, current_a), (stated.of_range_peak_percent, peak_a)
        yield "meter", sum(float(percent or 0) * of_a for percent, of_a in shares) / 100


CELLS: tuple[tuple[str, Of], ...] = (
    (r"^Other values .*\| Margin$", _apart),
    (r"^Other values .*\| Measured$", _off),
    (r"^Other values .*\| Measured$", keyed("torque_nm")),
    (r"^Insulation resistance .*\| Margin / MΩ$", _lowest_apart),
    (r"\| (Value|Limit|Margin)$", _verdict),
    (r" / [^ ]+( \|[^|]*\|[^|]*)?$", _in_head),
    (r"\| Default$", _default),
    (r"\| (Intended|Set to|Site file|Value|[A-Z]+\d+)$", _intended),
    (r"\| (As found|As left|Old|New|Read back|Raw)$", _held),
    (r"^Settings to enter .*\| As (found|left)$", _entered),
    (r"\| Days left$", _left),
    (r"\| (Passed|Does not apply|Listed below)$", _by_subject),
    (r"\| (FAIL|WARN|NOTE|WAIVED|NOT CHECKED|PASS|N/A)$", _by_mark),
    (r"\| No\.$", lambda spot: range(1, spot.place.line + 1)),
    (r"^Other records .*\| (Records|Lines done)$", _kept),
    (r"^Preconditions .*\| Lines done$", _done),
    (r"\| (Checks|Lines)$", _rests_on),
    (r"\| Edition$", keyed("edition")),
    (r"\| (Number|Quantity|Polls)$", keyed("quantity")),
    (r"\| Pair$", keyed("pair")),
    (r"\| (Row)?$", _blank_row),
    (r"\| Pieces$", lambda spot: [sum(each.model == spot.place.row for each in spot.site.cables.values())]),
    (r"\| Inspection records$", _inspected),
    (r"\| Certificates$", _certificates),
    (r"\| How much$", keyed("connections", "splices")),
    (r"\| Heads on supply$", _heads),
    (r"\| (How many|Open|Closed, not verified|Verified)$", _punch),
    (r"^Next tests", lambda spot: Counter(each.title for each in register(spot.dossier)).values()),
    (r"Runs .*\| Values$", lambda spot: [sum(each) for each in _written(spot)]),
    (r"\| At the .*predicted|^Accuracy of a reading \|  \| $", _errors),
    (r"\| Accuracy of the", lambda spot: [each * 1200 / 100 for each in _decades(spot)]),
    (r"Supply system", lambda spot: (1, 3, 7)),  # terminals of probe and monitor
    (r"\| Insulation resistance", _decades),
    (r"\| Overload curves", keyed("columns")),
    (r"\| Overload curves", lambda spot: [3600.0, *(start.peak_current_ratio for _, start in starts(spot.dossier))]),
    (r"^Checks of this feeder", lambda spot: [start.peak_current_ratio for _, start in starts(spot.dossier)]),
    (r"\| (Address|Bus, address)$", keyed("address")),
    (r"\| Channel$", keyed("channel")),
    (r"\| Pollution degree$", keyed("pollution_degree")),
    (r"\| Cores$", keyed("cores")),
    (r"\| (Ratio|Limit, and its source)$", keyed("ratio")),
    (r"\| Connections$", keyed("connections")),
    (r"\| Splices$", keyed("splices")),
    (r"Overload curves", _decades),
    (r"\| Accuracy of the", _decades),
    (r"\| Start of feeder", _steps),
)  # fmt: skip

"""How a feeder is isolated and energised for the first time: hazards, isolation points, preconditions, steps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from plantwright.report.language import text
from plantwright.report.marks import FAIL, NOT_DONE, PASS, Mark
from plantwright.report.text import NOT_APPLICABLE, joined, quantity, word
from plantwright.report.views.belonging import owner
from plantwright.report.views.dossier import Dossier
from plantwright.site.catalog import OCCASIONS
from plantwright.site.energising import Step, energising
from plantwright.site.model import Barrier, Device, Feeder, Item, Protection, Site
from plantwright.site.tasks import PLANT, State, Task

NOT_STATED = text("not stated in the site files")

PARTS = {
    "isolated": text("Nothing is energised"),
    "control": text("Control supplies on, mains off"),
    "measuring": text("Measuring chains on, mains off"),
    "interlocks": text("Interlocks proven, mains off"),
    "mains": text("Mains on"),
    "start": text("First start"),
}
"""What is energised by then, in the order of the steps."""

_HOW = {
    "fuse": text("take the fuses out and lock their place"),
    "circuit-breaker": text("open and lock"),
    "disconnector": text("open and lock"),
    "capacitor": text("discharge and prove it"),
    "filter": text("may hold a charge: wait, then prove that it is dead"),
}
_BEFORE_START = OCCASIONS.index("before start test")


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardRow:
    id: str
    text: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IsolationPoint:
    """Something to switch off, take out or discharge; `known` is False where the site files do not name it."""

    tag: str
    what: str
    rating: str
    place: str
    how: str
    known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Precondition:
    """A procedure at one object; `open` are the lines that nothing proves yet, `hold` the hold points among them."""

    procedure: str
    object: str
    done: str
    open: str
    hold: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """A step; `number` counts those of the feeder, `place` says what its place in the order rests on."""

    number: str
    id: str
    objects: str
    text: str
    who: str
    hold: bool
    place: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepGroup:
    title: str
    steps: tuple[StepRow, ...]


def hazards(dossier: Dossier, feeder: Feeder) -> tuple[HazardRow, ...]:
    """Return what can hurt at a feeder: facts of the site, then what the documents of its devices say."""
    there = _things(dossier.site, feeder)
    told = (each for each in energising().hazards if there.get(each.section))
    return (
        *_site_hazards(dossier.site, feeder),
        *(HazardRow(id=each.id, text=text(each.text), source=str(each.source)) for each in told),
    )


def isolation_points(site: Site, feeder: Feeder) -> tuple[IsolationPoint, ...]:
    """Return what is isolated at a feeder, from the supply to the motor, then what else feeds its devices."""
    return (*_in_path(site, feeder), *_control(site, feeder), *_monitoring(site, feeder), *_meters(site, feeder))


def preconditions(dossier: Dossier, feeder: Feeder) -> tuple[Precondition, ...]:
    """Return the procedures to be finished before the mains is switched on, at the feeder and at what belongs to it."""
    groups: dict[tuple[str, str], list[Task]] = {}
    for task in _work(dossier, feeder):
        if OCCASIONS.index(task.line.when) < _BEFORE_START:
            groups.setdefault((task.procedure.title, task.object), []).append(task)
    return tuple(_precondition(title, tag, group) for (title, tag), group in groups.items())


def steps(dossier: Dossier, feeder: Feeder) -> tuple[StepGroup, ...]:
    """Return the order of energising, without the steps for which the feeder has no object."""
    rows: dict[str, list[StepRow]] = {}
    number = 0
    for step in energising().sequence:
        objects = _objects(dossier.site, feeder, step)
        if objects:
            number += 1
            rows.setdefault(step.part, []).append(_step(step, number, objects))
    return tuple(StepGroup(title=PARTS[part], steps=tuple(each)) for part, each in rows.items())


# the things of a feeder


def _things(site: Site, feeder: Feeder) -> Mapping[str, Sequence[Item]]:
    """Return what belongs to a feeder, by section."""
    starter, motor = site.starter_of(feeder), site.motor_of(feeder)
    probes = [probe for probe in site.probes.values() if probe.feeder == feeder.tag]
    sensors = [sensor for sensor in site.sensors.values() if sensor.feeder == feeder.tag]
    return {
        "feeders": [feeder],
        "starters": [starter] if starter else [],
        "motors": [motor] if motor else [],
        "probes": probes,
        "sensors": sensors,
        "monitors": [site.monitors[tag] for tag in dict.fromkeys(probe.monitor for probe in probes)
                     if tag in site.monitors],
        "meters": [item for tag in dict.fromkeys(sensor.supply for sensor in sensors) if (item := site.item(tag))],
    }  # fmt: skip


def _work(dossier: Dossier, feeder: Feeder) -> Iterator[Task]:
    monitors = {item.tag for item in _things(dossier.site, feeder)["monitors"]}
    for task in dossier.work(""):
        if owner(dossier.site, task.object) == feeder.tag or task.object in monitors:
            yield task


def _objects(site: Site, feeder: Feeder, step: Step) -> tuple[str, ...]:
    """Return the tags at which a step is done; empty when the feeder has nothing of the kind."""
    starter = site.starter_of(feeder)
    if step.variant and (starter is None or starter.variant != step.variant):
        return ()
    if step.section == PLANT:
        return (PLANT,)
    there = _things(site, feeder).get(step.section, ())
    return tuple(item.tag for item in there if not step.type or _type_of(item) == step.type)


def _type_of(item: Item) -> str:
    return item.type.type if isinstance(item, Device) else ""


# rows


def _site_hazards(site: Site, feeder: Feeder) -> Iterator[HazardRow]:
    supply, motor = site.supply, site.motor_of(feeder)
    current = supply.prospective_short_circuit_ka
    volts = text(
        "The mains is {system}, {voltage}; prospective short-circuit current {current}.",
        system=supply.system,
        voltage=quantity(supply.nominal_voltage_v, "V"),
        current=quantity(current, "kA") if current is not None else NOT_STATED,
    )
    yield HazardRow(id=NOT_APPLICABLE, text=volts, source=text("site files, {key}", key="supply"))
    if motor and motor.coast_down_time_s is not None:
        runs_on = text(
            "Stored energy: motor {tag} and its load run on for {time} after a stop.",
            tag=motor.tag,
            time=quantity(motor.coast_down_time_s, "s"),
        )
        yield HazardRow(id=NOT_APPLICABLE, text=runs_on, source=text("site files, {key}", key=f"motors.{motor.tag}"))


def _in_path(site: Site, feeder: Feeder) -> Iterator[IsolationPoint]:
    for tag in feeder.path_:
        item = site.item(tag)
        if isinstance(item, Protection):
            yield _fuse(site, item, text("mains of the feeder"))
        elif isinstance(item, Barrier) and item.kind in _HOW:
            yield IsolationPoint(tag=tag, what=word(item.kind), rating=NOT_APPLICABLE, place=NOT_APPLICABLE,
                                 how=_HOW[item.kind])  # fmt: skip


def _fuse(site: Site, item: Protection, what: str, how: str = "") -> IsolationPoint:
    current = quantity(item.rated_current_a, "A") if item.rated_current_a is not None else ""
    return IsolationPoint(
        tag=item.tag,
        what=what,
        rating=joined(joined(item.class_, current, by=" "), word(item.kind) if item.kind != "fuse" else ""),
        place=_place(site, item),
        how=how or _HOW.get(item.kind, text("switch off and lock")),
    )


def _control(site: Site, feeder: Feeder) -> Iterator[IsolationPoint]:
    starter = site.starter_of(feeder)
    if starter:
        yield IsolationPoint(
            tag=starter.tag, what=text("control supply of the starter"), rating=NOT_APPLICABLE, place=NOT_STATED,
            how=text("find it, then switch off and lock"), known=False,
        )  # fmt: skip


def _monitoring(site: Site, feeder: Feeder) -> Iterator[IsolationPoint]:
    there = _things(site, feeder)
    for probe in (site.probes[item.tag] for item in there["probes"]):
        fuse = site.protection.get(probe.fuse)
        what = text("probe {probe} of monitor {monitor}", probe=probe.tag, monitor=probe.monitor)
        if fuse:
            yield _fuse(site, fuse, what, text("take the fuses out before another insulation tester is used"))
    for monitor in (site.monitors[item.tag] for item in there["monitors"]):
        fuse = site.protection.get(monitor.supply.fuse) if monitor.supply else None
        volts = quantity(monitor.supply.voltage_v, "V") if monitor.supply else ""
        what = text("operating supply of {tag}, {voltage}", tag=monitor.tag, voltage=volts)
        if fuse:
            yield _fuse(site, fuse, what)


def _meters(site: Site, feeder: Feeder) -> Iterator[IsolationPoint]:
    for item in _things(site, feeder)["meters"]:
        yield IsolationPoint(
            tag=item.tag, what=text("supply of the current transducers"), rating=NOT_APPLICABLE,
            place=_place(site, item), how=text("switch off only after the primary current is off"),
        )  # fmt: skip


def _place(site: Site, item: Item) -> str:
    tag = getattr(item, "location", "")
    return joined(tag, site.locations[tag].title if tag in site.locations else "") or NOT_STATED


def _precondition(title: str, tag: str, group: Sequence[Task]) -> Precondition:
    left = [task for task in group if not task.done]
    failed = any(task.state is State.FAILED for task in group)
    return Precondition(
        procedure=text(title),
        object=tag,
        done=text("{n} of {m}", n=len(group) - len(left), m=len(group)),
        open=joined(*(task.line.id for task in left)) or NOT_APPLICABLE,
        hold=joined(*(task.line.id for task in left if task.line.hold)) or NOT_APPLICABLE,
        mark=FAIL if failed else NOT_DONE if left else PASS,
    )


def _step(step: Step, number: int, objects: Sequence[str]) -> StepRow:
    return StepRow(
        number=str(number),
        id=step.line or step.id,
        objects=joined(*(text("plant") if tag == PLANT else tag for tag in objects)),
        text=text(step.text),
        who=text(step.who),
        hold=step.hold,
        place=text("stated") if step.stated else text("choice"),
        source=str(step.source),
    )

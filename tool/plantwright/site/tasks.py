"""What is to do at a plant: the lines of the procedures at every object, in order, and what has proved them. Pure.

Rules judge what is missing by it, `plantwright record next` tells what is due, and documents print it. A line is done
when the newest of what proves it passed or says with a reason that the line does not apply.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from plantwright.frozen import dataclass
from plantwright.site.catalog import OCCASIONS
from plantwright.site.model import Item, Site
from plantwright.site.procedures import Line, Procedure, shipped_procedures
from plantwright.site.proofs import Proof, Proofs

PLANT = "site"
"""The object of lines and records that are for the plant as a whole."""

PHASES = ("design", "installation", "commissioning", "operation")
"""What can be under way at a plant, in order: the values of `site.phase`."""

NOT_APPLICABLE = "not applicable"

_INSTALLATION = frozenset({"before installation", "installation"})
_HANDED_OVER = OCCASIONS.index("handover")


class State(StrEnum):
    """`open`: can be done now; `waits`: something comes before it that is not done; `failed`: to do again."""

    DONE = "done"
    FAILED = "failed"
    OPEN = "open"
    WAITS = "waits"


class Key(NamedTuple):
    """A line at an object; `object` is a tag, or PLANT."""

    object: str
    line: str

    def __str__(self) -> str:
        return f"{self.line} at {self.object}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A line of a procedure at one object.

    `phase`: the one in which it has to be done; `proofs`: the newest of each thing it needs, one except at lines that
    need both ends of a fibre link; `after`: what comes before it; `waits_for`: what of that is not done.
    """

    key: Key
    procedure: Procedure
    line: Line
    phase: str
    state: State
    proofs: tuple[Proof, ...] = ()
    after: tuple[Key, ...] = ()
    waits_for: tuple[Key, ...] = ()

    @property
    def object(self) -> str:
        """Return the tag of the object, or PLANT."""
        return self.key.object

    @property
    def done(self) -> bool:
        """Return whether nothing is left to do."""
        return self.state is State.DONE

    @property
    def proof(self) -> str:
        """Return the names of the records that show what became of it, empty when there is none."""
        return ", ".join(dict.fromkeys(each.record.name for each in self.proofs))


def tasks(site: Site, procedures: Mapping[str, Procedure] | None = None) -> tuple[Task, ...]:
    """Return everything to do or done at a plant, in an order in which it can be done.

    Lines that are for later use of the plant alone (every use, faults, maintenance, taking out of use) are not among
    it. A line that stands for a procedure comes after those of its lines that are due by then, at all objects.
    """
    known = shipped_procedures() if procedures is None else procedures
    lines = _lines(site, known)
    after = _after(site, known, lines)
    proved = Proofs(site)
    proofs = {key: proved.of(key.object, line) for key, (_, line) in lines.items()}
    done = {key for key, found in proofs.items() if found and all(each.result != "fail" for each in found)}
    return tuple(_task(key, *lines[key], proofs[key], after[key], done) for key in _in_order(lines, after))


def objects_of(site: Site, procedure: Procedure) -> tuple[str, ...]:
    """Return the objects that a procedure is for: those of its section, of its type or kind when it names one."""
    if procedure.section == PLANT:
        return (PLANT,)
    section: Mapping[str, Item] = getattr(site, procedure.section)
    return tuple(tag for tag, item in section.items() if _is_for(procedure, item))


def phase_of(line: Line) -> str:
    """Return the phase in which a line has to be done, empty when it is for later use of the plant alone."""
    if line.when in _INSTALLATION:
        return "installation"
    return "commissioning" if OCCASIONS.index(line.when) <= _HANDED_OVER else ""


def due(site: Site, phase: str) -> bool:
    """Return whether everything of a phase has to be done: the phase that is under way is a later one."""
    return PHASES.index(phase) < PHASES.index(site.identity.phase)


def _is_for(procedure: Procedure, item: Item) -> bool:
    kind = getattr(item, "type", None)
    named = not procedure.type or (kind is not None and kind.type == procedure.type)
    return named and (not procedure.kind or getattr(item, "kind", "") == procedure.kind)


def _task(
    key: Key, procedure: Procedure, line: Line, proofs: tuple[Proof, ...], after: tuple[Key, ...], done: set[Key]
) -> Task:
    waits_for = tuple(each for each in after if each not in done)
    state = State.DONE if key in done else State.FAILED if proofs else State.WAITS if waits_for else State.OPEN
    return Task(
        key=key,
        procedure=procedure,
        line=line,
        phase=phase_of(line),
        state=state,
        proofs=proofs,
        after=after,
        waits_for=waits_for,
    )


# what is to do, and what comes before it

Lines = Mapping[Key, tuple[Procedure, Line]]


def _lines(site: Site, procedures: Mapping[str, Procedure]) -> Lines:
    return {
        Key(tag, line.id): (procedure, line)
        for procedure in procedures.values()
        for tag in objects_of(site, procedure)
        for line in procedure.lines
        if phase_of(line)
    }


def _after(site: Site, procedures: Mapping[str, Procedure], lines: Lines) -> Mapping[Key, tuple[Key, ...]]:
    """Return what comes before each line: lines at the same object, and at those that belong to it."""
    home = {line.id: procedure for procedure in procedures.values() for line in procedure.lines}
    objects = {name: objects_of(site, procedure) for name, procedure in procedures.items()}
    near = _near(site)

    def places(key: Key, other: str) -> Iterable[str]:
        section, of = home[other].section, objects[home[other].name]
        if PLANT in (key.object, section):
            return of
        if section == home[key.line].section:
            return (key.object,)
        return (tag for tag in of if tag in near.get(key.object, ()))

    def before(key: Key) -> Iterator[Key]:
        _, line = lines[key]
        within = procedures[line.procedure].lines if line.procedure else ()
        due_by_then = (each.id for each in within if OCCASIONS.index(each.when) <= OCCASIONS.index(line.when))
        for other in (*line.after, *due_by_then):
            yield from (found for tag in places(key, other) if (found := Key(tag, other)) in lines)

    return {key: tuple(before(key)) for key in lines}


def _near(site: Site) -> Mapping[str, set[str]]:
    """Return what belongs together: the things of a feeder, the units on a bus, a meter and its sensors."""
    near: dict[str, set[str]] = {}
    for group in chain(_on_feeders(site), _on_buses(site), _on_supplies(site)):
        for tag in group:
            near.setdefault(tag, set()).update(group)
    return near


def _on_feeders(site: Site) -> Iterator[tuple[str, ...]]:
    beside: dict[str, list[str]] = {}
    for sensor in site.sensors.values():
        beside.setdefault(sensor.feeder, []).append(sensor.tag)
    for probe in site.probes.values():
        beside.setdefault(probe.feeder, []).append(probe.monitor)
    for feeder in site.feeders.values():
        yield (feeder.tag, *feeder.path_, feeder.bypass, *beside.get(feeder.tag, ()))


def _on_buses(site: Site) -> Iterator[tuple[str, ...]]:
    return ((device.bus.name, device.tag) for device in site.devices() if device.bus)


def _on_supplies(site: Site) -> Iterator[tuple[str, ...]]:
    return ((sensor.supply, sensor.tag) for sensor in site.sensors.values())


def _in_order(lines: Lines, after: Mapping[Key, tuple[Key, ...]]) -> tuple[Key, ...]:
    """Return the lines by occasion, each one behind those that come before it."""
    order: dict[Key, None] = {}

    def put(key: Key) -> None:
        if key not in order:
            for other in after[key]:
                put(other)
            order[key] = None

    for key in sorted(lines, key=lambda key: OCCASIONS.index(lines[key][1].when)):
        put(key)
    return tuple(order)

"""The history of every end face of a site in order of time: inspected, mated, demated, touched; what went wrong."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from plantwright.frozen import dataclass, replace
from plantwright.rules.fibre.end_face import Fault, State, Violation, ended, faults_of, first_seen
from plantwright.site.model import FibreLink, Site
from plantwright.site.records import FibreEndFace, FibreMating, Record, in_force, of_kind

Event = FibreEndFace | FibreMating


class Known(StrEnum):
    """What is known of an end face at a moment; a verdict that expired is as good as none."""

    NOTHING = "was never inspected"
    ACCEPTED = "is accepted"
    DIRTY = "was not accepted"
    EXPIRED = "was not inspected since"


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """An end face at a moment.

    `mate` is what it is mated with, `last_mate` what it was mated with before; `since` is the record that ended the
    last verdict, `condemned` the one that says that its partner was dirty: inspect this one before it is used.
    """

    known: Known = Known.NOTHING
    mate: str = ""
    last_mate: str = ""
    changed: Record | None = None
    since: Record | None = None
    condemned: Violation | None = None


Faces = dict[str, Face]
_NOTHING = Face()


def violations(site: Site) -> Iterator[Violation]:
    """Yield everything that is out of order in the fibre records in force: within each, then from one to the next."""
    every = in_force(site.records.values())
    for record in of_kind(every, FibreEndFace):
        yield from faults_of(record)
    yield from history(every, site.fibre_links)


def history(records: Iterable[Record], links: Mapping[str, FibreLink]) -> Iterator[Violation]:
    """Yield what is out of order from one record to the next; the records are in force."""
    faces: Faces = {}
    for event in _in_order(records):
        name = face_of(event, links)
        if isinstance(event, FibreEndFace):
            yield from _inspected(faces, name, event)
        elif event.event == "mated":
            yield from _mated(faces, name, event)
        elif event.event == "demated":
            yield from _demated(faces, name, event)
        else:
            faces[name] = _touched(_at(faces, name), event)
    yield from (face.condemned for face in faces.values() if face.condemned)


def face_of(record: Event, links: Mapping[str, FibreLink]) -> str:
    """Return the name of the end face that a record is about: its port, else that of the end of the link."""
    link = links.get(record.object)
    end = link.ends.get(record.end) if link else None
    return record.port or (end.port if end else "") or f"{record.object} {record.end}"


def _in_order(records: Iterable[Record]) -> list[Event]:
    """An inspection counts when its last attempt was done; it stands before a mating of the same moment."""
    found = [each for each in records if isinstance(each, FibreEndFace | FibreMating)]
    return sorted(found, key=lambda each: (_moment(each), isinstance(each, FibreMating), each.name))


def _moment(record: Event) -> float:
    return (record.attempts[-1].time if isinstance(record, FibreEndFace) else record.time).timestamp()


def _at(faces: Faces, name: str) -> Face:
    return faces.get(name, _NOTHING)


def _inspected(faces: Faces, name: str, record: FibreEndFace) -> Iterator[Violation]:
    face, (place, seen) = _at(faces, name), first_seen(record)
    if face.mate:
        message = f"{name} was looked at while mated with {face.mate}; that it was demated is not recorded"
        yield Violation(Fault.IMPOSSIBLE, record, ("attempts", 0, "at"), message)
        faces[face.mate] = _parted(_at(faces, face.mate), name, record)
    if seen == "dirty" and face.last_mate and face.known is Known.EXPIRED:
        message = f"{name} was dirty after it had been mated with {face.last_mate}, which was not inspected since"
        _condemn(faces, face.last_mate, Violation(Fault.CONDEMNED, record, ("attempts", place, "result"), message))
    good = record.passed and ended(record) is State.CLEAN
    faces[name] = Face(known=Known.ACCEPTED if good else Known.DIRTY, last_mate=face.last_mate, changed=record)


def _condemn(faces: Faces, name: str, why: Violation) -> None:
    """Note that an end face touched a dirty one, unless it was inspected since."""
    face = _at(faces, name)
    if face.known in (Known.EXPIRED, Known.NOTHING) and not face.condemned:
        faces[name] = replace(face, condemned=why)


def _mated(faces: Faces, name: str, record: FibreMating) -> Iterator[Violation]:
    face, partner = _at(faces, name), _at(faces, record.partner)
    if record.partner and face.mate == record.partner and _same_moment(face, record):
        return  # the record of the other side of the same connection
    if record.partner == name:
        yield Violation(Fault.IMPOSSIBLE, record, ("partner",), f"{name} cannot be mated with itself")
        return
    yield from _sides(faces, name, record)
    if record.sleeve not in ("inspected", "cleaned"):
        keys = ("sleeve",) if record.sleeve else ("event",)
        yield Violation(Fault.SLEEVE_UNSEEN, record, keys, "mated without a look into the sleeve of the adaptor")
    for key, each, other, side in (("event", name, record.partner, partner), ("partner", record.partner, name, face)):
        if each:
            why = _dirty_mate(each, other, side, record, key)
            mate = other or "an end face that is not named"
            faces[each] = replace(_at(faces, each), mate=mate, changed=record, condemned=why)


def _dirty_mate(name: str, other: str, side: Face, record: FibreMating, key: str) -> Violation | None:
    """Return what condemns an end face that is mated with another one: that the other is dirty."""
    if side.known is not Known.DIRTY:
        return None
    message = f"{name} was mated with {other}, which was dirty, and was not inspected since"
    return Violation(Fault.CONDEMNED, record, (key,), message)


def _sides(faces: Faces, name: str, record: FibreMating) -> Iterator[Violation]:
    """Yield what was wrong with either side of a connection before it was mated."""
    yield from _unfit(name, _at(faces, name), record, "event", own=True)
    if record.partner:
        yield from _unfit(record.partner, _at(faces, record.partner), record, "partner", own=False)
    else:
        message = (
            f"{name} was mated with an end face that the record does not name, so nobody can tell that it was clean"
        )
        yield Violation(Fault.PARTNER_UNSEEN, record, ("event",), message)


def _unfit(name: str, face: Face, record: FibreMating, key: str, *, own: bool) -> Iterator[Violation]:
    if face.mate:
        message = f"{name} was mated while it was mated with {face.mate}; that it was demated is not recorded"
        yield Violation(Fault.IMPOSSIBLE, record, (key,), message)
    elif face.condemned:
        message = f"{name} was mated again and was not inspected after its partner was found dirty"
        yield Violation(Fault.CONDEMNED, record, (key,), f"{message} ({face.condemned.record.file})")
    elif face.known is Known.DIRTY:
        yield Violation(
            Fault.MATED_DIRTY, record, (key,), f"{name} was mated, and its last record does not leave it clean"
        )
    elif face.known is Known.EXPIRED and face.since:
        message = f"{name} was mated and not inspected since {face.since.file}, which ended its verdict"
        yield Violation(Fault.VERDICT_EXPIRED, record, (key,), message)
    elif face.known is Known.NOTHING:
        fault = Fault.MATED_UNSEEN if own else Fault.PARTNER_UNSEEN
        yield Violation(fault, record, (key,), f"{name} was mated and never inspected before")


def _demated(faces: Faces, name: str, record: FibreMating) -> Iterator[Violation]:
    face = _at(faces, name)
    mate = face.mate or record.partner
    if not face.mate and face.changed:
        if record.partner in ("", face.last_mate) and _same_moment(face, record):
            return  # the record of the other side of the same connection
        message = f"{name} was demated, and that it was mated is not recorded"
        yield Violation(Fault.IMPOSSIBLE, record, ("event",), message)
    faces[name] = _parted(face, mate, record)
    if mate:
        faces[mate] = _parted(_at(faces, mate), name, record)


def _parted(face: Face, mate: str, record: Record) -> Face:
    """Every verdict ends when the connection is opened."""
    return replace(face, known=Known.EXPIRED, mate="", last_mate=mate, changed=record, since=record)


def _touched(face: Face, record: Record) -> Face:
    """A verdict ends when the end face is touched; what it was mated with before has no part in that."""
    known = face.known if face.known is Known.NOTHING else Known.EXPIRED
    return replace(face, known=known, last_mate="", changed=record, since=record)


def _same_moment(face: Face, record: Record) -> bool:
    return face.changed is not None and face.changed.time == record.time

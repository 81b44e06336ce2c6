"""Procedures: what only a person can do or confirm, in order, read from `schemas/procedures/<name>.yaml`."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from pathlib import Path
from typing import Any

from plantwright import resources
from plantwright.findings.verdict import Source
from plantwright.frozen import dataclass
from plantwright.site.catalog import DeviceType, Fact, Step, shipped_types
from plantwright.site.tables import data_of

Types = Mapping[str, DeviceType]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line to do and sign.

    `who`: the role that does it; `when`: one of OCCASIONS; `after`: the lines that come before, of any procedure.
    `hold`: nothing goes on until it is signed. `record`: the kind of record that proves it. `step`: `<type>/<step>`
    where text, source and occasion are those of a device type; `procedure`: another one that is done here. `subject`:
    which milestone, role or item the record is about. `judged`: a value recorded here must lie within `limit`.
    """

    id: str
    text: str
    source: Source
    who: str
    record: str
    when: str = ""
    after: tuple[str, ...] = ()
    hold: bool = False
    limit: Fact | None = None
    judged: bool = False
    step: str = ""
    procedure: str = ""
    subject: str = ""
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """Lines in their order. `section`: the section of a site whose objects it is for.

    `type`: only those of a device type; `kind`: only those of a kind.
    """

    name: str
    title: str
    section: str
    type: str
    kind: str
    lines: tuple[Line, ...]


@cache
def shipped_procedures() -> Mapping[str, Procedure]:
    """Return the procedures that come with plantwright, by name; raise ValueError for a broken file."""
    return load_procedures(resources.folder("schemas") / "procedures", shipped_types())


@cache
def shipped_lines() -> Mapping[str, Line]:
    """Return every line of the shipped procedures by its id."""
    return {line.id: line for procedure in shipped_procedures().values() for line in procedure.lines}


def load_procedures(folder: Path, types: Types) -> Mapping[str, Procedure]:
    """Return the procedures of a folder by name, in the order of its files.

    Raises ValueError naming the file that is not a procedure, or everything that does not fit together.
    """
    made = {path.stem: _load(path, types) for path in sorted(folder.glob("*.yaml"))}
    if problems := faults(made):
        raise ValueError("the procedures do not fit together: " + "; ".join(problems))
    return made


def faults(procedures: Mapping[str, Procedure]) -> tuple[str, ...]:
    """Return what is wrong between procedures: an id used twice, a name without a thing, an order without a start."""
    lines = tuple(chain.from_iterable(each.lines for each in procedures.values()))
    return (*_twice(lines), *_unknown(lines, procedures), *_circles(lines, procedures))


def _load(path: Path, types: Types) -> Procedure:
    try:
        data = data_of(path)
        made = procedure(data, types)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValueError(f"not a procedure: {path.name}: {error!r}") from error
    if made.name != path.stem:
        raise ValueError(f"not a procedure: {path.name}: its name is {made.name}, not the name of the file")
    return made


def procedure(data: Mapping[str, Any], types: Types) -> Procedure:
    """Build a procedure from the plain data of its file, which must satisfy `schemas/procedure.schema.json`."""
    return Procedure(
        name=data["procedure"],
        title=data["title"],
        section=data["section"],
        type=data.get("type", ""),
        kind=data.get("kind", ""),
        lines=tuple(_line(entry, types) for entry in data["lines"]),
    )


def _line(entry: Mapping[str, Any], types: Types) -> Line:
    step = _step(entry["step"], types) if "step" in entry else None
    source = step.source if step else Source(**entry["source"])
    return Line(
        id=entry["id"],
        text=step.text if step else entry["text"],
        source=source,
        who=entry["who"],
        record=entry["record"],
        when=step.when if step else entry.get("when", ""),
        after=tuple(entry.get("after", ())),
        hold=entry.get("hold", False),
        limit=_limit(entry, types, source) if "limit" in entry else None,
        judged=entry.get("judged", False),
        step=entry.get("step", ""),
        procedure=entry.get("procedure", ""),
        subject=entry.get("subject", ""),
        refs=tuple(dict.fromkeys((*(step.refs if step else ()), *entry.get("refs", ())))),
    )


def _step(name: str, types: Types) -> Step:
    kind, _, wanted = name.partition("/")
    found = [step for step in types[kind].steps if step.id == wanted] if kind in types else []
    if not found:
        raise ValueError(f"there is no step {name}")
    return found[0]


def _limit(entry: Mapping[str, Any], types: Types, source: Source) -> Fact:
    """Return the fact of a device type that a limit names, else the numbers it states, from the source of its line."""
    stated = entry["limit"]
    if "fact" not in stated:
        return Fact(name=entry["id"], source=source, **stated)
    kind, _, place = stated["fact"].partition("/")
    part, _, name = place.partition(".")
    parts = {"ratings": types[kind].ratings, "environment": types[kind].environment} if kind in types else {}
    if name not in parts.get(part, {}):
        raise ValueError(f"there is no fact {stated['fact']}")
    return parts[part][name]


def _twice(lines: Sequence[Line]) -> Iterator[str]:
    ids = [line.id for line in lines]
    yield from (f"{each} is used twice" for each in dict.fromkeys(ids) if ids.count(each) > 1)


def _unknown(lines: Sequence[Line], procedures: Mapping[str, Procedure]) -> Iterator[str]:
    ids = {line.id for line in lines}
    for line in lines:
        yield from (f"{line.id} comes after {each}, which does not exist" for each in line.after if each not in ids)
        if line.procedure and line.procedure not in procedures:
            yield f"{line.id} names the procedure {line.procedure}, which does not exist"


def _circles(lines: Sequence[Line], procedures: Mapping[str, Procedure]) -> Iterator[str]:
    """A line waits for those before it, and for the lines of a procedure that it stands for."""
    inner = {each.name: tuple(line.id for line in each.lines) for each in procedures.values()}
    waits = {line.id: (*line.after, *inner.get(line.procedure, ())) for line in lines}
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        yield f"the order runs in a circle: {', '.join(error.args[1])}"

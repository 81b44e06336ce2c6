"""What changed between two states of a site, and what follows from it. Pure: values in, values out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from plantwright.findings.verdict import Path, Verdict, pointer
from plantwright.modbus.codec import CodecError, encode
from plantwright.report.changes.checks import NOTHING, Checks, checks
from plantwright.report.changes.files import FileChange, files
from plantwright.report.changes.places import places
from plantwright.report.changes.state import Commit, State
from plantwright.report.language import text
from plantwright.report.text import SPACE, joined, number
from plantwright.report.views.belonging import SITE, owner
from plantwright.site.catalog import Parameter
from plantwright.site.difference import ADDED, CHANGED, REMOVED, RENAMED, ObjectChange, ValueChange, difference, same
from plantwright.site.evidence import Evidence, reads_true
from plantwright.site.model import Device, Item, Site
from plantwright.site.procedures import shipped_procedures
from plantwright.site.records import Record, in_force
from plantwright.site.rework import Asked, Task, asked, rework, unit_of
from plantwright.site.source import load, locate, locate_key
from plantwright.site.tree import Map

_OF_THEIR_OWN = ("devices", "evidence")
"""Folders of a site whose files are not part of its merged data."""

ABSENT = text("not stated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a device type knows of a changed setting; the raw registers are None where it has none.

    `proven`: a document or what was learned on a unit proves how the register is coded.
    """

    code: str
    title: str
    unit: str
    register: int | None
    deployment: str
    raw_before: int | None
    raw_after: int | None
    proven: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A value that differs; `key` is its place in the object, `unit` that of the number."""

    key: str
    pointer: str
    before: Any
    after: Any
    unit: str
    setting: Setting | None = None

    @property
    def texts(self) -> tuple[str, str]:
        """Return the value before and after with its unit."""
        return told(self.before, self.unit), told(self.after, self.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """An object that differs; `home` is the feeder, bus, route ... it belongs to, empty when it is that itself."""

    change: ObjectChange
    title: str
    home: str
    values: tuple[Changed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChange:
    """A record that came, went or was changed; `supersedes` names the one it corrects."""

    what: str
    record: Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work to do again at an object, why, and for which values; `outdated` are records of the state before.

    `since` are records of that kind that came between the two states.
    """

    task: str
    text: str
    at: str
    reasons: tuple[str, ...]
    causes: tuple[str, ...]
    procedure: str
    outdated: tuple[str, ...]
    since: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reissue:
    """A document, or a part of it, that shows what changed, and the objects that it is about."""

    document: str
    objects: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Everything that is told of a change; without `comparable` one state did not load and only files are compared.

    `frame_site` is the later of the states that loaded: it gives a document its title block.
    """

    name: str
    number: str
    before: Commit
    after: Commit
    frame_site: Site | None
    problems: tuple[tuple[Commit, Verdict], ...]
    files: tuple[FileChange, ...]
    things: tuple[Thing, ...] = ()
    checks: Checks = NOTHING
    records: tuple[RecordChange, ...] = ()
    jobs: tuple[Job, ...] = ()
    reissues: tuple[Reissue, ...] = ()

    @property
    def comparable(self) -> bool:
        """Return whether both states loaded."""
        return not self.problems

    @property
    def nothing(self) -> bool:
        """Return whether no byte and no verdict differs."""
        return not (self.files or self.things or self.checks.told)

    @property
    def layout(self) -> tuple[FileChange, ...]:
        """Return the files that differ only in comments, order or form."""
        return tuple(each for each in self.files if each.layout)

    def count(self, what: str) -> int:
        """Return how many objects were added, removed, renamed or changed."""
        return sum(each.change.what == what for each in self.things)


def change(name: str, before: State, after: State) -> Change:
    """Compare two states of a site, called `name` by the user."""
    old, new = before.site, after.site
    known = new or old
    number = known.identity.number if known else ""
    problems = tuple((state.commit, problem) for state in (before, after) for problem in state.problems)
    if old is None or new is None:
        return Change(
            name=name, number=number, before=before.commit, after=after.commit, frame_site=known, problems=problems,
            files=files(before.files, after.files, None),
        )  # fmt: skip
    roots = _whole(before), _whole(after)
    found = difference(*roots)
    things = tuple(_thing(each, old, new) for each in found)
    names = {each.before_tag: each.tag for each in found if each.what == RENAMED}
    records = tuple(_records(old.records, new.records))
    return Change(
        name=name, number=number, before=before.commit, after=after.commit, frame_site=new, problems=(),
        files=files(before.files, after.files, _telling(difference(*roots, by_tag=True), roots, records)),
        things=things,
        checks=checks(before.verdicts, after.verdicts, names),
        records=records,
        jobs=tuple(_jobs(found, old, new, records)),
        reissues=tuple(_reissues(found, old, new)),
    )  # fmt: skip


def told(value: Any, unit: str = "") -> str:
    """Return a value of a site file as people read it: `139 A`, `kind: ac, voltage: 24`, `not stated`."""
    if value is None:
        return ABSENT
    if isinstance(value, dict):
        return "; ".join(f"{key} {told(each, unit_of((key,)) or unit)}" for key, each in value.items())
    if isinstance(value, list):
        parts = (f"({told(each, unit)})" if isinstance(each, dict) else told(each) for each in value)
        return joined(*parts) or text("none")
    shown = value if isinstance(value, str) else number(value)
    return f"{shown}{SPACE}{unit}" if unit and not isinstance(value, bool | str) else shown


def _whole(state: State) -> Map:
    """Return the data of a site with the device types and the evidence of its own as further sections."""
    root = state.loaded.root or Map()
    parts = {name: _folder(state.files, name) for name in _OF_THEIR_OWN}
    return Map({**root, **{name: part for name, part in parts.items() if part}}, root.marks)


def _folder(content: Mapping[str, bytes], name: str) -> dict[str, Any]:
    inside = {file: data for file, data in content.items() if file.startswith(f"{name}/")}
    read = {file.removeprefix(f"{name}/").removesuffix(".yaml"): load(data, file).root for file, data in inside.items()}
    return {stem: root for stem, root in read.items() if root is not None}


def _thing(change: ObjectChange, old: Site, new: Site) -> Thing:
    site, tag = (old, change.before_tag) if change.what == REMOVED else (new, change.tag)
    item = site.item(tag) if tag else None
    home = owner(site, tag) if item else ""
    return Thing(
        change=change,
        title=item.title if item else "",
        home="" if home in (tag, SITE) else home,
        values=tuple(_changed(change, value, old, new) for value in change.values),
    )


def _changed(change: ObjectChange, value: ValueChange, old: Site, new: Site) -> Changed:
    setting = _setting(change, value, old, new)
    plain = unit_of(value.path) if change.section not in _OF_THEIR_OWN else ""
    return Changed(
        key=dotted(value.path) or change.section,
        pointer=pointer(change.place(value)),
        before=value.before,
        after=value.after,
        unit=setting.unit if setting else plain,
        setting=setting,
    )


def dotted(path: Path) -> str:
    """Return a path as people write it: `trunk[1].at_m`."""
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return steps.removeprefix(".")


def _setting(change: ObjectChange, value: ValueChange, old: Site, new: Site) -> Setting | None:
    name = value.path[1] if len(value.path) == 2 and value.path[0] == "parameters" else None
    before, after = _parameter(old, change.before_tag, name), _parameter(new, change.tag, name)
    known = after or before
    if known is None:
        return None
    return Setting(
        code=known.code, title=known.title, unit=known.unit, register=known.register, deployment=known.deployment,
        raw_before=_raw(before, value.before), raw_after=_raw(after, value.after),
        proven=reads_true(known, _evidence(new if after else old, change)),
    )  # fmt: skip


def _parameter(site: Site, tag: str, name: object) -> Parameter | None:
    item = site.item(tag)
    return item.type.parameters.get(str(name)) if isinstance(item, Device) else None


def _evidence(site: Site, change: ObjectChange) -> Evidence | None:
    item = site.item(change.tag) or site.item(change.before_tag)
    return site.evidence.get(item.type.type) if isinstance(item, Device) else None


def _raw(entry: Parameter | None, value: Any) -> int | None:
    if entry is None or entry.register is None or value is None:
        return None
    try:
        return encode(entry, value)
    except CodecError:  # no exact register; `check` says so of the value
        return None


def _records(old: Mapping[str, Record], new: Mapping[str, Record]) -> Iterator[RecordChange]:
    for name in sorted({*old, *new}):
        if name not in old:
            yield RecordChange(what=ADDED, record=new[name])
        elif name not in new:
            yield RecordChange(what=REMOVED, record=old[name])
        elif not same(old[name].data, new[name].data):
            yield RecordChange(what=CHANGED, record=new[name])


def _telling(found: Iterable[ObjectChange], roots: tuple[Map, Map], records: Iterable[RecordChange]) -> set[str]:
    """Return the files in which a value stands that differs, as paths in the site."""
    told_in = {f"records/{each.record.file}" for each in records}
    for each in found:
        if each.section in _OF_THEIR_OWN:
            told_in.add(f"{each.section}/{each.tag}.yaml")
            continue
        for root, paths in zip(roots, _ends(each), strict=True):
            marks = [locate_key(root, place) or locate(root, place) for place in paths]
            told_in |= {mark.file.rpartition("/")[2] for mark in marks if mark}
    return told_in


def _ends(each: ObjectChange) -> tuple[list[Path], list[Path]]:
    """Return the paths of what differs, before and after; where a value is not stated, its object is meant."""
    if not each.values:
        before = [each.place_before()] if each.what != ADDED else []
        return before, [each.place()] if each.what != REMOVED else []
    renames = each.what == RENAMED
    old = [each.place_before(value) for value in each.values if value.before is not None]
    new = [each.place(value) for value in each.values if value.after is not None]
    return old + [each.place_before()] * renames, new + [each.place()] * renames


def _jobs(found: Iterable[ObjectChange], old: Site, new: Site, records: Iterable[RecordChange]) -> Iterator[Job]:
    """Yield the work to do again, once for each object it is done at, with everything that asks for it."""
    come = {each.record.name for each in records if each.what == ADDED}
    gathered: dict[tuple[str, str], list[tuple[ObjectChange, Asked]]] = {}
    for each in found:
        site, tag = (old, each.before_tag) if each.what == REMOVED else (new, each.tag)
        for one in asked(each, getattr(site.item(tag), "kind", ""), _deployments(site, tag)):
            for at in _done_at(site, tag, one.task.section):
                gathered.setdefault((one.task.name, at), []).append((each, one))
    for (_, at), every in sorted(gathered.items(), key=lambda entry: _order(entry[0])):
        yield _job(at, every, new, come)


def _order(key: tuple[str, str]) -> tuple[int, str]:
    name, at = key
    return list(rework().tasks).index(name), at


def _done_at(site: Site, tag: str, section: str) -> tuple[str, ...]:
    return (site.identity.number,) if section == "site" else places(site, tag, section)


def _deployments(site: Site, tag: str) -> dict[str, str]:
    item = site.item(tag)
    known = item.type.parameters if isinstance(item, Device) else {}
    return {name: entry.deployment for name, entry in known.items()}


def _job(at: str, every: list[tuple[ObjectChange, Asked]], new: Site, come: set[str]) -> Job:
    task = every[0][1].task
    proofs = [each for each in in_force(new.records.values()) if each.kind in task.records and each.object == at]
    return Job(
        task=task.name,
        text=text(task.text),
        at=at,
        reasons=tuple(dict.fromkeys(text(one.reason) for _, one in every)),
        causes=tuple(dict.fromkeys(f"{each.name} {dotted(one.path) or each.what}" for each, one in every)),
        procedure=_procedure(task, new.item(at)),
        outdated=tuple(each.name for each in proofs if each.name not in come),
        since=tuple(each.name for each in proofs if each.name in come),
    )


def _procedure(task: Task, item: Item | None) -> str:
    """Return the procedure of a task, empty when it is one for another device type."""
    found = shipped_procedures().get(task.procedure)
    other = found and found.type and isinstance(item, Device) and item.type.type != found.type
    return "" if other else task.procedure


def _reissues(found: Iterable[ObjectChange], old: Site, new: Site) -> Iterator[Reissue]:
    gathered: dict[str, dict[str, None]] = {}
    for part in rework().documents:
        title = joined(text(part.document), text(part.part))
        for each in found:
            if part.shows(each):
                site, tag = (old, each.before_tag) if each.what == REMOVED else (new, each.tag)
                about = places(site, tag, part.each) if part.each else (each.name,)
                gathered.setdefault(title, {}).update(dict.fromkeys(about))
    yield from (Reissue(document=title, objects=tuple(objects)) for title, objects in gathered.items() if objects)

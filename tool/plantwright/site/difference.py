"""Two states of a site, object by object and value by value: what was added, removed, renamed or changed. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from plantwright.findings.verdict import Path
from plantwright.frozen import dataclass
from plantwright.site.published import read_schema
from plantwright.site.records import SECTION as RECORDS

ADDED, REMOVED, RENAMED, CHANGED = "added", "removed", "renamed", "changed"

_NOT_COMPARED = ("defaults", RECORDS)
"""Defaults show in the objects that use them; records are compared as records."""


class ValueChange(NamedTuple):
    """A value that differs; `path` leads to it from its object, None stands for a value that is not stated."""

    path: Path
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectChange:
    """An object that differs. `tag` is empty for a section without tags, `before_tag` what it was called before.

    `data` is the whole object when it was added or removed; `values` are the differences otherwise.
    """

    section: str
    tag: str
    what: str
    before_tag: str = ""
    data: Mapping[str, Any] | None = None
    values: tuple[ValueChange, ...] = ()

    @property
    def name(self) -> str:
        """Return the tag, or the section where there are no tags."""
        return self.tag or self.section

    def place(self, change: ValueChange | None = None) -> Path:
        """Return the path from the root of the site after the change to this object, or to a value of it."""
        return (self.section, *([self.tag] if self.tag else []), *(change.path if change else ()))

    def place_before(self, change: ValueChange | None = None) -> Path:
        """Return the same path before the change."""
        return (self.section, *([self.before_tag] if self.before_tag else []), *(change.path if change else ()))


def difference(
    before: Mapping[str, Any], after: Mapping[str, Any], *, by_tag: bool = False
) -> tuple[ObjectChange, ...]:
    """Return what differs between the data of two sites, to which the defaults were applied.

    An object has another name when one of its section is gone and exactly one new one says the same or has the same
    serial number. What only follows a new name, such as the end of a cable, is no difference. With `by_tag` no name is
    taken for another.
    """
    sections = [name for name in dict.fromkeys((*after, *before)) if name not in _NOT_COMPARED]
    pairs = {name: (before.get(name), after.get(name)) for name in sections}
    tagged = [] if by_tag else [name for name in sections if _tagged(name)]
    names = {old: new for name in tagged for old, new in renamed(*map(_map, pairs[name])).items()}
    return tuple(each for name in sections for each in _section(name, *pairs[name], names))


def same(before: Any, after: Any) -> bool:
    """Return whether two values say the same: 1 and 1.0 do, 1 and true do not."""
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(same(before[key], after[key]) for key in before)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(same, before, after))
    return isinstance(before, bool) == isinstance(after, bool) and bool(before == after)


def renamed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """Return old tag -> new tag for what is called otherwise; where two could be meant, nothing is assumed."""
    gone, new = before.keys() - after.keys(), after.keys() - before.keys()
    likely = {old: [tag for tag in new if _one(before[old], after[tag])] for old in sorted(gone)}
    meant = {old: tags[0] for old, tags in likely.items() if len(tags) == 1}
    return {old: tag for old, tag in meant.items() if sum(tag in tags for tags in likely.values()) == 1}


def _one(before: Any, after: Any) -> bool:
    """Return whether two entries are the same thing: the same serial number, else the same in every word."""
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return False
    serials = before.get("serial"), after.get("serial")
    return serials[0] == serials[1] if all(serials) else same(before, after)


def _tagged(section: str) -> bool:
    known = read_schema("site.schema.json")["properties"]
    return section not in known or "propertyNames" in known[section]


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _section(name: str, before: Any, after: Any, names: Mapping[str, str]) -> Iterator[ObjectChange]:
    if not _tagged(name):
        values = tuple(_values((), before, after, names))
        if values:
            yield ObjectChange(section=name, tag="", what=CHANGED, values=values)
        return
    old, new = _map(before), _map(after)
    earlier = {names[tag] if tag not in new and tag in names else tag: tag for tag in old}
    for tag in dict.fromkeys((*new, *earlier)):
        found = _object(name, tag, earlier.get(tag, ""), old, new, names)
        if found:
            yield found


def _object(
    section: str, tag: str, earlier: str, old: Mapping[str, Any], new: Mapping[str, Any], names: Mapping[str, str]
) -> ObjectChange | None:
    if not earlier:
        return ObjectChange(section=section, tag=tag, what=ADDED, data=_map(new[tag]))
    if tag not in new:
        return ObjectChange(section=section, tag=tag, what=REMOVED, before_tag=tag, data=_map(old[earlier]))
    values = tuple(_values((), old[earlier], new[tag], names))
    if earlier == tag and not values:
        return None
    what = CHANGED if earlier == tag else RENAMED
    return ObjectChange(section=section, tag=tag, what=what, before_tag=earlier, values=values)


def _values(path: Path, before: Any, after: Any, names: Mapping[str, str]) -> Iterator[ValueChange]:
    """Yield what differs below a path; what only follows new names does not."""
    if same(_called(before, names), after) or same(before, after):
        return
    if isinstance(before, dict) and isinstance(after, dict):
        earlier = {key if key in after else names.get(key, key): key for key in before}
        for key in dict.fromkeys((*after, *earlier)):
            yield from _values((*path, key), before.get(earlier.get(key, key)), after.get(key), names)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _items(path, before, after, names)
    else:
        yield ValueChange(path, before, after)


def _items(path: Path, before: Sequence[Any], after: Sequence[Any], names: Mapping[str, str]) -> Iterator[ValueChange]:
    """Yield the items between those that two lists begin and end with alike."""
    old = [_called(item, names) for item in before]
    shorter = min(len(old), len(after))
    start = next((at for at in range(shorter) if not same(old[at], after[at])), shorter)
    rest = shorter - start
    end = next((at for at in range(rest) if not same(old[-1 - at], after[-1 - at])), rest)
    gone, new = before[start : len(before) - end], after[start : len(after) - end]
    if len(gone) == len(new):
        for at, (one, other) in enumerate(zip(gone, new, strict=True), start=start):
            yield from _values((*path, at), one, other, names)
    elif all(isinstance(item, dict) for item in (*gone, *new)):
        yield from (ValueChange((*path, at), item, None) for at, item in enumerate(gone, start=start))
        yield from (ValueChange((*path, at), None, item) for at, item in enumerate(new, start=start))
    else:
        yield ValueChange(path, before, after)


def _called(value: Any, names: Mapping[str, str]) -> Any:
    """Return a value with the new names in place of the old."""
    if not names:
        return value
    if isinstance(value, dict):
        return {names.get(key, key): _called(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [_called(each, names) for each in value]
    return names.get(value, value) if isinstance(value, str) else value

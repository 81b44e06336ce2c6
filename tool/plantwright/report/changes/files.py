"""Which files of a site differ, and which of them only in their layout. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from plantwright.site.difference import ADDED, CHANGED, REMOVED


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """A file that differs. `layout`: nothing it says of the plant does; `lines`: how many are new and gone."""

    file: str
    what: str
    layout: bool
    new_lines: int
    gone_lines: int


def files(
    before: Mapping[str, bytes], after: Mapping[str, bytes], telling: Collection[str] | None
) -> tuple[FileChange, ...]:
    """Return the files that differ by name; `telling` are those with a changed value, None when nobody knows."""
    names = [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]
    return tuple(_file(name, before.get(name), after.get(name), telling) for name in names)


def _file(name: str, before: bytes | None, after: bytes | None, telling: Collection[str] | None) -> FileChange:
    old, new = (Counter((content or b"").splitlines()) for content in (before, after))
    return FileChange(
        file=name,
        what=ADDED if before is None else REMOVED if after is None else CHANGED,
        layout=telling is not None and name.endswith(".yaml") and name not in telling,
        new_lines=(new - old).total(),
        gone_lines=(old - new).total(),
    )

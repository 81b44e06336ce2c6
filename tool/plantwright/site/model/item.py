"""What every section of the site format is made of."""

from plantwright.findings.verdict import Path
from plantwright.frozen import dataclass

Number = float | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Anything with a tag: `section` and `tag` are its place in the site files."""

    section: str
    tag: str
    title: str = ""
    location: str = ""
    note: str = ""

    def path(self, *keys: str | int) -> Path:
        """Return the path of this object, or of a key below it."""
        return (self.section, self.tag, *keys)

"""One of the two states that are compared: a revision of git, or the files as they lie in the folder."""

from collections.abc import Mapping
from dataclasses import dataclass

from plantwright.findings.verdict import Severity, Verdict
from plantwright.site.load import LoadedSite
from plantwright.site.model import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A revision: `name` as it was asked for; the others are empty for the files in the folder, `date` is ISO 8601."""

    name: str
    hash: str = ""
    date: str = ""
    author: str = ""
    subject: str = ""

    @property
    def short(self) -> str:
        """Return what it is called on every sheet: twelve digits of the hash, or its name."""
        return self.hash[:12] or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A site at a commit; `files` are the bytes of its YAML files by their path in the site, with those of its
    records; of other files, such as photos, the hash."""

    commit: Commit
    loaded: LoadedSite
    verdicts: tuple[Verdict, ...]
    files: Mapping[str, bytes]

    @property
    def site(self) -> Site | None:
        """Return the site, None when it could not be loaded."""
        return self.loaded.site

    @property
    def problems(self) -> tuple[Verdict, ...]:
        """Return why the site could not be loaded; nothing when it could."""
        return () if self.site else tuple(each for each in self.loaded.problems if each.severity is Severity.ERROR)

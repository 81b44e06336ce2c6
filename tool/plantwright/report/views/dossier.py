"""Everything the documents are made of."""

from dataclasses import dataclass

from plantwright.findings.verdict import Verdict
from plantwright.records.run import Run
from plantwright.site.model import Site
from plantwright.site.records import Record, in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A site, what the rules say of it, what was recorded and what was written; `run` is None before any deployment.

    `issued` is the date printed on every sheet (ISO 8601); `files` are the site files that travel inside the PDF.
    """

    site: Site
    verdicts: tuple[Verdict, ...]
    run: Run | None = None
    issued: str = ""
    tool_version: str = ""
    files: tuple[tuple[str, bytes], ...] = ()

    @property
    def records(self) -> tuple[Record, ...]:
        """Return what was recorded and not corrected since, oldest first."""
        return in_force(self.site.records.values())

    def record(self, kind: str, tag: str) -> Record | None:
        """Return the newest record of a kind about an object."""
        return next((each for each in reversed(self.records) if (each.kind, each.object) == (kind, tag)), None)

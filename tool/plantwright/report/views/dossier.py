"""Everything the documents are made of."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from plantwright.findings.verdict import Location, Verdict
from plantwright.monitor.series import Series
from plantwright.monitor.trend import NoEstimate
from plantwright.records.run import Run
from plantwright.report.language import ENGLISH, Language
from plantwright.report.own import Own
from plantwright.report.since import NOTHING, Since
from plantwright.report.views.belonging import owner, row_of
from plantwright.site.model import Site
from plantwright.site.records import Record, in_force
from plantwright.site.tasks import Task, tasks


@dataclass(frozen=True, kw_only=True)  # without slots, so that an index is made once
class Dossier:
    """A site, what the rules say of it, what was recorded and what was written; `run` is None before any deployment.

    `issued` is the date printed on every sheet, `day` the one that decides about expiry (both ISO 8601; without a day
    that of issue); `files` are the site files that travel inside the PDF. `changed` are the site files that git does
    not hold as they are, `switched_off` the rules that did not run. `series` are the readings kept of each probe, or
    why there are none; it is empty when no database of readings was found. `own` are the templates and documents of the
    site itself. `runs` are all runs that were kept, newest first: `run` is the newest of them that put settings of the
    site files into devices. `since` is what differs from the revision before.
    """

    site: Site
    verdicts: tuple[Verdict, ...]
    run: Run | None = None
    issued: str = ""
    day: str = ""
    tool_version: str = ""
    files: tuple[tuple[str, bytes], ...] = ()
    changed: tuple[str, ...] = ()
    switched_off: tuple[str, ...] = ()
    language: Language = ENGLISH
    series: Mapping[str, Series | NoEstimate] = field(default_factory=dict)
    own: Own = field(default_factory=Own)
    runs: tuple[Run, ...] = ()
    since: Since = NOTHING
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: Mapping[str, Location] = field(default_factory=dict)

    @property
    def today(self) -> datetime.date:
        """Return the day that decides about expiry."""
        return datetime.date.fromisoformat(self.day or self.issued)

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """Return what was recorded and not corrected since, oldest first."""
        return in_force(self.site.records.values())

    def record(self, kind: str, tag: str) -> Record | None:
        """Return the newest record of a kind about an object."""
        return next((each for each in reversed(self.records) if (each.kind, each.object) == (kind, tag)), None)

    def about(self, tag: str) -> tuple[Verdict, ...]:
        """Return the verdicts on what an object belongs to, those on the whole plant for none."""
        return self._verdicts.get(owner(self.site, tag), ()) if tag else self.verdicts

    def work(self, tag: str) -> tuple[Task, ...]:
        """Return what has to be recorded at what an object belongs to, at the whole plant for none."""
        return self._tasks.get(owner(self.site, tag), ()) if tag else self._every_task

    @cached_property
    def _verdicts(self) -> Mapping[str, tuple[Verdict, ...]]:
        found: dict[str, list[Verdict]] = {}
        for verdict in self.verdicts:
            found.setdefault(row_of(self.site, verdict), []).append(verdict)
        return {tag: tuple(each) for tag, each in found.items()}

    @cached_property
    def _every_task(self) -> tuple[Task, ...]:
        return tasks(self.site)

    @cached_property
    def _tasks(self) -> Mapping[str, tuple[Task, ...]]:
        found: dict[str, list[Task]] = {}
        for task in self._every_task:
            found.setdefault(owner(self.site, task.object), []).append(task)
        return {tag: tuple(each) for tag, each in found.items()}

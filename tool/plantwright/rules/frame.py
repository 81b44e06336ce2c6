"""What a rule is made of: a function with its id, severity, source, refs and examples.

A rule takes the site and yields a verdict for every object it looks at (`say.py` has the words). It names the object
and the path; the frame adds the rule's id, name, severity, source and refs, and turns an exception into `not checked`.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from plantwright.findings.verdict import Location, Path, Quantity, Severity, Source, Verdict
from plantwright.frozen import dataclass
from plantwright.rules.say import DIGITS, not_applicable, not_checked
from plantwright.site.model import Site

ERROR, WARNING, INFO = Severity

Function = Callable[..., Iterator[Verdict]]
"""(Site) for a rule on the design, (Site, Review) for one on what the others found."""

Change = Mapping[str, Any]
"""A small change to the good example site: dotted path -> value; maps are merged, None deletes."""

Place = Callable[[Path], Location | None]
"""Finds the place of a path in the files."""

UNVERIFIED = " (warning only: no document read proves this limit)"


def nowhere(path: Path) -> Location | None:
    """Return no place: for a site that was not read from files."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a rule on the waivers sees: the day, the verdicts before any waiver, and which of the rules are waivable.

    What passes or does not apply may have been left out of the verdicts.
    `switched_off` holds the ids of the rules that did not run.
    """

    today: datetime.date
    verdicts: tuple[Verdict, ...]
    waivable: Mapping[str, bool]
    switched_off: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule with its reason, its source, and a change to the good site that it must find."""

    id: str
    title: str
    severity: Severity
    source: Source
    refs: tuple[str, ...]
    mend: str
    bad: Change
    good: Change | None
    waivable: bool
    reviews: bool
    function: Function

    @property
    def name(self) -> str:
        """The fault in words, from the name of the function."""
        return self.function.__name__.replace("_", "-")

    @property
    def why(self) -> str:
        """Why the rule exists: the docstring."""
        first, *rest = (self.function.__doc__ or "").split("\n")
        margin = min((len(line) - len(line.lstrip()) for line in rest if line.strip()), default=0)
        return "\n".join((first, *(line[margin:] for line in rest))).strip()

    def run(self, site: Site, *review: Review, place: Place = nowhere) -> tuple[Verdict, ...]:
        """Return the verdicts on a site."""
        return tuple(self.verdict(draft, place) for draft in self.drafts(site, *review))

    def drafts(self, site: Site, *review: Review) -> tuple[Verdict, ...]:
        """Return what the rule says: one draft an object, or one that there is none, or one that the rule broke."""
        try:
            drafts = tuple(self.function(site, *review))
        except Exception as error:  # noqa: BLE001  one faulty rule must not hide the others
            return (_broken(self, error),)
        return drafts or (not_applicable("", "the site has nothing of this kind"),)

    def verdict(self, draft: Verdict, place: Place) -> Verdict:
        """Complete a draft and make its words. A limit that no read document proves can warn, never fail."""
        try:
            message = draft.message
        except Exception as error:  # noqa: BLE001  as above: words are made by the rule
            return self.verdict(_broken(self, error), place)
        source = draft.source or self.source
        doubtful = draft.failed and source.provenance == "unverified"
        return draft._replace(
            rule=self.id,
            name=self.name,
            severity=WARNING if doubtful and self.severity is ERROR else self.severity,
            words=message + UNVERIFIED if doubtful else message,
            value=_told(draft.value),
            limit=_told(draft.limit),
            hint=draft.hint or (self.mend if draft.failed else ""),
            source=source,
            refs=self.refs,
            location=place(draft.path),
        )


def rule(
    *,
    id: str,  # noqa: A002  the word users see
    severity: Severity,
    title: str,
    source: Source,
    refs: Sequence[str],
    bad: Change,
    mend: str = "",
    good: Change | None = None,
    waivable: bool = True,
    reviews: bool = False,
) -> Callable[[Function], Rule]:
    """Make a rule of a function whose docstring says why.

    `bad` and `good` are changes to the good example site; `bad` comes on top of `good`. `reviews`: the function takes a
    Review as well and runs after the rules on the design. `mend` is the next step where a verdict names none.
    """

    def made(function: Function) -> Rule:
        return Rule(
            id=id,
            title=title,
            severity=severity,
            source=source,
            refs=tuple(refs),
            mend=mend,
            bad=bad,
            good=good,
            waivable=waivable,
            reviews=reviews,
            function=function,
        )

    return made


def _told(quantity: Quantity) -> Quantity:
    return round(quantity, DIGITS) if isinstance(quantity, float) else quantity


def _broken(broken: Rule, error: Exception) -> Verdict:
    message = f"the rule {broken.id} ({broken.title}) stopped with {type(error).__name__}: {error}"
    hint = "this is a fault in plantwright, not in the site: report it with this message"
    return not_checked("", why=message, hint=hint)._replace(broken=True)

"""What a rule is made of: the decorator, and the words a rule says of an object.

A rule takes the site and yields a verdict for every object it looks at. It names the object and the path; the frame adds the
rule's id, name, severity, source and refs, and turns an exception into `not checked`.
"""

import dataclasses
import datetime
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plantwright.findings.verdict import Outcome, Path, Quantity, Severity, Source, Verdict
from plantwright.site.model import Item, Number, Site

ERROR, WARNING, INFO = Severity

Function = Callable[..., Iterator[Verdict]]
"""(Site) for a rule on the design, (Site, Review) for one on what the others found."""

Change = Mapping[str, Any]
"""A small change to the good example site: dotted path -> value; maps are merged, None deletes."""

TOLERANCE = 1e-9  # relative; keeps 3 x 1.33 A from failing at 3.99 A
UNVERIFIED = " (warning only: no document read proves this limit)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a rule on the waivers sees: the day, the verdicts before any waiver, and whether each known rule is waivable."""

    today: datetime.date
    verdicts: tuple[Verdict, ...]
    waivable: Mapping[str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule with its reason, its source, and a change to the good site that it must find."""

    id: str
    title: str
    severity: Severity
    source: Source
    refs: tuple[str, ...]
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
        return inspect.getdoc(self.function) or ""

    def run(self, site: Site, *review: Review) -> tuple[Verdict, ...]:
        """Return the verdicts on a site: one an object, or one that says there is none, or one that the rule broke."""
        try:
            drafts = tuple(self.function(site, *review))
        except Exception as error:  # noqa: BLE001  a fault in one rule must neither hide the others nor look like a pass
            return (self._verdict(_broken(self, error)),)
        return tuple(map(self._verdict, drafts)) or (
            self._verdict(not_applicable("", "the site has nothing of this kind")),
        )

    def _verdict(self, draft: Verdict) -> Verdict:
        """Complete a draft. A limit that no read document proves can warn, never fail."""
        source = draft.source or self.source
        doubtful = draft.failed and source.provenance == "unverified"
        return dataclasses.replace(
            draft,
            rule=self.id,
            name=self.name,
            severity=WARNING if doubtful and self.severity is ERROR else self.severity,
            message=draft.message + UNVERIFIED if doubtful else draft.message,
            source=source,
            refs=self.refs,
        )


def rule(
    *,
    id: str,  # noqa: A002  the word users see
    severity: Severity,
    title: str,
    source: Source,
    refs: Sequence[str],
    bad: Change,
    good: Change | None = None,
    waivable: bool = True,
    reviews: bool = False,
) -> Callable[[Function], Rule]:
    """Make a rule of a function whose docstring says why.

    `bad` and `good` are changes to the good example site; `bad` comes on top of `good`. `reviews`: the function takes a Review
    as well and runs after the rules on the design.
    """

    def made(function: Function) -> Rule:
        return Rule(
            id=id,
            title=title,
            severity=severity,
            source=source,
            refs=tuple(refs),
            bad=bad,
            good=good,
            waivable=waivable,
            reviews=reviews,
            function=function,
        )

    return made


def at_most(
    on: Item | str, what: str, value: Number, limit: Number, unit: str = "", *, path: Path | None = None,
    source: Source | None = None, hint: str = "",
) -> Verdict:  # fmt: skip
    """Pass when value <= limit; `what` is the subject of the sentence."""
    good = value <= limit + abs(limit) * TOLERANCE
    ending = "" if good else f", {amount(value - limit, unit)} too much"
    message = f"{what} is {amount(value, unit)}, at most {amount(limit, unit)} allowed{ending}"
    return _measured(on, good, message, value, limit, limit - value, unit, path, source, hint)


def at_least(
    on: Item | str, what: str, value: Number, limit: Number, unit: str = "", *, path: Path | None = None,
    source: Source | None = None, hint: str = "",
) -> Verdict:  # fmt: skip
    """Pass when value >= limit; `what` is the subject of the sentence."""
    good = value >= limit - abs(limit) * TOLERANCE
    ending = "" if good else f", {amount(limit - value, unit)} too little"
    message = f"{what} is {amount(value, unit)}, at least {amount(limit, unit)} needed{ending}"
    return _measured(on, good, message, value, limit, value - limit, unit, path, source, hint)


def within(
    on: Item | str, what: str, band: tuple[Number, Number], allowed: tuple[Number | None, Number | None], unit: str = "", *,
    path: Path | None = None, source: Source | None = None, hint: str = "",
) -> Verdict:  # fmt: skip
    """Pass when a band lies inside the allowed one; value, limit and margin are those of the tighter side."""
    (low, high), (least, most) = band, allowed
    sides = [(low - least, low, least)] if least is not None else []
    sides += [(most - high, high, most)] if most is not None else []
    margin, value, limit = min(sides)
    good = margin >= -abs(limit) * TOLERANCE
    ending = "" if good else f", {amount(-margin, unit)} outside"
    message = f"{what} is {span(low, high, unit)}, allowed is {span(least, most, unit)}{ending}"
    return _measured(on, good, message, value, limit, margin, unit, path, source, hint)


def equal(
    on: Item | str, what: str, value: Quantity, wanted: Quantity, unit: str = "", *, path: Path | None = None,
    source: Source | None = None, hint: str = "", of: str,
) -> Verdict:  # fmt: skip
    """Pass when two statements of the same thing agree; `of` names the wanted value."""
    good = value == wanted
    message = f"{what} is {amount(value, unit)}, " + (f"as {of}" if good else f"{of} is {amount(wanted, unit)}")
    return (passed if good else fail)(
        on, message, value=value, limit=wanted, unit=unit, path=path, source=source, hint="" if good else hint
    )


def passed(
    on: Item | str, message: str, *, path: Path | None = None, source: Source | None = None, value: Quantity = None,
    limit: Quantity = None, unit: str = "", margin: float | None = None, hint: str = "",
) -> Verdict:  # fmt: skip
    """The object satisfies the rule."""
    return _draft(
        Outcome.PASS, on, message, path, source=source, value=value, limit=limit, unit=unit, margin=margin, hint=hint
    )


def fail(
    on: Item | str, message: str, *, path: Path | None = None, source: Source | None = None, value: Quantity = None,
    limit: Quantity = None, unit: str = "", margin: float | None = None, hint: str = "",
) -> Verdict:  # fmt: skip
    """The object breaks the rule."""
    return _draft(
        Outcome.FAIL, on, message, path, source=source, value=value, limit=limit, unit=unit, margin=margin, hint=hint
    )


def not_checked(
    on: Item | str, *needs: str, why: str = "", path: Path | None = None, source: Source | None = None
) -> Verdict:
    """The rule cannot judge: it lacks the keys in `needs`, or for the reason `why`."""
    message = "; ".join(filter(None, (f"needs {', '.join(needs)}" if needs else "", why)))
    return _draft(Outcome.NOT_CHECKED, on, message, path, source=source)


def not_applicable(on: Item | str, why: str, *, path: Path | None = None) -> Verdict:
    """The rule does not concern this object."""
    return _draft(Outcome.NOT_APPLICABLE, on, why, path)


def amount(value: Quantity, unit: str = "") -> str:
    """Write a quantity: four significant digits, whole numbers in full, the unit behind."""
    if isinstance(value, float):
        text = f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    else:
        text = "nothing" if value is None else str(value)
    return f"{text} {unit}".rstrip()


def span(low: Number | None, high: Number | None, unit: str = "") -> str:
    """Write a band: `5 to 40 °C`, `up to 2000 m`, `25 % and more`."""
    if low == high:
        return amount(low, unit)
    if low is None:
        return f"up to {amount(high, unit)}"
    return f"{amount(low, unit)} and more" if high is None else f"{amount(low)} to {amount(high, unit)}"


def _measured(
    on: Item | str, good: bool, message: str, value: Number, limit: Number, margin: Number, unit: str, path: Path | None,
    source: Source | None, hint: str,
) -> Verdict:  # fmt: skip
    say = passed if good else fail
    exact = [round(number, 6) for number in (value, limit, margin)]
    return say(
        on,
        message,
        path=path,
        source=source,
        value=exact[0],
        limit=exact[1],
        unit=unit,
        margin=exact[2],
        hint="" if good else hint,
    )


def _draft(outcome: Outcome, on: Item | str, message: str, path: Path | None, **rest: Any) -> Verdict:
    where = path if path is not None else on.path() if isinstance(on, Item) else ()
    tag = on if isinstance(on, str) else on.tag
    return Verdict(rule="", name="", outcome=outcome, message=message, object=tag, path=where, **rest)


def _broken(broken: Rule, error: Exception) -> Verdict:
    message = f"the rule {broken.id} ({broken.title}) stopped with {type(error).__name__}: {error}"
    hint = "this is a fault in plantwright, not in the site: report it with this message"
    draft = _draft(Outcome.NOT_CHECKED, "", message, (), hint=hint)
    return dataclasses.replace(draft, broken=True)

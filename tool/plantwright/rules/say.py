"""The words a rule says of an object: verdicts with the number, the limit, the unit and the margin.

Words that take time to make are given as what makes them; those of what passes are made when somebody reads them.
"""

from collections.abc import Callable
from typing import TypedDict, Unpack

from plantwright.findings.verdict import Outcome, Path, Quantity, Source, Verdict, Words, said, signed
from plantwright.site.model import Item, Number

TOLERANCE = 1e-9  # relative; keeps 3 x 1.33 A from failing at 3.99 A
DIGITS = 6
"""Behind the point, of the numbers of a verdict."""
_PASS, _FAIL, _, _NOT_APPLICABLE, _NOT_CHECKED = Outcome  # by a name of their own they are found sooner


class Detail(TypedDict, total=False):
    """What any verdict may carry: a path (else that of the object), a source of its own, the next step of a fail, and
    the uncertainty of a measured value."""

    path: Path
    source: Source | None
    hint: str
    uncertainty: float | None


class Numbers(Detail, total=False):
    """What was found, what is allowed, in which unit, and how far the two are apart."""

    value: Quantity
    limit: Quantity
    unit: str
    margin: float | None


def at_most(
    on: Item | str, what: Words, value: Number, limit: Number, unit: str = "", **detail: Unpack[Detail]
) -> Verdict:
    """Pass when value <= limit; `what` is the subject of the sentence."""

    def words() -> str:
        return f"{said(what)} is {amount(value, unit)}, at most {amount(limit, unit)} allowed"

    return _measured(on, words, "too much", value, limit, limit - value, unit, detail)


def below(
    on: Item | str, what: Words, value: Number, limit: Number, unit: str = "", **detail: Unpack[Detail]
) -> Verdict:
    """Pass when value < limit; `what` is the subject of the sentence."""

    def words() -> str:
        return f"{said(what)} is {amount(value, unit)}, must be below {amount(limit, unit)}"

    return _measured(on, words, "too much", value, limit, limit - value, unit, detail, strict=True)


def at_least(
    on: Item | str, what: Words, value: Number, limit: Number, unit: str = "", **detail: Unpack[Detail]
) -> Verdict:
    """Pass when value >= limit; `what` is the subject of the sentence."""

    def words() -> str:
        return f"{said(what)} is {amount(value, unit)}, at least {amount(limit, unit)} needed"

    return _measured(on, words, "too little", value, limit, value - limit, unit, detail)


def within(
    on: Item | str,
    what: Words,
    band: tuple[Number, Number],
    allowed: tuple[Number | None, Number | None],
    unit: str = "",
    **detail: Unpack[Detail],
) -> Verdict:
    """Pass when a band lies inside the allowed one; value, limit and margin are those of the tighter side."""
    (low, high), (least, most) = band, allowed
    sides = [(low - least, low, least)] if least is not None else []
    sides += [(most - high, high, most)] if most is not None else []
    margin, value, limit = min(sides)

    def words() -> str:
        return f"{said(what)} is {span(low, high, unit)}, allowed is {span(least, most, unit)}"

    return _measured(on, words, "outside", value, limit, margin, unit, detail)


def equal(
    on: Item | str, what: Words, value: Quantity, wanted: Quantity, unit: str = "", *, of: str, **detail: Unpack[Detail]
) -> Verdict:
    """Pass when two statements of the same thing agree; `of` names the wanted value."""

    def words() -> str:
        told = f"{said(what)} is {amount(value, unit)}"
        return f"{told}, as {of}" if value == wanted else f"{told}, {of} is {amount(wanted, unit)}"

    outcome = passed if value == wanted else fail
    return outcome(on, words, value=value, limit=wanted, unit=unit, **detail)


def passed(on: Item | str, words: Words, **numbers: Unpack[Numbers]) -> Verdict:
    """The object satisfies the rule."""
    return _draft(_PASS, on, words, numbers)


def fail(on: Item | str, words: Words, **numbers: Unpack[Numbers]) -> Verdict:
    """The object breaks the rule."""
    return _draft(_FAIL, on, words, numbers)


def not_checked(on: Item | str, *needs: str, why: str = "", **detail: Unpack[Detail]) -> Verdict:
    """The rule cannot judge: it lacks the keys in `needs`, or for the reason `why`."""
    message = "; ".join(filter(None, (f"needs {', '.join(needs)}" if needs else "", why)))
    return _draft(_NOT_CHECKED, on, message, detail)


def not_applicable(on: Item | str, why: str, **detail: Unpack[Detail]) -> Verdict:
    """The rule does not concern this object."""
    return _draft(_NOT_APPLICABLE, on, why, detail)


def amount(value: Quantity, unit: str = "") -> str:
    """Write a quantity: four significant digits, whole numbers in full, the unit behind."""
    if isinstance(value, float):
        text = f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    else:
        text = "nothing" if value is None else str(value)
    return f"{text if isinstance(value, str) else signed(text)} {unit}".rstrip()


def span(low: Number | None, high: Number | None, unit: str = "") -> str:
    """Write a band: `5 to 40 °C`, `up to 2000 m`, `25 % and more`."""
    if low == high:
        return amount(low, unit)
    if low is None:
        return f"up to {amount(high, unit)}"
    return f"{amount(low, unit)} and more" if high is None else f"{amount(low)} to {amount(high, unit)}"


def _measured(
    on: Item | str,
    words: Callable[[], str],
    excess: str,
    value: Number,
    limit: Number,
    margin: Number,
    unit: str,
    detail: Detail,
    *,
    strict: bool = False,
) -> Verdict:
    slack = abs(limit) * TOLERANCE
    good = margin > slack if strict else margin >= -slack
    numbers: Numbers = {"value": value, "limit": limit, "unit": unit, "margin": round(margin, DIGITS), **detail}
    if good and detail.get("uncertainty") is None:
        return _draft(_PASS, on, words, numbers)
    sentence = words() if good or abs(margin) <= slack else f"{words()}, {amount(-margin, unit)} {excess}"
    made = _draft(_PASS if good else _FAIL, on, sentence, numbers)
    return made._replace(words=sentence + _starred(made)) if made.within_uncertainty else made


def _starred(made: Verdict) -> str:
    off = amount(made.uncertainty, made.unit)
    return f"; {made.outcome.upper()}*: the limit lies within the uncertainty of ± {off}"


def _draft(outcome: Outcome, on: Item | str, words: Words, stated: Detail) -> Verdict:
    if outcome is _PASS and "hint" in stated:
        stated["hint"] = ""
    if isinstance(on, str):
        return Verdict("", "", outcome, words, object=on, **stated)
    if "path" not in stated:
        stated["path"] = on.path()
    return Verdict("", "", outcome, words, object=on.tag, **stated)

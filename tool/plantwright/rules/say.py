"""The words a rule says of an object: verdicts with the number, the limit, the unit and the margin."""

from typing import TypedDict, Unpack

from plantwright.findings.verdict import Outcome, Path, Quantity, Source, Verdict
from plantwright.site.model import Item, Number

TOLERANCE = 1e-9  # relative; keeps 3 x 1.33 A from failing at 3.99 A


class Detail(TypedDict, total=False):
    """What any verdict may carry: a path (else that of the object), a source of its own, the next step of a fail."""

    path: Path
    source: Source | None
    hint: str


class Numbers(Detail, total=False):
    """What was found, what is allowed, in which unit, and how far the two are apart."""

    value: Quantity
    limit: Quantity
    unit: str
    margin: float | None


def at_most(
    on: Item | str, what: str, value: Number, limit: Number, unit: str = "", **detail: Unpack[Detail]
) -> Verdict:
    """Pass when value <= limit; `what` is the subject of the sentence."""
    message = f"{what} is {amount(value, unit)}, at most {amount(limit, unit)} allowed"
    return _measured(on, message, "too much", value, limit, limit - value, unit, detail)


def below(on: Item | str, what: str, value: Number, limit: Number, unit: str = "", **detail: Unpack[Detail]) -> Verdict:
    """Pass when value < limit; `what` is the subject of the sentence."""
    message = f"{what} is {amount(value, unit)}, must be below {amount(limit, unit)}"
    return _measured(on, message, "too much", value, limit, limit - value, unit, detail, strict=True)


def at_least(
    on: Item | str, what: str, value: Number, limit: Number, unit: str = "", **detail: Unpack[Detail]
) -> Verdict:
    """Pass when value >= limit; `what` is the subject of the sentence."""
    message = f"{what} is {amount(value, unit)}, at least {amount(limit, unit)} needed"
    return _measured(on, message, "too little", value, limit, value - limit, unit, detail)


def within(
    on: Item | str,
    what: str,
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
    message = f"{what} is {span(low, high, unit)}, allowed is {span(least, most, unit)}"
    return _measured(on, message, "outside", value, limit, margin, unit, detail)


def equal(
    on: Item | str, what: str, value: Quantity, wanted: Quantity, unit: str = "", *, of: str, **detail: Unpack[Detail]
) -> Verdict:
    """Pass when two statements of the same thing agree; `of` names the wanted value."""
    if value == wanted:
        message = f"{what} is {amount(value, unit)}, as {of}"
        return passed(on, message, value=value, limit=wanted, unit=unit, **detail)
    message = f"{what} is {amount(value, unit)}, {of} is {amount(wanted, unit)}"
    return fail(on, message, value=value, limit=wanted, unit=unit, **detail)


def passed(on: Item | str, message: str, **numbers: Unpack[Numbers]) -> Verdict:
    """The object satisfies the rule."""
    return _draft(Outcome.PASS, on, message, numbers)


def fail(on: Item | str, message: str, **numbers: Unpack[Numbers]) -> Verdict:
    """The object breaks the rule."""
    return _draft(Outcome.FAIL, on, message, numbers)


def not_checked(on: Item | str, *needs: str, why: str = "", **detail: Unpack[Detail]) -> Verdict:
    """The rule cannot judge: it lacks the keys in `needs`, or for the reason `why`."""
    message = "; ".join(filter(None, (f"needs {', '.join(needs)}" if needs else "", why)))
    return _draft(Outcome.NOT_CHECKED, on, message, detail)


def not_applicable(on: Item | str, why: str, **detail: Unpack[Detail]) -> Verdict:
    """The rule does not concern this object."""
    return _draft(Outcome.NOT_APPLICABLE, on, why, detail)


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
    on: Item | str,
    message: str,
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
    sentence = message if good or abs(margin) <= slack else f"{message}, {amount(-margin, unit)} {excess}"
    numbers = Numbers(value=round(value, 6), limit=round(limit, 6), unit=unit, margin=round(margin, 6), **detail)
    return _draft(Outcome.PASS if good else Outcome.FAIL, on, sentence, numbers)


def _draft(outcome: Outcome, on: Item | str, message: str, stated: Detail) -> Verdict:
    tag, path = (on, ()) if isinstance(on, str) else (on.tag, on.path())
    if outcome is Outcome.PASS and "hint" in stated:
        stated["hint"] = ""
    stated.setdefault("path", path)
    return Verdict("", "", outcome, message, object=tag, **stated)

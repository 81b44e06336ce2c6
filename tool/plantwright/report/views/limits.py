"""The limits that people measured against, and whether a value or a record keeps them."""

from plantwright.report.language import text
from plantwright.report.marks import FAIL, FAIL_WITHIN, NOT_CHECKED, PASS, PASS_WITHIN, Mark, starred
from plantwright.report.text import NOT_APPLICABLE, joined, quantity
from plantwright.rules.records.values import uncertainty
from plantwright.site.model import Number, Site
from plantwright.site.records import Limit, Record


def limit_words(limit: Limit | None) -> str:
    """Return a limit as `≥ 1 MΩ`, a dash without one."""
    if limit is None:
        return NOT_APPLICABLE
    least = f"≥ {quantity(limit.minimum, limit.unit)}" if limit.minimum is not None else ""
    most = f"≤ {quantity(limit.maximum, limit.unit)}" if limit.maximum is not None else ""
    return joined(least, most) or NOT_APPLICABLE


def limit_source(limit: Limit | None) -> str:
    """Return where a limit comes from, and that it was not read there when that is so."""
    if limit is None:
        return text("no limit recorded")
    return joined(limit.source, text("unverified") if limit.provenance == "unverified" else "")


def judged(value: Number, limit: Limit | None, off: float | None = None) -> Mark:
    """Return whether a value keeps a limit, with a star where one lies within what the value may be off.

    Without a limit nothing was judged.
    """
    if limit is None or limit.minimum is limit.maximum is None:
        return NOT_CHECKED
    low = limit.minimum is not None and value < limit.minimum
    high = limit.maximum is not None and value > limit.maximum
    ends = [end for end in (limit.minimum, limit.maximum) if end is not None]
    near = off is not None and min(abs(value - end) for end in ends) < off
    return starred(FAIL if low or high else PASS, within=near)


def judged_in(site: Site, record: Record, value: Number, limit: Limit | None, instrument: str = "") -> Mark:
    """Return whether a value of a record keeps a limit, with a star where one lies within its uncertainty.

    `instrument` is one that measured this value alone.
    """
    return judged(value, limit, uncertainty(site, record, value, limit.unit, instrument) if limit else None)


def near_limit(site: Site, record: Record, value: Number, limit: Limit, instrument: str = "") -> bool:
    """Tell whether a limit lies within the uncertainty of a value of a record."""
    return judged_in(site, record, value, limit, instrument) in (PASS_WITHIN, FAIL_WITHIN)


def recorded(record: Record | None, undone: Mark) -> Mark:
    """Return what a record itself says, `undone` without a record or a result."""
    if record is None or not record.result:
        return undone
    return PASS if record.result == "pass" else FAIL

"""Waivers: a fail that somebody with a name accepted, until a date."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from plantwright.findings.verdict import Outcome, Verdict


class Waiver(Protocol):
    """What is waived: one rule on one object, up to and including a day."""

    @property
    def tag(self) -> str: ...

    @property
    def rule(self) -> str: ...

    @property
    def object(self) -> str: ...

    @property
    def expires(self) -> str: ...


def valid_on(waiver: Waiver, day: datetime.date) -> bool:
    """Return whether a waiver still holds on a day."""
    return day <= datetime.date.fromisoformat(waiver.expires)


def apply_waivers(
    verdicts: Sequence[Verdict], waivers: Mapping[str, Waiver], waivable: Collection[str], today: datetime.date
) -> tuple[Verdict, ...]:
    """Return the verdicts with every fail that a valid waiver covers turned into `waived`.

    `waivable` holds the ids of the rules that may be waived.
    """
    valid = [waiver for waiver in waivers.values() if waiver.rule in waivable and valid_on(waiver, today)]
    covered = {(waiver.rule, waiver.object): waiver.tag for waiver in reversed(valid)}

    def judged(verdict: Verdict) -> Verdict:
        tag = covered.get((verdict.rule, verdict.object)) if verdict.failed else None
        return verdict._replace(outcome=Outcome.WAIVED, waiver=tag) if tag else verdict

    return tuple(map(judged, verdicts))

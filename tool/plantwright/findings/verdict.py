"""What a check says: one verdict for every rule and every object, with its number, limit, source and place."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from plantwright.frozen import dataclass

Path = tuple[str | int, ...]
"""Keys and indices from the root of the site to a value, for example ("buses", "RS1", "baud_rate")."""

Quantity = float | int | str | None

Words = str | Callable[[], str]
"""A sentence, or what makes it: most of what passes is counted and never read."""


MINUS = "\u2212"


def signed(number: str) -> str:
    """Return the words of a number with a true minus sign."""
    return number.replace("-", MINUS)


class Severity(StrEnum):
    """How much a failed verdict weighs."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Outcome(StrEnum):
    """The five possible results of a rule on an object; nothing is silent."""

    PASS = "pass"
    FAIL = "fail"
    WAIVED = "waived"
    NOT_APPLICABLE = "not applicable"
    NOT_CHECKED = "not checked"


TOLD = (Outcome.FAIL, Outcome.WAIVED, Outcome.NOT_CHECKED)
"""What people are told of one by one; the rest is counted where nobody asks for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a limit comes from; `provenance` is "unverified" for a number that no read document proves."""

    document: str
    clause: str = ""
    lines: str = ""
    provenance: str = ""

    def __str__(self) -> str:
        clause = f" {self.clause}" if self.clause else ""
        lines = f", lines {self.lines}" if self.lines else ""
        unverified = " (unverified)" if self.provenance == "unverified" else ""
        return f"{self.document}{clause}{lines}{unverified}"


class Location(NamedTuple):
    """A place in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Verdict(NamedTuple):
    """The result of one rule on one object.

    `words` become the message: one sentence with what was found and what is allowed. `hint` is the next step, `margin`
    the distance to the limit in `unit` (negative when the limit is passed), `uncertainty` how far the value may be off,
    None where that is not stated. `broken`: the rule itself failed.
    """

    rule: str
    name: str
    outcome: Outcome
    words: Words
    severity: Severity = Severity.ERROR
    object: str = ""
    refs: tuple[str, ...] = ()
    value: Quantity = None
    limit: Quantity = None
    unit: str = ""
    margin: float | None = None
    source: Source | None = None
    path: Path = ()
    location: Location | None = None
    hint: str = ""
    waiver: str = ""
    broken: bool = False
    uncertainty: float | None = None

    @property
    def message(self) -> str:
        """What people read."""
        return said(self.words)

    @property
    def within_uncertainty(self) -> bool:
        """True when the value is nearer to its limit than it may be off: the other result may be the true one."""
        return self.uncertainty is not None and self.margin is not None and abs(self.margin) < self.uncertainty

    @property
    def failed(self) -> bool:
        """True for a fail that no waiver covers."""
        return self.outcome is Outcome.FAIL


class Judged(NamedTuple):
    """The verdicts on a site, and how many more of each outcome were left out because nobody wants to see them."""

    verdicts: tuple[Verdict, ...] = ()
    others: Mapping[Outcome, int] = {}


def said(words: Words) -> str:
    """Return words as text."""
    return words if isinstance(words, str) else words()


def pointer(path: Path) -> str:
    """Return the JSON pointer (RFC 6901) of a path."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def count(verdicts: Iterable[Verdict], others: Mapping[Outcome, int] | None = None) -> Mapping[str, int]:
    """Count verdicts, and the `others` that were counted before, by outcome: every one present, in their order."""
    totals = {str(outcome): (others or {}).get(outcome, 0) for outcome in Outcome}
    for verdict in verdicts:
        totals[str(verdict.outcome)] += 1
    return totals

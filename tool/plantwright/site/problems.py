"""Collects what is wrong with one file as verdicts with a place, the first fifty in full."""

from collections.abc import Mapping

from plantwright.findings.verdict import Location, Outcome, Path, Severity, Verdict

SYNTAX = "SIT001"
DUPLICATE = "SIT002"
ANCHOR_OR_TAG = "SIT003"
ENCODING = "SIT004"
LIMIT = "SIT005"
AMBIGUOUS = "SIT006"
NOT_ONE_MAPPING = "SIT007"
UNREADABLE = "SIT008"
TAG_TWICE = "SIT009"

_NAMES = {
    SYNTAX: "yaml-syntax",
    DUPLICATE: "duplicate-key",
    ANCHOR_OR_TAG: "anchor-alias-merge-or-tag",
    ENCODING: "encoding",
    LIMIT: "size-depth-or-count-limit",
    AMBIGUOUS: "ambiguous-scalar",
    NOT_ONE_MAPPING: "not-a-single-mapping",
    UNREADABLE: "unreadable-file",
    TAG_TWICE: "tag-defined-twice",
}

LISTED = 50


def rules() -> Mapping[str, str]:
    """Return the name of every rule about reading a file, by rule id."""
    return dict(_NAMES)


def problem(rule: str, location: Location, message: str, hint: str, path: Path = ()) -> Verdict:
    """Return a failed verdict about a place in a file."""
    return Verdict(
        rule=rule,
        name=_NAMES[rule],
        outcome=Outcome.FAIL,
        severity=Severity.ERROR,
        words=message,
        hint=hint,
        location=location,
        path=path,
    )


class Problems:
    """The problems of one file in the order they were found, fifty of them listed and the rest counted."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: list[Verdict] = []
        self._more = 0

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, rule: str, line: int, column: int, message: str, hint: str, path: Path = ()) -> None:
        """Add a problem; line and column count from 1."""
        if len(self._found) <= LISTED:
            self._found.append(problem(rule, Location(file=self.file, line=line, column=column), message, hint, path))
        else:
            self._more += 1

    def count_more(self, number: int) -> None:
        """Count problems that nobody looks at one by one, after more than fifty were added."""
        self._more += number

    def verdicts(self) -> tuple[Verdict, ...]:
        """Return the first fifty problems and then, at the place of the next one, how many more there are."""
        more = [self._how_many_more(verdict) for verdict in self._found[LISTED:]]
        return (*self._found[:LISTED], *more)

    def _how_many_more(self, first: Verdict) -> Verdict:
        number = 1 + self._more
        message = f"and {number:,} more problem{'s' if number > 1 else ''} in this file"
        return first._replace(words=message, hint="correct the ones above first")

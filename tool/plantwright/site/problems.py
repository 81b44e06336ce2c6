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
        message=message,
        hint=hint,
        location=location,
        path=path,
    )


class Problems:
    """The problems of one file in the order they were found."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._listed: list[Verdict] = []
        self._first_unlisted: Verdict | None = None
        self._unlisted = 0

    def __bool__(self) -> bool:
        return bool(self._listed)

    def add(self, rule: str, line: int, column: int, message: str, hint: str, path: Path = ()) -> None:
        """Add a problem; line and column count from 1."""
        self.add_verdict(problem(rule, Location(file=self.file, line=line, column=column), message, hint, path))

    def add_verdict(self, verdict: Verdict) -> None:
        """Add a problem, or count it when fifty are listed."""
        if len(self._listed) < LISTED:
            self._listed.append(verdict)
        else:
            self._first_unlisted = self._first_unlisted or verdict
            self._unlisted += 1

    def count_more(self, number: int) -> None:
        """Count problems like the last one that are not looked at one by one; fifty must be listed."""
        self._first_unlisted = self._first_unlisted or self._listed[-1]
        self._unlisted += number

    def verdicts(self) -> tuple[Verdict, ...]:
        """Return the first fifty problems, then how many more there are."""
        first = self._first_unlisted
        if first is None or first.location is None:
            return tuple(self._listed)
        message = f"and {self._unlisted} more problem{'s' if self._unlisted > 1 else ''} in this file"
        return (*self._listed, problem(first.rule, first.location, message, "correct the ones above first", first.path))

"""How problems of the site files are worded: rules, paths, values, lists, and the nearest known name."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from plantwright.findings.verdict import Location, Outcome, Path, Severity, Verdict
from plantwright.site.characters import excerpt

RULES: Mapping[str, str] = {
    "SIT101": "unknown-key",
    "SIT102": "wrong-kind-of-value",
    "SIT103": "value-not-allowed",
    "SIT104": "value-out-of-range",
    "SIT105": "missing-key",
    "SIT106": "badly-written-value",
    "SIT107": "number-not-whole",
    "SIT108": "newer-format",
    "SIT109": "badly-written-tag",
    "SIT110": "bad-list",
    "SIT111": "value-off-step",
    "SIT112": "value-not-valid",
    "SIT201": "unknown-tag",
    "SIT202": "tag-used-twice",
    "SIT203": "missing-section",
    "SIT204": "unknown-type-model-or-variant",
    "SIT205": "unknown-parameter",
    "SIT206": "tag-of-another-kind",
    "SIT301": "no-site-files",
    "SIT302": "file-outside-the-site",
    "SIT303": "unusable-device-type",
    "SIT304": "file-not-read",
    "SIT305": "unusable-evidence",
    "SIT306": "evidence-contradicts-device-type",
    "SIT307": "unusable-template",
    "SIT308": "folder-not-read",
}
"""The name of every rule about what site files say; the rules about reading them are in `problems`."""

_NO_TAGS = ("site", "supply", "standards", "deployment", "defaults")


def problem(
    rule: str,
    message: str,
    hint: str,
    path: Path = (),
    location: Location | None = None,
    severity: Severity = Severity.ERROR,
) -> Verdict:
    """Return the failed verdict of a rule about what the site files say."""
    return Verdict(
        rule=rule,
        name=RULES[rule],
        outcome=Outcome.FAIL,
        severity=severity,
        words=message,
        hint=hint,
        path=path,
        object=owner(path),
        location=location,
    )


def owner(path: Path) -> str:
    """Return the tag a path belongs to, empty outside the sections of things."""
    return str(path[1]) if len(path) > 1 and path[0] not in _NO_TAGS else ""


def dotted(path: Path) -> str:
    """Return a path as people write it: starters.SS101.bus, feeders.P101.path[2]."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".") or "the file"


def bare(value: Any) -> str:
    """Return a value as the files write it, cut where it is long."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {bare(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(bare, value)) + "]"
    return excerpt(str(value), 60)


def shown(value: Any) -> str:
    """Return a value in backquotes, or a word for what is no single value."""
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return "a map" if isinstance(value, dict) else "a list"
    return f"`{bare(value)}`"


def listed(names: Iterable[object], most: int = 40) -> str:
    """Return names as a list with commas, cut where it is long."""
    every = [str(name) for name in names]
    return ", ".join(every[:most]) + (f" and {len(every) - most} more" if len(every) > most else "")


def nearest(word: object, choices: Iterable[object]) -> str:
    """Return the choice most like a word, empty when none is; capital letters do not count."""
    import difflib

    known = {str(choice).lower(): str(choice) for choice in choices}
    found = difflib.get_close_matches(str(word).lower(), known, n=1)
    return known[found[0]] if found else ""


def suggestion(word: object, choices: Sequence[object], otherwise: str) -> str:
    """Return a question that names the nearest choice, else the text `otherwise`."""
    near = nearest(word, choices)
    return f"did you mean `{near}`?" if near else otherwise

"""How problems of the site files are worded: paths, values, lists, and the nearest known name."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from plantwright.findings.verdict import Location, Outcome, Path, Severity, Verdict
from plantwright.site.characters import excerpt

_NO_TAGS = ("site", "supply", "standards", "defaults")


def problem(rule: str, name: str, message: str, hint: str = "", path: Path = (), location: Location | None = None,
            severity: Severity = Severity.ERROR) -> Verdict:  # fmt: skip
    """Return the verdict on something wrong with the site files that no schema says."""
    return Verdict(rule=rule, name=name, outcome=Outcome.FAIL, severity=severity, message=message, hint=hint, path=path,
                   object=owner(path), location=location)  # fmt: skip


def owner(path: Path) -> str:
    """Return the tag a path belongs to, empty outside the sections of things."""
    keys = [str(key) for key in path[:2]]
    return keys[1] if len(keys) == 2 and keys[0] not in _NO_TAGS else ""


def dotted(path: Path) -> str:
    """Return a path as people write it: starters.SS101.bus, feeders.P101.path[2]."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".") or "the site"


def shown(value: Any) -> str:
    """Return a value as the files write it, cut where it is long."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    if isinstance(value, dict | list):
        return "a map" if isinstance(value, dict) else "a list"
    if huge(value):
        return "a very long number"
    return f"`{excerpt(str(value), 60)}`"


def listed(names: Iterable[object], most: int = 20) -> str:
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


def huge(value: Any) -> bool:
    """Return whether a value is an integer too long to print."""
    return isinstance(value, int) and value.bit_length() > 128


def example_line(key: str, schema: Mapping[str, Any]) -> str:
    """Return a key with an example of its value, as one line of YAML."""
    examples = schema.get("properties", {}).get(key, {}).get("examples", ["..."])
    return f"{key}: {flow(examples[0])}"


def flow(value: Any) -> str:
    """Return a value as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return shown(value).strip("`")

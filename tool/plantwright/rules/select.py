"""Chooses the rules that run: by id, by how an id begins, or by the subject the rules are about."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.rules.frame import Rule


class Selection(NamedTuple):
    """The rules that run and those that do not, by id."""

    on: Mapping[str, Rule]
    off: Mapping[str, Rule]


def select(
    rules: Mapping[str, Rule], wanted: Sequence[str] = (), unwanted: Sequence[str] = (), always: Collection[str] = ()
) -> Selection:
    """Return the rules that are wanted, all when none is named, less those that are unwanted.

    Each option may name several with commas. `always` holds the ids of what is told in any case. Raises Stop when a
    name is unknown, may not be chosen, or when no rule is left.
    """
    chosen = _named(rules, wanted, always) if wanted else frozenset(rules)
    refused = _named(rules, unwanted, always) if unwanted else frozenset()
    on = {id_: rule for id_, rule in rules.items() if id_ in chosen - refused}
    if not on:
        raise Stop(
            ExitCode.USAGE, "no rule is left to check", "select more, ignore less; `plantwright rules` lists them"
        )
    return Selection(on, {id_: rule for id_, rule in rules.items() if id_ not in on})


def subject(rule: Rule) -> str:
    """Return what a rule is about: the name of the folder it lies in, for example `current`."""
    return rule.function.__module__.split(".")[-2]


def matching(rules: Mapping[str, Rule], word: str) -> tuple[str, ...]:
    """Return the ids of the rules that a word names; capital letters do not count."""
    upper, lower = word.upper(), word.lower()
    return tuple(id_ for id_, rule in rules.items() if id_.startswith(upper) or subject(rule) == lower)


def nearest(rules: Mapping[str, Rule], word: str) -> str:
    """Return up to three names that are most like a word: subjects, groups and ids."""
    import difflib

    subjects = dict.fromkeys(subject(rule) for rule in rules.values())
    groups = dict.fromkeys(id_.rstrip("0123456789") for id_ in rules)
    known = {name.upper(): name for name in (*rules, *groups, *subjects)}
    return ", ".join(known[found] for found in difflib.get_close_matches(word.upper(), known, n=3))


def _named(rules: Mapping[str, Rule], lists: Sequence[str], always: Collection[str]) -> frozenset[str]:
    words = [word.strip() for each in lists for word in each.split(",") if word.strip()]
    if not words:
        raise Stop(ExitCode.USAGE, "no rule is named", "name ids, beginnings of ids or subjects: CUR010, CUR, current")
    return frozenset(id_ for word in words for id_ in _known(rules, word, always))


def _known(rules: Mapping[str, Rule], word: str, always: Collection[str]) -> tuple[str, ...]:
    found = matching(rules, word)
    if found:
        return found
    if any(each.startswith(word.upper()) for each in always):
        hint = "problems of reading the site files are always told; correct the files"
        raise Stop(ExitCode.USAGE, f"{word} can neither be selected nor ignored", hint)
    near = nearest(rules, word)
    hint = f"nearest: {near}" if near else "`plantwright rules` lists the rules"
    raise Stop(ExitCode.USAGE, f"there is no rule, group or subject {word}", hint)

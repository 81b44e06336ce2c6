"""What a check hands to the reporters: the sites with their verdicts, the rules that ran, and those switched off."""

import posixpath
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple, Protocol

from plantwright.findings.verdict import Location, Outcome, Severity, Source, Verdict, count, pointer
from plantwright.frozen import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFacts:
    """What is told of a rule; `why` is one or more sentences, `mend` the next step.

    `of_design`: it judges a site that was loaded, and not the reading of its files.
    """

    id: str
    name: str
    title: str
    why: str
    severity: Severity = Severity.ERROR
    source: Source | None = None
    refs: tuple[str, ...] = ()
    waivable: bool = False
    mend: str = ""
    of_design: bool = False

    @property
    def group(self) -> str:
        """The letters of the id."""
        return self.id.rstrip("0123456789")


class Accepted(Protocol):
    """Why a fault is accepted, by whom, and up to and including which day."""

    @property
    def reason(self) -> str: ...

    @property
    def approved_by(self) -> str: ...

    @property
    def expires(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedSite:
    """A site and its verdicts; `name` as the user gave it, `texts` the lines of its files, `waivers` by their tags.

    `others` says how many more verdicts of which outcome there are, where those that nobody wants to see were left out.
    A site that was not `loaded` has verdicts on its files only.
    """

    name: str
    verdicts: Sequence[Verdict]
    others: Mapping[Outcome, int] = field(default_factory=dict)
    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    waivers: Mapping[str, Accepted] = field(default_factory=dict)
    loaded: bool = True

    def count(self) -> Mapping[str, int]:
        """Count all verdicts by outcome."""
        return count(self.verdicts, self.others)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One run of a check.

    `rules` are those that ran, `switched_off` those that did not. `folder` is the path from the top of the repository
    to the current directory, empty at the top; names of files are relative to the current directory.
    """

    sites: Sequence[CheckedSite]
    rules: Sequence[RuleFacts] = ()
    switched_off: Sequence[RuleFacts] = ()
    folder: str = ""

    def from_top(self, file: str) -> str:
        """Return the path of a file from the top of the repository, with forward slashes; an absolute one stays."""
        return posixpath.normpath(posixpath.join(self.folder, file))


class Fault(NamedTuple):
    """A verdict to tell of, where to show it, and what it is known by when its line moves."""

    site: CheckedSite
    verdict: Verdict
    place: Location
    fingerprint: str


def counts(verdict: Verdict) -> bool:
    """Return whether a verdict is a fault that no waiver covers, or a rule that broke."""
    return verdict.failed or verdict.broken


def faults(checked: Checked, chosen: Callable[[Verdict], bool] = counts) -> Iterator[Fault]:
    """Return the chosen verdicts of every site.

    The fingerprint is made of the site, the rule, the object and the pointer, and a number where these are equal.
    """
    for site in checked.sites:
        seen: Counter[tuple[str, ...]] = Counter()
        for verdict in filter(chosen, site.verdicts):
            key = (checked.from_top(site.name), verdict.rule, verdict.object, pointer(verdict.path))
            yield Fault(site, verdict, place_of(checked, site, verdict), fingerprint(*key, str(seen[key])))
            seen[key] += 1


def place_of(checked: Checked, site: CheckedSite, verdict: Verdict | None) -> Location:
    """Return the place of a verdict from the top of the repository; without one the first line of the site."""
    first = next(iter(site.texts), site.name)
    place = (verdict and verdict.location) or Location(file=first, line=1, column=1)
    return Location(file=checked.from_top(place.file), line=place.line, column=place.column)


def fingerprint(*parts: str) -> str:
    """Return what the parts are known by together, as 32 hexadecimal digits."""
    return sha256("\0".join(parts).encode()).hexdigest()[:32]


def compressed(rules: Sequence[RuleFacts], every: Sequence[RuleFacts]) -> str:
    """Return the ids of rules as text, a group of `every` that is complete as one word: `CUR010, BUS (13 rules)`."""
    total, chosen = Counter(rule.group for rule in every), Counter(rule.group for rule in rules)
    groups = {group: number for group, number in chosen.items() if 1 < number == total[group]}
    words = [f"{rule.group} ({groups[rule.group]} rules)" if rule.group in groups else rule.id for rule in rules]
    return ", ".join(dict.fromkeys(words))


def switched_off_text(checked: Checked) -> str:
    """Return one line about the rules that did not run, empty when all did."""
    if not checked.switched_off:
        return ""
    number = len(checked.switched_off)
    names = compressed(checked.switched_off, [*checked.rules, *checked.switched_off])
    return f"switched off, {number} rule{'' if number == 1 else 's'}: {names}"

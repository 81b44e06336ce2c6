"""The annexes of the edition for a screen: the rules that ran, every object, and the files with their lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from plantwright.findings.checked import RuleFacts
from plantwright.findings.verdict import Severity, Verdict
from plantwright.report.article import anchor, line_anchor
from plantwright.report.language import text
from plantwright.report.marks import NOT_APPLICABLE, ORDER, PASS, Mark, mark, told
from plantwright.report.reference.rule_page import ALWAYS, mending
from plantwright.report.text import joined
from plantwright.report.views.checks import place_of
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.summary import Count
from plantwright.rules.registry import registry
from plantwright.rules.telling import facts, reading_rules
from plantwright.site.model import Site

_SECTIONS = {
    "locations": text("Location"), "motors": text("Motor"), "protection": text("Fuse or circuit-breaker"),
    "contactors": text("Contactor"), "barriers": text("Other equipment"), "starters": text("Soft starter"),
    "feeders": text("Feeder"), "monitors": text("Insulation monitor"), "probes": text("Probe"),
    "meters": text("Meter"), "supply_units": text("Supply unit"), "sensors": text("Current sensor"),
    "buses": text("Bus"), "cables": text("Cable"), "routes": text("Route"), "fibre_links": text("Fibre link"),
    "instruments": text("Instrument"),
}  # fmt: skip
_SEVERITIES = {
    Severity.ERROR: text("error"), Severity.WARNING: text("warning"), Severity.INFO: text("note"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A word and the id it leads to."""

    text: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleEntry:
    """A rule that ran; `why` are paragraphs, `counts` its results, `left` the objects that did not simply pass."""

    id: str
    target: str
    title: str
    severity: str
    why: tuple[str, ...]
    mend: tuple[str, ...]
    source: str
    refs: str
    waiver: str
    counts: tuple[Count, ...]
    left: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A verdict that did not simply pass."""

    mark: Mark
    rule: Link
    text: str
    place: Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectEntry:
    """An object: the documents about it, those that name it, what the rules say; `passed` and `absent` are rules."""

    tag: str
    target: str
    title: str
    section: str
    place: Link | None
    about: tuple[Link, ...]
    named: tuple[Link, ...]
    said: tuple[Said, ...]
    passed: tuple[Link, ...]
    absent: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    target: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    name: str
    target: str
    lines: tuple[SourceLine, ...]


def rule_target(rule: str) -> str:
    """Return the id of a rule."""
    return f"rule-{anchor(rule)}"


def object_target(tag: str) -> str:
    """Return the id of an object, of the plant for no tag."""
    return f"object-{anchor(tag)}"


# rules


def rule_entries(dossier: Dossier) -> tuple[RuleEntry, ...]:
    """Return the rules that ran, and those about reading the files that found something, by id."""
    said: dict[str, list[Verdict]] = {}
    for verdict in dossier.verdicts:
        said.setdefault(verdict.rule, []).append(verdict)
    return tuple(_rule(dossier.site, each, said.get(each.id, ())) for each in _ran(dossier, said))


def _ran(dossier: Dossier, said: Mapping[str, object]) -> list[RuleFacts]:
    design = [facts(rule) for rule in registry().values() if rule.id not in dossier.switched_off]
    return sorted([*design, *(each for each in reading_rules() if each.id in said)], key=lambda each: each.id)


def _rule(site: Site, each: RuleFacts, said: Sequence[Verdict]) -> RuleEntry:
    marks = [mark(verdict) for verdict in said]
    left = [verdict for verdict in said if mark(verdict) not in (PASS, NOT_APPLICABLE)]
    return RuleEntry(
        id=each.id,
        target=rule_target(each.id),
        title=text(each.title) if each.of_design else each.title,
        severity=_SEVERITIES[each.severity],
        why=_paragraphs(each.why),
        mend=_mend(each),
        source=str(each.source or ""),
        refs=", ".join(each.refs),
        waiver=text("with a reason, a name and an expiry") if each.waivable else text("not allowed"),
        counts=tuple(Count(mark=kind, number=str(marks.count(kind))) for kind in ORDER if kind in marks),
        left=tuple(Link(text=tag or text("plant"), target=object_target(tag))
                   for tag in dict.fromkeys(tag for verdict in left for tag in _tags(site, verdict))),
    )  # fmt: skip


def _mend(each: RuleFacts) -> tuple[str, ...]:
    steps = mending(registry()[each.id]) if each.of_design else (each.mend,)
    return tuple(step[:1].upper() + step[1:] for step in steps) or (ALWAYS,)


def _paragraphs(why: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in why.split("\n\n") if part.strip())


# objects


def object_entries(
    dossier: Dossier, about: Mapping[str, Sequence[Link]], named: Mapping[str, Sequence[Link]]
) -> tuple[ObjectEntry, ...]:
    """Return every object in the order of the sections, at the end what is about the plant.

    `about` and `named` are the documents about a tag, and those that name it.
    """
    said: dict[str, list[Verdict]] = {}
    for verdict in dossier.verdicts:
        for tag in _tags(dossier.site, verdict):
            said.setdefault(tag, []).append(verdict)
    return tuple(
        _object(dossier, tag, about.get(tag, ()), named.get(tag, ()), said.get(tag, ()))
        for tag in (*dossier.site.tags(), "")
    )


def _tags(site: Site, verdict: Verdict) -> tuple[str, ...]:
    """Return the objects that a verdict is about, such as cable and route of `W901@R2`, else the plant."""
    parts = dict.fromkeys((verdict.object, *verdict.object.split("@")))
    return tuple(part for part in parts if site.item(part) is not None) or ("",)


def _object(
    dossier: Dossier, tag: str, about: Sequence[Link], named: Sequence[Link], said: Sequence[Verdict]
) -> ObjectEntry:
    item = dossier.site.item(tag)
    left = [verdict for verdict in said if mark(verdict) not in (PASS, NOT_APPLICABLE)]
    return ObjectEntry(
        tag=tag or dossier.site.identity.number,
        target=object_target(tag),
        title=item.title if item else dossier.site.identity.name,
        section=_SECTIONS.get(item.section, item.section) if item else text("Plant"),
        place=_place(dossier, place_of(dossier.places.get(tag))),
        about=tuple(about),
        named=tuple(named),
        said=tuple(_said(dossier, verdict) for verdict in sorted(left, key=lambda each: ORDER.index(mark(each)))),
        passed=_rules(said, PASS),
        absent=_rules(said, NOT_APPLICABLE),
    )


def _said(dossier: Dossier, verdict: Verdict) -> Said:
    return Said(
        mark=told(verdict),
        rule=Link(text=verdict.rule, target=rule_target(verdict.rule)),
        text=joined(verdict.object, verdict.message, by=": "),
        place=_place(dossier, place_of(verdict.location)),
    )


def _rules(said: Iterable[Verdict], wanted: Mark) -> tuple[Link, ...]:
    found = dict.fromkeys(verdict.rule for verdict in said if mark(verdict) is wanted)
    return tuple(Link(text=each, target=rule_target(each)) for each in found)


def _place(dossier: Dossier, place: str) -> Link | None:
    """Return the link to a line, None where its file was not read."""
    file, _, line = place.rpartition(":")
    return Link(text=place, target=line_anchor(file, int(line))) if file in dossier.lines else None


# files


def source_files(dossier: Dossier) -> tuple[SourceFile, ...]:
    """Return every file with its lines."""
    return tuple(
        SourceFile(
            name=name,
            target=f"file-{anchor(name)}",
            lines=tuple(SourceLine(target=line_anchor(name, line), text=each) for line, each in enumerate(lines, 1)),
        )
        for name, lines in dossier.lines.items()
    )

"""What every rule says: of its examples word by word, of a plant beside a second one, and when a key is left out.

The expected words are in tests/data/verdicts.yaml, where they can be read against the sources.
"""

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from tests.plants import changed, found_by, riverside, site_with, sound_with

from plantwright.findings.verdict import Outcome, Verdict, pointer
from plantwright.rules.frame import Rule
from plantwright.rules.registry import registry
from plantwright.rules.select import subject
from plantwright.site.load import load_site
from plantwright.site.model import Site
from plantwright.site.source import dump, read

DATA = Path(__file__).parent / "data" / "verdicts.yaml"
OF_DOCUMENTS = ("fibre", "records")  # on what was done and measured: tests of their own
RULES = [each for each in registry().values() if not each.reviews]
OF_DESIGN = [each for each in RULES if subject(each) not in OF_DOCUMENTS]


@cache
def expected() -> Mapping[str, Any]:
    root = read(DATA, DATA.name).root
    assert root is not None
    return root


@cache
def site_of(*changes: str) -> Site:
    """Return the example plant with the changes of a rule: its id, and `bad` for its bad example on top."""
    rule = registry()[changes[0]] if changes else None
    with TemporaryDirectory() as folder:
        applied = [rule.good or {}, *([rule.bad] if "bad" in changes else [])] if rule else []
        return site_with(Path(folder), *applied)


def ready() -> None:
    """Load every site before a change is tried (tests/mutation)."""
    left_out()
    for each in OF_DESIGN:
        site_of(each.id)
        site_of(each.id, "bad")


# word by word --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("each", OF_DESIGN, ids=lambda each: each.id)
def test_what_a_rule_says_of_its_examples(each: Rule) -> None:
    """Of what its bad example brings up, the bad and the good; a fail also says what to do next."""
    assert said(each) == expected()["examples"][each.id]


def said(each: Rule) -> dict[str, list[str]]:
    bad, good = found_by(each, site_of(each.id, "bad")), found_by(each, site_of(each.id))
    new = [sentence(verdict) for verdict in bad if verdict not in good]
    return {"bad": new, "good": [sentence(verdict) for verdict in good if verdict not in bad]}


def sentence(verdict: Verdict) -> str:
    numbers = f" [{verdict.value} of {verdict.limit}, {verdict.unit}]" if verdict.limit is not None else ""
    place = f" at {pointer(verdict.path)}" if verdict.path else ""
    hint = f" -> {verdict.hint}" if verdict.failed else ""
    return f"{verdict.outcome} {verdict.object}{place}: {verdict.message}{numbers}{hint}"


@pytest.mark.parametrize("each", RULES, ids=lambda each: each.id)
def test_a_fail_says_what_to_do_next(each: Rule) -> None:
    fails = [verdict for verdict in found_by(each, site_of(each.id, "bad")) if verdict.failed]
    assert all(verdict.hint and verdict.object for verdict in fails)


@pytest.mark.parametrize("each", OF_DESIGN, ids=lambda each: each.id)
def test_how_to_mend_is_said_in_the_imperative(each: Rule) -> None:
    assert re.match("[a-z]+,? ", each.mend)
    assert not each.mend.endswith(".")


def test_every_file_of_a_rule_holds_that_rule() -> None:
    files = sorted((Path(__file__).parent.parent / "tool" / "plantwright" / "rules").glob("*/*.py"))
    ids = [found[1] for file in files if (found := re.match('"""([A-Z]{3}[0-9]{3}): ', file.read_text("utf-8")))]
    assert sorted(ids) == list(registry())


# two plants ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("each", OF_DESIGN, ids=lambda each: each.id)
def test_a_second_plant_beside_the_first_is_judged_by_itself(each: Rule, tmp_path: Path) -> None:
    """All objects are there twice, under other tags; the bad example changes the first ones, or what both share."""
    good = changed(riverside(), each.good or {})
    bad = changed(good, each.bad)
    shared = any(key.partition(".")[0] in NO_TAGS for key in each.bad)
    second, told_of_second = (bad, site_of(each.id, "bad")) if shared else (good, site_of(each.id))
    site = written(tmp_path, {key: both_of(key, bad, second) for key in bad if key != "records"})
    first = {(verdict.outcome, verdict.object) for verdict in each.run(site_of(each.id, "bad"))}
    others = {(verdict.outcome, renamed(verdict.object)) for verdict in each.run(told_of_second)}
    assert {(verdict.outcome, verdict.object) for verdict in each.run(site)} == first | others


def written(folder: Path, data: Any) -> Site:
    (folder / "site.yaml").write_text(dump(data), encoding="utf-8")
    loaded = load_site(folder / "site.yaml")
    assert loaded.site is not None, [problem.message for problem in loaded.problems]
    return loaded.site


def both_of(section: str, first: Mapping[str, Any], second: Mapping[str, Any]) -> Any:
    """Return a section with its objects, and those of a second plant under other tags."""
    if section in NO_TAGS:
        return first[section]
    defaults = first["defaults"].get(section, {})
    twins = {renamed(tag): relinked(changed(defaults, value)) for tag, value in second.get(section, {}).items()}
    return {**first[section], **twins}


def relinked(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {renamed(key): relinked(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [relinked(each) for each in value]
    return renamed(value) if isinstance(value, str) else value


def renamed(text: str) -> str:
    return re.sub(r"[A-Za-z0-9-]+", lambda word: f"{word[0]}-2" if word[0] in tags() else word[0], text)


@cache
def tags() -> frozenset[str]:
    sections = (value for key, value in riverside().items() if isinstance(value, Mapping) and key not in NO_TAGS)
    return frozenset(tag for section in sections for tag in section)


NO_TAGS = ("records", "supply", "standards", "defaults", "site", "format")


# without a key -------------------------------------------------------------------------------------------------------

TAGS = frozenset(
    (
        *("M101", "M301", "SS101", "SS301", "K101", "K302", "CT101", "CT302", "PB101", "IM1", "LMG1", "LMG3", "PSU1"),
        *("W901", "W911", "W101", "R1", "R3", "RS1", "MCC1", "F101", "F111", "F901", "P101", "FO1"),
    )
)


@cache
def left_out() -> Mapping[str, Site]:
    """Return the example plant without a key, for each key of one or two objects of a kind that may be missing."""
    plain = {key: value for key, value in riverside().items() if key != "records"}
    sites = {key: sound_with({key: None}) for key in keys(plain)}
    return {key: dataclasses.replace(site, records={}) for key, site in sites.items() if site is not None}


def keys(plain: Mapping[str, Any]) -> Iterator[str]:
    for section, objects in plain.items():
        if section in ("supply", "standards"):
            yield from (f"{section}.{key}" for key in objects)
        elif isinstance(objects, Mapping) and section != "defaults":
            for tag in (tag for tag in objects if tag in TAGS):
                yield from below(objects[tag], f"{section}.{tag}")


def below(value: Any, path: str) -> Iterator[str]:
    for key, each in value.items() if isinstance(value, Mapping) else ():
        yield f"{path}.{key}"
        yield from below(each, f"{path}.{key}")


@pytest.mark.parametrize("each", OF_DESIGN, ids=lambda each: each.id)
def test_what_a_rule_says_without_a_key(each: Rule) -> None:
    """Which keys make a rule say another thing of an object, by the outcome; what cannot be judged names the key."""
    whole, found = by_object(each, site_of()), dict[str, list[str]]()
    for key, site in left_out().items():
        for (tag, number), verdict in by_object(each, site).items():
            before = whole.get((tag, number))
            if before is None or before.outcome is not verdict.outcome:
                assert not verdict.broken
                found.setdefault(f"{verdict.outcome} {tag}".rstrip(), []).append(key)
    assert found == expected()["without"].get(each.id, {})


def by_object(each: Rule, site: Site) -> Mapping[tuple[str, int], Verdict]:
    told: dict[tuple[str, int], Verdict] = {}
    for verdict in each.run(site):
        number = sum(tag == verdict.object for tag, _ in told)
        told[verdict.object, number] = verdict
    return told


@pytest.mark.parametrize("each", RULES, ids=lambda each: each.id)
def test_what_cannot_be_judged_names_what_is_missing(each: Rule) -> None:
    whole = set(each.run(site_of()))
    for key, site in left_out().items():
        new = [verdict for verdict in each.run(site) if verdict.outcome is Outcome.NOT_CHECKED and verdict not in whole]
        assert [sentence(verdict) for verdict in new if not names(verdict, key)] == []


def names(verdict: Verdict, key: str) -> bool:
    """Whether a verdict names a missing key, a part of it, its object with another key, or the rule that decides."""
    section, tag, *rest = key.split(".")
    words = [f"{section}.{tag}", *(rest or [tag])]
    return any(word in verdict.message for word in words) or bool(re.search("see [A-Z]{3}[0-9]{3}", verdict.message))

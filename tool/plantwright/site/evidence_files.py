"""Reads the evidence of a site from its folder `evidence/`: the files, and what does not fit the device types."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from plantwright.findings.verdict import Verdict
from plantwright.site.catalog import DeviceType
from plantwright.site.evidence import Evidence, agrees, contradicted
from plantwright.site.freeze import build
from plantwright.site.schema import conforms
from plantwright.site.source import Loaded, Text, read
from plantwright.site.tree import Map, locate
from plantwright.site.wording import problem

SCHEMA = "evidence.schema.json"


class EvidenceFiles(NamedTuple):
    """The evidence by device type, and what is wrong with files; one that cannot be used proves nothing."""

    evidence: Mapping[str, Evidence]
    problems: tuple[Verdict, ...]
    texts: Mapping[str, Text]


def read_evidence(files: Sequence[tuple[Path, str]], types: Mapping[str, DeviceType]) -> EvidenceFiles:
    """Return the evidence in files, each with the name that people see, held against the device types."""
    loaded = [(path.stem, read(path, shown)) for path, shown in files]
    evidence: dict[str, Evidence] = {}
    problems: list[Verdict] = []
    for stem, each in loaded:
        found = list(_unusable(each, stem, types))
        problems += found
        if each.root is not None and not found:
            evidence[stem] = build(Evidence, each.root)
            problems += _contradictions(each.root, evidence[stem], types[stem])
    texts = {each.text.file: each.text for _, each in loaded if each.text}
    return EvidenceFiles(evidence=evidence, problems=tuple(problems), texts=texts)


def _unusable(loaded: Loaded, stem: str, types: Mapping[str, DeviceType]) -> Iterator[Verdict]:
    yield from loaded.problems
    if loaded.root is None:
        return
    faults = conforms(loaded.root, SCHEMA)
    yield from faults
    if not faults and not loaded.problems:
        yield from _strangers(loaded.root, stem, types)


def _strangers(root: Map, stem: str, types: Mapping[str, DeviceType]) -> Iterator[Verdict]:
    """Yield what names another type, or a parameter that the type does not have."""
    kind, place = types.get(root["type"]), locate(root, ("type",))
    if kind is None or stem != root["type"]:
        message = f"evidence of the type `{root['type']}` in a file called {stem}.yaml"
        hint = "name the file after the type" if kind else f"types of this site: {', '.join(sorted(types))}"
        yield problem("SIT305", message, hint, location=place)
        return
    known = {**kind.parameters, **kind.registers}
    for section in ("pairs", "writes"):
        for index, entry in enumerate(root.get(section, [])):
            if entry["parameter"] not in known or known[entry["parameter"]].register is None:
                message = f"type {kind.type} has no register for `{entry['parameter']}`"
                location = locate(root, (section, index, "parameter"))
                yield problem("SIT305", message, f"`plantwright learn {kind.type}` names them", location=location)


def _contradictions(root: Map, evidence: Evidence, kind: DeviceType) -> Iterator[Verdict]:
    known = {**kind.parameters, **kind.registers}
    for index, pair in enumerate(evidence.pairs):
        parameter = known[pair.parameter]
        if not pair.rehearsal and not agrees(parameter, pair):
            message = f"{pair.parameter} of type {kind.type}: " + contradicted(
                parameter, pair, evidence.of(pair.parameter)
            )
            hint = f"correct the type (devices/{kind.type}.yaml of the site), or take the pair out if it is wrong"
            yield problem("SIT306", message, hint, location=locate(root, ("pairs", index, "shown")))

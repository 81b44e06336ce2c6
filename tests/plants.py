"""Sites for tests: the example plant with small changes, and what a rule says of them."""

import dataclasses
import datetime
import shutil
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from plantwright.findings.verdict import Verdict
from plantwright.rules.check import verdicts
from plantwright.rules.frame import Change, Rule
from plantwright.rules.registry import registry
from plantwright.site import quick
from plantwright.site.defaults import apply_defaults
from plantwright.site.device_types import shipped_type, used
from plantwright.site.freeze import build_site
from plantwright.site.load import LoadedSite, load_site
from plantwright.site.model import Site
from plantwright.site.published import parameter_schemas, read_schema, site_schema
from plantwright.site.record_files import RecordFiles, read_records, with_records
from plantwright.site.references import reference_problems
from plantwright.site.resolve import Resolved, resolve
from plantwright.site.source import dump, read
from plantwright.site.tree import Map

RIVERSIDE = Path(__file__).parent.parent / "sites" / "riverside"
TODAY = datetime.date(2026, 11, 10)


def changed(data: Any, change: Change) -> Any:
    """Return plain data with a change applied: dotted keys are paths, maps are merged, None deletes.

    In a list a number is the place of an item.
    """
    if isinstance(data, Sequence) and not isinstance(data, str):
        return list(changed({str(place): item for place, item in enumerate(data)}, change).values())
    result = dict(data) if isinstance(data, Mapping) else {}
    for dotted, value in change.items():
        key, _, rest = dotted.partition(".")
        if rest:
            result[key] = changed(result.get(key), {rest: value})
        elif value is None:
            result.pop(key, None)
        else:
            result[key] = changed(result.get(key), value) if isinstance(value, Mapping) else value
    return result


@cache
def riverside() -> Mapping[str, Any]:
    """Return the plain data of the example plant, its files merged, and its records by name under `records`."""
    merged: dict[str, Any] = {}
    for path in sorted(RIVERSIDE.glob("*.yaml")):
        root = read(path, path.name).root
        assert root is not None
        merged = changed(merged, root)
    for path in sorted(RIVERSIDE.glob("records/*.yaml")):
        merged.setdefault("records", {})[path.stem] = read(path, path.name).root
    return merged


def site_with(folder: Path, *changes: Change) -> Site:
    """Load the example plant with changes, as one file."""
    loaded = loaded_with(folder, *changes)
    assert loaded.site is not None, [problem.message for problem in loaded.problems]
    return loaded.site


def loaded_with(folder: Path, *changes: Change) -> LoadedSite:
    """Load the example plant with changes, as one file and its records, whatever is wrong with it."""
    data: Mapping[str, Any] = riverside()
    for change in changes:
        data = changed(data, change)
    folder.mkdir(exist_ok=True)
    (folder / "site.yaml").write_text(dump({key: data[key] for key in data if key != "records"}), encoding="utf-8")
    records, known = data.get("records", {}), riverside()["records"]
    written = {name: record for name, record in records.items() if record is not known.get(name)}
    shutil.rmtree(folder / "records", ignore_errors=True)
    for name, record in written.items():
        images = folder / "records" / "images"
        shutil.copytree(RIVERSIDE / "records" / "images", images, dirs_exist_ok=True)
        (folder / "records" / f"{name}.yaml").write_text(dump(record), encoding="utf-8")
    return _with_kept(load_site(folder / "site.yaml"), [name for name in records if name not in written])


def resolved_with(*changes: Change) -> Resolved:
    """Return what the example plant with changes comes to, without writing and reading it; its records stay.

    As in the loading of a site, jsonschema looks only at what a quick check of the same schema does not like.
    """
    site = sound_with(*changes)
    data = _data_with(changes)
    if site:
        return Resolved(site, apply_defaults(data), ())
    resolved = resolve(data)
    return resolved._replace(site=_with_records(resolved.site) if resolved.site else None)


def sound_with(*changes: Change) -> Site | None:
    """Return the example plant with changes, None where the quick check of the schema or a reference says no."""
    root = apply_defaults(_data_with(changes))
    types = used(root, {})
    items = {key: root[key] for key in root if key != "defaults"}
    if not _checked(tuple(types))(items) or reference_problems(root, read_schema("site.schema.json")):
        return None
    return _with_records(build_site(root, types, ""))


def built_with(*changes: Change) -> Site:
    """Return the model of the example plant with changes, whatever its schema says of them; its records stay."""
    root = apply_defaults(_data_with(changes))
    return _with_records(build_site(root, used(root, {}), ""))


@cache
def _checked(types: tuple[str, ...]) -> quick.Check:
    """Return the quick check of a site with devices of these types, made once."""
    named = {name: shipped_type(name) for name in types}
    return quick.compiled(site_schema(named, after_defaults=True), parameter_schemas(named))


def _with_records(site: Site) -> Site:
    return dataclasses.replace(site, records=_records().records)


def _data_with(changes: Sequence[Change]) -> Mapping[str, Any]:
    data: Mapping[str, Any] = riverside()
    for change in changes:
        data = changed(data, change)
    return {key: data[key] for key in data if key != "records"}


def _with_kept(loaded: LoadedSite, names: Sequence[str]) -> LoadedSite:
    """Return a site with those records of the example plant that did not change, which are read once for all tests."""
    if loaded.site is None or loaded.root is None:
        return loaded
    kept, changed_root = _records(), loaded.root.get("records", Map())
    records = dict(loaded.site.records) | {name: kept.records[name] for name in names}
    root = Map(
        {**changed_root, **{name: kept.root[name] for name in names}},
        {**changed_root.marks, **{name: kept.root.marks[name] for name in names}},
    )
    together = RecordFiles(dict(sorted(records.items())), root, (), {})
    site = dataclasses.replace(loaded.site, records=together.records)
    return dataclasses.replace(loaded, site=site, root=with_records(loaded.root, together))


@cache
def _records() -> RecordFiles:
    return read_records([(path, f"records/{path.name}") for path in sorted(RIVERSIDE.glob("records/*.yaml"))])


def found_by(each: Rule, site: Site) -> tuple[Verdict, ...]:
    """Return what a rule says of a site; a rule on the waivers hears all others before."""
    every = verdicts(site, registry(), TODAY) if each.reviews else each.run(site)
    return tuple(verdict for verdict in every if verdict.rule == each.id)


def altered(site: Site, section: str, tag: str, **fields: Any) -> Site:
    """Return a site with some fields of one object changed."""
    objects = getattr(site, section)
    sections: dict[str, Any] = {section: {**objects, tag: dataclasses.replace(objects[tag], **fields)}}
    return dataclasses.replace(site, **sections)

"""Loads a site from disk: a folder of YAML files or one file, into the model and everything that is wrong with it."""

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from plantwright.findings.verdict import Location, Severity, Verdict
from plantwright.frozen import dataclass, field, replace
from plantwright.site.device_types import own_types
from plantwright.site.evidence import SECTION as _EVIDENCE
from plantwright.site.evidence_files import read_evidence
from plantwright.site.garbage import no_collection
from plantwright.site.model import Site
from plantwright.site.places import folder_of
from plantwright.site.record_files import read_records, with_records
from plantwright.site.records import SECTION as _RECORDS
from plantwright.site.resolve import in_order, resolve
from plantwright.site.run_files import RUNS, read_written
from plantwright.site.source import Text, read
from plantwright.site.tree import Map, merge
from plantwright.site.wording import problem

_OWN = "devices"  # the folder of a site's own device types


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedSite:
    """A site as loaded: `site` is None when something is wrong with it that is an error.

    `root` is the merged data with the defaults applied and the records, for locating values; `files` are the names of
    the site's own files as shown in messages, `texts` their contents and those of the records.
    """

    site: Site | None = None
    root: Map | None = None
    problems: tuple[Verdict, ...] = ()
    texts: Mapping[str, Text] = field(default_factory=dict)
    files: tuple[str, ...] = ()


def load_site(path: Path) -> LoadedSite:
    """Load a site: a folder with all `*.yaml` directly in it, its own device types in `devices/`, what was learned of
    them in `evidence/` and its records in `records/`; or one file, with the folders beside it.

    Nothing is raised for what users can do wrong; it is in `problems`. File names are shown relative to the current
    directory.
    """
    if not os.path.lexists(path):
        return LoadedSite(problems=(problem("SIT301", f"there is no {_shown(path)}", "check the path"),))
    if unreadable := _unreadable(path) if path.is_dir() else []:
        return LoadedSite(problems=tuple(unreadable))
    files, refused = _site_files(path)
    if not files:
        none = problem("SIT301", f"no site files in {_shown(path)}: no *.yaml directly in it", _where_sites_are(path))
        return LoadedSite(problems=(*refused, none))
    own_files, own_refused = _below(path, _OWN)
    evidence_files, evidence_refused = _below(path, _EVIDENCE)
    record_files, records_refused = _below(path, _RECORDS)
    with no_collection():
        loaded = _loaded(files, own_files, (*refused, *own_refused, *evidence_refused, *records_refused))
        loaded = _evidenced(loaded, files, own_files, evidence_files) if evidence_files else loaded
        return _recorded(loaded, record_files) if record_files else loaded


def _recorded(loaded: LoadedSite, files: Sequence[Path]) -> LoadedSite:
    """Add the records. A record that cannot be used is a problem and missing; the site stays usable."""
    found = read_records([(file, _shown(file)) for file in files])
    written = read_written(files[0].parent / RUNS)
    return replace(
        loaded,
        site=replace(loaded.site, records=found.records, written=written) if loaded.site else None,
        root=with_records(loaded.root, found) if loaded.root is not None else None,
        problems=in_order((*loaded.problems, *found.problems)),
        texts={**loaded.texts, **found.texts},
    )


def _evidenced(
    loaded: LoadedSite, files: Sequence[Path], own_files: Sequence[Path], evidence_files: Sequence[Path]
) -> LoadedSite:
    """Add the evidence, which counts in the hash of the site: it decides what may be written to real devices."""
    if loaded.site is None:
        return loaded
    found = read_evidence([(file, _shown(file)) for file in evidence_files], loaded.site.types)
    texts = {**loaded.texts, **found.texts}
    sha256 = _sha256(files, own_files, texts, evidence_files)
    return replace(
        loaded,
        site=replace(loaded.site, evidence=found.evidence, sha256=sha256),
        problems=in_order((*loaded.problems, *found.problems)),
        texts=texts,
    )


def _loaded(files: Sequence[Path], own_files: Sequence[Path], refused: Sequence[Verdict]) -> LoadedSite:
    layers = [read(file, _shown(file)) for file in files]
    own = own_types([(file, _shown(file)) for file in own_files])
    texts = {layer.text.file: layer.text for layer in layers if layer.text} | dict(own.texts)
    root, twice = merge([layer.root for layer in layers if layer.root is not None])
    found = [*refused, *twice, *(each for layer in layers for each in layer.problems)]
    complete = all(layer.root is not None for layer in layers)
    resolved = resolve(root, own, sha256=_sha256(files, own_files, texts), complete=complete)
    sound = not any(each.severity is Severity.ERROR for each in found)
    return LoadedSite(
        site=resolved.site if sound else None,
        root=resolved.root,
        problems=in_order((*found, *resolved.problems)),
        texts=texts,
        files=tuple(texts),
    )


def find_sites(start: Path) -> tuple[Path, ...]:
    """Return the sites around a folder: that folder or the nearest above it that is a site, or all in its `sites/`.

    Paths are relative to the current directory. The search goes up to the top of the git repository; elsewhere not at
    all, so that nothing of a stranger is found in a folder above.
    """
    return next(filter(None, map(_sites_at, _upwards(start.resolve()))), ())


def _upwards(start: Path) -> Sequence[Path]:
    places = (start, *start.parents)
    top = next((number for number, place in enumerate(places) if (place / ".git").exists()), None)
    inside = 1 if start.name in (_RECORDS, _OWN, _EVIDENCE) else 0  # a folder of a site
    return places[: (inside if top is None else top) + 1]


def _sites_at(place: Path) -> tuple[Path, ...]:
    if place.name == "sites":
        return _sites_in(place)
    return (_relative(place),) if _is_site(place) else _sites_in(place / "sites")


def _sites_in(folder: Path) -> tuple[Path, ...]:
    inside = sorted(folder.iterdir()) if folder.is_dir() else []
    return tuple(_relative(each) for each in inside if _is_site(each))


def _is_site(place: Path) -> bool:
    """Return whether a file, or the YAML files of a folder together, have `format:` and `site:` or `supply:`."""
    files = place.glob("*.yaml") if place.is_dir() else [place] if place.suffix == ".yaml" else []
    keys = {key for file in files if file.is_file() for key in _top_keys(file)}
    return "format" in keys and not keys.isdisjoint(("site", "supply"))


def _top_keys(file: Path) -> set[str]:
    """Return what stands at the start of the lines of a file, up to a colon; nothing when it cannot be read."""
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            return {line.partition(":")[0].rstrip() for line in lines if line[:1].isalpha()}
    except OSError:
        return set()


def _site_files(path: Path) -> tuple[list[Path], list[Verdict]]:
    """Return the layers of a site by name, and a problem for each file that is not read."""
    if not path.is_dir():
        return [path], []
    files, refused = _inside(path, path)
    other = [file for file in sorted(path.glob("*.yml")) if not file.name.startswith(".")]
    return files, [*refused, *map(_other_ending, other)]


def _below(path: Path, name: str) -> tuple[list[Path], list[Verdict]]:
    """Return the files in a folder of a site: its own device types, or its records."""
    folder = folder_of(path) / name
    if not os.path.lexists(folder):
        return [], []
    unreadable = _unreadable(folder)
    return ([], unreadable) if unreadable else _inside(folder, folder.parent)


def _unreadable(folder: Path) -> list[Verdict]:
    """Return a problem for what should be a folder and cannot be listed: a search in it would find nothing."""
    try:
        os.scandir(folder).close()
    except OSError as error:
        message = f"{_shown(folder)} cannot be read as a folder: {error.strerror}"
        return [problem("SIT308", message, "check what it is and who may read it", location=_start(folder))]
    return []


def _inside(folder: Path, site: Path) -> tuple[list[Path], list[Verdict]]:
    """Return the YAML files of a folder by name, without hidden ones and without links that lead out of the site."""
    every = [file for file in sorted(folder.glob("*.yaml")) if not file.name.startswith(".")]
    top = Path(os.path.realpath(site))
    outside = [file for file in every if not Path(os.path.realpath(file)).is_relative_to(top)]
    return [file for file in every if file not in outside], [_leads_out(file) for file in outside]


def _leads_out(file: Path) -> Verdict:
    message = f"{_shown(file)} is a link that leads out of the site"
    hint = "put a copy into the folder; a site is complete in itself"
    return problem("SIT302", message, hint, location=_start(file))


def _other_ending(file: Path) -> Verdict:
    message = f"{_shown(file)} is not read; the files of a site end in .yaml"
    hint = f"rename it to {file.stem}.yaml, or move it away"
    return problem("SIT304", message, hint, location=_start(file), severity=Severity.WARNING)


def _start(file: Path) -> Location:
    return Location(file=_shown(file), line=1, column=1)


def _where_sites_are(path: Path) -> str:
    inside = [each for each in sorted(path.iterdir()) if _is_site(each)]
    if inside:
        return f"did you mean {_shown(inside[0])}?"
    return "a site is a file that has `format:`, or a folder with such files"


def _sha256(
    files: Iterable[Path], own_files: Iterable[Path], texts: Mapping[str, Text], evidence_files: Iterable[Path] = ()
) -> str:
    """Return the hash of names and bytes, as `sha256sum *.yaml devices/*.yaml evidence/*.yaml | sha256sum` says."""
    names = [(file.name, file) for file in files] + [(f"{_OWN}/{file.name}", file) for file in own_files]
    names += [(f"{_EVIDENCE}/{file.name}", file) for file in evidence_files]
    lines = [f"{texts[_shown(file)].sha256}  {name}\n" for name, file in names if _shown(file) in texts]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _shown(path: Path) -> str:
    return _relative(path).as_posix()


def _relative(path: Path) -> Path:
    return Path(os.path.relpath(path))

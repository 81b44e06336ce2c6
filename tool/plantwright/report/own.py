"""A site's own templates: what its folder `templates/` changes of the shipped ones, and the documents it adds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from hashlib import sha256
from pathlib import Path

from plantwright.findings.verdict import Verdict
from plantwright.frozen import dataclass
from plantwright.resources import folder
from plantwright.site.freeze import build
from plantwright.site.places import folder_of
from plantwright.site.schema import conforms
from plantwright.site.source import read
from plantwright.site.tree import Map, locate
from plantwright.site.wording import problem

FOLDER = "templates"
LIST = "documents.yaml"
STYLE = "own.css"
MOST_BYTES = 4 * 1024 * 1024
"""The largest template, style or picture; our own limit, far above a logo in print quality."""

FIXED = (
    "document.html.j2",
    "parts/sheet.html.j2",
    "parts/opening.html.j2",
    "parts/tables.html.j2",
    "parts/marks.html.j2",
)
"""Templates that say who made a sheet, what a reader must not overlook, and what may be signed: not to be replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDocument:
    """A document that a site adds; `for_` is a section of the site with one document for each of its objects."""

    name: str
    title: str
    code: str
    class_: str
    template: str
    for_: str = "plant"
    landscape: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The content of `documents.yaml`."""

    format: int = 1
    documents: tuple[OwnDocument, ...] = ()
    assets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A site's own templates by name with the hash of each, its documents, pictures and style; all empty for most."""

    folder: Path | None = None
    templates: Mapping[str, str] = field(default_factory=dict)
    documents: tuple[OwnDocument, ...] = ()
    assets: Mapping[str, bytes] = field(default_factory=dict)
    style: bytes = b""


NOTHING = Own()


def read_own(site: Path, taken: Sequence[tuple[str, str]]) -> tuple[Own, tuple[Verdict, ...]]:
    """Return what a site's folder `templates/` holds, and what is wrong with it; with a problem nothing is used.

    `site` is its folder, or a file in it; `taken` are name and code of the shipped documents.
    """
    place = folder_of(site) / FOLDER
    if not place.is_dir():
        return Own(), ()
    files = {path.relative_to(place).as_posix(): path for path in sorted(place.rglob("*")) if not path.is_dir()}
    problems = [*_refused(files, place)]
    listed, root = Listed(), None
    if LIST in files and not problems:
        loaded = read(files[LIST], str(files[LIST]))
        problems += (*loaded.problems, *(conforms(loaded.root, "documents.schema.json") if loaded.root else ()))
        if loaded.root is not None and not problems:
            listed, root = build(Listed, loaded.root), loaded.root
            problems += _wrong(listed, root, files, taken)
    if problems:
        return Own(), tuple(problems)
    hashes = {name: sha256(path.read_bytes()).hexdigest() for name, path in files.items() if name.endswith(".j2")}
    own = Own(
        folder=place,
        templates=hashes,
        documents=listed.documents,
        assets={name: files[f"assets/{name}"].read_bytes() for name in listed.assets},
        style=files[STYLE].read_bytes() if STYLE in files else b"",
    )
    return own, ()


def _refused(files: Mapping[str, Path], place: Path) -> Iterator[Verdict]:
    shipped = _shipped()
    for name, path in files.items():
        if not path.resolve().is_relative_to(place.resolve()):
            yield problem("SIT302", f"{path} is a link that leads out of the folder", "put a copy into the folder")
        elif path.stat().st_size > MOST_BYTES:
            yield problem("SIT307", f"{path} has {path.stat().st_size} bytes", f"at most {MOST_BYTES} are read")
        elif name in FIXED:
            hint = (
                "it holds what every sheet must say; put your own content into a template that extends document.html.j2"
            )
            yield problem("SIT307", f"{path} may not be replaced", hint)
        elif "/" in name and name.endswith(".j2") and name not in shipped:
            yield problem("SIT307", f"{path} replaces nothing", "own templates lie directly in templates/")


def _shipped() -> frozenset[str]:
    root = folder("templates")
    return frozenset(path.relative_to(root).as_posix() for path in root.rglob("*.j2"))


def _wrong(listed: Listed, root: Map, files: Mapping[str, Path], taken: Sequence[tuple[str, str]]) -> Iterator[Verdict]:
    """Yield what `documents.yaml` names that is not there, or that is there already."""
    names, codes = [name for name, _ in taken], [code for _, code in taken]
    for index, each in enumerate(listed.documents):
        for key, value, known in (("name", each.name, names), ("code", each.code, codes)):
            if value in known:
                message = f"there is a document with the {key} `{value}` already"
                yield problem(
                    "SIT307", message, f"choose another {key}", location=locate(root, ("documents", index, key))
                )
            known.append(value)
        if each.template not in files:
            message = f"there is no {each.template} beside {LIST}"
            hint = 'write it, beginning with {% extends "document.html.j2" %}'
            yield problem("SIT307", message, hint, location=locate(root, ("documents", index, "template")))
    for index, name in enumerate(listed.assets):
        if f"assets/{name}" not in files:
            message = f"there is no assets/{name} beside {LIST}"
            yield problem("SIT307", message, "put it there", location=locate(root, ("assets", index)))

"""What a PDF says of itself to programs: `document.json`, attached to every document."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

FILE = "document.json"
FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a document is, what it was made of, and what bars its signature.

    `config` is the hash of the site files as printed in the title block, `files` their names and hashes, `run` the run
    whose values it shows and `journal` the hash of the last record of its journal, both empty without a run. `barred`
    are the reasons why nobody may sign it. `own` are names and hashes of the templates, style and pictures of the site
    itself that it was made from.
    """

    number: str
    title: str
    object: str
    revision: str
    status: str
    issued: str
    plant: str
    config: str
    files: tuple[tuple[str, str], ...]
    run: str
    rehearsal: bool
    commit: str
    journal: str
    template: str
    tool: str
    barred: tuple[str, ...]
    own: tuple[tuple[str, str], ...] = ()


def digests(files: Sequence[tuple[str, bytes]]) -> tuple[tuple[str, str], ...]:
    """Return names and hashes of files."""
    return tuple((name, hashlib.sha256(data).hexdigest()) for name, data in files)


def config_of(files: Sequence[tuple[str, str]]) -> str:
    """Return the hash of a configuration from names and hashes of its files, as `sha256sum FILES | sha256sum` says."""
    return hashlib.sha256("".join(f"{digest}  {name}\n" for name, digest in files).encode()).hexdigest()


def to_json(manifest: Manifest) -> bytes:
    """Return the attached file."""
    return (json.dumps({"format": FORMAT, **asdict(manifest)}, ensure_ascii=False, indent=1) + "\n").encode()


def from_json(data: bytes) -> Manifest | None:
    """Return what an attached file says, None when it is not one that this version can read."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or document.pop("format", None) != FORMAT:
        return None
    document.setdefault("own", [])  # earlier documents say nothing of it
    types = {field: _TYPES.get(field, str) for field in Manifest.__slots__}
    sound = document.keys() == types.keys() and all(isinstance(document[key], types[key]) for key in types)
    if not sound or not _texts(document["barred"]) or not all(map(_named, (*document["files"], *document["own"]))):
        return None
    lists = {key: tuple((name, digest) for name, digest in document[key]) for key in ("files", "own")}
    return Manifest(**{**document, **lists, "barred": tuple(document["barred"])})


_TYPES: dict[str, type] = {"files": list, "barred": list, "own": list, "rehearsal": bool}


def _texts(found: Any) -> bool:
    return isinstance(found, list) and all(isinstance(each, str) for each in found)


def _named(pair: Any) -> bool:
    return _texts(pair) and len(pair) == 2

"""Reads the YAML files that come with plantwright, each parsed once: a copy as JSON stays in `__pycache__` beside it.

As with Python's bytecode: a copy counts only when it was made from these very bytes by this version and is whole;
where it cannot be kept or used, the YAML is parsed; PYTHONDONTWRITEBYTECODE keeps any from being written.
"""

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plantwright import __version__
from plantwright.site.source import Loaded, load, read
from plantwright.site.tree import Map


def read_shipped(path: Path) -> Loaded:
    """Return what a shipped file holds; its values may have no marks."""
    if not path.is_file():
        return read(path, path.name)
    content = path.read_bytes()
    copy = path.parent / "__pycache__" / f"{path.stem}.json"
    data = _kept(copy, content)
    if data is not None:
        return Loaded(root=Map(data), text=None, problems=())
    loaded = load(content, path.name)
    if loaded.root is not None and not sys.dont_write_bytecode:
        _keep(copy, content, loaded.root)
    return loaded


def _kept(copy: Path, content: bytes) -> Mapping[str, Any] | None:
    """Return the data of a copy, None when there is none, or it is not whole, or not of these bytes."""
    try:
        seal, _, text = copy.read_bytes().partition(b"\n")
        data = json.loads(text) if seal == _seal(content, text) else None
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) else None


def _keep(copy: Path, content: bytes, root: Map) -> None:
    """Write a copy, all of it or nothing; a folder that cannot be written to is no fault."""
    own = copy.with_suffix(f".{os.getpid()}")
    text = json.dumps(root).encode()
    with contextlib.suppress(OSError):
        copy.parent.mkdir(exist_ok=True)
        own.write_bytes(_seal(content, text) + b"\n" + text)
        own.replace(copy)


def _seal(content: bytes, text: bytes) -> bytes:
    """Return a hash over the YAML, this version, and the copy itself."""
    return hashlib.sha256(b"\n".join((content, __version__.encode(), text))).hexdigest().encode()

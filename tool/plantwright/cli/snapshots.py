"""Reads a site as it was at a git revision into a temporary folder; nothing of the repository is changed."""

import hashlib
import os
import subprocess
from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from plantwright.deploy.revision import git
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.report.changes.state import Commit
from plantwright.site.places import folder_of
from plantwright.site.records import SECTION as RECORDS

MAX_FILES, MAX_BYTES = 10_000, 256 * 1024 * 1024
"""What is read of one revision at most; both are our own choices, far above any site."""

_TIME_LIMIT_S = 60
_FOLDERS = ("devices", "evidence", RECORDS)
_RUNS = "runs"
_LINK = "120000"


class Entry(NamedTuple):
    """A file in a tree of git: its path from the top of the repository."""

    mode: str
    object: str
    size: int
    path: str


class Place(NamedTuple):
    """A site in a repository: the top folder, and its path from there; `file` when it is a single file."""

    top: Path
    inside: PurePosixPath
    file: bool


def place_of(site: Path) -> Place:
    """Return where a site lies in its repository; raise Stop when it lies in none. The site need not exist now."""
    folder = next(each for each in (site.absolute(), *site.absolute().parents) if each.is_dir())
    found = git(folder, "rev-parse", "--show-toplevel")
    top, resolved = Path(found).resolve(), site.resolve()
    if not found or not resolved.is_relative_to(top):
        raise Stop(ExitCode.USAGE, f"{site} is in no git repository",
                   f"keep it in git to compare revisions; `git -C {folder} status` says what git sees")  # fmt: skip
    inside = PurePosixPath(resolved.relative_to(top).as_posix())
    return Place(top, inside, site.suffix == ".yaml" and not site.is_dir())


def is_revision(place: Path, name: str) -> bool:
    """Return whether git knows a commit by this name."""
    return bool(_hash(place, name))


def commit_of(place: Place, name: str) -> Commit:
    """Return what git says of a revision; raise Stop for one it does not know."""
    known = _hash(place.top, name)
    if not known:
        raise Stop(ExitCode.USAGE, f"git knows no revision `{name}`",
                   "`git log --oneline` lists revisions; `git fetch` gets those of others")  # fmt: skip
    told = git(place.top, "show", "--no-patch", "--no-show-signature", "--format=%cI%n%an%n%s", known).split("\n", 2)
    date, author, subject = (*told, "", "", "")[:3]
    return Commit(name=name, hash=known, date=date, author=author, subject=subject.strip())


def common_ancestor(place: Place, one: str, other: str) -> str:
    """Return the commit where two revisions parted; raise Stop when they have nothing in common."""
    found = git(place.top, "merge-base", commit_of(place, one).hash, commit_of(place, other).hash)
    if not found:
        raise Stop(ExitCode.USAGE, f"{one} and {other} have no commit in common", "compare them as `ONE OTHER`")
    return found


def written(place: Place, commit: Commit, into: Path) -> Path:
    """Write the files of a site as they were at a commit below a folder, and return the path of the site there.

    Raise Stop when the site was not there, is larger than what is read, or has names that lead out of the folder.
    """
    entries = [each for each in _entries(place, commit) if _of_the_site(place, each.path)]
    _refuse(place, commit, entries)
    content = _contents(place, entries)
    for each in entries:
        _write(into / each.path, content[each.object], each.mode)
    return into / place.inside


def _refuse(place: Place, commit: Commit, entries: list[Entry]) -> None:
    """Raise Stop for files that are not written."""
    if not entries:
        raise Stop(ExitCode.USAGE, f"there was no site at {place.inside} in {commit.short}",
                   "it was made later or lay elsewhere: `git log --follow` of one of its files tells")  # fmt: skip
    if len(entries) > MAX_FILES or sum(each.size for each in entries) > MAX_BYTES:
        raise Stop(ExitCode.USAGE, f"the site in {commit.short} has {len(entries)} files of "
                   f"{sum(each.size for each in entries)} bytes; at most {MAX_FILES} and {MAX_BYTES} are read",
                   "name the folder of one site")  # fmt: skip
    names = {each.path for each in entries}
    if len(names) < len(entries) or not all(_stays_below(name, names) for name in names):
        raise Stop(ExitCode.USAGE, f"{commit.short} names a file twice, or one that lies elsewhere",
                   "no git of today makes such a commit: `git fsck` tells more, and ask who made it")  # fmt: skip


def _stays_below(name: str, others: Collection[str]) -> bool:
    """Return whether a file lies in its folder: not above it, and not behind a link of the same name as a folder."""
    file = PurePosixPath(name)
    return ".." not in file.parts and not any(str(above) in others for above in file.parents)


def content_of(site: Path) -> Mapping[str, bytes]:
    """Return the files of a site that lies in a folder, by their path in it: the bytes of YAML, the hash of others."""
    folder = folder_of(site)
    own = sorted(folder.glob("*.yaml")) if site.is_dir() else [site]
    below = [file for name in _FOLDERS for file in sorted((folder / name).rglob("*"))]
    names = {file.relative_to(folder).as_posix(): file for file in (*own, *below) if file.is_file()}
    return {name: _content(file) for name, file in names.items() if _belongs(PurePosixPath(name))}


def latest(place: Place, most: int) -> tuple[str, ...]:
    """Return the commits that changed a site, the newest first, at most so many."""
    return tuple(git(place.top, "log", f"--max-count={most}", "--format=%H", "--", str(place.inside)).split())


def touching(place: Place, words: str, most: int) -> tuple[str, ...]:
    """Return the commits of the main line that changed a line of a site with such words, the newest first.

    Raise Stop when git cannot read them.
    """
    asked = ("--first-parent", "-m", f"-G{words}", f"--max-count={most}", "--format=%H", "--", str(place.inside))
    return tuple(dict.fromkeys(_run(place, "log", *asked).decode().split())) if _hash(place.top, "HEAD") else ()


def configuration(place: Place, commit: Commit) -> Mapping[str, bytes]:
    """Return the files under the configuration hash at a commit, by their path in the repository."""
    folder = place.inside.parent if place.file else place.inside
    found = [
        each
        for each in _entries(place, commit)
        if _of_the_site(place, each.path)
        and each.size <= MAX_BYTES
        and configures(PurePosixPath(each.path).relative_to(folder).as_posix())
    ]
    content = _contents(place, found)
    return {each.path: content[each.object] for each in found}


def digests(place: Place, commit: str, known: dict[str, str]) -> Mapping[str, str]:
    """Return the SHA-256 of the files under the configuration hash at a commit, by their path in the site.

    `known` keeps the hashes by the names of git's objects from one call to the next.
    """
    folder = place.inside.parent if place.file else place.inside
    named = {
        PurePosixPath(each.path).relative_to(folder).as_posix(): each
        for each in _entries(place, Commit(name=commit, hash=commit))
        if _of_the_site(place, each.path) and each.size <= MAX_BYTES
    }
    return _hashed(place, {name: each for name, each in named.items() if configures(name)}, known)


def digests_of(place: Place, commit: str, names: Collection[str], known: dict[str, str]) -> Mapping[str, str]:
    """Return the SHA-256 of those of some files in the folder of a site that are there at a commit, as `digests`."""
    every = _entries(place, Commit(name=commit, hash=commit))
    named = {PurePosixPath(each.path).relative_to(place.inside).as_posix(): each for each in every}
    found = {name: each for name, each in named.items() if name in names and each.size <= MAX_BYTES}
    return _hashed(place, found, known)


def _hashed(place: Place, found: Mapping[str, Entry], known: dict[str, str]) -> Mapping[str, str]:
    new = _contents(place, [each for each in found.values() if each.object not in known])
    known.update({name: hashlib.sha256(data).hexdigest() for name, data in new.items()})
    return {name: known[each.object] for name, each in found.items()}


def configures(name: str) -> bool:
    """Return whether a file of a site, by its path in it, counts in the configuration hash."""
    return name.endswith(".yaml") and PurePosixPath(name).parts[0] != RECORDS


def _content(file: Path) -> bytes:
    if file.suffix == ".yaml" and file.stat().st_size <= MAX_BYTES:
        return file.read_bytes()
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").digest()


def _belongs(file: PurePosixPath) -> bool:
    """Return whether a file in the folder of a site is read with it; what runs and polls leave there is not."""
    if len(file.parts) == 1:
        return file.suffix in (".yaml", ".yml")
    first, second, *_ = file.parts
    if first == RECORDS:
        return second != _RUNS and ".sqlite" not in file.name
    return first in _FOLDERS and len(file.parts) == 2 and file.suffix == ".yaml"


def _hash(folder: Path, name: str) -> str:
    return git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")


def _entries(place: Place, commit: Commit) -> list[Entry]:
    folder = place.inside.parent if place.file else place.inside
    paths = () if folder == PurePosixPath(".") else (f"{folder}/",)
    listed = _run(place, "ls-tree", "-r", "-z", "--long", "--full-tree", commit.hash, "--", *paths).decode(
        errors="replace"
    )
    return [_entry(line) for line in listed.split("\0") if "\t" in line and not line.startswith("160000")]


def _entry(line: str) -> Entry:
    about, _, path = line.partition("\t")
    mode, _, name, size = about.split()
    return Entry(mode, name, int(size) if size.isdecimal() else 0, path)


def _of_the_site(place: Place, path: str) -> bool:
    """Return whether a file of the repository belongs to the site."""
    folder = place.inside.parent if place.file else place.inside
    file = PurePosixPath(path).relative_to(folder)
    alone = place.file and len(file.parts) == 1
    return str(place.inside) == path if alone else _belongs(file)


def _contents(place: Place, entries: list[Entry]) -> dict[str, bytes]:
    """Return the bytes of objects by their name, all from one git process."""
    names = list(dict.fromkeys(each.object for each in entries))
    stream = _run(place, "cat-file", "--batch", given="".join(f"{name}\n" for name in names).encode())
    found, at = {}, 0
    for name in names:
        head, _, _ = stream[at : at + 200].partition(b"\n")
        if not head.split()[2:]:
            raise Stop(ExitCode.USAGE, f"git has no object {name}", "`git fsck` looks for damage")
        size, start = int(head.split()[2]), at + len(head) + 1
        found[name] = stream[start : start + size]
        at = start + size + 1
    return found


def _write(file: Path, content: bytes, mode: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if mode == _LINK:
        file.symlink_to(os.fsdecode(content))  # the loader refuses one that leads out of the site
    else:
        file.write_bytes(content)


def _run(place: Place, *arguments: str, given: bytes = b"") -> bytes:
    """Return what a git command prints; raise Stop when it fails."""
    command = ["git", "-C", str(place.top), *arguments]
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=_TIME_LIMIT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Stop(ExitCode.USAGE, f"git {arguments[0]} did not end: {error}", "`plantwright doctor`") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise Stop(ExitCode.USAGE, f"git {arguments[0]} failed: {said}", "`git fsck` looks for damage; a shallow or "
                   "partial clone lacks old files: `git fetch --unshallow`")  # fmt: skip
    return done.stdout

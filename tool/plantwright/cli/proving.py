"""`plantwright report verify`: say of documents what can be proven, and what not."""

import argparse
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from plantwright import __version__
from plantwright.cli import screen, snapshots
from plantwright.deploy import journal
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.reporters.json import dumps
from plantwright.records.deployed import read_run
from plantwright.report.carried import Signed, Unreadable
from plantwright.report.manifest import FILE, Manifest
from plantwright.report.own import FOLDER as OWN
from plantwright.report.own import MOST_BYTES
from plantwright.report.proof import (
    Claim,
    commit_claim,
    journal_claim,
    manifest_of,
    not_proven,
    own_claims,
    proven,
    signature_claims,
    site_claim,
    sums_claim,
    template_claims,
)
from plantwright.report.reading import LARGEST_MIB, read
from plantwright.report.sums import SUMS
from plantwright.site.places import folder_of, runs_of

HELP = "check documents: their hashes, site files, journal and signatures; say what that proves and what not"

COMMITS = 100
"""Commits of a site that are searched for its files."""

_WORDS = {True: "holds", False: "DIFFERS", None: "-"}


class Looked(NamedTuple):
    """What was found out about a file; `problem` when it could not be read."""

    file: str
    manifest: Manifest | None = None
    claims: tuple[Claim, ...] = ()
    signatures: tuple[Signed, ...] = ()
    problem: str = ""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `report verify`."""
    parser.epilog = (
        "example: plantwright report verify report/*.pdf --site sites/riverside. "
        "To make the documents of a site in a folder called `verify`: plantwright report ./verify"
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.pdf", help="a document")
    parser.add_argument("--site", type=Path, metavar="SITE", help="compare with this site: its files, git, its journal")
    parser.add_argument("--journal", type=Path, metavar="DIR", help="where runs are kept (default: SITE/records/runs)")
    parser.add_argument(
        "--trust", type=Path, action="append", default=[], metavar="CERT",
        help="certificates (PEM or DER) of signers or authorities that you trust; may repeat",
    )  # fmt: skip
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form of the result on stdout")
    parser.add_argument("--json", action="store_const", dest="format", const="json", help="the same as --format json")


def run(args: argparse.Namespace) -> int:
    """Check each file; return 2 when one cannot be read, 1 when something differs."""
    trust = tuple(map(bytes_of, args.trust))
    every = [_looked(path, trust, args.site, args.journal) for path in args.files]
    screen.last_word(dumps(_document(every)) if args.format == "json" else "\n".join(_lines(every)) + "\n")
    if any(each.problem for each in every):
        return ExitCode.USAGE
    return ExitCode.NO if any(claim.holds is False for each in every for claim in each.claims) else ExitCode.DONE


def bytes_of(path: Path) -> bytes:
    """Return a file that was named on the command line; raise Stop when it cannot be read or is too large."""
    try:
        if not path.is_file() and path.exists():
            raise Stop(ExitCode.USAGE, f"{path} is not a file", "name the file itself")
        if path.stat().st_size > LARGEST_MIB * 1024 * 1024:
            raise Stop(ExitCode.USAGE, f"{path} is larger than {LARGEST_MIB} MiB", "no document is that large")
        return path.read_bytes()
    except OSError as error:
        raise Stop(ExitCode.USAGE, f"cannot read {path}: {error.strerror}", "name a file that you may read") from error


def _looked(path: Path, trust: Sequence[bytes], site: Path | None, runs: Path | None) -> Looked:
    try:
        pdf = bytes_of(path)
        found = read(pdf, FILE, trust)
        manifest = manifest_of(found)
    except Unreadable as error:
        return Looked(str(path), problem=str(error))
    except Stop as stop:
        return Looked(str(path), problem=stop.message)
    claims = (
        *own_claims(manifest, found),
        *(_of_site(manifest, site) if site else ()),
        *_of_journal(manifest, runs or (runs_of(site) if site else None)),
        *_of_sums(path, pdf),
        *signature_claims(manifest, found.signatures),
    )
    return Looked(str(path), manifest, claims, found.signatures)


def _of_site(manifest: Manifest, site: Path) -> Iterator[Claim]:
    if not site.exists():
        raise Stop(ExitCode.USAGE, f"there is no site {site}", "name the site's folder or file")
    content = snapshots.content_of(site)
    now = {name: hashlib.sha256(data).hexdigest() for name, data in content.items() if snapshots.configures(name)}
    yield site_claim(manifest, now, str(site))
    yield commit_claim(manifest, *_commit(site, dict(manifest.files), snapshots.digests))
    if manifest.own:
        yield from _of_own(manifest, folder_of(site))


def _of_own(manifest: Manifest, folder: Path) -> Iterator[Claim]:
    """Yield whether the own templates of a document are those in the folder of a site, and in git."""
    wanted = dict(manifest.own)
    files = {name: folder / name for name in wanted if _is_own(folder, name)}
    now = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    found = _commit(folder, wanted, lambda place, each, known: snapshots.digests_of(place, each, wanted, known))
    yield from template_claims(manifest, now, str(folder), *found)


def _is_own(folder: Path, name: str) -> bool:
    """Return whether a file that a document names lies in the folder for templates, and may be read."""
    path = (folder / name).resolve()
    return path.is_relative_to((folder / OWN).resolve()) and path.is_file() and path.stat().st_size <= MOST_BYTES


def _commit(
    site: Path,
    wanted: Mapping[str, str],
    digests: Callable[[snapshots.Place, str, dict[str, str]], Mapping[str, str]],
) -> tuple[str, int]:
    """Return the newest commit that has files of these hashes, empty if none, and how many were looked at."""
    try:
        place = snapshots.place_of(site)
    except Stop:
        return "", 0
    tried = snapshots.latest(place, COMMITS)
    known: dict[str, str] = {}
    return next((each for each in tried if digests(place, each, known) == wanted), ""), len(tried)


def _of_journal(manifest: Manifest, folder: Path | None) -> Iterator[Claim]:
    if folder is None:
        return
    runs: dict[str, list[str]] = {}
    broken: list[str] = []
    for each in journal.runs(folder):
        try:
            runs[read_run(each).id] = [record["hash"] for record in journal.read(each)]
        except Stop as stop:
            broken.append(stop.message)
    yield journal_claim(manifest, runs, broken)


def _of_sums(path: Path, pdf: bytes) -> Iterator[Claim]:
    beside = path.parent / SUMS
    if beside.is_file():
        claim = sums_claim(pdf, path.name, bytes_of(beside).decode(errors="replace"))
        if claim:
            yield claim


# telling


def _document(every: Sequence[Looked]) -> Mapping[str, object]:
    return {"format_version": 1, "tool_version": __version__, "files": list(map(_told, every))}


def _told(each: Looked) -> Mapping[str, object]:
    if each.manifest is None:
        return {"file": each.file, "problem": each.problem}
    return {
        "file": each.file,
        "document": asdict(each.manifest),
        "claims": [claim._asdict() for claim in each.claims],
        "signatures": [asdict(signature) for signature in each.signatures],
        "proves": proven(each.claims),
        "does_not_prove": not_proven(each.claims, each.signatures),
    }


def _lines(every: Sequence[Looked]) -> Iterator[str]:
    for each in every:
        if each.manifest is None:
            yield f"{each.file}: {each.problem}"
            continue
        about = each.manifest
        named = " ".join(filter(None, (about.number, about.title, about.object)))
        yield f"{each.file}: {named}, revision {about.revision or '-'}, {about.issued}"
        yield from (f"  {_WORDS[claim.holds]:<8} {claim.about}: {claim.text}" for claim in each.claims)
        if not each.signatures:
            barred = "; it may not be signed: " if about.barred else ""
            yield f"  {'-':<8} signature: none{barred}{'; '.join(about.barred)}"
        yield from (f"  proves   {text}" for text in proven(each.claims))
        yield from (f"  not      {text}" for text in not_proven(each.claims, each.signatures))

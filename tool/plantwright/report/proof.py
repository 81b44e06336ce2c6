"""What can be checked of a document that was handed over: each claim, whether it holds, and what that proves."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from plantwright.report.carried import Inside, Signed, Unreadable
from plantwright.report.manifest import FILE, Manifest, config_of, from_json

CONFIGURATION, ATTACHED, SITE, COMMIT, OWN, OWN_COMMIT, JOURNAL, SUMS, SIGNATURE = (
    "configuration", "attached files", "site files", "git", "own templates", "own templates in git", "journal",
    "SHA256SUMS", "signature",
)  # fmt: skip

PROVES = {
    CONFIGURATION: "the site files it lists are those of the configuration hash in its title block",
    ATTACHED: "the site files inside it are the listed ones",
    SITE: "the site files in the folder are, byte for byte, those it was made from",
    COMMIT: "git still has those site files",
    OWN: "the plant's own templates in the folder are, byte for byte, those it was made from",
    OWN_COMMIT: "git still has those templates",
    JOURNAL: "the journal of its run is complete and unchanged up to the record whose hash it holds",
    SUMS: "it is, byte for byte, the file that was made together with SHA256SUMS",
    SIGNATURE: "nobody changed it since it was signed, and the signer had the private key of the certificate",
}
"""What it proves when a claim holds."""

_DIGITS = 64  # of a SHA-256 in hexadecimal
_ENDS = 64  # ends of earlier states that are tried in a file that grew by signatures


class Claim(NamedTuple):
    """One thing that was looked at; `holds` is None when it could not be decided."""

    about: str
    holds: bool | None
    text: str


def manifest_of(found: Inside) -> Manifest:
    """Return what a document says of itself; raise Unreadable when it says nothing, or more than one thing."""
    if not found.said:
        raise Unreadable(f"there is no {FILE} in it: it is no document of plantwright, or an old one")
    manifest = from_json(found.said[0].encode()) if len(found.said) == 1 else None
    if manifest is None:
        raise Unreadable(f"its {FILE} cannot be used: altered, or of another version of plantwright")
    return manifest


def own_claims(manifest: Manifest, found: Inside) -> Iterator[Claim]:
    """Yield whether the parts of a document agree with each other."""
    short, number = manifest.config[:8], len(manifest.files)
    if manifest.files:
        same = config_of(manifest.files) == manifest.config
        agree = same and found.description.endswith(f"configuration {manifest.config}")
        said = f"{short} is the hash over the {number} site files it lists"
        yield Claim(CONFIGURATION, agree, said if agree else "the hash, the list of site files and the metadata differ")
    inside = sorted((each.name, each.sha256) for each in found.attachments if each.relationship == "Source")
    listed = sorted((name.replace("/", "_"), digest) for name, digest in manifest.files)
    if inside and listed:
        same = inside == listed
        yield Claim(ATTACHED, same, f"{len(inside)}, {'as' if same else 'other than'} listed")


def site_claim(manifest: Manifest, now: Mapping[str, str], where: str) -> Claim:
    """Return whether the files of a site are those a document was made from; `now` are their hashes by name."""
    return _same(SITE, manifest.files, now, where) if manifest.files else Claim(SITE, None, "it lists none")


def commit_claim(manifest: Manifest, commit: str, tried: int) -> Claim:
    """Return whether git has the files of a document: in `commit`, or, where that is empty, in none of `tried`."""
    return _in_git(COMMIT, commit, tried) if manifest.files else Claim(COMMIT, None, "it lists no site files")


def template_claims(manifest: Manifest, now: Mapping[str, str], where: str, commit: str, tried: int) -> Iterator[Claim]:
    """Yield whether the site and git have the own templates of a document, nothing for one that is made from none."""
    if manifest.own:
        yield _same(OWN, manifest.own, now, where)
        yield _in_git(OWN_COMMIT, commit, tried)


def _same(about: str, listed: Sequence[tuple[str, str]], now: Mapping[str, str], where: str) -> Claim:
    then = dict(listed)
    differ = sorted(name for name in then.keys() | now.keys() if then.get(name) != now.get(name))
    if differ:
        return Claim(about, False, f"{where}: {', '.join(differ)} differ{'s' if len(differ) == 1 else ''}")
    return Claim(about, True, f"{where}: all {len(then)} are the same")


def _in_git(about: str, commit: str, tried: int) -> Claim:
    if not tried:
        return Claim(about, None, "no commits of the site to look in")
    if not commit:
        return Claim(about, False, f"none of the last {tried} commits of the site has these files")
    return Claim(about, True, f"the files of commit {commit[:12]}")


def journal_claim(manifest: Manifest, runs: Mapping[str, Sequence[str]], broken: Sequence[str]) -> Claim:
    """Return whether the journal of a document's run holds the printed hash.

    `runs` are the hashes of the records of each run in the journal folder, `broken` says which could not be read.
    """
    if not manifest.run:
        return Claim(JOURNAL, None, "it was made without a run")
    hashes = runs.get(manifest.run)
    if hashes is None:
        return Claim(JOURNAL, False if runs or broken else None, "; ".join((f"no run {manifest.run}", *broken)))
    if manifest.journal not in hashes:
        return Claim(JOURNAL, False, f"run {manifest.run}: no record has the hash {manifest.journal[:8]} it holds")
    more = len(hashes) - 1 - hashes.index(manifest.journal)
    grew = f"; {more} records were added since" if more else ""
    last = f"{len(hashes) - more} records, the last {manifest.journal[:8]}"
    return Claim(JOURNAL, True, f"run {manifest.run}: {last}{grew}")


def sums_claim(pdf: bytes, name: str, sums: str) -> Claim | None:
    """Return whether a file is as SHA256SUMS says, None when that does not name it.

    A signature only adds to a file: an earlier state of it may be the one that was listed.
    """
    listed = {line[_DIGITS + 2 :]: line[:_DIGITS] for line in sums.splitlines()}
    if name in listed:
        same = listed[name] == hashlib.sha256(pdf).hexdigest()
        return Claim(SUMS, same, "as listed" if same else "it has another hash than listed")
    names = {digest: other for other, digest in listed.items()}
    for end in list(re.finditer(rb"%%EOF(\r\n|\n|\r|)", pdf))[:_ENDS]:
        for stop in {end.end(), end.start() + len(b"%%EOF")}:
            other = names.get(hashlib.sha256(pdf[:stop]).hexdigest())
            if other:
                return Claim(SUMS, True, f"without what was added since it is {other}, as listed")
    return None


def signature_claims(manifest: Manifest, signatures: Sequence[Signed]) -> Iterator[Claim]:
    """Yield whether each signature holds, and that there is one where none may be."""
    if signatures and manifest.barred:
        yield Claim(SIGNATURE, False, f"it may not be signed: {'; '.join(manifest.barred)}")
    yield from map(_signature_claim, signatures)


def _signature_claim(each: Signed) -> Claim:
    """Return whether a signature holds, and for whom."""
    if each.problem:
        return Claim(SIGNATURE, False, f"{each.reason or each.field}, {each.person}: {each.problem}")
    covers = "the whole file" if each.whole else "the file before the signatures that follow"
    said = (f"{each.reason or each.field} by {each.person}", each.at or "no time given", each.location,
            f"covers {covers}", _who(each), f"fingerprint {each.fingerprint}")  # fmt: skip
    told = "; ".join(filter(None, said))
    return Claim(SIGNATURE, each.trusted is not False, told)


def _who(each: Signed) -> str:
    if each.trusted is None:
        return "signer not verified"
    return "signer verified" if each.trusted else f"signer not trusted ({each.doubt.lower().replace('_', ' ')})"


def proven(claims: Sequence[Claim]) -> list[str]:
    """Return what the claims prove that hold, each once."""
    failed = {each.about for each in claims if each.holds is False}
    held = dict.fromkeys(each.about for each in claims if each.holds)
    return [PROVES[about] for about in held if about not in failed]


def not_proven(claims: Sequence[Claim], signatures: Sequence[Signed]) -> list[str]:
    """Return what nobody may read into it."""
    held = {each.about for each in claims if each.holds}
    found = (
        ("who made it, or that nobody changed it: it is not signed", not signatures),
        ("who the signer is: give --trust with a certificate you got from a safe place",
         not all(each.trusted for each in signatures)),
        ("when it was signed: the time is that of the signer's computer", signatures),
        ("that no certificate was revoked: nothing is asked over a network", signatures),
        ("that it belongs to your site files: give --site", not held & {SITE, COMMIT}),
        ("that the printed values are right: make it again with the same version and compare the files", True),
    )  # fmt: skip
    return [text for text, applies in found if applies]

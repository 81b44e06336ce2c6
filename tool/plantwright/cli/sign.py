"""`plantwright sign`: sign documents, so that a later change is seen."""

import argparse
import contextlib
import datetime
import getpass
import hashlib
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from plantwright.cli.proving import bytes_of
from plantwright.deploy import durable
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.report.carried import Unreadable
from plantwright.report.manifest import FILE, Manifest
from plantwright.report.proof import manifest_of, own_claims
from plantwright.report.reading import read
from plantwright.report.signature import ROLES, Key, PassphraseNeeded, key_of, sign

HELP = "sign PDF documents with a key and its certificate (PAdES B-B); the signature lies inside the file"

_ATTEMPTS = 3  # to type a passphrase
_SIGNED = re.compile(r"-signed(?:-(\d+))?$")


class Signable(NamedTuple):
    """A document that may be signed, and where the signed one goes."""

    path: Path
    target: Path
    pdf: bytes
    manifest: Manifest


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `sign`."""
    parser.epilog = (
        "example: plantwright sign report/RPS-01-feeder-record-P101.pdf --key meier.p12 --role tested. "
        "The next person signs the signed file."
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.pdf", help="a document of `plantwright report`")
    parser.add_argument(
        "--key", type=Path, required=True, metavar="FILE", help="PKCS#12 (.p12, .pfx), or a private key in PEM"
    )
    parser.add_argument("--certificate", type=Path, metavar="FILE",
                        help="with a PEM key: your certificate, then those of its authorities")  # fmt: skip
    parser.add_argument("--role", choices=ROLES, required=True, help="what you sign for")
    parser.add_argument("--reason", default="", metavar="TEXT", help="more about it")
    parser.add_argument("--location", default="", metavar="TEXT", help="where you sign")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("-o", "--out", type=Path, metavar="FILE", help="the signed file (default: FILE-signed.pdf)")
    where.add_argument("--in-place", action="store_true", help="put the signed file in the place of FILE")
    secret = parser.add_mutually_exclusive_group()
    secret.add_argument("--passphrase-fd", type=int, metavar="N", help="read the passphrase from this file descriptor")
    secret.add_argument("--passphrase-env", metavar="NAME", help="take it from this environment variable")


def run(args: argparse.Namespace) -> int:
    """Sign all files, or none when one of them may not be signed."""
    if args.out and len(args.files) > 1:
        raise Stop(ExitCode.USAGE, "--out names one file, but several are to be signed", "leave --out away")
    targets = [_target(path, args) for path in args.files]
    if len(set(targets)) < len(targets):
        raise Stop(ExitCode.USAGE, "two files would be signed into the same one", "name each file once")
    every = [_signable(path, target) for path, target in zip(args.files, targets, strict=True)]
    key = _key(args)
    _refuse_out_of_date(key)
    signed = [_signed(each, key, args) for each in every]
    for each, pdf in zip(every, signed, strict=True):
        durable.write(each.target, pdf)
        print("\n".join(_told(each, pdf)))
    print(f"{args.role} by {key.person}, certificate of {key.issuer}, SHA-256 fingerprint {key.fingerprint}")
    return ExitCode.DONE


def _told(each: Signable, pdf: bytes) -> list[str]:
    about = each.manifest
    named = " ".join(filter(None, (about.number, about.title, about.object)))
    return [
        f"signed: {each.target}",
        f"  {named}, revision {about.revision or '-'}, configuration {about.config[:8]}",
        f"  SHA-256 before {hashlib.sha256(each.pdf).hexdigest()}",
        f"  SHA-256 now    {hashlib.sha256(pdf).hexdigest()}",
    ]


def _target(path: Path, args: argparse.Namespace) -> Path:
    """Return where the signed file goes; raise Stop when another file is there."""
    if args.in_place:
        return path
    target: Path = args.out or path.with_name(f"{_next(path.stem)}.pdf")
    if target.exists() or target.is_symlink():
        hint = "name another with --out; to replace the file itself: --in-place"
        raise Stop(ExitCode.USAGE, f"{target} is there already", hint)
    return target


def _next(stem: str) -> str:
    """Return the name of a file with one signature more: x, x-signed, x-signed-2, x-signed-3."""
    found = _SIGNED.search(stem)
    return f"{stem[: found.start()]}-signed-{int(found[1] or 1) + 1}" if found else f"{stem}-signed"


# what may be signed


def _signable(path: Path, target: Path) -> Signable:
    """Return a document that may be signed; raise Stop for all others."""
    pdf = bytes_of(path)
    try:
        found = read(pdf, FILE)
        manifest = manifest_of(found)
    except Unreadable as error:
        raise Stop(ExitCode.USAGE, f"{path}: {error}", "name a PDF that `plantwright report` made") from error
    broken = [f"signature of {each.person}: {each.problem}" for each in found.signatures if each.problem]
    differ = [f"{each.about}: {each.text}" for each in own_claims(manifest, found) if not each.holds]
    if broken or differ:
        raise _refused(path, "; ".join((*broken, *differ)), f"`plantwright report verify {path}` tells more")
    if manifest.barred:
        raise _refused(path, "; ".join(manifest.barred), "mend that, then make the document again")
    return Signable(path, target, pdf, manifest)


def _refused(path: Path, why: str, hint: str) -> Stop:
    return Stop(ExitCode.REFUSED, f"{path} may not be signed: {why}", hint)


def _refuse_out_of_date(key: Key) -> None:
    first, last = key.valid
    now = datetime.datetime.now(datetime.UTC)
    if not first <= now <= last:
        when = f"is valid from {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} UTC"
        raise Stop(ExitCode.REFUSED, f"the certificate of {key.person} {when}, not now", "sign with a valid one")


def _signed(each: Signable, key: Key, args: argparse.Namespace) -> bytes:
    """Return the signed file, after it was read back: every signature in it must hold."""
    try:
        pdf = sign(each.pdf, key, args.role, args.reason, args.location)
        found = read(pdf, FILE)
    except Unreadable as error:
        raise Stop(ExitCode.USAGE, f"{each.path}: {error}", "`plantwright report` makes it again") from error
    wrong = [signature.problem for signature in found.signatures if signature.problem]
    if wrong:
        hint = "the private key does not fit the certificate, or the file changed meanwhile"
        raise Stop(ExitCode.REFUSED, f"{each.path}: the new signature does not hold: {wrong[-1]}", hint)
    return pdf


# the key


def _key(args: argparse.Namespace) -> Key:
    """Return the key; the passphrase comes from where it was said, else from the terminal, only when it is needed."""
    data = bytes_of(args.key)
    certificates = bytes_of(args.certificate) if args.certificate else b""
    given = _passphrase(args)
    try:
        with contextlib.suppress(PassphraseNeeded):
            return key_of(data, certificates, given)
        for passphrase in _typed(args) if given is None else ():
            with contextlib.suppress(PassphraseNeeded):
                return key_of(data, certificates, passphrase)
    except Unreadable as error:
        raise Stop(
            ExitCode.USAGE, f"{args.key}: {error}", "--key FILE.p12, or --key KEY.pem --certificate CERT.pem"
        ) from error
    raise Stop(ExitCode.USAGE, f"{args.key} cannot be opened: the passphrase is wrong", "nothing was signed")


def _passphrase(args: argparse.Namespace) -> bytes | None:
    """Return the passphrase from the place that was named, None when none was."""
    if args.passphrase_env is not None:
        said = os.environ.get(args.passphrase_env)
        if said is None:
            raise Stop(ExitCode.USAGE, f"there is no environment variable {args.passphrase_env}", "set it, or type it")
        return said.encode()
    if args.passphrase_fd is not None:
        try:
            with os.fdopen(args.passphrase_fd, "rb") as file:
                return file.readline().rstrip(b"\r\n")
        except OSError as error:
            hint = "for example: --passphrase-fd 3 3< FILE"
            raise Stop(ExitCode.USAGE, f"cannot read from {args.passphrase_fd}: {error.strerror}", hint) from error
    return None


def _typed(args: argparse.Namespace) -> Iterator[bytes]:
    """Yield what a person types at the terminal."""
    if not sys.stdin.isatty():
        hint = "give --passphrase-fd or --passphrase-env, or sign at a terminal"
        raise Stop(ExitCode.USAGE, f"{args.key} needs a passphrase", hint)
    for _ in range(_ATTEMPTS):
        yield getpass.getpass(f"Passphrase of {args.key}: ").encode()

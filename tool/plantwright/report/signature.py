"""Signs PDFs, and reads what is signed and attached in one, with pyHanko; what is not our own is read in a child."""

import datetime
import hashlib
import io
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError, ValueErrorWithMessage
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from plantwright.report.carried import Attachment, Inside, Signed, Unreadable

ROLES = ("tested", "witnessed", "accepted")
"""What a person signs for: the signatories of a test record, each by a signature of their own."""

MOST_FILES = 1000
"""Attached files that are read; our own choice, far above any document."""

_DEPTH = 16  # of the tree of their names
_CHANGED = "the file was changed after it was signed"
_SIGNING = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)


class PassphraseNeeded(Exception):
    """The key is encrypted, and there is no passphrase or a wrong one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A private key with its certificate; `valid` are the first and the last moment of the certificate."""

    person: str
    fingerprint: str
    issuer: str
    valid: tuple[datetime.datetime, datetime.datetime]
    signer: Any


def key_of(data: bytes, certificates: bytes, passphrase: bytes | None) -> Key:
    """Return the key of a PKCS#12 file, or of a PEM file whose certificates are in it or in `certificates`.

    Raise PassphraseNeeded when it stays locked, Unreadable when it is no key.
    """
    try:
        if b"-----BEGIN " in data:
            signer = _of_pem(data, certificates or data, passphrase)
        else:
            signer = SimpleSigner.load_pkcs12_data(data, _certificates(certificates), passphrase)
    except ValueError as error:
        raise _locked(error.__cause__ or error, passphrase) from error
    except TypeError as error:  # how cryptography says that a key is or is not encrypted
        raise _locked(error, passphrase) from error
    except AttributeError as error:
        raise Unreadable("the file lacks a private key or its certificate") from error
    certificate = signer.signing_cert
    return Key(
        person=_name(certificate.subject),
        fingerprint=_fingerprint(certificate),
        issuer=_name(certificate.issuer),
        valid=(certificate.not_valid_before, certificate.not_valid_after),
        signer=signer,
    )


def _of_pem(data: bytes, certificates: bytes, passphrase: bytes | None) -> Any:
    every = _certificates(certificates)
    if not every:
        raise Unreadable("there is no certificate with the private key")
    key = load_private_key_from_pemder_data(data, passphrase)
    store: Any = SimpleCertificateStore  # without types in its library
    return SimpleSigner(signing_cert=every[0], signing_key=key, cert_registry=store.from_certs(every[1:]))


def _certificates(data: bytes) -> list[Any]:
    """Return the certificates of a PEM or DER file; raise Unreadable when one cannot be used."""
    try:
        every = list(load_certs_from_pemder_data(data)) if data else []
        for each in every:
            _fingerprint(each), _name(each.subject)
    except (ValueError, TypeError) as error:
        raise Unreadable(f"not a certificate: {error}") from error
    return every


def _locked(error: BaseException, passphrase: bytes | None) -> Exception:
    """Return what a failed load means: libraries say it in words alone."""
    said = str(error)
    if "password" in said.lower() and "is not encrypted" not in said:
        return PassphraseNeeded("the passphrase is wrong" if passphrase else "the key is encrypted")
    return Unreadable(f"not a private key that can be used: {said or type(error).__name__}")


def _fingerprint(certificate: Any) -> str:
    """Return the SHA-256 fingerprint of a certificate."""
    return hashlib.sha256(certificate.dump()).hexdigest()


def _name(name: Any) -> str:
    """Return whom a certificate names: the common name, or all of it."""
    common = name.native.get("common_name")
    return str(common or name.human_friendly)


# signing


class _Addition(IncrementalPdfFileWriter):
    """Adds to a PDF and leaves its metadata as they are.

    pyHanko would write them anew, and lose the description of the PDF/UA claim that PDF/A asks for.
    """

    def _update_meta(self) -> None:
        pass


def sign(pdf: bytes, key: Key, role: str, reason: str, location: str) -> bytes:
    """Return a PDF with one more signature (PAdES B-B), added behind its bytes; raise Unreadable when it takes none.

    The signature is not visible: its field lies outside the page, which both PDF/A and PDF/UA allow.
    """
    try:
        writer = _Addition(io.BytesIO(pdf))
        field = f"{role}-{len(writer.prev.embedded_signatures) + 1}"
        about = PdfSignatureMetadata(
            field_name=field,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            reason=f"{role}: {reason}" if reason else role,
            location=location or None,
        )
        place = SigFieldSpec(
            sig_field_name=field,
            invis_sig_settings=InvisSigSettings(box_out_of_bounds=True),
            readable_field_name=f"Signature: {role}",
        )
        signed: bytes = PdfSigner(about, key.signer, new_field_spec=place).sign_pdf(writer).getvalue()
    except (PdfError, SigningError) as error:
        raise Unreadable(f"it cannot be signed: {error}") from error
    return signed


# reading


def inside(pdf: bytes, name: str, trust: Sequence[bytes] = ()) -> Inside:
    """Return what a PDF carries, with the texts of its attached files called `name`; `trust` are certificate files.

    Whatever is wrong with a file that is not our own ends in some exception: call this in a process of its own.
    """
    reader = PdfFileReader(io.BytesIO(pdf))
    if reader.encrypted:
        raise Unreadable("it is encrypted; documents are not")
    roots = [each for data in trust for each in _certificates(data)]
    files = list(_attached(reader))
    return Inside(
        description=_described(reader),
        revisions=reader.xrefs.total_revisions,
        said=tuple(data.decode("utf-8", "replace") for each, data in files if each.name == name),
        attachments=tuple(each for each, _ in files),
        signatures=tuple(_signed(each, reader, roots) for each in reader.embedded_regular_signatures),
    )


def _described(reader: Any) -> str:
    return str(_at(reader.trailer, "/Info", "/Subject") or "")


def _at(place: Any, *keys: str) -> Any:
    """Return what lies at a path of dictionaries, None when it is not there; pyHanko's `get` returns references."""
    for key in keys:
        if place is None or key not in place:
            return None
        place = place[key]
    return place


def _attached(reader: Any) -> Iterator[tuple[Attachment, bytes]]:
    tree = _at(reader.root, "/Names", "/EmbeddedFiles")
    for specification in itertools.islice(_leaves(tree, _DEPTH), MOST_FILES):
        data = specification["/EF"]["/F"].data
        yield (
            Attachment(
                name=str(_at(specification, "/UF") or specification["/F"]),
                relationship=str(_at(specification, "/AFRelationship") or "").removeprefix("/"),
                sha256=hashlib.sha256(data).hexdigest(),
            ),
            data,
        )


def _leaves(node: Any, depth: int) -> Iterator[Any]:
    """Yield the values of a name tree, in the order of the file."""
    if depth == 0:
        raise Unreadable("the tree of its attached files is too deep")
    names = _at(node, "/Names") or []
    yield from (names[index] for index in range(1, len(names), 2))
    kids = _at(node, "/Kids") or []
    for index in range(len(kids)):  # an index follows the reference, a loop over the array does not
        yield from _leaves(kids[index], depth - 1)


def _signed(each: Any, reader: Any, roots: Sequence[Any]) -> Signed:
    certificate, at = each.signer_cert, each.self_reported_timestamp
    problem, trusted, doubt = _judged(each, roots, at)
    return Signed(
        field=str(each.field_name),
        person=_name(certificate.subject),
        fingerprint=_fingerprint(certificate),
        issuer=_name(certificate.issuer),
        at=at.isoformat() if at else "",
        valid_until=certificate.not_valid_after.isoformat(),
        reason=str(_at(each.sig_object, "/Reason") or ""),
        location=str(_at(each.sig_object, "/Location") or ""),
        revision=each.signed_revision + 1,
        whole=each.signed_revision + 1 == reader.xrefs.total_revisions,
        problem=problem,
        trusted=trusted,
        doubt=doubt,
    )


def _judged(each: Any, roots: Sequence[Any], at: datetime.datetime | None) -> tuple[str, bool | None, str]:
    """Return what is wrong with a signature, and whether and why not its signer is trusted; nothing is fetched."""
    context = ValidationContext(trust_roots=list(roots), allow_fetching=False, moment=at)
    try:
        status = validate_pdf_signature(each, context, key_usage_settings=_SIGNING)
    except (PdfError, ValueErrorWithMessage) as error:
        return f"it cannot be checked: {error}", None, ""
    if not (status.intact and status.valid):
        return "the signature does not fit the file: one of them was altered", None, ""
    if status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return "it does not cover the file as it was when it was signed", None, ""
    if not status.docmdp_ok:
        return _CHANGED, None, ""
    if not roots:
        return "", None, ""
    indication = status.trust_problem_indic
    return "", bool(status.trusted), "" if status.trusted else str(indication or "no path to it").rpartition(".")[2]

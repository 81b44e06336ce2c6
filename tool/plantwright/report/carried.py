"""What a PDF carries beside its pages: attached files and signatures."""

from dataclasses import dataclass


class Unreadable(Exception):
    """A file that is no sound PDF, or a key or certificate that cannot be used; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file inside a PDF."""

    name: str
    relationship: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A signature as it was found.

    `at` is the time that the signer's computer gave (ISO 8601); `revision` counts the saved states of the file from 1;
    `whole`: nothing was added after it. `problem` is empty when the signed bytes are as they were signed and nothing
    but signatures followed. `trusted` is None when no certificate to trust was given; `doubt` says why it is not.
    """

    field: str
    person: str
    fingerprint: str
    issuer: str
    at: str
    valid_until: str
    reason: str
    location: str
    revision: int
    whole: bool
    problem: str
    trusted: bool | None
    doubt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """What a PDF carries: `said` are the texts of the attached files of the name that was asked for."""

    description: str
    revisions: int
    said: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    signatures: tuple[Signed, ...]

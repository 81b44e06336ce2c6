"""Approval of a plan by the SSH keys of persons: `ssh-keygen -Y sign` and `-Y verify`, no other service needed."""

import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from plantwright.findings.exit_code import ExitCode, Stop

NAMESPACE = "plantwright-plan@1"
"""Part of what is signed: a signature made for git or for mail is none for a plan."""

_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/=]+")
_ADDRESS = re.compile(r"[^\s@,*?!]+@[^\s@,*?!]+")
_TIMEOUT_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A person who signed a plan, by the e-mail address in the list of approvers, and the fingerprint of the key."""

    person: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A signature that does not count: its file, why not, and what to do."""

    file: str
    reason: str
    hint: str


def signature_files(plan: Path) -> tuple[Path, ...]:
    """Return the signatures beside a plan: PLAN.sig, PLAN.2.sig ... in the order they were made."""
    return tuple(path for path in _names(plan) if path.is_file())


def sign(plan: Path, text: bytes, key: Path) -> Path:
    """Sign a plan with a private key (ssh-keygen asks for its passphrase) and return the file of the signature."""
    target = next((path for path in _names(plan) if not path.exists()), None)
    if target is None:
        raise Stop(ExitCode.REFUSED, f"{plan} has {MOST} signatures already", "two are enough; plan again")
    done = _ssh_keygen("sign", "-n", NAMESPACE, "-f", str(key), stdin=text)
    if done.returncode or not done.stdout:
        raise Stop(
            ExitCode.USAGE,
            f"{key} cannot sign: {_said(done)}",
            "name a private key, or the public key of one that ssh-agent holds",
        )
    try:
        target.write_bytes(done.stdout)
    except OSError as error:
        raise Stop(
            ExitCode.USAGE, f"cannot write {target}: {error.strerror}", "name a plan in another folder"
        ) from error
    return target


MOST = 9
"""Signatures looked for beside a plan."""


def _names(plan: Path) -> Iterator[Path]:
    yield plan.with_name(f"{plan.name}.sig")
    yield from (plan.with_name(f"{plan.name}.{number}.sig") for number in range(2, MOST + 1))


def verify(
    text: bytes, signatures: Sequence[Path], approvers: Path, revoked: Path | None
) -> tuple[tuple[Approval, ...], tuple[Rejected, ...]]:
    """Return who approved a plan, each person once, and the signatures that do not count.

    `approvers` is an allowed_signers file, `revoked` a list of keys or a revocation list (ssh-keygen(1)).
    """
    results = [_verify_one(text, path, approvers, revoked) for path in signatures]
    persons = {each.person.casefold(): each for each in results if isinstance(each, Approval)}
    return tuple(persons.values()), tuple(each for each in results if isinstance(each, Rejected))


def _verify_one(text: bytes, signature: Path, approvers: Path, revoked: Path | None) -> Approval | Rejected:
    checked = _ssh_keygen("check-novalidate", "-n", NAMESPACE, "-s", str(signature), stdin=text)
    if checked.returncode:
        reason = f"it does not fit this plan, or was made for another purpose ({_said(checked)})"
        return Rejected(file=str(signature), reason=reason, hint="remove it, and have this plan approved")
    key = _fingerprint(checked)
    found = _ssh_keygen("find-principals", "-s", str(signature), "-f", str(approvers))
    if found.returncode:
        reason = f"key {key} is not that of an approver in {approvers}"
        return Rejected(file=str(signature), reason=reason, hint="remove it, and have the plan approved by one of them")
    person = ",".join(line.strip() for line in found.stdout.decode(errors="replace").splitlines())
    if not _ADDRESS.fullmatch(person):
        reason = (
            f"key {key} is that of `{person}` in {approvers}, which is not one e-mail address, so nobody can tell that "
            "person from the author of the plan"
        )
        hint = "put the e-mail address that git knows the person by before the key, as its only name"
        return Rejected(file=str(signature), reason=reason, hint=hint)
    revocation = ("-r", str(revoked)) if revoked else ()
    passed = _ssh_keygen(
        "verify", "-n", NAMESPACE, "-f", str(approvers), "-I", person, "-s", str(signature), *revocation, stdin=text
    )
    if passed.returncode:
        reason = f"key {key} of {person} is not accepted: revoked, out of date, or not for plans ({_said(passed)})"
        return Rejected(
            file=str(signature), reason=reason, hint="remove it, and have the plan approved with another key"
        )
    return Approval(person=person, key=key)


def _fingerprint(done: "subprocess.CompletedProcess[bytes]") -> str:
    found = _FINGERPRINT.search(done.stdout.decode(errors="replace"))
    return found[0] if found else "unknown"


def _said(done: "subprocess.CompletedProcess[bytes]") -> str:
    lines = done.stderr.decode(errors="replace").splitlines()
    return lines[-1].strip() if lines else f"ssh-keygen ended with {done.returncode}"


def _ssh_keygen(task: str, *arguments: str, stdin: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    with tempfile.TemporaryFile() as file:
        file.write(stdin)
        file.seek(0)
        try:
            return subprocess.run(
                ["ssh-keygen", "-Y", task, *arguments], stdin=file, capture_output=True, timeout=_TIMEOUT_S, check=False
            )
        except FileNotFoundError as error:
            raise Stop(
                ExitCode.USAGE,
                "ssh-keygen is not on this machine; plans are signed and their signatures checked with it",
                "install OpenSSH 8.2 or newer (Debian: openssh-client)",
            ) from error
        except subprocess.TimeoutExpired as error:
            raise Stop(
                ExitCode.USAGE,
                f"ssh-keygen did not answer within {_TIMEOUT_S} s",
                "is a passphrase asked for elsewhere?",
            ) from error

"""Signing documents and proving them, from the command line: who signed what, what is refused, what is told."""

import datetime
import functools
import hashlib
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import page
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from tests.printed import Printed, git, plantwright, printed, signable

from plantwright.report.carried import Unreadable
from plantwright.report.manifest import FILE
from plantwright.report.proof import Claim, sums_claim
from plantwright.report.reading import read
from plantwright.report.signature import key_of, sign
from plantwright.report.sums import checksums

PASSPHRASE = "correct horse"
NUMBER = "RPS-01&CB1 Waiver register, revision B"


@dataclass(frozen=True)
class Person:
    """Keys made for a test: `p12` and `locked` are encrypted, `key` is plain and needs `certificate`."""

    p12: Path
    locked: Path
    key: Path
    certificate: Path
    fingerprint: str


def person(folder: Path, name: str, begins: int = -1, ends: int = 365) -> Person:
    """Make a key and a certificate of its own, valid between two days from today."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + datetime.timedelta(days=begins))
        .not_valid_after(now + datetime.timedelta(days=ends))
        .sign(key, hashes.SHA256())
    )
    secret = serialization.BestAvailableEncryption(PASSPHRASE.encode())
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    files = {
        "p12": pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, None, secret),
        "locked": key.private_bytes(pem, form, secret),
        "key": key.private_bytes(pem, form, serialization.NoEncryption()),
        "certificate": certificate.public_bytes(pem),
    }
    for kind, data in files.items():
        (folder / f"{name}.{kind}").write_bytes(data)
    return Person(
        **{kind: folder / f"{name}.{kind}" for kind in files},
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    return printed(tmp_path_factory)


@pytest.fixture(scope="module")
def document(made: Printed) -> bytes:
    return signable(made)


@dataclass(frozen=True)
class Desk:
    """A folder with one document that may be signed, and two persons."""

    folder: Path
    alice: Person
    bob: Person

    @property
    def file(self) -> Path:
        return self.folder / "waivers.pdf"

    @property
    def signed(self) -> Path:
        return self.folder / "waivers-signed.pdf"

    def sign(self, *options: str | Path, file: Path | None = None, role: str = "tested") -> Any:
        return plantwright("sign", file or self.file, "--role", role, *options)

    def by_alice(self) -> Path:
        done = self.sign("--key", self.alice.key, "--certificate", self.alice.certificate)
        assert done.returncode == 0, done.stderr
        return self.signed

    def by_both(self) -> Path:
        self.by_alice()
        options = (
            "--key",
            self.bob.key,
            "--certificate",
            self.bob.certificate,
            "--reason",
            "third start",
            "--location",
            "Exampleton",
        )
        done = self.sign(*options, file=self.signed, role="witnessed")
        assert done.returncode == 0, done.stderr
        return self.folder / "waivers-signed-2.pdf"


@pytest.fixture
def desk(tmp_path: Path, document: bytes) -> Desk:
    (tmp_path / "waivers.pdf").write_bytes(document)
    return Desk(tmp_path, person(tmp_path, "alice"), person(tmp_path, "bob"))


def verify(*command: str | Path) -> "subprocess.CompletedProcess[str]":
    return plantwright("report", "verify", *command)


def output(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def profiles(path: Path) -> dict[str, list[str]]:
    return {name: [each.rule_id for each in page.validate_pdf(path, profile=name).failures] for name in ("3a", "ua1")}


# signing


def test_a_signed_document_keeps_what_it_claims(desk: Desk) -> None:
    done = desk.sign("--key", desk.alice.p12, "--passphrase-env", "SECRET")
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "there is no environment variable SECRET")
    before = desk.file.read_bytes()
    done = plantwright(
        "sign", desk.file, "--role", "tested", "--key", desk.alice.p12, "--passphrase-env", "SECRET", SECRET=PASSPHRASE
    )
    assert done.returncode == 0, done.stderr
    after = desk.signed.read_bytes()
    assert desk.file.read_bytes() == before == after[: len(before)]
    lines = done.stdout.splitlines()
    assert lines[0] == f"signed: {desk.signed}"
    assert lines[1].startswith(f"  {NUMBER}, configuration ")
    assert lines[2:4] == [
        f"  SHA-256 before {hashlib.sha256(before).hexdigest()}",
        f"  SHA-256 now    {hashlib.sha256(after).hexdigest()}",
    ]
    assert lines[4] == f"tested by alice, certificate of alice, SHA-256 fingerprint {desk.alice.fingerprint}"
    assert profiles(desk.signed) == {"3a": [], "ua1": []}
    assert "No syntax or stream encoding errors" in output("qpdf", "--check", desk.signed)
    told = output("pdfsig", desk.signed)
    for text in (
        "Signature Validation: Signature is Valid.",
        "Total document signed",
        "ETSI.CAdES.detached",
        "SHA-256",
    ):
        assert text in told


def test_a_second_person_signs_behind_the_first(desk: Desk) -> None:
    both = desk.by_both()
    told = output("pdfsig", both)
    assert told.count("Signature Validation: Signature is Valid.") == 2
    assert told.count("- Total document signed") == 1
    assert profiles(both) == {
        "3a": ["PDFA3A-SIGNATURE-BYTERANGE-001"],
        "ua1": [],
    }  # of the first, which cannot cover it
    done = verify(both, "--trust", desk.alice.certificate, "--trust", desk.bob.certificate)
    assert done.returncode == 0, done.stdout
    first, second = (line for line in done.stdout.splitlines() if "signature:" in line)
    assert re.search(r"holds +signature: tested by alice; 20\S+; covers the file before the signatures that follow; "
                     rf"signer verified; fingerprint {desk.alice.fingerprint}$", first)  # fmt: skip
    assert re.search(r"holds +signature: witnessed: third start by bob; 20\S+; Exampleton; covers the whole file; "
                     rf"signer verified; fingerprint {desk.bob.fingerprint}$", second)  # fmt: skip


@pytest.mark.parametrize("form", ["p12", "locked"])
def test_the_passphrase_comes_from_a_descriptor(desk: Desk, form: str) -> None:
    secret = desk.folder / "secret"
    secret.write_text(f"{PASSPHRASE}\n")
    command = [
        sys.executable,
        "-m",
        "plantwright",
        "sign",
        str(desk.file),
        "--role",
        "accepted",
        "--passphrase-fd",
        "3",
    ]
    key = ["--key", str(getattr(desk.alice, form)), "--certificate", str(desk.alice.certificate)]
    done = subprocess.run(
        ["sh", "-c", '"$@" 3<secret', "sh", *command, *key],
        cwd=desk.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "accepted by alice" in done.stdout


def test_the_passphrase_is_typed_at_the_terminal(desk: Desk) -> None:
    master, slave = pty.openpty()
    command = [
        sys.executable,
        "-m",
        "plantwright",
        "sign",
        str(desk.file),
        "--role",
        "tested",
        "--key",
        str(desk.alice.p12),
    ]
    with subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True) as running:
        os.close(slave)
        shown = b""
        for answer in ("wrong", PASSPHRASE):
            shown += _until(master, b": ")
            os.write(master, f"{answer}\n".encode())
        shown += b"".join(iter(functools.partial(_read, master), b""))
        assert running.wait(timeout=30) == 0, shown
    os.close(master)
    assert shown.count(b"Passphrase of ") == 2
    assert PASSPHRASE.encode() not in shown
    assert b"tested by alice" in shown


def _until(terminal: int, end: bytes) -> bytes:
    shown = b""
    while not shown.endswith(end):
        more = _read(terminal)
        assert more, shown
        shown += more
    return shown


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux says that nobody holds the other end
        return b""


def test_the_passphrase_is_never_an_argument(desk: Desk) -> None:
    done = desk.sign("--key", desk.alice.p12)
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, f"{desk.alice.p12} needs a passphrase")
    assert "--passphrase " not in plantwright("sign", "--help").stdout


def test_nothing_is_overwritten_unless_told(desk: Desk) -> None:
    key = ("--key", desk.alice.key, "--certificate", desk.alice.certificate)
    desk.by_alice()
    done = desk.sign(*key)
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, f"{desk.signed} is there already")
    assert desk.sign(*key, "-o", desk.file).returncode == 2
    assert desk.sign(*key, "-o", desk.folder / "other.pdf").returncode == 0
    assert desk.sign(*key, "--in-place").returncode == 0
    assert len(read(desk.file.read_bytes(), FILE).signatures) == 1


def refused(done: Any, code: int, message: str) -> None:
    assert (done.returncode, done.stderr.splitlines()[0]) == (code, message)
    assert "next: " in done.stderr


def test_a_document_that_bars_its_signature_is_refused(desk: Desk, made: Printed) -> None:
    desk.file.write_bytes(signable(made, barred=True))
    key = ("--key", desk.alice.key, "--certificate", desk.alice.certificate)
    why = "REHEARSAL: the values were written to a simulator"
    refused(desk.sign(*key), 4, f"{desk.file} may not be signed: {why}")
    assert not desk.signed.exists()
    other = key_of(desk.alice.key.read_bytes(), desk.alice.certificate.read_bytes(), None)
    desk.signed.write_bytes(sign(desk.file.read_bytes(), other, "tested", "", ""))  # as another program would
    done = verify(desk.signed)
    assert done.returncode == 1
    assert f"DIFFERS  signature: it may not be signed: {why}" in done.stdout


@pytest.mark.parametrize(("begins", "ends"), [(-30, -1), (2, 30)])
def test_a_certificate_that_is_not_valid_now_is_refused(desk: Desk, begins: int, ends: int) -> None:
    carol = person(desk.folder, "carol", begins, ends)
    done = desk.sign("--key", carol.key, "--certificate", carol.certificate)
    assert done.returncode == 4
    assert re.match(r"the certificate of carol is valid from \S+ \S+ to \S+ \S+ UTC, not now\n", done.stderr)


def test_a_key_of_another_certificate_is_refused(desk: Desk) -> None:
    done = desk.sign("--key", desk.alice.key, "--certificate", desk.bob.certificate)
    why = "the signature does not fit the file: one of them was altered"
    refused(done, 4, f"{desk.file}: the new signature does not hold: {why}")
    refused(desk.sign("--key", desk.alice.key), 2, f"{desk.alice.key}: there is no certificate with the private key")
    refused(
        desk.sign("--key", desk.file),
        2,
        f"{desk.file}: not a private key that can be used: Could not deserialize PKCS12 data",
    )
    assert not desk.signed.exists()


def test_a_file_changed_after_signing_is_refused_and_told(desk: Desk) -> None:
    whole = desk.by_alice().read_bytes()
    at = whole.index(b"/Author") if b"/Author" in whole else 2000
    altered = {
        "in the middle": whole[:at] + b"X" + whole[at + 1 :],
        "behind it": with_update(whole),
    }
    for data in altered.values():
        desk.signed.write_bytes(data)
        done = verify(desk.signed)
        assert done.returncode in (1, 2)
        if done.returncode == 1:
            assert re.search(
                r"DIFFERS  signature: tested, alice: the (signature does not fit|file was changed)", done.stdout
            )
        again = desk.sign("--key", desk.bob.key, "--certificate", desk.bob.certificate, file=desk.signed)
        assert again.returncode in (2, 4)
    assert not (desk.folder / "waivers-signed-2.pdf").exists()
    desk.signed.write_bytes(altered["behind it"])
    done = verify(desk.signed)
    assert (done.returncode, "alice: the file was changed after it was signed" in done.stdout) == (1, True)


def with_update(pdf: bytes) -> bytes:
    """Return a PDF with another first page added behind it, as an editor saves it."""
    from io import BytesIO

    from pyhanko.pdf_utils.generic import ArrayObject, NumberObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer: Any = IncrementalPdfFileWriter(BytesIO(pdf))
    sheet = writer.find_page_for_modification(0)[0].get_object()
    sheet["/MediaBox"] = ArrayObject(map(NumberObject, (0, 0, 100, 100)))
    writer.mark_update(writer.find_page_for_modification(0)[0])
    changed = BytesIO()
    writer.write(changed)
    return changed.getvalue()


def test_several_are_signed_or_none(desk: Desk, made: Printed) -> None:
    barred = desk.folder / "barred.pdf"
    barred.write_bytes(signable(made, barred=True))
    key = ("--key", desk.alice.key, "--certificate", desk.alice.certificate)
    refused(desk.sign(*key, desk.file), 2, "two files would be signed into the same one")
    assert desk.sign(*key, barred).returncode == 4
    assert not desk.signed.exists()
    other = desk.folder / "other.pdf"
    shutil.copy(desk.file, other)
    done = desk.sign(*key, other)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("signed: ") == 2


# proving


def claims(done: Any) -> dict[str, bool | None]:
    (file,) = json.loads(done.stdout)["files"]
    return {each["about"]: each["holds"] for each in file["claims"]}


def test_everything_holds_for_a_document_and_its_plant(made: Printed) -> None:
    path = made.documents()["commissioning-report"]
    options = (path, "--site", made.site, "--journal", made.runs)
    done = verify(*options, "--json")
    assert done.returncode == 0, done.stdout
    everything = ("configuration", "attached files", "site files", "git", "journal", "SHA256SUMS")
    assert claims(done) == dict.fromkeys(everything, True)
    text = verify(*options).stdout
    assert f"holds    git: the files of commit {git(made.site, 'rev-parse', 'HEAD')[:12]}\n" in text
    assert "proves   git still has those site files" in text
    assert "not      who made it, or that nobody changed it: it is not signed" in text
    assert "signature: none; it may not be signed: REHEARSAL: " in text


def test_every_document_can_be_proven(made: Printed) -> None:
    done = verify(*made.documents().values(), "--site", made.site, "--journal", made.runs, "--json")
    assert done.returncode == 0, done.stdout
    for each in json.loads(done.stdout)["files"]:
        assert {claim["about"] for claim in each["claims"] if claim["holds"]} >= {
            "configuration",
            "site files",
            "git",
            "journal",
            "SHA256SUMS",
        }


@pytest.fixture
def plant(made: Printed, tmp_path: Path) -> Printed:
    """Return a copy of the plant and of one document, to be altered."""
    copy = replace(made, site=tmp_path / "site", runs=tmp_path / "runs", out=tmp_path / "out")
    shutil.copytree(made.site, copy.site)
    shutil.copytree(made.runs, copy.runs)
    copy.out.mkdir()
    for path in (made.documents()["waiver-register"], made.out / "SHA256SUMS"):
        shutil.copy(path, copy.out)
    return copy


def looked_at(plant: Printed) -> tuple[int, dict[str, bool | None], str]:
    path = plant.documents()["waiver-register"]
    options = (path, "--site", plant.site, "--journal", plant.runs)
    done = verify(*options, "--json")
    return done.returncode, claims(done), verify(*options).stdout


def test_a_changed_site_file_is_named_and_git_still_has_the_old_one(plant: Printed) -> None:
    with (plant.site / "feeders.yaml").open("a") as file:
        file.write("# later\n")
    git(plant.site, "commit", "-aqm", "later")
    code, found, text = looked_at(plant)
    assert (code, found["site files"], found["git"]) == (1, False, True)
    assert f"DIFFERS  site files: {plant.site}: feeders.yaml differs\n" in text
    assert f"git: the files of commit {git(plant.site, 'rev-parse', 'HEAD~1')[:12]}\n" in text


def test_files_that_no_commit_has_are_told(plant: Printed) -> None:
    shutil.rmtree(plant.site / ".git")
    assert looked_at(plant)[1]["git"] is None
    git(plant.site, "init", "-q")
    with (plant.site / "feeders.yaml").open("a") as file:
        file.write("# later\n")
    git(plant.site, "add", "-A")
    git(plant.site, "commit", "-qm", "later")
    assert "DIFFERS  git: none of the last 1 commits of the site has these files" in looked_at(plant)[2]


def test_a_journal_that_was_cut_altered_or_lost_is_told(plant: Printed) -> None:
    (journal,) = plant.runs.glob("*/journal.jsonl")
    whole = journal.read_bytes()
    lines = whole.splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:-1]))
    assert "no record has the hash" in looked_at(plant)[2]
    journal.write_bytes(whole.replace(b"tester", b"Tester"))
    code, found, text = looked_at(plant)
    assert (code, found["journal"]) == (1, False)
    assert "record 1 was altered or lost" in text
    shutil.rmtree(journal.parent)
    assert (looked_at(plant)[0], looked_at(plant)[1]["journal"]) == (0, None)


def test_the_hash_beside_it_is_compared(plant: Printed) -> None:
    path = plant.documents()["waiver-register"]
    path.write_bytes(path.read_bytes() + b"\n")
    code, found, _ = looked_at(plant)
    assert (code, found["SHA256SUMS"]) == (1, False)


def test_two_files_with_the_same_bytes_are_both_listed() -> None:
    sums = checksums([("a.pdf", b"%PDF-1.7"), ("b.pdf", b"%PDF-1.7")]).decode()
    for name in ("a.pdf", "b.pdf"):
        assert sums_claim(b"%PDF-1.7", name, sums) == Claim("SHA256SUMS", True, "as listed")


def test_a_signed_file_is_found_in_the_sums_by_what_it_was(desk: Desk) -> None:
    digest = hashlib.sha256(desk.file.read_bytes()).hexdigest()
    (desk.folder / "SHA256SUMS").write_text(f"{digest}  {desk.file.name}\n")
    done = verify(desk.by_both())
    assert done.returncode == 0, done.stdout
    assert "holds    SHA256SUMS: without what was added since it is waivers.pdf, as listed" in done.stdout
    assert "signer not verified" in done.stdout
    assert "not      who the signer is: give --trust" in done.stdout


def test_a_signer_that_is_not_trusted_differs(desk: Desk) -> None:
    done = verify(desk.by_alice(), "--trust", desk.bob.certificate)
    assert done.returncode == 1
    assert "signer not trusted" in done.stdout


def test_a_site_called_verify_is_reached(made: Printed, tmp_path: Path) -> None:
    shutil.copytree(made.site, tmp_path / "verify")
    command = [sys.executable, "-m", "plantwright", "report", "./verify", "--list"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "plantwright report verify" in plantwright("report", "--help").stdout


# files of strangers


def pdf(*objects: bytes, entries: int = 0) -> bytes:
    """Return a PDF of some objects, the first of which is its catalogue; `entries` more point at nothing of use."""
    body, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    places += [places[-1]] * entries
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    return b"%sxref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        body, size, table, size, len(body),
    )  # fmt: skip


PAGES = b"<</Type /Pages /Kids [] /Count 0>>"


def with_attached(stream: bytes) -> bytes:
    names = b"<</Type /Catalog /Pages 2 0 R /Names <</EmbeddedFiles <</Names [(document.json) 3 0 R]>>>>>>"
    return pdf(names, PAGES, b"<</Type /Filespec /F (document.json) /EF <</F 4 0 R>>>>", stream)


def bomb() -> bytes:
    """Return a stream of 512 MiB of zeros in a few kilobytes."""
    pressed = zlib.compressobj(1)
    block = bytes(1 << 20)
    once = b"".join(pressed.compress(block) for _ in range(512)) + pressed.flush()
    data = zlib.compress(once, 9)
    return b"<</Filter [/FlateDecode /FlateDecode] /Length %d>>\nstream\n%s\nendstream" % (len(data), data)


def plain(text: bytes) -> bytes:
    return b"<</Length %d>>\nstream\n%s\nendstream" % (len(text), text)


def encrypted(folder: Path) -> bytes:
    (folder / "plain.pdf").write_bytes(with_attached(plain(b"{}")))
    subprocess.run(
        ["qpdf", "--encrypt", "a", "b", "256", "--", folder / "plain.pdf", folder / "locked.pdf"], check=True
    )
    return (folder / "locked.pdf").read_bytes()


CIRCLE = pdf(b"<</Type /Catalog /Pages 2 0 R /Names <</EmbeddedFiles 3 0 R>>>>", PAGES, b"<</Kids [3 0 R 3 0 R]>>")


def test_a_file_that_is_no_document_gets_one_sentence(tmp_path: Path, document: bytes) -> None:
    files = {
        "text.pdf": (b"hello", "it is no sound PDF ("),
        "empty.pdf": (b"", "it is no sound PDF ("),
        "cut.pdf": (document[: len(document) // 2], "it is no sound PDF ("),
        "other.pdf": (pdf(b"<</Type /Catalog /Pages 2 0 R>>", PAGES), "there is no document.json in it: "),
        "false.pdf": (with_attached(plain(b'{"format": 99}')), "its document.json cannot be used: "),
        "deep.pdf": (with_attached(plain(b"[" * 100_000)), "its document.json cannot be used: "),
        "locked.pdf": (encrypted(tmp_path), "it is encrypted; documents are not"),
        "circle.pdf": (CIRCLE, "the tree of its attached files is too deep"),
        "bomb.pdf": (with_attached(bomb()), ""),
        "many.pdf": (pdf(b"<</Type /Catalog /Pages 2 0 R>>", PAGES, entries=1_000_000), ""),
    }
    for name, (data, _) in files.items():
        (tmp_path / name).write_bytes(data)
    done = verify(*(tmp_path / name for name in files), tmp_path / "missing.pdf", tmp_path)
    assert (done.returncode, done.stderr) == (2, "")
    lines = done.stdout.splitlines()
    assert len(lines) == len(files) + 2
    for (name, (_, said)), line in zip(files.items(), lines, strict=False):
        assert line.startswith(f"{tmp_path / name}: {said}"), line
    missing = tmp_path / "missing.pdf"
    assert lines[-2:] == [
        f"{missing}: cannot read {missing}: No such file or directory", f"{tmp_path}: {tmp_path} is not a file",
    ]  # fmt: skip


def test_reading_ends_at_its_limits(document: bytes) -> None:
    with pytest.raises(Unreadable, match=r"it could not be read within 0\.05 s"):
        read(document, FILE, time_limit_s=0.05)
    with pytest.raises(Unreadable, match="reading it needs more than 40 MiB, or crashed the reader"):
        read(document + bytes(64 << 20), FILE, memory_limit_mib=40)

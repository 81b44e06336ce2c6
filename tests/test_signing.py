"""Approval of plans: which signatures count, and the way of a signed plan to devices that are no rehearsal."""

import dataclasses
import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.rehearsal import RIVERSIDE

from plantwright.deploy import signing
from plantwright.deploy.signing import Approval, Rejected
from plantwright.findings.exit_code import ExitCode, Stop

TEXT = b'{"plan": 1}\n'
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith("PLANTWRIGHT_")}
MAIN = (sys.executable, "-m", "plantwright")


@dataclasses.dataclass(frozen=True)
class Desk:
    """A plan, the keys of persons and the list of approvers."""

    folder: Path

    @property
    def plan(self) -> Path:
        return self.folder / "plan.json"

    @property
    def approvers(self) -> Path:
        return self.folder / "approvers"

    def key(self, person: str, *, approver: bool = True, options: str = "") -> Path:
        path = self.folder / f"key-{person}"
        if not path.exists():
            command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", person, "-f", str(path)]
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
        line = f"{person}@example.org {options} {path.with_suffix('.pub').read_text()}"
        known = self.approvers.read_text() if self.approvers.exists() else ""
        if approver and line not in known:
            self.approvers.write_text(known + line)
        return path

    def fingerprint(self, person: str) -> str:
        shown = subprocess.run(["ssh-keygen", "-l", "-f", str(self.folder / f"key-{person}")], capture_output=True,
                               text=True, check=True).stdout  # fmt: skip
        return shown.split()[1]

    def verified(self, text: bytes = TEXT, revoked: Path | None = None) -> tuple[list[str], list[str]]:
        approvals, rejected = signing.verify(text, signing.signature_files(self.plan), self.approvers, revoked)
        return [each.person for each in approvals], [each.reason for each in rejected]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "plan.json").write_bytes(TEXT)
    (tmp_path / "approvers").write_text("")
    return Desk(tmp_path)


def test_two_persons_sign_one_plan(desk: Desk) -> None:
    assert signing.sign(desk.plan, TEXT, desk.key("alice")) == desk.folder / "plan.json.sig"
    assert signing.sign(desk.plan, TEXT, desk.key("bob")) == desk.folder / "plan.json.2.sig"
    approvals, rejected = signing.verify(TEXT, signing.signature_files(desk.plan), desk.approvers, None)
    assert approvals == tuple(
        Approval(person=f"{person}@example.org", key=desk.fingerprint(person)) for person in ("alice", "bob")
    )
    assert rejected == ()


def test_a_person_counts_once(desk: Desk) -> None:
    key = desk.key("alice")
    for _ in range(2):
        signing.sign(desk.plan, TEXT, key)
    assert desk.verified() == (["alice@example.org"], [])


def test_a_person_counts_once_however_the_name_is_spelt(desk: Desk) -> None:
    for name in ("alice", "Alice"):
        signing.sign(desk.plan, TEXT, desk.key(name))
    assert desk.verified() == (["Alice@example.org"], [])


@pytest.mark.parametrize("name", ["alice", "*@example.org", "alice@example.org,author@example.org"])
def test_an_approver_without_an_e_mail_address_of_one_person_does_not_count(desk: Desk, name: str) -> None:
    signing.sign(desk.plan, TEXT, desk.key("alice"))
    desk.approvers.write_text(desk.approvers.read_text().replace("alice@example.org", name, 1))
    persons, (reason,) = desk.verified()
    assert persons == []
    assert reason == (
        f"key {desk.fingerprint('alice')} is that of `{name}` in {desk.approvers}, which is not one e-mail address, so "
        "nobody can tell that person from the author of the plan"
    )


@pytest.mark.fault("J1")
def test_a_changed_byte_anywhere_ends_the_approval(desk: Desk) -> None:
    signing.sign(desk.plan, TEXT, desk.key("alice"))
    said = "Signature verification failed: incorrect signature"
    reason = f"it does not fit this plan, or was made for another purpose ({said})"
    for place in range(len(TEXT)):
        changed = TEXT[:place] + bytes([TEXT[place] ^ 1]) + TEXT[place + 1 :]
        assert desk.verified(changed) == ([], [reason])


@pytest.mark.fault("J1")
def test_a_broken_signature_file_is_rejected(desk: Desk) -> None:
    desk.key("alice")
    desk.plan.with_name("plan.json.sig").write_text("no signature")
    persons, reasons = desk.verified()
    assert persons == []
    assert reasons[0].startswith("it does not fit this plan, or was made for another purpose (")


@pytest.mark.fault("J9")
def test_a_signature_for_git_is_none_for_a_plan(desk: Desk) -> None:
    command = ["ssh-keygen", "-Y", "sign", "-n", "git", "-f", str(desk.key("alice")), str(desk.plan)]
    subprocess.run(command, check=True, capture_output=True)
    persons, reasons = desk.verified()
    assert persons == []
    assert "made for another purpose" in reasons[0]
    assert "namespace" in reasons[0]


@pytest.mark.fault("J5")
def test_a_key_that_is_not_on_the_list_is_named(desk: Desk) -> None:
    desk.key("bob")
    signing.sign(desk.plan, TEXT, desk.key("mallory", approver=False))
    _, rejected = signing.verify(TEXT, signing.signature_files(desk.plan), desk.approvers, None)
    assert rejected == (
        Rejected(
            file=f"{desk.plan}.sig",
            reason=f"key {desk.fingerprint('mallory')} is not that of an approver in {desk.approvers}",
            hint="remove it, and have the plan approved by one of them",
        ),
    )


@pytest.mark.fault("J5")
def test_a_revoked_key_is_rejected(desk: Desk) -> None:
    key = desk.key("alice")
    signing.sign(desk.plan, TEXT, key)
    revoked = desk.folder / "revoked"
    revoked.write_text(key.with_suffix(".pub").read_text())
    persons, reasons = desk.verified(revoked=revoked)
    assert persons == []
    alice = f"key {desk.fingerprint('alice')} of alice@example.org"
    assert reasons[0].startswith(f"{alice} is not accepted: revoked, out of date, or not for plans (")
    other = desk.folder / "other"
    other.write_text(desk.key("bob").with_suffix(".pub").read_text())
    assert desk.verified(revoked=other) == (["alice@example.org"], [])


@pytest.mark.fault("J5")
@pytest.mark.parametrize("options", ['valid-before="20200101"', 'namespaces="git"'])
def test_a_key_that_is_out_of_date_or_for_something_else_is_rejected(desk: Desk, options: str) -> None:
    signing.sign(desk.plan, TEXT, desk.key("alice", options=options))
    persons, reasons = desk.verified()
    assert persons == []
    assert "alice" in reasons[0] or "is not that of an approver" in reasons[0]


def test_a_key_for_plans_only_counts(desk: Desk) -> None:
    signing.sign(desk.plan, TEXT, desk.key("alice", options='namespaces="plantwright-plan@1"'))
    assert desk.verified() == (["alice@example.org"], [])


def test_what_is_no_key_cannot_sign(desk: Desk) -> None:
    with pytest.raises(Stop) as stop:
        signing.sign(desk.plan, TEXT, desk.folder / "none")
    assert stop.value.code is ExitCode.USAGE
    assert stop.value.message.startswith(f"{desk.folder / 'none'} cannot sign: ")
    assert stop.value.hint == "name a private key, or the public key of one that ssh-agent holds"
    assert signing.signature_files(desk.plan) == ()


def test_signatures_end(desk: Desk) -> None:
    for number in range(signing.MOST):
        desk.plan.with_name(f"plan.json.{number + 1}.sig".replace(".1.", ".")).write_text("x")
    with pytest.raises(Stop, match=f"has {signing.MOST} signatures already"):
        signing.sign(desk.plan, TEXT, desk.key("alice"))


def test_without_ssh_keygen_the_message_says_what_to_install(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    key = desk.key("alice")
    monkeypatch.setenv("PATH", str(desk.folder))
    with pytest.raises(Stop) as stop:
        signing.sign(desk.plan, TEXT, key)
    assert stop.value.code is ExitCode.USAGE
    assert stop.value.message == (
        "ssh-keygen is not on this machine; plans are signed and their signatures checked with it"
    )
    assert stop.value.hint == "install OpenSSH 8.2 or newer (Debian: openssh-client)"


# the whole way


@dataclasses.dataclass(frozen=True)
class Works:
    """A site in git whose buses are on this machine, but are no rehearsal to plantwright."""

    folder: Path
    frames: Path

    @property
    def site(self) -> Path:
        return self.folder / "site"

    @property
    def plan(self) -> Path:
        return self.folder / "plan.json"

    @property
    def environment(self) -> dict[str, str]:
        return {**ENVIRONMENT, "XDG_CONFIG_HOME": str(self.folder / "config"), "NO_COLOR": "1"}

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*MAIN, *arguments], cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=120,
            check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def trust(self) -> None:
        """Trust the serial port of the one bus and the gateway of the other, as the site files name them."""
        text = (self.site / "cabling.yaml").read_text()
        targets = [
            re.findall(r"/dev/pts/\d+", text)[0],
            ":".join(re.findall(r"host: (127.0.0.1), port: (\d+)", text)[0]),
        ]
        assert [self.run("trust", target).returncode for target in targets] == [0, 0]

    def warnings(self) -> set[str]:
        """The ids of the warnings that `check` has of the site."""
        verdicts = json.loads(self.run("check", str(self.site), "--format", "json").stdout)["verdicts"]
        return {each["rule"] for each in verdicts if (each["verdict"], each["severity"]) == ("fail", "warning")}

    def planned(self, *arguments: str) -> None:
        """Plan again, with the warnings acknowledged; the signatures of the plan before are put away."""
        for old in self.folder.glob("plan.json*"):
            old.unlink()
        done = self.run("plan", str(self.site), "-o", str(self.plan), "--acknowledge", *self.warnings(), *arguments)
        assert done.returncode == 0, done.stderr

    def approve(self, person: str) -> None:
        """Sign the plan and put the person on the list of approvers, once."""
        key = Desk(self.folder).key(person)
        shutil.copy(self.folder / "approvers", self.site / "approvers")
        done = self.run("approve", str(self.plan), "--key", str(key))
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[0].startswith("plan 2")

    def refused(self, guard: str, *arguments: str) -> str:
        """Apply the plan without a terminal; it must be refused by a guard before any frame."""
        done = self.run("apply", str(self.plan), *AS_ROOT, *arguments)
        assert (done.returncode, done.stdout) == (ExitCode.REFUSED, ""), done.stderr
        assert done.stderr.splitlines()[-2].startswith(f"refused by the guard `{guard}`: ")
        assert done.stderr.splitlines()[-2].endswith("; nothing was written")
        assert done.stderr.splitlines()[-1].startswith("next: ")
        assert self.writes() == 0
        return done.stderr

    def type_in(self, *answers: str) -> tuple[int, str]:
        """Apply the plan at a pseudo-terminal, answer its questions, and return the exit code and what was shown."""
        master, slave = pty.openpty()
        command = [*MAIN, "apply", str(self.plan), *AS_ROOT]
        with subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, cwd=self.folder, env=self.environment
        ) as run:
            os.close(slave)
            shown, waiting = "", list(answers)
            end = time.monotonic() + 60
            while time.monotonic() < end and (text := read_from(master)):
                shown += text
                if waiting and shown.endswith(": "):
                    os.write(master, f"{waiting.pop(0)}\n".encode())
            os.close(master)
            return run.wait(timeout=10), shown.replace("\r\n", "\n")

    def writes(self) -> int:
        frames = [json.loads(line) for line in self.frames.read_text().splitlines()]
        return sum(each["direction"] == "request" and each["function"] in (6, 16) for each in frames)

    def git(self, *arguments: str) -> None:
        command = ["git", "-c", "user.email=author@example.org", "-c", "user.name=A", "-C", str(self.site), *arguments]
        subprocess.run(command, check=True, capture_output=True)

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "site")


def read_from(terminal: int) -> str:
    """Return what a program wrote to its terminal; empty when it has ended or is silent for long."""
    if not select.select([terminal], [], [], 30)[0]:
        return ""
    try:
        return os.read(terminal, 4096).decode()
    except OSError:  # how Linux says that nobody holds the other end
        return ""


AS_ROOT = ("--as-root",) if os.geteuid() == 0 else ()
POLICY = """
deployment:
  signatures: one
  second_person_for: [protection]
  approvers: approvers
  require_clean_tree: true
"""


@pytest.fixture
def works(tmp_path: Path) -> Iterator[Works]:
    """Run the devices of bus RS2 on loopback; every register of the copied device type counts as proven."""
    site = tmp_path / "site"
    shutil.copytree(RIVERSIDE, site, ignore=shutil.ignore_patterns("records"))
    plant = site / "site.yaml"
    plant.write_text(plant.read_text().replace("phase: operation", "phase: design"))  # nothing is recorded
    (site / "devices").mkdir()
    proven = (RIVERSIDE.parents[1] / "schemas" / "devices" / "clr8g.yaml").read_text()
    (site / "devices" / "clr8g.yaml").write_text(proven.replace("verified: false", "verified: true"))
    state = tmp_path / "r.json"
    log = tmp_path / "frames.jsonl"
    simulator = subprocess.Popen(
        [*MAIN, "simulate", str(site), "--state", str(state), "--log", str(log), "--for", "90", "--paced"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        end = time.monotonic() + 30
        while not (state.exists() and state.read_text().strip()):
            assert time.monotonic() < end
            assert simulator.poll() is None
            time.sleep(0.05)
        buses = json.loads(state.read_text())["buses"]
        where = Works(tmp_path, log)
        cabling = site / "cabling.yaml"
        text = cabling.read_text().replace("/dev/ttyUSB0", buses["RS1"]["device"])
        cabling.write_text(
            re.sub(r"host: 192\.0\.2\.20, port: 502", f"host: 127.0.0.1, port: {buses['RS2']['port']}", text)
        )
        (site / "policy.yaml").write_text(POLICY)
        (site / "approvers").write_text("")
        where.git("init", "-q")
        where.git("config", "user.email", "author@example.org")
        where.commit()
        yield where
    finally:
        simulator.terminate()
        simulator.wait(timeout=20)


@pytest.mark.fault("J5", "J6", "J7", "K1", "K7", "K15")
def test_who_may_apply_and_where(works: Works) -> None:
    """Each guard is met from the command line, without a terminal; no write frame leaves."""
    shown = works.run("plan", str(works.site), "-o", str(works.plan))
    assert re.findall(r"`apply` will refuse \((\w+)\)", shown.stdout) == [
        "trust", "persons", "findings", *(["root"] if AS_ROOT else []),
    ]  # fmt: skip
    works.refused("trust", "--plant-id", "RPS-01")
    works.trust()
    works.refused("terminal", "--plant-id", "RPS-01")
    works.refused("plant", "--plant-id", "RPS-02")
    works.approve("mallory")
    (works.site / "approvers").write_text("")
    works.refused("signature", "--plant-id", "RPS-01")
    works.plan.with_name("plan.json.sig").unlink()
    works.approve("author")
    works.refused("persons")
    works.approve("alice")
    works.refused("findings")


@pytest.mark.fault("H12", "J1", "J2", "J11", "K4", "K6")
def test_a_signed_plan_goes_to_the_devices_without_a_terminal(works: Works) -> None:
    works.trust()
    with (works.site / "cabling.yaml").open("a") as file:
        file.write("# a remark\n")
    works.planned("--allow-dirty")
    works.approve("alice")
    works.refused("tree")
    works.git("checkout", "-q", "cabling.yaml")
    works.refused("files")

    works.planned()
    works.approve("alice")
    works.git("commit", "-q", "--allow-empty", "-m", "another")
    works.refused("commit")
    works.git("reset", "-q", "--soft", "HEAD~1")
    whole = works.plan.read_text()
    works.plan.write_text(whole.replace('"author@example.org"', '"alice@example.org"'))
    assert works.run("apply", str(works.plan)).stderr.startswith(f"{works.plan} was altered after it was made")
    works.plan.write_text(whole)
    if AS_ROOT:
        assert "guard `root`" in works.run("apply", str(works.plan)).stderr

    done = works.run("apply", str(works.plan), *AS_ROOT)
    assert done.returncode == 0, done.stderr
    assert "28 of 28 registers verified" in done.stdout
    assert works.writes() == 28
    (journal,) = (works.site / "records" / "runs").glob("*/journal.jsonl")
    start = json.loads(journal.read_text().splitlines()[0])
    alice = f"alice@example.org ({Desk(works.folder).fingerprint('alice')})"
    assert (start["author"], start["approvals"]) == ("author@example.org", [alice])
    assert "guard `used`" in works.run("apply", str(works.plan), *AS_ROOT).stderr
    assert works.writes() == 28


@pytest.mark.fault("K1", "K13")
def test_at_a_terminal_a_person_types_the_plant_and_the_number_of_registers(works: Works) -> None:
    works.trust()
    (works.site / "policy.yaml").write_text("deployment: {max_changes: 3}\n")
    works.commit()
    works.planned()
    code, shown = works.type_in("RPS-02")
    assert (code, works.writes()) == (4, 0)
    assert "28 registers of Riverside pumping station would be written. Type the plant's number to go on: " in shown
    assert "refused by the guard `plant`: plant `RPS-02` was named, the plan is for `RPS-01`" in shown
    for answer in ("27", "", "many"):
        code, shown = works.type_in("RPS-01", answer)
        assert (code, works.writes()) == (4, 0)
        assert "28 are many. Type how many registers are written: " in shown
        assert "refused by the guard `changes`: the plan writes 28 registers, more than 3" in shown
    code, shown = works.type_in("RPS-01", "28")
    assert (code, works.writes()) == (0, 28), shown

"""`plantwright record` at a terminal: every answer survives a kill, and an inspection from first question to file."""

import contextlib
import os
import pty
import re
import select
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.rehearsal import RIVERSIDE

from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.records import drafts
from plantwright.records.questions import Answers
from plantwright.site.load import load_site

MAIN = [sys.executable, "-m", "plantwright"]
LIMIT_S = 60
PUNCH = ("", "", "C", "Label of K102 is missing", *["-"] * 3, "-", "-", "-", "-", "-", "-")
"""The answers to a punch item after its object: person, time, category, text, and nothing more."""


GAP = {
    "object": "K102", "person": "S. Novak", "at": "'2026-10-12T09:12:00+02:00'", "category": "C", "text": "Label",
    "'checks[1].result'": "pass",
}  # fmt: skip
"""A punch item with the second line of a procedure and not the first."""


@pytest.fixture
def plant(tmp_path: Path) -> Path:
    """A copy of the example plant whose instruments stay calibrated."""
    made = Path(shutil.copytree(RIVERSIDE, tmp_path / "riverside"))
    site = made / "site.yaml"
    site.write_text(re.sub(r"calibration_due: [0-9-]+", "calibration_due: 2099-12-31", site.read_text()))
    return made


class Person:
    """Somebody at a terminal in front of one command."""

    def __init__(self, plant: Path, *arguments: str, hang_up: signal.Handlers = signal.SIG_DFL) -> None:
        self.shown = ""
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # a run in the background ignores both, and so would this
            signal.signal(signal.SIGHUP, hang_up)
            os.chdir(plant)
            os.execve(sys.executable, [*MAIN, "record", *arguments], {**os.environ, "COLUMNS": "200", "NO_COLOR": "1"})

    def asked(self) -> str:
        """Wait until a question stands there, and return its last line; empty when the command has ended."""
        start, end = len(self.shown), time.monotonic() + LIMIT_S
        while time.monotonic() < end and (some := self._some()):
            self.shown += some
            if self.shown.endswith(": "):
                return self.shown[start:].rsplit("\n", 1)[-1]
        return ""

    def types(self, *answers: str) -> str:
        """Answer one question after the other, and return the question after them."""
        question = ""
        for answer in answers:
            os.write(self.terminal, f"{answer}\n".encode())
            question = self.asked()
        return question

    def presses(self, key: bytes) -> int:
        """Press a key, and return the exit code of the command that ends of it."""
        os.write(self.terminal, key)
        return self.ended()

    def ended(self) -> int:
        """Read to the end, and return the exit code, negative for a signal."""
        while some := self._some():
            self.shown += some
        os.close(self.terminal)
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])

    def goes_away(self) -> int:
        """Take the terminal away, and return the exit code."""
        os.close(self.terminal)
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])

    def killed(self) -> None:
        os.kill(self.process, signal.SIGKILL)
        assert self.ended() == -signal.SIGKILL

    def _some(self) -> str:
        if not select.select([self.terminal], [], [], LIMIT_S)[0]:
            return ""
        try:
            return os.read(self.terminal, 4096).decode(errors="replace").replace("\r\n", "\n")
        except OSError:  # how Linux says that nobody holds the other end
            return ""


def draft_of(plant: Path, name: str) -> Path:
    return plant / "records" / drafts.FOLDER / f"{name}.yaml"


def test_a_kill_loses_the_line_being_typed_at_most(plant: Path) -> None:
    path = draft_of(plant, "punch-K102")
    for number, answer in enumerate(("", "now", "C", "Label of K102 is missing"), start=2):
        here = Person(plant, "punch", "K102")
        question = here.asked()
        if number > 2:
            assert question.startswith(f"There is a draft with {number - 1} answers")
            here.types("yes")
        here.types(answer)
        os.write(here.terminal, b"half a li")
        here.killed()
        draft = drafts.load(path)
        assert draft is not None
        assert len(draft.answers) == number
    assert not list(plant.glob("records/*punch-K102*"))


def test_back_and_a_question_mark(plant: Path) -> None:
    here = Person(plant, "punch", "K102")
    assert here.asked().startswith("person: Who did it [")
    assert here.types("back").startswith("person: ")
    assert "this is the first question" in here.shown
    assert here.types("S. Novak", "now").startswith("category: ")
    assert here.types("?").startswith("category: ")
    assert "  what: A: safe operation is not possible; B: it is; C: cosmetic.\n" in here.shown
    assert here.types("", "D").startswith("category: ")
    assert "category cannot be left out\n" in here.shown
    assert "category cannot be `D`; allowed: A, B, C\n" in here.shown
    assert here.types("A").startswith("text: ")
    assert here.types("back").startswith("category: ")
    assert here.types("C").startswith("text: ")
    assert here.types("Label", *PUNCH[4:]).startswith("Keep this record? ")
    assert "\ncategory: C\ntext: Label\n" in here.shown
    assert here.types("back").startswith("note: ")
    assert here.types("seen twice").startswith("Keep this record? ")
    here.types("yes")
    assert here.ended() == 0
    assert "kept: records/" in here.shown
    (file,) = plant.glob("records/*-punch-K102.yaml")
    assert file.read_text().endswith("category: C\ntext: Label\nnote: seen twice\n")
    assert not draft_of(plant, "punch-K102").exists()


@pytest.mark.parametrize("key", [b"\x04", b"\x03"], ids=["end of file", "Ctrl-C"])
def test_leaving_keeps_the_draft(plant: Path, key: bytes) -> None:
    here = Person(plant, "punch", "K102")
    here.asked()
    here.types("S. Novak", "now")
    assert here.presses(key) == 130
    path = draft_of(plant, "punch-K102")
    assert f"the draft is kept in records/.drafts/{path.name}; the same command goes on with it" in here.shown
    assert load_site(plant).problems == ()


@pytest.mark.parametrize("names", [("punch", "K102"), ("punch",)], ids=["a question", "the first question"])
def test_a_terminal_that_goes_away_keeps_the_draft(plant: Path, names: tuple[str, ...]) -> None:
    here = Person(plant, *names, hang_up=signal.SIG_IGN)
    assert here.asked()
    assert here.goes_away() == 130
    assert draft_of(plant, "punch-K102").exists() is (len(names) > 1)


def test_a_byte_that_is_no_text_is_typed_again(plant: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8:strict")
    here = Person(plant, "punch", "K102")
    here.asked()
    os.write(here.terminal, b"S. Nov\xe1k\n")
    assert here.asked().startswith("person: ")
    assert "  person holds a character that cannot be seen, at place 7\n  next: type it again\n" in here.shown
    assert here.presses(b"\x03") == 130


def test_what_cannot_stand_in_a_draft_is_asked_again(plant: Path) -> None:
    path = draft_of(plant, "bus-check-RS1")
    path.parent.mkdir()
    known: Answers = {
        ("object",): "RS1",
        ("person",): "S. Novak",
        ("at",): "2026-10-12T09:12:00+02:00",
        ("instrument",): "MUL1",
    }
    later: Answers = {("resistance_ohm",): "sixty", ("polls", "missing"): 1, ("units", 1): 3}
    drafts.store(path, drafts.Draft(kind="bus-check", answers={**known, **later}))
    here = Person(plant, "bus-check", "RS1")
    here.asked()
    assert here.types("yes").startswith("resistance_ohm: ")
    assert "in the draft: resistance_ohm must be a number, found the text `sixty`\n" in here.shown
    assert here.types("60", "-", "-", "-", "-", "-", "pass", *["-"] * 5).startswith("Keep this record? ")
    assert "  left out with it: polls.missing\n" in here.shown
    assert "  left out with it: units[1]\n" in here.shown
    here.types("yes")
    assert here.ended() == 0
    assert load_site(plant).problems == ()


def test_a_draft_that_is_not_wanted_is_put_aside(plant: Path) -> None:
    path = draft_of(plant, "punch-K102")
    path.parent.mkdir()
    drafts.store(path, drafts.Draft(kind="punch", answers={("object",): "K102", ("text",): "first"}))
    here = Person(plant, "punch", "K102")
    here.asked()
    assert here.types("no").startswith("person: ")
    here.presses(b"\x03")
    aside = drafts.load(path.with_name("punch-K102-aside.yaml"))
    assert aside is not None
    assert aside.answers == {("object",): "K102", ("text",): "first"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("format: 1\nrecord: punch\nanswers:\n- path: color\n", "a record punch has no color"),
        ("format: [", "is no draft that can be gone on with"),
        ("format: 1\n", "'record'"),
        ("format: 1\nrecord: calibration\nanswers: []\n", "it is of a record calibration"),
        (
            "format: 1\nrecord: punch\nanswers:\n"
            + "".join(f"- {{path: {path}, value: {value}}}\n" for path, value in GAP.items()),
            "checks has no item 0; items are counted from 0",
        ),
        (
            "format: 1\nrecord: punch\nlines: [OLD-010]\nanswers: []\n",
            "no procedure has a line OLD-010 any more, and its answers belong to no other",
        ),
    ],
)
def test_a_broken_draft_is_told(plant: Path, text: str, message: str) -> None:
    path = draft_of(plant, "punch-K102")
    path.parent.mkdir()
    path.write_text(text)
    here = Person(plant, "punch", "K102")
    assert here.ended() == 2
    assert message in here.shown
    assert path.read_text() == text


@pytest.mark.parametrize("change", [drafts.drop, drafts.put_aside])
def test_storage_that_refuses_is_told(tmp_path: Path, change: Callable[[Path], object]) -> None:
    path = tmp_path / "punch-K102.yaml"
    if change is drafts.drop:
        path.mkdir()  # a name that cannot be removed; root may remove every file
    with pytest.raises(Stop) as refused:
        change(path)
    assert refused.value.code is ExitCode.NOT_DURABLE
    assert str(path) in refused.value.message


def test_the_object_is_asked_for(plant: Path) -> None:
    here = Person(plant, "punch")
    assert here.asked().startswith("object: ")
    assert here.types("K10l").startswith("object: ")
    assert "there is no object K10l\n  next: did you mean `K102`?" in here.shown
    assert here.types("K102").startswith("person: ")
    other = Person(plant, "punch", "K101")
    assert other.ended() == 8
    assert "another `plantwright record` is under way in records" in other.shown
    here.presses(b"\x03")


def test_an_instrument_out_of_calibration_is_confirmed(plant: Path) -> None:
    site = plant / "site.yaml"
    site.write_text(re.sub(r"(MEG1: .*calibration_due: )[0-9-]+", r"\g<1>2020-01-01", site.read_text()))
    here = Person(plant, "insulation-test", "M101")
    here.asked()
    assert here.types("", "").startswith("instrument: ")
    assert here.types("MEG1").startswith("  doubtful: the calibration of MEG1 ended on 2020-01-01. Take it")
    assert here.types("no").startswith("instrument: ")
    assert here.types("MEG1", "yes").startswith("test_voltage_v: ")
    here.presses(b"\x03")


def test_a_procedure_is_walked_through(plant: Path) -> None:
    for record in plant.glob("records/*IM1.yaml"):
        record.unlink()
    here = Person(plant, "checklist", "IM1", "--procedure", "k7ge-panel-settings")
    here.asked()
    question = here.types("", "", "")
    results = 0
    while question.startswith("checks["):
        key = question.partition(": ")[0].partition(".")[2]
        results += key == "result"
        question = here.types({"result": "pass", "value": "1", "reason": "none"}[key])
    assert question.startswith("result: ")
    assert here.types(*["-"] * 6).startswith("Keep this record? ")
    here.types("yes")
    here.ended()
    (file,) = plant.glob("records/*-checklist-IM1.yaml")
    made = load_site(plant).site
    assert made is not None
    assert len(made.records[file.stem].checks) == results > 5


# a whole inspection, in tmux


@contextlib.contextmanager
def tmux(folder: Path, command: str) -> Iterator[list[str]]:
    """Run a command in a tmux server of its own, and yield what begins every call to it."""
    assert shutil.which("tmux"), "this test needs tmux: sh tool/system-packages.sh test"
    call = ["tmux", "-f", "/dev/null", "-S", str(folder / "tmux")]
    start = ["new-session", "-d", "-x", "200", "-y", "60", "-c", str(folder), command]
    subprocess.run([*call, *start], check=True, timeout=LIMIT_S)
    try:
        yield call
    finally:
        subprocess.run([*call, "kill-server"], check=False, timeout=LIMIT_S)


def screen_with(call: list[str], wanted: str) -> str:
    """Return the screen as soon as its last line begins with a text."""
    end, screen = time.monotonic() + LIMIT_S, ""
    while time.monotonic() < end:
        done = subprocess.run(
            [*call, "capture-pane", "-p"], capture_output=True, text=True, check=True, timeout=LIMIT_S
        )
        screen = done.stdout
        if (screen.rstrip().splitlines() or [""])[-1].startswith(wanted):
            return screen
        time.sleep(0.05)
    raise AssertionError(f"{wanted!r} did not come:\n{screen}")


INSPECTION = [
    ("object", "FO1"), ("person", "S. Novak"), ("at", "now"), ("instrument", ""), ("end", "A"),
    ("port", "MCC1-ODF-01"), ("end_face", "exposed-plug"), ("connector", "LC"), ("polish", "UPC"), ("removable", "-"),
    ("criteria.standard", "IEC 61300-3-35"), ("criteria.edition", "2015"), ("criteria.table", "SM PC RL >= 45 dB"),
    ("power_off.confirmed", "yes"), ("power_off.at", "-"), ("power_off.power_dbm", "-"),
    ("attempts[0].step", "inspect"), ("attempts[0].at", ""), ("attempts[0].result", "dirty"),
    ("attempts[0].debris", "-"), ("attempts[0].image.file", "-"), ("attempts[0].note", "dust"),
    ("attempts[1].step", "dry"), ("attempts[1].at", ""), ("attempts[1].tool", "cassette"),
    ("attempts[1].cleaner", "cassette cleaner"), ("attempts[1].strokes", "1"), ("attempts[1].image.file", "-"),
    ("attempts[1].note", "-"), ("attempts[2].step", "inspect"), ("attempts[2].at", ""),
    ("attempts[2].result", "clean"), ("attempts[2].image.file", "-"), ("attempts[2].note", "-"),
    ("attempts[3].step", "-"), ("checks[0].line", "-"), ("result", ""), ("ambient_c", "20"),
    ("humidity_percent", "45"), ("organisation", "-"), ("witness", "-"), ("note", "-"), ("Keep this record?", "yes"),
]  # fmt: skip


def test_an_inspection_from_first_question_to_file(plant: Path) -> None:
    for record in plant.glob("records/*FO1*.yaml"):
        record.unlink()
    command = shlex.join([*MAIN, "record", "fibre-end-face", str(plant)])
    with tmux(plant.parent, f"{command}; echo exit code $?; sleep 60") as call:
        for question, answer in INSPECTION:
            screen = screen_with(call, question)
            if question == "attempts[1].step":
                assert "next: it is dirty: clean it dry" in screen
            if question == "attempts[3].step":
                assert "next: it is clean: clean no more, end the list and judge it" in screen
            subprocess.run([*call, "send-keys", "-l", "--", answer], check=True, timeout=LIMIT_S)
            subprocess.run([*call, "send-keys", "Enter"], check=True, timeout=LIMIT_S)
        screen_with(call, "exit code 0")
    (file,) = plant.glob("records/*-fibre-end-face-FO1.yaml")
    loaded = load_site(plant)
    assert loaded.problems == ()
    assert loaded.site is not None
    data = loaded.site.records[file.stem].data
    assert [each.get("result", each["step"]) for each in data["attempts"]] == ["dirty", "dry", "clean"]
    assert (data["result"], data["instrument"], data["power_off"]) == ("pass", "MIC1", {"confirmed": True})
    assert not list(plant.glob("records/.drafts/*"))


def test_a_draft_that_was_kept_before_a_kill_is_removed(plant: Path) -> None:
    path = draft_of(plant, "punch-K102")
    here = Person(plant, "punch", "K102")
    here.asked()
    assert here.types(*PUNCH).startswith("Keep this record? ")
    left = path.read_bytes()
    here.types("yes")
    assert here.ended() == 0
    path.write_bytes(left)  # what is left when the kill comes between the record and its draft
    again = Person(plant, "punch", "K102")
    assert again.asked().startswith("person: ")
    (file,) = plant.glob("records/*-punch-K102.yaml")
    assert f"the draft records/.drafts/{path.name} was kept as {file.stem} already, and is removed" in again.shown
    again.presses(b"\x03")
    assert len(list(plant.glob("records/*-punch-K102*.yaml"))) == 1

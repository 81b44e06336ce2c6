"""After a run: what became of it, the line of runs, the way back, and what people are shown."""

import contextlib
import dataclasses
import datetime
import json
import os
import re
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.rehearsal import RIVERSIDE, Bench, bench, only

from plantwright.cli import screen
from plantwright.cli.main import main
from plantwright.deploy import journal, lineage
from plantwright.deploy.apply import REVERSE
from plantwright.deploy.journal import Journal, continue_run
from plantwright.deploy.outcome import Result
from plantwright.deploy.plan import from_json
from plantwright.deploy.planning import numbered
from plantwright.deploy.recovery import Left, Statement, judge, left_open, recover
from plantwright.deploy.restore import restore
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.simulator.faults import Fault, Kind
from plantwright.modbus.simulator.plant import Plant
from plantwright.modbus.simulator.serve import serve
from plantwright.records.deployed import every_run, frames_so_far, latest_run, read_run
from plantwright.records.run import AFTER_POWER_CYCLE, OUTCOMES
from plantwright.site.model import Site

LOST = Fault(kind=Kind.DROP_REQUEST, function=6, register=0x1005)
STATED = Statement(person="R. Meyer", reason="looked at the keypad", seen="F0.05 shows 300")


def run_of(here: Bench, *parameters: str, bus: str = "RS2") -> Path:
    """Apply some parameters on one bus; return the folder of the run."""
    plan = only(here.plan(), bus, *(parameters or ("current_limit_percent", "overvoltage_v")))
    here.apply(plan)
    return here.folder / plan.id


def read_again(here: Bench, folder: Path, statement: Statement | None = None) -> tuple[Left, ...]:
    return recover(folder, here.site, here.targets, lambda _: None, statement)


JUDGED = {
    "the new value": (300, False, 0, Result.VERIFIED),
    "the old value": (260, False, 0, Result.NOT_WRITTEN),
    "another value": (299, False, 0, Result.UNKNOWN),
    "the old value, and a gateway may still deliver": (260, True, 59, Result.UNKNOWN),
    "the old value, and a gateway cannot deliver any more": (260, True, 60, Result.NOT_WRITTEN),
    "the new value behind a gateway": (300, True, 0, Result.VERIFIED),
}


@pytest.mark.fault("G2", "G3", "G4", "D16")
@pytest.mark.parametrize("case", JUDGED)
def test_what_a_later_reading_proves(case: str) -> None:
    raw, gateway, age_s, expected = JUDGED[case]
    sent = datetime.datetime(2026, 11, 21, 8, tzinfo=datetime.UTC)
    left = Left(
        device="SS301", bus="RS2", parameter="current_limit_percent", code="F0.05", register=0x1005, old_raw=260,
        new_raw=300, at=sent.isoformat(),
    )  # fmt: skip
    assert judge(left, raw, gateway, (sent + datetime.timedelta(seconds=age_s)).isoformat())[0] is expected


@pytest.mark.fault("G12", "G11", "D3")
def test_an_unknown_register_waits_for_a_person(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path, {"RS2": [LOST]}) as here:
        folder = run_of(here)
        written = here.written()
        first = read_again(here, folder)
        assert [each.result for each in first] == [Result.UNKNOWN]
        assert "the gateway may still deliver the frame" in first[0].reason
        records = journal.read(folder)
        assert read_again(here, folder) == first
        assert journal.read(folder) == records
        with pytest.raises(Stop, match=r"`unknown`: run .* left SS301 F0\.05 current_limit_percent") as stop:
            here.apply(here.plan())
        assert stop.value.code is ExitCode.REFUSED
        read_again(here, folder, STATED)
        assert read_again(here, folder) == ()
        assert here.written() == written
        assert here.apply(here.plan()).code is ExitCode.DONE
    run = read_run(folder)
    (unknown,) = [each for device in run.devices for each in device.writes if each.outcome == "unknown"]
    assert unknown.stated == "R. Meyer: F0.05 shows 300 (looked at the keypad)"
    assert not unknown.verified


@pytest.mark.fault("G12", "E22")
def test_another_unit_at_the_address_proves_nothing(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path, {"RS2": [LOST]}) as here:
        folder = run_of(here)
        here.plant.device("SS301").registers[0x100F] = 93
        assert read_again(here, folder)[0].reason == "another unit answers at the address of SS301"


@pytest.mark.fault("G12")
def test_a_device_that_is_gone_can_be_stated(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path, {"RS2": [LOST]}) as here:
        folder = run_of(here)
    with bench(site, tmp_path, {"RS2": [Fault(kind=Kind.DROP_REQUEST, unit=5, times=1000)]}) as here:
        left = read_again(here, folder, STATED)
    assert left[0].reason.startswith("SS301 does not answer rightly")
    assert left_open(journal.read(folder)) == ()


def test_a_run_under_way_is_left_alone(tmp_path: Path) -> None:
    with Journal(tmp_path / "run") as here:
        here.append("note", text="first")
        with pytest.raises(Stop, match="run run is under way") as stop:
            continue_run(here.folder)
        assert stop.value.code is ExitCode.BUSY
    with continue_run(here.folder) as more:
        more.append("note", text="second")
    with continue_run(here.folder):
        pass
    assert [each["text"] for each in journal.read(here.folder)] == ["first", "second"]
    assert sorted(path.name for path in here.folder.iterdir()) == ["journal-2.jsonl", "journal.jsonl"]


@pytest.mark.fault("H10")
@pytest.mark.parametrize(
    ("lost", "message"),
    [
        ("journal.jsonl", r"journal\.jsonl is missing"),
        ("journal-2.jsonl", r"journal-2\.jsonl is missing"),
        ("", "run .*, the newest, is not in .* as it was"),
    ],
)
def test_a_missing_journal_stops_the_next_run(site: Site, tmp_path: Path, lost: str, message: str) -> None:
    with bench(site, tmp_path) as here:
        folder = run_of(here, "current_limit_percent")
        for text in ("second", "third"):
            with continue_run(folder) as more:
                more.append("note", text=text)
        (folder / lost).unlink() if lost else shutil.rmtree(folder)
        before = here.written()
        with pytest.raises(Stop, match=message) as stop:
            run_of(here, "overvoltage_v")
        assert stop.value.code is ExitCode.NOT_DURABLE
        assert here.written() == before


@pytest.mark.fault("H10")
@pytest.mark.parametrize("text", ["", "{}", "[]", '{"run": [], "hash": ""}', "<<<<<<< ours"])
def test_a_damaged_note_of_the_newest_run_stops_the_next(tmp_path: Path, text: str) -> None:
    (tmp_path / lineage.LATEST).write_text(text)
    with pytest.raises(Stop, match=r"latest\.json cannot be read") as stop:
        lineage.guard_line(tmp_path, {})
    assert stop.value.code is ExitCode.NOT_DURABLE


@pytest.mark.fault("H10")
def test_a_deleted_run_in_the_middle_is_missed(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        first = run_of(here, "current_limit_percent")
        second = run_of(here, "overvoltage_v")
        shutil.rmtree(first)
        with pytest.raises(Stop) as stop:
            run_of(here, "undervoltage_v")
    assert stop.value.message == (
        f"run {first.name}, on which run {second.name} stands, is not in {tmp_path} as it was"
    )


@pytest.mark.fault("K18")
def test_two_copies_of_the_runs_are_a_fork_until_somebody_owns_to_it(site: Site, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    with bench(site, one) as here:
        run_of(here, "current_limit_percent")
        shutil.copytree(one, other)
        mine = run_of(here, "overvoltage_v")
        elsewhere = dataclasses.replace(here, folder=other)
        theirs = run_of(elsewhere, "undervoltage_v")
        shutil.copytree(theirs, one / theirs.name)
        with pytest.raises(Stop, match="follow the same run: two copies of the site were used") as stop:
            here.apply(here.plan())
        assert stop.value.code is ExitCode.REFUSED
        with continue_run(mine) as more:
            more.append("statement", runs=[mine.name, theirs.name], **dataclasses.asdict(STATED))
        assert here.apply(here.plan()).code is ExitCode.DONE
        assert len(lineage.guard_line(one, lineage.read_runs(one))) == 1


@pytest.mark.fault("J15")
def test_a_clock_that_was_set_back_stops_the_next_run_and_this_one(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = journal.now
    past = "2026-01-01T00:00:00+00:00"
    with bench(site, tmp_path) as here:
        plan = only(here.plan(), "RS2", "current_limit_percent", "overvoltage_v")
        back = threading.Event()
        monkeypatch.setattr(journal, "now", lambda: past if back.is_set() else real())
        applied = here.apply(plan, progress=lambda text: back.set() if "verified" in text else None)
        assert [each.result for each in applied.outcomes] == [Result.VERIFIED, Result.NOT_SENT]
        assert applied.stopped.startswith(f"the clock was set back: it stands at {past}, the last record is of ")
        back.clear()
        other = only(here.plan(), "RS2", "overvoltage_v")
        back.set()
        with pytest.raises(Stop, match=re.escape(f"`clock`: it is {past} by the clock, run {plan.id} has a ")):
            here.apply(other)
        assert len(here.written()) == 1


@pytest.mark.fault("K12", "P16")
def test_the_way_back_is_a_plan_with_the_same_guards(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        before = dict(here.plant.device("SS301").registers)
        folder = run_of(here)
        back = restore(here.plan(), site, journal.read(folder))
        assert [(each.tag, [write.parameter for write in each.writes]) for each in back.devices] == [
            ("SS301", ["current_limit_percent", "overvoltage_v"])
        ]
        assert back.purpose == f"restore {folder.name}"
        here.plant.device("SS301").registers[0x100F] = 93
        with pytest.raises(Stop, match="`identity`: SS301 is another unit than in the run") as stop:
            restore(here.plan(), site, journal.read(folder))
        assert stop.value.code is ExitCode.REFUSED
        here.plant.device("SS301").registers[0x100F] = before[0x100F]
        assert here.apply(back).code is ExitCode.DONE
        assert here.plant.device("SS301").registers == before
        assert restore(here.plan(), site, journal.read(folder)).changes == 0
        assert [each.purpose for each in every_run(folder.parent)] == [back.purpose, ""]
        assert latest_run(folder.parent) == read_run(folder)


def test_the_run_that_began_last_is_the_latest_although_its_plan_is_older(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = here.plan()
        an_hour = datetime.timedelta(hours=1)
        older, newer = (
            numbered(only(plan, bus, "current_limit_percent"), datetime.datetime.fromisoformat(plan.created) - earlier)
            for bus, earlier in (("RS1", an_hour), ("RS2", 0 * an_hour))
        )
        for each in (newer, older):
            assert here.apply(each).code is ExitCode.DONE
        assert [run.id for run in every_run(here.folder)] == [older.id, newer.id]
        latest = latest_run(here.folder)
        assert latest is not None
        assert latest.id == older.id


def test_the_reverse_plan_of_a_run_can_be_applied(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        before = dict(here.plant.device("SS301").registers)
        folder = run_of(here)
        back = from_json((folder / REVERSE).read_text(), REVERSE)
        assert here.apply(back).code is ExitCode.DONE
        assert here.plant.device("SS301").registers == before
        assert back.purpose == f"restore {folder.name}"
        assert latest_run(folder.parent) == read_run(folder)


def test_a_value_as_found_that_cannot_be_written_becomes_a_step(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        here.plant.device("SS301").registers[0x1005] = 900
        folder = run_of(here)
        back = restore(here.plan(), site, journal.read(folder))
    assert [write.parameter for write in back.devices[0].writes] == ["overvoltage_v"]
    assert [(step.parameter, step.value, step.reads) for step in back.devices[0].manual] == [
        ("current_limit_percent", 900, 270)
    ]


@pytest.mark.fault("E12", "E14")
def test_a_run_tells_the_state_of_every_value_and_how_often_a_device_was_written(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        folder = run_of(here)
        assert here.apply(only(here.plan(), "RS2", "undervoltage_v")).code is ExitCode.DONE
    assert frames_so_far(tmp_path, rehearsal=True) == {"SS301": 3}
    assert frames_so_far(tmp_path, rehearsal=False) == {}
    with continue_run(folder) as more:
        facts = {"device": "SS301", "parameter": "overvoltage_v", "register": "0x1017", "raw": 425, "reads": 425}
        more.append("after-power-cycle", **facts, result="verified")
        facts = {"device": "SS301", "parameter": "current_limit_percent", "register": "0x1005", "raw": 260}
        more.append("after-power-cycle", **facts, reads=260, result="altered")
    run = read_run(folder)
    assert [(each.outcome, each.verified) for each in run.devices[0].writes] == [
        ("altered", False), (AFTER_POWER_CYCLE, True),
    ]  # fmt: skip
    assert {each.outcome for each in run.devices[0].writes} <= set(OUTCOMES)
    assert run.last_hash == journal.read(folder)[-1]["hash"]


def test_what_was_never_sent_is_in_the_record(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = only(here.plan(), "RS2", "current_limit_percent", "overvoltage_v")
        here.apply(plan, interrupted=True)
    run = read_run(tmp_path / plan.id)
    assert run.result == "interrupted"
    assert [each.outcome for each in run.unverified] == ["not sent", "not sent"]


@dataclasses.dataclass
class Desk:
    """A rehearsal plant that commands find by its state file, and what they print."""

    plant: Plant
    state: Path
    runs: Path
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        self.capsys.readouterr()
        code = main(list(arguments))
        return code, *self.capsys.readouterr()

    @property
    def there(self) -> tuple[str, ...]:
        return "--rehearsal", str(self.state)


@contextlib.contextmanager
def desk(site: Site, folder: Path, capsys: pytest.CaptureFixture[str], **faults: list[Fault]) -> Iterator[Desk]:
    ready, end = threading.Event(), threading.Event()
    plants: list[Plant] = []

    def on_ready(plant: Plant) -> None:
        plants.append(plant)
        ready.set()

    state = folder / "rehearsal.json"
    serving = threading.Thread(target=serve, args=(site, state, None, 60, False, on_ready, 0, end, faults))
    serving.start()
    try:
        assert ready.wait(20)
        yield Desk(plants[0], state, folder / "runs", capsys)
    finally:
        end.set()
        serving.join()


@pytest.fixture
def own_copy(tmp_path: Path) -> Path:
    """Return a copy of the example site, to be changed."""
    return Path(shutil.copytree(RIVERSIDE, tmp_path / "riverside"))


@pytest.fixture(autouse=True)
def _no_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plantwright.cli.apply.interrupts", lambda: lambda: False)


@pytest.mark.fault("G12", "K12", "E14")
def test_resolve_show_and_restore_from_the_command_line(
    site: Site, tmp_path: Path, own_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, back, runs = str(tmp_path / "plan.json"), str(tmp_path / "back.json"), str(tmp_path / "runs")
    with desk(site, tmp_path, capsys, RS2=[LOST]) as run:
        before = {tag: dict(run.plant.device(tag).registers) for tag in ("SS101", "SS301")}
        assert run("plan", str(own_copy), *run.there, "-o", plan, "--journal", runs)[0] == 0
        code, shown, _ = run("apply", plan, *run.there, "--journal", runs, "--plant-id", "RPS-01")
        assert code == 7
        assert "the outcome is unknown for at least one register" in shown
        name = json.loads(Path(plan).read_text())["id"]
        code, _, told = run("plan", str(own_copy), *run.there, "--journal", runs)
        assert (code, told.splitlines()[-1]) == (4, f"next: resolve first: `plantwright resolve {name}`")

        code, shown, _ = run("resolve", name, "--journal", runs, *run.there)
        assert code == 7
        assert "SS301 F0.05 current_limit_percent (0x1005)" in shown
        assert run("resolve", name, "--journal", runs)[0] == 4
        assert run("resolve", name, "--journal", runs, *run.there, "--person", "R. Meyer")[0] == 2
        said = ("--person", "R. Meyer", "--reason", "gateway was restarted", "--seen", "keypad shows 260")
        code, shown, _ = run("resolve", name, "--journal", runs, *run.there, *said)
        assert (code, shown.splitlines()[-1]) == (0, f"{name}: nothing is left to resolve")
        assert run("resolve", name, "--journal", runs, *run.there)[0] == 0

        code, shown, _ = run("show", f"{runs}/{name}")
        assert code == 0
        assert f"REHEARSAL run {name} of plant RPS-01" in shown
        assert "stated by R. Meyer: keypad shows 260 (gateway was restarted)" in shown
        assert "write frames in this run" in shown
        document = json.loads(run("show", f"{runs}/{name}", "--format", "json")[1])
        assert document["records"][0]["kind"] == "start"
        assert document["result"]["devices"][0]["tag"]

        code, shown, _ = run("restore", name, "--journal", runs, *run.there, "-o", back)
        assert code == 0
        assert shown.splitlines()[-1].startswith(f"REHEARSAL plan back to what run {name} found: ")
        assert not any(word in shown.lower() for word in ("rollback", "roll back", "undo", "undone"))
        assert run("restore", name, "--journal", runs)[0] == 4
        assert run("apply", back, *run.there, "--journal", runs, "--plant-id", "RPS-01")[0] == 0
        assert {tag: run.plant.device(tag).registers for tag in before} == before


@pytest.mark.fault("F6", "F8")
def test_files_that_change_during_a_run_do_not_change_it(
    site: Site, tmp_path: Path, own_copy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, runs = tmp_path / "plan.json", str(tmp_path / "runs")

    def swap(text: str) -> None:
        if text.startswith("as found"):
            path.write_text("{}")
            site_file = own_copy / "feeders.yaml"
            site_file.write_text(site_file.read_text() + "# edited\n")

    with desk(site, tmp_path, capsys) as run:
        assert run("plan", str(own_copy), *run.there, "-o", str(path))[0] == 0
        text = path.read_text()
        monkeypatch.setattr(screen, "note", swap)
        assert run("apply", str(path), *run.there, "--journal", runs, "--plant-id", "RPS-01")[0] == 0
    folder = tmp_path / "runs" / json.loads(text)["id"]
    assert (folder / "plan.json").read_text() == text
    records = journal.read(folder)
    assert records[-1]["text"] == "the site files changed while the run was under way; it went by the old ones"
    assert read_run(folder).result == "done"


@pytest.mark.fault("G8")
def test_progress_that_nobody_reads_does_not_end_a_run(site: Site, tmp_path: Path) -> None:
    def broken(text: str) -> None:
        raise BrokenPipeError

    with bench(site, tmp_path) as here:
        plan = only(here.plan(), "RS2", "current_limit_percent", "overvoltage_v")
        assert here.apply(plan, progress=broken).code is ExitCode.DONE
        assert len(here.written()) == 2


@pytest.mark.fault("G8")
def test_a_result_that_nobody_reads_keeps_its_exit_code(
    site: Site, tmp_path: Path, own_copy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = str(tmp_path / "plan.json")
    with desk(site, tmp_path, capsys, RS2=[LOST]) as run:
        run("plan", str(own_copy), *run.there, "-o", plan)
        reading, writing = os.pipe()
        os.close(reading)
        with os.fdopen(writing, "w") as closed, monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", closed)
            code = main(["apply", plan, *run.there, "--journal", str(run.runs), "--plant-id", "RPS-01"])
    assert code == 7

"""Storage that fails under a run: no frame without a durable record before it, no outcome that is lost in silence."""

import dataclasses
import errno
import fcntl
import json
import os
import stat
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tests.rehearsal import Bench, bench, only

from plantwright.deploy import durable, journal, lock
from plantwright.deploy.journal import Journal
from plantwright.deploy.outcome import Result
from plantwright.deploy.plan import Plan
from plantwright.deploy.recovery import left_open
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.site.model import Site

RECORDS = ("start", "as-found", "intent", "outcome", "intent", "outcome", "as-left", "end")
"""The records of a run that writes two registers of one device; each is one write and one sync."""


class Disk:
    """Lets the n-th call on files of a name fail."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch

    def fail(self, function: str, name: str, at: int, number: int, half: bool = False) -> None:
        """Let call `at` (from 1) of `os.write` or `os.fsync` on a file raise an error, after half of the bytes."""
        real: Callable[..., Any] = getattr(os, function)
        calls = 0

        def failing(descriptor: int, *data: Any) -> Any:
            nonlocal calls
            if Path(f"/proc/self/fd/{descriptor}").readlink().name == name:
                calls += 1
                if calls >= at:
                    if half and calls == at:
                        real(descriptor, bytes(data[0])[: len(data[0]) // 2])
                    raise OSError(number, os.strerror(number))
            return real(descriptor, *data)

        self.patch.setattr(os, function, failing)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


@pytest.fixture(scope="module")
def small(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """Return a plan for two registers of one device behind a gateway."""
    with bench(site, tmp_path_factory.mktemp("small")) as here:
        return only(here.plan(), "RS2", "current_limit_percent", "overvoltage_v")


def planned(here: Bench, small: Plan) -> Plan:
    return dataclasses.replace(small, targets={tag: each.name for tag, each in here.targets.items()})


FAILING = {
    "disk full": ("write", errno.ENOSPC, False),
    "disk full half-way": ("write", errno.ENOSPC, True),
    "sync fails": ("fsync", errno.EIO, False),
}


@pytest.mark.fault("H1", "H2", "H3")
@pytest.mark.parametrize("record", range(1, len(RECORDS) + 1))
@pytest.mark.parametrize("case", FAILING)
def test_a_record_that_is_not_stored_stops_the_run(
    site: Site, tmp_path: Path, disk: Disk, small: Plan, case: str, record: int
) -> None:
    function, number, half = FAILING[case]
    sent = {"start": 0, "as-found": 0}.get(RECORDS[record - 1], RECORDS[:record].count("intent"))
    frames = sent - (RECORDS[record - 1] == "intent")
    told: list[str] = []
    with bench(site, tmp_path) as here:
        disk.fail(function, "journal.jsonl", record, number, half)
        if record <= 2:
            with pytest.raises(Stop) as stop:
                here.apply(planned(here, small))
            code = stop.value.code
        else:
            applied = here.apply(planned(here, small), progress=told.append)
            code = applied.code
        assert len(here.written()) == max(0, frames)
    lost = RECORDS[record - 1] == "outcome"
    assert code is (ExitCode.UNKNOWN if lost else ExitCode.NOT_DURABLE)
    if lost:
        assert applied.outcomes[frames - 1].result is Result.VERIFIED
        copy = Path(next(each for each in told if "the journal does not say so" in each).partition("a copy is in ")[2])
        assert json.loads(copy.read_text())["result"] == "verified"
        copy.unlink()


@pytest.mark.fault("H2", "G12")
def test_what_the_journal_does_not_know_is_open_for_the_next_run(
    site: Site, tmp_path: Path, disk: Disk, small: Plan
) -> None:
    with bench(site, tmp_path) as here:
        with disk.patch.context() as patch:
            Disk(patch).fail("write", "journal.jsonl", 4, errno.ENOSPC, True)
            here.apply(planned(here, small))
        assert [str(each) for each in left_open(journal.read(tmp_path / small.id))] == [
            "SS301 F0.05 current_limit_percent (0x1005)"
        ]
        with pytest.raises(Stop) as stop:
            here.apply(here.plan())
        assert stop.value.code is ExitCode.REFUSED
        assert stop.value.message == (
            f"refused by the guard `unknown`: run {small.id} left SS301 F0.05 current_limit_percent (0x1005) unknown "
            "(the run was broken off before it was read back); nothing was written"
        )
        assert stop.value.hint == f"resolve first: `plantwright resolve {small.id}`"


@pytest.mark.fault("H5")
def test_short_writes_are_continued(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: Plan) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, bytes(data)[:97]))
    with bench(site, tmp_path) as here:
        assert here.apply(planned(here, small)).code is ExitCode.DONE
    assert [each["kind"] for each in journal.read(tmp_path / small.id)] == list(RECORDS)


@pytest.mark.fault("H4", "H9")
@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.EDQUOT, errno.ENAMETOOLONG])
def test_a_folder_that_takes_no_files_is_found_before_anything_is_asked(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: Plan, number: int
) -> None:
    def refuse(path: Path) -> int:
        raise OSError(number, os.strerror(number))

    with bench(site, tmp_path) as here:
        monkeypatch.setattr(durable, "create", refuse)
        with pytest.raises(Stop) as stop:
            here.apply(planned(here, small))
        assert stop.value.code is ExitCode.NOT_DURABLE
        assert os.strerror(number) in stop.value.message
        assert here.plant.log.requests() == []


@pytest.mark.fault("H6", "H8", "P9")
def test_a_file_is_the_old_or_the_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plan.json"
    durable.write(path, b"old")

    def refuse(source: Path, target: Path) -> None:
        assert source.parent == target.parent
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refuse)
        with pytest.raises(Stop) as stop:
            durable.write(path, b"new")
    assert stop.value.code is ExitCode.NOT_DURABLE
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == b"old"


@pytest.mark.fault("H8")
def test_a_link_is_replaced_and_a_folder_refused(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("kept")
    link = tmp_path / "plan.json"
    link.symlink_to(target)
    durable.write(link, b"new")
    assert (link.is_symlink(), link.read_bytes(), target.read_text()) == (False, b"new", "kept")
    (tmp_path / "folder" / "full").mkdir(parents=True)
    with pytest.raises(Stop) as stop:
        durable.write(tmp_path / "folder", b"new")
    assert stop.value.code is ExitCode.NOT_DURABLE


@pytest.mark.fault("H7", "H8")
def test_a_journal_that_others_may_write_or_lead_elsewhere_is_refused(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with Journal(tmp_path / "run") as here:
            here.append("note", text="x")
    finally:
        os.umask(before)
    path = tmp_path / "run" / "journal.jsonl"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    path.chmod(0o666)
    with pytest.raises(Stop, match=r"journal\.jsonl proves nothing: anybody may write it") as stop:
        journal.read(path.parent)
    assert stop.value.code is ExitCode.NOT_DURABLE
    path.chmod(0o640)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Stop, match="cannot read"):
        journal.read(path.parent)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(Stop, match="it is not a regular file"):
        journal.read(path.parent)


@pytest.mark.fault("F5")
def test_storage_without_locks_is_refused(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(descriptor: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(Stop) as stop, lock.held("tcp 127.0.0.1:502"):
        pass
    assert stop.value.code is ExitCode.NOT_DURABLE
    with pytest.raises(Stop) as stop:
        Journal(tmp_path / "run")
    assert stop.value.code is ExitCode.NOT_DURABLE
    assert stop.value.message == f"{tmp_path / 'run'} lies on storage without file locks: No locks available"


@pytest.mark.fault("G5", "G6", "H11")
def test_what_a_power_cut_leaves_of_a_journal_is_its_beginning(site: Site, tmp_path: Path, small: Plan) -> None:
    with bench(site, tmp_path) as here:
        here.apply(planned(here, small))
    path = tmp_path / small.id / "journal.jsonl"
    data, whole = path.read_bytes(), journal.read(path.parent)
    for length in range(0, len(data) + 1, 53):
        path.write_bytes(data[:length])
        assert journal.read(path.parent) == whole[: data[:length].count(b"\n")]
    ends = [place for place, byte in enumerate(data) if byte == 0x0A]
    path.write_bytes(data[: ends[-2] + 20] + b"\0" * (ends[-1] - ends[-2] - 20) + b"\n")
    assert journal.load(path.parent).notices == (f"{path}: the last record was never finished; it counts for nothing",)
    assert journal.read(path.parent) == whole[:-1]
    path.write_bytes(data[: ends[1] + 20] + b"\0" * 20 + data[ends[1] + 40 :])
    with pytest.raises(Stop, match="record 3 was altered or lost") as stop:
        journal.read(path.parent)
    assert stop.value.code is ExitCode.NOT_DURABLE


@pytest.mark.fault("H11", "P10")
def test_every_flipped_byte_of_a_journal_is_found(tmp_path: Path) -> None:
    with Journal(tmp_path / "run") as here:
        here.append("note", text="first")
        here.append("note", text="second")
    path = here.path
    data = path.read_bytes()
    for place in range(data.index(b"\n")):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(Stop):
            journal.read(path.parent)


def test_a_closed_journal_takes_nothing(tmp_path: Path) -> None:
    with Journal(tmp_path / "run") as here:
        here.append("note", text="first")
    with pytest.raises(Stop, match="is closed"):
        here.append("note", text="second")
    assert len(journal.read(here.folder)) == 1


@pytest.mark.fault("F7")
def test_threads_share_a_journal(tmp_path: Path) -> None:
    with Journal(tmp_path / "run") as here, ThreadPoolExecutor(8) as threads:
        for number in range(80):
            threads.submit(here.append, "note", text=str(number))
    records = journal.read(here.folder)
    assert [each["seq"] for each in records] == list(range(1, 81))
    assert {int(each["text"]) for each in records} == set(range(80))


def test_an_emergency_copy_has_nowhere_to_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path / "none"))
    assert journal.emergency_copy("run", {"at": journal.now()}) is None

"""`plantwright monitor` from outside: polled on a rehearsal plant, kept over kill and full disk, exported, foretold."""

import contextlib
import csv
import datetime
import json
import math
import os
import pty
import random
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from tests.rehearsal import RIVERSIDE

from plantwright.cli.main import main
from plantwright.deploy import lock
from plantwright.monitor.layout import Layout, polled
from plantwright.monitor.series import read_series
from plantwright.monitor.store import Plant, Sample, make_store
from plantwright.monitor.times import milliseconds
from plantwright.monitor.trend import FEWEST, SHORTEST_DAYS, Crossing, NoEstimate, Point, Trend, crossing, fit
from plantwright.monitor.watch import LONGEST_BACK_OFF_S, Patience
from plantwright.site.evidence import Evidence, Pair
from plantwright.site.load import load_site
from plantwright.site.model import Site
from plantwright.site.records import InsulationMonitoring

MAIN = [sys.executable, "-m", "plantwright"]
NOW = datetime.datetime(2026, 11, 20, 8, tzinfo=datetime.UTC)
KNOWN = """\
  insulation_{channel}_mohm:
    title: Insulation resistance
    kind: number
    register: {channel}
    role: measurement
    access: r
    deployment: never
    unit: MΩ
    scale: 0.1
    range: [0.1, 99.9]
    channel: {channel}
    verified: {verified}
    simulated: 42.5
    source: {{document: manual, clause: invented for a test}}
"""


class Works:
    """A site whose monitors have known registers, a rehearsal plant of it, and the command line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site = folder / "site"
        self.state = folder / "r.json"
        self.frames = folder / "r.frames.jsonl"

    def command(self, *options: str) -> list[str]:
        return [*MAIN, "monitor", str(self.site), "--rehearsal", str(self.state), *options]

    def run(self, *options: str, before: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*options), capture_output=True, text=True, timeout=60, check=False, preexec_fn=before
        )

    @contextlib.contextmanager
    def running(self, *options: str) -> Iterator[subprocess.Popen[str]]:
        with subprocess.Popen(
            self.command(*options), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    def act(self, action: str) -> None:
        command = [*MAIN, "simulate", str(self.site), "--state", str(self.state), "--action", action]
        subprocess.run(command, capture_output=True, timeout=30, check=True)


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Works]:
    here = Works(tmp_path_factory.mktemp("works"))
    shutil.copytree(RIVERSIDE, here.site)
    teach(here.site)
    command = [*MAIN, "simulate", str(here.site), "--state", str(here.state), "--for", "240"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        assert process.stdout.readline().startswith("REHEARSAL")
        try:
            yield here
        finally:
            process.kill()


def teach(site: Path) -> None:
    """Give the site a type of its own that says of words 1 and 2 what they hold; nothing proves the second."""
    text = (RIVERSIDE.parents[1] / "schemas" / "devices" / "k7ge-mg.yaml").read_text(encoding="utf-8")
    for channel, verified in ((1, "true"), (2, "false")):
        known = KNOWN.format(channel=channel, verified=verified)
        text = re.sub(rf"  monitor_word_0{channel}:\n(?:    .*\n)+", known, text)
    (site / "devices").mkdir()
    (site / "devices" / "k7ge-mg.yaml").write_text(text, encoding="utf-8")


def rows(database: Path, query: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return list(connection.execute(query))


def lines(text: str) -> list[list[str]]:
    return [re.split(r" {2,}", line) for line in text.splitlines()]


def test_one_round_of_every_device(works: Works, tmp_path: Path) -> None:
    database = tmp_path / "m.sqlite"
    done = works.run("--once", "--database", str(database))
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "6 samples kept")
    shown = lines(done.stdout)
    clock = shown[1][-1]
    assert shown[0] == ["device", "what", "reads", "at"]
    assert shown[1:4] == [
        ["SS101", "Starter status", "standby", clock],
        ["SS101", "Mean current of the three phases", "raw 0, 0 A assumed", clock],
        ["SS101", "Voltage", "raw 380, 380 V assumed", clock],
    ]
    assert [row[:-1] for row in shown if row[0] == "IM1"] == [
        ["IM1", "Insulation resistance, PB101", "42.5 MΩ"],
        ["IM1", "Insulation resistance, PB201", "raw 425, 42.5 MΩ assumed"],
        ["IM1", "0x0003 to 0x0013", " ".join(["0"] * 17), "raw: meaning not proven"],
    ]
    assert shown[-1] == ["REHEARSAL RPS-01: 6 samples of 6 devices"]
    assert rows(database, "SELECT number, rehearsal FROM plant") == [("RPS-01", 1)]
    columns = "device, raw, scale, unit, verified"
    assert rows(database, f"SELECT {columns} FROM reading WHERE register = 1 ORDER BY device") == [
        ("IM1", 425, 0.1, "MΩ", 1), ("IM2", 425, 0.1, "MΩ", 1),
    ]  # fmt: skip
    assert rows(database, "PRAGMA journal_mode") == [("wal",)]


def test_the_readings_for_programs(works: Works, tmp_path: Path) -> None:
    done = works.run("--once", "--database", str(tmp_path / "m.sqlite"), "--device", "IM2", "--format", "json")
    found = json.loads(done.stdout)
    assert (found["rehearsal"], found["plant"], found["samples"], found["silent"]) == (True, "RPS-01", 1, {})
    del found["readings"][0]["at"]
    assert found["readings"][0] == {
        "device": "IM2", "name": "insulation_1_mohm", "register": 1, "raw": 425, "value": 42.5, "bound": "",
        "unit": "MΩ", "verified": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (999, [">= 99.9 MΩ"]),
        (998, ["99.8 MΩ"]),
        (10, ["1 MΩ", "at or below alarm 1 (20 MΩ) and alarm 2 (1 MΩ)"]),
        (1, ["0.1 MΩ", "at or below alarm 1 (20 MΩ) and alarm 2 (1 MΩ)"]),
        (0, ["< 0.1 MΩ", "at or below alarm 1 (20 MΩ) and alarm 2 (1 MΩ)"]),
    ],
)
def test_a_reading_at_the_end_of_the_range_is_a_bound(works: Works, tmp_path: Path, raw: int, said: list[str]) -> None:
    works.act(f"IM1: keypad, change insulation_1_mohm={raw}")
    done = works.run("--once", "--database", str(tmp_path / "m.sqlite"), "--device", "IM1")
    works.act("IM1: keypad, change insulation_1_mohm=425")
    assert lines(done.stdout)[1][2:-1] == said


def test_the_export_marks_a_rehearsal(works: Works, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database, file = tmp_path / "m.sqlite", tmp_path / "out.csv"
    works.run("--count", "2", "--period", "1s", "--database", str(database))
    look = ["monitor", str(works.site), "--database", str(database)]
    assert main([*look, "--export", str(file), "--device", "SS101", "IM1"]) == 0
    assert capsys.readouterr().out == f"REHEARSAL 50 readings in {file}\n"
    with file.open(encoding="utf-8", newline="") as text:
        found = list(csv.DictReader(text))
    assert {(row["plant"], row["data"], row["device"]) for row in found} == {
        ("RPS-01", "REHEARSAL", "SS101"), ("RPS-01", "REHEARSAL", "IM1"),
    }  # fmt: skip
    del found[-19]["time"]
    assert found[-19] == {
        "plant": "RPS-01", "data": "REHEARSAL", "device": "IM1", "probe": "PB101", "register": "0x0001",
        "name": "insulation_1_mohm", "role": "measurement", "raw": "425", "bound": "", "value": "42.5", "unit": "MΩ",
        "meaning": "proven",
    }  # fmt: skip
    assert main([*look, "--export", "-", "--since", "2126-01-01"]) == 0
    assert capsys.readouterr().out.startswith("time,plant,data,")
    assert main([*look, "--export", str(tmp_path / "missing" / "out.csv")]) == 9
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.fault("D1", "D2", "D21")
def test_a_silent_device_is_logged_and_asked_again_while_others_go_on(works: Works, tmp_path: Path) -> None:
    database = tmp_path / "m.sqlite"
    chosen = ("--device", "SS101", "SS301", "IM2")
    works.act("SS301: power off")
    try:
        with works.running("--count", "7", "--period", "1s", "--database", str(database), *chosen) as process:
            events = "SELECT kind, subject FROM event WHERE kind IN ('lost', 'back')"
            end = time.monotonic() + 30
            while not (database.exists() and rows(database, events)):
                assert time.monotonic() < end
                time.sleep(0.1)
            works.act("SS301: power cycle")
            shown, _ = process.communicate(timeout=40)
    finally:
        works.act("SS301: power cycle")
    assert process.returncode == 0, shown
    assert re.search(r"[1-9] rounds left out, the period is too short$", shown)
    assert rows(database, events) == [("lost", "SS301"), ("back", "SS301")]
    counted = rows(database, "SELECT device, count(*) FROM sample JOIN layout ON layout.id = layout GROUP BY device")
    kept = {str(device): int(str(count)) for device, count in counted}
    assert (kept["SS101"], kept["IM2"]) == (7, 7)
    assert 1 <= kept["SS301"] <= 6


@pytest.mark.fault("D1")
def test_a_round_without_an_answer_says_so(works: Works, tmp_path: Path) -> None:
    works.act("IM2: power off")
    done = works.run("--once", "--database", str(tmp_path / "m.sqlite"), "--device", "IM2", "SS101")
    works.act("IM2: power cycle")
    assert done.returncode == 3
    assert lines(done.stdout)[-2] == ["IM2", "no answer", "unit 11 did not answer within 0.5 s"]
    assert lines(done.stdout)[-1] == ["REHEARSAL RPS-01: 1 sample of 1 device; no answer from IM2"]


@pytest.mark.fault("F2")
def test_a_line_that_another_command_holds_is_left_to_it(works: Works, tmp_path: Path) -> None:
    state = json.loads(works.state.read_text(encoding="utf-8"))["buses"]["RS2"]
    database = tmp_path / "m.sqlite"
    with lock.held(f"tcp 127.0.0.1:{state['port']}"):
        done = works.run("--once", "--database", str(database), "--device", "IM2", "SS101")
    assert done.returncode == 3
    assert lines(done.stdout)[-1] == ["REHEARSAL RPS-01: 1 sample of 1 device; no answer from IM2"]
    assert str(rows(database, "SELECT text FROM event WHERE kind = 'lost'")[0][0]).startswith(
        f"tcp 127.0.0.1:{state['port']} is in use by "
    )


def test_a_silent_device_is_asked_less_and_less_often() -> None:
    patience = Patience(60)
    at, waits = 0.0, []
    for _ in range(6):
        patience.failed("SS101", at)
        later = at
        while not patience.due("SS101", later):
            later += 30
        waits.append(later - at)
        at = later
    assert waits == [30, 90, 210, 270, 270, 270]
    assert max(waits) <= LONGEST_BACK_OFF_S
    assert patience.due("SS201", 0)
    assert (patience.answered("SS101"), patience.answered("SS101"), patience.due("SS101", at)) == (6, 0, True)
    patience.failed("SS101", at, busy=True)
    assert patience.due("SS101", at)


@pytest.mark.fault("G1", "G5")
def test_what_was_committed_outlives_a_kill(works: Works, tmp_path: Path) -> None:
    database = tmp_path / "m.sqlite"
    before = 0
    for _ in range(4):
        with works.running("--period", "0.5s", "--database", str(database), "--device", "SS101", "IM2") as process:
            assert process.stderr
            told = 0
            while told < 4:
                told = int(process.stderr.readline().split()[0])
            process.kill()
        assert rows(database, "PRAGMA integrity_check") == [("ok",)]
        kept = int(str(rows(database, "SELECT count(*) FROM sample")[0][0]))
        assert kept >= before + told
        before = kept


@pytest.mark.fault("H1")
def test_a_full_disk_ends_the_command_and_loses_nothing(works: Works, tmp_path: Path) -> None:
    database = tmp_path / "m.sqlite"
    assert works.run("--once", "--database", str(database)).returncode == 0
    limit = 60_000
    done = works.run("--period", "0.5s", "--database", str(database),
                     before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))  # fmt: skip
    assert done.returncode == 9
    told, hint = done.stderr.splitlines()[-2:]
    assert re.fullmatch(
        rf"cannot store {database}: (disk I/O error|database or disk is full); what was kept before is still there",
        told,
    )
    assert hint == "next: free the disk, or name another --database"
    assert rows(database, "PRAGMA integrity_check") == [("ok",)]
    kept = int(str(rows(database, "SELECT count(*) FROM sample")[0][0]))
    assert kept == 6 + int(done.stderr.splitlines()[-3].split()[0])


@pytest.mark.fault("G7", "G8")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_it_ends_when_told_to(works: Works, tmp_path: Path, number: signal.Signals, code: int) -> None:
    database = tmp_path / "m.sqlite"
    bounded = ("--duration", "1h") if code else ()
    with works.running("--period", "1h", "--database", str(database), "--device", "SS101", *bounded) as process:
        assert process.stderr
        process.stderr.readline()
        process.send_signal(number)
        shown, notes = process.communicate(timeout=20)
    assert (process.returncode, notes) == (code, "")
    assert lines(shown)[-1] == ["REHEARSAL RPS-01: 1 sample of 1 device"]
    assert [kind for (kind,) in rows(database, "SELECT kind FROM event")] == ["began", "ended"]


def test_a_terminal_shows_a_live_table(works: Works, tmp_path: Path) -> None:
    master, slave = pty.openpty()
    command = works.command("--count", "2", "--period", "1s", "--database", str(tmp_path / "m.sqlite"),
                            "--device", "IM1")  # fmt: skip
    shown = b""
    with subprocess.Popen(command, stdout=slave, stderr=slave, env={**os.environ, "TERM": "xterm"}) as process:
        os.close(slave)
        with contextlib.suppress(OSError):  # how Linux says that nobody holds the other end
            while some := os.read(master, 4096):
                shown += some
    os.close(master)
    text = shown.decode()
    assert process.returncode == 0
    assert text.count("Insulation resistance, PB101") >= 3
    assert "\x1b[" in text
    assert text.endswith("REHEARSAL RPS-01: 2 samples of 1 device\r\n")


def test_a_period_shorter_than_a_round_is_refused(works: Works, tmp_path: Path) -> None:
    done = works.run("--period", "0.2s", "--database", str(tmp_path / "m.sqlite"))
    assert done.returncode == 2
    assert re.fullmatch(
        r"one round over bus RS1 takes at least 0\.\d\d s on the wire, longer than the period of 0\.2 s\n"
        r"next: give --period 1s or more, or name fewer devices: --device TAG\n",
        done.stderr,
    )


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--period", "soon"), "'soon' is no span of time: write 30s, 5min, 1h or 90d"),
        (("--since", "99 x"), "'99 x' is no time: write 2026-10-01, 2026-10-01T08:00 or 90d"),
        (("--count", "0"), "'0' is no number of rounds, 1 or more"),
        (("--keep", "9999999d"), "'9999999d' reaches back before the year 1"),
        (("--keep", "2026-10-01"), "'2026-10-01' is no span of time: write 30s, 5min, 1h or 90d"),
        (("--keep", "0.00005s"), "there are no readings: "),
        (("--period", f"{'9' * 400}d"), "is no span of time: write 30s, 5min, 1h or 90d"),
        (("--once", "--duration", "1h"), "argument --duration: not allowed with argument --once"),
        (("--device", "LMG9"), "LMG9 is no device that can be polled"),
        (("--trend",), "there are no readings: "),
    ],
)
def test_a_wrong_wish_is_told(
    site: Site, options: Sequence[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["monitor", str(RIVERSIDE), "--database", str(tmp_path / "none.sqlite"), *options]
    try:
        code = main(command)
    except SystemExit as ended:
        code = int(str(ended.code))
    assert code == 2
    assert told in capsys.readouterr().err


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy of the example site whose monitors have known registers."""
    site = tmp_path / "site"
    shutil.copytree(RIVERSIDE, site)
    teach(site)
    return site


def filled(home: Path, values: Sequence[int], number: str = "RPS-01", rehearsal: bool = False, word: int = 0) -> Path:
    """Make a database with raw values of a word of IM1, one a day until NOW."""
    loaded = load_site(home).site
    assert loaded
    entries = polled(loaded.monitors["IM1"].type)
    layout = Layout("IM1", "k7ge-mg", entries)
    path = home / "records" / "monitor.sqlite"
    with make_store(path, Plant(number, "a plant", rehearsal)) as store:
        for ago, raw in enumerate(reversed(values)):
            at = milliseconds(NOW - datetime.timedelta(days=ago))
            store.add([Sample(at, layout, tuple(raw if place == word else 0 for place in range(len(entries))))])
    return path


FALLING = (800, 788, 781, 760, 757, 740, 733, 718, 711, 700, 688, 680)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((), "no trend: no readings"),
        (FALLING[:5], "no trend: too few: 5 different readings, 8 are needed"),
        ((500,) * 20, "no trend: flat: 50 MΩ since 2026-11-01"),
        ((*FALLING, 999), "no trend: over range: 99.9 MΩ or more"),
        ((*FALLING, 0), "no trend: below the range: less than 0.1 MΩ"),
        ((*FALLING[:8], 999, *FALLING[:4]), "no trend: too few: 4 different readings, 8 are needed"),
    ],
)
def test_no_trend_says_why(home: Path, values: Sequence[int], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    filled(home, values)
    assert main(["monitor", str(home), "--trend", "PB101"]) == 0
    assert capsys.readouterr().out == f"PB101, channel 1 of IM1: {said}\n"


def test_a_fall_is_estimated_with_its_uncertainty(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(home, FALLING)
    assert main(["monitor", str(home), "--trend", "PB101"]) == 0
    assert capsys.readouterr().out == (
        "PB101, channel 1 of IM1: estimate 67.9 MΩ (67.6 to 68.2) on 2026-11-20, changing by -36.1 % (-37.4 to "
        "-34.8 %) in 30 days, from 12 different readings since 2026-11-09, 95% confidence\n"
        "  alarm 1 at 20 MΩ: estimate 2027-02-10, between 2027-02-06 and 2027-02-14; farther ahead than the readings "
        "reach back, not to be relied on\n"
        "  alarm 2 at 1 MΩ: estimate 2027-08-29, between 2027-08-16 and 2027-09-12; farther ahead than the readings "
        "reach back, not to be relied on\n"
    )


@pytest.mark.parametrize(
    ("values", "first", "second"),
    [
        (FALLING[::-1], *["no estimate: rising: it moves away from the limit"] * 2),
        ((500, 400) * 6, *["no estimate: flat: no fall can be told from the scatter"] * 2),
        ([each // 4 for each in FALLING], "reached", "estimate"),
    ],
)
def test_no_time_to_the_alarm_says_why(
    home: Path, values: Sequence[int], first: str, second: str, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(home, values)
    assert main(["monitor", str(home), "--trend", "PB101"]) == 0
    said = capsys.readouterr().out.splitlines()[1:]
    assert said[0] == f"  alarm 1 at 20 MΩ: {first}"
    assert said[1].startswith(f"  alarm 2 at 1 MΩ: {second}")


def test_a_line_that_lies_below_the_alarm_is_no_date_in_the_past(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The last reading is just above 20 MΩ, the line through all of them below."""
    filled(home, [*(round(400 * math.exp(-0.05 * day)) for day in range(20)), 201])
    assert main(["monitor", str(home), "--trend", "PB101"]) == 0
    first, second = capsys.readouterr().out.splitlines()[1:]
    assert first == "  alarm 1 at 20 MΩ: no estimate: the trend line is below the limit already"
    assert second.startswith("  alarm 2 at 1 MΩ: estimate 20")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("UPDATE layout SET entries = '[{'", "a row of IM1 is damaged: "),
        ("UPDATE layout SET entries = '[{\"nonsense\": 1}]'", "a row of IM1 is damaged: "),
        ("UPDATE layout SET entries = '7'", "a row of IM1 is damaged: "),
        ("UPDATE sample SET raw = '4'", "a row of IM1 is damaged: "),
        ("DROP VIEW reading; ALTER TABLE sample RENAME TO gone", "no such table: sample"),
    ],
)
def test_a_damaged_database_is_told_as_one_that_cannot_be_read(
    home: Path, change: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    database = filled(home, FALLING)
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.executescript(change)
    assert main(["monitor", str(home), "--trend", "PB101"]) == 2
    told, hint = capsys.readouterr().err.splitlines()
    assert told.startswith(f"cannot read {database}: {why}")
    assert hint == "next: take the file from a copy, or name another --database"


def test_a_near_alarm_is_foretold_within_the_reach_of_the_readings(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    values = [round(300 * math.exp(-0.01 * day) + (day % 3) - 1) for day in range(30)]
    filled(home, values)
    assert main(["monitor", str(home), "--trend", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    alarm, far = found["probes"][0]["alarms"]
    assert found["confidence"] == 0.95
    assert (alarm["far"], far["far"]) == (False, True)
    assert alarm["earliest"] <= "2026-12-01" <= alarm["latest"]
    assert found["probes"][1] == {"probe": "PB201", "estimate": None, "reason": "below the range: less than 0.1 MΩ"}


@given(
    st.lists(st.floats(0.5, 99), min_size=FEWEST, max_size=40).filter(lambda mohm: len(set(mohm)) > 1),
    st.floats(0.05, 5),
)
def test_the_line_and_its_band_are_those_of_another_implementation(mohm: list[float], step_days: float) -> None:
    days = [step_days * place + 20000 for place in range(len(mohm))]
    trend = fit([Point(*each) for each in zip(days, mohm, strict=True)])
    if isinstance(trend, NoEstimate):
        assert days[-1] - days[0] < SHORTEST_DAYS
        return
    other = scipy.stats.linregress(days, [math.log(each) for each in mohm])
    margin = scipy.stats.t.ppf(0.975, len(mohm) - 2) * other.stderr
    assert trend.slope == pytest.approx(other.slope, rel=1e-6, abs=1e-9)
    assert trend.slope_margin == pytest.approx(margin, rel=1e-5, abs=1e-7)
    when = crossing(trend, 0.1)
    if isinstance(when, Crossing):
        assert trend.at(when.day).mohm == pytest.approx(0.1, rel=1e-6)
        assert trend.at(when.earliest).low == pytest.approx(0.1, rel=1e-4)
        assert trend.at(when.latest).high == pytest.approx(0.1, rel=1e-4)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    chance = random.Random(7)
    held = 0
    for _ in range(400):
        logs = [math.log(60) - 0.02 * day + chance.gauss(0, 0.05) for day in range(30)]
        trend = fit([Point(day, math.exp(log)) for day, log in enumerate(logs)])
        assert isinstance(trend, Trend)
        when = crossing(trend, 20)
        assert isinstance(when, Crossing)
        held += when.earliest <= math.log(3) / 0.02 <= when.latest
    assert 0.92 <= held / 400 <= 0.98


def test_a_record_is_made_of_the_readings(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled(home, (425, 425, 999, 420, 0))
    command = ["monitor", str(home), "--record", "PB101", "--person", "R. Meyer"]
    assert main(command) == 0
    path = home / "records" / "2026-11-20-insulation-monitoring-PB101.yaml"
    assert capsys.readouterr().out == f"record of 5 readings of PB101 in {path}\n"
    loaded = load_site(home)
    assert loaded.problems == ()
    assert loaded.site
    made = loaded.site.records[path.stem]
    assert isinstance(made, InsulationMonitoring)
    assert (made.object, made.probe, made.person, made.measuring_voltage_v) == ("M101", "PB101", "R. Meyer", 50)
    assert [(each.at[:10], each.resistance_mohm, each.over_range) for each in made.readings] == [
        ("2026-11-16", 42.5, False), ("2026-11-18", 99.9, True), ("2026-11-19", 42, False), ("2026-11-20", 0, False),
    ]  # fmt: skip
    assert made.note == "1 reading below the range, written as 0"
    assert main(command) == 0
    assert path.with_stem(f"{path.stem}-2").exists()


@pytest.mark.parametrize(
    ("rehearsal", "options", "code", "told"),
    [
        (False, ("--record", "PB101"), 2, "a record needs somebody who answers for it"),
        (True, ("--record", "PB101", "--person", "A"), 4,
         "refused: a rehearsal is no measurement and is not put among the records"),
        (False, ("--record", "PB201", "--person", "A"), 4,
         ("refused: nothing proves that register insulation_2_mohm of IM1 holds the insulation resistance of PB201; "
          "no record is made of it")),
        (False, ("--record", "PB999", "--person", "A"), 2, "there is no probe PB999 in this site"),
        (False, ("--record", "PB101", "--person", "A", "--since", "2126-01-01"), 2,
         "PB101 has 0 different readings; a record holds 1 to 1000"),
    ],
)  # fmt: skip
def test_no_record_says_why(
    home: Path, rehearsal: bool, options: Sequence[str], code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(home, FALLING, rehearsal=rehearsal)
    before = sorted((home / "records").glob("*.yaml"))
    assert main(["monitor", str(home), *options]) == code
    assert capsys.readouterr().err.splitlines()[0] == told
    assert sorted((home / "records").glob("*.yaml")) == before


def test_a_record_of_a_rehearsal_says_so(home: Path, tmp_path: Path) -> None:
    filled(home, FALLING, rehearsal=True)
    out = tmp_path / "record.yaml"
    assert main(["monitor", str(home), "--record", "PB101", "--person", "A", "-o", str(out)]) == 0
    assert "REHEARSAL: read from the simulator, nothing was measured" in out.read_text(encoding="utf-8")


def test_an_unknown_register_gives_no_trend(tmp_path: Path, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    database = tmp_path / "m.sqlite"
    make_store(database, Plant("RPS-01", "a plant", False)).close()
    assert main(["monitor", str(RIVERSIDE), "--database", str(database), "--trend", "PB101"]) == 4
    assert capsys.readouterr().err == (
        "PB101: no register of k7ge-mg is known to hold the insulation resistance of channel 1; its readings are kept "
        "raw\nnext: describe it in devices/k7ge-mg.yaml of the site: role measurement, unit MΩ, channel 1\n"
    )
    assert main(["monitor", str(RIVERSIDE), "--database", str(database), "--trend"]) == 0
    assert capsys.readouterr().out.count("no trend: no register of k7ge-mg is known") == 4


def test_what_was_learned_on_a_real_unit_counts_as_proven(home: Path) -> None:
    loaded = load_site(home).site
    assert loaded
    kind = loaded.monitors["IM1"].type
    pairs = [
        Pair(parameter="insulation_2_mohm", shown=shown, raw=raw, unit="MΩ", device="IM1", fingerprint={}, person="A",
             at="2026-11-01T08:00:00+00:00")
        for shown, raw in ((42.5, 425), (10, 100))
    ]  # fmt: skip
    names = [entry.name for entry in polled(kind, Evidence(type=kind.type, pairs=tuple(pairs))) if entry.verified]
    assert names == ["insulation_1_mohm", "insulation_2_mohm"]
    assert [entry.name for entry in polled(kind) if entry.verified] == ["insulation_1_mohm"]


def test_the_series_for_the_report(home: Path) -> None:
    database = filled(home, (425, 999, 0))
    loaded = load_site(home).site
    assert loaded
    found = read_series(loaded, database, "PB101")
    assert (found.monitor, found.channel, found.verified, found.rehearsal) == ("IM1", 1, True, False)
    assert found.alarms == (("alarm_1_mohm", 20), ("alarm_2_mohm", 1))
    assert [(each.mohm, each.bound) for each in found.values] == [(42.5, ""), (99.9, ">="), (0.1, "<")]
    assert found.values[-1].at == NOW


def test_words_kept_before_anybody_knew_what_they_hold_count_later(tmp_path: Path) -> None:
    home = tmp_path / "site"
    shutil.copytree(RIVERSIDE, home)
    database = filled(home, (425, 430))
    teach(home)
    loaded = load_site(home).site
    assert loaded
    assert [each.mohm for each in read_series(loaded, database, "PB101").values] == [42.5, 43]


def test_only_what_is_asked_for_is_deleted(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    days = (datetime.datetime.now(tz=datetime.UTC) - NOW).days
    database = filled(home, FALLING)
    assert main(["monitor", str(home), "--keep", f"{max(0, days) + 5}d"]) == 0
    assert re.match(r"7 samples from before 2026-11-1\d.* deleted from ", capsys.readouterr().out)
    assert rows(database, "SELECT count(*) FROM sample") == [(5,)]
    assert main(["monitor", str(home), "--events"]) == 0
    assert re.search(r"deleted +7 samples from before 2026-11-1\d", capsys.readouterr().out)
    assert main(["monitor", str(home), "--keep", "0.00005s"]) == 0
    assert capsys.readouterr().out.startswith("5 samples from before ")


@pytest.mark.fault("K1")
def test_databases_are_never_mixed(works: Works, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    real = filled(home, FALLING)
    done = works.run("--once", "--database", str(real))
    assert (done.returncode, done.stderr.splitlines()) == (4, [
        f"refused: {real} holds readings of the real plant, which are never mixed with others",
        "next: name another one: --database FILE",
    ])  # fmt: skip
    other = home / "other.sqlite"
    make_store(other, Plant("XYZ-9", "another", False)).close()
    assert main(["monitor", str(home), "--database", str(other), "--trend"]) == 4
    assert capsys.readouterr().err.splitlines()[0] == f"refused: {other} holds readings of plant XYZ-9, not of RPS-01"
    for name, content in (("text", b"no database at all" * 100), ("empty", b"")):
        wrong = home / name
        wrong.write_bytes(content)
        assert main(["monitor", str(home), "--database", str(wrong), "--trend"]) == 2
        assert capsys.readouterr().err.splitlines()[0] == f"{wrong} is not a database of readings"
    with contextlib.closing(sqlite3.connect(real)) as connection:
        connection.execute("PRAGMA user_version = 2")
    assert main(["monitor", str(home), "--trend"]) == 4
    assert capsys.readouterr().err.splitlines()[0] == f"{real} has format 2; this plantwright reads 1"


@pytest.mark.fault("F1")
def test_one_monitor_a_database(works: Works, tmp_path: Path) -> None:
    database = tmp_path / "m.sqlite"
    options = ("--period", "1h", "--database", str(database), "--device", "IM1")
    with works.running(*options) as process:
        assert process.stderr
        process.stderr.readline()
        done = works.run(*options)
    assert done.returncode == 8
    assert done.stderr.startswith(f"database {database} is in use by ")


def test_nothing_was_ever_written_to_a_device(works: Works, tmp_path: Path) -> None:
    works.run("--once", "--database", str(tmp_path / "m.sqlite"))
    frames = [json.loads(line) for line in works.frames.read_text(encoding="utf-8").splitlines()]
    assert {frame["function"] for frame in frames if "function" in frame} == {3}
    other_framing = [frame["hex"].split() for frame in frames if frame["direction"] == "noise"]
    assert {found[1] for found in other_framing} <= {"03"}

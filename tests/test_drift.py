"""`plantwright drift` on a rehearsal plant: what is no longer as declared, since when, and what is not judged."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.read_only import Desk, Said, command, copy_of_riverside, desk_of
from tests.rehearsal import RIVERSIDE

from plantwright.deploy.drift import Kind, Known, Past, drift
from plantwright.deploy.plan import plan_device
from plantwright.deploy.verify import Verified, verify
from plantwright.modbus.rehearsal import load_rehearsal
from plantwright.records.history import history
from plantwright.site.model import Site

Drifted = Callable[..., Said]


def rows(said: Said) -> list[list[str]]:
    """Return the two lines of each setting as the cells of one row."""
    starts = [place for place, line in enumerate(said.lines) if line.startswith("SS") and "  " in line]
    return [[*re.split(r" {2,}", said.lines[place]), *said.lines[place + 1].strip().split("; ")] for place in starts]


LIMIT, ADDRESS, RAMP = 0x1005, 0x101A, 0x1007


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_of(RIVERSIDE, tmp_path) as here:
        yield here


@pytest.fixture
def drifted(desk: Desk, capsys: pytest.CaptureFixture[str]) -> Drifted:
    def run(*options: str, site: Path = RIVERSIDE) -> Said:
        kept = ("--rehearsal", str(desk.state), "--journal", str(desk.runs))
        return command(capsys, desk, "drift", str(site), *kept, *options)

    return run


@pytest.mark.fault("K2")
@pytest.mark.parametrize("name", ["plan", "verify", "drift", "monitor"])
def test_a_rehearsal_of_another_site_is_not_taken(
    desk: Desk, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = copy_of_riverside(tmp_path, "other", ("RPS-01", "RPS-02"))
    said = command(capsys, desk, name, str(other), "--rehearsal", str(desk.state))
    assert (said.code, said.out, said.err.splitlines()[-2:]) == (4, "", [
        f"refused by the guard `targets`: {desk.state} is a rehearsal of RPS-01, not of RPS-02; nothing was written",
        "next: name the rehearsal plant of this site, or start one: `plantwright simulate SITE --state FILE`",
    ])  # fmt: skip


@pytest.mark.fault("P13")
def test_before_the_first_run_nothing_was_ever_pushed(drifted: Drifted) -> None:
    said = drifted()
    assert (said.code, said.lines[0]) == (0, "REHEARSAL: drift: 28 of 51 settings differ from what is declared")
    assert drifted("--exit-code").code == 1
    found = rows(said)
    assert len(found) == 28
    assert found[6] == ["SS101", "F1.05 overvoltage_v", "425 V -> 450 V", "0x1017 = 450", "never pushed",
                        "no run had it"]  # fmt: skip
    assert {row[4] for row in found} == {"never pushed"}
    assert max(map(len, said.lines)) <= 100
    assert said.lines[-2:] == [
        "32 more declared settings have no register; a person signed for 32 of them",
        "the values of 51 settings rest on an address, scale or code that nothing proves",
    ]


@pytest.mark.fault("P13")
def test_after_a_run_there_is_no_drift_until_somebody_changes_something(desk: Desk, drifted: Drifted) -> None:
    run = desk.apply()
    said = drifted("--exit-code")
    assert (said.code, said.lines[0]) == (0, "REHEARSAL: no drift: 51 of 51 settings as declared")
    desk.act(f"SS101: keypad, change {LIMIT:#x}=310", "SS101: leave keypad", f"SS201: keypad, change {ADDRESS:#x}=9")
    said = drifted("--exit-code")
    assert (said.code, said.lines[0]) == (1, "REHEARSAL: drift: 2 of 51 settings differ from what is declared")
    first, second = rows(said)
    assert first[:5] == ["SS101", "F0.05 current_limit_percent", "300 % -> 310 %", "0x1005 = 310",
                         "changed on the device"]  # fmt: skip
    assert re.fullmatch(rf"\d{{4}}-\d\d-\d\d \d\d:\d\d, read in run {run}", first[5])
    assert second[:5] == ["SS201", "F2.02 slave_address", "4 -> 9", "0x101A = 9", "keypad value differs"]
    assert max(map(len, said.lines)) <= 100


def test_json_lists_every_setting_and_when_it_was_verified_last(desk: Desk, drifted: Drifted) -> None:
    run = desk.apply("RS1", "overvoltage_v", "undervoltage_v")
    desk.act("SS101: keypad, change 0x1017=430")
    data = drifted("--format", "json").data
    assert (data["plant"], data["rehearsal"], data["settings"]) == ("RPS-01", True, 51)
    assert data["differences"] == 27
    (starter,) = [each for each in data["devices"] if each["tag"] == "SS101"]
    found = {each["parameter"]: each for each in starter["settings"]}
    assert found["overvoltage_v"]["kind"] == "changed on the device"
    assert (found["overvoltage_v"]["reads"], found["overvoltage_v"]["declared"]) == (430, 425)
    assert found["overvoltage_v"]["register"] == "0x1017"
    known = found["overvoltage_v"]["known"]
    assert (known["run"], known["raw"], known["pushed"]) == (run, 425, True)
    assert found["undervoltage_v"]["kind"] == "as declared"
    assert found["stop_mode"]["kind"] == "never pushed"
    assert "unlisted" not in starter


def test_a_value_that_only_the_files_changed_is_not_blamed_on_the_device(
    desk: Desk, drifted: Drifted, tmp_path: Path
) -> None:
    desk.apply("RS1", "overvoltage_v", "undervoltage_v")
    changed = copy_of_riverside(tmp_path, "changed", ("overvoltage_v: 425", "overvoltage_v: 420"))
    (row,) = [row for row in rows(drifted(site=changed)) if row[:2] == ["SS101", "F1.05 overvoltage_v"]]
    assert row[2:5] == ["420 V -> 425 V", "0x1017 = 425", "changed in the site files"]


def test_what_is_not_declared_is_told_but_never_judged(desk: Desk, drifted: Drifted) -> None:
    run = desk.apply()
    desk.act(f"SS101: keypad, change {RAMP:#x}=44", "SS101: leave keypad")
    assert drifted("--exit-code").code == 0
    said = drifted("--exit-code", "--all")
    assert (said.code, said.lines[0]) == (0, "REHEARSAL: no drift: 51 of 51 settings as declared")
    assert "nothing is declared for these; they are told, not judged:" in said.lines
    (ramp,) = [row for row in rows(said) if "ramp_time_s" in row[1] and row[0] == "SS101"]
    assert ramp[2:5] == ["44 s", "0x1007 = 44", "parameter"]
    assert re.fullmatch(rf"was 30 on .* in run {run}", ramp[5])
    calibration = [row for row in rows(said) if "current_calibration_percent" in row[1]]
    assert [row[4] for row in calibration] == ["calibration"] * 4


def test_what_runs_knew_does_not_hold_for_another_unit(desk: Desk, drifted: Drifted) -> None:
    run = desk.apply("RS1", "overvoltage_v", "undervoltage_v")
    desk.act("SS101: swap")
    said = drifted()
    assert (
        f"SS101 is another unit than in run {run}, or was calibrated since: what runs knew of it does not hold"
        in said.lines
    )
    found = [row for row in rows(said) if row[0] == "SS101" and row[1].startswith("F")]
    assert len(found) > 5
    assert all(row[4:] == ["never pushed", "no run had it"] for row in found)


def test_a_register_that_a_run_left_unknown_is_said_to_be(site: Site, desk: Desk) -> None:
    planned = next(each for each in verify(site, load_rehearsal(desk.state), lambda _: None).devices)
    unknown = Known(run="R", at="2026-11-21T08:00:00+00:00", raw=None, pushed=False)
    past = {planned.tag: Past(run="R", fingerprint=planned.fingerprint, registers={0x1017: unknown})}
    found = drift(Verified(devices=(planned,)), site, past)
    assert {each.parameter for each in found.differing if each.kind is Kind.LEFT_UNKNOWN} == {"overvoltage_v"}


def test_a_rehearsal_says_nothing_of_the_real_devices(desk: Desk) -> None:
    desk.apply("RS1", "overvoltage_v", "undervoltage_v")
    assert history(desk.runs, rehearsal=False) == {}
    assert set(history(desk.runs, rehearsal=True)) == {"SS101"}


def test_drift_and_verify_never_disagree(site: Site, desk: Desk) -> None:
    desk.act(f"SS201: keypad, change {ADDRESS:#x}=9")
    verified = verify(site, load_rehearsal(desk.state), lambda _: None)
    assert len(drift(verified, site, {}).differing) == verified.differences == 29
    starter = site.starters["SS101"]
    found = next(each.as_found for each in verified.devices if each.tag == "SS101")
    assert (
        plan_device(starter, found).equal
        == sum(not each.differs for each in drift(verified, site, {}).settings if each.device == "SS101") - 1
    )  # the address is set by a person, not pushed


def test_a_site_that_is_not_valid_is_said(capsys: pytest.CaptureFixture[str], desk: Desk, tmp_path: Path) -> None:
    said = command(capsys, desk, "drift", str(tmp_path / "nowhere"))
    assert (said.code, said.out) == (2, "")
    assert "there is no" in said.err


def test_the_report_says_what_differs_and_that_it_is_a_rehearsal(desk: Desk, drifted: Drifted, tmp_path: Path) -> None:
    desk.apply("RS1", "overvoltage_v", "undervoltage_v")
    desk.act("SS101: keypad, change 0x1017=430")
    said = drifted("--report", str(tmp_path / "out"), "--html-only")
    assert said.code == 0
    html = (tmp_path / "out" / "RPS-01-drift-report.html").read_text(encoding="utf-8")
    assert "27 of 51 settings differ from what is declared" in html
    assert "RPS-01&amp;QC21" in html
    assert "changed on the device" in html
    assert ">REHEARSAL</b> " in html
    assert 'class="data signatures"' not in html


def test_the_report_in_another_language(desk: Desk, drifted: Drifted, tmp_path: Path) -> None:
    desk.apply("RS1", "overvoltage_v")
    assert drifted("--report", str(tmp_path), "--html-only", "--language", "de").code == 0
    (file,) = tmp_path.glob("RPS-01-drift-report*.html")
    assert '<html lang="de">' in file.read_text(encoding="utf-8")

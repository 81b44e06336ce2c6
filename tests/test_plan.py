"""What a plan is made of: the same inputs give the same bytes, in a safe order; old formats are refused."""

import dataclasses
import datetime
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.rehearsal import RIVERSIDE, bench

from plantwright.deploy import journal
from plantwright.deploy.plan import (
    FORMAT_VERSION,
    DevicePlan,
    Finding,
    ManualStep,
    from_json,
    plan_device,
    to_json,
)  # fmt: skip
from plantwright.deploy.planning import Said, findings, make_plan, numbered, signed_steps
from plantwright.deploy.revision import Revision, author, revision, top
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.verdict import Outcome, Severity, Verdict
from plantwright.site.catalog import CONCERNS
from plantwright.site.model import Site
from plantwright.site.records import ManualStep as SignedStep

FORMATS = Path(__file__).parent / "data" / "formats"
NOON = datetime.datetime(2026, 11, 21, 12, tzinfo=datetime.UTC)


# the same inputs, the same bytes

PRINT_PLAN = """
import datetime, json, sys
from pathlib import Path
from typing import Any
from plantwright.deploy.planning import Said, numbered
from plantwright.deploy.plan import Plan, plan_device, to_json
from plantwright.site.load import load_site
root, found = Path(sys.argv[1]), json.loads(sys.argv[2])
site = load_site(root / "sites" / "riverside").site
devices = tuple(
    plan_device(device, {int(register): raw for register, raw in found[device.tag].items()})
    for device in site.devices() if device.tag in found
)
plan = Plan(id="", created="", tool_version="1", plant="RPS-01", plant_name="R", site="sites/riverside",
            site_sha256=site.sha256, commit="c0ffee", rehearsal=True, targets={}, devices=devices)
moment = datetime.datetime(2026, 11, 21, 13, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))
sys.stdout.write(to_json(numbered(plan, moment)))
"""


@pytest.mark.fault("P12")
def test_the_same_inputs_give_the_same_bytes(site: Site, tmp_path: Path) -> None:
    """In other processes with another hash seed, time zone, language and folder."""
    with bench(site, tmp_path) as here:
        found = {each.tag: each.as_found for each in here.plan().devices}
    places = [("0", "UTC", "C", tmp_path), ("1", "Asia/Shanghai", "de_DE.UTF-8", RIVERSIDE.parent.parent)]
    plans = [
        subprocess.run(
            [sys.executable, "-c", PRINT_PLAN, str(RIVERSIDE.parent.parent), json.dumps(found)], cwd=folder,
            capture_output=True, check=True, timeout=60,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language},
        ).stdout
        for seed, zone, language, folder in places
    ]  # fmt: skip
    assert plans[0] == plans[1]
    plan = from_json(plans[0].decode(), "plan.json")
    assert plan.created == "2026-11-21T12:00:00.000+00:00"
    assert plan.id.startswith("20261121T120000-")
    assert to_json(plan).encode() == plans[0]


def test_the_number_follows_from_the_content(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = make_plan(site, RIVERSIDE, here.targets, True, lambda _: None, Said(moment=NOON))
    assert numbered(plan, NOON) == plan
    assert numbered(dataclasses.replace(plan, author="another"), NOON).id != plan.id
    assert numbered(plan, NOON + datetime.timedelta(seconds=1)).id != plan.id


def test_registers_are_written_in_a_safe_order_whatever_the_order_of_the_site_files(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = here.plan()
    for device in plan.devices:
        known = next(each.type for each in site.devices() if each.tag == device.tag).parameters
        order = [(CONCERNS.index(known[each.parameter].concerns), each.register) for each in device.writes]
        assert order == sorted(order)
    starter = site.starters["SS401"]
    turned = dataclasses.replace(starter, parameters=dict(reversed(list(starter.parameters.items()))))
    found = next(each.as_found for each in plan.devices if each.tag == "SS401")
    assert plan_device(turned, found) == plan_device(starter, found)


def test_every_setting_that_a_plan_writes_says_what_it_concerns(site: Site) -> None:
    kinds = {device.type.type: device.type for device in site.devices()}.values()
    written = [each for kind in kinds for each in kind.parameters.values() if each.pushable]
    assert [each.name for each in written if not each.concerns] == []


# formats


@pytest.mark.fault("P18")
@pytest.mark.parametrize("path", sorted(FORMATS.glob("plan-*.json")), ids=lambda path: path.stem)
def test_a_plan_of_another_format_is_refused(path: Path) -> None:
    version = json.loads(path.read_text())["format_version"]
    if version == FORMAT_VERSION:
        assert from_json(path.read_text(), path.name).plant == "RPS-01"
        return
    with pytest.raises(Stop) as stop:
        from_json(path.read_text(), path.name)
    assert (stop.value.code, stop.value.message, stop.value.hint) == (
        ExitCode.REFUSED,
        f"{path.name} has plan format {version}; this plantwright reads {FORMAT_VERSION}",
        "plan again",
    )  # fmt: skip


def test_every_format_there_was_is_kept() -> None:
    kept = {json.loads(path.read_text())["format_version"] for path in FORMATS.glob("plan-*.json")}
    assert kept == set(range(1, FORMAT_VERSION + 1))
    assert {path.name for path in FORMATS.glob("journal-*")} >= {
        f"journal-{version}" for version in range(1, journal.FORMAT_VERSION + 1)
    }


@pytest.mark.fault("P18")
@pytest.mark.parametrize("folder", sorted(FORMATS.glob("journal-*")), ids=lambda path: path.name)
def test_a_journal_of_another_format_is_refused(folder: Path) -> None:
    version = int(folder.name.rpartition("-")[2])
    if version == journal.FORMAT_VERSION:
        assert journal.read(folder)[0]["kind"] == "start"
        return
    with pytest.raises(Stop, match=f"has journal format {version}; this plantwright reads {journal.FORMAT_VERSION}"):
        journal.read(folder)


# manual steps


def step(name: str, at: str, **change: Any) -> SignedStep:
    facts = {"object": "IM1", "person": "R. Meyer", "value": 20, "parameter": "alarm_1_mohm", **change}
    return SignedStep(name=name, kind="manual-step", at=at, **facts)


def monitor(site: Site, *steps: SignedStep) -> DevicePlan:
    recorded = dataclasses.replace(site, records={each.name: each for each in steps})
    return plan_device(site.monitors["IM1"], {}, signed_steps(recorded))


def alarm(site: Site, *steps: SignedStep) -> ManualStep:
    return next(each for each in monitor(site, *steps).manual if each.parameter == "alarm_1_mohm")


def test_a_step_without_a_register_is_done_when_somebody_signed_the_value(site: Site) -> None:
    early, late = "2026-10-01T09:00:00+02:00", "2026-10-02T08:00:00+02:00"
    assert alarm(site).open
    assert alarm(site, step("A", early)).signed == "R. Meyer, 2026-10-01"
    assert not alarm(site, step("A", early)).open
    assert alarm(site, step("A", early), step("B", late, value=10)).open
    assert not alarm(site, step("A", late), step("B", early, value=10)).open
    assert alarm(site, step("A", early, result="fail")).open
    assert alarm(site, step("A", early, object="IM2")).open
    assert alarm(site, step("A", early, parameter="", step="K7-S01")).open


def test_a_register_says_more_than_a_signature() -> None:
    shown = ManualStep(parameter="slave_address", code="F2.02", title="Bus address", value=3, unit="", reads=4,
                       signed="R. Meyer, 2026-10-01")  # fmt: skip
    assert (shown.open, shown.confirmed) == (True, False)
    entered = dataclasses.replace(shown, reads=3, signed="")
    assert (entered.open, entered.confirmed) == (False, True)


# findings and git


def verdict(rule: str, outcome: Outcome = Outcome.FAIL, severity: Severity = Severity.WARNING, **more: Any) -> Verdict:
    return Verdict(rule=rule, name=rule, outcome=outcome, words=f"{rule} says", severity=severity, **more)


@pytest.mark.fault("K15")
def test_findings_are_errors_and_warnings_and_only_warnings_are_acknowledged() -> None:
    verdicts = [
        verdict("A1", object="X"), verdict("A1", object="Y"), verdict("B1", severity=Severity.ERROR),
        verdict("C1", severity=Severity.INFO), verdict("D1", Outcome.WAIVED), verdict("E1", Outcome.PASS),
    ]  # fmt: skip
    told = [(each.rule, each.object, each.acknowledged) for each in findings(verdicts, ["A1/Y", "B1"])]
    assert told == [("A1", "X", False), ("A1", "Y", True), ("B1", "", False)]
    assert [each.acknowledged for each in findings(verdicts, ["A1"])] == [True, True, False]
    assert findings(verdicts[:1], [])[0] == Finding(
        rule="A1", object="X", severity="warning", message="A1 says", acknowledged=False
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A site of one file in git, with its upstream."""
    site = tmp_path / "site"
    (site / "devices").mkdir(parents=True)
    (site / "records").mkdir()
    (site / "site.yaml").write_text("format: 1\n")
    git(site, "init", "-q", "-b", "main")
    git(site, "config", "user.email", "author@example.org")
    git(site, "add", "-A")
    git(site, "commit", "-q", "-m", "first")
    return site


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=A", "-c", "user.email=author@example.org", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.fault("K4")
def test_site_files_that_are_not_committed_are_named(repository: Path) -> None:
    clean = revision(repository)
    assert (clean.name, clean.changed, clean.remarks) == (git(repository, "rev-parse", "--short=12", "HEAD"), (), ())
    (repository / "records" / "new.yaml").write_text("x: 1\n")
    (repository / "readme.txt").write_text("x\n")
    assert revision(repository) == clean
    (repository / "site.yaml").write_text("format: 1\nsite: {}\n")
    assert revision(repository).changed == ("site.yaml",)
    assert revision(repository / "site.yaml").changed == ("site.yaml",)
    assert revision(repository).name == f"{clean.commit}+changes"
    git(repository, "checkout", "-q", ".")
    (repository / ".gitignore").write_text("local.yaml\n")
    (repository / "local.yaml").write_text("x: 1\n")
    (repository / "devices" / "own.yaml").write_text("x: 1\n")
    assert revision(repository).changed == ("devices/own.yaml", "local.yaml")


@pytest.mark.fault("K5")
def test_a_detached_or_old_branch_is_remarked(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", str(repository), "copy")
    (repository / "site.yaml").write_text("format: 1\nsite: {}\n")
    git(repository, "commit", "-q", "-a", "-m", "second")
    copy = tmp_path / "copy"
    git(copy, "fetch", "-q")
    assert revision(copy).remarks == ("the branch is 1 commits behind its upstream: `git pull`",)
    git(copy, "checkout", "-q", "--detach")
    assert revision(copy).remarks == ("no branch is checked out: what is committed here may get lost",)


def test_outside_git_there_is_no_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (revision(tmp_path), top(tmp_path)) == (Revision(), None)
    assert Revision(changed=("x",)).name == ""
    monkeypatch.setenv("PATH", "")
    assert (revision(tmp_path), author(tmp_path)) == (Revision(), "")


def test_the_author_is_whom_git_knows(repository: Path) -> None:
    assert author(repository) == author(repository / "site.yaml") == "author@example.org"
    assert top(repository) == repository.resolve()

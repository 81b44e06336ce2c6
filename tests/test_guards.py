"""Every reason not to write: what it says, that the plan without it passes, and that it holds from the command line."""

import dataclasses
import datetime
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.rehearsal import RIVERSIDE, bench, only

from plantwright import __version__
from plantwright.deploy import guards, policy
from plantwright.deploy.guards import ALWAYS, foretold, guard_device, guard_issue, guard_state, refuse
from plantwright.deploy.guards_real import MOST_UNLIKE, ON_REAL_DEVICES
from plantwright.deploy.issue import Issue, PastDevice, PastRun
from plantwright.deploy.past import past_runs
from plantwright.deploy.plan import DevicePlan, Finding, Plan, Write, from_json, to_json
from plantwright.deploy.signing import Approval, Rejected
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.endpoint import Endpoint
from plantwright.modbus.simulator.faults import Fault, Kind
from plantwright.site.catalog import CONCERNS
from plantwright.site.model import Deployment, Site

NOON = datetime.datetime(2026, 11, 21, 12, tzinfo=datetime.UTC)
RIVERSIDE_GATEWAY = "192.0.2.20:502"


WRITE = Write(
    parameter="overvoltage_v", code="F1.05", title="Overvoltage protection", register=0x1017, old_raw=450, new_raw=425,
    old=450, new=425, unit="V", proven=True,
)  # fmt: skip
DEVICE = DevicePlan(
    tag="SS301", type="clr8g", bus="RS2", address=5, state="standby", fingerprint={"starter_power": 250},
    as_found={0x1003: 250, 0x1005: 300, 0x1011: 400, 0x1012: 200, 0x1013: 4, 0x1014: 4, 0x1015: 60, 0x1017: 450},
    writes=(WRITE,), manual=(), equal=1, writable_states=("standby",),
)  # fmt: skip

CONTRADICTED = dataclasses.replace(WRITE, proven=False, proof="why")


def good_plan(site: Site) -> Plan:
    """A plan for a real device that every guard lets pass."""
    return Plan(
        id="20261121T110000-0a1b2c3d", created="2026-11-21T11:00:00.000+00:00", tool_version=__version__,
        plant="RPS-01", plant_name="Riverside", site=str(RIVERSIDE), site_sha256=site.sha256, commit="c0ffee",
        rehearsal=False, targets={"RS2": "tcp 192.0.2.20:502"}, devices=(DEVICE,), author="author@example.org",
    )  # fmt: skip


def good_issue() -> Issue:
    """What is known when that plan is applied at a terminal."""
    return Issue(
        now=NOON, rehearsal=False, number="RPS-01", targets={"RS2": Endpoint(kind="tcp", host="192.0.2.20")},
        trusted=frozenset({RIVERSIDE_GATEWAY}), commit="c0ffee",
    )  # fmt: skip


Change = dict[str, Any]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Case:
    """What differs from the plan that passes, and the refusal."""

    guard: str
    message: str
    hint: str
    plan: Change = dataclasses.field(default_factory=dict)
    issue: Change = dataclasses.field(default_factory=dict)
    policy: Change = dataclasses.field(default_factory=dict)
    code: ExitCode = ExitCode.REFUSED


def past_run(**change: Any) -> PastRun:
    return PastRun(
        **{"id": "R1", "plant": "RPS-01", "rehearsal": False, "ended": "2026-11-20T12:00:00+00:00", **change}
    )


def left(**settings: int) -> PastRun:
    """A run that left SS301 as it is now but for some settings."""
    known = {register: raw for register, raw in DEVICE.as_found.items() if register != 0x1003}
    changed = {**known, **{int(name[1:], 16): raw for name, raw in settings.items()}}
    return past_run(devices=(PastDevice(tag="SS301", settings=changed, fingerprint={"starter_power": 250}),))


def finding(severity: str, acknowledged: bool = False) -> Finding:
    return Finding(
        rule="CUR040", object="CT301", severity=severity, message="4 sensors on one meter", acknowledged=acknowledged
    )


DIRTY = {"commit": "c0ffee+changes"}
ALICE = Approval(person="alice@example.org", key="SHA256:a")
AUTHOR = Approval(person="author@example.org", key="SHA256:b")
FOREIGN = Rejected(file="plan.json.sig", reason="key SHA256:x is not that of an approver", hint="ask one of them")
UNLIKE = {"x1005": 1, "x1011": 1, "x1012": 1, "x1013": 1, "x1014": 1, "x1015": 1}
PLAN_AGAIN = "plan again"

CASES = {
    "an environment variable that would be a setting": Case(
        guard="environment", issue={"environment": ("PLANTWRIGHT_TARGET", "PLANTWRIGHT_X")}, code=ExitCode.USAGE,
        message="PLANTWRIGHT_TARGET, PLANTWRIGHT_X is set; plantwright takes no setting from the environment",
        hint="`unset PLANTWRIGHT_TARGET`; everything stands in the site files and on the command line",
    ),
    "another plant's number was typed": Case(
        guard="plant", issue={"number": "RPS-02"},
        message="plant `RPS-02` was named, the plan is for `RPS-01` (Riverside)",
        hint="if that is the plant before you: --plant-id RPS-01",
    ),
    "nothing was typed": Case(
        guard="plant", issue={"number": ""}, message="plant `` was named, the plan is for `RPS-01` (Riverside)",
        hint="if that is the plant before you: --plant-id RPS-01",
    ),
    "nobody was asked": Case(
        guard="plant", issue={"number": None}, message="no plant was named, the plan is for `RPS-01` (Riverside)",
        hint="if that is the plant before you: --plant-id RPS-01",
    ),
    "a signature does not help when another number is typed": Case(
        guard="plant", issue={"number": "RPS-02", "approvals": (ALICE,)},
        message="plant `RPS-02` was named, the plan is for `RPS-01` (Riverside)",
        hint="if that is the plant before you: --plant-id RPS-01",
    ),
    "a site file was edited": Case(
        guard="files", plan={"site_sha256": "0" * 64}, hint="plan again and read the new plan",
        message="the site files changed after the plan was made: RPS-01 000000000000 was planned, "
        "RPS-01 {sha} is there",
    ),
    "the site at that place is another plant": Case(
        guard="files", plan={"plant": "RPS-02"}, issue={"number": "RPS-02"}, hint="plan again and read the new plan",
        message="the site files changed after the plan was made: RPS-02 {sha} was planned, RPS-01 {sha} is there",
    ),
    "another version of the tool": Case(
        guard="tool", plan={"tool_version": "0.0.1"}, hint=PLAN_AGAIN,
        message=f"the plan was made by plantwright 0.0.1, this is {__version__}",
    ),
    "a newer version of the tool": Case(
        guard="tool", plan={"tool_version": "99.0.0"}, hint=PLAN_AGAIN,
        message=f"the plan was made by plantwright 99.0.0, this is {__version__}",
    ),
    "a plan of a rehearsal for the real devices": Case(
        guard="kind", plan={"rehearsal": True}, hint="plan again on the target",
        message="the plan was made on a rehearsal, the target is the real devices",
    ),
    "a plan of the real devices for a rehearsal": Case(
        guard="kind", issue={"rehearsal": True}, hint="plan again on the target",
        message="the plan was made on the real devices, the target is a rehearsal",
    ),
    "the bus is somewhere else now": Case(
        guard="targets", plan={"targets": {"RS2": "tcp 192.0.2.21:502"}}, hint=PLAN_AGAIN,
        message="bus RS2 was planned at tcp 192.0.2.21:502, it is at tcp 192.0.2.20:502",
    ),
    "the plan names no target": Case(
        guard="targets", plan={"targets": {}}, hint=PLAN_AGAIN,
        message="bus RS2 was planned at no target, it is at tcp 192.0.2.20:502",
    ),
    "the bus is gone": Case(
        guard="targets", issue={"targets": {}}, hint=PLAN_AGAIN,
        message="bus RS2 was planned at tcp 192.0.2.20:502, it is at no target",
    ),
    "the clock was set back": Case(
        guard="clock", issue={"now": NOON - datetime.timedelta(hours=2)},
        message="the clock of this machine stands at 2026-11-21T10:00:00+00:00, the plan was made at "
        "2026-11-21T11:00:00.000+00:00",
        hint="set the clock; every record carries its time",
    ),
    "yesterday's plan": Case(
        guard="age", issue={"now": NOON + datetime.timedelta(hours=23, seconds=1)},
        message="the plan is from 2026-11-21T11:00:00.000+00:00; a plan is good for 24 hours here",
        hint="plan again; `deployment.plan_valid_hours` of the site says how long",
    ),
    "a plan older than the site allows": Case(
        guard="age", issue={"now": NOON + datetime.timedelta(hours=1, seconds=1)}, policy={"plan_valid_hours": 2},
        message="the plan is from 2026-11-21T11:00:00.000+00:00; a plan is good for 2 hours here",
        hint="plan again; `deployment.plan_valid_hours` of the site says how long",
    ),
    "a plan that was used": Case(
        guard="used", issue={"runs": (past_run(), past_run(id="20261121T110000-0a1b2c3d"))},
        message="plan 20261121T110000-0a1b2c3d was used already, that run ended 2026-11-20T12:00:00+00:00",
        hint="plan again; a plan is good for one run",
    ),
    "the journal of another plant": Case(
        guard="journal", issue={"runs": (past_run(), past_run(id="R2", plant="LAKE"))},
        message="the journal folder holds run R2 of plant `LAKE`, the plan is for `RPS-01`",
        hint="name the journal folder of this plant: --journal DIR",
    ),
    "the journal of a plant later in the alphabet": Case(
        guard="journal", issue={"runs": (past_run(id="R2", plant="ZOO"),)},
        message="the journal folder holds run R2 of plant `ZOO`, the plan is for `RPS-01`",
        hint="name the journal folder of this plant: --journal DIR",
    ),
    "a register that nobody knows": Case(
        guard="unknown", issue={"runs": (past_run(unknown=("SS101 stop_mode (0x1002)", "SS301 jog (0x1008)")),)},
        message="run R1 left SS301 jog (0x1008) unknown, and nobody has resolved it",
        hint="read the device and say what is there: `plantwright resolve R1`",
    ),
    "a public address": Case(
        guard="address", issue={"targets": {"RS2": Endpoint(kind="tcp", host="8.8.8.8")}},
        plan={"targets": {"RS2": "tcp 8.8.8.8:502"}},
        message="bus RS2 is at '8.8.8.8:502': 8.8.8.8 is not an address of a private network",
        hint="write the private IP address of the gateway into the site files, or the path of the serial port",
    ),
    "a target that this machine does not trust": Case(
        guard="trust", issue={"trusted": frozenset({"192.0.2.20:503"})},
        message="bus RS2 is at 192.0.2.20:502, which is not on this machine's list of trusted targets",
        hint="if it is the plant you mean: `plantwright trust 192.0.2.20:502`",
    ),
    "no terminal and no signature": Case(
        guard="terminal", issue={"terminal": False},
        message="there is no terminal at which a person types the plant's number, and no approver signed the plan",
        hint="apply at a terminal, or have the plan signed: `plantwright approve PLAN --key KEY`",
    ),
    "a signature that does not count": Case(
        guard="signature", issue={"rejected": (FOREIGN,), "approvals": (ALICE,)},
        message="plan.json.sig does not count: key SHA256:x is not that of an approver", hint="ask one of them",
    ),
    "the first of two signatures that do not count": Case(
        guard="signature", issue={"rejected": (FOREIGN, dataclasses.replace(FOREIGN, file="plan.json.2.sig"))},
        message="plan.json.sig does not count: key SHA256:x is not that of an approver", hint="ask one of them",
    ),
    "one signature is wanted": Case(
        guard="persons", policy={"signatures": "one"},
        message="the plan needs the approval of 1 beside its author author@example.org, because "
        "`deployment.signatures` is one; approved by nobody",
        hint="`plantwright approve PLAN --key KEY`, by another person",
    ),
    "the author's own signature": Case(
        guard="persons", policy={"signatures": "one"}, issue={"approvals": (AUTHOR,)},
        message="the plan needs the approval of 1 beside its author author@example.org, because "
        "`deployment.signatures` is one; approved by author@example.org",
        hint="`plantwright approve PLAN --key KEY`, by another person",
    ),
    "the author's own signature, spelt in another way": Case(
        guard="persons", policy={"signatures": "one"},
        issue={"approvals": (Approval(person="Author@Example.org", key="SHA256:b"),)},
        message="the plan needs the approval of 1 beside its author author@example.org, because "
        "`deployment.signatures` is one; approved by Author@Example.org",
        hint="`plantwright approve PLAN --key KEY`, by another person",
    ),
    "two are wanted, one is the author": Case(
        guard="persons", policy={"signatures": "two"}, issue={"approvals": (ALICE, AUTHOR)},
        message="the plan needs the approval of 2 beside its author author@example.org, because "
        "`deployment.signatures` is two; approved by alice@example.org, author@example.org",
        hint="`plantwright approve PLAN --key KEY`, by another person",
    ),
    "an author whom git gives no e-mail address": Case(
        guard="persons", policy={"signatures": "one"}, plan={"author": "meyer"}, issue={"approvals": (ALICE,)},
        message="the plan needs the approval of 1 beside its author, because `deployment.signatures` is one; it names "
        "the author `meyer`, no e-mail address, so nobody can tell the author's own approval from another person's",
        hint="`git config --global user.email NAME@EXAMPLE`, then plan again and have that plan approved",
    ),
    "a protection setting without a second person": Case(
        guard="persons", policy={"second_person_for": ("motor", "protection")},
        message="the plan needs the approval of 1 beside its author author@example.org, because it writes settings of "
        "protection (`deployment.second_person_for`); approved by nobody",
        hint="`plantwright approve PLAN --key KEY`, by another person",
    ),
    "another commit": Case(
        guard="commit", issue={"commit": "abc+changes"}, hint="check that commit out, or plan again",
        message="the plan was made at commit c0ffee, the repository is at abc",
    ),
    "planned in git, applied outside": Case(
        guard="commit", issue={"commit": ""}, hint="check that commit out, or plan again",
        message="the plan was made at commit c0ffee, the repository is at (none)",
    ),
    "planned outside git": Case(
        guard="commit", plan={"commit": ""}, hint="check that commit out, or plan again",
        message="the plan was made at commit (none), the repository is at c0ffee",
    ),
    "files that are not committed": Case(
        guard="tree", plan=DIRTY, message="the site files differ from commit c0ffee",
        hint="commit and plan again, or plan with --allow-dirty",
    ),
    "no git": Case(
        guard="tree", plan={"commit": ""}, issue={"commit": ""}, message="the site is not in a git repository",
        hint="commit and plan again, or plan with --allow-dirty",
    ),
    "the policy allows no uncommitted files": Case(
        guard="tree", plan=DIRTY, policy={"require_clean_tree": True},
        message="the site files differ from commit c0ffee", hint="commit and plan again",
    ),
    "the policy allows no exception": Case(
        guard="tree", plan={**DIRTY, "allow_dirty": True}, policy={"require_clean_tree": True},
        message="the site files differ from commit c0ffee, and `deployment.require_clean_tree` allows no exception",
        hint="commit and plan again",
    ),
    "a design with errors": Case(
        guard="findings", plan={"findings": (finding("warning", acknowledged=True), finding("error"))},
        message="`check` found 1 error and 0 warnings that nobody acknowledged; the first is CUR040 CT301: 4 "
        "sensors on one meter",
        hint="mend or waive the errors and plan again",
    ),
    "a severity that this version does not know": Case(
        guard="findings", plan={"findings": (finding("critical"),)},
        message="`check` found 0 errors and 1 warning that nobody acknowledged; the first is CUR040 CT301: 4 "
        "sensors on one meter",
        hint="read them; then plan with --acknowledge CUR040",
    ),
    "an error is not acknowledged away": Case(
        guard="findings", plan={"findings": (finding("error", acknowledged=True),)},
        message="`check` found 1 error and 0 warnings that nobody acknowledged; the first is CUR040 CT301: 4 "
        "sensors on one meter",
        hint="mend or waive the errors and plan again",
    ),
    "a warning nobody acknowledged": Case(
        guard="findings", plan={"findings": (finding("warning"), finding("warning"))},
        message="`check` found 0 errors and 2 warnings that nobody acknowledged; the first is CUR040 CT301: 4 "
        "sensors on one meter",
        hint="read them; then plan with --acknowledge CUR040",
    ),
    "too many registers at a time": Case(
        guard="changes", policy={"max_changes": 0}, hint="if that is meant: --changes 1",
        message="the plan writes 1 register, more than 0 at a time must be confirmed",
    ),
    "another number of registers was given": Case(
        guard="changes", policy={"max_changes": 0}, issue={"number_of_changes": 2},
        message="the plan writes 1 register, more than 0 at a time must be confirmed, 2 was given",
        hint="if that is meant: --changes 1",
    ),
    "a device with another fingerprint than the last run left": Case(
        guard="history",
        issue={"runs": (past_run(devices=(PastDevice(tag="SS301", settings={}, fingerprint={"starter_power": 75}),)),)},
        message="SS301 is not what the last run left: starter_power reads 250, it was 75",
        hint="is this the right bus? If SS301 was replaced or reset: plan with --replaced SS301",
    ),
    "a device with other settings than the last run left": Case(
        guard="history", issue={"runs": (left(), left(**UNLIKE))},
        message="SS301 is not what the last run left: 6 settings differ, more than 5",
        hint="is this the right bus? If SS301 was replaced or reset: plan with --replaced SS301",
    ),
    "a register that no document proves": Case(
        guard="proof",
        plan={"devices": (dataclasses.replace(DEVICE, writes=(WRITE, dataclasses.replace(WRITE, proven=False))),)},
        message="the coding of 1 register is not proven, the first is SS301 F1.05 overvoltage_v (0x1017)",
        hint="prove them on a real unit: `plantwright learn TYPE --site SITE --device TAG`; or enter the values at the "
        "device; a rehearsal plant may be written",
    ),
    "a register that a unit contradicts": Case(
        guard="proof",
        plan={"devices": (dataclasses.replace(DEVICE, writes=(CONTRADICTED,)),)},
        message="the coding of 1 register is not proven, the first is SS301 F1.05 overvoltage_v (0x1017): why",
        hint="prove them on a real unit: `plantwright learn TYPE --site SITE --device TAG`; or enter the values at the "
        "device; a rehearsal plant may be written",
    ),
    "the first of two registers that no document proves": Case(
        guard="proof",
        plan={"devices": (dataclasses.replace(DEVICE, writes=(
            WRITE, dataclasses.replace(WRITE, proven=False),
            dataclasses.replace(WRITE, proven=False, parameter="undervoltage_v"),
        )),)},
        message="the coding of 2 registers is not proven, the first is SS301 F1.05 overvoltage_v (0x1017)",
        hint="prove them on a real unit: `plantwright learn TYPE --site SITE --device TAG`; or enter the values at the "
        "device; a rehearsal plant may be written",
    ),
    "the user root": Case(
        guard="root", issue={"root": True},
        message="this is the user root, whom no lock and no other user's list stops",
        hint="use a user of your own; where there is none: --as-root",
    ),
}  # fmt: skip

ROWS = (
    "K1", "K7", "K3", "J2", "J3", "K13", "K4", "H12", "J7", "J8", "K18", "F2", "K17", "J11", "J13", "K15", "G12", "J15",
    "K2", "K12", "J5", "J6", "J4",
)  # fmt: skip


def case_of(case: Case, site: Site) -> tuple[Plan, Site, Issue]:
    """Return what the guards are given: the plan as read from its file, so that nothing in it is the same object."""
    ruled = dataclasses.replace(site, deployment=Deployment(**case.policy))
    plan = from_json(to_json(dataclasses.replace(good_plan(site), **case.plan)), "plan.json")
    issue = dataclasses.replace(good_issue(), **case.issue)
    runs = tuple(dataclasses.replace(run, id=another(run.id), plant=another(run.plant)) for run in issue.runs)
    number = None if issue.number is None else another(issue.number)
    return plan, ruled, dataclasses.replace(issue, number=number, commit=another(issue.commit), runs=runs)


def another(text: str) -> str:
    """Return an equal text that is another object."""
    return "".join(list(text))


@pytest.mark.fault(*ROWS, "P17")
@pytest.mark.parametrize("name", CASES)
def test_a_refusal_names_the_guard_what_was_seen_and_the_next_step(site: Site, name: str) -> None:
    case = CASES[name]
    with pytest.raises(Stop) as stop:
        guard_issue(*case_of(case, site))
    message = case.message.format(sha=site.sha256[:12])
    assert (stop.value.code, stop.value.message, stop.value.hint) == (
        case.code, f"refused by the guard `{case.guard}`: {message}; nothing was written", case.hint,
    )  # fmt: skip


PASSING = {
    "as it is": Case(guard="", message="", hint=""),
    "signed, without a terminal": Case(
        guard="", message="", hint="", issue={"terminal": False, "number": None, "approvals": (ALICE,)}
    ),
    "uncommitted files that the author allows": Case(
        guard="", message="", hint="", plan={**DIRTY, "allow_dirty": True}, issue={"commit": "c0ffee+changes"}
    ),
    "warnings acknowledged": Case(guard="", message="", hint="", plan={"findings": (finding("warning", True),)}),
    "the number of registers given": Case(
        guard="", message="", hint="", policy={"max_changes": 0}, issue={"number_of_changes": 1}
    ),
    "the number of very many registers given": Case(
        guard="", message="", hint="", issue={"number_of_changes": int("300")},
        plan={"devices": (dataclasses.replace(DEVICE, writes=(WRITE,) * 300),)},
    ),
    "a run of an earlier plan": Case(
        guard="", message="", hint="", issue={"runs": (past_run(id="20260101T110000-0a1b2c3d"),)}
    ),
    "a real device is unknown, a rehearsal goes on": Case(
        guard="", message="", hint="", plan={"rehearsal": True},
        issue={"rehearsal": True, "runs": (past_run(unknown=("SS301 jog (0x1008)",)),)},
    ),
    "as many registers as are allowed": Case(guard="", message="", hint="", policy={"max_changes": 1}),
    "at the moment it was made": Case(guard="", message="", hint="", issue={"now": NOON - datetime.timedelta(hours=1)}),
    "at the end of its time": Case(guard="", message="", hint="", issue={"now": NOON + datetime.timedelta(hours=23)}),
    "approved by another person": Case(
        guard="", message="", hint="", policy={"signatures": "one"}, issue={"approvals": (AUTHOR, ALICE)}
    ),
    "settings of which nobody else must approve": Case(
        guard="", message="", hint="", policy={"second_person_for": ("motor", "start")}
    ),
    "a protection setting approved": Case(
        guard="", message="", hint="", policy={"second_person_for": ("protection",)}, issue={"approvals": (ALICE,)}
    ),
    "root who says so": Case(guard="", message="", hint="", issue={"root": True, "as_root": True}),
    "as the last run left it": Case(guard="", message="", hint="", issue={"runs": (left(**UNLIKE), left())}),
    "as the last run left it, in large numbers": Case(
        guard="", message="", hint="",
        plan={"devices": (dataclasses.replace(
            DEVICE, as_found=dict.fromkeys(DEVICE.as_found, 300), fingerprint={"starter_power": 300}
        ),)},
        issue={"runs": (past_run(devices=(PastDevice(
            tag="SS301", settings=dict.fromkeys(DEVICE.as_found, int("300")), fingerprint={"starter_power": int("300")}
        ),)),)},
    ),
    "nearly as the last run left it": Case(
        guard="", message="", hint="", issue={"runs": (left(**dict(list(UNLIKE.items())[:MOST_UNLIKE])),)}
    ),
    "another device, and the author knows": Case(
        guard="", message="", hint="", plan={"replaced": ("SS301",)}, issue={"runs": (left(**UNLIKE),)}
    ),
    "a rehearsal left other settings": Case(
        guard="", message="", hint="", issue={"runs": (dataclasses.replace(left(**UNLIKE), rehearsal=True),)}
    ),
    "a device of which no run knows": Case(
        guard="", message="", hint="",
        issue={"runs": (past_run(devices=(PastDevice(tag="SS1", settings={}, fingerprint={"x": 1}),)),)},
    ),
    "an unknown register of a rehearsal": Case(
        guard="", message="", hint="", issue={"runs": (past_run(rehearsal=True, unknown=("SS301 jog (0x1008)",)),)}
    ),
    "an unknown register of a device that takes no part": Case(
        guard="", message="", hint="", issue={"runs": (past_run(unknown=("SS3011 jog (0x1008)",)),)}
    ),
    "a serial port": Case(
        guard="", message="", hint="", plan={"targets": {"RS2": "rtu /dev/null"}},
        issue={"targets": {"RS2": Endpoint(kind="rtu", device="/dev/null")}, "trusted": frozenset({"/dev/null"})},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PASSING)
def test_what_passes(site: Site, name: str) -> None:
    guard_issue(*case_of(PASSING[name], site))


def test_every_guard_is_tried() -> None:
    named = {case.guard for case in CASES.values()}
    source = "".join(Path(str(module.__file__)).read_text(encoding="utf-8") for module in (guards, sys.modules[
        "plantwright.deploy.guards_real"]))  # fmt: skip
    assert named == set(re.findall(r'guard="(\w+)"', source))
    assert len(named) == len(ALWAYS) + len(ON_REAL_DEVICES)


def test_the_documentation_lists_the_guards_in_their_order() -> None:
    page = (RIVERSIDE.parents[1] / "docs" / "applying.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+)` \| [A-Z]", page, re.MULTILINE)
    asked = [question.__name__.removeprefix("_") for question in (*ALWAYS, *ON_REAL_DEVICES)]
    assert listed == asked
    assert set(listed) == {case.guard for case in CASES.values()}
    defaults = Deployment()
    for key in ("max_changes", "plan_valid_hours", "signatures"):
        assert f"| `{key}` | {getattr(defaults, key)} |" in page


def test_a_rehearsal_is_guarded_by_what_concerns_the_plan_and_told_the_rest(site: Site) -> None:
    for case in CASES.values():
        plan, ruled, issue = case_of(case, site)
        rehearsed = dataclasses.replace(plan, rehearsal=True), ruled, dataclasses.replace(issue, rehearsal=True)
        if case.guard in [each.guard for each in foretold(*rehearsed)]:
            guard_issue(*rehearsed)
    every = {each.guard for case in CASES.values() for each in foretold(*case_of(case, site))}
    assert len(every) == len(ON_REAL_DEVICES)


def test_all_refusals_are_foretold_together(site: Site) -> None:
    issue = dataclasses.replace(good_issue(), root=True, trusted=frozenset())
    assert [each.guard for each in foretold(good_plan(site), site, issue)] == ["trust", "root"]
    assert foretold(good_plan(site), site, good_issue()) == ()


def test_a_setting_of_which_nothing_is_said_concerns_everything(site: Site) -> None:
    unsaid = dataclasses.replace(DEVICE, writes=(dataclasses.replace(WRITE, parameter="new"),))
    foreign = dataclasses.replace(DEVICE, tag="SS999")
    for device in (unsaid, foreign):
        plan = dataclasses.replace(good_plan(site), devices=(device,))
        assert policy.concerns(plan, site) == {"protection", "motor", "start", "stop", "control"}
    for tag in ("SS101", "SS301", "SS401", "IM1"):
        plan = dataclasses.replace(good_plan(site), devices=(dataclasses.replace(DEVICE, tag=tag),))
        assert policy.concerns(plan, site) == ({"protection"} if tag != "IM1" else set(CONCERNS))


DEVICE_CASES: Mapping[str, tuple[dict[int, int], dict[str, int], str, str, str]] = {
    "zeros": (
        dict.fromkeys(DEVICE.as_found, 0), {"starter_power": 250}, "standby",
        "SS301 answers zero for every register", "check the gateway and the unit address",
    ),
    "identity": (
        dict(DEVICE.as_found), {"starter_power": 75}, "standby",
        "SS301 is another unit: starter_power reads 75, planned 250",
        "check the address; plan again when the unit was replaced",
    ),
    "stale": (
        {**DEVICE.as_found, 0x1017: 430}, {"starter_power": 250}, "standby",
        "the plan is stale: SS301 F1.05 overvoltage_v (0x1017) reads raw 430, the plan is from 450", "plan again",
    ),
    "state": (
        dict(DEVICE.as_found), {"starter_power": 250}, "editing",
        "SS301 is `editing`; settings are written only in `standby`",
        "stop the motor, leave the keypad, clear the fault",
    ),
}  # fmt: skip


def test_a_rehearsal_is_not_held_against_what_real_devices_were(site: Site) -> None:
    plan = dataclasses.replace(good_plan(site), rehearsal=True)
    assert foretold(plan, site, dataclasses.replace(good_issue(), runs=(left(**UNLIKE),))) == ()


@pytest.mark.parametrize("way", [-1, 1])
def test_a_value_above_is_as_wrong_as_one_below(site: Site, way: int) -> None:
    found, other = dict(DEVICE.as_found), {"starter_power": 250 + way}
    with pytest.raises(Stop, match="guard `identity`"):
        guard_device(DEVICE, site.starters["SS301"].type, found, other, "standby")
    with pytest.raises(Stop, match="guard `stale`"):
        guard_device(DEVICE, site.starters["SS301"].type, {**found, 0x1017: 450 + way}, DEVICE.fingerprint, "standby")
    before = PastDevice(tag="SS301", settings={}, fingerprint={"starter_power": 250 + way})
    issue = dataclasses.replace(good_issue(), runs=(past_run(devices=(before,)),))
    assert [each.guard for each in foretold(good_plan(site), site, issue)] == ["history"]
    settings = {register: raw + way for register, raw in DEVICE.as_found.items() if register != 0x1003}
    before = PastDevice(tag="SS301", settings=settings, fingerprint={"starter_power": 250})
    issue = dataclasses.replace(good_issue(), runs=(past_run(devices=(before,)),))
    assert [each.guard for each in foretold(good_plan(site), site, issue)] == ["history"]


@pytest.mark.fault("E15", "E17", "E22", "E25", "K2", "K3", "K12", "J4")
@pytest.mark.parametrize("guard", DEVICE_CASES)
def test_a_device_that_is_not_as_planned_is_refused(site: Site, guard: str) -> None:
    found, fingerprint, state, message, hint = DEVICE_CASES[guard]
    with pytest.raises(Stop) as stop:
        guard_device(DEVICE, site.starters["SS301"].type, found, fingerprint, state)
    assert (stop.value.code, stop.value.message, stop.value.hint) == (
        ExitCode.REFUSED, f"refused by the guard `{guard}`: {message}; nothing was written", hint,
    )  # fmt: skip


def test_a_device_as_planned_passes(site: Site) -> None:
    kind = site.starters["SS301"].type
    guard_device(DEVICE, kind, DEVICE.as_found, DEVICE.fingerprint, "standby")
    nothing = dataclasses.replace(DEVICE, writes=(), as_found=dict.fromkeys(DEVICE.as_found, 0))
    guard_device(nothing, kind, nothing.as_found, DEVICE.fingerprint, "starting")
    guard_device(dataclasses.replace(DEVICE, writes=()), kind, {}, DEVICE.fingerprint, "starting")
    one = {register: int(register == 0x1003) for register in DEVICE.as_found}
    guard_device(dataclasses.replace(DEVICE, writes=()), kind, one, DEVICE.fingerprint, "standby")


def test_several_states_to_write_in_are_all_named(site: Site) -> None:
    kind = site.starters["SS301"].type
    assert kind.modbus is not None
    two = dataclasses.replace(kind, modbus=dataclasses.replace(kind.modbus, writable_states=("standby", "fault")))
    guard_state(DEVICE, two, "fault")
    with pytest.raises(Stop, match="written only in `standby or fault`"):
        guard_state(DEVICE, two, "bypass")


def test_a_type_that_does_not_say_when_it_may_be_written_is_not_written(site: Site) -> None:
    kind = site.monitors["IM1"].type
    assert kind.modbus is not None
    for silent in (kind, dataclasses.replace(kind, modbus=None)):
        guard_state(dataclasses.replace(DEVICE, writes=()), silent, "")
        with pytest.raises(Stop, match="nothing says in which states type k7ge-mg may be written") as stop:
            guard_state(DEVICE, silent, "standby")
        assert "`drives_no_motor: true`" in stop.value.hint
    still = dataclasses.replace(kind, modbus=dataclasses.replace(kind.modbus, drives_no_motor=True))
    guard_state(DEVICE, still, "")


def test_a_refusal_of_another_command_names_no_guard() -> None:
    stop = refuse("no", "go on")
    assert (stop.code, stop.message, stop.hint) == (ExitCode.REFUSED, "refused: no; nothing was written", "go on")


@pytest.mark.fault("E26")
def test_two_readings_that_differ_are_refused(site: Site, tmp_path: Path) -> None:
    """Something moves a setting between the first reading and the second."""
    fault = Fault(kind=Kind.CHANGE, function=3, unit=5, changes={0x1005: 260})
    with bench(site, tmp_path, {"RS2": [fault]}) as here, pytest.raises(Stop) as stop:
        here.plan()
    seen = "SS301 gave two different answers: two reads differ at 0x1005"
    assert stop.value.code is ExitCode.REFUSED
    assert stop.value.message == f"refused by the guard `unstable`: {seen}; nothing was written"
    assert stop.value.hint == "leave the keypad alone and look for a second master on the bus"


def test_what_earlier_runs_left_is_read_from_their_journals(site: Site, tmp_path: Path) -> None:
    with bench(site, tmp_path) as here:
        plan = only(here.plan(), "RS2", "current_limit_percent")
        here.apply(plan)
        (run,) = past_runs(tmp_path, site)
        assert (run.id, run.plant, run.rehearsal, run.unknown) == (plan.id, "RPS-01", True, ())
        (device,) = run.devices
        assert (device.tag, device.fingerprint) == ("SS301", plan.devices[0].fingerprint)
        assert device.settings[0x1005] == 270
        assert 0x1029 not in device.settings


def test_what_the_policy_asks_for(site: Site, tmp_path: Path) -> None:
    both = dataclasses.replace(DEVICE, writes=(WRITE, dataclasses.replace(WRITE, parameter="stop_mode")))
    plan = dataclasses.replace(good_plan(site), devices=(both,))
    ruled = dataclasses.replace(site, deployment=Deployment(second_person_for=("stop", "motor", "protection")))
    reason = "it writes settings of stop and protection (`deployment.second_person_for`)"
    assert policy.asked(plan, ruled) == (1, reason)
    assert policy.asked(plan, site) == (0, "")
    (tmp_path / "site.yaml").write_text("")
    assert policy.beside(tmp_path, "approvers") == policy.beside(tmp_path / "site.yaml", "approvers")
    assert policy.beside(tmp_path, "approvers") == tmp_path / "approvers"
    assert policy.beside(tmp_path, "") is None

"""`learn`: keypad against register, what counts as proof, and the one write that proves how a type is written."""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.plants import site_with
from tests.terminal import AS_ROOT, Plant, plant

from plantwright.deploy import journal, learning
from plantwright.deploy.lineage import read_runs
from plantwright.deploy.outcome import Applied
from plantwright.deploy.plan import DevicePlan, Plan, plan_device
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.endpoint import Endpoint
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.settings import settings
from plantwright.site.catalog import Parameter, Value
from plantwright.site.device_types import shipped_type
from plantwright.site.evidence import Evidence, Pair, WriteProof, proven, proven_coding
from plantwright.site.load import load_site
from plantwright.site.model import Site

CLR8G = shipped_type("clr8g")
LIMIT = CLR8G.parameters["current_limit_percent"]
BAUD = CLR8G.parameters["baud_rate"]
KICK = dataclasses.replace(LIMIT, scale=0.1)
YES_NO = dataclasses.replace(LIMIT, kind="boolean")
PROVED = dataclasses.replace(LIMIT, verified=True)


def pair(shown: Value, raw: int, parameter: str = "current_limit_percent", *, rehearsal: bool = False) -> Pair:
    return Pair(
        parameter=parameter, shown=shown, raw=raw, unit="%", device="SS301", fingerprint={"starter_power": 2500},
        person="R. Meyer", at="2026-11-21T09:12:00+01:00", rehearsal=rehearsal,
    )  # fmt: skip


def write(function: int = 6, *, rehearsal: bool = False) -> WriteProof:
    return WriteProof(
        parameter="current_limit_percent", function=function, raw=300, device="SS301",
        fingerprint={"starter_power": 2500}, person="R. Meyer", at="2026-11-21T09:20:00+01:00", run="R1",
        rehearsal=rehearsal,
    )  # fmt: skip


BY = "(R. Meyer, 2026-11-21)"
CODES = [pair(name, raw) for name, raw in BAUD.codes.items()]
WRONG = "contradiction: the keypad showed"
CODED: dict[str, tuple[Parameter, list[Pair], str]] = {
    "nothing": (LIMIT, [], "open: 0 of 2 values seen on a unit"),
    "one pair": (LIMIT, [pair(300, 300)], "open: 1 of 2 values seen on a unit"),
    "the same twice": (LIMIT, [pair(300, 300), pair(300, 300)], "open: 1 of 2 values seen on a unit"),
    "two pairs": (LIMIT, [pair(300, 300), pair(320, 320)], f"proven: 2 pairs {BY}"),
    "tenths": (KICK, [pair(0.3, 3), pair(1.1, 11)], f"proven: 2 pairs {BY}"),
    "another scale": (
        LIMIT, [pair(300, 3000), pair(320, 3200)],
        (f"{WRONG} 300 % while the register held raw 3000; by the device type raw 3000 is 3000 %: "
         "all pairs fit `scale: 0.1`"),
    ),
    "one of them wrong": (
        LIMIT, [pair(300, 300), pair(320, 310)],
        f"{WRONG} 320 % while the register held raw 310; by the device type raw 310 is 310 %: no scale fits all pairs",
    ),
    "thirds": (
        LIMIT, [pair(100, 300)],
        f"{WRONG} 100 % while the register held raw 300; by the device type raw 300 is 300 %: no scale fits all pairs",
    ),
    "zero against something": (
        LIMIT, [pair(300, 0)],
        f"{WRONG} 300 % while the register held raw 0; by the device type raw 0 is 0 %: no scale fits all pairs",
    ),
    "another unit": (
        dataclasses.replace(LIMIT, unit="A"), [pair(300, 300)],
        f"{WRONG} 300 % while the register held raw 300; by the device type raw 300 is 300 A: no scale fits all pairs",
    ),
    "documents are contradicted": (
        PROVED, [pair(300, 30)],
        f"{WRONG} 300 % while the register held raw 30; by the device type raw 30 is 30 %: all pairs fit `scale: 10`",
    ),
    "documents": (PROVED, [], "proven: documents"),
    "some codes": (BAUD, CODES[:4], "open: 4 of 5 codes seen on a unit"),
    "every code": (BAUD, CODES, f"proven: 5 pairs {BY}"),
    "another order": (
        BAUD, [pair("1200", 0), pair("2400", 1)],
        (f"{WRONG} 1200 % while the register held raw 0; by the device type raw 0 is 19200: "
         "all pairs fit `codes: {1200: 0, 2400: 1}`"),
    ),
    "one code for two names": (
        BAUD, [pair("1200", 1), pair("2400", 1)],
        (f"{WRONG} 1200 % while the register held raw 1; by the device type raw 1 is 9600: "
         "no list of codes fits all pairs"),
    ),
    "half of yes and no": (YES_NO, [pair(True, 1)], "open: 1 of 2 codes seen on a unit"),
    "yes and no": (YES_NO, [pair(True, 1), pair(False, 0)], f"proven: 2 pairs {BY}"),
}  # fmt: skip


@pytest.mark.fault("C3")
@pytest.mark.parametrize("case", CODED)
def test_what_pairs_prove(case: str) -> None:
    parameter, pairs, expected = CODED[case]
    found = proven_coding(parameter, pairs)
    word = "contradiction" if found.contradiction else "proven" if found.proven else "open"
    assert f"{word}: {found.by}" == expected
    assert not (found.proven and found.contradiction)


GOOD = (pair(300, 300), pair(320, 320))
REGISTERS = {
    "both": (GOOD, (write(),), True, f"2 pairs {BY}; a write by function 6 {BY}"),
    "no write": (GOOD, (), False, "no write by function 6 was proven on a real unit"),
    "a write by the other function": (GOOD, (write(16),), False, "no write by function 6 was proven on a real unit"),
    "no pairs": ((), (write(),), False, "0 of 2 values seen on a unit"),
    "pairs of a rehearsal": (
        tuple(dataclasses.replace(each, rehearsal=True) for each in GOOD), (write(),), False,
        "0 of 2 values seen on a unit",
    ),
    "a write of a rehearsal": (
        GOOD, (write(rehearsal=True),), False, "no write by function 6 was proven on a real unit",
    ),
}  # fmt: skip


@pytest.mark.fault("C3", "E27")
@pytest.mark.parametrize("case", REGISTERS)
def test_a_register_is_proven_by_pairs_and_a_write_on_real_units(case: str) -> None:
    pairs, writes, good, by = REGISTERS[case]
    found = proven(CLR8G, LIMIT, Evidence(type="clr8g", pairs=pairs, writes=writes))
    assert (found.proven, found.by) == (good, by)


@pytest.mark.fault("E27")
def test_what_cannot_be_read_or_set_is_not_learned() -> None:
    names = {each.name for each in learning.learnable(CLR8G)}
    assert {"current_limit_percent", "slave_address", "baud_rate"} <= names
    assert names.isdisjoint({"command", "status", "starter_power", "current_calibration_percent"})
    with pytest.raises(Stop, match="type clr8g has no register to read `command` that a person can set"):
        learning.chosen(CLR8G, ["command"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("current_limit_percent", "`current_limit_percent` is not parameter=shown"),
        ("current_limit_percnt=300", "has no register to read `current_limit_percnt`"),
        ("current_limit_percent=30,5", "`30,5` is no number of current_limit_percent"),
        ("current_limit_percent=300 A", "`300 A` is no number"),
        ("current_limit_percent=nan", "`nan` is no value"),
        ("current_limit_percent=", "`` is no number"),
        ("baud_rate=9601", "`9601` is no value of baud_rate"),
    ],
)
@pytest.mark.fault("K8", "K9")
def test_what_is_typed_wrongly(text: str, message: str) -> None:
    with pytest.raises(Stop, match=message) as stop:
        learning.shown_in(CLR8G, text)
    assert stop.value.code is ExitCode.USAGE
    assert stop.value.hint


@pytest.mark.parametrize(
    ("typed", "value"), [("300", 300), (" 300 % ", 300), ("300%", 300), ("300.0", 300), ("300.5", 300.5)]
)
def test_what_is_typed_rightly(typed: str, value: float) -> None:
    assert learning.parse(LIMIT, typed) == value


def test_stored_evidence_reads_back_equal(tmp_path: Path) -> None:
    zero = dataclasses.replace(pair(False, 0), serial="00012345")
    evidence = Evidence(type="clr8g", pairs=(*GOOD, zero, pair(0, 0, rehearsal=True)), writes=(write(),))
    assert site_knowing(tmp_path, evidence).evidence == {"clr8g": evidence}


def site_knowing(folder: Path, evidence: Evidence) -> Site:
    learning.store(learning.place(folder, CLR8G), evidence)
    return site_with(folder)


BAD = """format: 1
type: clr8g
pairs:
  - {parameter: current_limit_percent, shown: 300, unit: "%", raw: 3000, device: S, fingerprint: {}, person: R, at: AT}
  - {parameter: curent_limit, shown: 300, raw: 300, device: SS301, fingerprint: {}, person: R, at: AT}
""".replace("AT", '"2026-11-21T09:12:00+01:00"')
UNUSABLE = {
    "a parameter of another type": (
        BAD, "evidence/clr8g.yaml:5:17: error SIT305 type clr8g has no register for `curent_limit`",
    ),
    "another type": (
        BAD.replace("type: clr8g", "type: pct1200"),
        "evidence/clr8g.yaml:2:7: error SIT305 evidence of the type `pct1200` in a file called clr8g.yaml",
    ),
    "a key that nobody knows": (
        BAD.replace("raw: 3000", "rwa: 3000"), "evidence/clr8g.yaml:4:5: error SIT105 pairs[0] has no `raw`",
    ),
    "a contradiction": (
        "\n".join(BAD.splitlines()[:4]) + "\n",
        ("evidence/clr8g.yaml:4:47: error SIT306 current_limit_percent of type clr8g: the keypad showed 300 % while "
         "the register held raw 3000; by the device type raw 3000 is 3000 %: all pairs fit `scale: 0.1`"),
    ),
}  # fmt: skip


@pytest.mark.fault("C3")
@pytest.mark.parametrize("case", UNUSABLE)
def test_evidence_that_does_not_fit_is_told_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    text, message = UNUSABLE[case]
    monkeypatch.chdir(tmp_path)
    site = site_knowing(tmp_path, Evidence(type="clr8g", pairs=GOOD))
    (tmp_path / "evidence" / "clr8g.yaml").write_text(text)
    loaded = load_site(Path("site.yaml"))
    assert loaded.site is not None
    assert loaded.site.sha256 != site.sha256
    found = [f"{each.location}: {each.severity} {each.rule} {each.message}" for each in loaded.problems]
    assert message in found
    assert not proven(CLR8G, LIMIT, loaded.site.evidence.get("clr8g")).proven


def test_a_file_that_cannot_be_used_is_never_written_over(site: Site, tmp_path: Path) -> None:
    path = learning.place(tmp_path, CLR8G)
    assert learning.known(site, CLR8G, path) == Evidence(type="clr8g")
    path.parent.mkdir()
    path.write_text("pairs: [")
    with pytest.raises(Stop, match=r"clr8g\.yaml cannot be used") as stop:
        learning.known(site, CLR8G, path)
    assert stop.value.code is ExitCode.USAGE


def test_the_report_says_by_whom_a_register_was_proven(tmp_path: Path) -> None:
    site = site_knowing(tmp_path, Evidence(type="clr8g", pairs=GOOD, writes=(write(),)))
    dossier = Dossier(site=site, verdicts=(), issued="2026-11-21", tool_version="0")
    told = settings(dossier, site.starters["SS301"]).deployed
    assert f"Coding and write function proven on a unit: F0.05: 2 pairs {BY}; a write by function 6 {BY}." in told


def test_a_run_that_stopped_before_it_wrote_proves_nothing(site: Site) -> None:
    device = site.starters["SS301"]
    unit = learning.Unit(device, Endpoint(kind="rtu", device="/dev/none"), False, "R. Meyer")
    to_do = DevicePlan(
        tag="SS301", type="clr8g", bus="RS2", address=5, state="standby", fingerprint={}, as_found={}, writes=(),
        manual=(), equal=0,
    )  # fmt: skip
    plan = Plan(
        id="", created="", tool_version="", plant="", plant_name="", site="", site_sha256="", commit="",
        rehearsal=False, targets={}, devices=(to_do,),
    )  # fmt: skip
    stopped = Applied(outcomes=(), side_effects=(), interrupted=True, stopped="interrupted")
    assert learning.proof_of(unit, plan, stopped) is None


# From the command line


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    with plant(tmp_path_factory.mktemp("learn")) as made:
        yield made


def learn(works: Plant, *what: str, tag: str = "SS301") -> list[str]:
    return ["learn", "clr8g", "--site", str(works.site), "--device", tag, "--rehearsal", str(works.state),
            "--person", "R. Meyer", *what]  # fmt: skip


def kept(works: Plant) -> Evidence:
    loaded = load_site(works.site)
    assert loaded.site is not None
    return loaded.site.evidence["clr8g"]


@pytest.mark.fault("C3", "P3")
def test_a_guided_proof_that_is_interrupted_and_taken_up_again(works: Plant) -> None:
    """Two values of two settings, asked for one after the other; what was typed before the end is kept."""
    two = ("--parameter", "current_limit_percent", "overvoltage_v")
    code, shown = works.type_in(learn(works, *two), ["30,5", "300", "q"])
    assert code == ExitCode.DONE, shown
    assert "next: write it like 300 %, with a point" in shown
    assert "REHEARSAL: current_limit_percent: keypad 300 %, raw 300: agrees; 1 of 2 values seen on a unit" in shown
    works.act("SS301: keypad, change F0.05=320")
    code, shown = works.type_in(learn(works, *two), ["320", "450 V", ""])
    assert shown.count("F0.05 current_limit_percent") == 1
    assert "REHEARSAL: 1 of 2 parameters of clr8g have a proven coding" in shown
    assert [(each.parameter, each.shown, each.raw, each.rehearsal) for each in kept(works).pairs] == [
        ("current_limit_percent", 300, 300, True), ("current_limit_percent", 320, 320, True),
        ("overvoltage_v", 450, 450, True),
    ]  # fmt: skip
    assert works.frames() == []


@pytest.mark.fault("C3")
def test_pairs_without_questions(works: Plant) -> None:
    done = works.run(*learn(works, "--pair", "undervoltage_v=1", tag="SS401"))
    assert (done.returncode, "the keypad showed 1 V while the register held" in done.stdout) == (ExitCode.NO, True)
    given = json.dumps([{"parameter": "overvoltage_v", "shown": 450}, {"parameter": "slave_address", "shown": 6}])
    done = works.run(*learn(works, "--pair", "-", "--format", "json", tag="SS401"), given=given)
    told = json.loads(done.stdout)
    assert (done.returncode, told["exit_code"], told["rehearsal"]) == (0, 0, True)
    assert {name: proof["contradiction"] for name, proof in told["proofs"].items()} == {
        "overvoltage_v": "", "slave_address": "",
    }  # fmt: skip
    assert works.run(*learn(works)).returncode == ExitCode.USAGE
    assert works.run(*learn(works, "--pair", "-"), given="[1").returncode == ExitCode.USAGE
    assert works.run(*learn(works, tag="IM2")).returncode == ExitCode.USAGE


@pytest.mark.fault("E15", "P3")
def test_the_write_function_is_proven_by_one_frame_that_changes_nothing(works: Plant) -> None:
    proof = learn(works, "--write", "current_limit_percent", tag="SS401")
    assert works.run(*proof).returncode == ExitCode.REFUSED
    assert works.type_in(proof, ["SS301"])[0] == ExitCode.REFUSED
    assert works.type_in(learn(works, "--write", "slave_address", tag="SS401"), ["SS401"])[0] == ExitCode.REFUSED
    works.act("SS401: start motor")
    code, shown = works.type_in(proof, ["SS401"])
    assert (code, "settings are written only in `standby`" in shown) == (ExitCode.REFUSED, True)
    assert works.frames() == []
    works.act("SS401: power cycle")
    code, shown = works.type_in(proof, ["SS401"])
    assert (code, "REHEARSAL: function 6 writes type clr8g" in shown) == (ExitCode.DONE, True)
    assert works.frames() == [("RS2", 6, 6, 0x1005)]
    (found,) = kept(works).writes
    records = journal.read(works.site / "records" / "runs" / found.run)
    assert (found.function, found.rehearsal, records[0]["purpose"]) == (6, True, "learn")
    assert [record["new_raw"] - record["old_raw"] for record in records if record["kind"] == "intent"] == [0]


@pytest.mark.fault("E1", "P3")
def test_a_function_that_the_device_does_not_know_is_no_proof(tmp_path: Path) -> None:
    with plant(tmp_path, "SS301: refuse function, value 6") as works:
        code, shown = works.type_in(learn(works, "--write", "current_limit_percent"), ["SS301"])
        assert code == ExitCode.STOPPED, shown
        assert "verified, not acknowledged: exception 1: function code not supported" in shown
        assert "next: if the device does not know function 6, put `write_function: 16` into the type" in shown
        assert works.frames() == [("RS2", 5, 6, 0x1005)]
        assert not (works.site / "evidence" / "clr8g.yaml").exists()


@pytest.mark.fault("C3")
def test_a_plan_tells_both_numbers_of_a_contradiction(site: Site) -> None:
    starter = site.starters["SS301"]
    found = dict.fromkeys(range(0x1000, 0x1036), 0)
    evidence = Evidence(type="clr8g", pairs=(pair(300, 3000), pair(320, 3200)), writes=(write(),))
    writes = {each.parameter: each for each in plan_device(starter, found, evidence=evidence).writes}
    limit = writes["current_limit_percent"]
    assert (limit.proven, limit.proof) == (False, CODED["another scale"][2].removeprefix("contradiction: "))


@pytest.mark.fault("C3", "P3", "J7")
def test_what_was_learned_on_a_unit_opens_its_registers_and_no_others(tmp_path: Path) -> None:
    """The whole way on a unit that the site names as real: refused, learned, proven, planned."""
    with plant(tmp_path, as_real=True) as works:
        on_unit = ["learn", "clr8g", "--site", str(works.site), "--device", "SS301", "--person", "R. Meyer"]
        assert unproven(works) == {"current_limit_percent": False, "overvoltage_v": False}
        assert works.run(*on_unit, "--pair", "current_limit_percent=300").returncode == 0
        works.act("SS301: keypad, change F0.05=320")
        assert works.run(*on_unit, "--pair", "current_limit_percent=320").returncode == 0
        works.act("SS301: keypad, change F0.05=300")
        works.act("SS301: leave keypad")
        assert unproven(works) == {"current_limit_percent": False, "overvoltage_v": False}
        code, shown = works.type_in([*on_unit, "--write", "current_limit_percent", *AS_ROOT], ["SS301"])
        assert code == ExitCode.DONE, shown
        assert works.frames() == [("RS2", 5, 6, 0x1005)]
        assert unproven(works) == {"current_limit_percent": True, "overvoltage_v": False}
        planned = works.run("plan", str(works.site)).stdout
        assert "proven, clr8g: current_limit_percent: 2 pairs (R. Meyer, 20" in planned
        shown = works.run("show", str(works.site), "SS301").stdout
        assert 'current_limit_percent: "proven: 2 pairs (R. Meyer, ' in shown
        assert [run["rehearsal"] for run in (records[0] for records in read_runs(runs(works)).values())] == [False]


def runs(works: Plant) -> Path:
    return works.site / "records" / "runs"


def unproven(works: Plant) -> dict[str, bool]:
    """Plan on the devices that the site names; return which of two registers of SS301 are proven."""
    done = works.run("plan", str(works.site), "--format", "json")
    devices = {device["tag"]: device for device in json.loads(done.stdout)["devices"]}
    writes = {each["parameter"]: each["proven"] for each in devices["SS301"]["writes"]}
    return {name: writes[name] for name in ("current_limit_percent", "overvoltage_v")}

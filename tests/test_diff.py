"""What `plantwright diff` tells of two git revisions: real repositories, the command line, what it prints."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from plantwright.report.register import kinds
from plantwright.resources import folder
from plantwright.site.difference import difference
from plantwright.site.procedures import shipped_procedures
from plantwright.site.published import read_schema
from plantwright.site.records import KINDS
from plantwright.site.rework import rework, unit_of
from plantwright.site.schema import conforms
from plantwright.site.source import read

ROOT = Path(__file__).parent.parent
RIVERSIDE = ROOT / "sites" / "riverside"
RECORD = "2026-10-13-insulation-M101"
SITE = "sites/riverside"

ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in ("FORCE_COLOR", "NO_COLOR", "CI")}


@dataclass(frozen=True)
class Repository:
    """A git repository with the example plant, its records left out but for one."""

    top: Path

    @property
    def site(self) -> Path:
        return self.top / SITE

    def git(self, *arguments: str) -> None:
        self.made(*arguments)

    def made(self, *arguments: str, given: bytes = b"") -> str:
        """The name of an object that git makes of what it is given."""
        names = ("-c", "user.name=A. Meier", "-c", "user.email=author@example.org", "-c", "commit.gpgsign=false")
        command = ["git", *names, "-C", str(self.top), *arguments]
        return subprocess.run(command, check=True, capture_output=True, input=given).stdout.decode().strip()

    def tree(self, entries: dict[bytes, str]) -> str:
        """The name of a tree with entries that nothing checks, as a stranger may send it."""
        content = b"".join(head + b"\0" + bytes.fromhex(name) for head, name in entries.items())
        return self.made("hash-object", "-t", "tree", "-w", "--literally", "--stdin", given=content)

    def commit(self, subject: str = "changed") -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", subject)

    def edit(self, file: str, before: str, after: str) -> None:
        path = self.site / file
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after, 1), encoding="utf-8")

    def diff(self, *arguments: str, cwd: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "plantwright", "diff", *arguments],
            cwd=self.top / cwd, capture_output=True, text=True, timeout=120, check=False, stdin=subprocess.DEVNULL,
            env={**ENVIRONMENT, "SOURCE_DATE_EPOCH": "1795219200"},
        )  # fmt: skip

    def told(self, *arguments: str) -> Any:
        done = self.diff(*arguments, "--format", "json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "plant")
    made.site.mkdir(parents=True)
    for file in RIVERSIDE.glob("*.yaml"):
        shutil.copy(file, made.site)
    (made.site / "records").mkdir()
    shutil.copy(RIVERSIDE / "records" / f"{RECORD}.yaml", made.site / "records")
    made.git("init", "-q", "-b", "main")
    made.commit("As commissioned")
    return made


def values(told: Any) -> dict[str, tuple[Any, Any, str]]:
    """Each changed value by its pointer: before, after, unit."""
    return {v["pointer"]: (v["before"], v["after"], v["unit"]) for each in told["objects"] for v in each["values"]}


def tasks(told: Any) -> set[tuple[str, str]]:
    return {(each["task"], each["at"]) for each in told["rework"]["tasks"]}


def test_values_with_units_and_raw_registers(repository: Repository) -> None:
    repository.edit("feeders.yaml", "current_limit_percent: 300", "current_limit_percent: 330")
    repository.edit("feeders.yaml", "motor_rated_current_a: 139", "motor_rated_current_a: 142")
    repository.commit("Limit raised")
    shown = repository.diff("HEAD~1", "HEAD").stdout
    assert re.search(
        r"F0\.05 current_limit_percent +300\u202f% → 330\u202f%   register 1005h 300 → 330, coding not", shown
    )
    assert re.search(r"F2\.01 motor_rated_current_a +139\u202fA → 142\u202fA\n", shown)
    assert re.search(r"^before  [0-9a-f]{12}  \d{4}-\d\d-\d\d .*, A\. Meier, As commissioned$", shown, re.MULTILINE)
    assert shown.endswith(f"{SITE}: objects: 1 changed; 2 values\n")


def test_a_verdict_that_changes_its_outcome(repository: Repository) -> None:
    repository.edit("cabling.yaml", "W911: 420", "W911: 180")
    repository.commit()
    told = repository.told("HEAD~1", "HEAD")
    assert values(told) == {"/routes/R1/positions_mm/W911": (420, 180, "mm")}
    worse = [each for each in told["checks"] if each["what"] == "other outcome"]
    assert [(each["after"]["rule"], each["after"]["object"]) for each in worse] == [("CAB010", "W911@R1")]
    assert (worse[0]["before"]["verdict"], worse[0]["after"]["verdict"]) == ("pass", "fail")
    assert ("separation", "R1") in tasks(told)


def test_what_must_be_done_again_and_which_record_is_of_the_state_before(repository: Repository) -> None:
    repository.edit("feeders.yaml", "rated_current_a: 139", "rated_current_a: 142")
    repository.edit("feeders.yaml", "current_limit_percent: 300", "current_limit_percent: 290")
    repository.edit("feeders.yaml", "motor_rated_current_a: 139", "motor_rated_current_a: 142")
    repository.commit()
    told = repository.told("HEAD~1", "HEAD")
    assert tasks(told) == {
        ("push-settings", "SS101"), ("keypad-settings", "SS101"), ("first-start", "P101"),
        ("insulation-test", "M101"), ("terminals", "P101"),
    }  # fmt: skip
    test = next(each for each in told["rework"]["tasks"] if each["task"] == "insulation-test")
    assert (test["outdated"], test["since"], test["procedure"]) == ([RECORD], [], "insulation-test")
    assert told["rework"]["basis"] == rework().basis
    assert {(each["document"], *each["objects"]) for each in told["documents"]} == {
        ("Commissioning report, feeder sheet", "P101"),
        ("Feeder record", "P101"),
        ("Parameter sheet", "SS101"),
        ("Method statement", "P101"),
    }


def test_added_removed_and_renamed_objects(repository: Repository) -> None:
    repository.edit("measuring.yaml", "PB101: {monitor: IM1", "PB109: {monitor: IM1")
    cable = "  W923: {kind: data, from: MCC1, to: HALL, length_m: 50, route: [R2]}\n"
    repository.edit("cabling.yaml", "  W922:", f"{cable}  W922:")
    instruments = (repository.site / "site.yaml").read_text(encoding="utf-8")
    wrench = instruments[instruments.index("  TW1:") : instruments.index("  MUL1:")]
    repository.edit("site.yaml", wrench, "")
    repository.commit()
    told = repository.told("HEAD~1", "HEAD")
    found = {(each["what"], each["section"], each["tag_before"], each["tag"]) for each in told["objects"]}
    assert found == {
        ("renamed", "probes", "PB101", "PB109"),
        ("added", "cables", None, "W923"),
        ("removed", "instruments", "TW1", "TW1"),
    }
    assert values(told) == {}
    assert {("labels", "RPS-01"), ("data-cable-certificate", "W923"), ("separation", "R2")} >= tasks(told)
    added = next(each for each in told["objects"] if each["what"] == "added")
    assert added["data"] == {"kind": "data", "from": "MCC1", "to": "HALL", "length_m": 50, "route": ["R2"]}


def test_a_new_name_is_one_change_wherever_it_is_used(repository: Repository) -> None:
    for file in repository.site.glob("*.yaml"):
        file.write_text(file.read_text(encoding="utf-8").replace("K201", "K209"), encoding="utf-8")
    repository.commit()
    shown = repository.diff("HEAD~1", "HEAD").stdout
    assert "renamed K209 (contactors), before K201, Isolating contactor, of P201\n" in shown
    assert "changed, layout only" not in shown
    assert shown.endswith(f"{SITE}: objects: 1 renamed\n")


def test_comments_order_and_moved_objects_are_layout(repository: Repository) -> None:
    site = repository.site
    text = (site / "feeders.yaml").read_text(encoding="utf-8")
    head, contactors, rest = re.split(r"(?ms)^(contactors:\n.*?\n)(?=\ndefaults:)", text)
    (site / "feeders.yaml").write_text(head + rest, encoding="utf-8")
    (site / "contactors.yaml").write_text(contactors, encoding="utf-8")
    repository.edit("site.yaml", "format: 1", "# nothing new\nformat: 1")
    repository.edit("cabling.yaml", "length_m: 38\n", "length_m: 38.0  # as drawn\n")
    repository.commit()
    told = repository.told("HEAD~1", "HEAD")
    assert (told["objects"], told["checks"], told["rework"]["tasks"]) == ([], [], [])
    files = {each["file"]: (each["what"], each["layout"]) for each in told["files"]}
    assert files == {
        "cabling.yaml": ("changed", True), "contactors.yaml": ("added", True),
        "feeders.yaml": ("changed", True), "site.yaml": ("changed", True),
    }  # fmt: skip
    shown = repository.diff("HEAD~1", "HEAD").stdout
    assert shown.endswith(f"{SITE}: no object changed; 4 files changed in layout only\n")


def test_a_revision_that_does_not_load_is_named_with_its_reason(repository: Repository) -> None:
    repository.edit("site.yaml", "nominal_voltage_v: 380", "nominal_voltage_v: [380")
    repository.commit("Broken")
    done = repository.diff("HEAD~1", "HEAD")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(rf"^[0-9a-f]{{12}}: {SITE}/site\.yaml:\d+:\d+: error SIT001 the list", done.stdout, re.MULTILINE)
    assert "changed: site.yaml (+1 −1 lines)" in done.stdout
    assert re.search(r"riverside: not compared: [0-9a-f]{12} did not load; 1 file changed\n$", done.stdout)
    assert repository.told("HEAD~1", "HEAD")["comparable"] is False


def test_the_files_in_the_folder_and_the_exit_code(repository: Repository) -> None:
    same = repository.diff("HEAD", "--exit-code", cwd=SITE)
    assert (same.returncode, same.stdout.splitlines()[-1]) == (0, ".: nothing changed")
    repository.edit("site.yaml", "altitude_m: 240", "altitude_m: 250")
    changed = repository.diff("HEAD", SITE, "--exit-code")
    assert changed.returncode == 1
    assert "after   working tree  the files in the folder, not committed\n" in changed.stdout
    assert "altitude_m  240\u202fm → 250\u202fm" in changed.stdout
    assert repository.diff("HEAD", SITE).returncode == 0


def test_from_where_two_branches_parted(repository: Repository) -> None:
    repository.git("checkout", "-qb", "work")
    repository.edit("site.yaml", "ambient_max_c: 36", "ambient_max_c: 37")
    repository.commit()
    repository.git("checkout", "-q", "main")
    repository.edit("site.yaml", "vibration_m_s2: 1.5", "vibration_m_s2: 2")
    repository.commit()
    assert values(repository.told("main...work")) == {"/locations/MCC1/ambient_max_c": (36, 37, "°C")}
    both = values(repository.told("main..work", SITE))
    assert both["/locations/MCC1/vibration_m_s2"] == (2, 1.5, "m/s²")
    assert len(both) == 2


def test_a_device_type_of_the_site(tmp_path: Path) -> None:
    own = Repository(tmp_path)
    shutil.copytree(ROOT / "tests" / "sites" / "own-device-type" / "devices", own.site / "devices")
    (own.site / "devices" / "broken.yaml").unlink()
    head = "format: 1\nsite: {name: Small plant, number: S-01}\n"
    supply = "supply: {system: TN-S, nominal_voltage_v: 380, frequency_hz: 50}\n"
    starters = "starters:\n  SS1: {type: softy, parameters: {ramp_s: 50}}\n"
    (own.site / "site.yaml").write_text(head + supply + starters, encoding="utf-8")
    own.git("init", "-q", "-b", "main")
    own.commit()
    own.edit("devices/softy.yaml", "range: [1, 60]", "range: [1, 55]")
    own.edit("site.yaml", "ramp_s: 50", "ramp_s: 40")
    told = own.told("HEAD", SITE)
    assert values(told) == {
        "/starters/SS1/parameters/ramp_s": (50, 40, "s"), "/devices/softy/parameters/ramp_s/range/1": (60, 55, ""),
    }  # fmt: skip
    assert tasks(told) >= {("device-type", "S-01")}
    assert {each["procedure"] for each in told["rework"]["tasks"]} == {""}


def test_records_that_came_and_what_they_correct(repository: Repository) -> None:
    text = (repository.site / "records" / f"{RECORD}.yaml").read_text(encoding="utf-8")
    later = text.replace("2026-10-13T", "2026-11-13T") + f"supersedes: {RECORD}\nreason: measured again\n"
    (repository.site / "records" / "2026-11-13-insulation-M101.yaml").write_text(later, encoding="utf-8")
    repository.edit("feeders.yaml", "serial: EM-75-20417", "serial: EM-75-20999")
    repository.commit()
    told = repository.told("HEAD~1", "HEAD")
    assert [(each["what"], each["name"], each["supersedes"]) for each in told["records"]] == [
        ("added", "2026-11-13-insulation-M101", RECORD)
    ]
    test = next(each for each in told["rework"]["tasks"] if each["task"] == "insulation-test")
    assert (test["outdated"], test["since"]) == ([], ["2026-11-13-insulation-M101"])


def test_markdown_for_a_pull_request(repository: Repository) -> None:
    repository.edit("feeders.yaml", "title: Raw water pump 1\n", "title: Pump | <b>1</b>\n")
    repository.edit("feeders.yaml", "current_limit_percent: 300", "current_limit_percent: 330")
    repository.commit("Pump | named")
    shown = repository.diff("HEAD~1", "HEAD", "--format", "markdown").stdout
    assert shown.startswith(f"### {SITE}: objects: 2 changed; 2 values\n")
    assert "| `SS101` | `F0.05 current_limit_percent` | 300 % | 330 % | 1005h 300 → 330, coding not proven |" in shown
    assert "Pump \\| \\<b\\>1\\</b\\>" in shown
    assert "| STA030 | `SS101` | pass | **warning** |" in shown
    assert "- [ ] `SS101` Plan, apply and verify the settings again." in shown
    assert shown.count("<details>") == shown.count("</details>") > 2


def test_nothing_of_the_repository_is_touched(repository: Repository) -> None:
    def state() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in repository.top.rglob("*") if path.is_file()}

    repository.edit("site.yaml", "altitude_m: 240", "altitude_m: 250")
    repository.commit()
    before = state()
    assert repository.diff("HEAD~1", "HEAD").returncode == 0
    assert state() == before


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (("nowhere", "HEAD"), "git knows no revision `nowhere`", "git log --oneline"),
        (("HEAD", "HEAD", "sites/other"), "there was no site at sites/other in ", "it was made later or lay elsewhere"),
        (("a", "b", "c", "d"), "4 things are named", "REV REV SITE"),
        (("HEAD", "main"), "`main` is a revision and a path", "write ./main for the path"),
    ],
)
def test_what_cannot_be_compared_is_said(
    repository: Repository, arguments: tuple[str, ...], message: str, hint: str
) -> None:
    (repository.top / "main").mkdir()
    done = repository.diff(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    said, following = done.stderr.splitlines()
    assert said.startswith(message)
    assert hint in following


@pytest.mark.parametrize("name", ["sub", ".."], ids=["behind a link", "above"])
def test_nothing_is_written_outside(repository: Repository, tmp_path: Path, name: str) -> None:
    """A commit that no git makes: a folder of the name of a link, or one called `..`."""
    link = repository.made("hash-object", "-w", "--stdin", given=str(tmp_path).encode())
    blob = repository.made("hash-object", "-w", "--stdin", given=b"format: 1\n")
    tree = repository.tree({b"100644 strange.yaml": blob})
    for above in (name, "records", "riverside", "sites"):
        beside = {b"120000 sub": link} if above == name == "sub" else {}
        tree = repository.tree({**beside, f"40000 {above}".encode(): tree})
    strange = repository.made("commit-tree", tree, "-m", "strange")
    done = repository.diff("HEAD", strange, SITE)
    assert done.returncode == 2
    assert done.stderr.startswith(f"{strange[:12]} names a file twice, or one that lies elsewhere\n")
    assert not list(tmp_path.rglob("strange.yaml"))


def test_a_site_outside_git(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    shutil.copy(RIVERSIDE / "site.yaml", tmp_path / "site")
    done = Repository(tmp_path).diff("HEAD", "HEAD", "site")
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "site is in no git repository")


def test_the_report_bears_both_hashes_on_every_sheet(repository: Repository, tmp_path: Path) -> None:
    repository.edit("feeders.yaml", "current_limit_percent: 300", "current_limit_percent: 330")
    repository.commit()
    out = tmp_path / "out"
    done = repository.diff("HEAD~1", "HEAD", "--report", str(out))
    assert done.returncode == 0, done.stderr
    (pdf,) = out.glob("*.pdf")
    marked = re.fullmatch(r"RPS-01-change-report-([0-9a-f]{12})-([0-9a-f]{12})\.pdf", pdf.name)
    assert marked
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    for sheet in text.split("\f")[:-1]:
        assert f"{marked[1]} → {marked[2]}" in sheet
        assert "RPS-01&BH1" in sheet
    for word in ("300 % ", "330 %", "1005h 300", "Approval of the change", "INVENTED SAMPLE PLANT", "STA030"):
        assert word in text.replace("\u202f", " ")
    again = tmp_path / "again"
    repository.diff("HEAD~1", "HEAD", "--report", str(again))
    assert next(again.glob("*.pdf")).read_bytes() == pdf.read_bytes()


def test_the_report_in_another_language(repository: Repository, tmp_path: Path) -> None:
    repository.edit("feeders.yaml", "current_limit_percent: 300", "current_limit_percent: 330")
    repository.commit()
    asked = ("HEAD~1", "HEAD", "--html-only", "--report")
    english = repository.diff(*asked, str(tmp_path / "en"))
    other = repository.diff(*asked, str(tmp_path / "other"), "--language", "zh+en")
    assert (other.returncode, other.stdout) == (0, english.stdout)
    (page,) = (tmp_path / "other").glob("RPS-01-change-report-*-zh+en.html")
    shown = page.read_text(encoding="utf-8")
    assert '<html lang="zh-Hans">' in shown
    for said in ("Change report", "Date", "For approval"):
        assert f'<span class="pair" lang="en"> {said}</span>' in shown, said


@pytest.mark.parametrize("name", ["abbreviations", "rework", "units"])
def test_tables_satisfy_their_schemas(name: str) -> None:
    loaded = read(folder("schemas") / f"{name}.yaml", f"{name}.yaml")
    assert loaded.problems == ()
    assert loaded.root is not None
    assert [str(each) for each in conforms(loaded.root, f"{name}.schema.json")] == []


def test_the_rework_table_names_only_what_exists() -> None:
    table = rework()
    sections = set(read_schema("site.schema.json")["properties"])
    assert {task for cause in table.causes for task in cause.tasks} == set(table.tasks)
    assert {task.procedure for task in table.tasks.values()} - {""} <= set(shipped_procedures())
    assert {kind for task in table.tasks.values() for kind in task.records} <= set(KINDS)
    assert {cause.section for cause in table.causes} | {task.section for task in table.tasks.values()} <= sections | {
        "devices"
    }
    assert {section for part in table.documents for section in part.sections} <= sections | {"devices", "evidence"}
    assert {part.document for part in table.documents} <= {str(kind.title) for kind in kinds().values()}
    for cause in table.causes:
        assert not cause.keys or set(cause.keys) <= keys_of(cause.section), cause


def keys_of(section: str) -> set[str]:
    definition = read_schema("site.schema.json")["properties"][section]
    entry = definition.get("additionalProperties") or definition
    schema = read_schema("site.schema.json")
    if "$ref" in entry:
        entry = schema["definitions"][entry["$ref"].rpartition("/")[2]]
    return set(entry["properties"])


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        (("rated_current_a",), "A"), (("load", "rated_torque_nm"), "N m"), (("wavelength_nm",), "nm"),
        (("mounting_space_mm", "width"), "mm"), (("trunk", 1, "at_m"), "m"), (("starts_per_hour",), "1/h"),
        (("vibration_m_s2",), "m/s²"), (("screening", "resistance_mohm_per_m"), "mΩ/m"), (("title",), ""),
        (("power_factor",), ""), (("common_branch", "impedance_mohm"), "mΩ"), (("rated_power_kw",), "kW"),
    ],
)  # fmt: skip
def test_units_of_keys(path: tuple[str | int, ...], unit: str) -> None:
    assert unit_of(path) == unit


def of(**items: Any) -> dict[str, Any]:
    return {"cables": items}


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({"a": 1}, {"a": 1.0}, []),
        ({"a": 1}, {"a": True}, [(("a",), 1, True)]),
        ({"a": 1}, {}, [(("a",), 1, None)]),
        ({"a": [1, 2]}, {"a": [1, 3]}, [(("a", 1), 2, 3)]),
        ({"a": [1, 2]}, {"a": [1, 2, 3]}, [(("a",), [1, 2], [1, 2, 3])]),
        ({"a": [{"x": 1}, {"x": 2}]}, {"a": [{"x": 2}]}, [(("a", 0), {"x": 1}, None)]),
        ({"a": {"x": 1}}, {"a": {"x": 2}}, [(("a", "x"), 1, 2)]),
    ],
)
def test_values_that_differ(before: Any, after: Any, found: list[Any]) -> None:
    changes = difference(of(W1=before), of(W1=after))
    assert [tuple(value) for each in changes for value in each.values] == found


def test_two_that_could_be_meant_are_no_new_name() -> None:
    spare = {"kind": "power"}
    found = {(each.what, each.tag) for each in difference(of(W1=spare), of(W2=spare, W3=spare))}
    assert found == {("removed", "W1"), ("added", "W2"), ("added", "W3")}


def test_the_same_serial_number_is_the_same_thing() -> None:
    (change,) = difference(of(W1={"serial": "7", "a": 1}), of(W2={"serial": "7", "a": 2}))
    assert (change.what, change.before_tag, change.tag, change.values[0].path) == ("renamed", "W1", "W2", ("a",))

"""The command line as its users see it: real files, real processes, what is printed where, and the exit code."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from plantwright.cli.main import COMMANDS

ROOT = Path(__file__).parent.parent
RIVERSIDE = ROOT / "sites" / "riverside"
ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in ("FORCE_COLOR", "NO_COLOR", "CI")}


def plantwright(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "plantwright", *arguments],
        cwd=cwd, capture_output=True, text=True, timeout=120, check=False, stdin=subprocess.DEVNULL,
        env={**ENVIRONMENT, "SOURCE_DATE_EPOCH": "1795219200", **environment},
    )  # fmt: skip


def test_help_lists_every_command_and_exit_code() -> None:
    shown = plantwright("--help")
    assert shown.returncode == 0
    for word in ("check", "simulate", "apply", "130  interrupted", "example: plantwright check"):
        assert word in shown.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    shown = plantwright(command, "--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith(f"usage: plantwright {command}")


def test_an_unknown_command_suggests_the_nearest() -> None:
    shown = plantwright("chekc")
    assert shown.returncode == 2
    assert shown.stderr == "there is no command `chekc`\nnext: did you mean `plantwright check`?\n"


def test_version() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", plantwright("--version").stdout)


def test_riverside_is_in_order_but_for_one_waiver_and_two_warnings() -> None:
    shown = plantwright("check", "sites/riverside")
    assert shown.returncode == 0
    last = shown.stdout.splitlines()[-1]
    assert last.startswith("sites/riverside: in order: 0 errors, 2 warnings, ")
    assert " 1 waived," in last
    assert plantwright("check", "sites/riverside", "--fail-on", "warning").returncode == 1


def test_a_bare_check_finds_the_sites_of_the_repository() -> None:
    shown = plantwright()
    assert shown.returncode == 0
    assert "sites/riverside: in order" in shown.stdout
    assert plantwright("check", cwd=RIVERSIDE).returncode == 0


def test_no_site_is_said(tmp_path: Path) -> None:
    shown = plantwright("check", cwd=tmp_path)
    assert shown.returncode == 2
    assert shown.stderr.startswith("no site here")
    assert plantwright("check", "nowhere", cwd=tmp_path).returncode == 2


def test_json_is_one_document_on_success_and_on_error(tmp_path: Path) -> None:
    good = json.loads(plantwright("check", "sites/riverside", "--format", "json").stdout)
    assert good["format_version"] == 1
    assert sum(good["summary"].values()) == len(good["verdicts"])
    assert set(good["verdicts"][0]) == {
        "rule", "name", "refs", "severity", "verdict", "message", "object", "value", "unit", "limit", "margin",
        "source", "file", "line", "column", "pointer", "hint", "waiver",
    }  # fmt: skip
    (tmp_path / "broken.yaml").write_text("a: [1\n")
    broken = plantwright("check", "broken.yaml", "--format", "json", cwd=tmp_path)
    assert broken.returncode == 1
    assert json.loads(broken.stdout)["verdicts"][0]["rule"] == "SIT001"


def test_several_outputs_at_once(tmp_path: Path) -> None:
    file = tmp_path / "check.json"
    shown = plantwright("check", "sites/riverside", "--output", f"json={file}")
    assert "in order" in shown.stdout
    assert json.loads(file.read_text())["site"] == "sites/riverside"
    assert plantwright("check", "--output", "pdf=x").returncode == 2


def test_colour_is_for_terminals_and_for_those_who_force_it() -> None:
    assert "\x1b[" not in plantwright("check", "sites/riverside").stdout
    assert "\x1b[" in plantwright("check", "sites/riverside", FORCE_COLOR="1").stdout
    assert "\x1b[" not in plantwright("check", "sites/riverside", FORCE_COLOR="1", NO_COLOR="1").stdout


def test_show_prints_an_object_with_its_defaults() -> None:
    shown = plantwright("show", "sites/riverside", "SS101")
    assert shown.returncode == 0
    for line in ("  type: clr8g", "    current_limit_percent: 300", "    overvoltage_v: 425"):
        assert line in shown.stdout
    missing = plantwright("show", "sites/riverside", "SS110")
    assert (missing.returncode, missing.stderr.splitlines()[0]) == (2, "there is nothing called SS110 in this site")
    assert "SS101" in missing.stderr


def told_of(tag: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(plantwright("show", "sites/riverside", tag, "--format", "json").stdout)
    return found


def test_show_calculates_the_poll_of_a_bus() -> None:
    found = told_of("RS1")["calculated"]
    assert found["poll_of_the_whole_bus"]["time_ms"] == 510.2
    assert [(each["device"], each["registers"], each["reads"], each["time_ms"]) for each in
            found["poll_of_the_whole_bus"]["units"]] == [
        ("SS101", 33, 5, 216.5), ("SS201", 33, 5, 216.5), ("IM1", 19, 1, 77.14),
    ]  # fmt: skip
    assert (found["units"], found["unit_loads"]) == ({"number": 4, "allowed": 28}, {"sum": 4, "allowed": 28})
    assert found["idle_voltage_mv"] == 306.6


def test_show_calculates_the_budget_of_a_fibre_link() -> None:
    found = told_of("FO1")["calculated"]
    assert found["loss_db"]["sum"] == 3.44
    told = [(each["application"], each["wavelength_nm"], each["verdict"]) for each in found["applications"]]
    assert told == [
        ("1000BASE-LX", 1310, "fits by unverified numbers"), ("10GBASE-LR", 1310, "fits"), ("10GBASE-ER", 1550, "fits"),
    ]  # fmt: skip


def test_show_names_the_rule_set_that_decides_on_a_route() -> None:
    found = told_of("R1")["calculated"]
    pair = {"cable": "W911", "power_cable": "W401", "distance_mm": 292}
    asked = [{"rule_set": "en-50174-2-2009", "distance_mm": 75}]
    assert {**pair, "asked": asked, "decides": "en-50174-2-2009"} in found["separation"]
    assert found["noise"]["note"] == "An estimate, presented as ranking, not proof"
    assert [each["cable"] for each in found["noise"]["ranking"]] == ["W911"]


def test_show_noise_prints_the_ranking_and_the_errors_of_its_source() -> None:
    found = told_of("noise")["noise"]
    assert found["note"] == "An estimate, presented as ranking, not proof"
    assert [each["cable"] for each in found["ranking"]] == ["W902", "W901", "W911"]
    assert [each["id"] for each in found["errors_in_the_source"]] == [f"PLE-{number:02}" for number in range(1, 15)]
    assert found["table_conflicts"] == []


def test_show_noise_prints_the_conflicts_of_the_tables_in_use(tmp_path: Path) -> None:
    copy = tmp_path / "site"
    shutil.copytree(ROOT / "sites" / "riverside", copy)
    file = copy / "site.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("en-50174-2-2009", "tia-569"), encoding="utf-8")
    told = plantwright("show", str(copy), "noise").stdout
    assert "305 mm at elliottelectric.com; 152 mm at terousa.com" in told
    assert told.count('table: "TIA-569, separation from sources of interference"') == 5


def test_rules_and_explain() -> None:
    rules = json.loads(plantwright("rules", "--format", "json").stdout)["rules"]
    assert len(rules) > 30
    shown = plantwright("explain", "cur010")
    assert shown.stdout.startswith("CUR010 Too many PCT1200 on one power meter (error)")
    assert "lines 399-406" in shown.stdout
    assert plantwright("explain", "CUR999").returncode == 2


SINGLE_CHANGES = {
    "a fourth PCT1200 on the LMG671": ("measuring.yaml", "supply: LMG2", "supply: LMG1", "CUR010", 4, 3),
    "two equal addresses": (
        "feeders.yaml", "bus: {name: RS1, address: 4,", "bus: {name: RS1, address: 3,", "BUS010", 3, None,
    ),
    "a 7E1 bus": (
        "cabling.yaml",
        "    port: /dev/ttyUSB0\n    baud_rate: 9600\n    parity: none\n    stop_bits: 1\n    data_bits: 8\n",
        "    port: /dev/ttyUSB0\n    baud_rate: 9600\n    parity: even\n    stop_bits: 1\n    data_bits: 7\n",
        "BUS012", None, None,
    ),
    "a probe before the contactor": ("measuring.yaml", "after: K101", "after: SS101", "INS010", "SS101", None),
    "a 400 V IT supply in CAT III": (
        "site.yaml", "  system: TN-S\n  nominal_voltage_v: 380", "  system: IT\n  nominal_voltage_v: 400",
        "INS040", 400, 300,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SINGLE_CHANGES)
def test_one_changed_number_gives_the_matching_finding_at_its_line(tmp_path: Path, case: str) -> None:
    file, old, new, rule, value, limit = SINGLE_CHANGES[case]
    before = _failed(RIVERSIDE)
    copy = tmp_path / "riverside"
    shutil.copytree(RIVERSIDE, copy)
    text = (copy / file).read_text()
    assert text.count(old) >= 1
    (copy / file).write_text(text.replace(old, new, 1))
    found = [each for each in _failed(copy) if _key(each) not in {_key(known) for known in before}]
    found = [each for each in found if not each["rule"].startswith("REC")]  # the records are of the plant as it was
    assert [each["rule"] for each in found] == [rule]
    verdict = found[0]
    assert Path(verdict["file"]).name == file
    assert abs(verdict["line"] - (text[: text.index(old)].count("\n") + 1)) <= 5
    assert verdict["source"]["document"]
    assert value is None or verdict["value"] == value
    assert limit is None or verdict["limit"] == limit


def _failed(site: Path) -> list[dict[str, Any]]:
    document = json.loads(plantwright("check", str(site), "--format", "json").stdout)
    return [each for each in document["verdicts"] if each["verdict"] == "fail" and each["severity"] == "error"]


def _key(verdict: dict[str, Any]) -> tuple[str, str]:
    return verdict["rule"], verdict["object"]


def test_a_finding_shows_place_line_caret_number_limit_and_next_step(tmp_path: Path) -> None:
    copy = tmp_path / "riverside"
    shutil.copytree(RIVERSIDE, copy)
    path = copy / "measuring.yaml"
    path.write_text(path.read_text().replace("supply: LMG2", "supply: LMG1"))
    shown = plantwright("check", "riverside", cwd=tmp_path)
    assert shown.returncode == 1
    assert re.search(r"^riverside/measuring\.yaml:\d+:\d+: error CUR010 LMG1: ", shown.stdout, re.MULTILINE)
    assert re.search(r"^ +\| +\^$", shown.stdout, re.MULTILINE)
    assert "found 4, limit 3, margin −1" in shown.stdout
    assert shown.stdout.splitlines()[-1].startswith("riverside: not in order: 1 error, ")


@pytest.mark.parametrize("name", ["devices", "evidence", "records"])
@pytest.mark.parametrize("loop", [False, True], ids=["file", "link to itself"])
def test_what_should_be_a_folder_of_the_site_is_not_passed_over(tmp_path: Path, name: str, *, loop: bool) -> None:
    site = Path(shutil.copytree(RIVERSIDE, tmp_path / "site", ignore=shutil.ignore_patterns("records")))
    place = site / name
    if loop:
        place.symlink_to(name)
    else:
        place.write_text("")
    shown = plantwright("check", "site", cwd=tmp_path)
    assert shown.returncode == 1
    assert f"error SIT308 site/{name} cannot be read as a folder: " in shown.stdout


def test_links_that_lead_nowhere_are_told(tmp_path: Path) -> None:
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "gone.yaml").symlink_to("nothing.yaml")
    for name in ("loop", "gone"):
        shown = plantwright("check", f"{name}.yaml", cwd=tmp_path)
        assert (shown.returncode, shown.stderr) == (2, "")
        assert f"{name}.yaml:1:1: error SIT008 the file cannot be read: " in shown.stdout


@pytest.mark.parametrize("epoch", ["soon", "9" * 30, "-1e9"])
def test_a_date_that_is_none_is_refused(epoch: str) -> None:
    shown = plantwright("check", str(RIVERSIDE), SOURCE_DATE_EPOCH=epoch)
    assert shown.returncode == 2
    assert f"SOURCE_DATE_EPOCH is `{epoch}`, not a time\nnext: give the seconds" in shown.stderr

"""What people do wrong before a device is reached: units, commas, register numbers, swapped tags, secrets, words."""

import io
import re
import shutil
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from tests.rehearsal import RIVERSIDE

from plantwright.cli.main import COMMANDS, main

ROOT = RIVERSIDE.parents[1]
CANARY = "hunter2-canary"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return a copy of the example site, to be spoilt."""
    return Path(shutil.copytree(RIVERSIDE, tmp_path / "riverside"))


def edit(site: Path, name: str, changes: Mapping[str, str]) -> None:
    path = site / name
    text = path.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def said(*arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        code = main(list(arguments))
    return code, out.getvalue()


@pytest.mark.fault("K8", "K9")
@pytest.mark.parametrize(
    ("written", "next_step"),
    [
        ("270 A", "write 270; the unit stands in the key"),
        ("270 %", "write 270; the unit stands in the key"),
        ("1.200,5", "write a number, without unit"),
        ("2,7", ""),
        ("2.7e2", "write 270 if it is a number"),
        ("27O", "write a number, without unit"),
        ("270.5", ""),
        ("2700", ""),
    ],
)
def test_a_value_with_a_unit_a_comma_or_another_scale_is_refused(own: Path, written: str, next_step: str) -> None:
    edit(own, "feeders.yaml", {"current_limit_percent: 270": f"current_limit_percent: {written}"})
    code, told = said("validate", str(own))
    assert code == 1
    assert re.search(r"feeders\.yaml:\d+:\d+: error ", told)
    assert next_step in told


@pytest.mark.fault("K11")
def test_the_tags_of_two_motors_that_were_swapped_do_not_pass_the_check(own: Path) -> None:
    """The 75 kW motor behind the starter, cable and fuses of the 22 kW one is an error of more than one rule."""
    edit(own, "feeders.yaml", {"CT101, M101]": "CT101, M000]", "CT201, M201]": "CT201, M101]", "M000]": "M201]"})
    code, told = said("check", str(own))
    assert code == 1
    assert len(set(re.findall(r"error ([A-Z]{3}\d{3})", told))) > 1


@pytest.mark.fault("J10")
def test_a_secret_has_no_place_in_the_files(own: Path) -> None:
    """No key of the format takes one, so none reaches a plan, a journal or a document."""
    edit(own, "cabling.yaml", {"gateway: {host:": f"gateway: {{password: {CANARY}, host:"})
    code, told = said("validate", str(own))
    assert code == 1
    assert f"password: {'*' * len(CANARY)}," in told
    assert CANARY not in told
    schema = (ROOT / "schemas" / "site.schema.json").read_text(encoding="utf-8")
    assert not re.search(r'"[a-z_]*(password|passphrase|secret|token|api_key)[a-z_]*":', schema)
    told = said("plan", str(own))[1]
    assert "gateway" in told
    assert CANARY not in told


@pytest.mark.fault("J14")
def test_every_dependency_is_installed_by_its_hash() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    packages = [number for number, line in enumerate(lines) if re.match(r"[a-z0-9]", line)]
    assert len(packages) > 20
    assert [lines[number] for number in packages if "==" not in lines[number]] == []
    assert [lines[number] for number in packages if "--hash=sha256:" not in lines[number + 1]] == []
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    installs = [line for line in makefile.splitlines() if "-r requirements.lock" in line]
    assert installs
    assert [line for line in installs if "--require-hashes" not in line] == []


@pytest.mark.fault("P16")
def test_the_way_back_is_never_called_more_than_a_plan() -> None:
    commands = [ROOT / "tool" / "plantwright" / "cli" / f"{name}.py" for name in ("apply", "resolve", "restore")]
    paths = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *commands]
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line for line in lines if re.search(r"(?i)\b(roll(s|ed)? ?back|undo|undone)\b", line)] == []


def test_the_overview_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", readme, re.MULTILINE))
    assert listed == COMMANDS

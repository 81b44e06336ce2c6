"""The parsed copies beside shipped files: used when whole and of these bytes, never trusted otherwise."""

import sys
from pathlib import Path

import pytest

from plantwright.site.shipped import read_shipped

YAML = "current_limit_percent: 400\nunit: '%'\n"
DATA = {"current_limit_percent": 400, "unit": "%"}


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the parsed copy of a file that was read once."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    path = tmp_path / "limits.yaml"
    path.write_text(YAML)
    assert read_shipped(path).root == DATA
    return tmp_path / "__pycache__" / "limits.json"


def test_the_copy_says_the_same(kept: Path) -> None:
    assert kept.is_file()
    assert read_shipped(kept.parent.parent / "limits.yaml").root == DATA


@pytest.mark.parametrize("damage", [lambda data: data.replace(b"400", b"600"), lambda data: data[:-3], lambda _: b""])
def test_a_damaged_copy_is_not_used(kept: Path, damage: object) -> None:
    assert callable(damage)
    kept.write_bytes(damage(kept.read_bytes()))
    assert read_shipped(kept.parent.parent / "limits.yaml").root == DATA


def test_a_changed_file_is_read_again(kept: Path) -> None:
    path = kept.parent.parent / "limits.yaml"
    path.write_text(YAML.replace("400", "350"))
    assert read_shipped(path).root == {"current_limit_percent": 350, "unit": "%"}


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "__pycache__").write_text("a file in its place")
    path = tmp_path / "limits.yaml"
    path.write_text(YAML)
    assert read_shipped(path).root == DATA


def test_a_file_with_problems_tells_them_and_leaves_no_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    path = tmp_path / "limits.yaml"
    path.write_text("a: [1\n")
    assert [problem.rule for problem in read_shipped(path).problems] == ["SIT001"]
    assert [problem.rule for problem in read_shipped(tmp_path / "gone.yaml").problems] == ["SIT008"]
    assert not (tmp_path / "__pycache__").exists()

"""Plans and journals that were changed: every one is refused with a message and a next step, none is believed."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rehearsal import bench, only

from plantwright.cli.main import main
from plantwright.deploy import journal
from plantwright.deploy.plan import Plan, from_json, to_json
from plantwright.findings.exit_code import Stop
from plantwright.site.model import Site

Read = TypeVar("Read")
RUN = "20261121T080000-0a1b2c3d"


@pytest.fixture(scope="module")
def done(site: Site, tmp_path_factory: pytest.TempPathFactory) -> tuple[Plan, bytes]:
    """Return a small plan, and the journal of its run."""
    folder = tmp_path_factory.mktemp("done")
    with bench(site, folder) as here:
        plan = only(here.plan(), "RS2", "current_limit_percent", "overvoltage_v")
        here.apply(plan)
    return plan, (folder / plan.id / "journal.jsonl").read_bytes()


def load(folder: Path, lines: Sequence[bytes]) -> tuple[journal.Record, ...]:
    (folder / "journal.jsonl").write_bytes(b"".join(lines))
    return journal.read(folder)


def refused(action: Callable[[], Read]) -> Read | None:
    """Return None when an action is refused with a next step, else what it returns."""
    try:
        return action()
    except Stop as stop:
        return None if stop.hint and stop.message else action()


def spoilt(lines: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """Yield the lines with one of them missing, doubled, or in the place of another; a missing last one is no edit."""
    for at in range(len(lines)):
        if at < len(lines) - 1:
            yield [*lines[:at], *lines[at + 1 :]]
        yield [*lines[: at + 1], *lines[at:]]
        for other in range(at + 1, len(lines)):
            swapped = list(lines)
            swapped[at], swapped[other] = swapped[other], swapped[at]
            yield swapped


@pytest.mark.fault("H11", "P10")
def test_no_record_can_be_dropped_doubled_or_moved(done: tuple[Plan, bytes], tmp_path: Path) -> None:
    lines = done[1].splitlines(keepends=True)
    whole = load(tmp_path, lines)
    assert len(whole) == len(lines) == 8
    for case in spoilt(lines):
        with pytest.raises(Stop, match=r"record \d+ was altered or lost"):
            load(tmp_path, case)
    assert load(tmp_path, lines[:-1]) == whole[:-1]  # only the hash printed in a document shows that the end is missing


@pytest.mark.fault("H11", "P10")
@settings(max_examples=400, deadline=None, derandomize=True)
@given(data=st.data())
def test_no_byte_of_a_journal_can_be_changed(
    done: tuple[Plan, bytes], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """But for the last record: with its end gone, or a page never written, it counts for nothing."""
    text = done[1]
    at = data.draw(st.integers(0, len(text) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != text[at]))
    folder = tmp_path_factory.getbasetemp() / "flipped"
    folder.mkdir(exist_ok=True)
    found = refused(lambda: load(folder, [text[:at], bytes([byte]), text[at + 1 :]]))
    assert found is None or (at > text[:-1].rindex(b"\n") and len(found) == 7)


@pytest.mark.fault("J1", "P14")
@settings(max_examples=400, deadline=None, derandomize=True)
@given(data=st.data())
def test_no_byte_of_a_plan_can_be_changed(done: tuple[Plan, bytes], data: st.DataObject) -> None:
    text = to_json(done[0])
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters(codec="utf-8").filter(lambda value: value != text[at]))
    plan = refused(lambda: from_json(text[:at] + letter + text[at + 1 :], "plan.json"))
    assert plan is None or (plan == done[0] and text[at].isspace() and letter.isspace())


def numbers(value: object) -> object:
    """Return the value with every text, number and list in it replaced by another kind of value."""
    if isinstance(value, dict):
        return {key: numbers(each) for key, each in value.items()}
    return {str: 7, int: "7", float: None, bool: [], list: {}, type(None): "x"}[type(value)]


@pytest.mark.fault("P14", "H11")
@pytest.mark.parametrize("command", ["show", "resolve", "restore"])
@pytest.mark.parametrize("spoil", ["empty", "binary", "foreign", "typed", "deep", "long", "folder"])
def test_whatever_a_journal_holds_a_command_ends_with_a_message(
    done: tuple[Plan, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, spoil: str
) -> None:
    plan, text = done
    run = tmp_path / RUN
    run.mkdir()
    (run / "plan.json").write_text(to_json(plan))
    first = json.loads(text.splitlines()[0])
    contents = {
        "empty": b"",
        "binary": bytes(range(256)) + b"\n",
        "foreign": b'{"format": 2}\n[]\nnull\n7\n',
        "typed": json.dumps(numbers(first)).encode() + b"\n",
        "deep": b"[" * 100_000 + b"\n",
        "long": json.dumps({**first, "operator": "x" * 300_000}).encode() + b"\n",
    }
    if spoil == "folder":
        (run / "journal.jsonl").mkdir()
    else:
        (run / "journal.jsonl").write_bytes(contents[spoil])
    code = main([command, str(run)])
    told = capsys.readouterr()
    if (command, spoil) == ("show", "empty"):
        assert (code, told.out) == (0, f"journal of {run}:\n")
    else:
        assert code in (2, 4, 9)
        assert "next: " in told.err
    assert not re.search(r"Traceback|internal error", told.err + told.out)

"""`plantwright record`: questions, answers and refusals, records made without a person, and what is still to do."""

import datetime
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.rehearsal import RIVERSIDE

from plantwright.cli.main import main
from plantwright.records.end_face import demanded, out_of_order
from plantwright.records.entry import filled, take
from plantwright.records.form import Form, data_of, old_values
from plantwright.records.paths import flat, nested, path_of
from plantwright.records.proposals import doubt, proposed
from plantwright.records.questions import Answers, Question, next_question, schema_at
from plantwright.records.refusals import Refusal
from plantwright.site.model import Site
from plantwright.site.records import KINDS, Attempt
from plantwright.site.schema import conforms
from plantwright.site.tree import Map
from plantwright.site.wording import dotted

ZONE = datetime.timezone(datetime.timedelta(hours=1))
NOW = datetime.datetime(2026, 11, 20, 9, 30, tzinfo=ZONE)
INSULATION = "2026-10-13-insulation-M101"
PUNCH = {"object": "K102", "person": "S. Novak", "at": "2026-11-20T09:00:00+01:00", "category": "C", "text": "Label"}


def form(site: Site, kind: str, **more: Any) -> Form:
    return Form(kind=kind, site=site, clock=lambda: NOW, **more)


def question_at(kind: str, path: str) -> Question:
    schema = schema_at(kind, path_of(path))
    assert schema is not None
    return Question(path_of(path), schema, required=True)


# paths and values


@pytest.mark.parametrize("text", ["measurements.0.between", "measurements[0].between"])
def test_a_path_is_written_in_two_ways(text: str) -> None:
    assert path_of(text) == ("measurements", 0, "between")


@pytest.mark.parametrize("text", ["", "a..b", "[0]", "0.a", "a[x]", "a b"])
def test_what_is_no_path(text: str) -> None:
    with pytest.raises(ValueError, match="is no path"):
        path_of(text)


def test_flat_and_nested_are_inverse(site: Site) -> None:
    for record in site.records.values():
        assert nested(flat(record.data)) == record.data


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        (["a[1]"], "a has no item 0; items are counted from 0"),
        (["a", "a.b"], "a.b: one key has a value and keys below it"),
        (["a.b", "a"], "a: one key has a value and keys below it"),
        (["a[0]", "a.b"], "a is a list and a map at the same time"),
    ],
)
def test_values_that_contradict_each_other(paths: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        nested(dict.fromkeys(map(path_of, paths), 1))


def test_a_flat_form_gives_the_record(site: Site) -> None:
    wanted = site.records[INSULATION].data
    texts = {dotted(path): _typed(value) for path, value in flat(wanted).items()}
    assert filled(form(site, "insulation-test"), texts) == (wanted, ())


def _typed(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


# questions


def walked(form: Form, typed: Mapping[str, Any]) -> tuple[list[str], Answers]:
    """Answer every question: as typed, else with Enter, else with the first thing that is allowed."""
    answers: dict[Any, Any] = {}
    while question := next_question(form.kind, answers, form.lines):
        value = typed.get(dotted(question.path), proposed(form, answers, question))
        if value is None and question.required:
            value = [*question.schema.get("enum", ()), *question.schema.get("examples", ())][0]
        answers[question.path] = value
    return list(map(dotted, answers)), answers


def test_the_questions_of_an_insulation_test(site: Site) -> None:
    typed = {"object": "M101", "measurements[0].between": "U1-PE", "measurements[1].between": "V1-PE"}
    assert walked(form(site, "insulation-test"), typed)[0] == [
        "object", "person", "at", "instrument", "test_voltage_v", "duration_s", "winding_temperature_c",
        "precautions[0]", "measurements[0].between", "measurements[0].resistance_mohm", "measurements[1].between",
        "measurements[1].resistance_mohm", "measurements[2].between", "limit.unit", "limit.minimum", "limit.maximum",
        "limit.source", "limit.provenance", "checks[0].line", "result", "ambient_c", "humidity_percent",
        "organisation", "witness", "note",
    ]  # fmt: skip


def test_an_attempt_is_asked_for_what_belongs_to_it(site: Site) -> None:
    steps = {"attempts[0].step": "inspect", "attempts[0].result": "dirty", "attempts[1].step": "wet"}
    asked = walked(form(site, "fibre-end-face"), {"object": "FO1", **steps})[0]
    assert [each.partition(".")[2] for each in asked if each.startswith("attempts[0]")] == [
        "step", "at", "result", "debris", "image.file", "note",
    ]  # fmt: skip
    assert [each.partition(".")[2] for each in asked if each.startswith("attempts[1]")] == [
        "step", "at", "tool", "cleaner", "solvent", "dried", "strokes", "image.file", "note",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_questions_of_every_kind_make_a_record_of_it(site: Site, kind: str) -> None:
    here = form(site, kind, person="S. Novak")
    _, answers = walked(here, {})
    assert conforms(Map(data_of(here, answers)), "record.schema.json") == ()


def test_what_is_proposed(site: Site) -> None:
    here = form(site, "insulation-test", person="S. Novak")
    _, answers = walked(here, {"object": "M101", "test_voltage_v": 500})
    data = data_of(here, answers)
    told = {key: data[key] for key in ("person", "at", "instrument", "limit", "result")}
    limit = {"unit": "MΩ", "minimum": 1, "source": "IEC 60204-1", "provenance": "unverified"}
    at = "2026-11-20T09:30:00+01:00"
    assert told == {"person": "S. Novak", "at": at, "instrument": "MEG1", "limit": limit, "result": "pass"}


@pytest.mark.parametrize(("value", "result"), [(1, "pass"), (0.9, "fail")])
def test_the_proposed_result_is_that_of_the_values(site: Site, value: float, result: str) -> None:
    here = form(site, "insulation-test")
    typed = {"object": "M101", "limit.minimum": 1, "measurements[0].resistance_mohm": value}
    assert walked(here, typed)[1]["result",] == result


# refusals

REFUSED = [
    ("insulation-test", "test_voltage_v", "500,5",
     "test_voltage_v must be a number, found the text `500,5`\n  next: write 500.5, without quotes"),
    ("insulation-test", "test_voltage_v", "high",
     "test_voltage_v must be a number, found the text `high`\n  next: write a number, without unit"),
    ("insulation-test", "test_voltage_v", "0",
     "test_voltage_v is 0 V; it must be above 0 V\n  next: check the value and its unit, which stands in the key"),
    ("insulation-test", "object", "M10l", "there is no object M10l\n  next: did you mean `M101`?"),
    ("insulation-test", "instrument", "MEG", "there is no instrument MEG\n  next: did you mean `MEG1`?"),
    ("insulation-test", "result", "good",
     "result cannot be `good`; allowed: pass, fail\n  next: choose one of the allowed values"),
    ("insulation-test", "at", "9:31",
     "at is in the future: 2026-11-20T09:31:00+01:00\n  next: a record tells what was done; check the clock"),
    ("insulation-test", "at", "2026-11-20T09:00:00",
     "at is not a time with its zone: `2026-11-20T09:00:00`\n  next: write it like 2026-10-12T09:12:00+02:00"),
    ("fibre-end-face", "attempts[1].at", "9:00", (
     "attempts[1].at is before the entry above it: 2026-11-20T09:00:00+01:00, that one 2026-11-20T09:12:00+01:00\n"
     "  next: entries stand in the order they were made; `back` goes to the one above")),
    ("checklist", "checks[0].line", "CGW-011", "there is no line CGW-011\n  next: did you mean `CGW-110`?"),
    ("checklist", "checks[0].value", "59,8", "checks[0].value is no number: 59,8\n  next: write 59.8"),
    ("calibration", "document.file", "gone.pdf",
     "there is no file gone.pdf beside the records\n  next: put it there first"),
    ("punch", "text", "a\u200bb", "text holds a character that cannot be seen, at place 2\n  next: type it again"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "path", "text", "message"), REFUSED, ids=[f"{each[1]}={each[2]}" for each in REFUSED])
def test_an_impossible_answer_is_refused(site: Site, kind: str, path: str, text: str, message: str) -> None:
    before: Answers = {("attempts", 0, "at"): "2026-11-20T09:12:00+01:00"}
    found = take(form(site, kind), before, question_at(kind, path), text)
    assert isinstance(found, Refusal)
    assert str(found) == message


@pytest.mark.parametrize(
    ("kind", "path", "text", "value"),
    [
        ("insulation-test", "result", "P", "pass"),
        ("checklist", "checks[0].result", "n/a", "not applicable"),
        ("insulation-test", "at", "9:05", "2026-11-20T09:05:00+01:00"),
        ("insulation-test", "at", "now", "2026-11-20T09:30:00+01:00"),
        ("fibre-end-face", "power_off.confirmed", "yes", True),
        ("fibre-end-face", "criteria.edition", "2015", "2015"),
        ("manual-step", "value", "2015", 2015),
        ("manual-step", "value", "R1", "R1"),
    ],
)
def test_what_an_answer_means(site: Site, kind: str, path: str, text: str, value: object) -> None:
    assert take(form(site, kind), {}, question_at(kind, path), text) == value


def test_an_instrument_out_of_calibration_is_doubted(site: Site) -> None:
    late: Answers = {("at",): "2099-01-01T00:00:00+00:00"}
    here = form(site, "insulation-test")
    assert doubt(here, late, ("instrument",), "MEG1") == "the calibration of MEG1 ended on 2027-03-01"
    assert doubt(here, {}, ("instrument",), "MEG1") == ""


# the order of cleaning

AT = "2026-11-20T09:12:00+01:00"


def attempts(*steps: str) -> list[Attempt]:
    """Attempts from words: `dirty` and `clean` are inspections, the others cleanings."""
    seen = ("clean", "dirty")
    return [
        Attempt(at=AT, step="inspect", result=each) if each in seen else Attempt(at=AT, step=each) for each in steps
    ]


DRY = ("dirty", "dry") * 3
WET = ("dirty", "wet", "dry") * 3
DEMANDED = {
    (): "inspect it first; what is clean is not cleaned",
    ("clean",): "it is clean: clean no more, end the list and judge it",
    ("dirty",): "it is dirty: clean it dry",
    ("dirty", "dry"): "inspect it: every attempt is followed by an inspection",
    ("dirty", "dry", "dirty"): "it is dirty: clean it dry again, or wet when dry cleaning does not help",
    (*DRY, "dirty"): "it is dirty and may not be cleaned dry any more: clean it wet, then dry it at once",
    (*DRY, "dirty", "wet"): "dry it at once, within 60 s",
    (*DRY, *WET, "dirty"): "it is dirty and may not be cleaned any more: judge it by the criteria, use or replace it",
}


@pytest.mark.parametrize("steps", DEMANDED)
def test_what_is_demanded_after_an_attempt(steps: tuple[str, ...]) -> None:
    assert demanded(attempts(*steps)) == DEMANDED[steps]


@pytest.mark.parametrize(
    ("steps", "step", "why"),
    [
        ((), "dry", "cleaned dry before an inspection said that it is dirty"),
        (("clean",), "dry", "cleaned dry although the inspection before found it clean"),
        (("dirty",), "wet", "cleaned wet before the dry method was tried"),
        (("dirty", "dry"), "dry", "cleaned dry again without an inspection after the attempt before"),
        ((*DRY, "dirty"), "dry", "cleaned dry for the 4th time, at most 3 allowed"),
        ((*DRY, "dirty", "wet"), "inspect", "cleaned wet, and no dry cleaning follows at once"),
        (("dirty",), "dry", ""),
        (("dirty", "dry", "dirty"), "wet", ""),
        (("dirty", "dry", "dirty", "wet"), "dry", ""),
    ],
)
def test_a_step_out_of_order_is_doubted(steps: tuple[str, ...], step: str, why: str) -> None:
    assert out_of_order(attempts(*steps), step) == why


# without a person


@pytest.fixture
def plant(tmp_path: Path) -> Path:
    """A copy of the example plant with its records."""
    return Path(shutil.copytree(RIVERSIDE, tmp_path / "riverside"))


def options(values: Mapping[str, str]) -> list[str]:
    return [word for path, value in values.items() for word in ("--set", f"{path}={value}")]


def test_a_record_from_the_command_line(plant: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["record", "punch", str(plant), *options(PUNCH)]) == 0
    assert main(["record", "punch", "K102", str(plant), *options(PUNCH)]) == 0
    files = [plant / "records" / f"2026-11-20-punch-K102{end}.yaml" for end in ("", "-2")]
    assert capsys.readouterr().out == "".join(f"kept: {file}\n" for file in files)
    assert files[0].read_text() == (
        "# yaml-language-server: $schema=../../../schemas/record.schema.json\nformat: 1\nrecord: punch\nobject: K102\n"
        "person: S. Novak\nat: 2026-11-20T09:00:00+01:00\ncategory: C\ntext: Label\n"
    )


def test_a_record_from_json(plant: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = plant / "given.json"
    file.write_text(json.dumps({**PUNCH, "closed": {"person": "S. Novak", "at": AT, "evidence": "Photo"}}))
    assert main(["record", "punch", str(plant), "--json", str(file), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["file"], told["verdicts"]) == (str(plant / "records" / "2026-11-20-punch-K102.yaml"), [])


def test_everything_missing_and_wrong_is_told(plant: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(plant.rglob("*"))
    values = {"object": "K10x", "at": AT, "category": "D", "txt": "Label", "closed.at": "yesterday"}
    assert main(["record", "punch", str(plant), *options(values)]) == 2
    assert capsys.readouterr().err == (
        "txt: unknown key `txt` in a record punch\n  next: did you mean `text`?\n"
        "punch: `person:` is missing\n  next: add a line like `person: S. Novak`\n"
        "punch: `text:` is missing\n  next: add a line like `text: Label of K102 is missing`\n"
        "category: category cannot be `D`; allowed: A, B, C\n  next: choose one of the allowed values\n"
        "closed: closed has no `person`\n  next: add a line like `person: S. Novak`\n"
        "closed: closed has no `evidence`\n  next: add a line like `evidence: Photo of the label`\n"
        "closed.at: closed.at is not a time with its zone: `yesterday`\n"
        "  next: write it like 2026-10-12T09:12:00+02:00\n"
        "object: there is no object K10x\n  next: did you mean `K102`?\n"
        "next: 8 to mend in the record punch; nothing was written\n"
    )
    assert sorted(plant.rglob("*")) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["punsh"], "there is no kind of record `punsh`\nnext: did you mean `punch`?\n"),
        (["punch", "--set", "x"], "--set x is not PATH=VALUE\nnext: for example --set object=M101\n"),
        (["punch", "--set", "=x"], "--set =x is not PATH=VALUE\nnext: for example --set object=M101\n"),
        (["punch", "--set", "a b=1"], "a b: `a b` is no path; write it like measurements[0].between\n"),
        (["punch"], "no value was given\nnext: give every value: --set PATH=VALUE, or --json -\n"),
        (["show", "2026-10-13-insulation-M10"], f"insulation-M10\nnext: did you mean `{INSULATION}`?\n"),
        (["next", "M10l"], "has no object M10l\nnext: did you mean `M101`?\n"),
        (["next", "M101", "M201"], "one at a time: M101, M201\nnext: name one object or record, and one site\n"),
        (["next", "M101", "--object", "M201"], "one at a time: M201, M101\nnext: name one object\n"),
        (["correct", INSULATION, "--set", "result=fail"], "a correction needs a reason\nnext: --set 'reason=...'\n"),
    ],
)  # fmt: skip
def test_a_wrong_command(
    plant: Path, arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main(["record", *arguments, str(plant)]) == 2
    assert message in capsys.readouterr().err


def test_without_standard_input_it_asks_nobody(plant: Path) -> None:
    command = f"exec {shlex.quote(sys.executable)} -m plantwright record punch K102 {shlex.quote(str(plant))} <&-"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("there is no terminal to ask at, and no value was given\n")


def test_an_output_without_our_letters_gets_them_escaped(plant: Path) -> None:
    command = [sys.executable, "-m", "plantwright", "record", "show", INSULATION, str(plant), "--format", "json"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii:strict"}
    done = subprocess.run(command, capture_output=True, env=environment, check=True)
    assert json.loads(done.stdout.decode("ascii"))["data"]["limit"]["unit"] == "MΩ"


def test_a_correction_is_a_record_of_its_own(plant: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = plant / "records" / f"{INSULATION}.yaml"
    before = old.read_bytes()
    values = {"reason": "read off by one", "measurements[0].resistance_mohm": "0.5"}
    assert main(["record", "correct", INSULATION, str(plant), *options(values)]) == 1
    told = capsys.readouterr()
    assert "error REC005 M101: 2026-10-13-insulation-test-M101.yaml: the insulation U1-PE is 0.5 MΩ" in told.err
    assert old.read_bytes() == before
    assert main(["record", "correct", INSULATION, str(plant), *options(values)]) == 2
    assert f"{INSULATION} was corrected by 2026-10-13-insulation-test-M101" in capsys.readouterr().err
    assert main(["record", "show", INSULATION, str(plant)]) == 0
    assert "corrected by 2026-10-13-insulation-test-M101\n" in capsys.readouterr().out


def test_a_correction_carries_what_nobody_is_asked_for(site: Site) -> None:
    carrying = [each for each in site.records.values() if "zones" in str(each.data)]
    for record in carrying:
        here = form(site, record.kind, old=old_values(record))
        assert data_of(here, walked(here, {})[1]) == record.data
    assert carrying


# what is still to do


def test_next_tells_what_is_due_and_why(plant: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (plant / "records" / f"{INSULATION}.yaml").unlink()
    assert main(["record", "next", "M101", str(plant)]) == 0
    told = capsys.readouterr().out
    assert "\n1. IRT-" in told
    assert f"   plantwright record insulation-test M101 {plant}\n" in told
    assert "   why: waits for IRT-030 at M101\n" in told


def test_next_as_json_lists_all(plant: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(plant / "records")
    assert main(["record", "next", str(plant), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    states = [each["state"] for each in told["lines"]]
    assert states == sorted(states)
    assert set(states) == {"open", "waits"}
    assert told["done"] == 0
    assert all(each["waits_for"] for each in told["lines"] if each["state"] == "waits")
    assert {each["what"] for each in told["dues"]} == {"calibration"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "error SIT007 the file is empty; a map of sections is expected\n"),
        (b"format: 1\nrecord: \xff\n", "error SIT004 byte 0xFF at offset 18 is not UTF-8\n"),
        (None, "error SIT008 this is a folder, not a regular file\n"),
    ],
    ids=["empty", "no UTF-8", "a folder"],
)
def test_a_record_that_cannot_be_used_is_told(
    plant: Path, data: bytes | None, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = plant / "records" / "strange.yaml"
    file.mkdir() if data is None else file.write_bytes(data)
    assert main(["record", "list", "K102", str(plant)]) == 0
    assert message in capsys.readouterr().err


def test_list_and_show(plant: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["record", "list", str(plant), "--kind", "insulation-test", "--object", "M101"]) == 0
    name, at, *_ = capsys.readouterr().out.splitlines()[1].split()
    assert (name, at) == (INSULATION, "2026-10-13T14:20:00+02:00")
    assert main(["record", "show", INSULATION, str(plant), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["data"]["test_voltage_v"] == 500

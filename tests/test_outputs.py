"""The formats of a check, each read back by a reader of its kind, and the choice of the rules that run."""

import contextlib
import datetime
import importlib
import io
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from markdown_it import MarkdownIt

from plantwright.cli import output
from plantwright.cli.main import main
from plantwright.findings.checked import Checked, CheckedSite, RuleFacts, compressed, faults
from plantwright.findings.exit_code import Stop
from plantwright.findings.reporters import github, text
from plantwright.findings.reporters.styled import line, plain
from plantwright.findings.reporters.text import Detail
from plantwright.findings.verdict import Location, Outcome, Severity, Source, Verdict
from plantwright.report.reference.pages import pages
from plantwright.report.reference.rule_page import mending
from plantwright.rules.check import verdicts
from plantwright.rules.registry import registry
from plantwright.rules.select import matching, select
from plantwright.rules.telling import reading_rules
from plantwright.site.catalog import shipped_types
from plantwright.site.load import load_site

ROOT = Path(__file__).parent.parent
RIVERSIDE = ROOT / "sites" / "riverside"
TODAY = datetime.date(2026, 11, 10)
HOSTILE = "a|b\nc::error::d]]>e\"f'g&<h>`i`%0Aj,k\\|l [m](http://n) *o* _p_ {q} é Ω 漢"
SHOWN_BY = ("text", "json", "jsonl", "sarif", "junit", "github", "gitlab", "markdown")


@dataclass(frozen=True)
class Waiver:
    reason: str = "built so"
    approved_by: str = "R. Roe"
    expires: str = "2027-03-31"


def verdict(outcome: Outcome = Outcome.FAIL, **given: Any) -> Verdict:
    """A verdict of CUR010 on LMG1 in line 2 of a.yaml, changed by what is given."""
    usual: dict[str, Any] = {
        "rule": "CUR010",
        "name": "too-many-on-meter",
        "words": "4 on LMG1, at most 3 allowed",
        "object": "LMG1",
        "path": ("meters", "LMG1"),
        "location": Location(file="plant/a.yaml", line=2, column=3),
        "source": Source(document="A manual", clause="5.1", lines="7"),
    }
    return Verdict(**{**usual, "outcome": outcome, **given})


MANY = (
    verdict(value=4, limit=3, margin=-1, unit="A", hint="use another meter"),
    verdict(rule="BUS016", name="undocumented", object="RS1", severity=Severity.WARNING, location=None, path=()),
    verdict(Outcome.WAIVED, rule="CAB010", name="too-close", object="W1@R1", waiver="W-003"),
    verdict(Outcome.PASS, object="LMG2", words="3 on LMG2, at most 3 allowed"),
    verdict(Outcome.NOT_APPLICABLE, rule="FIB010", name="dirty", object="", words="none", location=None, path=()),
    verdict(Outcome.NOT_CHECKED, rule="CUR011", name="overloaded", object="PSU1", words="needs length_m"),
    verdict(rule="ENV010", name="hot", object="MCC1", severity=Severity.INFO, words="warm"),
)
RULES = tuple(
    RuleFacts(id=each, name="a-fault", title="A fault", why="Because.", refs=("X-001",), waivable=True)
    for each in ("BUS016", "CAB010", "CUR010", "CUR011", "ENV010", "FIB010", "STA010")
)
OFF = (RuleFacts(id="PRO010", name="off", title="Off", why="Because.", severity=Severity.INFO),)


def checked(*verdicts_: Verdict, folder: str = "", off: tuple[RuleFacts, ...] = OFF) -> Checked:
    lines = {"plant/a.yaml": ("meters:", "  LMG1: {type: lmg600}")}
    site = CheckedSite(name="plant", verdicts=verdicts_, texts=lines, waivers={"W-003": Waiver()})
    return Checked(sites=[site], rules=RULES, switched_off=off, folder=folder)


def rendered(form: str, what: Checked) -> str:
    return output.rendered(form, what, Detail())


ALL = checked(*MANY)
BAD = checked(
    *(each._replace(words=HOSTILE, object=HOSTILE, hint=HOSTILE, path=("a", HOSTILE)) for each in MANY),
    verdict(location=Location(file=HOSTILE, line=1, column=1)),
)


# every format --------------------------------------------------------------------------------------------------------


def test_every_format_has_its_module() -> None:
    assert output.FORMATS == SHOWN_BY
    folder = Path(text.__file__).parent
    helpers = {"__init__", "styled", "statistics"}
    assert {path.stem for path in folder.glob("*.py")} - helpers == set(SHOWN_BY)
    assert all(
        hasattr(importlib.import_module(f"plantwright.findings.reporters.{form}"), "report") for form in SHOWN_BY
    )


@pytest.mark.parametrize("form", SHOWN_BY)
@pytest.mark.parametrize(
    "what", [ALL, BAD, checked(), checked(*MANY, off=())], ids=["all", "hostile", "empty", "all on"]
)
def test_the_same_input_gives_the_same_bytes(form: str, what: Checked) -> None:
    first = rendered(form, what)
    assert rendered(form, what) == first
    assert first.endswith("\n") or first == ""
    assert "\x1b" not in first


@pytest.mark.parametrize("form", SHOWN_BY)
def test_what_is_switched_off_is_told(form: str) -> None:
    assert "PRO010" in rendered(form, ALL)
    assert "PRO010" not in rendered(form, checked(*MANY, off=()))


# text ----------------------------------------------------------------------------------------------------------------

VERDICT_LINE = "plant: not in order: 1 error, 1 warning, 1 info, 1 pass, 1 waived, 1 not applicable, 1 not checked\n"


def test_text_ends_with_what_is_off_and_the_verdict() -> None:
    shown = rendered("text", ALL)
    assert shown.endswith(
        "plant/a.yaml:2:3: error CUR010 LMG1: 4 on LMG1, at most 3 allowed\n"
        " 2 |   LMG1: {type: lmg600}\n"
        "   |   ^\n"
        "   = found 4 A, limit 3 A, margin −1 A\n"
        "   = source: A manual 5.1, lines 7\n"
        "   = next: use another meter\n"
        "\n"
        "switched off, 1 rule: PRO010\n" + VERDICT_LINE
    )


@pytest.mark.parametrize(
    ("detail", "expected"),
    [
        (Detail(quiet=True), "switched off, 1 rule: PRO010\n" + VERDICT_LINE),
        (
            Detail(quiet=True, counts=True),
            "rule    pass  fail  waived  not applicable  not checked  name\n"
            "BUS016     0     1       0               0            0  undocumented\n"
            "CAB010     0     0       1               0            0  too-close\n"
            "CUR010     1     1       0               0            0  too-many-on-meter\n"
            "CUR011     0     0       0               0            1  overloaded\n"
            "ENV010     0     1       0               0            0  hot\n"
            "\n"
            "switched off, 1 rule: PRO010\n" + VERDICT_LINE,
        ),
    ],
    ids=["quiet", "quiet statistics"],
)
def test_text_shows_as_much_as_is_asked_for(detail: Detail, expected: str) -> None:
    assert plain(text.report(ALL, detail)) == expected


def test_text_with_all_has_passes_and_counts_every_rule() -> None:
    shown = plain(text.report(ALL, Detail(every=True, counts=True)))
    assert "plant/a.yaml:2:3: pass CUR010 LMG2: 3 on LMG2, at most 3 allowed\n" in shown
    assert "not applicable FIB010 none\n" in shown
    assert "FIB010     0     0       0               1            0  dirty\n" in shown


def test_text_groups_several_sites_and_sums_them_up() -> None:
    good = CheckedSite(name="good", verdicts=[verdict(Outcome.PASS)])
    shown = rendered("text", replace(ALL, sites=[good, *ALL.sites], switched_off=()))
    assert shown.startswith("good\n\ngood: in order: 0 errors, 0 warnings, 1 pass, ")
    assert "\n\nplant\n\n" in shown
    assert shown.endswith(VERDICT_LINE + "\n2 sites: 1 not in order\n")


def test_a_rule_that_broke_is_not_in_order() -> None:
    broken = verdict(Outcome.NOT_CHECKED, broken=True, words="stopped", severity=Severity.WARNING)
    assert "plant: not in order: 0 errors, " in rendered("text", checked(broken))
    assert rendered("github", checked(broken, off=())).startswith("::error ")
    assert json.loads(rendered("gitlab", checked(broken)))[0]["severity"] == "blocker"
    assert json.loads(rendered("sarif", checked(broken)))["runs"][0]["invocations"][0]["executionSuccessful"] is False
    assert "<error type=" in rendered("junit", checked(broken))
    assert "**not checked**" in rendered("markdown", checked(broken))


def test_text_keeps_a_finding_in_its_lines() -> None:
    assert plain([line("a\nb\x1b[31mc\td\u2028")]) == "a\ufffdb\ufffd[31mc\td\ufffd\n"
    assert not re.search(r"^\s*::", rendered("text", BAD), re.MULTILINE)


# json, jsonl ---------------------------------------------------------------------------------------------------------


def test_json_lists_the_rules_that_are_off() -> None:
    document = json.loads(rendered("json", ALL))
    assert list(document) == ["format_version", "tool_version", "site", "summary", "switched_off", "verdicts"]
    assert (document["switched_off"], len(document["verdicts"])) == (["PRO010"], len(MANY))
    several = json.loads(rendered("json", replace(ALL, sites=[*ALL.sites, *ALL.sites])))
    assert list(several) == ["format_version", "tool_version", "sites"]
    assert several["sites"] == [document, document]


def test_jsonl_has_a_heading_and_one_verdict_a_line() -> None:
    heading, *rest = [json.loads(each) for each in rendered("jsonl", ALL).splitlines()]
    document = json.loads(rendered("json", ALL))
    assert heading == {key: value for key, value in document.items() if key != "verdicts"}
    assert rest == [{"site": "plant", **each} for each in document["verdicts"]]


def test_json_keeps_every_character() -> None:
    assert json.loads(rendered("json", BAD))["verdicts"][0]["message"] == HOSTILE
    assert [json.loads(each) for each in rendered("jsonl", BAD).split("\n") if each][1]["object"] == HOSTILE


# sarif ---------------------------------------------------------------------------------------------------------------


def run_of(what: Checked) -> dict[str, Any]:
    document = json.loads(rendered("sarif", what))
    run: dict[str, Any] = document["runs"][0]
    return run


@pytest.mark.parametrize("what", [ALL, BAD, checked()], ids=["all", "hostile", "empty"])
def test_sarif_satisfies_its_official_schema(what: Checked) -> None:
    schema = json.loads((ROOT / "tests" / "data" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    assert [error.message for error in validator.iter_errors(json.loads(rendered("sarif", what)))] == []


def test_sarif_declares_every_rule_with_help() -> None:
    declared = run_of(ALL)["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in declared] == sorted(rule.id for rule in (*RULES, *OFF))
    assert declared[0]["help"]["text"] == (
        "Because.\n\nWaiver: may be waived with a reason, a name and an expiry\n\nMore: plantwright explain BUS016"
    )
    assert [rule["defaultConfiguration"]["level"] for rule in declared if rule["id"] == "PRO010"] == ["note"]


def test_sarif_declares_no_rule_on_the_design_where_no_site_was_loaded() -> None:
    """Of two sites one was loaded: the rules ran on it, and a note says on which one they did not."""
    reading = RuleFacts(id="SIT201", name="unknown-key", title="Unknown key", why="Because.")
    design = RuleFacts(id="CUR010", name="too-many", title="Too many", why="Because.", of_design=True)
    broken, whole = CheckedSite(name="broken", verdicts=(), loaded=False), CheckedSite(name="plant", verdicts=())
    declared = {}
    for sites in ((broken,), (broken, whole)):
        run = run_of(Checked(sites=sites, rules=(reading, design)))
        declared[len(sites)] = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        (note,) = run["invocations"][0]["toolExecutionNotifications"]
        assert note["message"]["text"] == "broken was not loaded: the rules on the design did not run on it."
    assert declared == {1: ["SIT201"], 2: ["CUR010", "SIT201"]}


def test_sarif_of_a_file_that_cannot_be_read_declares_the_rules_of_reading_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "site.yaml").write_text("format: 1\nsite: [", encoding="utf-8")
    assert main(["check", str(tmp_path / "site.yaml"), "--format", "sarif"]) == 1
    declared = json.loads(capsys.readouterr().out)["runs"][0]["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in declared} == {rule.id for rule in reading_rules()}


def test_sarif_points_from_results_to_rules() -> None:
    run = run_of(BAD)
    declared = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(declared[each["ruleIndex"]] == each["ruleId"] for each in run["results"])
    (off,) = run["invocations"][0]["ruleConfigurationOverrides"]
    assert (declared[off["descriptor"]["index"]], off["configuration"]) == ("PRO010", {"enabled": False})


def test_sarif_has_faults_as_results_and_waived_ones_suppressed() -> None:
    run = run_of(ALL)
    told = [(each["ruleId"], each["level"], len(each["suppressions"])) for each in run["results"]]
    assert told == [("CUR010", "error", 0), ("BUS016", "warning", 0), ("CAB010", "error", 1), ("ENV010", "note", 0)]
    assert run["results"][2]["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "waiver W-003: built so (approved by R. Roe, until 2027-03-31)",
        }
    ]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["properties"]["sites"]["plant"]["pass"] == 1
    assert run["results"][0]["message"]["text"] == "LMG1: 4 on LMG1, at most 3 allowed. Next: use another meter."


def test_sarif_tells_what_was_not_checked() -> None:
    invocation = run_of(ALL)["invocations"][0]
    (told,) = invocation["toolExecutionNotifications"]
    assert (told["associatedRule"]["id"], told["level"]) == ("CUR011", "note")
    assert told["message"]["text"] == "PSU1: not checked: needs length_m."
    assert invocation["executionSuccessful"] is True


def test_sarif_makes_no_link_of_what_a_site_says() -> None:
    assert "](" not in run_of(BAD)["results"][0]["message"]["text"]


@pytest.mark.parametrize(
    ("file", "folder", "expected"),
    [
        ("plant/a b.yaml", "", {"uri": "plant/a%20b.yaml", "uriBaseId": "%SRCROOT%"}),
        ("a.yaml", "sites/x", {"uri": "sites/x/a.yaml", "uriBaseId": "%SRCROOT%"}),
        ("../y/a.yaml", "sites/x", {"uri": "sites/y/a.yaml", "uriBaseId": "%SRCROOT%"}),
        ("/srv/a.yaml", "sites/x", {"uri": "file:///srv/a.yaml"}),
    ],
)
def test_files_are_named_from_the_top_of_the_repository(file: str, folder: str, expected: dict[str, str]) -> None:
    what = checked(verdict(location=Location(file=file, line=1, column=1)), folder=folder)
    place = run_of(what)["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == expected
    path = what.from_top(file)
    assert rendered("github", what).startswith(f"::error file={path},line=1,col=1,")
    assert json.loads(rendered("gitlab", what))[0]["location"]["path"] == path


# fingerprints --------------------------------------------------------------------------------------------------------

ONE = next(faults(checked(verdict()))).fingerprint


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({"location": Location(file="plant/b.yaml", line=90, column=1)}, True),
        ({"words": "5 on LMG1", "value": 5, "severity": Severity.WARNING}, True),
        ({"rule": "CUR011"}, False),
        ({"object": "LMG2"}, False),
        ({"path": ("meters", "LMG1", "model")}, False),
    ],
)
def test_a_fingerprint_is_made_of_rule_object_and_pointer(changed: dict[str, Any], same: bool) -> None:
    assert (next(faults(checked(verdict(**changed)))).fingerprint == ONE) is same


def test_fingerprints_are_of_their_own() -> None:
    twice = replace(checked(verdict(), verdict()), switched_off=())
    several = replace(twice, sites=[*twice.sites, replace(twice.sites[0], name="other")])
    found = [each.fingerprint for each in faults(several)]
    assert len(set(found)) == 4
    assert [each["fingerprint"] for each in json.loads(rendered("gitlab", several))] == found
    assert [each["partialFingerprints"]["plantwright/v1"] for each in run_of(several)["results"]] == found


def test_a_fingerprint_does_not_depend_on_the_current_directory() -> None:
    here = replace(checked(verdict(), folder="sites").sites[0], name=".")
    inside = Checked(sites=[here], folder="sites/plant")
    outside = Checked(sites=[replace(here, name="sites/plant")])
    assert [each.fingerprint for each in faults(inside)] == [each.fingerprint for each in faults(outside)]


# junit ---------------------------------------------------------------------------------------------------------------


def suites_of(what: Checked) -> ET.Element:
    return ET.fromstring(rendered("junit", what))


@pytest.mark.parametrize("what", [ALL, BAD, checked()], ids=["all", "hostile", "empty"])
def test_junit_counts_what_it_lists(what: Checked) -> None:
    root = suites_of(what)
    cases = root.findall(".//testcase")
    assert len(cases) == len(what.sites[0].verdicts)
    for element in (root, root[0]):
        kinds = {"failures": "failure", "errors": "error", "skipped": "skipped"}
        assert int(element.attrib["tests"]) == len(cases)
        for attribute, tag in kinds.items():
            assert int(element.attrib[attribute]) == len(root.findall(f".//testcase/{tag}"))
    names = [(case.attrib["classname"], case.attrib["name"]) for case in cases]
    assert len(set(names)) == len(names)


def test_junit_tells_why_a_case_was_skipped() -> None:
    root = suites_of(ALL)
    assert [each.attrib["message"] for each in root.iter("skipped")] == [
        "waived by W-003: 4 on LMG1, at most 3 allowed",
        "not applicable: none",
        "not checked: needs length_m",
    ]
    failure = next(root.iter("failure"))
    assert failure.attrib == {"type": "error", "message": "4 on LMG1, at most 3 allowed"}
    assert failure.text == (
        "plant/a.yaml:2:3\nfound 4 A, limit 3 A, margin −1 A\nsource: A manual 5.1, lines 7\nnext: use another meter"
    )
    assert [each.attrib["value"] for each in root.iter("property")] == ["PRO010"]


def test_junit_is_xml_whatever_a_site_says() -> None:
    assert next(suites_of(BAD).iter("failure")).attrib["message"] == HOSTILE
    every = "".join(map(chr, [*range(0x20), 0x7F, 0xFFFE, 0xFFFF, 0xD800, 0x1F600]))
    failure = next(suites_of(checked(verdict(words=every, object=every))).iter("failure"))
    assert failure.attrib["message"] == "\t\n\r\x7f\U0001f600"


# github, gitlab, markdown --------------------------------------------------------------------------------------------

COMMAND = re.compile(r"::(error|warning|notice) ((?:[a-z]+=[^,:]*)(?:,[a-z]+=[^,:]*)*)::(.*)")


def commands_of(shown: str) -> list[tuple[str, dict[str, str], str]]:
    """Read workflow commands as the runner does."""
    matches = [COMMAND.fullmatch(each) for each in shown.split("\n")[:-1]]
    assert all(matches)
    return [(m[1], dict(each.split("=", 1) for each in m[2].split(",")), m[3]) for m in matches if m]


def unescaped(value: str) -> str:
    for escape, character in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        value = value.replace(escape, character)
    return value


def test_github_annotates_faults_errors_first() -> None:
    found = commands_of(rendered("github", ALL))
    assert [(kind, each.get("title"), each.get("file")) for kind, each, _ in found] == [
        ("error", "CUR010 LMG1", "plant/a.yaml"),
        ("warning", "BUS016 RS1", "plant/a.yaml"),
        ("notice", "ENV010 MCC1", "plant/a.yaml"),
        ("notice", "plantwright", None),
    ]
    assert found[0][2] == "4 on LMG1, at most 3 allowed%0Anext: use another meter"


def test_github_escapes_what_would_be_a_command() -> None:
    _, properties, message = commands_of(rendered("github", BAD))[0]
    assert unescaped(message) == f"{HOSTILE}\nnext: {HOSTILE}"
    assert unescaped(properties["title"]) == f"CUR010 {HOSTILE}"
    assert github.property_text("50 %: a,\r\nb") == "50 %25%3A a%2C%0D%0Ab"


def test_gitlab_lists_faults() -> None:
    issues = json.loads(rendered("gitlab", ALL))
    assert [(each["check_name"], each["severity"], each["location"]["lines"]["begin"]) for each in issues] == [
        ("CUR010", "critical", 2),
        ("BUS016", "minor", 1),
        ("ENV010", "info", 2),
        ("switched-off", "info", 1),
    ]
    assert issues[0]["description"] == "CUR010 LMG1: 4 on LMG1, at most 3 allowed (next: use another meter)"
    assert all(set(each) == {"description", "check_name", "fingerprint", "severity", "location"} for each in issues)


def table_of(shown: str) -> list[list[str]]:
    """Read the cells of every table as text, as a Markdown reader sees them."""
    html = MarkdownIt("commonmark").enable("table").render(shown)
    root = ET.fromstring(f"<body>{html.replace('<br>', ' ')}</body>")
    return [["".join(cell.itertext()) for cell in row] for row in root.iter("tr")]


def test_markdown_has_faults_first() -> None:
    assert rendered("markdown", checked(MANY[2], MANY[0])) == (
        "### plant: not in order\n"
        "\n"
        "1 error, 0 warnings, 0 pass, 1 waived, 0 not applicable, 0 not checked\n"
        "\n"
        "|  | rule | object | finding | place |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| **error** | CUR010 | `LMG1` | 4 on LMG1, at most 3 allowed<br>next: use another meter | `plant/a.yaml:2` |\n"
        "| waived (W-003) | CAB010 | `W1@R1` | 4 on LMG1, at most 3 allowed | `plant/a.yaml:2` |\n"
        "\n"
        "switched off, 1 rule: PRO010\n"
    )
    assert [row[0] for row in table_of(rendered("markdown", ALL))] == [
        "", "error", "warning", "info", "not checked", "waived (W-003)",
    ]  # fmt: skip


def test_markdown_shows_what_a_site_says_as_it_is() -> None:
    shown = table_of(rendered("markdown", BAD))
    told = HOSTILE.replace("\n", " ")
    assert shown[1] == ["error", "CUR010", told, f"{told} next: {told}", "plant/a.yaml:2"]
    assert all(len(row) == 5 for row in shown)


def test_markdown_says_how_many_more_there_are() -> None:
    shown = rendered("markdown", checked(*(verdict(object=f"LMG{number}") for number in range(203))))
    assert len(table_of(shown)) == 201
    assert "\nand 3 more\n" in shown


# the choice of rules -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "unwanted", "on", "off"),
    [
        ([], [], "CUR010 CUR011 BUS010 SIT401", ""),
        (["CUR"], [], "CUR010 CUR011", "BUS010 SIT401"),
        (["cur010"], [], "CUR010", "CUR011"),
        (["CUR01"], ["CUR011"], "CUR010 CUR012", "CUR011 CUR020"),
        (["current,Bus"], [], "CUR010 BUS010", "INS010"),
        (["CUR", "BUS"], ["bus"], "CUR010", "BUS010"),
        ([], ["insulation", "SIT4"], "CUR010", "INS010 SIT401"),
    ],
)
def test_rules_are_chosen_by_id_prefix_and_subject(wanted: list[str], unwanted: list[str], on: str, off: str) -> None:
    chosen = select(registry(), wanted, unwanted)
    assert set(on.split()) <= set(chosen.on)
    assert set(off.split()) <= set(chosen.off)
    assert sorted((*chosen.on, *chosen.off)) == list(registry())


@pytest.mark.parametrize(
    ("wanted", "unwanted", "message", "hint"),
    [
        (["CUR999"], [], "there is no rule, group or subject CUR999", "nearest: CUR"),
        (["CRU"], [], "there is no rule, group or subject CRU", "nearest: CUR"),
        ([], ["insulations"], "there is no rule, group or subject insulations", "nearest: insulation"),
        ([], ["SIT101"], "SIT101 can neither be selected nor ignored", "problems of reading the site files are always"),
        (["SIT0"], [], "SIT0 can neither be selected nor ignored", "problems of reading the site files are always"),
        ([" , "], [], "no rule is named", "name ids, beginnings of ids or subjects"),
        (["CUR"], ["current"], "no rule is left to check", "select more, ignore less"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused(
    wanted: list[str], unwanted: list[str], message: str, hint: str
) -> None:
    with pytest.raises(Stop) as refused:
        select(registry(), wanted, unwanted, [rule.id for rule in reading_rules()])
    assert (refused.value.code, refused.value.message) == (2, message)
    assert refused.value.hint.startswith(hint)


def test_a_subject_is_no_beginning_of_an_id() -> None:
    assert {each[:3] for each in matching(registry(), "site")} == {"SIT"}
    assert matching(registry(), "sit") == matching(registry(), "site")


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ("CUR010", "CUR010"),
        ("CUR010 CUR011", "CUR (2 rules)"),
        ("CUR010 CUR011 BUS016 STA010", "CUR (2 rules), BUS016, STA010"),
    ],
)
def test_a_whole_group_is_told_as_one(ids: str, expected: str) -> None:
    chosen = [next(rule for rule in RULES if rule.id == each) for each in ids.split()]
    assert compressed(chosen, RULES) == expected


def test_a_waiver_of_a_rule_that_is_off_is_not_unused() -> None:
    site = load_site(RIVERSIDE).site
    assert site is not None
    found = verdicts(site, registry(), TODAY, switched_off={"CAB010"})
    assert [(each.outcome, each.message) for each in found if each.rule == "SIT402"] == [
        (Outcome.NOT_CHECKED, "CAB010 did not run")
    ]
    assert not any(each.rule == "CAB010" for each in found)
    assert not any(each.failed for each in found if each.rule == "SIT403")


# the command line ----------------------------------------------------------------------------------------------------


@pytest.fixture
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1794268800")
    for name in ("GITHUB_ACTIONS", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def said(*arguments: str) -> tuple[int, str, str]:
    """Run the command in this process: exit code, stdout, stderr."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(arguments)
    return code, out.getvalue(), err.getvalue()


@pytest.mark.usefixtures("at_home")
def test_all_formats_at_once_go_into_files(tmp_path: Path) -> None:
    files = {form: tmp_path / f"check.{form}" for form in SHOWN_BY}
    options = [f"--output={form}={file}" for form, file in files.items()]
    code, shown, _ = said("check", "sites/riverside", "--ignore", "CUR", "--quiet", *options)
    assert code in (0, 1)
    lines = shown.splitlines()
    assert (len(lines), lines[1].split(": ")[0]) == (2, "sites/riverside")
    assert re.fullmatch(r"switched off, \d+ rules: CUR \(\d+ rules\)", lines[0])
    assert files["text"].read_text() == shown
    assert all(file.read_text() for file in files.values())
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(file.name for file in files.values())


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize("command", ["check", "validate"])
def test_the_same_site_gives_the_same_file(command: str) -> None:
    for form in SHOWN_BY:
        assert said(command, "sites/riverside", "--format", form) == said(command, "sites/riverside", "--format", form)


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--output", "pdf=x"], "--output pdf=x is not FORMAT=FILE"),
        (["--output", "json"], "--output json is not FORMAT=FILE"),
        (["--output", "json=-"], "--output json=-: stdout is no file"),
        (["--output", "json=x", "--output", "sarif=x"], "--output names x twice"),
        (["--output", "json=/nowhere/at/all"], "cannot write /nowhere/at/all: No such file or directory"),
        (["--select", "CRU"], "there is no rule, group or subject CRU"),
        (["--ignore", "SIT1"], "SIT1 can neither be selected nor ignored"),
    ],
)
def test_wrong_options_are_usage_errors(options: list[str], message: str) -> None:
    code, shown, problem = said("check", "sites/riverside", *options)
    assert (code, shown, problem.splitlines()[0]) == (2, "", message)


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_json_is_there_when_the_command_cannot_go_on(form: str) -> None:
    code, shown, problem = said("check", "--select", "CRU", "--format", form)
    assert (code, problem.splitlines()[0]) == (2, "there is no rule, group or subject CRU")
    document = json.loads(shown)
    assert (document["format_version"], document["error"]["exit_code"]) == (1, 2)
    assert form == "json" or shown.count("\n") == 1


@pytest.mark.usefixtures("at_home")
def test_what_cannot_be_read_cannot_be_ignored(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("a: [1\n", encoding="utf-8")
    code, shown, _ = said("check", str(tmp_path / "broken.yaml"), "--ignore", "SIT", "--format", "json")
    assert (code, [each["rule"] for each in json.loads(shown)["verdicts"]]) == (1, ["SIT001"])


@pytest.mark.usefixtures("at_home")
def test_github_actions_gets_annotations_after_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    before = said("check", "sites/riverside")[1]
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    after = said("check", "sites/riverside")[1]
    assert after == before + said("check", "sites/riverside", "--format", "github")[1]


@pytest.mark.usefixtures("at_home")
def test_paths_are_those_of_the_repository_from_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    outside = said("check", "sites/riverside", "--format", "github")[1]
    monkeypatch.chdir(RIVERSIDE)
    assert said("check", "--format", "github")[1] == outside


def test_a_file_is_replaced_and_a_device_written_to(tmp_path: Path) -> None:
    file, link = tmp_path / "a", tmp_path / "link"
    file.write_text("old", encoding="utf-8")
    file.chmod(0o640)
    link.symlink_to(file)
    output.save(link, "new")
    assert (file.read_text(), link.is_symlink(), file.stat().st_mode & 0o777) == ("new", True, 0o640)
    output.save(Path(os.devnull), "nothing")
    assert Path(os.devnull).is_char_device()
    with pytest.raises(Stop):
        output.save(tmp_path, "a folder")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a", "link"]


@pytest.mark.usefixtures("at_home")
def test_rules_and_explain_know_subjects_and_reading_rules() -> None:
    assert said("rules", "environment")[1].count("\nENV") >= 5
    assert said("rules", "enviroment")[2].endswith("next: nearest: environment\n")
    assert said("explain", "sit101")[1].startswith("SIT101 Unknown key (error)\n")


# the reference -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reference() -> dict[str, str]:
    return pages(registry(), reading_rules(), shipped_types())


def links_of(page: str) -> Iterator[str]:
    return (match[1] for match in re.finditer(r"\]\(([^)]+\.md)\)", page))


def test_every_rule_and_device_type_has_its_page(reference: dict[str, str]) -> None:
    wanted = [*(f"rules/{each}.md" for each in registry()), *(f"devices/{each}.md" for each in shipped_types())]
    assert sorted(links_of(reference["index.md"])) == sorted(("rules/reading.md", *wanted))
    assert set(reference) == {"index.md", "rules/reading.md", *wanted}


def test_a_page_of_a_rule_says_it_all(reference: dict[str, str]) -> None:
    for rule in registry().values():
        page = reference[f"rules/{rule.id}.md"]
        assert page.startswith(f"# {rule.id} ")
        assert [each for each in page.splitlines() if each.startswith("## ")] == [
            "## Why", "## Wrong", "## Right", "## How to mend",
        ]  # fmt: skip
        assert page.count("```") in (2, 4)


def test_the_next_steps_come_from_the_rule() -> None:
    assert mending(registry()["BUS013"]) == ("use a repeater",)
    assert mending(registry()["CUR010"]) == ("feed a transducer from a PCTSIU4, or from another meter",)


def test_a_page_of_a_device_type_has_every_parameter_and_conflict(reference: dict[str, str]) -> None:
    for each in shipped_types().values():
        cells = {row[0] for row in table_of(reference[f"devices/{each.type}.md"])}
        assert {*each.parameters, *each.registers, *each.conflicts} <= cells


@pytest.mark.usefixtures("at_home")
def test_docs_writes_the_pages(tmp_path: Path) -> None:
    code, shown, _ = said("docs", "-o", str(tmp_path / "reference"))
    written = sorted(path for path in (tmp_path / "reference").rglob("*.md"))
    assert (code, shown) == (0, f"{len(written)} pages, begin with {tmp_path / 'reference' / 'index.md'}\n")
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert said("docs", "-o", str(tmp_path / "file"))[0] == 2

"""What passes or does not apply is left out and counted, unless somebody asks for every verdict."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from plantwright.cli.main import main
from plantwright.findings.verdict import TOLD, Outcome, Source, Verdict, count
from plantwright.rules.check import check, judged
from plantwright.rules.frame import ERROR, nowhere, rule
from plantwright.rules.say import passed
from plantwright.site.load import load_site
from plantwright.site.model import Site

RIVERSIDE = Path(__file__).parent.parent / "sites" / "riverside"
TODAY = datetime.date(2026, 11, 10)


def test_what_is_left_out_is_counted() -> None:
    loaded = load_site(RIVERSIDE)
    every, some = check(loaded, TODAY), judged(loaded, TODAY, every=False)
    assert some.verdicts == tuple(verdict for verdict in every if verdict.outcome in TOLD)
    assert count(some.verdicts, some.others) == count(every)


def test_words_of_what_is_left_out_are_not_made() -> None:
    site, made = load_site(RIVERSIDE).site, []

    def words() -> str:
        made.append(1)
        return "all is well" if len(made) == 1 else str(1 // 0)

    @rule(id="TST001", severity=ERROR, title="Nothing", source=Source(document="none"), refs=(), bad={})
    def nothing(_: Site) -> Iterator[Verdict]:
        yield passed("A1", words)

    assert site is not None
    (draft,) = nothing.drafts(site)
    assert made == []
    assert nothing.verdict(draft, nowhere).message == "all is well"
    broken = nothing.verdict(draft, nowhere)
    assert (broken.outcome, broken.broken, broken.rule) == (Outcome.NOT_CHECKED, True, "TST001")
    assert broken.message == (
        "the rule TST001 (Nothing) stopped with ZeroDivisionError: integer division or modulo by zero"
    )


@pytest.mark.parametrize("form", ["text", "sarif", "markdown", "github", "gitlab"])
def test_a_report_is_the_same_when_another_file_needs_every_verdict(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1794268800")
    command = ["check", str(RIVERSIDE), "--format", form]
    codes = main(command), main([*command, "--output", f"json={tmp_path / 'every.json'}"])
    shown = capsys.readouterr().out
    assert codes[0] == codes[1]
    assert shown[: len(shown) // 2] == shown[len(shown) // 2 :]

"""What passes or does not apply is left out and counted, unless somebody asks for every verdict."""

import datetime
from pathlib import Path

import pytest

from plantwright.cli.main import main
from plantwright.findings.verdict import TOLD, count
from plantwright.rules.check import check, judged
from plantwright.site.load import load_site

RIVERSIDE = Path(__file__).parent.parent / "sites" / "riverside"
TODAY = datetime.date(2026, 11, 10)


def test_what_is_left_out_is_counted() -> None:
    loaded = load_site(RIVERSIDE)
    every, some = check(loaded, TODAY), judged(loaded, TODAY, every=False)
    assert some.verdicts == tuple(verdict for verdict in every if verdict.outcome in TOLD)
    assert count(some.verdicts, some.others) == count(every)


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

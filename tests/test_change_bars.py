"""Change bars: in a git repository with two revisions exactly the lines that differ are marked, in every document."""

import html
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.plants import RIVERSIDE

ENTRY = "    - {revision: B, date: 2026-11-03, "
MEANS = "A bar at the left of a line: what it is about in the site files is new or differs from revision A (commit {})."


def git(site: Path, *arguments: str) -> str:
    names = ("-c", "user.name=A. Meier", "-c", "user.email=author@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *names, "-C", str(site), *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return the example plant as it was at its first revision, committed, with the files of the second one."""
    made = tmp_path / "plant"
    shutil.copytree(RIVERSIDE, made, ignore=shutil.ignore_patterns("runs"))
    whole = (made / "site.yaml").read_text(encoding="utf-8")
    first = "".join(line for line in whole.splitlines(keepends=True) if not line.startswith(ENTRY))
    assert first != whole
    (made / "site.yaml").write_text(first, encoding="utf-8")
    git(made, "init", "-q", "-b", "main")
    git(made, "add", "-A")
    git(made, "commit", "-qm", "Issued for construction")
    (made / "site.yaml").write_text(whole, encoding="utf-8")
    return made


def pages(site: Path, out: Path, *more: str) -> dict[str, str]:
    """Return the HTML of every document by its file without the number of the plant."""
    done = subprocess.run(
        [sys.executable, "-m", "plantwright", "report", str(site), "-o", str(out), "--html-only", *more],
        capture_output=True, text=True, timeout=120, check=False, stdin=subprocess.DEVNULL, env=os.environ,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {path.stem.removeprefix("RPS-01-"): path.read_text(encoding="utf-8") for path in out.glob("*.html")}


def barred(page: str) -> list[str]:
    """Return how each line with a bar, or a heading with one, begins."""
    found = re.findall(r'<span class="bar"><svg.*?<title>(.*?)</title>.*?</span>([^<]*)', page, re.DOTALL)
    assert all(word == "changed:" for word, _ in found)
    return [html.unescape(words).strip() for _, words in found]


def legends(page: str) -> list[str]:
    return re.findall(r"A bar at the left of a line:[^<]*", page)


def test_exactly_the_lines_that_differ_are_barred_in_every_document(site: Path, tmp_path: Path) -> None:
    edit(site / "cabling.yaml", "outer_diameter_mm: 38, length_m: 42,", "outer_diameter_mm: 38, length_m: 43,")
    edit(site / "feeders.yaml", "soft_stop_time_s: 8", "soft_stop_time_s: 9")
    git(site, "commit", "-qam", "As commissioned")
    found = pages(site, tmp_path / "out")
    dossier = found.pop("dossier")
    assert {name: barred(page) for name, page in found.items() if 'class="bar"' in page} == {
        "cable-schedule": ["W101"],
        "pull-list": ["W101", "W101"],  # to pull, and the labels of its ends
        "feeder-record-P101": ["F0.07"],
        "parameter-sheet-SS101": ["F0.07"],
        "commissioning-report": [
            "RPS-01&BB1", "RPS-01-SS101&FQ1", "RPS-01&MB1", "RPS-01&MB2", "RPS-01-P101&QB1",
            "RPS-01-P101&QC1", "F0.07", "W101", "W101",
        ],
    }  # fmt: skip
    first = git(site, "rev-parse", "--short=12", "HEAD~1")
    assert {name: legends(page) for name, page in found.items() if legends(page)} == {
        name: [MEANS.format(first)] for name in found if 'class="bar"' in found[name]
    }
    assert dossier.count('class="bar"') == sum(page.count('class="bar"') for page in found.values())


def test_what_is_new_or_recorded_since_is_barred_also_before_it_is_committed(site: Path, tmp_path: Path) -> None:
    edit(site / "site.yaml", "instruments:\n", "instruments:\n  MEG2: {kind: insulation-tester, serial: EX-1}\n")
    point = next((site / "records").glob("*punch*.yaml"))
    point.write_text(point.read_text(encoding="utf-8") + "\n# the same\n", encoding="utf-8")
    shutil.copy(point, point.with_name("2026-11-01-punch-again.yaml"))
    found = pages(site, tmp_path / "out", "--only", "calibration-list", "--only", "punch-list")
    assert barred(found["calibration-list"]) == ["MEG2"]
    assert len(barred(found["punch-list"])) == 1
    assert len(legends(found["punch-list"])) == 1


def test_work_after_a_revision_was_stated_belongs_to_the_next_one(site: Path, tmp_path: Path) -> None:
    """The revision before is where its line came, not the last commit before the next line."""
    whole = (site / "site.yaml").read_text(encoding="utf-8")
    git(site, "checkout", "-q", "--", "site.yaml")
    edit(site / "feeders.yaml", "soft_stop_time_s: 8", "soft_stop_time_s: 9")
    git(site, "commit", "-qam", "before the new line")
    (site / "site.yaml").write_text(whole, encoding="utf-8")
    git(site, "commit", "-qam", "the new line")
    found = pages(site, tmp_path / "out", "--only", "parameter-sheet:SS101")
    assert barred(found["parameter-sheet-SS101"]) == ["F0.07"]


NO_STATE = "No line has a bar: git has no state of the site files in which revision A is the newest."


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("folder", "No line has a bar: the site files are in no git repository."),
        ("both", NO_STATE),
        ("first", "No line has a bar: it is the first revision."),
        ("same", "No line has a bar: no object differs from revision A (commit {first})."),
        ("broken", "No line has a bar: the site files of revision A cannot be read any more."),
        ("damaged", "No line has a bar: the site files of revision A cannot be read any more."),
    ],
)
def test_without_a_revision_before_document_control_says_why(site: Path, tmp_path: Path, how: str, why: str) -> None:
    first = git(site, "rev-parse", "--short=12", "HEAD")
    if how == "first":
        git(site, "checkout", "-q", "--", "site.yaml")
    if how == "broken":
        edit(site / "cabling.yaml", "kind: power, from: K101", "kind: rope, from: K101")
        git(site, "commit", "-q", "--amend", "-m", "A", "--", "cabling.yaml")
        edit(site / "cabling.yaml", "kind: rope", "kind: power")
    if how == "damaged":
        name = git(site, "rev-parse", "HEAD:cabling.yaml")
        (site / ".git" / "objects" / name[:2] / name[2:]).unlink()
    if how in ("folder", "both"):
        shutil.rmtree(site / ".git")
    if how == "both":
        git(site, "init", "-q", "-b", "main")
        git(site, "add", "-A")
        git(site, "commit", "-qm", "both revisions at once")
    found = pages(site, tmp_path / "out", "--only", "commissioning-report")["commissioning-report"]
    assert 'class="bar"' not in found
    assert why.format(first=first) in html.unescape(found)

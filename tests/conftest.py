"""The example site for every test, and what the run tells at its end: how many limits were tried on both sides."""

import pytest
from tests.rehearsal import RIVERSIDE

from plantwright.site.load import load_site
from plantwright.site.model import Site

KINDS = {
    "data": "numbers of the data",
    "rule": "rules",
    "parameter": "settings of devices",
    "choice": "choices of devices",
}


@pytest.fixture(scope="session")
def site() -> Site:
    """Return the model of the riverside site."""
    loaded = load_site(RIVERSIDE)
    assert loaded.site is not None, loaded.problems
    return loaded.site


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many limits passed just inside and failed just outside, where all were to be tried."""
    passed = [report for report in terminalreporter.stats.get("passed", []) if report.when == "call"]
    told = [dict(report.user_properties) for report in passed]
    tried = {kind: sum(int(each.get(kind, 0)) for each in told) for kind in ("data", "rule", "parameter", "choice")}
    if any(tried.values()):
        words = ", ".join(f"{number} of {KINDS[kind]}" for kind, number in tried.items())
        terminalreporter.write_line(f"limits tried just inside and just outside: {words}")
    for sentence in (each[kind] for each in told for kind in ("numbers", "entries", "faults") if kind in each):
        terminalreporter.write_line(str(sentence))

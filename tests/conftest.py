"""What the whole test run tells at its end: how many limits of rules were tried on both sides."""

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many limits passed just inside and failed just outside."""
    passed = [report for report in terminalreporter.stats.get("passed", []) if report.when == "call"]
    tried = sum("test_limit_passes_inside_and_fails_outside" in report.nodeid for report in passed)
    if tried:
        terminalreporter.write_line(f"limits of rules tried just inside and just outside: {tried}")

"""Findings as Markdown: a table for the comment on a pull request, the faults first."""

import re
from collections.abc import Iterable, Iterator, Sequence

from plantwright.findings.checked import Checked, CheckedSite, Fault, faults, switched_off_text
from plantwright.findings.reporters.text import in_order, summary, word
from plantwright.findings.verdict import Outcome, Severity, Verdict

LISTED = 200
"""Rows of the table of a site; the comment on a pull request takes 65,536 characters."""

_SPECIAL = re.compile(r"([\\`*{}\[\]<>|#~&]|(?<![^\W_])_|_(?![^\W_]))")
_BREAK = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SHOWN = (Outcome.FAIL, Outcome.NOT_CHECKED, Outcome.WAIVED)


def report(checked: Checked) -> str:
    """Return a section for each site and a line about what is switched off."""
    off = switched_off_text(checked)
    sections = [*(_section(checked, site) for site in checked.sites), *([escaped(off) + "\n"] if off else [])]
    return "\n".join(sections)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; the cells are Markdown in which a pipe is already escaped."""
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, ["---"] * len(head), *rows))


def escaped(text: object) -> str:
    """Return text on one line in which no character means anything to Markdown or HTML."""
    return _SPECIAL.sub(r"\\\1", _BREAK.sub(" ", str(text)).strip())


def code(text: object) -> str:
    """Return text as code that may stand in a table, escaped instead where it has a pipe, backslash or backquote."""
    line = _BREAK.sub(" ", str(text)).strip()
    return f"`{line}`" if line and not set(line) & set("|\\`") else escaped(line)


def _section(checked: Checked, site: CheckedSite) -> str:
    verdict = "in order" if in_order(site.verdicts) else "not in order"
    heading = f"### {escaped(site.name)}: {verdict}\n\n{escaped(summary(site))}\n"
    rows = list(_rows(checked, site))
    if not rows:
        return heading
    more = f"\nand {len(rows) - LISTED} more\n" if len(rows) > LISTED else ""
    return f"{heading}\n{table(('', 'rule', 'object', 'finding', 'place'), rows[:LISTED])}{more}"


def _rows(checked: Checked, site: CheckedSite) -> Iterator[tuple[str, ...]]:
    here = Checked(sites=[site], folder=checked.folder)
    found = faults(here, lambda verdict: verdict.outcome in _SHOWN)
    return (_row(fault) for fault in sorted(found, key=lambda fault: _order(fault.verdict)))


def _order(verdict: Verdict) -> int:
    """Return 0 for what breaks the check, then errors, warnings and information, then what is open or waived."""
    if verdict.failed:
        return 1 + list(Severity).index(verdict.severity)
    return 0 if verdict.broken else 5 + _SHOWN.index(verdict.outcome)


def _row(fault: Fault) -> tuple[str, ...]:
    verdict = fault.verdict
    label = f"{word(verdict)} ({verdict.waiver})" if verdict.waiver else word(verdict)
    bold = f"**{label}**" if verdict.failed or verdict.broken else escaped(label)
    hint = f"<br>next: {escaped(verdict.hint)}" if verdict.hint else ""
    place = code(f"{fault.place.file}:{fault.place.line}")
    return bold, escaped(verdict.rule), code(verdict.object), escaped(verdict.message) + hint, place

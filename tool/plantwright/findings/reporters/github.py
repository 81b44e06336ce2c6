"""Findings as annotations of GitHub Actions: one workflow command a line."""

from collections.abc import Iterator

from plantwright.findings.checked import Checked, Fault, faults, switched_off_text
from plantwright.findings.verdict import Severity, Verdict

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def report(checked: Checked) -> str:
    """Return a command for every fault and every rule that broke, errors first, and one for what is switched off."""
    ordered = sorted(faults(checked), key=lambda each: list(_COMMANDS.values()).index(_command(each.verdict)))
    return "".join(f"{command}\n" for command in (*map(_annotation, ordered), *_switched_off(checked)))


def _command(verdict: Verdict) -> str:
    return "error" if verdict.broken else _COMMANDS[verdict.severity]


def _annotation(fault: Fault) -> str:
    verdict, place = fault.verdict, fault.place
    title = f"{verdict.rule} {verdict.object}".rstrip()
    properties = {"file": place.file, "line": place.line, "col": place.column, "title": title}
    text = f"{verdict.message}\nnext: {verdict.hint}" if verdict.hint else verdict.message
    listed = ",".join(f"{name}={property_text(value)}" for name, value in properties.items())
    return f"::{_command(verdict)} {listed}::{data_text(text)}"


def _switched_off(checked: Checked) -> Iterator[str]:
    told = switched_off_text(checked)
    if told:
        yield f"::notice title=plantwright::{data_text(told)}"


def data_text(value: object) -> str:
    """Return the text behind the second `::`, in which a percent sign and the end of a line are escaped."""
    return str(value).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def property_text(value: object) -> str:
    """Return the value of a property, in which a colon and a comma are escaped too."""
    return data_text(value).replace(":", "%3A").replace(",", "%2C")

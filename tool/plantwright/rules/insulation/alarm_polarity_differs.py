"""INS056: the alarm outputs of an insulation monitor are set the other way round than they are wired."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.insulation.outputs import called, each_output
from plantwright.rules.say import equal, not_applicable, not_checked
from plantwright.site.model import Monitor, Output, Site

AT_REST = {"measurement-in-progress": "normally-open", "self-diagnosis": "normally-closed"}
"""The outputs whose state at rest is fixed."""


@rule(
    id="INS056",
    severity=ERROR,
    title="Polarity of an alarm output differs from its wiring",
    source=Source(document="K7GE-MG datasheet", clause="Settings; Terminal section", lines="192-193, 315"),
    refs=("K7-051", "K7-071"),
    mend="change NANC on the unit, or the wiring",
    bad={"monitors.IM1.parameters.alarm_polarity": "normally-open"},
)
def alarm_polarity_differs(site: Site) -> Iterator[Verdict]:
    """The wrong way round, every good motor is blocked and every bad one is let through."""
    return each_output(site, _verdict)


def _verdict(monitor: Monitor, name: str, output: Output) -> Verdict:
    on, path = called(monitor, name), monitor.path("outputs", name)
    setting = AT_REST.get(name) or monitor.setting("alarm_polarity")
    if not output.contact:
        return not_applicable(on, "the wiring states no state at rest", path=path)
    if setting is None:
        return not_checked(on, f"monitors.{monitor.tag}.parameters.alarm_polarity", path=path)
    if name in AT_REST:
        at, hint, of = (*path, "contact"), "change the wiring", f"the fixed state of {name}"
        return equal(on, f"wiring of {name} at rest", output.contact, setting, path=at, of=of, hint=hint)
    at, hint = monitor.path("parameters", "alarm_polarity"), "change NANC on the unit, or the wiring"
    return equal(
        on, "setting NANC (alarm polarity)", setting, output.contact, path=at, of=f"the wiring of {name}", hint=hint
    )

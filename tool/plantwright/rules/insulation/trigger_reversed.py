"""INS052: an insulation monitor measures while its motors run, as the trigger setting is the wrong way round."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import equal, not_applicable, not_checked
from plantwright.site.model import Site

SETTING = "trigger_reverse"


@rule(
    id="INS052",
    severity=ERROR,
    title="Trigger setting does not fit the trigger contact",
    source=Source(document="K7GE-MG datasheet", clause="Settings", lines="316"),
    refs=("K7-072",),
    mend="set the trigger to the state that means a stopped motor, and prove it on the unit",
    bad={"monitors.IM1.parameters.trigger_reverse": False},
)
def trigger_reversed(site: Site) -> Iterator[Verdict]:
    """As printed, OFF measures when the input is open and ON when it is closed: it must fit what the contact means.

    The text reads as if the two were exchanged, so the reaction is proven on the unit before the first measurement.
    """
    for monitor in site.monitors.values():
        closes_when = monitor.trigger.closes_when if monitor.trigger else ""
        setting, path = monitor.setting(SETTING), monitor.path("parameters", SETTING)
        if monitor.trigger is None:
            yield not_applicable(monitor, "no trigger is stated")
        elif not closes_when:
            yield not_checked(monitor, f"monitors.{monitor.tag}.trigger.closes_when")
        elif setting is None:
            yield not_checked(monitor, f"monitors.{monitor.tag}.parameters.{SETTING}")
        else:
            wanted, of = closes_when == "motor-stopped", f"the one for a contact that closes when {_words(closes_when)}"
            hint = f"set it to {'ON' if wanted else 'OFF'} and prove it on the unit"
            what = "setting LR-R (trigger reverse)"
            yield equal(monitor, what, _shown(setting is True), _shown(wanted), path=path, of=of, hint=hint)


def _words(closes_when: str) -> str:
    return "the motors stand" if closes_when == "motor-stopped" else "a motor runs"


def _shown(value: bool) -> str:
    return "ON" if value else "OFF"

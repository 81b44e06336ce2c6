"""INS043: the warning threshold is not above the critical one."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import amount, fail, not_checked, passed
from plantwright.site.model import Site


@rule(
    id="INS043",
    severity=WARNING,
    title="Alarm thresholds reversed",
    source=Source(document="K7GE-MG datasheet", clause="Front section, settings", lines="164, 313-314"),
    refs=("K7-069",),
    mend="set alarm_1_mohm, the warning, above alarm_2_mohm, the critical value",
    bad={"monitors.IM1.parameters.alarm_2_mohm": 30},
)
def alarms_reversed(site: Site) -> Iterator[Verdict]:
    """Insulation fails slowly: the warning is there to come first."""
    for monitor in site.monitors.values():
        names = ("alarm_1_mohm", "alarm_2_mohm")
        warning, critical = (monitor.setting(name) for name in names)
        path = monitor.path("parameters", "alarm_2_mohm")
        if not isinstance(warning, int | float) or not isinstance(critical, int | float):
            yield not_checked(monitor, *(f"monitors.{monitor.tag}.parameters.{name}" for name in names))
        else:
            say = passed if warning > critical else fail
            message = (
                f"warning at {amount(warning, 'MΩ')}, critical at {amount(critical, 'MΩ')}; the warning must lie above"
            )
            yield say(
                monitor,
                message,
                path=path,
                value=critical,
                limit=warning,
                unit="MΩ",
                margin=round(warning - critical, 6),
            )

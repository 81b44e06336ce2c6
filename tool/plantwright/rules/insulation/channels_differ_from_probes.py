"""INS022: an insulation monitor is set to another number of channels than it has probes."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import probes_by_monitor
from plantwright.rules.say import equal, not_checked
from plantwright.site.model import Site


@rule(
    id="INS022",
    severity=ERROR,
    title="Channel setting differs from the number of probes",
    source=Source(document="K7GE-MG datasheet", clause="Settings", lines="312"),
    refs=("K7-066", "K7-001"),
    mend="set channels at the monitor to the number of probes that are fitted",
    bad={"monitors.IM1.parameters.channels": 3},
)
def channels_differ_from_probes(site: Site) -> Iterator[Verdict]:
    """A channel without a probe is an error that never clears; a probe without a channel is never measured."""
    probes = probes_by_monitor(site)
    for monitor in site.monitors.values():
        setting, path = monitor.setting("channels"), monitor.path("parameters", "channels")
        if setting is None:
            yield not_checked(monitor, f"monitors.{monitor.tag}.parameters.channels")
        else:
            fitted = len(probes.get(monitor.tag, ()))
            yield equal(monitor, "channels", setting, fitted, path=path, of="the number of fitted probes")

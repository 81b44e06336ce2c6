"""INS021: two probes share a channel, or a channel is not enabled."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import probes_by_monitor
from plantwright.rules.say import fail, not_checked, passed
from plantwright.site.model import Site


@rule(
    id="INS021",
    severity=ERROR,
    title="Probe channel taken or not enabled",
    source=Source(document="K7GE-MG datasheet", clause="Part names, setting items", lines="177, 312"),
    refs=("K7-065", "K7-066"),
    mend="give each probe a channel of its own, within the channels that are set at the monitor",
    bad={"probes.PB201.channel": 1},
)
def probe_channel_taken(site: Site) -> Iterator[Verdict]:
    """The channel switch tells probes apart: two alike answer for each other, one beyond the setting is never read."""
    probes = probes_by_monitor(site)
    for monitor in site.monitors.values():
        enabled = monitor.setting("channels")
        first: dict[int, str] = {}
        for probe in probes.get(monitor.tag, ()):
            path, channel = probe.path("channel"), probe.channel
            other = first.setdefault(channel, probe.tag)
            if other != probe.tag:
                yield fail(
                    probe, f"channel {channel} of {monitor.tag} is already used by {other}", path=path, value=channel
                )
            elif not isinstance(enabled, int | float):
                yield not_checked(probe, f"monitors.{monitor.tag}.parameters.channels", path=path)
            elif channel > enabled:
                message = f"channel {channel} of {monitor.tag} is not enabled: channels is {enabled}"
                yield fail(
                    probe, message, path=path, value=channel, limit=enabled, hint=f"set channels of {monitor.tag}"
                )
            else:
                yield passed(probe, f"channel {channel} of {enabled}", path=path, value=channel, limit=enabled)

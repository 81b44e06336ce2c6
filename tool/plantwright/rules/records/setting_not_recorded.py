"""REC014: a setting that only a person can enter has no record that it was entered."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.records.recorded_setting_differs import by_person, entered
from plantwright.rules.say import fail, not_applicable, passed
from plantwright.site.model import Site
from plantwright.site.tasks import PLANT, due


@rule(
    id="REC014",
    severity=ERROR,
    title="Setting without a record that it was entered",
    source=Source(document="plantwright record format", clause="manual-step; site.phase"),
    refs=(),
    bad={"records.2026-10-05-settings-SS101.settings.motor_rated_current_a": None},
)
def setting_not_recorded(site: Site) -> Iterator[Verdict]:
    """No register tells what stands behind a keypad; only the person who entered it can."""
    if not due(site, "commissioning"):
        yield not_applicable(PLANT, "the plant is not commissioned yet (site.phase)")
        return
    known = entered(site)
    for device in site.devices():
        by_hand = by_person(device)
        left = [name for name in by_hand if (device.tag, name) not in known]
        if left:
            message = f"{len(left)} of {len(by_hand)} settings of {device.tag} have no record: {', '.join(left[:3])}"
            hint = "read them at the device and record them as a manual-step with `settings`"
            yield fail(device, message, value=len(left), limit=0, path=device.path("parameters", left[0]), hint=hint)
        elif by_hand:
            yield passed(device, f"{len(by_hand)} settings are recorded as entered")

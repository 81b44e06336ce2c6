"""INS010: an insulation probe is not on the motor side of a contactor."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.path import isolating_contactor
from plantwright.rules.say import fail, not_checked, passed
from plantwright.site.model import Feeder, Site


@rule(
    id="INS010",
    severity=ERROR,
    title="Insulation probe not on the motor side of a contactor",
    source=Source(document="K7GE-MG datasheet", clause="Connection diagram", lines="218-221, 235-237, 249, 260"),
    refs=("K7-026", "K7-044", "K7-045", "X-001"),
    mend="put an isolating contactor before the motor, and connect the probe between the two",
    bad={"probes.PB101.after": "SS101"},
    waivable=False,
)
def probe_not_on_motor_side(site: Site) -> Iterator[Verdict]:
    """A probe on the supply side puts mains voltage on its measuring circuit: a wrong reading and a hazard.

    A stopped soft starter does not isolate: its output stays live. So the contactor stands between starter and motor.
    """
    for probe in site.probes.values():
        feeder, path = site.feeders.get(probe.feeder), probe.path("after")
        contactor = isolating_contactor(site, feeder) if feeder else ""
        if feeder is None:
            yield not_checked(probe, f"feeders.{probe.feeder}", path=path)
        elif not contactor:
            message = f"feeder {feeder.tag} has no contactor that cuts the motor off from the starter and the supply"
            hint = f"put an isolating contactor into feeders.{feeder.tag}.path before the motor"
            yield fail(probe, message, path=path, hint=hint)
        elif fault := _fault(feeder, contactor, probe.after):
            message, hint = f"is connected after {probe.after}, {fault}", f"connect it after {contactor}"
            yield fail(probe, message, path=path, value=probe.after, hint=hint)
        else:
            message = f"is connected after {probe.after}, on the motor side of contactor {contactor}"
            yield passed(probe, message, path=path, value=probe.after)


def _fault(feeder: Feeder, contactor: str, after: str) -> str:
    if after not in feeder.path_:
        return f"which is not in the path of feeder {feeder.tag}"
    if feeder.path_.index(after) < feeder.path_.index(contactor):
        return f"which is on the supply side of contactor {contactor}"
    return ""

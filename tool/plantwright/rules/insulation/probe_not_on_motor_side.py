"""INS010: an insulation probe is not on the motor side of a contactor."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.path import isolating_contactor, motor_side
from plantwright.rules.say import fail, not_checked, passed
from plantwright.site.model import Site


@rule(
    id="INS010",
    severity=ERROR,
    title="Insulation probe not on the motor side of a contactor",
    source=Source(document="K7GE-MG datasheet", clause="Connection diagram", lines="218-221, 235-237, 249, 260"),
    refs=("K7-044", "K7-045", "X-001"),
    bad={"probes.PB101.after": "SS101"},
    waivable=False,
)
def probe_not_on_motor_side(site: Site) -> Iterator[Verdict]:
    """A probe on the supply side puts mains voltage on its measuring circuit: a wrong reading and a hazard.

    A stopped soft starter does not isolate: its output stays live. So the contactor stands between starter and motor.
    """
    for probe in site.probes.values():
        feeder, path = site.feeders.get(probe.feeder), probe.path("after")
        if feeder is None:
            yield not_checked(probe, f"feeders.{probe.feeder}", path=path)
            continue
        contactor = isolating_contactor(site, feeder)
        if not contactor:
            message = f"feeder {feeder.tag} has no contactor that cuts the motor off from the starter and the supply"
            yield fail(
                probe,
                message,
                path=path,
                hint=f"put an isolating contactor into feeders.{feeder.tag}.path before the motor",
            )
        elif probe.after not in (contactor, *motor_side(site, feeder)):
            message = f"is connected after {probe.after}, which is on the supply side of contactor {contactor}"
            yield fail(
                probe,
                message,
                path=path,
                value=probe.after,
                limit=f"after {contactor}",
                hint=f"connect it after {contactor}",
            )
        else:
            yield passed(
                probe, f"is connected after {probe.after}, on the motor side of contactor {contactor}", path=path
            )

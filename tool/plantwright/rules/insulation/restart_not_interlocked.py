"""INS013: nothing by wiring keeps a motor from starting while its insulation is measured."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import probed_feeders
from plantwright.rules.say import fail, not_applicable, not_checked, passed
from plantwright.site.model import Site

ENOUGH = ("measurement-in-progress", "contactor-open")


@rule(
    id="INS013",
    severity=ERROR,
    title="Restart not interlocked with the measurement",
    source=Source(document="K7GE-MG datasheet", clause="Terminal section", lines="192"),
    refs=("K7-050", "X-002"),
    mend="wire a contact that opens while the insulation is measured into the start chain of the starter",
    bad={"feeders.P101.interlocks": ["emergency-stop"]},
    waivable=False,
)
def restart_not_interlocked(site: Site) -> Iterator[Verdict]:
    """A start puts the mains on a probe that holds 50 V on the motor; only wiring stops one that no program knows of.

    The output `measurement in progress` (terminals 17 and 18) or the contactor's feedback goes into the start chain.
    """
    probed = probed_feeders(site)
    for feeder in site.feeders.values():
        found, path = [each for each in feeder.interlocks if each in ENOUGH], feeder.path("interlocks")
        if feeder.tag not in probed:
            yield not_applicable(feeder, "no insulation probe is connected here")
        elif not feeder.interlocks:
            yield not_checked(feeder, f"feeders.{feeder.tag}.interlocks")
        elif found:
            message = f"{' and '.join(found)} {'blocks' if len(found) == 1 else 'block'} a start by wiring"
            yield passed(feeder, message, path=path, value=found[0])
        else:
            message = f"a start is blocked by {', '.join(feeder.interlocks)}, not while a measurement runs"
            hint = f"wire {' or '.join(ENOUGH)} into the start chain of {feeder.tag}"
            yield fail(feeder, message, path=path, limit=" or ".join(ENOUGH), hint=hint)

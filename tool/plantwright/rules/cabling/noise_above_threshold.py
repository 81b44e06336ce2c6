"""CAB050: power cables bring more noise onto a data cable than its interface bears, by estimate."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.cabling.noise import VICTIMS, Noise, noises
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import amount, at_most, not_applicable, not_checked
from plantwright.site.model import Cable, Site

HINT = "move the cables apart, bond a continuous screen at both ends, or use fibre"


@rule(
    id="CAB050",
    severity=WARNING,
    title="Estimated noise on a data cable too high",
    source=Source(
        document="An Analytical Study of Power Line Effect on UTP Cable using Lumped Circuit Components",
        clause="II; III; 4.4",
        lines="132, 148-171, 302-335",
        provenance="derived",
    ),
    refs=(
        "X-044", "EM-LIM-01", "EM-SRC-01", "EM-BAL-01", "EM-IND-01", "EM-IND-03", "EM-ELS-01", "EM-CAP-01",
        "EM-SHLD-01", "EM-EQV-01", "EM-GND-01",
    ),
    mend="move the cables apart, screen the data cable and bond it at both ends, or shorten the run that they share",
    bad={"cables.W902.screened": False, "cables.W902.balance_db": None},
)  # fmt: skip
def noise_above_threshold(site: Site) -> Iterator[Verdict]:
    """Distance, metal, screen and balance act together; the estimate shows which data cable is worst off.

    It takes the starting current and the voltage edge of the soft starter on conductors turned the worst way, without
    their twist. So it ranks cables; it does not prove that one is free of disturbance.
    """
    found = noises(site)
    for cable in site.cables.values():
        if cable.kind in VICTIMS:
            noise = found.get(cable.tag)
            yield _judged(cable, noise) if noise else not_applicable(cable, "no power cable on its routes")


def _judged(cable: Cable, noise: Noise) -> Verdict:
    path = cable.path("noise_threshold_mv")
    if noise.threshold_mv is None:
        return not_checked(cable, f"cables.{cable.tag}.noise_threshold_mv", *noise.missing, path=cable.path())
    if not noise.known:
        return not_checked(cable, *noise.missing, why=noise.why, path=path)

    def what() -> str:
        return f"estimated noise ({_made_of(noise)})"

    return at_most(cable, what, noise.noise_mv, noise.threshold_mv, "mV", path=path, hint=HINT)


def _made_of(noise: Noise) -> str:
    starter, edge_mv = noise.edge
    balance = "no balance declared" if noise.balance_db is None else f"balance {amount(noise.balance_db, 'dB')}"
    edge = f", edge of {starter} {amount(edge_mv, 'mV')}" if starter else ""
    harmonics = f", harmonics {amount(noise.harmonics_mv, 'mV')}" if noise.harmonics_mv else ""
    branch = f", common branch {amount(noise.branch_mv, 'mV')}" if noise.branch_mv else ""
    to_ground = f"mains {amount(noise.mains_mv, 'mV')}{harmonics}{edge}{branch}"
    return f"most from {noise.contributions[0].power}; to ground {to_ground}; {balance}; a ranking, not proof"

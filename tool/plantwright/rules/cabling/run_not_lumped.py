"""CAB051: a data cable is too long for the estimate of its noise to treat it as one lumped circuit."""

from collections.abc import Iterator, Mapping

from plantwright.findings.verdict import Source, Verdict
from plantwright.physics import lumped
from plantwright.physics.lumped import Edge, Judgement
from plantwright.rules.cabling.neighbours import soft_started
from plantwright.rules.cabling.noise import VICTIMS, Beside, neighbours_of, run_length_m, starter_behind
from plantwright.rules.frame import INFO, rule
from plantwright.rules.say import amount, at_most, not_applicable, not_checked
from plantwright.site.model import Cable, Number, Site


@rule(
    id="CAB051",
    severity=INFO,
    title="Data cable too long to be one lumped circuit",
    source=Source(
        document="An Analytical Study of Power Line Effect on UTP Cable using Lumped Circuit Components",
        clause="4.2",
        lines="229-254, 271",
        provenance="derived",
    ),
    refs=("EM-LUMP-01", "EM-LUMP-02", "EM-LUMP-03", "EM-NET-01"),
    mend="take the noise of CAB050 as rough, or calculate the cable in several sections",
    bad={"starters.SS301.edge_rise_time_us": 0.5},
)
def run_not_lumped(site: Site) -> Iterator[Verdict]:
    """The shortest wavelength counts: at 50 Hz any run is short, beside the edges of a thyristor few are.

    Where a run is not short, the noise of CAB050 is a rough number; exactly, it is calculated in sections.
    """
    beside, starters = neighbours_of(site), soft_started(site)
    for cable in site.cables.values():
        if cable.kind not in VICTIMS:
            continue
        if cable.tag not in beside:
            yield not_applicable(cable, "no power cable on its routes")
        else:
            yield _judged(site, cable, beside[cable.tag], starters)


def _judged(site: Site, cable: Cable, beside: Beside, starters: Mapping[str, str]) -> Verdict:
    behind = dict.fromkeys(starter_behind(site, power, starters) for _, power in beside)
    rises = {tag: site.starters[tag].edge_rise_time_us for tag in behind if tag}
    unknown = [tag for tag, rise in rises.items() if rise is None]
    if unknown:
        return not_applicable(cable, f"no rise time of the edges of {', '.join(unknown)} is stated")
    frequencies = {f"edge of {tag}": _edge_hz(rise) for tag, rise in rises.items() if rise is not None}
    frequencies["mains"] = site.supply.frequency_hz
    judged = lumped.judge(
        run_length_m(cable, beside), list(frequencies.values()), velocity_factor=cable.velocity_factor or 1.0
    )
    source = max(frequencies, key=lambda name: frequencies[name])
    found = _verdict(cable, judged, source)
    if cable.velocity_factor is None and not found.failed:
        return not_checked(cable, f"cables.{cable.tag}.velocity_factor", why="a wave in it is slower than in air")
    return found


def _edge_hz(rise_time_us: Number) -> float:
    """Return the frequency of an edge as the paper takes it, 1/t_r: of the two conventions the stricter."""
    return lumped.edge_frequency_hz(rise_time_us / 1e6, Edge.INVERSE)


def _verdict(cable: Cable, judged: Judgement, source: str) -> Verdict:
    frequency = f"{source}, {amount(judged.frequency_hz / 1000, 'kHz')}"
    what = f"length against a tenth of the shortest wavelength ({frequency}; {judged.model})"
    hint = f"take the noise of CAB050 as rough, or calculate the cable in {judged.sections} sections"
    limit = judged.wavelength_m / lumped.SMALL
    return at_most(cable, what, judged.length_m, limit, "m", path=cable.path("length_m"), hint=hint)

"""FIB012: a fibre carries so much power that dirt can destroy its joint."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.physics.fibre_budget import HIGH_POWER_W, irradiance_w_per_m2, power_class, power_w
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import amount, below, not_applicable
from plantwright.site.model import FibreLink, Number, Site


@rule(
    id="FIB012",
    severity=WARNING,
    title="High optical power in a fibre",
    source=Source(document="IEC/TR 62627-01:2010 (withdrawn)", clause="3.1.2", lines="229"),
    refs=("FO-PWR-01", "FO-PWR-02"),
    good={"fibre_links.FO1.power_dbm": 19.9},
    bad={"fibre_links.FO1.power_dbm": 20.1},
)
def high_power(site: Site) -> Iterator[Verdict]:
    """From 100 mW on, dirt on an end face can vaporise and melt the glass: switch off before opening, and record it."""
    for link in site.fibre_links.values():
        if link.power_dbm is None:
            yield not_applicable(link, "no optical power is stated")
        else:
            yield _judged(link, link.power_dbm)


def _judged(link: FibreLink, power_dbm: Number) -> Verdict:
    power, area = power_w(power_dbm), link.effective_area_um2
    what = f"optical power ({power_class(power)}"
    what += f", {amount(irradiance_w_per_m2(power, area) / 1e9, 'GW/m²')} at a joint)" if area else ")"
    path, hint = link.path("power_dbm"), "switch the source off and prove it before the joint is opened or cleaned"
    return below(link, what, 1000 * power, 1000 * HIGH_POWER_W, "mW", path=path, hint=hint)

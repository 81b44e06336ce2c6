"""FIB012: a fibre carries so much power that dirt can destroy its joint."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import at_most, not_applicable
from plantwright.site.model import Site

HIGH_POWER_MW = 100


@rule(
    id="FIB012",
    severity=WARNING,
    title="High optical power in a fibre",
    source=Source(document="IEC/TR 62627-01:2010", clause="3.1.2", lines="229"),
    refs=("FO-PWR-01",),
    good={"fibre_links.FO1.power_dbm": 19.9},
    bad={"fibre_links.FO1.power_dbm": 20.1},
)
def high_power(site: Site) -> Iterator[Verdict]:
    """From 100 mW on, dirt on an end face can vaporise and melt the glass: switch off before opening, and record it."""
    for link in site.fibre_links.values():
        if link.power_dbm is None:
            yield not_applicable(link, "no optical power is stated")
            continue
        power_mw = 10 ** (link.power_dbm / 10)
        hint = "switch the source off and prove it before the joint is opened, inspected or cleaned"
        yield at_most(link, "optical power", power_mw, HIGH_POWER_MW, "mW", path=link.path("power_dbm"), hint=hint)

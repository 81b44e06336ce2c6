"""INS040: the supply exceeds the measurement category of the insulation monitors."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.physics.measurement_category import line_to_earth_voltage_v
from plantwright.rules.frame import ERROR, amount, fail, not_checked, passed, rule
from plantwright.rules.insulation.connected import Group, groups
from plantwright.site.model import Site


@rule(
    id="INS040",
    severity=ERROR,
    title="Supply exceeds the measurement category of the insulation monitors",
    source=Source(document="K7GE-MG datasheet", clause="Conformance to safety standards", lines="369-375"),
    refs=("K7-038", "K7-039", "K7-040", "X-029"),
    bad={"supply.system": "IT"},
    waivable=False,
)
def category_exceeded(site: Site) -> Iterator[Verdict]:
    """The probes hang on the motor circuit. Without an earthed star point they meet the full line voltage to earth."""
    for group in groups(site):
        yield _verdict(site, group)


def _verdict(site: Site, group: Group) -> Verdict:
    supply, category, path = site.supply, group.category, ("supply", "system")
    if not category:
        return not_checked(group.place, group.missing_category)
    limits = group.limits(supply.system)
    if limits is None:
        return not_checked(group.place, why=f"no limit is printed for {supply.system} in category {category}", path=path)
    line_limit, earth_limit = limits
    line, earth = supply.nominal_voltage_v, line_to_earth_voltage_v(supply.system, supply.nominal_voltage_v)
    checks = [(line_limit - line, "line voltage", line, line_limit)]
    checks += [(earth_limit - earth, "voltage to earth", earth, earth_limit)] if earth_limit is not None else []
    margin, what, value, limit = min(checks)
    good = margin >= 0
    ending = "" if good else f", {amount(-margin, 'V')} too much"
    message = (
        f"{what} at {', '.join(group.probes)} is {amount(value, 'V')}, at most {amount(limit, 'V')} allowed in category {category} "
        f"on a {supply.system} supply{ending}"
    )
    hint = "" if good else "connect the probes where category II holds, or behind an isolating transformer with an earthed star point"
    source = group.table.source if group.table else None
    say = passed if good else fail
    return say(group.place, message, path=path, source=source, value=round(value, 1), limit=limit, unit="V", margin=round(margin, 1), hint=hint)

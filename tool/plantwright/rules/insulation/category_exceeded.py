"""INS040: the supply exceeds the measurement category of the insulation monitors."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.insulation.connected import Group, groups
from plantwright.rules.say import at_most, fail, not_checked
from plantwright.site.model import Site


@rule(
    id="INS040",
    severity=ERROR,
    title="Supply exceeds the measurement category of the insulation monitors",
    source=Source(document="K7GE-MG datasheet", clause="Conformance to safety standards", lines="369-375"),
    refs=("K7-038", "K7-039", "K7-040", "X-029"),
    mend="measure where a lower category holds, or behind an isolating transformer with an earthed star point",
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
    limit = group.line_limit_v(supply.system)
    if group.table and not group.allowed:
        message = f"{', '.join(group.probes)} in measurement category {category}, for which no voltage is allowed"
        return fail(group.place, message, path=("locations", group.place, "measurement_category"), value=category)
    if limit is None or group.table is None:
        return not_checked(
            group.place, why=f"no limit is printed for {supply.system} in category {category}", path=path
        )
    what = f"line voltage at {', '.join(group.probes)} (supply system {supply.system}, measurement category {category})"
    hint = "measure where a lower category holds, or behind an isolating transformer with an earthed star point"
    return at_most(
        group.place, what, supply.nominal_voltage_v, limit, "V", path=path, source=group.table.source, hint=hint
    )

"""INS041: the line voltage leaves the input range of the insulation probes."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.insulation.connected import EARTHING_ROWS, Group, cell, groups
from plantwright.rules.say import not_applicable, not_checked, within
from plantwright.rules.supply import band_v, proven
from plantwright.site.model import Site


@rule(
    id="INS041",
    severity=ERROR,
    title="Line voltage outside the input range of the probes",
    source=Source(document="K7GE-MG datasheet", clause="Voltage input", lines="130"),
    refs=("K7-033", "K7-034", "X-030"),
    mend="measure this supply with a monitor that is made for its voltage",
    bad={"supply.nominal_voltage_v": 80},
)
def system_voltage_outside(site: Site) -> Iterator[Verdict]:
    """The probes watch the line voltage to know when the motor is off; outside their range they cannot."""
    for group in groups(site):
        yield _verdict(site, group)


def _verdict(site: Site, group: Group) -> Verdict:
    supply, table, path = site.supply, group.kind.tables.get("system_voltage"), ("supply", "nominal_voltage_v")
    limit = group.line_limit_v(supply.system)
    if limit is not None and supply.nominal_voltage_v > limit:
        return not_applicable(group.place, "INS040 decides: the measurement category excludes this supply", path=path)
    if table is None:
        return not_checked(group.place, f"tables.system_voltage of the device type {group.kind.type}")
    names = ("nominal_min_v", "nominal_max_v", "tolerance_low_percent", "tolerance_high_percent")
    low, high, below, above = (cell(table, EARTHING_ROWS[supply.system], name) for name in names)
    if low is None or high is None:
        return not_checked(group.place, why=f"no input range is printed for {supply.system}", path=path)
    allowed = (low * (1 + (below or 0) / 100), high * (1 + (above or 0) / 100))
    what = f"line voltage at {', '.join(group.probes)}"
    found = within(group.place, what, band_v(supply), allowed, "V", path=path, source=table.source)
    return proven(found, supply)

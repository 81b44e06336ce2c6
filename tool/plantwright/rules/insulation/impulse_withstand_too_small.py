"""INS057: what is connected to a measured circuit bears less impulse voltage than occurs there."""

from collections.abc import Iterator

from plantwright.findings.verdict import Verdict
from plantwright.physics.impulse import highest_voltage_v, withstand_v
from plantwright.physics.measurement_category import line_to_earth_voltage_v
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.insulation.interfaces import Interface, interfaces
from plantwright.rules.say import amount, at_least, not_applicable, not_checked
from plantwright.site.limit_tables import impulse_table
from plantwright.site.model import Number, Site


@rule(
    id="INS057",
    severity=ERROR,
    title="Impulse withstand voltage below that of the circuit",
    source=impulse_table().source,
    refs=("K7-038", "K7-039", "X-028", "X-029", "ZES-016", "ZES-047"),
    mend="measure where a lower category holds, or with something that is made for this one",
    good={"sensors.CT101.conductor.insulated": False},
    bad={"monitors.IM1.impulse_withstand_v": 2500},
    waivable=False,
)
def impulse_withstand_too_small(site: Site) -> Iterator[Verdict]:
    """Switching and lightning put kilovolts on a supply for microseconds; what is made for less sparks over to a hand.

    Without a withstand voltage of its own an interface bears that of its rated voltage and category. The nominal
    voltage to earth chooses the row, as the standard does; a supply that rises into the next row is told.
    """
    for each in interfaces(site):
        if each.not_applicable:
            yield not_applicable(each.name, each.not_applicable, path=each.path)
        elif each.missing:
            yield not_checked(each.name, *each.missing, path=each.path)
        else:
            yield _verdict(site, each)


def _verdict(site: Site, each: Interface) -> Verdict:
    supply, rows = site.supply, impulse_table().impulse_v
    nominal_v = line_to_earth_voltage_v(supply.system, supply.nominal_voltage_v)
    needed, borne = withstand_v(rows, nominal_v, each.category), _borne_v(each)
    if needed is None:
        why = f"no withstand voltage is printed for {amount(nominal_v, 'V')} to earth in category {each.category}"
        return not_checked(each.name, why=why, path=each.path)
    if borne is None:
        return not_checked(each.name, why=f"no withstand voltage is printed for {each.rated}", path=each.path)
    if borne < needed and each.withstand_v is None and each.decided_by:
        why = f"{each.decided_by} decides: {each.rated} stands for {amount(borne, 'V')}, {amount(needed, 'V')} occur"
        return not_applicable(each.name, why, path=each.path)
    highest_v = highest_voltage_v(nominal_v, supply.voltage_tolerance_percent or 0)
    hint = "measure where a lower category holds, or with something that is made for this one"

    def what() -> str:
        of = f"{amount(nominal_v, 'V')} to earth, category {each.category}{_above(highest_v, each.category, needed)}"
        return f"impulse withstand voltage of {each.what} ({each.rated}; {of})"

    return at_least(each.name, what, borne, needed, "V", path=each.path, hint=hint)


def _borne_v(each: Interface) -> Number | None:
    """Return the stated withstand voltage, else the highest that a rated voltage in its category stands for."""
    if each.withstand_v is not None:
        return each.withstand_v
    rows = impulse_table().impulse_v
    found = (withstand_v(rows, voltage, category) for category, voltage in each.rated_v.items())
    return max((volts for volts in found if volts is not None), default=None)


def _above(highest_v: float, category: str, needed_v: float) -> str:
    """Return that the highest voltage falls into a stricter row, empty when it does not."""
    there = withstand_v(impulse_table().impulse_v, highest_v, category)
    if there == needed_v:
        return ""
    asks = "for which nothing is printed" if there is None else f"which asks for {amount(there, 'V')}"
    return f", at its highest {amount(highest_v, 'V')}, {asks}"

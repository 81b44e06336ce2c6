"""What a raw register says: its value, or the bound of a range that it lies outside of. Pure."""

from dataclasses import dataclass

from plantwright.modbus.codec import decode
from plantwright.site.catalog import Parameter, Value

OVER, UNDER = ">=", "<"
"""A value at the upper end of its range may be anything from there on; one below the lower end is only that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One register at one time, in the unit of its entry; with a `bound` the value is the end of the range."""

    entry: Parameter
    raw: int
    value: Value
    bound: str = ""

    @property
    def words(self) -> str:
        """Return the reading for people: what is not proven is shown raw, and what it would be is called assumed."""
        said = f"{self.bound} {_said(self)} {self.entry.unit}".strip()
        if self.entry.verified:
            return said
        known = bool(self.entry.unit or self.entry.codes or self.entry.bits) and not said.startswith("unknown (")
        return f"raw {self.raw}, {said} assumed" if known else f"raw {self.raw}"


def reading(entry: Parameter, raw: int) -> Reading:
    """Return what a raw register says."""
    value = decode(entry, raw)
    measured = entry.role == "measurement" and not entry.codes
    if measured and isinstance(value, int | float) and not isinstance(value, bool):
        if entry.maximum is not None and value >= entry.maximum:
            return Reading(entry=entry, raw=raw, value=entry.maximum, bound=OVER)
        if entry.minimum is not None and value < entry.minimum:
            return Reading(entry=entry, raw=raw, value=entry.minimum, bound=UNDER)
    return Reading(entry=entry, raw=raw, value=value)


def _said(each: Reading) -> str:
    if not each.entry.bits:
        return str(each.value).lower() if isinstance(each.value, bool) else str(each.value)
    names = [name for name, bit in each.entry.bits.items() if each.raw >> bit & 1]
    return " and ".join(names) or "none"

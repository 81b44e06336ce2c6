"""What a relay contact of a soft starter may switch, against what it does switch."""

import re
from collections.abc import Iterator

from plantwright.findings.verdict import Path, Verdict
from plantwright.rules.facts import absent
from plantwright.rules.say import at_most, not_checked
from plantwright.site.catalog import DeviceType, Fact
from plantwright.site.model import ContactLoad, Item

HINT = "put a relay between"


def contact_verdict(on: Item, kind: DeviceType, relay: str, load: ContactLoad, path: Path) -> Verdict:
    """Compare a load with the rating at the next higher voltage that is stated; beyond the last nothing is allowed."""
    rated = dict(_ratings(kind, f"{relay}_{load.kind}_"))
    if not rated:
        return not_checked(on, absent(kind, f"{relay}_{load.kind}_<voltage>_v_a"))
    highest = max(rated)
    if load.voltage_v > highest:
        what, path, source = f"{load.kind} voltage of the contact", (*path, "voltage_v"), rated[highest].source
        return at_most(on, what, load.voltage_v, highest, "V", path=path, source=source, hint=HINT)
    voltage = min(each for each in rated if each >= load.voltage_v)
    what, fact, path = f"{load.kind} current of the contact, up to {voltage} V,", rated[voltage], (*path, "current_a")
    return at_most(on, what, load.current_a, fact.max or 0, "A", path=path, source=fact.source, hint=HINT)


def _ratings(kind: DeviceType, beginning: str) -> Iterator[tuple[int, Fact]]:
    """Yield voltage and rating of the facts that are named `<beginning><voltage>_v_a`."""
    for name, fact in kind.ratings.items():
        if found := re.fullmatch(re.escape(beginning) + "([0-9]+)_v_a", name):
            yield int(found[1]), fact

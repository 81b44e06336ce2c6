"""ENV023: devices are kept, before they are switched on, where it is colder or warmer than they bear in store."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.environment.by_place import within_limit
from plantwright.rules.environment.climate import common, occupied
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import not_applicable
from plantwright.site.model import Site


@rule(
    id="ENV023",
    severity=ERROR,
    title="Storage temperature outside the range of the devices",
    source=Source(document="Manuals of the devices of the location", clause="storage temperature"),
    refs=("K7-009", "ZES-048"),
    mend="heat or cool the place before the devices are brought there, or keep them elsewhere until then",
    good={"locations.MCC1": {"storage_min_c": -15, "storage_max_c": 50}},
    bad={"locations.MCC1.storage_min_c": -25},
)
def stored_outside(site: Site) -> Iterator[Verdict]:
    """A cabinet waits months on a site without heating; frost and sun harm what is not yet switched on too."""
    for place, devices in occupied(site):
        limit = common(devices, "storage_c")
        if limit is None:
            yield not_applicable(place, "no device here states a storage temperature")
        elif place.storage_min_c is None and place.storage_max_c is None:
            yield not_applicable(place, "no storage is stated (storage_min_c, storage_max_c)")
        else:
            yield within_limit(place, "storage", limit)

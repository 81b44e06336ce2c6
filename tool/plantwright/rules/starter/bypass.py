"""The bypass contactors of a site and the soft starters that drive them."""

from collections.abc import Iterator

from plantwright.site.model import Contactor, Site, Starter


def bypasses(site: Site) -> Iterator[tuple[Contactor, Starter]]:
    """Yield every contactor that is the bypass of a feeder, with the starter in that feeder."""
    for feeder in site.feeders.values():
        starter = site.starter_of(feeder)
        if starter and feeder.bypass in site.contactors:
            yield site.contactors[feeder.bypass], starter

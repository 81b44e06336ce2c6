"""Which row of the overview, and which form, an object belongs to: the feeder it is part of, else itself."""

from plantwright.findings.verdict import Verdict
from plantwright.report.language import text
from plantwright.site.model import Bus, Cable, Device, Feeder, FibreLink, Item, Monitor, Probe, Sensor, Site
from plantwright.site.records import SECTION

SITE = text("Site")
_OWN = ("feeders", "monitors", "meters", "supply_units", "buses", "routes", "fibre_links")
"""Sections whose objects have a row of their own."""


def row_of(site: Site, verdict: Verdict) -> str:
    """Return the tag of the overview row a verdict counts in; one on a record counts where its object does."""
    section, *names = verdict.path or ("",)
    told = verdict.object.partition("@")[2] or verdict.object
    return owner(site, str(names[0]) if names and section != SECTION else told)


def owner(site: Site, tag: str) -> str:
    """Return the feeder, bus, route ... that an object belongs to; `Site` when there is none."""
    feeder = site.feeder_of(tag)
    if feeder:
        return feeder.tag
    item = site.item(tag)
    return SITE if item is None else _owner_of(site, item)


def home_of(site: Site, tag: str) -> str:
    """Return the tag of what a form about an object is about, empty for the plant."""
    found = owner(site, tag)
    return "" if found == SITE else found


def _owner_of(site: Site, item: Item) -> str:
    if item.section in _OWN:
        return item.tag
    match item:
        case Probe() | Sensor():
            return item.feeder
        case Cable():
            return _cable_owner(site, item)
        case _:
            return _fused_owner(site, item.tag) or SITE


def _cable_owner(site: Site, cable: Cable) -> str:
    """Return the bus or link that uses a cable, else the feeder at one of its ends."""
    users: tuple[Bus | FibreLink, ...] = (*site.buses.values(), *site.fibre_links.values())
    used = next((user.tag for user in users if user.cable == cable.tag), "")
    ends = (site.feeder_of(tag) for tag in (cable.to, cable.from_))
    return used or next((feeder.tag for feeder in ends if feeder), SITE)


def _fused_owner(site: Site, tag: str) -> str:
    """Return the feeder or monitor behind a fuse that stands in no feeder's path."""
    probed = next((probe.feeder for probe in site.probes.values() if probe.fuse == tag), "")
    fed = next((each.tag for each in site.monitors.values() if each.supply and each.supply.fuse == tag), "")
    return probed or fed


def rows(site: Site) -> tuple[tuple[str, str], ...]:
    """Return the rows of the overview as (tag, title): feeders first, the site last."""
    sections = (site.feeders, site.monitors, site.meters, site.supply_units, site.buses, site.routes, site.fibre_links)
    things: list[Feeder | Device | FibreLink | Monitor | Item] = [
        item for section in sections for item in section.values()
    ]
    return (*((thing.tag, thing.title) for thing in things), (SITE, text("Supply, locations, documents")))

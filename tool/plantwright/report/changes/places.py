"""Where the work that a change asks for is done: from the object that changed to the objects of another section."""

from plantwright.report.views.belonging import owner
from plantwright.site.model import Cable, Device, Feeder, Item, Motor, Probe, Site


def places(site: Site, tag: str, section: str) -> tuple[str, ...]:
    """Return the tags of a section that an object belongs to, its own when it is of that section, () for none."""
    item = site.item(tag)
    if item is None:
        return ()
    if item.section == section:
        return (tag,)
    return _near(site, item, section) or _at_home(site, tag, section)


def _near(site: Site, item: Item, section: str) -> tuple[str, ...]:
    match item, section:
        case Cable(), "routes":
            return item.route
        case Probe(), "monitors":
            return (item.monitor,)
        case Device(), "buses" if item.bus:
            return (item.bus.name,)
        case _, "sensors":
            return tuple(sensor.tag for sensor in site.sensors_of(item.tag))
        case _:
            return ()


def _at_home(site: Site, tag: str, section: str) -> tuple[str, ...]:
    """Return what stands in the feeder, or is the bus or link, that an object belongs to."""
    home = site.item(owner(site, tag))
    if home is None:
        return ()
    if home.section == section:
        return (home.tag,)
    if not isinstance(home, Feeder):
        return ()
    found: Motor | Device | None = {"motors": site.motor_of, "starters": site.starter_of}.get(section, _none)(home)
    return (found.tag,) if found else ()


def _none(_: Feeder) -> None:
    return None

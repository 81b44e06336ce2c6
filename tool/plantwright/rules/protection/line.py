"""The line fuse of a feeder and the motor behind it."""

from collections.abc import Iterator

from plantwright.site.model import Feeder, Motor, Protection, Site


def line_fuses(site: Site) -> Iterator[tuple[Feeder, Protection | None, Motor | None]]:
    """Yield every feeder with the first fuse in its path, None without one, and its motor."""
    for feeder in site.feeders.values():
        fuses = [site.protection[tag] for tag in feeder.path_ if tag in site.protection]
        yield feeder, next((fuse for fuse in fuses if fuse.kind == "fuse"), None), site.motor_of(feeder)

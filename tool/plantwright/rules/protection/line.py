"""The line fuse of a feeder and the motor behind it."""

from collections.abc import Sequence

from plantwright.rules.once import once
from plantwright.site.model import Feeder, Motor, Protection, Site


@once
def line_fuses(site: Site) -> Sequence[tuple[Feeder, Protection | None, Motor | None]]:
    """Return every feeder with the first fuse in its path, None without one, and its motor."""
    return tuple((feeder, _line_fuse(site, feeder), site.motor_of(feeder)) for feeder in site.feeders.values())


def _line_fuse(site: Site, feeder: Feeder) -> Protection | None:
    found = [site.protection[tag] for tag in feeder.path_ if tag in site.protection]
    return next((fuse for fuse in found if fuse.kind == "fuse"), None)

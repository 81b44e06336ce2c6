"""The power path of a feeder: where the motor is cut off, and what stands behind that point."""

from plantwright.site.model import Feeder, Site

ISOLATING_ROLES = ("isolating", "line")


def isolating_contactor(site: Site, feeder: Feeder) -> str:
    """Return the tag of the contactor that cuts the motor off, "" when there is none.

    It is the last isolating or line contactor of the path; with a soft starter it must stand behind it, because the
    output of a stopped starter stays live.
    """
    starter = site.starter_of(feeder)
    live_until = feeder.path_.index(starter.tag) if starter else -1
    behind = feeder.path_[live_until + 1 :]
    found = [tag for tag in behind if tag in site.contactors and site.contactors[tag].role in ISOLATING_ROLES]
    return found[-1] if found else ""


def motor_side(site: Site, feeder: Feeder) -> tuple[str, ...]:
    """Return the tags from the isolating contactor up to the motor, both left out; empty without such a contactor."""
    contactor, motor = isolating_contactor(site, feeder), site.motor_of(feeder)
    if not contactor or motor is None:
        return ()
    return feeder.path_[feeder.path_.index(contactor) + 1 : feeder.path_.index(motor.tag)]

"""What a plant asks for before a plan is applied to its real devices: how many persons, and because of what. Pure."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from plantwright.deploy.plan import Plan, Write
from plantwright.site.catalog import CONCERNS
from plantwright.site.model import Site
from plantwright.site.places import folder_of

PERSONS = {"none": 0, "one": 1, "two": 2}


def asked(plan: Plan, site: Site) -> tuple[int, str]:
    """Return how many persons beside the author must approve a plan, and why, in words; (0, "") when none."""
    policy = site.deployment
    persons = PERSONS[policy.signatures]
    reason = f"`deployment.signatures` is {policy.signatures}" if persons else ""
    guarded = [concern for concern in policy.second_person_for if concern in concerns(plan, site)]
    if guarded and not persons:
        return 1, f"it writes settings of {' and '.join(guarded)} (`deployment.second_person_for`)"
    return persons, reason


def concerns(plan: Plan, site: Site) -> frozenset[str]:
    """Return what the settings of a plan concern; one of which nothing is said concerns everything."""
    return frozenset(concern for tag, write in writes(plan) for concern in _concerns(site, tag, write))


def writes(plan: Plan) -> Iterator[tuple[str, Write]]:
    """Yield the tag of the device and the write, in the order of the plan."""
    return ((device.tag, write) for device in plan.devices for write in device.writes)


def _concerns(site: Site, tag: str, write: Write) -> Sequence[str]:
    device = next((each for each in site.devices() if each.tag == tag), None)
    parameter = device.type.parameters.get(write.parameter) if device else None
    return (parameter.concerns,) if parameter and parameter.concerns else CONCERNS


def beside(site: Path, name: str) -> Path | None:
    """Return the path of a file that the policy names, in the site's folder; None when it names none."""
    return folder_of(site) / name if name else None

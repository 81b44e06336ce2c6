"""Judges a location by what its devices bear: an upper limit, a band of temperatures, a condition that they need."""

from collections.abc import Callable, Iterator

from plantwright.findings.verdict import Verdict
from plantwright.rules.environment.climate import Limit, common, occupied
from plantwright.rules.say import at_most, fail, not_applicable, not_checked, passed, within
from plantwright.site.model import Device, Place, Site


def limited(
    site: Site,
    key: str,
    what: str,
    unit: str = "",
    *,
    none: str,
    of: Callable[[Device], bool] = lambda _: True,
    hint: str = "",
) -> Iterator[Verdict]:
    """Yield whether a value of each location is at most what its devices bear; both call it `key`.

    `what` is the subject of the sentence, in which `{by}` stands for the types that set the limit; `none` says that no
    device states it; `of` chooses the devices that count.
    """
    for place, devices in occupied(site):
        limit, value = common(tuple(filter(of, devices)), key), getattr(place, key)
        if limit is None or limit.band[1] is None:
            yield not_applicable(place, none)
        elif value is None:
            yield not_checked(place, f"locations.{place.tag}.{key}")
        else:
            told, path, most = what.format(by=limit.by), place.path(key), limit.band[1]
            yield at_most(place, told, value, most, unit, path=path, source=limit.source, hint=hint)


def needed(site: Site, key: str, *, none: str, met: str, missed: str, hint: str = "") -> Iterator[Verdict]:
    """Yield whether each location is as its devices need it; both call it `key`, and it is yes or no.

    `none` says that no device needs it; in `met` and `missed` `{tags}` stands for those that do.
    """
    for place, devices in occupied(site):
        facts = {device.tag: fact for device in devices if (fact := device.type.environment.get(key))}
        needing = {tag: fact for tag, fact in facts.items() if fact.value is True}
        value, tags = getattr(place, key), ", ".join(needing)
        if not needing:
            yield not_applicable(place, none)
        elif value is None:
            yield not_checked(place, f"locations.{place.tag}.{key}")
        else:
            path, source = place.path(key), next(iter(needing.values())).source
            if value:
                yield passed(place, met.format(tags=tags), path=path, source=source)
            else:
                yield fail(place, missed.format(tags=tags), path=path, source=source, hint=hint)


def within_limit(place: Place, name: str, limit: Limit) -> Verdict:
    """Return whether the temperatures of a location, from `<name>_min_c` to `<name>_max_c`, are within a limit."""
    low_key, high_key = f"{name}_min_c", f"{name}_max_c"
    low, high = getattr(place, low_key), getattr(place, high_key)
    if low is None or high is None:
        return not_checked(place, f"locations.{place.tag}.{low_key if low is None else high_key}")
    colder = limit.band[0] is not None and low < limit.band[0]
    what, path = f"{name} (limits of {limit.by})", place.path(low_key if colder else high_key)
    return within(place, what, (low, high), limit.band, "°C", path=path, source=limit.source)

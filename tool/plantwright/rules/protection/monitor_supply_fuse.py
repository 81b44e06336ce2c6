"""PRO011: the fuse in the supply of an insulation monitor is not the one its maker names."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, most, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, not_checked, passed
from plantwright.site.model import Number, Protection, Site

STATED = ("rated_current_a", "speed", "high_breaking")


@rule(
    id="PRO011",
    severity=ERROR,
    title="Wrong fuse in the supply of an insulation monitor",
    source=Source(document="K7GE-MG datasheet", clause="Ratings", lines="79"),
    refs=("K7-011",),
    mend="fit the fuse that the manual names: its current, time-lag, with high breaking capacity",
    bad={"protection.F901.speed": "fast"},
)
def monitor_supply_fuse(site: Site) -> Iterator[Verdict]:
    """The inrush of the power supply blows a fast fuse; a larger one lets a fault burn."""
    for monitor in site.monitors.values():
        tag = monitor.supply.fuse if monitor.supply else ""
        fuse, wanted = site.protection.get(tag), most(rating(monitor.type, "supply_fuse_rated_current_a"))
        if not tag:
            yield not_checked(monitor, f"monitors.{monitor.tag}.supply.fuse")
        elif fuse is None:
            yield not_checked(monitor, f"protection.{tag}", path=monitor.path("supply", "fuse"))
        elif wanted is None:
            yield not_checked(monitor, absent(monitor.type, "supply_fuse_rated_current_a"))
        elif faults := list(_faults(fuse, wanted)):
            key, fault = faults[0]
            message = f"supply fuse {tag} {fault}; T2A, time-lag with high breaking capacity is required"
            yield fail(monitor, message, path=fuse.path(key), limit="T2A")
        elif missing := [key for key in STATED if getattr(fuse, key) in (None, "")]:
            yield not_checked(monitor, *(f"protection.{tag}.{key}" for key in missing))
        else:
            yield passed(
                monitor,
                f"supply fuse {tag} is T2A, time-lag with high breaking capacity",
                path=monitor.path("supply", "fuse"),
            )


def _faults(fuse: Protection, wanted_a: Number) -> Iterator[tuple[str, str]]:
    """Yield the key and the words of everything that is stated and wrong."""
    if fuse.rated_current_a not in (None, wanted_a):
        yield "rated_current_a", f"is rated {fuse.rated_current_a} A"
    if fuse.speed not in ("", "time-lag"):
        yield "speed", f"is {fuse.speed}"
    if fuse.high_breaking is False:
        yield "high_breaking", "has no high breaking capacity"

"""PRO011: the fuse in the supply of an insulation monitor is not the one its maker names."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, most, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, not_checked, passed
from plantwright.site.model import Number, Protection, Site


@rule(
    id="PRO011",
    severity=ERROR,
    title="Wrong fuse in the supply of an insulation monitor",
    source=Source(document="K7GE-MG datasheet", clause="Ratings", lines="79"),
    refs=("K7-011",),
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
        else:
            yield passed(
                monitor,
                f"supply fuse {tag} is T2A, time-lag with high breaking capacity",
                path=monitor.path("supply", "fuse"),
            )


def _faults(fuse: Protection, wanted_a: Number) -> Iterator[tuple[str, str]]:
    """Yield the key and the words of everything that is wrong or not stated."""
    if fuse.rated_current_a != wanted_a:
        stated = "states no rated current" if fuse.rated_current_a is None else f"is rated {fuse.rated_current_a} A"
        yield "rated_current_a", stated
    if fuse.speed != "time-lag":
        yield "speed", f"is {fuse.speed}" if fuse.speed else "states no speed"
    if not fuse.high_breaking:
        yield (
            "high_breaking",
            "has no high breaking capacity" if fuse.high_breaking is False else "states no high breaking capacity",
        )

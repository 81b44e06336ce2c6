"""PRO010: the fuse before an insulation probe is not of the kind that protects it."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, listed, most, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import at_most, fail, not_checked
from plantwright.site.model import Monitor, Probe, Protection, Site


@rule(
    id="PRO010",
    severity=ERROR,
    title="Wrong probe fuse",
    source=Source(document="K7GE-MG datasheet", clause="Ratings; Conformance to safety standards", lines="79, 366"),
    refs=("K7-012",),
    mend="fit a fast fuse of the class and of at most the rated current that the manual names",
    bad={"protection.F111": {"class": "gG", "rated_current_a": 16}},
    waivable=False,
)
def probe_fuse(site: Site) -> Iterator[Verdict]:
    """The thin probe wire hangs on the full short-circuit current of a motor circuit; only this fuse is between."""
    for probe in site.probes.values():
        fuse, monitor = site.protection.get(probe.fuse), site.monitors.get(probe.monitor)
        if not probe.fuse:
            yield not_checked(probe, f"probes.{probe.tag}.fuse")
        elif fuse is None or monitor is None:
            yield not_checked(probe, f"protection.{probe.fuse}", path=probe.path("fuse"))
        else:
            yield _verdict(probe, monitor, fuse)


def _verdict(probe: Probe, monitor: Monitor, fuse: Protection) -> Verdict:
    classes, speed = rating(monitor.type, "probe_fuse_class"), rating(monitor.type, "probe_fuse_speed")
    current = rating(monitor.type, "probe_fuse_rated_current_a")
    limit = most(current)
    if classes is None or limit is None:
        name = "probe_fuse_class" if classes is None else "probe_fuse_rated_current_a"
        return not_checked(probe, absent(monitor.type, name))
    wanted = ", ".join(map(str, listed(classes)))
    if not fuse.class_ or fuse.rated_current_a is None:
        return not_checked(probe, f"protection.{fuse.tag}.{'rated_current_a' if fuse.class_ else 'class'}")
    if fuse.class_ not in listed(classes):
        message = f"probe fuse {fuse.tag} is of class {fuse.class_}, class {wanted} is required"
        return fail(probe, message, path=fuse.path("class"), value=fuse.class_, limit=wanted, source=classes.source)
    if speed and fuse.speed and fuse.speed not in listed(speed):
        message = f"probe fuse {fuse.tag} is {fuse.speed}, a fast one is required"
        return fail(probe, message, path=fuse.path("speed"), value=fuse.speed, source=speed.source)
    what, path = f"rated current of probe fuse {fuse.tag} (class {fuse.class_})", fuse.path("rated_current_a")
    return at_most(probe, what, fuse.rated_current_a, limit, "A", path=path, source=current.source if current else None)

"""PRO035: a voltage lead of a power meter lacks the fuse its maker names."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import most, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.protection.leads import called, each_lead
from plantwright.rules.say import fail, not_applicable, not_checked, passed
from plantwright.site.model import Lead, Meter, Protection, Site


@rule(
    id="PRO035",
    severity=ERROR,
    title="Wrong fuse in a voltage lead",
    source=Source(document="PCT1200 user manual", clause="2.2", lines="168-174"),
    refs=("ZES-019",),
    mend="fit the fuse that is named, and no other",
    bad={"protection.F931.class": "gG"},
    waivable=False,
)
def lead_fuse(site: Site) -> Iterator[Verdict]:
    """A fault in a hand-held lead is cleared by its fuse, or in the hand."""

    def judge(meter: Meter, mark: str, lead: Lead) -> Verdict:
        name, path = called(meter, mark), meter.path("leads", mark)
        fuse = site.protection.get(lead.fuse)
        if lead.kind != "voltage":
            return not_applicable(name, "only voltage leads are fused", path=path)
        if fuse is None:
            return not_checked(name, f"meters.{meter.tag}.leads.{mark}.fuse", path=path)
        return _verdict(meter, name, fuse)

    return each_lead(site, judge)


def _verdict(meter: Meter, name: str, fuse: Protection) -> Verdict:
    wanted, size = rating(meter.type, "lead_fuse_class"), rating(meter.type, "lead_fuse_size_mm")
    current, voltage, breaking = (most(rating(meter.type, f"lead_fuse_{key}")) for key in _LIMITS)
    if wanted is None or current is None or voltage is None or breaking is None:
        return not_checked(name, why=f"no document read names the lead fuse of {meter.type.title}")
    if size is not None and not fuse.size_mm:
        return not_checked(name, f"protection.{fuse.tag}.size_mm", path=fuse.path())
    wrong = {
        "size_mm": size is not None and fuse.size_mm != size.value,
        "class": fuse.class_ != wanted.value,
        "rated_current_a": fuse.rated_current_a != current,
        "rated_voltage_v": (fuse.rated_voltage_v or 0) < voltage,
        "breaking_capacity_ka": (fuse.breaking_capacity_ka or 0) < breaking,
    }
    dimensions = f"{size.value} mm, " if size else ""
    needed = f"{dimensions}{wanted.value} {current} A, {voltage} V, {breaking} kA"
    found = [key for key, bad in wrong.items() if bad]
    if not found:
        return passed(name, f"{fuse.tag} is {needed}", path=fuse.path())
    message = f"{fuse.tag} is not {needed}: {', '.join(found)}"
    return fail(name, message, path=fuse.path(found[0]), limit=needed)


_LIMITS = ("rated_current_a", "rated_voltage_v", "breaking_capacity_ka")

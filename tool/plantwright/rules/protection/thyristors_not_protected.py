"""PRO036: a short circuit may destroy the thyristors of a soft starter that has to stay fit for service."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.physics.fuse_selection import Coordination, clearing_voltage_v, coordination
from plantwright.rules.facts import most, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import amount, fail, not_applicable, not_checked, passed
from plantwright.rules.supply import highest_v, proven
from plantwright.site.model import Number, Protection, Site, Starter


@rule(
    id="PRO036",
    severity=ERROR,
    title="Fuse lets more through than the thyristors bear",
    source=Source(document="Nidec Digistart D4 manual", clause="page 18, coordination", provenance="public"),
    refs=("ZES-020",),
    mend="choose a faster semiconductor fuse, or ask for coordination type-1",
    bad={"starters.SS401.thyristor_i2t_a2s": 12000},
)
def thyristors_not_protected(site: Site) -> Iterator[Verdict]:
    """Coordination type 2 means a starter that runs again once its fuses are replaced: they must melt before it does.

    The I2t of the thyristors and of the fuse are compared as their makers state them; neither is ever assumed. That of
    the fuse counts at 0.866 of the highest line voltage (IPD semiconductor fuse guide, page 31).
    """
    for starter in site.starters.values():
        feeder, path = site.feeder_of(starter.tag), starter.path("coordination")
        if not starter.coordination:
            why = f"no type of coordination is asked for (starters.{starter.tag}.coordination)"
            yield not_applicable(starter, why)
        elif starter.coordination == Coordination.TYPE_1:
            yield not_applicable(starter, "coordination type-1: the starter may need repair", path=path)
        elif feeder is None:
            yield not_applicable(starter, "no feeder contains it")
        else:
            before = feeder.path_[: feeder.path_.index(starter.tag)]
            yield _verdict(site, starter, [site.protection[tag] for tag in before if tag in site.protection])


def _verdict(site: Site, starter: Starter, before: list[Protection]) -> Verdict:
    stated = [each for each in before if each.kind == "fuse" and each.clearing_i2t_a2s is not None]
    bears, path = _thyristor_i2t_a2s(starter), starter.path("coordination")
    missing = [] if stated else [f"protection.{each.tag}.clearing_i2t_a2s" for each in before[-1:]]
    missing += [f"starters.{starter.tag}.thyristor_i2t_a2s"] if bears is None else []
    if missing or bears is None:
        return not_checked(starter, *missing, path=path)
    if not stated:
        return not_checked(starter, why="no fuse stands before it", path=path)
    return _compared(site, starter, min(stated, key=lambda each: each.clearing_i2t_a2s or 0), bears)


def _compared(site: Site, starter: Starter, fuse: Protection, bears: Number) -> Verdict:
    lets_through, at_v = fuse.clearing_i2t_a2s or 0, fuse.clearing_i2t_voltage_v
    supply, path = site.supply, fuse.path("clearing_i2t_a2s")
    needed_v = clearing_voltage_v(highest_v(supply))
    if at_v is None:
        return not_checked(starter, f"protection.{fuse.tag}.clearing_i2t_voltage_v", path=path)
    if at_v < needed_v:
        why = (
            f"the I2t of {fuse.tag} is read at {amount(at_v, 'V')}, and more at the {amount(needed_v, 'V')} of a fault"
        )
        return not_checked(starter, why=why, path=fuse.path("clearing_i2t_voltage_v"))
    message = f"{fuse.tag} lets {amount(lets_through, 'A²s')} through, the thyristors bear {amount(bears, 'A²s')}"
    if coordination(lets_through, bears) is Coordination.TYPE_2:
        message, margin = f"{message}: coordination type-2", bears - lets_through
        good = passed(starter, message, path=path, value=lets_through, limit=bears, unit="A²s", margin=margin)
        return proven(good, supply)
    hint = "choose a faster semiconductor fuse, or ask for coordination type-1"
    message = f"{message}: no coordination type-2"
    return fail(starter, message, path=path, value=lets_through, limit=bears, unit="A²s", hint=hint)


def _thyristor_i2t_a2s(starter: Starter) -> Number | None:
    """Return what the nameplate or the maker says of this starter, else of its type."""
    own = starter.thyristor_i2t_a2s
    return own if own is not None else most(rating(starter.type, "thyristor_i2t_a2s"))

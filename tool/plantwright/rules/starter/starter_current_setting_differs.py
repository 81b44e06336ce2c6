"""STA013: the rated current set in a soft starter is not the one on its nameplate."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import equal, not_checked
from plantwright.site.model import Site

SETTING = "starter_rated_current_a"


@rule(
    id="STA013",
    severity=ERROR,
    title="Starter current setting differs from the nameplate",
    source=Source(document="CLR8G operating manual", clause="7, table 7-1", lines="311"),
    refs=("CLR-060", "CLR-083"),
    mend="set starter_rated_current_a to the current on the nameplate of the starter",
    bad={"starters.SS101.parameters.starter_rated_current_a": 180},
)
def starter_current_setting_differs(site: Site) -> Iterator[Verdict]:
    """The starter scales its measured current by this value; a wrong one shifts every limit and every reading."""
    for starter in site.starters.values():
        if SETTING not in starter.type.parameters:
            continue
        setting, path = starter.parameters.get(SETTING), starter.path("parameters", SETTING)
        if setting is None:
            yield not_checked(starter, f"starters.{starter.tag}.parameters.{SETTING}")
        elif starter.rated_current_a is None:
            yield not_checked(starter, f"starters.{starter.tag}.rated_current_a", path=path)
        else:
            yield equal(
                starter, SETTING, setting, starter.rated_current_a, "A", path=path, of="the current on its nameplate"
            )

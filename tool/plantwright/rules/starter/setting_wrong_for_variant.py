"""STA024: a setting does not fit the variant of the starter."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import equal, not_checked
from plantwright.site.model import Site


@rule(
    id="STA024",
    severity=ERROR,
    title="Setting does not fit the variant of the starter",
    source=Source(document="CLR8G operating manual", clause="4.3; 7, table 7-1", lines="164, 296-297"),
    refs=("CLR-024", "CLR-047"),
    mend="set the value that the variant of the starter needs",
    bad={"starters.SS201.parameters.programmable_relay": "fault"},
    waivable=False,
)
def setting_wrong_for_variant(site: Site) -> Iterator[Verdict]:
    """In line, the thyristors carry the running current: they must keep firing, and the relay must run their fan."""
    for starter in site.starters.values():
        for parameter in starter.type.parameters.values():
            wanted = parameter.variant_values.get(starter.variant)
            if wanted is None:
                continue
            setting, path = starter.setting(parameter.name), starter.path("parameters", parameter.name)
            if setting is None:
                yield not_checked(starter, f"starters.{starter.tag}.parameters.{parameter.name}")
            else:
                of = f"the value for the {starter.variant} variant"
                yield equal(starter, parameter.name, setting, wanted, path=path, source=parameter.source, of=of)

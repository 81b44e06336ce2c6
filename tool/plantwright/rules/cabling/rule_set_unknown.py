"""CAB015: the site names a rule set that is not known."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, passed
from plantwright.site.model import Site
from plantwright.site.separation_tables import rule_set, rule_sets
from plantwright.site.wording import nearest


@rule(
    id="CAB015",
    severity=ERROR,
    title="Unknown rule set for cable separation",
    source=Source(document="plantwright site format", clause="standards.separation"),
    refs=("X-044",),
    mend="name a rule set that is known: the finding lists them",
    bad={"standards.separation": ["en-50174-2-2009", "tia-596"]},
    waivable=False,
)
def rule_set_unknown(site: Site) -> Iterator[Verdict]:
    """A mistyped name checks nothing, while its author believes that it does."""
    for name in site.standards.separation if site.cables else ():
        known, path = rule_set(name), ("standards", "separation")
        if known:
            yield passed(name, f"{known.title} is known", path=path)
        else:
            near = nearest(name, rule_sets())
            hint = f"did you mean {near}?" if near else f"known: {', '.join(rule_sets())}"
            yield fail(name, f"no rule set has the name {name!r}", path=path, value=name, hint=hint)

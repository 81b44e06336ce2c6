"""What is told of the rules, those of the design and those about reading the site files."""

from plantwright.findings.checked import RuleFacts
from plantwright.findings.verdict import Severity, Source
from plantwright.rules.frame import Rule
from plantwright.site.source import rules as about_files
from plantwright.site.wording import RULES as ABOUT_CONTENT

_READING = (
    "Found while the site files are read and compared with the schemas. It is always told and cannot be waived; the "
    "rules on the design run once no error of this kind is left."
)
_WARNINGS = ("SIT304",)


def facts(rule: Rule) -> RuleFacts:
    """Return what is told of a rule on the design or on the waivers."""
    return RuleFacts(
        id=rule.id,
        name=rule.name,
        title=rule.title,
        why=rule.why,
        severity=rule.severity,
        source=rule.source,
        refs=rule.refs,
        waivable=rule.waivable,
        mend=rule.mend,
        of_design=True,
    )


def reading_rules() -> tuple[RuleFacts, ...]:
    """Return what is told of the rules about reading the site files, by id."""
    return tuple(_reading(id_, name) for id_, name in sorted({**about_files(), **ABOUT_CONTENT}.items()))


def _reading(id_: str, name: str) -> RuleFacts:
    return RuleFacts(
        id=id_,
        name=name,
        title=name.replace("-", " ").capitalize().replace("Yaml", "YAML"),
        why=_READING,
        mend="change the line that the finding points at as it says",
        severity=Severity.WARNING if id_ in _WARNINGS else Severity.ERROR,
        source=Source(document="plantwright site format"),
    )

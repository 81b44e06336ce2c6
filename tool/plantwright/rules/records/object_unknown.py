"""REC001: a record is about an object that the site does not have."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.records.telling import one_pass_an_object
from plantwright.rules.say import fail, passed
from plantwright.site.model import Site
from plantwright.site.wording import nearest

PLANT = "site"


@rule(
    id="REC001",
    severity=ERROR,
    title="Record about an unknown object",
    source=Source(document="plantwright record format", clause="object"),
    refs=(),
    mend="name a tag of the site, or `site` for the whole plant",
    bad={"records.2026-10-13-insulation-M101.object": "M999"},
    waivable=False,
)
def object_unknown(site: Site) -> Iterator[Verdict]:
    """A record that names a thing the plant does not have proves nothing about any thing it has."""
    return one_pass_an_object(_each(site))


def _each(site: Site) -> Iterator[Verdict]:
    known = sorted(site.tags())
    for record in site.records.values():
        tag, path = record.object, record.path("object")
        if tag == PLANT or site.item(tag):
            yield passed(tag, f"{record.file} is about {tag}", path=path)
        else:
            near = nearest(tag, known)
            hint = f"did you mean {near}?" if near else f"name a tag of the site, or `{PLANT}` for the whole plant"
            yield fail(tag, f"{record.file} is about {tag}, which the site does not have", path=path, hint=hint)

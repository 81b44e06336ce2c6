"""FIB050: a record names an end of a link, and a port that is at the other end."""

from collections.abc import Iterable, Iterator, Mapping

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.found import by_link
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, passed
from plantwright.site.model import FibreLink, Site
from plantwright.site.records import FibreEndFace, FibreMating


@rule(
    id="FIB050",
    severity=ERROR,
    title="Port of a fibre record at the other end",
    source=Source(document="plantwright record format", clause="fibre-end-face, end"),
    refs=(),
    bad={"records.2026-10-12-fibre-FO1-A-SW1-P1.end": "B"},
)
def port_at_other_end(site: Site) -> Iterator[Verdict]:
    """A verdict filed under the wrong end is missing at the right one, and stands for an end face nobody looked at."""
    matings = tuple(by_link(site, FibreMating))
    every: list[tuple[FibreLink, FibreEndFace | FibreMating]] = [*by_link(site, FibreEndFace), *matings]
    ends = _ends(site, [record for _, record in matings])
    for link, record in every:
        end, path = ends.get((link.tag, record.port), ""), record.path("end")
        if end == record.end:
            yield passed(link, f"{record.file}: {record.port} is at end {end}", path=path)
        elif end:
            message = f"{record.file}: end {record.end} is stated, {record.port} is at end {end}"
            hint = "correct the end or the port with a record that supersedes this one"
            yield fail(link, message, path=path, hint=hint)


def _ends(site: Site, matings: Iterable[FibreMating]) -> Mapping[tuple[str, str], str]:
    """Return link and port -> end: the ports of the link itself, and what was mated with them."""
    links = site.fibre_links.values()
    own = {(link.tag, end.port): name for link in links for name, end in link.ends.items() if end.port}
    return {**{(each.object, each.partner): each.end for each in matings if each.partner}, **own}

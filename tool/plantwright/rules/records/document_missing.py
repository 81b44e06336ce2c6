"""REC007: a record names a file that is not beside it, or that is not the one it was."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, passed
from plantwright.site.model import Site
from plantwright.site.records import Record, documents, in_force


@rule(
    id="REC007",
    severity=ERROR,
    title="File of a record missing or changed",
    source=Source(document="plantwright record format", clause="document"),
    refs=(),
    mend="put the recorded file back beside the record, or correct the record with a new one that supersedes it",
    bad={"records.2026-10-12-fibre-FO1-A.attempts.0.image.sha256": "0" * 64},
    waivable=False,
)
def document_missing(site: Site) -> Iterator[Verdict]:
    """A picture or certificate proves something only as long as it is there and is the one that was looked at."""
    for record in in_force(site.records.values()):
        for keys, named in documents(record.data):
            found = record.found.get(named.file, "")
            if found == named.sha256:
                message = f"{record.file}: {named.file} is there with the hash recorded"
                yield passed(record.object, message, path=record.path(*keys))
            else:
                yield _fault(record, (*keys, "sha256" if found else "file"), named.file, found)


def _fault(record: Record, keys: tuple[str | int, ...], file: str, found: str) -> Verdict:
    path = record.path(*keys)
    if found:
        message = f"{record.file}: {file} has the SHA-256 {found[:12]}..., another one is recorded"
        hint = "put back the file that was recorded, or correct the record with a new one that supersedes it"
        return fail(record.object, message, path=path, hint=hint)
    message = f"{record.file}: there is no file {file} in the folder of the records or below"
    hint = "put the file there; the path counts from the folder of the record"
    return fail(record.object, message, path=path, hint=hint)

"""REC004: a record corrects another one that does not exist, is of another kind, or without a reason."""

from collections.abc import Iterator, Mapping

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, passed
from plantwright.site.model import Site
from plantwright.site.records import Record


@rule(
    id="REC004",
    severity=ERROR,
    title="Correction of a record without ground",
    source=Source(document="plantwright record format", clause="supersedes"),
    refs=(),
    mend="name the record that is corrected, of the same kind, and say why with `reason:`",
    good={"records.2026-10-13-insulation-M101": {"supersedes": "2026-10-12-first", "reason": "read off by one"}}
    | {"records.2026-10-12-first": {"format": 1, "record": "insulation-test", "object": "M101", "person": "S. Novak"}}
    | {"records.2026-10-12-first.at": "2026-10-12T14:20:00+02:00", "records.2026-10-12-first.instrument": "MEG1"}
    | {"records.2026-10-12-first.limit": {"minimum": 1, "unit": "MΩ", "source": "IEC 60204-1"}}
    | {"records.2026-10-12-first.measurements": [{"between": "U1-PE", "resistance_mohm": 850}]}
    | {"records.2026-10-12-first.test_voltage_v": 500, "records.2026-10-12-first.result": "pass"},
    bad={"records.2026-10-13-insulation-M101.reason": None},
    waivable=False,
)
def correction_unfounded(site: Site) -> Iterator[Verdict]:
    """What was recorded stays; a correction names what it corrects and says why, so that both can be read later.

    It is of the same kind; its object may be another one, for the tag can be what was wrong.
    """
    for record in site.records.values():
        if record.supersedes:
            fault, hint = _fault(record, site.records)
            path = record.path("supersedes")
            if fault:
                yield fail(record.object, f"{record.file} corrects {record.supersedes}: {fault}", path=path, hint=hint)
            else:
                yield passed(record.object, f"{record.file} corrects {record.supersedes}: {record.reason}", path=path)


def _fault(record: Record, every: Mapping[str, Record]) -> tuple[str, str]:
    """Return what is wrong with a correction and what to do, empty when nothing is."""
    first = every.get(record.supersedes)
    if first is None:
        return "there is no such record", "name the file without `.yaml`; a record that was made is never removed"
    if first.kind != record.kind:
        return f"that one is a {first.kind}, this one a {record.kind}", "a correction is a record of the same kind"
    if first is record:
        return "that is itself", "name the record that was wrong"
    if _in_a_circle(record, every):
        return "that one corrects this one in turn, and none of them counts", "take out the older `supersedes:`"
    return ("no reason is given", "add `reason:`") if not record.reason else ("", "")


def _in_a_circle(record: Record, every: Mapping[str, Record]) -> bool:
    """Return whether what a record corrects leads back to it, which would leave none of them in force."""
    passed_by, name = set[str](), record.supersedes
    while name in every and name not in passed_by:
        passed_by.add(name)
        name = every[name].supersedes
    return record.name in passed_by

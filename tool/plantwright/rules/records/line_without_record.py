"""REC010: lines of a procedure that had to be done in an earlier phase have no record that proves them."""

from collections.abc import Iterator

from plantwright.findings.verdict import Path, Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import grouped
from plantwright.rules.say import fail, not_applicable, passed
from plantwright.site.model import Site
from plantwright.site.tasks import PLANT, State, Task, due, tasks

NAMED = 3


@rule(
    id="REC010",
    severity=ERROR,
    title="Line of a procedure without a record",
    source=Source(document="plantwright record format", clause="checks; site.phase"),
    refs=(),
    mend="record the lines; `plantwright record next` lists what is due",
    bad={"records.2026-10-09-first-start-P101": None},
)
def line_without_record(site: Site) -> Iterator[Verdict]:
    """What no record shows was not done; a plant goes into its next phase when nothing of the last one is open."""
    if not due(site, "installation"):
        yield not_applicable(PLANT, "the plant is being designed or installed: nothing is due yet (site.phase)")
        return
    waited = [task for task in tasks(site) if due(site, task.phase)]
    for group in grouped(waited, lambda task: f"{task.object} {task.procedure.name}").values():
        yield _judged(site, group)


def _judged(site: Site, group: tuple[Task, ...]) -> Verdict:
    tag, title, left = group[0].object, group[0].procedure.title, [task for task in group if not task.done]
    if not left:
        return passed(tag, f"{title}: {len(group)} lines done", path=_path(site, tag))
    named = ", ".join(map(_named, left[:NAMED])) + (f" and {len(left) - NAMED} more" if len(left) > NAMED else "")
    message = f"{title}: {len(left)} of {len(group)} lines without a record that passed: {named}"
    path = next((task.proofs[-1].path for task in left if task.proofs), _path(site, tag))
    first = f"{left[0].line.id} as a record of kind {left[0].line.record}"
    hint = f"do and record them, {first}; `plantwright record next` lists what is due"
    return fail(tag, message, value=len(left), limit=0, path=path, hint=hint)


def _named(task: Task) -> str:
    return f"{task.line.id} (failed)" if task.state is State.FAILED else task.line.id


def _path(site: Site, tag: str) -> Path:
    item = site.item(tag)
    return item.path() if item else (PLANT,)

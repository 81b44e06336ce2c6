"""Every run that was kept, in short: when, by whom, to what, and what became of its values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from plantwright.records.run import OUTCOMES, Run
from plantwright.report.language import text
from plantwright.report.marks import FAIL, PASS, WARN, Mark
from plantwright.report.text import NOT_APPLICABLE, joined, moment, short, word
from plantwright.report.views.buses import Fact
from plantwright.report.views.dossier import Dossier
from plantwright.site.model import Deployment


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """A run; `outcomes` counts its values by what became of them."""

    id: str
    started: str
    target: str
    operator: str
    approvals: str
    purpose: str
    outcomes: str
    last_hash: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A word that says what became of a value."""

    word: str
    text: str


def run_rows(dossier: Dossier) -> tuple[RunRow, ...]:
    """Return every run, newest first."""
    return tuple(_row(run) for run in dossier.runs)


def run_facts(dossier: Dossier, run: Run) -> tuple[Fact, ...]:
    """Return what the log of a run leaves out: its connections, its purpose, and what the plant asks for."""
    return tuple(_facts(dossier.site.deployment, run))


def meanings(dossier: Dossier) -> tuple[Meaning, ...]:
    """Return the outcomes that occur in the runs, with what each says."""
    found = {write.outcome for run in dossier.runs for device in run.devices for write in device.writes}
    return tuple(Meaning(word=text(word), text=text(meaning)) for word, meaning in OUTCOMES.items() if word in found)


def _facts(policy: Deployment, run: Run) -> Iterator[Fact]:
    yield Fact(name=text("Connections"), value=joined(*(f"{bus}: {where}" for bus, where in run.targets.items()))
               or NOT_APPLICABLE)  # fmt: skip
    yield Fact(name=text("Purpose"), value=run.purpose or text("settings of the site files"))
    yield Fact(name=text("Signatures that the plant asks for"), value=word(policy.signatures))
    yield Fact(name=text("A second person for"), value=joined(*map(word, policy.second_person_for)) or NOT_APPLICABLE)
    yield Fact(name=text("Reads asked again"), value=text("not in the journal"))
    yield Fact(name=text("Notices on the journal"), value=joined(*run.notices, by="; ") or NOT_APPLICABLE)


def _row(run: Run) -> RunRow:
    return RunRow(
        id=run.id,
        started=moment(run.started),
        target=text("a simulator") if run.rehearsal else text("the devices"),
        operator=run.operator,
        approvals=joined(*run.approvals) or NOT_APPLICABLE,
        purpose=run.purpose or text("settings of the site files"),
        outcomes=joined(*(joined(str(number), text(word), by=" ") for word, number in _counted(run).items()))
        or text("nothing to write"),
        last_hash=short(run.last_hash),
        mark=FAIL if run.unverified else WARN if run.rehearsal else PASS,
    )


def _counted(run: Run) -> Mapping[str, int]:
    writes = [write.outcome for device in run.devices for write in device.writes]
    return {word: writes.count(word) for word in OUTCOMES if word in writes}

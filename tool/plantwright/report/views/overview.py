"""The overview of a plant: one mark for every object and subject."""

from plantwright.report.figures.grid import Grid
from plantwright.report.language import text
from plantwright.report.marks import NOT_DONE, Mark, mark, worst
from plantwright.report.views.belonging import row_of, rows
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.limits import recorded
from plantwright.report.views.settings import held
from plantwright.report.views.subjects import OTHER, SUBJECTS
from plantwright.site.records import FibreEndFace, of_kind

_SETTINGS, _MEASURED = text("Settings"), text("Measured")


def overview(dossier: Dossier) -> Grid:
    """Return the worst mark for every object and subject; what no rule looked at stays empty."""
    subjects = [name for letters, name in SUBJECTS.items() if any(v.rule.startswith(letters) for v in dossier.verdicts)]
    other = any(verdict.rule[:3] not in SUBJECTS for verdict in dossier.verdicts)
    columns = (*subjects, *([OTHER] if other else []), _SETTINGS, _MEASURED)
    cells: dict[tuple[str, str], list[Mark]] = {}
    for verdict in dossier.verdicts:
        key = row_of(dossier.site, verdict), SUBJECTS.get(verdict.rule[:3], OTHER)
        cells.setdefault(key, []).append(mark(verdict))
    for tag, column, each in (*_deployed(dossier), *_recorded(dossier)):
        cells.setdefault((tag, column), []).append(each)
    return Grid(
        columns=columns,
        rows=tuple(
            (tag, title, tuple(worst(cells.get((tag, column), [])) for column in columns))
            for tag, title in rows(dossier.site)
        ),
    )


def _deployed(dossier: Dossier) -> list[tuple[str, str, Mark]]:
    """Return whether the settings of each feeder's starter are in the device."""
    found: list[tuple[str, str, Mark]] = []
    for feeder in dossier.site.feeders.values():
        starter = dossier.site.starter_of(feeder)
        if starter is None:
            continue
        found.append((feeder.tag, _SETTINGS, held(dossier, starter)))
    return found


def _recorded(dossier: Dossier) -> list[tuple[str, str, Mark]]:
    """Return whether each motor has an insulation test and each fibre end an inspection."""
    site = dossier.site
    results: list[tuple[str, str, Mark]] = []
    for feeder in site.feeders.values():
        motor = site.motor_of(feeder)
        if motor:
            results.append((feeder.tag, _MEASURED, _result(dossier, "insulation-test", motor.tag)))
    for link in site.fibre_links.values():
        faces = [each for each in of_kind(dossier.records, FibreEndFace) if each.object == link.tag]
        newest = {(each.end, each.port): recorded(each, NOT_DONE) for each in faces}
        ends = {end for end, _ in newest}
        marks = [*newest.values(), *(NOT_DONE for end in link.ends if end not in ends)]
        results.append((link.tag, _MEASURED, worst(marks) or NOT_DONE))
    return results


def _result(dossier: Dossier, kind: str, tag: str) -> Mark:
    return recorded(dossier.record(kind, tag), NOT_DONE)

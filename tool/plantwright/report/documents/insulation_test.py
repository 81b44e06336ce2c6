"""The insulation test sheet: what an insulation tester read at every motor, one sheet for the plant to compare by."""

from dataclasses import dataclass

from plantwright.report.kind import Kind
from plantwright.report.language import text
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame
from plantwright.report.views.insulation_tests import InsulationTests, insulation_tests
from plantwright.site.records import InsulationTest, of_kind


@dataclass(frozen=True, slots=True, kw_only=True)
class InsulationTestSheet:
    frame: Frame
    tests: InsulationTests


def _page(dossier: Dossier, frame: Frame) -> InsulationTestSheet:
    return InsulationTestSheet(frame=frame, tests=insulation_tests(dossier))


INSULATION_TEST = Kind(
    name="insulation-test",
    title=text("Insulation test sheet"),
    code="&EQC010",
    handover="02-04",
    empty=text("no record of kind insulation-test"),
    template="insulation-test.html.j2",
    objects=lambda dossier: ("",) if of_kind(dossier.records, InsulationTest) else (),
    page=_page,
)

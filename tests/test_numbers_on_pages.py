"""Every number on every page is found in the site files, the records, the journal or the data, or is reckoned again."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.explained_numbers import Plant, Spot, unexplained
from tests.known_numbers import plain
from tests.known_plants import STATES, plant
from tests.pages import places

from plantwright.report.register import made, register


@pytest.fixture(scope="module", params=STATES)
def known(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Plant:
    records, run = STATES[request.param]
    return plant(tmp_path_factory.mktemp("plant"), records=records, run=run)


def spots(known: Plant) -> Iterator[tuple[str, Spot]]:
    """Yield every place with a number on the pages of every document, with the number of the document."""
    for one in register(known.dossier):
        document = made(known.dossier, one)
        for place in places(document.job.html) if document else ():
            if re.search(r"\d", place.text):
                yield one.number, Spot(known, one.about, place)


def test_every_number_on_every_page_is_known(known: Plant) -> None:
    every = list(spots(known))
    told = [
        (number, spot.place.section, left, spot.place.text) for number, spot in every if (left := unexplained(spot))
    ]
    assert told == []
    assert len(every) > 5000


WRONG = (
    ("Motor", "75 kW, 1482 min⁻¹", "76 kW, 1482 min⁻¹"),
    ("Rated current", "139 A", "139.5 A"),
    ("Intended", "300", "301"),
    ("Register", "1005h", "1F05h"),
    ("Loss", "3.44 dB", "3.54 dB"),
    ("Poll", "217 ms", "227 ms"),
    ("Calibrated", "2026-06-02", "2026-06-03"),
    ("Value", "328.5", "338.5"),
    ("Passed", "112", "113"),
    ("When", "2026-10-13 14:20:00 +02:00", "2026-10-13 14:20:00 +01:00"),
)


def test_a_wrong_number_is_found(tmp_path: Path) -> None:
    """Shows that the classes above are no wider than what they know: one wrong number in the place of a right one."""
    known = plant(tmp_path, records=True, run=True)
    every = [spot for _, spot in spots(known)]
    for name, right, wrong in WRONG:
        text = right.replace(" ", "\u202f")
        found = [each for each in every if name in (each.place.head, each.place.row)
                 and plain(each.place.text) == plain(text)]  # fmt: skip
        assert found, name
        cells = {head: wrong if value == found[0].place.text else value for head, value in found[0].place.cells.items()}
        changed = replace(found[0], place=found[0].place._replace(text=wrong, cells=cells))
        assert unexplained(changed), (name, wrong)

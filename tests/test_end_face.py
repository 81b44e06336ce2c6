"""The order of cleaning as a state machine, the criteria of an end face, and the files beside a record."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from plantwright.findings.verdict import Path as Keys
from plantwright.rules.fibre.end_face import NEXT, WRONG, Event, Fault, State, faults_of
from plantwright.rules.fibre.zones import excesses, table_of, uncounted
from plantwright.site.end_face_tables import cleaning, end_face_criteria
from plantwright.site.model import FibreLink
from plantwright.site.procedures import shipped_procedures
from plantwright.site.record_files import found_beside
from plantwright.site.records import Attempt, Criteria, FibreEndFace, PowerOff, Zone, documents
from plantwright.site.tree import Map

TABLES = end_face_criteria().tables
SM_PC, SM_PC_26 = "SM PC RL >= 45 dB", "SM PC RL >= 26 dB"
IEC = "IEC 61300-3-35"
LATEST = Criteria(standard=IEC, edition="2015")
Told = tuple[str, str, str, int, int]
"""Zone, kind, sizes, number, and how many are allowed."""


def end_face(*steps: str, result: str = "fail", polish: str = "", criteria: Criteria = LATEST) -> FibreEndFace:
    """A record with attempts in words: clean, dirty, dry, wet, wet-dried; a minute between two."""
    attempts = tuple(
        Attempt(
            at=f"2026-10-12T{9 + minute // 60:02d}:{minute % 60:02d}:00+02:00",
            step=step.removesuffix("-dried") if step not in ("clean", "dirty") else "inspect",
            result=step if step in ("clean", "dirty") else "",
            dried=step == "wet-dried",
            debris="bonded" if step == "dirty" else "",
        )
        for minute, step in enumerate(steps)
    )
    return FibreEndFace(
        name="r", kind="fibre-end-face", object="FO1", person="S. Novak", at=attempts[0].at, end="A", attempts=attempts,
        end_face="exposed-plug", polish=polish, criteria=criteria, power_off=PowerOff(confirmed=True), result=result,
    )  # fmt: skip


def found(*steps: str, result: str = "fail") -> list[tuple[Fault, Keys]]:
    return [(each.fault, each.keys) for each in faults_of(end_face(*steps, result=result))]


# the order


def right_order(dry: int, wet: int, two_steps: bool, ends_clean: bool) -> list[str]:
    """The steps of a record that keeps to the procedure."""
    steps = ["dirty"] + dry * ["dry", "dirty"]
    for _ in range(wet if dry else 0):
        steps += ["wet", "dry", "dirty"] if two_steps else ["wet-dried", "dirty"]
    return [*steps[:-1], "clean" if ends_clean else "dirty"]


@given(some.integers(0, 3), some.integers(0, 3), some.booleans(), some.booleans())
def test_a_record_in_order_has_no_fault(dry: int, wet: int, two_steps: bool, ends_clean: bool) -> None:
    assert found(*right_order(dry, wet, two_steps, ends_clean), result="pass" if ends_clean else "fail") == []


@given(some.integers(1, 3), some.integers(0, 3), some.booleans(), some.data())
def test_every_inspection_of_it_is_needed(dry: int, wet: int, two_steps: bool, data: some.DataObject) -> None:
    steps = right_order(dry, wet, two_steps, True)
    seen = [place for place, step in enumerate(steps) if step in ("clean", "dirty")]
    del steps[data.draw(some.sampled_from(seen))]
    assert found(*steps, result="pass") != []


@given(some.lists(some.sampled_from(["clean", "dirty", "dry", "wet", "wet-dried"]), min_size=1, max_size=12))
def test_any_order_is_judged_and_every_fault_has_its_place(steps: list[str]) -> None:
    for fault, keys in found(*steps, result="pass"):
        assert isinstance(fault, Fault)
        assert keys[0] in ("attempts", "result")
        assert len(keys) == 1 or (isinstance(keys[1], int) and keys[1] < len(steps))


def test_every_event_leads_to_a_state_and_no_pair_is_listed_that_cannot_be() -> None:
    assert set(NEXT) == set(Event)
    assert all(state in State and event in Event for state, event in WRONG)


@pytest.mark.parametrize(
    ("steps", "result", "faults"),
    [
        (["dry", "clean"], "pass", [(Fault.CLEANED_UNSEEN, ("attempts", 0, "step"))]),
        (["clean", "dry", "clean"], "pass", [(Fault.CLEAN_CLEANED, ("attempts", 1, "step"))]),
        (["dirty", "wet-dried", "clean"], "pass", [(Fault.WET_BEFORE_DRY, ("attempts", 1, "step"))]),
        (["dirty", "dry", "dry", "clean"], "pass", [(Fault.NOT_INSPECTED, ("attempts", 2, "step"))]),
        (["dirty", "dry", "dirty", "wet", "clean"], "pass", [(Fault.NOT_DRIED, ("attempts", 3, "step"))]),
        (["dirty", "dry", "dirty", "wet"], "fail", [(Fault.NOT_DRIED, ("attempts", 3, "step"))]),
        (["dirty", *4 * ["dry", "dirty"]], "fail", [(Fault.TOO_MANY_DRY, ("attempts", 7, "step"))]),
        (["dirty", "dry", "dirty", *4 * ["wet-dried", "dirty"]], "fail",
         [(Fault.TOO_MANY_WET, ("attempts", 9, "step"))]),
        (["dirty", "dry", "dirty"], "pass", [(Fault.ACCEPTED_DIRTY, ("result",))]),
        (["dirty", "dry"], "pass", [(Fault.ACCEPTED_UNSEEN, ("result",))]),
        (["seen"], "pass", [(Fault.ACCEPTED_UNSEEN, ("result",))]),
    ],
)  # fmt: skip
def test_each_fault_at_its_place(steps: list[str], result: str, faults: list[tuple[Fault, Keys]]) -> None:
    assert found(*("inspect" if step == "seen" else step for step in steps), result=result) == faults


def test_the_limits_are_those_of_the_procedure() -> None:
    lines = {line.id: line.limit for line in shipped_procedures()["fibre-end-face"].lines if line.limit}
    named = {"dry_attempts": "FEF-280", "wet_attempts": "FEF-330", "strokes": "FEF-210"}
    assert {name: cleaning().limits[name].value for name in named} == {
        name: lines[id_].max for name, id_ in named.items()
    }


# the criteria


@pytest.mark.parametrize(
    ("table", "zones", "told"),
    [
        (SM_PC, {"A": Zone(defects_um=(0.1,))}, [("A", "defects", "of any size", 1, 0)]),
        (SM_PC, {"A": Zone(scratches_um=(1,))}, [("A", "scratches", "of any size", 1, 0)]),
        (SM_PC, {"B": Zone(scratches_um=(3, 3, 3), defects_um=(1.9, *5 * [2], 1.9))}, []),
        (SM_PC, {"B": Zone(scratches_um=(3.1,))}, [("B", "scratches", "above 3 µm", 1, 0)]),
        (SM_PC, {"B": Zone(defects_um=(2, 3, 4, 5, 5, 5))}, [("B", "defects", "of 2 to 5 µm", 6, 5)]),
        (SM_PC, {"B": Zone(defects_um=(5.1,))}, [("B", "defects", "above 5 µm", 1, 0)]),
        (SM_PC, {"C": Zone(scratches_um=(50,), defects_um=(50,))}, []),
        (SM_PC, {"D": Zone(scratches_um=(50,), defects_um=(10, 10, 10))}, []),
        (SM_PC, {"D": Zone(defects_um=(10.1,))}, [("D", "defects", "above 10 µm", 1, 0)]),
        ("SM APC", {"A": Zone(scratches_um=(3, 3, 3, 3))}, []),
        ("SM APC", {"A": Zone(scratches_um=(1, 2, 3, 3, 3))}, [("A", "scratches", "of up to 3 µm", 5, 4)]),
        ("SM APC", {"A": Zone(scratches_um=(3.1,))}, [("A", "scratches", "above 3 µm", 1, 0)]),
        ("SM APC", {"B": Zone(scratches_um=(90,))}, []),
        ("MM PC", {"A": Zone(scratches_um=(3,), defects_um=(5, 5, 5, 5))}, []),
        ("MM PC", {"A": Zone(defects_um=(1, 1, 1, 1, 1))}, [("A", "defects", "of up to 5 µm", 5, 4)]),
        ("MM PC", {"B": Zone(scratches_um=(5.1,))}, [("B", "scratches", "above 5 µm", 1, 0)]),
        ("MM PC", {"D": Zone(defects_um=(19.9, 20, 30, 30, 30, 30))}, []),
        ("MM PC", {"D": Zone(defects_um=(20, 30, 30, 30, 30, 30))}, [("D", "defects", "of 20 to 30 µm", 6, 5)]),
    ],
)  # fmt: skip
def test_counts_at_the_edges_of_the_criteria(table: str, zones: dict[str, Zone], told: list[Told]) -> None:
    attempt = Attempt(at="2026-10-12T09:00:00+02:00", step="inspect", zones=zones)
    assert [str(each) for each in excesses(TABLES[table], attempt)] == [
        f"the number of {kind} {sizes} in zone {zone} is {number}, at most {most} allowed"
        for zone, kind, sizes, number, most in told
    ]


def test_a_zone_without_limits_need_not_be_counted() -> None:
    attempt = Attempt(at="2026-10-12T09:00:00+02:00", step="inspect", zones={"A": Zone(), "B": Zone()})
    assert uncounted(TABLES[SM_PC], attempt) == ("D",)


@pytest.mark.parametrize(
    ("fibre", "polish", "criteria", "told"),
    [
        ("OS2", "UPC", LATEST, SM_PC),
        ("OS2", "APC", LATEST, "SM APC"),
        ("OM3", "", LATEST, "MM PC"),
        ("OS2", "", LATEST, "neither the table of its criteria nor its polish is recorded"),
        ("OS2", "", Criteria(standard=IEC, edition="2015", table="SM APC"), "SM APC"),
        ("OS2", "PC", Criteria(standard=IEC, edition="2015", table=SM_PC_26), SM_PC_26),
        ("OS2", "PC", Criteria(standard=IEC), "the edition of the criteria is not recorded"),
        ("OS2", "PC", Criteria(standard=IEC, edition="2009"),
         "edition 2009 of IEC 61300-3-35: its zones have other borders, and its numbers were not read"),
        ("OM3", "APC", Criteria(standard=IEC, edition="2015"),
         "edition 2015 of IEC 61300-3-35: its numbers for this fibre and polish were not read"),
        ("OS2", "PC", Criteria(standard="IPC", edition="2010"), "no document read states the limits of IPC"),
        ("OS2", "PC", Criteria(standard=IEC, edition="2015", table="SM"), "SM is no table of IEC 61300-3-35"),
    ],
)  # fmt: skip
def test_the_table_follows_fibre_polish_and_edition(fibre: str, polish: str, criteria: Criteria, told: str) -> None:
    link = FibreLink(section="fibre_links", tag="FO1", title="", fibre=fibre, wavelength_nm=1310, length_m=10)
    table = table_of(end_face("clean", criteria=criteria, polish=polish), link)
    assert (table if isinstance(table, str) else table.name) == told


# files beside a record


def test_documents_are_found_wherever_they_stand() -> None:
    one, other = ({"file": name, "sha256": "0" * 64} for name in ("a.png", "b.pdf"))
    data = {"attempts": [{"at": "x"}, {"image": one}], "document": other}
    assert [(keys, each.file) for keys, each in documents(data)] == [
        (("attempts", 1, "image"), "a.png"),
        (("document",), "b.pdf"),
    ]


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("images/a.png", True),
        ("images", False),
        ("absent.png", False),
        ("../secret.txt", False),
        ("images/out.png", False),
        ("images/circle.png", False),
        ("a\0b", False),
        ("n" * 5000, False),
    ],
)
def test_a_file_counts_only_below_the_records(name: str, there: bool, tmp_path: Path) -> None:
    folder = tmp_path / "records"
    (folder / "images").mkdir(parents=True)
    (folder / "images" / "a.png").write_bytes(b"picture")
    (tmp_path / "secret.txt").write_bytes(b"secret")
    (folder / "images" / "out.png").symlink_to(tmp_path / "secret.txt")
    (folder / "images" / "circle.png").symlink_to(folder / "images" / "circle.png")
    found = found_beside(folder, Map({"document": {"file": name, "sha256": "0" * 64}}))
    assert found == ({name: hashlib.sha256(b"picture").hexdigest()} if there else {})

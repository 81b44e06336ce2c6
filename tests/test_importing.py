"""`plantwright import` on a rehearsal plant: what is read, assumed, not readable, in YAML that is valid in a site."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.read_only import Desk, Said, command, copy_of_riverside, desk_of
from tests.rehearsal import RIVERSIDE

from plantwright.cli.main import main
from plantwright.modbus.simulator.frames import READ
from plantwright.site.load import load_site
from plantwright.site.source import load
from plantwright.site.writing import Remarked, dump

Imported = Callable[..., Said]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk_of(RIVERSIDE, tmp_path_factory.mktemp("import")) as here:
        yield here


@pytest.fixture
def imported(desk: Desk, capsys: pytest.CaptureFixture[str]) -> Imported:
    def run(*arguments: str) -> Said:
        return command(capsys, desk, "import", *arguments)

    return run


def target(desk: Desk) -> str:
    return f"127.0.0.1:{desk.plant.state['RS2']['port']}"


def of_site(desk: Desk, tag: str) -> tuple[str, ...]:
    return str(RIVERSIDE), tag, "--rehearsal", str(desk.state)


@pytest.mark.fault("P13", "C8")
def test_every_key_says_where_its_value_comes_from(desk: Desk, imported: Imported) -> None:
    desk.act("SS101: keypad, change 0x1005=310", "SS101: leave keypad")
    said = imported(*of_site(desk, "SS101"))
    assert said.code == 0
    assert said.lines[0] == "# REHEARSAL: SS101: clr8g on RS1, address 3"
    for line in (
        "    type: clr8g  # assumed: site files",
        "      address: 3  # read: it answered at this address",
        "      current_limit_percent: 310  # read: 0x1005 = 310, unproven coding",
        '      baud_rate: "9600"  # read: 0x101B = 1, unproven coding',
        "      starter_rated_current_a: 150  # assumed: site files; not readable, look at F2.00 on the device",
    ):
        assert line in said.lines
    body = [line for line in said.lines if re.match(r"    \S", line) or re.match(r"      [a-z_]+: \S", line)]
    bare = [line for line in body if "  # " not in line]
    assert [line.strip() for line in bare if line.strip() not in ("bus:", "parameters:")] == [
        "kind: dc", "voltage_v: 24", "current_a: 0.02", "width: 400", "height: 800", "depth: 300",
    ]  # fmt: skip  # of maps whose own line is marked


@pytest.mark.fault("C8")
def test_what_belongs_to_one_unit_is_kept_for_the_record_only(desk: Desk, imported: Imported) -> None:
    said = imported(*of_site(desk, "SS101"))
    found = load(said.out.encode(), "found.yaml").root
    assert found is not None
    settings = found["starters"]["SS101"]["parameters"]
    known = desk.site.starters["SS101"].type.parameters
    assert [name for name in settings if known[name].deployment == "never"] == []
    assert "#   current_calibration_percent: 0x100F = 100" in said.lines


def test_a_device_of_a_site_can_be_put_in_place_of_its_entry(desk: Desk, imported: Imported, tmp_path: Path) -> None:
    desk.act("SS201: keypad, change 0x1005=305", "SS201: leave keypad")
    for tag, file in (("SS201", "feeders.yaml"), ("IM1", "measuring.yaml")):
        site = copy_of_riverside(tmp_path, tag)
        text = (site / file).read_text(encoding="utf-8")
        (site / file).write_text(re.sub(rf"\n  {tag}:\n(?:    .*\n)+", "\n", text), encoding="utf-8")
        assert load_site(site).site is None
        out = site / "found.yaml"
        assert imported(*of_site(desk, tag), "-o", str(out)).err.splitlines()[-2:] == [
            f"written: {out}",
            "next: put it into a site, in place of an entry of that tag, and `plantwright check` the site",
        ]
        assert main(["validate", str(site)]) == 0
        loaded = load_site(site).site
        assert loaded is not None
        device = next(each for each in loaded.devices() if each.tag == tag)
        assert device.serial == next(each for each in desk.site.devices() if each.tag == tag).serial
        assert tag != "SS201" or device.parameters["current_limit_percent"] == 305


@pytest.mark.fault("P13")
@pytest.mark.parametrize("options", [("--bus", "RS2"), ()])
def test_a_device_that_no_site_has_fits_into_one(
    desk: Desk, imported: Imported, tmp_path: Path, options: tuple[str, ...]
) -> None:
    site = copy_of_riverside(tmp_path, "site")
    for kind, address, tag in (("clr8g", "6", "SS501"), ("k7ge-mg", "11", "IM9")):
        out = site / f"{tag}.yaml"
        done = imported(
            "--target", target(desk), "--type", kind, "--address", address, "--as", tag, "-o", str(out), *options
        )
        assert done.code == 0
    assert main(["validate", str(site)]) == 0
    loaded = load_site(site).site
    assert loaded is not None
    starter = loaded.starters["SS501"]
    assert starter.parameters["overvoltage_v"] == 450
    assert (starter.bus.name if starter.bus else "") == ("RS2" if options else "")
    text = (site / "SS501.yaml").read_text()
    assert "      # starter_rated_current_a:  # not readable: look at F2.00 on the device\n" in text
    assert ("# not readable: which bus of the site it is; it answered at address 6" in text) == (not options)
    assert "    parameters: {}\n      # setting_protection:  # not readable" in (site / "IM9.yaml").read_text()


def test_a_value_the_type_does_not_know_is_told_and_left_out(desk: Desk, imported: Imported, tmp_path: Path) -> None:
    desk.act("SS401: keypad, change 0x1001=9", "SS401: keypad, change 0x1005=20", "SS401: leave keypad")
    said = imported(*of_site(desk, "SS401"))
    start = "read: 0x1001 = 9, unproven coding; not a value of this type"
    assert f"      # start_mode: unknown (9)  # {start}" in said.lines
    assert (
        "      # current_limit_percent: 20  # read: 0x1005 = 20, unproven coding; not a value of this type"
        in said.lines
    )
    desk.act("SS401: keypad, change 0x1001=1", "SS401: keypad, change 0x1005=300", "SS401: leave keypad")


def test_nothing_is_overwritten_and_nothing_is_read_then(desk: Desk, imported: Imported, tmp_path: Path) -> None:
    out = tmp_path / "found.yaml"
    out.write_text("mine\n")
    asked = len(desk.plant.log.requests())
    said = imported(*of_site(desk, "SS101"), "-o", str(out))
    assert (said.code, said.err) == (2, f"{out} exists; nothing is ever overwritten\nnext: name another file\n")
    assert (out.read_text(), len(desk.plant.log.requests())) == ("mine\n", asked)


def test_a_folder_that_is_not_there_is_said(desk: Desk, imported: Imported, tmp_path: Path) -> None:
    out = tmp_path / "no" / "found.yaml"
    said = imported(*of_site(desk, "SS101"), "-o", str(out))
    assert (said.code, said.err.splitlines()[-2:]) == (
        2,
        [f"cannot write {out}: No such file or directory", "next: name a file in a folder that exists and has room"],
    )


REFUSED = {
    "nothing named": ((), "name a SITE and a TAG of it, or a --target with --type and --address"),
    "no type": (("--target", "127.0.0.1:1"), "--type is missing"),
    "an unknown type": (("--target", "127.0.0.1:1", "--type", "clr9"), "--type is clr9"),
    "no address": (("--target", "127.0.0.1:1", "--type", "clr8g"), "--address is missing"),
    "the broadcast address": (("--target", "127.0.0.1:1", "--type", "clr8g", "--address", "0"), "--address is 0"),
    "no target": (
        ("--target", "nowhere", "--type", "clr8g", "--address", "3"),
        "--target nowhere is neither HOST:PORT nor a serial port",
    ),
    "no rate": (
        ("--target", "/dev/nowhere", "--type", "clr8g", "--address", "3", "--baud", "0"), "--baud is 0",
    ),
    "no tag": (
        ("--target", "127.0.0.1:1", "--type", "clr8g", "--address", "3", "--as", "a b"), "--as 'a b' is no tag",
    ),
    "a tag and a target": (
        (str(RIVERSIDE), "SS101", "--target", "127.0.0.1:1"), "--target stands for a device that no site has",
    ),
    "no such device": ((str(RIVERSIDE), "SS110"), f"there is no device SS110 in {RIVERSIDE}"),
    "on no bus": ((str(RIVERSIDE), "CT101"), "CT101 is on no bus and cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_imported_is_said(imported: Imported, case: str) -> None:
    arguments, message = REFUSED[case]
    said = imported(*arguments)
    assert (said.code, said.out, said.err.splitlines()[0]) == (2, "", message)
    assert said.err.splitlines()[1].startswith("next: ")


def test_a_silent_address_writes_no_file(desk: Desk, imported: Imported, tmp_path: Path) -> None:
    out = tmp_path / "found.yaml"
    asked = ("--target", target(desk), "--type", "clr8g", "--address", "7", "-o", str(out))
    assert imported(*asked).code == 3
    assert list(tmp_path.iterdir()) == []
    requests = [frame.request for frame in desk.plant.log.frames if frame.request]
    assert {request.function for request in requests} == {READ}


def test_remarks_stand_behind_values_and_what_is_left_out_is_a_comment() -> None:
    data = {
        "a": Remarked(value=1, remark="read"),
        "b": Remarked(value=None, remark="gone", left_out=True),
        "c": Remarked(value={"d": [1]}, remark="told"),
        "e": {"f": Remarked(value={"g": "x: y"}, remark="gone", left_out=True)},
        "h": 2,
    }
    text = dump(data, "head")
    assert text.splitlines() == [
        "# head", "a: 1  # read", "# b:  # gone", "c:  # told", "  d:", "    - 1", "e: {}", "  # f:  # gone",
        '  #   g: "x: y"', "h: 2",
    ]  # fmt: skip
    assert load(text.encode(), "t.yaml").root == {"a": 1, "c": {"d": [1]}, "e": {}, "h": 2}
    assert dump({"a": Remarked(value=1, remark="x\ny: 2")}) == "a: 1  # x y: 2\n"
    with pytest.raises(ValueError, match="may not hold"):
        dump({"a": Remarked(value=1, remark="x\x1b")})

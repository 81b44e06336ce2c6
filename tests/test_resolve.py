"""Loading a site: defaults, references, the model, and every problem with its place and next step."""

import copy
import dataclasses
import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from plantwright.findings.verdict import Severity, Verdict
from plantwright.resources import folder
from plantwright.site.defaults import apply_defaults
from plantwright.site.load import LoadedSite, find_sites, load_site
from plantwright.site.model import Load
from plantwright.site.published import read_schema
from plantwright.site.references import references
from plantwright.site.resolve import resolve
from plantwright.site.source import load
from plantwright.site.tree import Map, locate

CASES = Path(__file__).resolve().parent / "sites"
RIVERSIDE = folder("schemas").parent / "sites" / "riverside"

SMALL = """\
format: 1
site: {name: Small plant, number: S-01}
supply: {system: TN-S, nominal_voltage_v: 380, frequency_hz: 50}
"""


def tree(text: str) -> Map:
    """The data of a YAML text."""
    root = load(text.encode(), "site.yaml").root
    assert root is not None
    return root


def told(problems: tuple[Verdict, ...]) -> str:
    """Problems as text: place, severity, rule, message, next step."""
    return "".join(f"{p.location}: {p.severity} {p.rule} {p.message}\n  next: {p.hint}\n" for p in problems)


@pytest.fixture(scope="module")
def riverside() -> LoadedSite:
    return load_site(RIVERSIDE)


# cases that once went wrong


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir() if (path / "problems.txt").exists()))
def test_case(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`REWRITE_EXPECTED=1 pytest` writes the expected problems anew, for review."""
    monkeypatch.chdir(CASES)
    loaded = load_site(Path(case))
    expected = CASES / case / "problems.txt"
    if os.environ.get("REWRITE_EXPECTED"):
        expected.write_text(told(loaded.problems), encoding="utf-8")
    assert told(loaded.problems) == expected.read_text(encoding="utf-8")
    assert (loaded.site is None) == any(each.severity is Severity.ERROR for each in loaded.problems)


# the model


def test_example_has_no_problem(riverside: LoadedSite) -> None:
    assert told(riverside.problems) == ""
    assert riverside.site is not None


def test_model_has_the_values_of_the_files(riverside: LoadedSite) -> None:
    site = riverside.site
    assert site is not None
    starter = site.starters["SS101"]
    assert (starter.type.type, starter.variant, starter.location) == ("clr8g", "bypass", "MCC1")
    assert (starter.parameters["start_mode"], starter.parameters["current_limit_percent"]) == ("current-limit", 300)
    assert starter.bus is not None
    assert (starter.bus.name, starter.bus.address) == ("RS1", 3)
    assert isinstance(site.motors["M101"].load, Load)
    assert site.motors["M101"].load.kind == "pump"
    assert site.feeders["P101"].path_[0] == "F101"
    assert (site.cables["W101"].from_, site.cables["W101"].to) == ("K101", "M101")
    assert site.protection["F101"].class_ == "gG"
    assert [node.device for node in site.buses["RS1"].trunk] == ["SS101", "SS201", "IM1"]
    assert site.fibre_links["FO1"].ends["A"].port == "MCC1-ODF-01"
    assert site.identity.revisions[0].revision == "A"
    assert {"clr8g", "k7ge-mg", "pct1200"} <= site.types.keys()


def test_nothing_of_the_model_keeps_a_mark(riverside: LoadedSite) -> None:
    assert riverside.site is not None
    for device in riverside.site.devices():
        assert type(device.parameters) is dict
        assert type(device.serial) is str


def test_minimal_site() -> None:
    resolved = resolve(tree(SMALL))
    assert resolved.problems == ()
    assert resolved.site is not None
    assert (resolved.site.identity.name, resolved.site.motors, resolved.site.devices()) == ("Small plant", {}, ())


# defaults

DEFAULTED = (
    SMALL
    + """\
defaults:
  starters:
    type: clr8g
    bus: {name: RS1}
    parameters: {overvoltage_v: 425, undervoltage_v: 330}
starters:
  SS1:
    bus: {address: 3}
    parameters: {undervoltage_v: 320}
  SS2: {bus: {name: RS2, address: 4}}
buses:
  RS1: {kind: modbus-rtu, baud_rate: 9600, parity: none, stop_bits: 1}
  RS2: {kind: modbus-rtu, baud_rate: 9600, parity: none, stop_bits: 1}
"""
)


def test_defaults_are_merged_key_by_key() -> None:
    starters = apply_defaults(tree(DEFAULTED))["starters"]
    assert starters == {
        "SS1": {
            "type": "clr8g",
            "bus": {"name": "RS1", "address": 3},
            "parameters": {"overvoltage_v": 425, "undervoltage_v": 320},
        },
        "SS2": {
            "type": "clr8g",
            "bus": {"name": "RS2", "address": 4},
            "parameters": {"overvoltage_v": 425, "undervoltage_v": 330},
        },
    }


def test_a_default_is_located_in_the_defaults() -> None:
    applied = apply_defaults(tree(DEFAULTED))
    places = {
        path: str(locate(applied, path))
        for path in (
            ("starters", "SS1", "type"),
            ("starters", "SS1", "bus", "name"),
            ("starters", "SS1", "bus", "address"),
            ("starters", "SS1", "parameters", "overvoltage_v"),
            ("starters", "SS1", "parameters", "undervoltage_v"),
            ("starters", "SS2", "parameters", "undervoltage_v"),
            ("starters", "SS2", "bus", "name"),
        )
    }
    assert list(places.values()) == [
        "site.yaml:6:11",
        "site.yaml:7:17",
        "site.yaml:11:20",
        "site.yaml:8:33",
        "site.yaml:12:34",
        "site.yaml:8:54",
        "site.yaml:13:21",
    ]


def test_defaults_twice_are_defaults_once() -> None:
    once = apply_defaults(tree(DEFAULTED))
    assert apply_defaults(once) == once


def test_defaults_do_not_change_what_was_read() -> None:
    root = tree(DEFAULTED)
    before = copy.deepcopy(dict(root))
    apply_defaults(root)
    assert root == before


@pytest.mark.parametrize("defaults", ["defaults: 1", "defaults: {starters: 1}", "defaults: {motors: {}, nothing: {}}"])
def test_wrong_defaults_are_no_crash(defaults: str) -> None:
    assert apply_defaults(tree(f"{defaults}\nstarters: {{SS1: 2}}\n"))["starters"] == {"SS1": 2}


# references


def test_references_are_those_of_the_format() -> None:
    found = {".".join(each.path): each.sections for each in references(read_schema("site.schema.json"))}
    assert {path: sections for path, sections in found.items() if not path.endswith(".*.location")} == {
        "starters.*.bus.name": ("buses",),
        "feeders.*.path.*": POWER,
        "feeders.*.bypass": ("contactors",),
        "monitors.*.bus.name": ("buses",),
        "monitors.*.supply.fuse": ("protection",),
        "monitors.*.trigger.from.*": ("contactors", "starters"),
        "probes.*.monitor": ("monitors",),
        "probes.*.feeder": ("feeders",),
        "probes.*.after": POWER,
        "probes.*.fuse": ("protection",),
        "meters.*.bus.name": ("buses",),
        "meters.*.leads.*.fuse": ("protection",),
        "supply_units.*.bus.name": ("buses",),
        "supply_units.*.feeds": ("meters",),
        "sensors.*.bus.name": ("buses",),
        "sensors.*.feeder": ("feeders",),
        "sensors.*.supply": ("meters", "supply_units"),
        "sensors.*.secondary_fuse": ("protection",),
        "buses.*.cable": ("cables",),
        "buses.*.trunk.*.device": ("starters", "monitors", "meters", "supply_units", "sensors"),
        "cables.*.from": ENDS,
        "cables.*.to": ENDS,
        "cables.*.route.*": ("routes",),
        "routes.*.crossings.*.cable": ("cables",),
        "routes.*.crossings.*.over": ("cables",),
        "routes.*.positions_mm": ("cables",),
        "fibre_links.*.cable": ("cables",),
    }


POWER = ("protection", "contactors", "barriers", "starters", "sensors", "motors")
ENDS = ("locations", "motors", "protection", "contactors", "barriers", "starters", "monitors", "probes", "meters",
        "supply_units", "sensors")  # fmt: skip


# whatever stands in the files

LEAVES = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(-5, 500),
    some.floats(0, 2),
    some.sampled_from(["M1", "clr8g", "gG", ""]),
)
KEYS = some.sampled_from(
    ["type", "bus", "name", "parameters", "path", "from", "load", "kind", "M1", "SS1", "route", "x"]
)
TREES = some.recursive(
    LEAVES,
    lambda inner: some.one_of(some.lists(inner, max_size=3), some.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=8,
)
SECTIONS = some.sampled_from([*read_schema("site.schema.json")["properties"], "other"])


@given(site=some.dictionaries(SECTIONS, TREES, max_size=5))
@settings(max_examples=200, deadline=None)
def test_any_data_is_judged(site: Mapping[str, Any]) -> None:
    resolved = resolve(marked(site))
    assert (resolved.site is None) == bool(resolved.problems)
    assert all(each.message and each.hint for each in resolved.problems)


def marked(value: Any) -> Any:
    """Plain data as the loader gives it, without places."""
    return Map({key: marked(part) for key, part in value.items()}) if isinstance(value, dict) else value


# files


def written(directory: Path, **files: str) -> Path:
    """A folder with files; two underscores in a name stand for a folder."""
    for name, text in files.items():
        path = directory / (name.replace("__", "/") + ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return directory


def test_layers_are_read_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, b="motors: {}\n", a=SMALL, records__runs__r="nonsense: 1\n")
    (tmp_path / ".hidden.yaml").write_text("nonsense: 1\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    loaded = load_site(Path())
    assert (loaded.files, loaded.problems) == (("a.yaml", "b.yaml"), ())
    assert loaded.texts["a.yaml"].lines[0] == "format: 1"


def test_one_file_is_a_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, plant=SMALL, other="nonsense: 1\n")
    monkeypatch.chdir(tmp_path)
    loaded = load_site(Path("plant.yaml"))
    assert (loaded.files, loaded.problems) == (("plant.yaml",), ())


def test_hash_is_that_of_sha256sum(riverside: LoadedSite) -> None:
    """`sha256sum *.yaml | sha256sum` in the folder of the site gives the same."""
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(RIVERSIDE.glob("*.yaml"))
    ]
    assert riverside.site is not None
    assert riverside.site.sha256 == hashlib.sha256("".join(lines).encode()).hexdigest()


def test_what_is_no_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty").mkdir()
    written(tmp_path / "plants" / "north", site=SMALL)
    for name, expected in {
        "nowhere": "None: error SIT301 there is no nowhere\n  next: check the path\n",
        "empty": "None: error SIT301 no site files in empty: no *.yaml directly in it\n"
        "  next: a site is a file that has `format:`, or a folder with such files\n",
        "plants": "None: error SIT301 no site files in plants: no *.yaml directly in it\n"
        "  next: did you mean plants/north?\n",
    }.items():
        loaded = load_site(Path(name))
        assert told(loaded.problems) == expected
        assert (loaded.site, loaded.root, loaded.files) == (None, None, ())


def test_a_link_out_of_the_site_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path / "secret", motors="motors: {}\n")
    written(tmp_path / "site", a=SMALL, c="locations: {}\n")
    (tmp_path / "site" / "b.yaml").symlink_to(tmp_path / "secret" / "motors.yaml")
    (tmp_path / "site" / "d.yaml").symlink_to("c.yaml")
    monkeypatch.chdir(tmp_path)
    loaded = load_site(Path("site"))
    assert loaded.site is None
    assert "site/b.yaml" not in loaded.files
    assert told(loaded.problems).startswith(
        "site/b.yaml:1:1: error SIT302 site/b.yaml is a link that leads out of the site\n"
        "  next: put a copy into the folder; a site is complete in itself\n"
    )


def test_own_type_wins_over_the_shipped_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        (folder("schemas") / "devices" / "clr8g.yaml").read_text(encoding="utf-8").replace("CLR8G soft starter", "Mine")
    )
    written(tmp_path, site=SMALL + "starters: {SS1: {type: clr8g}}\n", devices__clr8g=text)
    monkeypatch.chdir(tmp_path)
    loaded = load_site(Path())
    assert told(loaded.problems) == ""
    assert loaded.site is not None
    assert loaded.site.types["clr8g"].title == "Mine"
    assert loaded.files == ("site.yaml", "devices/clr8g.yaml")


def test_own_type_is_named_after_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (folder("schemas") / "devices" / "clr8g.yaml").read_text(encoding="utf-8")
    written(tmp_path, site=SMALL + "starters: {SS1: {type: mine}}\n", devices__mine=text)
    monkeypatch.chdir(tmp_path)
    line = next(number for number, line in enumerate(text.splitlines(), 1) if line.startswith("type:"))
    assert told(load_site(Path()).problems) == (
        f"devices/mine.yaml:{line}:7: error SIT303 devices/mine.yaml has the type `clr8g`; "
        "a file is named after its type\n  next: rename it to clr8g.yaml\n"
    )


OWN_STATES = {
    "nothing is said": ("", "plans would write its settings, but nothing says in which states: a motor might turn"),
    "no status register": (
        "  writable_states: [standby]\n", "`status: ` names no register that can be read, so its states cannot be seen",
    ),
    "an unknown state": (
        "  status: status\n  writable_states: [standby, idle]\n",
        "`writable_states` names idle, of which status has no code",
    ),
    "a starter": ("  drives_no_motor: true\n", "a starter drives a motor, so `drives_no_motor` cannot be true"),
    "states": ("  status: status\n  writable_states: [standby]\n", ""),
}  # fmt: skip


@pytest.mark.parametrize("case", OWN_STATES)
def test_a_type_of_the_site_says_when_its_settings_may_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    said, message = OWN_STATES[case]
    monkeypatch.chdir(tmp_path)
    shutil.copytree(RIVERSIDE, tmp_path, dirs_exist_ok=True)
    (tmp_path / "devices").mkdir()
    text = (folder("schemas") / "devices" / "clr8g.yaml").read_text(encoding="utf-8")
    stated = "  status: status\n  writable_states: [standby]\n"
    assert stated in text
    (tmp_path / "devices" / "clr8g.yaml").write_text(text.replace(stated, said), encoding="utf-8")
    found = [each.message for each in load_site(Path()).problems if each.rule == "SIT303"]
    assert found == ([f"devices/clr8g.yaml: {message}"] if message else [])


# finding sites


@pytest.mark.parametrize(
    ("start", "found"),
    [
        ("repo/sites/north", ["repo/sites/north"]),
        ("repo/sites/north/records", ["repo/sites/north"]),
        ("repo/sites/north/devices", ["repo/sites/north"]),
        ("repo", ["repo/sites/north", "repo/sites/south.yaml"]),
        ("repo/sites", ["repo/sites/north", "repo/sites/south.yaml"]),
        ("repo/docs", ["repo/sites/north", "repo/sites/south.yaml"]),
        ("other", []),
    ],
)
def test_find_sites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: str, found: list[str]) -> None:
    written(
        tmp_path / "repo",
        sites__north__site=SMALL,
        sites__north__records__r="format: 1\nrecord: x\n",
        sites__north__devices__d="format: 1\ntype: x\n",
        sites__south=SMALL,
        sites__notes__notes="text: not a site\n",
        docs__page="title: not a site\n",
    )
    (tmp_path / "repo" / ".git").mkdir()
    (tmp_path / "other" / ".git").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert [path.as_posix() for path in find_sites(Path(start))] == found


def test_the_search_ends_at_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, site=SMALL, docs__page="title: not a site\n", records__runs__r="nonsense: 1\n")
    monkeypatch.chdir(tmp_path)
    assert (find_sites(Path("docs")), find_sites(Path("records"))) == ((), (Path(),))
    Path(".git").mkdir()
    assert find_sites(Path("docs")) == (Path(),)
    Path("docs/.git").mkdir()
    assert find_sites(Path("docs")) == ()


def test_site_is_frozen(riverside: LoadedSite) -> None:
    assert riverside.site is not None
    motor: Any = riverside.site.motors["M101"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        motor.rated_power_kw = 1

"""A wheel, a wheel made from the sdist and an editable install carry the same schemas and templates."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
INSTALLED_AS = {
    "tool/plantwright/": "plantwright/",
    "schemas/": "plantwright/schemas/",
    "templates/": "plantwright/templates/",
}
LIST_DATA = """
import hashlib, json, sys
from plantwright import resources
assert len(sys.argv) == 1 or resources.__file__.startswith(sys.argv[1]), resources.__file__
folders = {name: resources.folder(name) for name in ("schemas", "templates")}
print(json.dumps({
    f"plantwright/{name}/{path.relative_to(folder).as_posix()}": hashlib.sha256(path.read_bytes()).hexdigest()
    for name, folder in folders.items() for path in folder.rglob("*")
    if path.is_file() and path.parent.name != "__pycache__"  # copies made at run time
}))
"""


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Both wheels, built with what is installed here and no network."""
    folders = {name: tmp_path_factory.mktemp(name) for name in ("checkout", "sdist")}
    build(folders["checkout"], "--wheel")
    build(folders["sdist"])  # without an option: the sdist, then the wheel from it
    return {name: next(folder.glob("*.whl")) for name, folder in folders.items()}


def test_wheel_holds_what_git_holds(wheels: Mapping[str, Path]) -> None:
    assert {name: package_files(wheel) for name, wheel in wheels.items()} == dict.fromkeys(wheels, files_in_git())


def test_wheels_and_editable_install_find_the_same_data(wheels: Mapping[str, Path], tmp_path: Path) -> None:
    editable = data_found_by(tmp_path, search=None)
    assert "plantwright/templates/fonts/Inter-Regular.woff2" in editable
    for name, wheel in wheels.items():
        folder = tmp_path / name
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
        assert data_found_by(tmp_path, search=folder) == editable, name


def test_wheel_carries_the_licences_and_the_command(wheels: Mapping[str, Path]) -> None:
    with zipfile.ZipFile(wheels["checkout"]) as archive:
        about = {name.partition(".dist-info/")[2]: name for name in archive.namelist()}
        assert {name for name in about if name.startswith("licenses/")} == {
            "licenses/LICENSE",
            "licenses/templates/fonts/OFL-Inter.txt",
            "licenses/templates/fonts/OFL-JetBrainsMono.txt",
            "licenses/templates/fonts/OFL-NotoSansCJKsc.txt",
        }
        assert archive.read(about["entry_points.txt"]).decode().split("\n")[:2] == [
            "[console_scripts]",
            "plantwright = plantwright.cli.main:main",
        ]


def build(into: Path, *options: str) -> None:
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(into), *options, str(ROOT)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def package_files(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return sorted(name for name in archive.namelist() if ".dist-info/" not in name)


def files_in_git() -> list[str]:
    """What a commit of the work tree as it is would hold, so that the test also serves before a new file is added."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *INSTALLED_AS]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = {name for name in listing.split("\0") if name and (ROOT / name).exists()}
    return sorted(
        installed + name.removeprefix(folder)
        for name in names
        for folder, installed in INSTALLED_AS.items()
        if name.startswith(folder)
    )


def data_found_by(work: Path, *, search: Path | None) -> dict[str, str]:
    """Name and digest of each data file a fresh interpreter finds, the package being in `search` or as installed."""
    environment = {"PYTHONPATH": str(search)} if search else {}
    command = [sys.executable, "-B", "-c", LIST_DATA, *environment.values()]
    answer = subprocess.run(command, cwd=work, env=environment, capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(answer.stdout)
    return found

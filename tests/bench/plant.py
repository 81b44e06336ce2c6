"""Writes a believable plant of any size as site files: ten devices a bay, ten bays a file, or all in one file."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

DEVICES_A_BAY = 10
_BAYS_A_FILE = 10
_FANS, _MIXERS = 6, 8  # the standard machines of the plant; the two pumps of a bay are alike and its own
_HERE = Path(__file__).parent


def write_folder(folder: Path, devices: int) -> Path:
    """Write a plant with at least that many devices as the files of a folder, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "00-plant.yaml", _text("plant.yaml"))
    bays = _bays(devices)
    for number, start in enumerate(range(0, len(bays), _BAYS_A_FILE)):
        _write(folder / f"area-{number:04}.yaml", _area(bays[start : start + _BAYS_A_FILE]))
    return folder


def write_file(file: Path, devices: int) -> Path:
    """Write a plant with at least that many devices as one file, and return it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    _write(file, f"{_text('plant.yaml')}\n{_area(_bays(devices))}")
    return file


def _bays(devices: int) -> Sequence[int]:
    return range(-(-devices // DEVICES_A_BAY))


def _area(bays: Sequence[int]) -> str:
    values = [_values(bay) for bay in bays]
    return "\n".join(f"{key}:\n" + "".join(map(body.substitute, values)) for key, body in _sections().items())


def _sections() -> Mapping[str, Template]:
    """Return the sections of a bay, each with the lines below its key."""
    _, *parts = re.split(r"^(\w+):\n", _text("bay.yaml"), flags=re.MULTILINE)
    return {key: Template(body.strip("\n") + "\n") for key, body in zip(parts[::2], parts[1::2], strict=True)}


def _values(bay: int) -> Mapping[str, object]:
    return {
        "bay": f"{bay:04}",
        "pump_inertia": round(0.6 + bay % 2000 / 10_000, 4),
        "fan_inertia": round(2.0 + bay % _FANS / 10, 1),
        "mixer_torque": 50 + bay % _MIXERS,
        "length_m": 30 + bay % 40,
    }


def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")

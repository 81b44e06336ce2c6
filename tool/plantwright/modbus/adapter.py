"""The USB adapter behind a serial port: its lasting name, and its serial number."""

import os
from pathlib import Path

BY_ID = Path("/dev/serial/by-id")
"""Links that udev makes, named after maker, product and serial number of the adapter."""
TTY = Path("/sys/class/tty")


def lasting_name(device: str, by_id: Path = BY_ID) -> str:
    """Return the name under which a port is found again after it was pulled, empty when it has but its own."""
    if Path(device).parent == by_id:
        return ""
    return next((str(link) for link in _links(by_id) if os.path.realpath(link) == os.path.realpath(device)), "")


def serial_number(device: str, tty: Path = TTY) -> str:
    """Return the serial number of the USB adapter behind a port, empty when the port has none."""
    folder = Path(os.path.realpath(tty / Path(os.path.realpath(device)).name / "device"))
    for each in (folder, *folder.parents):
        if (each / "serial").is_file():
            return (each / "serial").read_text(encoding="utf-8", errors="replace").strip()
    return ""


def _links(by_id: Path) -> list[Path]:
    return sorted(by_id.iterdir()) if by_id.is_dir() else []

"""Readings of one probe as a record of the site, of kind `insulation-monitoring`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.words import counted
from plantwright.monitor.meaning import OVER, UNDER
from plantwright.monitor.series import Series, once_each
from plantwright.monitor.times import text_of
from plantwright.site.model import Site

MOST_READINGS = 1000
"""A record is read by people; more readings stay in the database. Our own choice."""


def record_of(site: Site, found: Series, person: str) -> Mapping[str, Any]:
    """Return the record of a series: every reading that differs from the one before.

    Raises Stop when there is none or too many, and when nothing proves that the register holds the resistance.
    """
    if not found.verified:
        raise Stop(
            ExitCode.REFUSED,
            f"refused: nothing proves that register {found.register} of {found.monitor} holds the insulation "
            f"resistance of {found.probe}; no record is made of it",
            "compare it with the display of the unit, and say so in the device type: `verified: true` and its source",
        )
    values = list(once_each(found.values))
    if not 1 <= len(values) <= MOST_READINGS:
        raise Stop(ExitCode.USAGE, f"{found.probe} has {len(values)} different readings; a record holds 1 to "
                   f"{MOST_READINGS}", "choose others with --since, for example --since 30d")  # fmt: skip
    voltage = site.monitors[found.monitor].type.ratings.get("test_voltage_v")
    if voltage is None or voltage.value is None:
        raise Stop(ExitCode.REFUSED, f"the type of {found.monitor} does not say which voltage it measures with",
                   "give its rating test_voltage_v in the device type")  # fmt: skip
    readings = [
        {"at": text_of(each.at), "resistance_mohm": 0 if each.bound == UNDER else each.mohm}
        | ({"over_range": True} if each.bound == OVER else {})
        for each in values
    ]
    note = _note(found, sum(each.bound == UNDER for each in values))
    return {
        "format": 1, "record": "insulation-monitoring", "object": _object(site, found.probe), "probe": found.probe,
        "person": person, "at": text_of(values[-1].at), "measuring_voltage_v": voltage.value,
        "readings": readings, **({"note": note} if note else {}),
    }  # fmt: skip


def free_name(folder: Path, found: Series) -> Path:
    """Return a file name for the record that is not taken."""
    stem = f"{found.values[-1].at.date().isoformat()}-insulation-monitoring-{found.probe}"
    names = (folder / f"{stem}{end}.yaml" for end in ("", *(f"-{number}" for number in range(2, 1000))))
    return next(name for name in names if not name.exists())


def _object(site: Site, probe: str) -> str:
    feeder = site.feeders[site.probes[probe].feeder]
    motor = site.motor_of(feeder)
    return motor.tag if motor else feeder.tag


def _note(found: Series, below: int) -> str:
    said = ["REHEARSAL: read from the simulator, nothing was measured"] if found.rehearsal else []
    return "; ".join([*said, *([f"{counted(below, 'reading')} below the range, written as 0"] if below else [])])

"""The kinds of record, and those records of a site that are in force or of one kind."""

import datetime
from collections.abc import Iterable, Mapping
from typing import TypeVar

from plantwright.site.records.electrical import BusCheck, CurrentChain, FirstStart, InsulationMonitoring, InsulationTest
from plantwright.site.records.links import CopperCertificate, FibreEndFace, FibreLinkLoss, FibreMating
from plantwright.site.records.project import Handover, Milestone, Punch, SignOff
from plantwright.site.records.record import Record
from plantwright.site.records.work import Calibration, Checklist, ManualStep, Torque

KINDS: Mapping[str, type[Record]] = {
    "bus-check": BusCheck,
    "calibration": Calibration,
    "checklist": Checklist,
    "copper-certificate": CopperCertificate,
    "current-chain": CurrentChain,
    "fibre-end-face": FibreEndFace,
    "fibre-link-loss": FibreLinkLoss,
    "fibre-mating": FibreMating,
    "first-start": FirstStart,
    "handover": Handover,
    "insulation-monitoring": InsulationMonitoring,
    "insulation-test": InsulationTest,
    "manual-step": ManualStep,
    "milestone": Milestone,
    "punch": Punch,
    "sign-off": SignOff,
    "torque": Torque,
}
"""Kind of record -> its class."""

R = TypeVar("R", bound=Record)


def in_force(records: Iterable[Record]) -> tuple[Record, ...]:
    """Return the records that no other one supersedes, oldest first."""
    every = tuple(records)
    superseded = {record.supersedes for record in every}
    return tuple(sorted((each for each in every if each.name not in superseded), key=_order))


def corrected_by(records: Iterable[Record], name: str) -> str:
    """Return the name of the record that supersedes one, empty when none does."""
    return next((each.name for each in records if each.supersedes == name), "")


def of_kind(records: Iterable[Record], kind: type[R]) -> tuple[R, ...]:
    """Return the records of one kind."""
    return tuple(record for record in records if isinstance(record, kind))


def _order(record: Record) -> tuple[datetime.datetime, str]:
    return record.time, record.name

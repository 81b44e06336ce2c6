"""The records of a site as frozen values: what was measured, done or signed, one file each.

Field names are the keys of `schemas/record.schema.json`, so the unit of every quantity stands in its name. None and
empty values mean "not recorded".
"""

from plantwright.site.records.electrical import (
    BusCheck,
    Comparison,
    CurrentChain,
    FirstStart,
    InsulationMonitoring,
    InsulationTest,
    Polls,
    Predicted,
    Reading,
    Resistance,
)
from plantwright.site.records.kinds import KINDS, corrected_by, in_force, of_kind
from plantwright.site.records.links import (
    Attempt,
    CopperCertificate,
    Criteria,
    FibreEndFace,
    FibreLinkLoss,
    FibreMating,
    Loss,
    Margin,
    PowerOff,
    Zone,
)
from plantwright.site.records.project import Closed, Handover, Milestone, Punch, SignOff
from plantwright.site.records.record import SECTION, Check, Document, Limit, Number, Record, documents
from plantwright.site.records.work import Calibration, Checklist, Joint, ManualStep, Torque

__all__ = [
    "KINDS",
    "SECTION",
    "Attempt",
    "BusCheck",
    "Calibration",
    "Check",
    "Checklist",
    "Closed",
    "Comparison",
    "CopperCertificate",
    "Criteria",
    "CurrentChain",
    "Document",
    "FibreEndFace",
    "FibreLinkLoss",
    "FibreMating",
    "FirstStart",
    "Handover",
    "InsulationMonitoring",
    "InsulationTest",
    "Joint",
    "Limit",
    "Loss",
    "ManualStep",
    "Margin",
    "Milestone",
    "Number",
    "Polls",
    "PowerOff",
    "Predicted",
    "Punch",
    "Reading",
    "Record",
    "Resistance",
    "SignOff",
    "Torque",
    "Zone",
    "corrected_by",
    "documents",
    "in_force",
    "of_kind",
]

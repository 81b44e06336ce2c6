"""The plant as frozen values: what the site files say, after schema validation and with defaults applied.

Field names are the keys of the site format, so the unit of every quantity stands in its name. None and empty values
mean "not stated": a rule that needs the value says `not checked`. References are tags; `Site` finds what a tag names.
"""

from plantwright.site.model.buses import Bus, Gateway, Polarisation, Termination, TrunkNode
from plantwright.site.model.cabling import Cable, CommonBranch, Crossing, Disturber, EndsToGround, Route, Screening
from plantwright.site.model.devices import BusAddress, Device, Outline, Starter
from plantwright.site.model.feeders import Barrier, ContactLoad, Contactor, Feeder, Load, Motor, Protection
from plantwright.site.model.fibre import FibreEnd, FibreLink, PowerBand
from plantwright.site.model.identity import (
    Deployment,
    Identity,
    Instrument,
    Place,
    Revision,
    Standards,
    Supply,
    Transformer,
    Uncertainty,
    Waiver,
)
from plantwright.site.model.item import Item, Number
from plantwright.site.model.measuring import (
    AccuracyRanges,
    Conductor,
    ExtensionCable,
    Lead,
    Mains,
    Meter,
    Sensor,
    SensorCable,
    StatusOutput,
    SupplyUnit,
    VoltageInput,
)
from plantwright.site.model.monitoring import AuxiliarySupply, Monitor, Output, Probe, Trigger
from plantwright.site.model.site import Site

__all__ = [
    "AccuracyRanges",
    "AuxiliarySupply",
    "Barrier",
    "Bus",
    "BusAddress",
    "Cable",
    "CommonBranch",
    "Conductor",
    "ContactLoad",
    "Contactor",
    "Crossing",
    "Deployment",
    "Device",
    "Disturber",
    "EndsToGround",
    "ExtensionCable",
    "Feeder",
    "FibreEnd",
    "FibreLink",
    "Gateway",
    "Identity",
    "Instrument",
    "Item",
    "Lead",
    "Load",
    "Mains",
    "Meter",
    "Monitor",
    "Motor",
    "Number",
    "Outline",
    "Output",
    "Place",
    "Polarisation",
    "PowerBand",
    "Probe",
    "Protection",
    "Revision",
    "Route",
    "Screening",
    "Sensor",
    "SensorCable",
    "Site",
    "Standards",
    "Starter",
    "StatusOutput",
    "Supply",
    "SupplyUnit",
    "Termination",
    "Transformer",
    "Trigger",
    "TrunkNode",
    "Uncertainty",
    "VoltageInput",
    "Waiver",
]

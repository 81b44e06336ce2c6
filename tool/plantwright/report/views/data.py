"""What a plant is made of and what became of it, as tables for other programs: no rounding, no words for humans."""

from collections.abc import Iterator

from plantwright.modbus.codec import decode
from plantwright.records.run import DeviceRun
from plantwright.report.marks import FAIL_WITHIN, PASS, PASS_WITHIN
from plantwright.report.tables import Table, Value
from plantwright.report.views.calibrations import certificate_of, due_of
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.measured_values import Measurement, margin, measurements
from plantwright.report.views.punch import state_of
from plantwright.site.catalog import Parameter
from plantwright.site.model import Bus
from plantwright.site.records import Punch, of_kind
from plantwright.site.wording import dotted


def every_table(dossier: Dossier) -> tuple[Table, ...]:
    """Return all tables, those without a row too."""
    buses = dossier.site.buses.values()
    return (
        devices(dossier),
        settings(dossier),
        cables(dossier),
        Table("addresses", "Addresses", ADDRESSES, tuple(row for bus in buses for row in addresses(dossier, bus).rows)),
        writes(dossier),
        checks(dossier),
        waivers(dossier),
        records(dossier),
        measured(dossier),
        punch(dossier),
        instruments(dossier),
    )


def devices(dossier: Dossier) -> Table:
    """Return every device, with its place and its numbers."""
    names = ("tag", "section", "title", "type", "model", "variant", "serial", "firmware", "location", "bus", "address")
    rows = (
        (each.tag, each.section, each.title, each.type.type, each.model, each.variant, each.serial, each.firmware,
         each.location, each.bus.name if each.bus else None, each.bus.address if each.bus else None)
        for each in dossier.site.devices()
    )  # fmt: skip
    return Table("devices", "Devices", names, tuple(rows))


def settings(dossier: Dossier) -> Table:
    """Return every parameter of every device: default, intended, as found and as left."""
    names = ("device", "parameter", "code", "title", "register", "unit", "default", "intended", "as_found", "as_left")
    return Table("settings", "Settings", names, tuple(_settings(dossier)))


def _settings(dossier: Dossier) -> Iterator[tuple[Value, ...]]:
    for device in dossier.site.devices():
        done = dossier.run.device(device.tag) if dossier.run else None
        for each in device.type.parameters.values():
            if each.role == "parameter" or each.name in device.parameters:
                found, left = (_held(done, each, left=left) for left in (False, True))
                yield (device.tag, each.name, each.code, each.title, each.register, each.unit, each.default,
                       device.parameters.get(each.name), found, left)  # fmt: skip


def _held(done: DeviceRun | None, parameter: Parameter, *, left: bool) -> Value:
    """Return what a device held before or after the run, None when nobody read it."""
    registers = (done.as_left if left else done.as_found) if done else {}
    raw = None if parameter.register is None else registers.get(parameter.register)
    return None if raw is None else decode(parameter, raw)


def cables(dossier: Dossier) -> Table:
    """Return the cable schedule; lengths are those of the design."""
    names = (
        "tag", "kind", "title", "from", "to", "model", "category", "cores", "cross_section_mm2",
        "protective_conductor_mm2", "screened", "screen_bonded", "rated_voltage_v", "current_a", "outer_diameter_mm",
        "length_m", "routes", "segregation_class", "note",
    )  # fmt: skip
    rows = (
        (each.tag, each.kind, each.title, each.from_, each.to, each.model, each.category, each.cores,
         each.cross_section_mm2, each.protective_conductor_mm2, each.screened,
         each.screening.bonded if each.screening else None, each.rated_voltage_v, each.current_a,
         each.outer_diameter_mm, each.length_m, " ".join(each.route), each.segregation_class, each.note)
        for each in dossier.site.cables.values()
    )  # fmt: skip
    return Table("cables", "Cable schedule", names, tuple(rows))


ADDRESSES = (
    "bus", "reached_by", "baud_rate", "parity", "data_bits", "stop_bits", "address", "tag", "title", "type", "model",
    "location",
)  # fmt: skip


def addresses(dossier: Dossier, bus: Bus) -> Table:
    """Return the units of a bus by address, with what a master needs to reach them."""
    way = f"{bus.gateway.framing}://{bus.gateway.host}:{bus.gateway.port}" if bus.gateway else bus.port
    units = [(each.bus.address, each) for each in dossier.site.on_bus(bus) if each.bus]
    rows = (
        (bus.tag, way, bus.baud_rate, bus.parity, bus.data_bits, bus.stop_bits, address, each.tag, each.title,
         each.type.type, each.model, each.location)
        for address, each in sorted(units, key=lambda unit: unit[0])
    )  # fmt: skip
    return Table("addresses", f"Addresses of {bus.tag}", ADDRESSES, tuple(rows))


def writes(dossier: Dossier) -> Table:
    """Return what the run wrote, nothing before any run."""
    names = ("run", "rehearsal", "device", "parameter", "register", "old_raw", "new_raw", "old", "new", "unit",
             "outcome", "at")  # fmt: skip
    run = dossier.run
    rows = (
        (run.id, run.rehearsal, device.tag, each.parameter, each.register, each.old_raw, each.new_raw, each.old,
         each.new, each.unit, each.outcome, each.at)
        for device in run.devices for each in device.writes
    ) if run else ()  # fmt: skip
    return Table("writes", "Writes", names, tuple(rows))


def checks(dossier: Dossier) -> Table:
    """Return every verdict."""
    names = ("rule", "name", "object", "outcome", "severity", "message", "value", "limit", "margin", "unit", "source",
             "waiver", "place")  # fmt: skip
    rows = (
        (each.rule, each.name, each.object, each.outcome.value, each.severity.value, each.message, each.value,
         each.limit, each.margin, each.unit, str(each.source or ""), each.waiver, str(each.location or ""))
        for each in dossier.verdicts
    )  # fmt: skip
    return Table("checks", "Checks", names, tuple(rows))


def waivers(dossier: Dossier) -> Table:
    """Return every waiver."""
    names = ("tag", "rule", "object", "reason", "approved_by", "expires")
    rows = (
        (each.tag, each.rule, each.object, each.reason, each.approved_by, each.expires)
        for each in dossier.site.waivers.values()
    )
    return Table("waivers", "Waivers", names, tuple(rows))


def records(dossier: Dossier) -> Table:
    """Return the records in force, in short; the files themselves say more."""
    names = ("name", "kind", "object", "at", "person", "organisation", "witness", "instrument", "result", "note")
    rows = (
        (each.name, each.kind, each.object, each.at, each.person, each.organisation, each.witness, each.instrument,
         each.result, each.note)
        for each in dossier.records
    )  # fmt: skip
    return Table("records", "Records", names, tuple(rows))


def measured(dossier: Dossier) -> Table:
    """Return every value that was measured against a limit, with its uncertainty and margin in its unit.

    `key` leads to it in the record; `kept` and `within_uncertainty` are None where nothing can be said.
    """
    names = ("record", "object", "what", "key", "value", "unit", "uncertainty", "minimum", "maximum", "margin",
             "source", "provenance", "kept", "within_uncertainty", "instrument", "person", "at")  # fmt: skip
    return Table("measured", "Measured values", names, tuple(map(_measured, measurements(dossier))))


def _measured(each: Measurement) -> tuple[Value, ...]:
    found, limit = each.judged, each.judged.limit
    stated = limit.minimum is not None or limit.maximum is not None
    return (each.record.name, each.record.object, found.what, dotted(found.keys), found.value, limit.unit,
            None if each.off is None else round(each.off, 9), limit.minimum, limit.maximum, margin(found.value, limit),
            limit.source, limit.provenance, each.mark in (PASS, PASS_WITHIN) if stated else None,
            each.mark in (PASS_WITHIN, FAIL_WITHIN) if stated and each.off is not None else None,
            each.instrument, each.person, each.at)  # fmt: skip


def punch(dossier: Dossier) -> Table:
    """Return every punch item, closed ones too."""
    names = ("name", "object", "category", "text", "evidence", "owner", "due", "raised_by", "raised_at", "state",
             "closed_by", "closed_at", "verified_by", "verified_at")  # fmt: skip
    rows = (
        (each.name, each.object, each.category, each.text, each.evidence, each.owner, each.due, each.person, each.at,
         state_of(each), each.closed.person if each.closed else None, each.closed.at if each.closed else None,
         each.verified.person if each.verified else None, each.verified.at if each.verified else None)
        for each in of_kind(dossier.records, Punch)
    )  # fmt: skip
    return Table("punch", "Punch list", names, tuple(rows))


def instruments(dossier: Dossier) -> Table:
    """Return every test instrument with the last day of its calibration."""
    names = ("tag", "title", "kind", "model", "serial", "certificate", "calibration_due")
    rows = (
        (each.tag, each.title, each.kind, each.model, each.serial, certificate_of(dossier, each), due_of(dossier, each))
        for each in dossier.site.instruments.values()
    )
    return Table("instruments", "Test instruments", names, tuple(rows))

"""CUR015: the extension of a transducer cable is not the one its maker names, or has no screen."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, not_applicable, not_checked, passed
from plantwright.site.catalog import Table
from plantwright.site.model import ExtensionCable, Sensor, SensorCable, Site

ANY_LENGTH = "xx"  # the end of a model name that stands for the length


@rule(
    id="CUR015",
    severity=ERROR,
    title="Wrong extension cable of a transducer",
    source=Source(document="PCT1200 user manual", clause="5.7, 5.13", lines="358, 459"),
    refs=("ZES-060", "ZES-076"),
    mend="leave the extension out, or use the one that the manual names for this cable, screened all along",
    good={"sensors.CT101.cable.extension": {"model": "LMG-Z-SVT10", "screened": True}},
    bad={"sensors.CT101.cable.extension": {"model": "DSUB9 straight", "screened": True}},
)
def wrong_extension_cable(site: Site) -> Iterator[Verdict]:
    """The cable carries the measuring current and the supply; one without screen picks up what a starter radiates."""
    for sensor in site.sensors.values():
        cable, table = sensor.cable, sensor.type.tables.get("cables")
        if cable is None or cable.extension is None:
            yield not_applicable(sensor, "there is no extension cable")
        elif table is None:
            yield not_checked(sensor, f"tables.cables of the device type {sensor.type.type}")
        else:
            yield _verdict(sensor, cable, cable.extension, table)


def _verdict(sensor: Sensor, cable: SensorCable, extension: ExtensionCable, table: Table) -> Verdict:
    path, wanted = sensor.path("cable", "extension", "model"), _fitting(table, cable.model)
    if not wanted:
        message = f"no extension of {cable.model} is named, found {extension.model}"
        hint = "leave the extension out, and place the meter nearer"
        return fail(sensor, message, path=path, value=extension.model, hint=hint)
    if not any(_is(extension.model, name) for name in wanted):
        message = f"extension cable {extension.model} is not one for {cable.model}: {', '.join(wanted)}"
        hint = f"use {' or '.join(wanted)}"
        return fail(sensor, message, path=path, value=extension.model, limit=", ".join(wanted), hint=hint)
    if extension.screened is None:
        return not_checked(sensor, f"sensors.{sensor.tag}.cable.extension.screened")
    if not extension.screened:
        message, path = (
            f"extension cable {extension.model} has no screen",
            sensor.path("cable", "extension", "screened"),
        )
        return fail(sensor, message, path=path, hint="use one that is screened along its whole length")
    return passed(sensor, f"extension {extension.model} fits {cable.model} and is screened", path=path)


def _fitting(table: Table, connection: str) -> tuple[str, ...]:
    """Return the extension cables that a connection cable may have."""
    use, end = table.columns.index("use"), table.columns.index("connects_to")
    return tuple(name for name, row in table.rows.items() if row[use] == "extension" and row[end] == connection)


def _is(model: str, name: str) -> bool:
    return model.startswith(name.removesuffix(ANY_LENGTH)) if name.endswith(ANY_LENGTH) else model == name

"""The numbers that documents compute, reckoned again from the site files by simple arithmetic.

The starts, stops and the noise on data cables are not simple: tests/test_physics_motor_start.py,
tests/test_physics_motor_stop.py and tests/test_coupling.py prove them, and they are taken as they are.
"""

import math
from collections.abc import Iterator

from plantwright.physics.motor_start import Start
from plantwright.physics.overload import trip_time_s
from plantwright.report.views.dossier import Dossier
from plantwright.rules.bus import poll
from plantwright.rules.cabling.noise import ranking
from plantwright.rules.starting import predicted
from plantwright.rules.stopping import stopping
from plantwright.site.limit_tables import applications, channel_of, loss_table
from plantwright.site.model import Feeder, Motor, Site, Starter
from plantwright.site.records import CurrentChain, of_kind


def driven(site: Site, feeder: Feeder) -> tuple[Motor, Starter]:
    """Return motor and starter of a feeder that has both."""
    motor, starter = site.motor_of(feeder), site.starter_of(feeder)
    assert motor is not None
    assert starter is not None
    return motor, starter


def start_a(motor: Motor, starter: Starter) -> float:
    """Return the current limit during the start in A, as set."""
    return motor.rated_current_a * float(str(starter.parameters["current_limit_percent"])) / 100


def starts(dossier: Dossier) -> Iterator[tuple[Feeder, Start]]:
    """Yield the predicted start of each feeder; tests/test_physics_motor_start.py proves it with another program."""
    for feeder in dossier.site.feeders.values():
        start = predicted(*driven(dossier.site, feeder)).start
        if start:
            yield feeder, start


def trips(dossier: Dossier) -> Iterator[tuple[float, Start]]:
    """Yield how long the overload protection of a feeder lets its predicted start last, and the start."""
    for feeder, start in starts(dossier):
        _, starter = driven(dossier.site, feeder)
        table = starter.type.tables["overload_trip_time_s"]
        row = dict(zip(table.columns, table.rows[str(starter.parameters["start_overload_class"])], strict=True))
        yield trip_time_s({float(at): float(str(time)) for at, time in row.items()}, start.peak_current_ratio), start


def reckoned(dossier: Dossier) -> Iterator[tuple[str, float]]:
    """Yield unit and value of what documents compute from the site files."""
    yield from _of_starts(dossier)
    yield from (("s", trip_s) for trip_s, _ in trips(dossier))
    yield from _of_buses(dossier.site)
    yield from _of_links(dossier.site)
    yield from _of_cables(dossier.site)
    yield from _of_chains(dossier)
    yield "kW", sum(driven(dossier.site, each)[0].rated_power_kw for each in dossier.site.feeders.values())


def _of_starts(dossier: Dossier) -> Iterator[tuple[str, float]]:
    for feeder, start in starts(dossier):
        motor, starter = driven(dossier.site, feeder)
        assert start.time_s is not None
        yield "s", start.time_s
        at_most = start_a(motor, starter)
        yield from (("A", each) for each in (start.peak_current_ratio * motor.rated_current_a, at_most))
        yield "A", math.sqrt(2) * at_most  # the peak of a sine
        soft = stopping(motor, starter).soft
        if soft and soft.time_s is not None:
            yield "s", soft.time_s


def _of_buses(site: Site) -> Iterator[tuple[str, float]]:
    """Yield the time of polls: 8 bytes asked and 5 with two a register answered, 11 bits each, and the silences."""
    for bus in site.buses.values():
        turns = poll.cycle(bus, site.on_bus(bus)).turns
        times = [_turn_ms(each.registers, each.reads, float(each.reply_delay_ms or 0), bus.baud_rate) for each in turns]
        yield from (("ms", each) for each in (*times, sum(times)))
        (pair,) = bus.polarisation or ()
        pull = 2 * pair.resistance_ohm
        loads = sum(float(device.bus.unit_load or 1) for device in site.on_bus(bus) if device.bus) + bus.host_units
        across = 1 / (sum(1 / each.resistance_ohm for each in bus.termination) + loads / 12000)
        yield "mV", 1000 * pair.voltage_v * across / (pull + across)


def _turn_ms(registers: int, reads: int, delay_ms: float, baud_rate: int) -> float:
    silence_ms = 3.5 * 11 / baud_rate * 1000
    on_wire_ms = (13 * reads + 2 * registers) * 10 / baud_rate * 1000  # without parity a character has 10 bits here
    return on_wire_ms + reads * (max(delay_ms, silence_ms) + silence_ms)


def _of_links(site: Site) -> Iterator[tuple[str, float]]:
    """Yield the losses of the parts of a link, and what applications and measurements leave of what is allowed."""
    for link in site.fibre_links.values():
        joints = ((link.connections or 0) * 0.75, (link.splices or 0) * 0.3)
        channels = [each for name in applications() if (each := channel_of(name, link.fibre))]
        stated = (loss_table().attenuation_of(link.fibre, each) for each in (850, 1300, 1310, 1550))
        for per_km in (float(each.value) for each in stated if each):
            fibre = link.length_m / 1000 * per_km
            total = fibre + sum(joints) + float(link.margin_db or 0)
            left = (float(each.loss_db.value) - total for each in channels if each.loss_db)
            yield from (("dB", each) for each in (fibre, *joints, total, *left))


def _of_cables(site: Site) -> Iterator[tuple[str, float]]:
    """Yield the length of each type of cable, and the noise estimated, which tests/test_coupling.py proves."""
    for model in {each.model for each in site.cables.values()}:
        yield "m", sum(each.length_m or 0 for each in site.cables.values() if each.model == model)
    for each in ranking(site):
        if each.known:
            mains = each.mains_mv + each.branch_mv
            yield from (("mV", value) for value in (mains, each.harmonics_mv, each.edge[1], each.noise_mv))
            yield "dB", each.margin_db or 0.0


def _of_chains(dossier: Dossier) -> Iterator[tuple[str, float]]:
    for test in of_kind(dossier.records, CurrentChain):
        if test.reference:
            yield "A", abs(test.reference.reading_a - test.reference.reference_a)
    for supply in {each.supply for each in dossier.site.sensors.values()}:
        yield "A", 1.33 * sum(each.supply == supply for each in dossier.site.sensors.values())

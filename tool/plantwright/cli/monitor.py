"""`plantwright monitor`: poll what the devices measure, keep it, export it, and say where it is heading."""

import argparse
import datetime
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from plantwright.cli import devices, kept, screen
from plantwright.cli.interrupts import stopped_by_signals
from plantwright.cli.sites import site_of
from plantwright.deploy import lock
from plantwright.deploy.targets import targets
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.reporters.json import dumps
from plantwright.findings.words import counted
from plantwright.monitor import view
from plantwright.monitor.export import mark
from plantwright.monitor.store import Plant, Store, make_store, open_store
from plantwright.monitor.times import before, from_milliseconds, moment, now, span_s, text_of
from plantwright.monitor.watch import Orders, State, pollable, watch
from plantwright.site.model import Device, Site

HELP = "poll what the devices measure, keep it, export it, and say where it is heading; never writes to a device"
PERIOD_S = 60.0
LOOKS: Mapping[str, Callable[[argparse.Namespace, Site, Store], int]] = {
    "export": kept.export, "trend": kept.trend, "record": kept.record, "keep": kept.keep, "events": kept.events,
}  # fmt: skip
"""What is done with readings that were kept, by the option that asks for it."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `monitor`."""
    devices.arguments(parser)
    parser.epilog = (
        "examples: plantwright monitor sites/riverside --period 5min; "
        "plantwright monitor sites/riverside --trend; "
        "plantwright monitor sites/riverside --export readings.csv --since 30d"
    )
    parser.add_argument("--database", type=Path, metavar="FILE",
                        help="where readings are kept (default: SITE/records/monitor.sqlite, "
                             "of a rehearsal monitor-rehearsal.sqlite)")  # fmt: skip
    parser.add_argument("--device", nargs="+", action="extend", default=[], metavar="TAG", help="these devices only")
    parser.add_argument("--period", type=_span, default=PERIOD_S, metavar="TIME",
                        help="from one round to the next: 30s, 5min, 1h (default: 60s)")  # fmt: skip
    ends = parser.add_mutually_exclusive_group()
    ends.add_argument("--once", action="store_const", const=1, dest="count", help="one round, for cron")
    ends.add_argument("--count", type=_rounds, metavar="N", help="end after N rounds of each bus")
    ends.add_argument("--duration", type=_span, metavar="TIME", help="end after this time")
    looks = parser.add_mutually_exclusive_group()
    looks.add_argument(
        "--export", type=Path, metavar="FILE", help="write what was kept as CSV, - for stdout; polls nothing"
    )
    looks.add_argument("--trend", nargs="?", const="", metavar="PROBE",
                      help="say where the insulation of a probe, or of all, is heading; polls nothing")  # fmt: skip
    looks.add_argument("--events", action="store_true", default=None,
                      help="list lost links and what else happened; polls nothing")  # fmt: skip
    looks.add_argument("--record", metavar="PROBE", help="make a record of the readings of a probe; polls nothing")
    looks.add_argument("--keep", type=_before, metavar="TIME",
                      help="delete, for good, what is older, for example 90d; polls nothing")  # fmt: skip
    parser.add_argument("--since", type=_moment, metavar="TIME", help="only from a date, a time, or 30d ago")
    parser.add_argument("--person", metavar="NAME", help="who answers for a record")
    parser.add_argument(
        "-o", "--out", type=Path, metavar="FILE", help="the file of a record (default: in SITE/records)"
    )


def run(args: argparse.Namespace) -> int:
    """Poll one site, or look into what was kept of it."""
    _, site = site_of(args.site)
    chosen = _chosen(site, args.device)
    look = next((look for name, look in LOOKS.items() if getattr(args, name) is not None), None)
    if look is None:
        return _poll(args, site, chosen)
    with open_store(kept.database_of(args), site.identity.number) as store:
        return look(args, site, store)


def _poll(args: argparse.Namespace, site: Site, chosen: Sequence[Device]) -> int:
    reached = targets(site, args.rehearsal)
    orders = Orders(period_s=args.period, count=args.count, duration_s=args.duration)
    plant = Plant(site.identity.number, site.identity.name, args.rehearsal is not None)
    database = kept.database_of(args)
    stop = stopped_by_signals()
    with lock.held(f"database {database.resolve()}"), make_store(database, plant) as store, screen.live() as show:

        def told(state: State) -> None:
            show([_verdict(plant, state), *_table(site, chosen, state)])
            if not sys.stdout.isatty():
                screen.note(f"{counted(state.samples, 'sample')} kept")

        state = watch(site, reached, store, orders, chosen, stop.is_set, told)
    text = dumps(_data(args, plant, state)) if args.format == "json" else _lines(site, chosen, plant, state)
    screen.last_word(text)
    if stop.is_set() and (args.count or args.duration):
        return ExitCode.INTERRUPTED
    return ExitCode.CANNOT_TALK if state.silent else ExitCode.DONE


def _table(site: Site, chosen: Sequence[Device], state: State) -> list[str]:
    return screen.table(view.HEAD, view.rows(site, chosen, state))


def _lines(site: Site, chosen: Sequence[Device], plant: Plant, state: State) -> str:
    return "\n".join([*_table(site, chosen, state), _verdict(plant, state)]) + "\n"


def _verdict(plant: Plant, state: State) -> str:
    silent = f"; no answer from {', '.join(sorted(state.silent))}" if state.silent else ""
    late = f"; {counted(state.late, 'round')} left out, the period is too short" if state.late else ""
    found = f"{counted(state.samples, 'sample')} of {counted(len(state.latest), 'device')}"
    return f"{mark(plant)}{plant.number}: {found}{silent}{late}"


def _data(args: argparse.Namespace, plant: Plant, state: State) -> dict[str, object]:
    readings = [
        {
            "device": tag, "at": text_of(from_milliseconds(sample.at), "milliseconds"), "name": each.entry.name,
            "register": each.entry.register, "raw": each.raw, "value": each.value, "bound": each.bound,
            "unit": each.entry.unit, "verified": each.entry.verified,
        }
        for tag, sample in state.latest.items()
        for each in view.readings(sample)
    ]  # fmt: skip
    told = {
        "rounds": state.rounds,
        "samples": state.samples,
        "late": state.late,
        "silent": state.silent,
        "readings": readings,
    }
    return {**kept.head(args, plant), **told}


def _chosen(site: Site, tags: Sequence[str]) -> Sequence[Device]:
    every = pollable(site)
    known = [device.tag for device in every]
    unknown = next((tag for tag in tags if tag not in known), None)
    if unknown is not None or not every:
        what = f"{unknown} is no device that can be polled" if unknown else "no device of this site can be polled"
        raise Stop(ExitCode.USAGE, what, f"one of {', '.join(known)}" if known else "give one a bus address")
    return pollable(site, tags)


def _span(text: str) -> float:
    try:
        return span_s(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _before(text: str) -> datetime.datetime:
    try:
        return before(text, now())
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _moment(text: str) -> datetime.datetime:
    try:
        return moment(text, now())
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _rounds(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of rounds, 1 or more")
    return int(text)

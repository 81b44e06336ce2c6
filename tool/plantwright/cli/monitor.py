"""`plantwright monitor`: poll what the devices measure, keep it, export it, and say where it is heading."""

import argparse
import contextlib
import datetime
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from plantwright import __version__
from plantwright.cli import devices, screen
from plantwright.cli.interrupts import stopped_by_signals
from plantwright.cli.outlooks import outlook_data, outlook_lines
from plantwright.cli.sites import site_of
from plantwright.deploy import durable, lock
from plantwright.deploy.targets import targets
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.reporters.json import dumps
from plantwright.monitor import view
from plantwright.monitor.export import mark, write_csv
from plantwright.monitor.record import free_name, record_of
from plantwright.monitor.series import Series, series
from plantwright.monitor.store import Plant, Store, make_store, open_store
from plantwright.monitor.times import from_milliseconds, milliseconds, moment, now, span_s, text_of
from plantwright.monitor.trend import CONFIDENCE, NoEstimate
from plantwright.monitor.watch import Orders, State, pollable, watch
from plantwright.site.model import Device, Site
from plantwright.site.writing import dump

HELP = "poll what the devices measure, keep it, export it, and say where it is heading; never writes to a device"
PERIOD_S = 60.0


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
    kept = parser.add_mutually_exclusive_group()
    kept.add_argument(
        "--export", type=Path, metavar="FILE", help="write what was kept as CSV, - for stdout; polls nothing"
    )
    kept.add_argument("--trend", nargs="?", const="", metavar="PROBE",
                      help="say where the insulation of a probe, or of all, is heading; polls nothing")  # fmt: skip
    kept.add_argument("--events", action="store_true", help="list lost links and what else happened; polls nothing")
    kept.add_argument("--record", metavar="PROBE", help="make a record of the readings of a probe; polls nothing")
    kept.add_argument("--keep", type=_span, metavar="TIME",
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
    actions: tuple[tuple[object, Callable[[Store], int]], ...] = (
        (args.export, lambda store: _export(args, site, store)),
        (args.trend, lambda store: _trend(args, site, store)),
        (args.record, lambda store: _record(args, site, store)),
        (args.keep, lambda store: _keep(args, store)),
        (args.events or None, lambda store: _events(args, store)),
    )
    act = next((act for asked, act in actions if asked is not None), None)
    if act is None:
        return _poll(args, site, chosen)
    with open_store(_database(args), site.identity.number) as store:
        return act(store)


def _poll(args: argparse.Namespace, site: Site, chosen: Sequence[Device]) -> int:
    reached = targets(site, args.rehearsal)
    orders = Orders(period_s=args.period, count=args.count, duration_s=args.duration)
    plant = Plant(site.identity.number, site.identity.name, args.rehearsal is not None)
    database = _database(args)
    stop = stopped_by_signals()
    with lock.held(f"database {database.resolve()}"), make_store(database, plant) as store, screen.live() as show:

        def told(state: State) -> None:
            show([_verdict(plant, state), *_table(site, chosen, state)])
            if not sys.stdout.isatty():
                screen.note(f"{state.samples} samples kept")

        state = watch(site, reached, store, orders, chosen, stop.is_set, told)
    text = dumps(_data(args, plant, state)) if args.format == "json" else _lines(site, chosen, plant, state)
    screen.last_word(text)
    if stop.is_set() and (args.count or args.duration):
        return ExitCode.INTERRUPTED
    return ExitCode.CANNOT_TALK if state.silent else ExitCode.DONE


def _export(args: argparse.Namespace, site: Site, store: Store) -> int:
    samples = store.samples(_since(args), args.device)
    if str(args.export) == "-":
        write_csv(sys.stdout, site, store.plant, samples)
        return ExitCode.DONE
    with _replaced(args.export) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        count = write_csv(file, site, store.plant, samples)
        file.flush()
        os.fsync(file.fileno())
    print(f"{mark(store.plant)}{count} readings in {args.export}")
    return ExitCode.DONE


@contextlib.contextmanager
def _replaced(path: Path) -> Iterator[Path]:
    """Yield a new file that takes the place of another once it is whole; raise Stop when storage does not hold it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield temporary
        temporary.replace(path)
        durable.sync_folder(path.parent)
    except OSError as error:
        raise durable.not_durable(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def _trend(args: argparse.Namespace, site: Site, store: Store) -> int:
    found = [(probe, _series(args, site, store, probe)) for probe in ([args.trend] if args.trend else site.probes)]
    if args.format == "json":
        content = [outlook_data(probe, each) for probe, each in found]
        sys.stdout.write(dumps({**_head(args, store.plant), "confidence": CONFIDENCE, "probes": content}))
        return ExitCode.DONE
    for probe, each in found:
        print("\n".join(outlook_lines(store.plant, probe, each)))
    return ExitCode.DONE


def _series(args: argparse.Namespace, site: Site, store: Store, probe: str) -> Series | NoEstimate:
    """Return a series, or for one of many why there is none; a probe that was named must have one."""
    try:
        return series(site, store, probe, args.since)
    except Stop as stop:
        if args.trend:
            raise
        return NoEstimate(stop.message.removeprefix(f"{probe}: "))


def _record(args: argparse.Namespace, site: Site, store: Store) -> int:
    if not args.person:
        raise Stop(ExitCode.USAGE, "a record needs somebody who answers for it", "say who: --person NAME")
    if store.plant.rehearsal and args.out is None:
        raise Stop(ExitCode.REFUSED, "refused: a rehearsal is no measurement and is not put among the records",
                   "name a file elsewhere: --out FILE")  # fmt: skip
    found = series(site, store, args.record, args.since)
    content = dump(record_of(site, found, args.person), "yaml-language-server: $schema=record.schema.json")
    path = args.out or free_name(_records(args), found)
    durable.write(path, content.encode())
    print(f"{mark(store.plant)}record of {len(found.values)} readings of {found.probe} in {path}")
    return ExitCode.DONE


def _keep(args: argparse.Namespace, store: Store) -> int:
    before = moment(f"{args.keep}s", now())
    gone = store.delete_before(milliseconds(before))
    print(f"{mark(store.plant)}{gone} samples from before {text_of(before)} deleted from {store.path}")
    return ExitCode.DONE


def _events(args: argparse.Namespace, store: Store) -> int:
    found = store.events(_since(args))
    if args.format == "json":
        sys.stdout.write(dumps({**_head(args, store.plant), "events": [asdict(each) for each in found]}))
        return ExitCode.DONE
    rows = [(text_of(from_milliseconds(each.at)), each.kind, each.subject, each.text) for each in found]
    print("\n".join(screen.table(("time", "what", "subject", ""), rows)))
    return ExitCode.DONE


def _since(args: argparse.Namespace) -> int:
    return milliseconds(args.since) if args.since else 0


def _table(site: Site, chosen: Sequence[Device], state: State) -> list[str]:
    return screen.table(view.HEAD, view.rows(site, chosen, state))


def _lines(site: Site, chosen: Sequence[Device], plant: Plant, state: State) -> str:
    return "\n".join([*_table(site, chosen, state), _verdict(plant, state)]) + "\n"


def _verdict(plant: Plant, state: State) -> str:
    silent = f"; no answer from {', '.join(sorted(state.silent))}" if state.silent else ""
    late = f"; {state.late} rounds left out, the period is too short" if state.late else ""
    return f"{mark(plant)}{plant.number}: {state.samples} samples of {len(state.latest)} devices{silent}{late}"


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
    return {**_head(args, plant), **told}


def _head(args: argparse.Namespace, plant: Plant) -> dict[str, object]:
    return {
        "format_version": 1, "tool_version": __version__, "site": args.site, "plant": plant.number,
        "rehearsal": plant.rehearsal, "database": str(_database(args)),
    }  # fmt: skip


def _chosen(site: Site, tags: Sequence[str]) -> Sequence[Device]:
    every = pollable(site)
    known = [device.tag for device in every]
    unknown = next((tag for tag in tags if tag not in known), None)
    if unknown is not None or not every:
        what = f"{unknown} is no device that can be polled" if unknown else "no device of this site can be polled"
        raise Stop(ExitCode.USAGE, what, f"one of {', '.join(known)}" if known else "give one a bus address")
    return pollable(site, tags)


def _records(args: argparse.Namespace) -> Path:
    place = Path(args.site)
    return (place if place.is_dir() else place.parent) / "records"


def _database(args: argparse.Namespace) -> Path:
    name = "monitor-rehearsal.sqlite" if args.rehearsal else "monitor.sqlite"
    chosen: Path | None = args.database
    return chosen or _records(args) / name


def _span(text: str) -> float:
    try:
        return span_s(text)
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

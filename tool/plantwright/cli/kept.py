"""What `monitor` does with readings that were kept: export, trend, record, events, and deleting what is old."""

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from plantwright import __version__
from plantwright.cli import screen
from plantwright.cli.outlooks import outlook_data, outlook_lines
from plantwright.deploy import durable
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.reporters.json import dumps
from plantwright.findings.words import counted
from plantwright.monitor.export import mark, write_csv
from plantwright.monitor.record import free_name, record_of
from plantwright.monitor.series import Series, series
from plantwright.monitor.store import Plant, Store
from plantwright.monitor.times import from_milliseconds, milliseconds, text_of
from plantwright.monitor.trend import CONFIDENCE, NoEstimate
from plantwright.site.model import Site
from plantwright.site.places import folder_of
from plantwright.site.writing import dump


def export(args: argparse.Namespace, site: Site, store: Store) -> int:
    """Write what was kept as CSV, to a file or stdout."""
    samples = store.samples(_since(args), args.device)
    if str(args.export) == "-":
        write_csv(sys.stdout, site, store.plant, samples)
        return ExitCode.DONE
    with _replaced(args.export) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        count = write_csv(file, site, store.plant, samples)
        file.flush()
        os.fsync(file.fileno())
    print(f"{mark(store.plant)}{counted(count, 'reading')} in {args.export}")
    return ExitCode.DONE


def trend(args: argparse.Namespace, site: Site, store: Store) -> int:
    """Say where the insulation of one probe, or of all, is heading."""
    found = [(probe, _series(args, site, store, probe)) for probe in ([args.trend] if args.trend else site.probes)]
    if args.format == "json":
        content = [outlook_data(probe, each) for probe, each in found]
        sys.stdout.write(dumps({**head(args, store.plant), "confidence": CONFIDENCE, "probes": content}))
        return ExitCode.DONE
    for probe, each in found:
        print("\n".join(outlook_lines(store.plant, probe, each)))
    return ExitCode.DONE


def record(args: argparse.Namespace, site: Site, store: Store) -> int:
    """Make a record of the readings of a probe; raise Stop without a person, or for a rehearsal among the records."""
    if not args.person:
        raise Stop(ExitCode.USAGE, "a record needs somebody who answers for it", "say who: --person NAME")
    if store.plant.rehearsal and args.out is None:
        raise Stop(ExitCode.REFUSED, "refused: a rehearsal is no measurement and is not put among the records",
                   "name a file elsewhere: --out FILE")  # fmt: skip
    found = series(site, store, args.record, args.since)
    content = dump(record_of(site, found, args.person), "yaml-language-server: $schema=record.schema.json")
    path = args.out or free_name(_records(args), found)
    durable.write(path, content.encode())
    print(f"{mark(store.plant)}record of {counted(len(found.values), 'reading')} of {found.probe} in {path}")
    return ExitCode.DONE


def keep(args: argparse.Namespace, _: Site, store: Store) -> int:
    """Delete what is older than asked, for good."""
    gone = store.delete_before(milliseconds(args.keep))
    print(f"{mark(store.plant)}{counted(gone, 'sample')} from before {text_of(args.keep)} deleted from {store.path}")
    return ExitCode.DONE


def events(args: argparse.Namespace, _: Site, store: Store) -> int:
    """List what happened beside the readings."""
    found = store.events(_since(args))
    if args.format == "json":
        sys.stdout.write(dumps({**head(args, store.plant), "events": [asdict(each) for each in found]}))
        return ExitCode.DONE
    rows = [(text_of(from_milliseconds(each.at)), each.kind, each.subject, each.text) for each in found]
    print("\n".join(screen.table(("time", "what", "subject", ""), rows)))
    return ExitCode.DONE


def head(args: argparse.Namespace, plant: Plant) -> dict[str, object]:
    """Return what every result for programs begins with."""
    return {
        "format_version": 1, "tool_version": __version__, "site": args.site, "plant": plant.number,
        "rehearsal": plant.rehearsal, "database": str(database_of(args)),
    }  # fmt: skip


def database_of(args: argparse.Namespace) -> Path:
    """Return the database that is named, else that of the site, or of its rehearsal."""
    name = "monitor-rehearsal.sqlite" if args.rehearsal else "monitor.sqlite"
    chosen: Path | None = args.database
    return chosen or _records(args) / name


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


def _series(args: argparse.Namespace, site: Site, store: Store, probe: str) -> Series | NoEstimate:
    """Return a series, or for one of many why there is none; a probe that was named must have one."""
    try:
        return series(site, store, probe, args.since)
    except Stop as stop:
        if args.trend:
            raise
        return NoEstimate(stop.message.removeprefix(f"{probe}: "))


def _since(args: argparse.Namespace) -> int:
    return milliseconds(args.since) if args.since else 0


def _records(args: argparse.Namespace) -> Path:
    return folder_of(Path(args.site)) / "records"

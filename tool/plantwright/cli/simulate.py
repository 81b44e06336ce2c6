"""`plantwright simulate`: the rehearsal plant, on loopback and pseudo-terminals."""

import argparse
import signal
import threading
from pathlib import Path
from types import FrameType

from plantwright.cli import screen
from plantwright.cli.sites import site_of
from plantwright.findings.exit_code import ExitCode
from plantwright.modbus.simulator.plant import Plant
from plantwright.modbus.simulator.serve import serve

HELP = "run the rehearsal plant: every bus of the site, on loopback TCP or pseudo-terminals"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `simulate`."""
    parser.add_argument("site", metavar="SITE", help="the site's folder or file")
    parser.add_argument("--state", type=Path, default=Path("rehearsal.json"), metavar="FILE",
                        help="where to say how the buses are reached (default: rehearsal.json)")  # fmt: skip
    parser.add_argument("--log", type=Path, metavar="FILE",
                        help="where every frame is logged, a JSON line each (default: beside --state)")  # fmt: skip
    parser.add_argument("--for", type=float, default=3600, dest="seconds", metavar="SECONDS",
                        help="end after this time (default: 3600)")  # fmt: skip
    parser.add_argument("--paced", action="store_true", help="serial lines at their real speed (default: unpaced)")
    parser.add_argument("--tcp-port", type=int, default=0, metavar="N", help="port of the first gateway (default: any)")


def run(args: argparse.Namespace) -> int:
    """Run the plant until Ctrl-C, SIGTERM or the end of its time."""
    _, site = site_of(args.site)
    stop = _stopped_by_signals()
    log = args.log or args.state.with_suffix(".frames.jsonl")
    serve(site, args.state, log, args.seconds, args.paced, lambda plant: _show(plant, args), args.tcp_port, stop)
    screen.note(f"the rehearsal plant has ended; every frame is in {log}")
    return ExitCode.DONE


def _stopped_by_signals() -> threading.Event:
    stop = threading.Event()

    def handle(number: int, frame: FrameType | None) -> None:
        stop.set()

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, handle)
    return stop


def _show(plant: Plant, args: argparse.Namespace) -> None:
    rows = [
        (bus, _where(plant.state[bus]), ", ".join(f"{device.tag}={unit}" for unit, device in made.devices.items()))
        for bus, made in plant.buses.items()
    ]
    table = screen.table(("bus", "reached at", "devices and their addresses"), rows)
    following = [f"plantwright plan {args.site} --rehearsal {args.state} -o plan.json",
                 f"plantwright apply plan.json --rehearsal {args.state}",
                 f"plantwright verify {args.site} --rehearsal {args.state}"]  # fmt: skip
    until = f"REHEARSAL: no real device is reached; ends after {args.seconds:g} s or with Ctrl-C"
    print("\n".join([until, *table, "next, in another terminal:", *(f"  {line}" for line in following)]), flush=True)


def _where(state: object) -> str:
    match state:
        case {"kind": "tcp", "host": host, "port": port}:
            return f"{host}:{port}"
        case {"device": device, "baud_rate": baud_rate, "paced": paced}:
            return f"{device}, {baud_rate} baud{'' if paced else ' (unpaced)'}"
    return str(state)

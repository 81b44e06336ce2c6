"""`plantwright simulate`: the rehearsal plant, on loopback and pseudo-terminals, with faults to try."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from plantwright.cli import screen
from plantwright.cli.interrupts import stopped_by_signals
from plantwright.cli.sites import site_of
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.rehearsal import act
from plantwright.modbus.simulator.actions import ACTIONS
from plantwright.modbus.simulator.faults import BEHAVIOURS, Behaviour, Fault
from plantwright.modbus.simulator.plant import Plant
from plantwright.modbus.simulator.serve import serve
from plantwright.modbus.simulator.wording import GRAMMAR, Misworded, parse_fault
from plantwright.site.model import Site

HELP = "run the rehearsal plant: every bus of the site, on loopback TCP or pseudo-terminals"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `simulate`."""
    parser.add_argument("site", nargs="?", metavar="SITE", help="the site's folder or file")
    parser.add_argument("--state", type=Path, default=Path("rehearsal.json"), metavar="FILE",
                        help="where to say how the buses are reached (default: rehearsal.json)")  # fmt: skip
    parser.add_argument("--log", type=Path, metavar="FILE",
                        help="where every frame is logged, a JSON line each (default: beside --state)")  # fmt: skip
    parser.add_argument("--for", type=float, default=3600, dest="seconds", metavar="SECONDS",
                        help="end after this time (default: 3600)")  # fmt: skip
    parser.add_argument("--paced", action="store_true", help="serial lines at their real speed (default: unpaced)")
    parser.add_argument("--tcp-port", type=int, default=0, metavar="N", help="port of the first gateway (default: any)")
    parser.add_argument("--fault", action="append", default=[], metavar="SPEC",
                        help='what goes wrong, for example "SS101: drop reply, at 3, function 6"; may be given several '
                             "times; `--fault list` prints the kinds and how they are written")  # fmt: skip
    parser.add_argument("--action", action="append", default=[], metavar="SPEC",
                        help='do something to the plant that runs with the same --state, for example "SS101: power '
                             'cycle"; may be given several times; `--action list` prints the actions')  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Run the plant until Ctrl-C, SIGTERM or the end of its time; or act on one that runs."""
    if "list" in (*args.fault, *args.action):
        print("\n".join(_fault_list() if "list" in args.fault else _action_list()))
        return ExitCode.DONE
    if args.site is None:
        raise Stop(ExitCode.USAGE, "no site is named", "for example `plantwright simulate sites/riverside`")
    _, site = site_of(args.site)
    if args.action:
        return _act(site, args)
    faults = _faults(site, args.fault)
    stop = stopped_by_signals()
    log = args.log or args.state.with_suffix(".frames.jsonl")
    serve(
        site, args.state, log, args.seconds, args.paced, lambda plant: _show(plant, args), args.tcp_port, stop, faults
    )
    screen.note(f"the rehearsal plant has ended; every frame is in {log}")
    return ExitCode.DONE


def _act(site: Site, args: argparse.Namespace) -> int:
    if args.fault:
        raise Stop(ExitCode.USAGE, "--fault and --action do not go together",
                   "faults are given when the rehearsal plant is started")  # fmt: skip
    for text in args.action:
        print(act(args.state, site.identity.number, text))
    return ExitCode.DONE


def _faults(site: Site, texts: Sequence[str]) -> Mapping[str, Sequence[Fault]]:
    """Return the faults of each bus; stop at the first that is not understood."""
    faults: dict[str, list[Fault]] = {}
    for text in texts:
        try:
            bus, fault = parse_fault(site, text)
        except Misworded as error:
            raise Stop(ExitCode.USAGE, f"fault `{text}`: {error}", error.hint) from error
        faults.setdefault(bus, []).append(fault)
    return faults


def _fault_list() -> list[str]:
    rows = [(str(kind), each.about, _given(each)) for kind, each in BEHAVIOURS.items()]
    return [GRAMMAR, "", *screen.table(("kind", "what happens", "is given"), rows)]


def _given(behaviour: Behaviour) -> str:
    parts = [*behaviour.needs, *(f"[{word}]" for word in behaviour.takes)]
    lasts = ["lasts"] if behaviour.lasting else []
    return ", ".join([*parts, *["writes only"] * behaviour.writes, *lasts])


def _action_list() -> list[str]:
    rows = [(name, action.about, ", ".join(f"[{word}]" for word in action.takes)) for name, action in ACTIONS.items()]
    return ["an action is `DEVICE: ACTION`", "", *screen.table(("action", "what happens", "is given"), rows)]


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
    troubles = [f"fault: {text}" for text in args.fault]
    print(
        "\n".join([until, *table, *troubles, "next, in another terminal:", *(f"  {line}" for line in following)]),
        flush=True,
    )


def _where(state: object) -> str:
    match state:
        case {"kind": "tcp", "host": host, "port": port}:
            return f"{host}:{port}"
        case {"device": device, "baud_rate": baud_rate, "paced": paced}:
            return f"{device}, {baud_rate} baud{'' if paced else ' (unpaced)'}"
    return str(state)

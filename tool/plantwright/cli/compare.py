"""`plantwright compare`: read only; two devices, a device and its declaration, two runs, or the devices of sites."""

import argparse
import difflib
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

from plantwright import __version__
from plantwright.cli import devices, fleet, runs, screen
from plantwright.cli.sites import chosen, site_of
from plantwright.deploy.compare import Comparison, Difference, Held, Side, compare, side_of_declared, side_of_registers
from plantwright.deploy.reading import read_one
from plantwright.deploy.targets import targets
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.reporters.json import dumps
from plantwright.records.deployed import read_run
from plantwright.records.run import DeviceRun
from plantwright.site.catalog import shipped_types
from plantwright.site.load import load_site
from plantwright.site.model import Device, Site

HELP = "read only: what differs between two devices, a device and its declaration, or two runs; or between many devices"

DECLARED, FOUND, LEFT = "declared", "as-found", "as-left"

EXAMPLES = """examples:
  plantwright compare sites/riverside:SS101 sites/riverside:SS301
  plantwright compare SS101 SS301                    two devices of the site around this folder
  plantwright compare SS101                          a device against what is declared of it
  plantwright compare SS101@declared SS301@declared  without reading anything
  plantwright compare RUN RUN@as-found               two runs, or one at its beginning and its end
  plantwright compare RUN:SS101 SS101                what a run left against what is there now
  plantwright compare --matrix sites/north sites/south
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `compare`."""
    parser.epilog = EXAMPLES
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("sides", nargs="+", metavar="SIDE",
                        help="a device [SITE:]TAG, read now, or [SITE:]TAG@declared; or RUN[:TAG], as left unless it "
                             "ends in @as-found; with --matrix sites")  # fmt: skip
    parser.add_argument("--site", metavar="SITE", help="the site of a TAG alone (default: the one around this folder)")
    parser.add_argument("--matrix", action="store_true",
                        help="the settings of all devices of the sites, with those unlike most marked")  # fmt: skip
    parser.add_argument("--all", action="store_true", help="with --matrix: also settings that are the same everywhere")
    devices.rehearsals_option(parser)
    parser.add_argument("--journal", type=Path, metavar="DIR", help="where runs are kept (default: looked for)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form of the result on stdout")
    parser.add_argument("--exit-code", action="store_true", help="return 1 when there is a difference")


class Named(NamedTuple):
    """A side as the command line names it: `place` is a site or run, `tag` empty for all devices of a run."""

    place: str
    tag: str
    state: str


def run(args: argparse.Namespace) -> int:
    """Compare what the command line names."""
    if args.matrix:
        return fleet.show_matrices(args)
    first, second = _named(args)
    pairs = _pairs(args, first, second)
    found = [compare(a, b) for a, b in pairs]
    differences = sum(len(each.differences) for each in found)
    sys.stdout.write(dumps(_data(found, differences)) if args.format == "json" else _text(found, differences))
    return ExitCode.NO if args.exit_code and differences else ExitCode.DONE


def _named(args: argparse.Namespace) -> tuple[Named, Named]:
    sides = [_parsed(text, args) for text in args.sides]
    if len(sides) > 2:
        raise Stop(ExitCode.USAGE, f"{len(sides)} things are named, two are compared", "many devices: --matrix SITE...")
    if len(sides) == 2:
        return sides[0], sides[1]
    if _is_run(sides[0]) or sides[0].state:
        raise Stop(ExitCode.USAGE, f"there is nothing to compare {args.sides[0]} with", "name two; see --help")
    return sides[0], sides[0]._replace(state=DECLARED)


def _parsed(text: str, args: argparse.Namespace) -> Named:
    body, _, state = text.rpartition("@")
    if state not in (DECLARED, FOUND, LEFT):
        body, state = text, ""
    if runs.is_run(body):
        named = Named(body, "", state or LEFT)
    else:
        place, _, tag = body.rpartition(":")
        named = Named(place or args.site or _site_here(), tag, state)
        if runs.is_run(place):
            named = named._replace(state=state or LEFT)
    if (_is_run(named) and named.state == DECLARED) or (not _is_run(named) and named.state in (FOUND, LEFT)):
        raise Stop(ExitCode.USAGE, f"{text}: @{state} does not go with it",
                   "a device is read, or TAG@declared; a run is RUN@as-found or RUN@as-left")  # fmt: skip
    return named


def _is_run(named: Named) -> bool:
    return runs.is_run(named.place)


def _site_here() -> str:
    sites = chosen([])
    if len(sites) > 1:
        raise Stop(ExitCode.USAGE, f"there are {len(sites)} sites here: {', '.join(map(str, sites))}",
                   "name one: SITE:TAG, or --site SITE")  # fmt: skip
    return str(sites[0])


def _pairs(args: argparse.Namespace, first: Named, second: Named) -> list[tuple[Side, Side]]:
    """Return what is compared with what; a whole run stands for its device of the other side's name, or for all."""
    if not first.tag and not second.tag:
        a, b = _run_sides(args, first), _run_sides(args, second)
        shared = [tag for tag in a if tag in b]
        if not shared:
            raise Stop(ExitCode.USAGE, f"{first.place} and {second.place} have no device in common", "name other runs")
        return [(a[tag], b[tag]) for tag in shared]
    first, second = (each if each.tag else each._replace(tag=first.tag or second.tag) for each in (first, second))
    return [(_side(args, first), _side(args, second))]


def _side(args: argparse.Namespace, named: Named) -> Side:
    if _is_run(named):
        sides = _run_sides(args, named)
        return sides[one_of(named.tag, tuple(sides), f"run {named.place}")]
    _, site = site_of(named.place)
    device = _device(site, named)
    label, evidence = f"{site.identity.number}:{device.tag}", site.evidence.get(device.type.type)
    if named.state == DECLARED or device.bus is None:
        return side_of_declared(f"{label} as declared", device, evidence)
    rehearsal = devices.rehearsal_of(site, args.rehearsal)
    registers = read_one(device.bus.name, targets(site, rehearsal)[device.bus.name], device, screen.note)
    read = f"{label} as read{' in REHEARSAL' if rehearsal else ''}"
    return side_of_registers(read, device.tag, device.type, registers, evidence)


def _device(site: Site, named: Named) -> Device:
    known = {device.tag: device for device in site.devices()}
    device = known[one_of(named.tag, tuple(known), named.place)]
    if device.bus is None and named.state != DECLARED:
        raise Stop(ExitCode.USAGE, f"{device.tag} is on no bus and cannot be read", f"compare {device.tag}@declared")
    return device


def one_of(tag: str, known: Sequence[str], place: str) -> str:
    if tag not in known:
        nearest = difflib.get_close_matches(tag, known, n=1)
        hint = f"did you mean {nearest[0]}?" if nearest else f"there are: {', '.join(known)}"
        raise Stop(ExitCode.USAGE, f"there is no device {tag or '(unnamed)'} in {place}", hint)
    return tag


def _run_sides(args: argparse.Namespace, named: Named) -> Mapping[str, Side]:
    folder = runs.folder_of(named.place, args.journal)
    done = read_run(folder)
    site = load_site(Path(runs.plan_of(folder).site)).site  # None when it is not there any more
    types, evidence = (site.types, site.evidence) if site else (shipped_types(), {})
    kind = " in REHEARSAL" if done.rehearsal else ""
    return {
        device.tag: side_of_registers(
            f"{device.tag} {named.state.replace('-', ' ')}{kind} by run {done.id}",
            device.tag, types[device.type], _registers(device, named.state, done.id), evidence.get(device.type),
        )
        for device in done.devices
        if device.type in types
    }  # fmt: skip


def _registers(device: DeviceRun, state: str, run: str) -> Mapping[int, int]:
    registers = device.as_found if state == FOUND else device.as_left
    if not registers:
        raise Stop(ExitCode.USAGE, f"run {run} did not read {device.tag} at its end", f"compare {run}@{FOUND}")
    return registers


def _data(found: Sequence[Comparison], differences: int) -> dict[str, Any]:
    told = [asdict(each) for each in found]
    for difference in (difference for each in told for difference in each["differences"]):
        register = difference["register"]
        difference["register"] = None if register is None else f"0x{register:04X}"
    return {"format_version": 1, "tool_version": __version__, "differences": differences, "comparisons": told}


def _text(found: Sequence[Comparison], differences: int) -> str:
    equal = sum(each.equal for each in found)
    settings = f"{differences} of {equal + differences} settings and registers differ"
    verdict = settings if differences else f"no difference: {equal} settings and registers are the same"
    return "\n".join([verdict, *(line for each in found for line in _lines(each))]) + "\n"


def _lines(each: Comparison) -> Iterator[str]:
    yield from ("", f"A: {each.a}", f"B: {each.b}")
    if each.differences:
        rows = [_row(difference) for difference in each.differences]
        yield from (f"  {line}" for line in screen.table(("", "parameter", "A", "B", "register", "raw", ""), rows))
    else:
        yield f"  the same in all {each.equal}"
    if each.own:
        yield f"  not compared, each unit has its own: {', '.join(each.own)}"
    if each.one_sided:
        yield f"  not compared, known of one side only: {', '.join(each.one_sided)}"


def _row(each: Difference) -> tuple[str, ...]:
    register = "" if each.register is None else f"0x{each.register:04X}"
    return (
        each.code, each.parameter, devices.amount(each.a.value, each.unit), devices.amount(each.b.value, each.unit),
        register, f"{_raw(each.a)} / {_raw(each.b)}" if register else "",
        "" if each.proven else "unproven coding",
    )  # fmt: skip


def _raw(held: Held) -> str:
    return "-" if held.raw is None else str(held.raw)

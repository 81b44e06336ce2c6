"""`plantwright import`: read only; the settings of a device as YAML for a site file."""

import argparse
import datetime
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from plantwright import __version__
from plantwright.cli import devices, screen
from plantwright.cli.compare import one_of
from plantwright.cli.sites import site_of
from plantwright.deploy import durable
from plantwright.deploy.importing import LEGEND, NEVER, Assumed, entry_of, kept_for_the_record
from plantwright.deploy.reading import address_of, read_one
from plantwright.deploy.targets import THINKING_S, targets
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.endpoint import Endpoint
from plantwright.site.catalog import DeviceType, shipped_types
from plantwright.site.model import BusAddress, Device
from plantwright.site.source import dump

HELP = "read only: the settings of a device as YAML, each marked as read, assumed or not readable"

SECTIONS = {"starter": "starters", "monitor": "monitors", "meter": "meters", "sensor": "sensors",
            "supply-unit": "supply_units"}  # fmt: skip
"""Where in a site file a device of a kind stands."""

_TAG = re.compile(r"[=+-]?[A-Za-z0-9][A-Za-z0-9=+._-]{0,38}").fullmatch


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `import`."""
    parser.epilog = (
        "examples: plantwright import sites/riverside SS101 -o found.yaml; "
        "plantwright import --target 192.0.2.20:502 --type clr8g --address 7 --as SS501"
    )
    parser.add_argument("site", nargs="?", metavar="SITE", help="the site's folder or file")
    parser.add_argument("tag", nargs="?", metavar="TAG", help="the device of the site")
    parser.add_argument("--target", metavar="HOST:PORT|/dev/...", help="where a device is reached that no site has")
    parser.add_argument("--type", metavar="TYPE", help="with --target: its device type, for example clr8g")
    parser.add_argument("--address", type=int, metavar="N", help="with --target: its Modbus address")
    parser.add_argument("--as", dest="name", metavar="TAG", help="with --target: the tag it shall have (default: NEW)")
    parser.add_argument("--bus", metavar="TAG", help="with --target: the bus of the site it stands on")
    parser.add_argument("--baud", type=int, metavar="RATE", help="with /dev/...: bit/s (default: that of the type)")
    parser.add_argument(
        "--parity", choices=("none", "even", "odd"), default="none", help="with /dev/... (default: none)"
    )
    parser.add_argument("--stop-bits", type=int, choices=(1, 2), default=1, help="with /dev/... (default: 1)")
    parser.add_argument("--framing", choices=("modbus-tcp", "rtu"), default="modbus-tcp",
                        help="with HOST:PORT: how the gateway is spoken to (default: modbus-tcp)")  # fmt: skip
    devices.rehearsal_option(parser)
    parser.add_argument("-o", "--out", type=Path, metavar="FILE", help="write it to a new file (default: stdout)")


class Source(NamedTuple):
    """What is read, and what is known of it beside."""

    bus: str
    endpoint: Endpoint
    device: Device
    assumed: Assumed


def run(args: argparse.Namespace) -> int:
    """Read one device and write what it holds."""
    _guard_new(args.out)
    source = _at_target(args) if args.target else _of_site(args)
    registers = read_one(source.bus, source.endpoint, source.device, screen.note)
    text = _text(source, registers, args.rehearsal is not None)
    if args.out is None:
        sys.stdout.write(text)
        return ExitCode.DONE
    _write_new(args.out, text)
    screen.note(f"written: {args.out}")
    screen.note("next: put it into a site, in place of an entry of that tag, and `plantwright check` the site")
    return ExitCode.DONE


def _of_site(args: argparse.Namespace) -> Source:
    if not (args.site and args.tag):
        raise Stop(ExitCode.USAGE, "name a SITE and a TAG of it, or a --target with --type and --address",
                   "`plantwright import --help` has an example of each")  # fmt: skip
    loaded, site = site_of(args.site)
    known = {device.tag: device for device in site.devices()}
    device = known[one_of(args.tag, tuple(known), args.site)]
    if device.bus is None:
        raise Stop(ExitCode.USAGE, f"{device.tag} is on no bus and cannot be read", "give it a `bus` in the site files")
    endpoint = targets(site, args.rehearsal)[device.bus.name]
    keys = loaded.root[device.section][device.tag] if loaded.root else {}
    known_of = site.evidence.get(device.type.type)
    return Source(device.bus.name, endpoint, device, Assumed(keys=keys, origin="site files", evidence=known_of))


def _at_target(args: argparse.Namespace) -> Source:
    if args.tag or args.rehearsal:
        hint = "leave TAG and --rehearsal out; SITE may stay, for device types of its own"
        raise Stop(ExitCode.USAGE, "--target stands for a device that no site has", hint)
    site = site_of(args.site)[1] if args.site else None
    kind = _type(args.type, site.types if site else shipped_types())
    evidence = site.evidence.get(kind.type) if site else None
    tag = _fit("--as", args.name or "NEW")
    keys: dict[str, Any] = {"type": kind.type, **({"bus": {"name": _fit("--bus", args.bus)}} if args.bus else {})}
    bus = BusAddress(name=args.bus or args.target, address=_address(args.address, kind))
    device = Device(section=SECTIONS[kind.kind], tag=tag, type=kind, bus=bus)
    return Source(
        args.target, _endpoint(args, kind), device, Assumed(keys=keys, origin="command line", evidence=evidence)
    )


def _type(name: str | None, known: Mapping[str, DeviceType]) -> DeviceType:
    types = {key: kind for key, kind in known.items() if kind.modbus}
    if name not in types:
        raise Stop(ExitCode.USAGE, f"--type is {name or 'missing'}", f"give one of {', '.join(types)}")
    return types[name]


def _fit(option: str, tag: str) -> str:
    if not _TAG(tag):
        raise Stop(ExitCode.USAGE, f"{option} {tag!r:.60} is no tag", "a tag has letters, digits and . _ + = -")
    return tag


def _address(address: int | None, kind: DeviceType) -> int:
    low, high = (kind.modbus.address_min, kind.modbus.address_max) if kind.modbus else (1, 247)
    if address is None or not low <= address <= high:
        told = "missing" if address is None else str(address)
        raise Stop(ExitCode.USAGE, f"--address is {told}", f"a {kind.type} has an address from {low} to {high}")
    return address


def _endpoint(args: argparse.Namespace, kind: DeviceType) -> Endpoint:
    modbus = kind.modbus
    rates = modbus.baud_rates if modbus else ()
    if args.baud not in (None, *rates):
        raise Stop(ExitCode.USAGE, f"--baud is {args.baud}", f"a {kind.type} has {', '.join(map(str, rates))}")
    waits_s = THINKING_S + ((modbus.response_delay_ms if modbus else None) or 0) / 1000
    line = Endpoint(
        kind="rtu", device=args.target, baud_rate=args.baud or (modbus.default_baud_rate if modbus else 9600),
        parity=args.parity, stop_bits=args.stop_bits, timeout_s=waits_s, quiet_s=waits_s,
    )  # fmt: skip
    if args.target.startswith("/"):
        return line
    host, _, port = args.target.rpartition(":")
    if not host or not (port.isascii() and port.isdecimal() and 1 <= int(port) <= 65535):
        raise Stop(ExitCode.USAGE, f"--target {args.target} is neither HOST:PORT nor a serial port",
                   "for example 192.0.2.20:502 or /dev/ttyUSB0")  # fmt: skip
    return replace(line, kind="tcp", device="", host=host.strip("[]"), port=int(port), framing=args.framing)


def _text(source: Source, registers: Mapping[int, int], rehearsal: bool) -> str:
    device = source.device
    address = address_of(device)
    factory = kept_for_the_record(device.type, registers)
    now = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    remarks = (
        f"{'REHEARSAL: ' if rehearsal else ''}{device.tag}: {device.type.type} on {source.bus}, address {address}",
        f"read by plantwright {__version__} at {now}",
        *LEGEND,
        *((NEVER, *factory) if factory else ()),
    )
    entry = entry_of(device.type, registers, address, source.assumed)
    return dump({device.section: {device.tag: entry}}, "\n".join(remarks))


def _guard_new(path: Path | None) -> None:
    if path is not None and (path.exists() or path.is_symlink()):
        raise _taken(path)


def _write_new(path: Path, text: str) -> None:
    try:
        descriptor = durable.create(path)
    except FileExistsError as error:
        raise _taken(path) from error
    except OSError as error:
        raise _unwritten(path, error) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _unwritten(path, error) from error


def _unwritten(path: Path, error: OSError) -> Stop:
    hint = "name a file in a folder that exists and has room"
    return Stop(ExitCode.USAGE, f"cannot write {path}: {error.strerror}", hint)


def _taken(path: Path) -> Stop:
    return Stop(ExitCode.USAGE, f"{path} exists; nothing is ever overwritten", "name another file")

"""The list of targets this machine may write to: outside every repository, filled by a person, one target a line."""

import contextlib
import ipaddress
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path

from plantwright.deploy import durable
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.endpoint import Endpoint

_PRIVATE = tuple(
    ipaddress.ip_network(network)
    for network in (
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "192.0.2.0/24",
        "::1/128", "fc00::/7", "fe80::/10",
    )
)  # fmt: skip
"""Loopback (RFC 1122, 4291), private (RFC 1918, 4193), link-local (RFC 3927, 4291), the example network of RFC 5737."""

_TCP = re.compile(r"(?:\[(?P<v6>[^\[\]]*)\]|(?P<v4>[^\[\]:]*)):(?P<port>[0-9]{1,5})")
_ASK = "name one gateway as ADDRESS:PORT, for example 192.0.2.20:502, or one serial port, for example /dev/ttyUSB0"


def place(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the file of the list: `plantwright/trusted` in XDG_CONFIG_HOME, else in ~/.config."""
    base = environment.get("XDG_CONFIG_HOME")
    return (Path(base) if base and Path(base).is_absolute() else Path.home() / ".config") / "plantwright" / "trusted"


def name_of(endpoint: Endpoint) -> str:
    """Return the name by which an endpoint is trusted: address and port, or the serial port as the site names it."""
    if endpoint.kind != "tcp":
        return endpoint.device
    return f"[{endpoint.host}]:{endpoint.port}" if ":" in endpoint.host else f"{endpoint.host}:{endpoint.port}"


def unfit(name: str) -> str:
    """Return why a target can never be written to, empty when it can: one private address and port, or one device."""
    if name.startswith("/"):
        return "" if re.fullmatch(r"/dev/[A-Za-z0-9._:+/-]+", name) and ".." not in name else "it is no device in /dev"
    match = _TCP.fullmatch(name)
    if not match:
        return "it is not one address and one port"
    if not 1 <= int(match["port"]) <= 65535:
        return f"there is no port {match['port']}"
    try:
        address = ipaddress.ip_address(match["v6"] or match["v4"])
    except ValueError:
        return "it is a name, a range or a wildcard, not an IP address"
    within = any(address.version == network.version and address in network for network in _PRIVATE)
    return "" if within else f"{address} is not an address of a private network"


def trusted(path: Path) -> frozenset[str]:
    """Return the trusted targets, none when there is no list; raise Stop when others could have written it."""
    try:
        about = path.stat()
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return frozenset()
    except (OSError, UnicodeDecodeError) as error:
        raise Stop(ExitCode.USAGE, f"cannot read {path}: {error}", "mend or remove it") from error
    if about.st_uid != os.geteuid() or stat.S_IMODE(about.st_mode) & 0o022:
        raise Stop(
            ExitCode.REFUSED,
            f"refused by the guard `trust`: {path} belongs to another user or can be written by others; "
            "nothing was written",
            f"look through it, then `chown {os.geteuid()} {path}` and `chmod 600 {path}`",
        )
    return frozenset(filter(None, (line.strip() for line in text.splitlines())))


def add(path: Path, name: str) -> bool:
    """Add a target to the list and return whether it is new; raise Stop when it can never be written to."""
    reason = unfit(name)
    if reason:
        raise Stop(ExitCode.REFUSED, f"refused by the guard `address`: {name!r} cannot be trusted: {reason}", _ASK)
    known = trusted(path)
    if name not in known:
        _store(path, known | {name})
    return name not in known


def remove(path: Path, name: str) -> bool:
    """Take a target from the list and return whether it was there."""
    known = trusted(path)
    if name in known:
        _store(path, known - {name})
    return name in known


def _store(path: Path, names: frozenset[str]) -> None:
    with contextlib.suppress(OSError):  # it is there, or writing the file tells
        path.parent.mkdir(mode=0o700, parents=True)
    durable.write(path, "".join(f"{name}\n" for name in sorted(names)).encode())

"""The list of targets that a machine may write to: what can be on it, who may change it, and where it lies."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from plantwright.deploy import trust
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.endpoint import Endpoint

FIT = [
    "127.0.0.1:502", "10.0.0.1:1", "10.255.255.255:65535", "172.16.0.1:502", "172.31.255.254:502", "192.168.0.10:502",
    "169.254.3.4:502", "192.0.2.20:502", "[::1]:502", "[fd00::20]:502", "[fe80::1]:502", "/dev/ttyUSB0", "/dev/pts/3",
    "/dev/serial/by-id/usb-FTDI_FT232R_A10LT6B5-if00-port0", "/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0",
]  # fmt: skip

NO_ADDRESS = "it is a name, a range or a wildcard, not an IP address"
NO_TARGET = "it is not one address and one port"
UNFIT = {
    "8.8.8.8:502": "8.8.8.8 is not an address of a private network",
    "11.0.0.1:502": "11.0.0.1 is not an address of a private network",
    "172.15.255.255:502": "172.15.255.255 is not an address of a private network",
    "172.32.0.1:502": "172.32.0.1 is not an address of a private network",
    "192.169.0.1:502": "192.169.0.1 is not an address of a private network",
    "100.64.0.1:502": "100.64.0.1 is not an address of a private network",
    "198.18.0.1:502": "198.18.0.1 is not an address of a private network",
    "0.0.0.0:502": "0.0.0.0 is not an address of a private network",
    "224.0.0.1:502": "224.0.0.1 is not an address of a private network",
    "255.255.255.255:502": "255.255.255.255 is not an address of a private network",
    "[::]:502": ":: is not an address of a private network",
    "[2001:db8::1]:502": "2001:db8::1 is not an address of a private network",
    "[2001:0:4136:e378::1]:502": "2001:0:4136:e378::1 is not an address of a private network",
    "[::ffff:8.8.8.8]:502": "::ffff:808:808 is not an address of a private network",
    "[::ffff:10.0.0.1]:502": "::ffff:a00:1 is not an address of a private network",
    "[ff02::1]:502": "ff02::1 is not an address of a private network",
    "gateway.plant.example:502": NO_ADDRESS,
    "localhost:502": NO_ADDRESS,
    "192.168.0.*:502": NO_ADDRESS,
    "192.168.0.1-20:502": NO_ADDRESS,
    "192.168.0.0/24:502": NO_ADDRESS,
    "192.168.0.010:502": NO_ADDRESS,
    "192.168.0:502": NO_ADDRESS,
    "3232235521:502": NO_ADDRESS,
    "0x7f000001:502": NO_ADDRESS,
    "*:502": NO_ADDRESS,
    ":502": NO_ADDRESS,
    "[]:502": NO_ADDRESS,
    "192.168.0.1": NO_TARGET,
    "192.168.0.1:": NO_TARGET,
    "192.168.0.1:502,503": NO_TARGET,
    "192.168.0.1:1-65535": NO_TARGET,
    "192.168.0.1:502 192.168.0.2:502": NO_TARGET,
    "192.168.0.1:+502": NO_TARGET,
    "192.168.0.1:٥٠٢": NO_TARGET,
    "::1:502": NO_TARGET,
    "[::1]": NO_TARGET,
    "": NO_TARGET,
    "192.168.0.1:0": "there is no port 0",
    "192.168.0.1:65536": "there is no port 65536",
    "/dev/ttyUSB*": "it is no device in /dev",
    "/dev/ttyUSB[01]": "it is no device in /dev",
    "/dev/../tmp/x": "it is no device in /dev",
    "/dev/": "it is no device in /dev",
    "/var/ttyUSB0": "it is no device in /dev",
    "/dev/ttyUSB0\n/dev/ttyUSB1": "it is no device in /dev",
}


@pytest.mark.fault("J8")
@pytest.mark.parametrize("name", FIT)
def test_what_can_be_trusted(tmp_path: Path, name: str) -> None:
    path = tmp_path / "plantwright" / "trusted"
    assert trust.add(path, name)
    assert not trust.add(path, name)
    assert trust.trusted(path) == {name}
    assert path.read_text() == f"{name}\n"


@pytest.mark.fault("J8")
@pytest.mark.parametrize("name", UNFIT)
def test_what_can_never_be_trusted(tmp_path: Path, name: str) -> None:
    path = tmp_path / "trusted"
    with pytest.raises(Stop) as stop:
        trust.add(path, name)
    assert stop.value.code is ExitCode.REFUSED
    assert stop.value.message == f"refused by the guard `address`: {name!r} cannot be trusted: {UNFIT[name]}"
    assert stop.value.hint == (
        "name one gateway as ADDRESS:PORT, for example 192.0.2.20:502, or one serial port, for example /dev/ttyUSB0"
    )
    assert not path.exists()


def test_the_list_is_sorted_and_a_target_can_be_removed(tmp_path: Path) -> None:
    path = tmp_path / "trusted"
    for name in ("10.0.0.2:502", "/dev/ttyUSB0", "10.0.0.1:502"):
        trust.add(path, name)
    assert path.read_text() == "/dev/ttyUSB0\n10.0.0.1:502\n10.0.0.2:502\n"
    assert trust.remove(path, "10.0.0.1:502")
    assert not trust.remove(path, "10.0.0.1:502")
    assert path.read_text() == "/dev/ttyUSB0\n10.0.0.2:502\n"
    assert not path.stat().st_mode & 0o022


def test_the_list_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "config" / "plantwright" / "trusted"
    trust.add(path, "10.0.0.1:502")
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_list_that_was_written_by_hand_is_read_forgivingly(tmp_path: Path) -> None:
    path = tmp_path / "trusted"
    path.write_text("\n  10.0.0.1:502  \n\n/dev/ttyUSB0")
    for mode in (0o600, 0o755):
        path.chmod(mode)
        assert trust.trusted(path) == {"10.0.0.1:502", "/dev/ttyUSB0"}
    assert trust.trusted(tmp_path / "none") == frozenset()


@pytest.mark.fault("J7")
@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666, 0o660])
def test_a_list_that_others_can_write_counts_for_nothing(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "trusted"
    path.write_text("10.0.0.1:502\n")
    path.chmod(mode)
    with pytest.raises(Stop) as stop:
        trust.trusted(path)
    assert stop.value.code is ExitCode.REFUSED
    assert stop.value.message == (
        f"refused by the guard `trust`: {path} belongs to another user or can be written by others; nothing was written"
    )
    user = os.geteuid()
    assert stop.value.hint == f"look through it, then `chown {user} {path}` and `chmod 600 {path}`"


@pytest.mark.fault("J7")
def test_a_list_of_another_user_counts_for_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "trusted"
    path.write_text("10.0.0.1:502\n")
    path.chmod(0o644)
    assert trust.trusted(path)
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    with pytest.raises(Stop, match="belongs to another user"):
        trust.trusted(path)


def test_a_list_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "trusted"
    path.write_bytes(b"\xff\xfe")
    path.chmod(0o600)
    with pytest.raises(Stop) as stop:
        trust.trusted(path)
    assert stop.value.code is ExitCode.USAGE
    assert stop.value.message.startswith(f"cannot read {path}: 'utf-8' codec")
    assert stop.value.hint == "mend or remove it"


def test_a_list_that_cannot_be_stored_is_told(tmp_path: Path) -> None:
    (tmp_path / "plantwright").symlink_to(tmp_path / "nowhere")
    path = tmp_path / "plantwright" / "trusted"
    with pytest.raises(Stop) as stop:
        trust.add(path, "10.0.0.1:502")
    assert stop.value.code is ExitCode.NOT_DURABLE
    assert stop.value.message == f"cannot store {path}: No such file or directory"


def test_where_the_list_lies() -> None:
    home = Path.home() / ".config" / "plantwright" / "trusted"
    assert trust.place({"XDG_CONFIG_HOME": "/etc/xdg"}) == Path("/etc/xdg/plantwright/trusted")
    assert trust.place({"XDG_CONFIG_HOME": "here"}) == home
    assert trust.place({"XDG_CONFIG_HOME": ""}) == home
    assert trust.place({}) == home


def test_the_name_of_an_endpoint() -> None:
    assert trust.name_of(Endpoint(kind="tcp", host="10.0.0.1", port=503)) == "10.0.0.1:503"
    assert trust.name_of(Endpoint(kind="tcp", host="fd00::1", port=502)) == "[fd00::1]:502"
    assert trust.name_of(Endpoint(kind="rtu", device="/dev/ttyUSB0")) == "/dev/ttyUSB0"


def command(config: Path, *arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "plantwright", "trust", *arguments], capture_output=True, text=True, timeout=60,
        check=False, env={**os.environ, "XDG_CONFIG_HOME": str(config)},
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_the_command(tmp_path: Path) -> None:
    path = tmp_path / "plantwright" / "trusted"
    gateway = "192.0.2.20:502"
    assert command(tmp_path, "--list") == (0, f"0 trusted targets in {path}\n", "")
    now = f"{gateway} is now trusted: `apply` on this machine may write there\n"
    assert command(tmp_path, gateway) == (0, now, "")
    assert command(tmp_path, gateway) == (0, now.replace("now trusted", "trusted already"), "")
    assert command(tmp_path, "--list") == (0, f"{gateway}\n1 trusted targets in {path}\n", "")
    assert command(tmp_path, "--remove", gateway) == (0, f"{gateway} is no longer trusted\n", "")
    assert command(tmp_path, "--remove", gateway) == (1, f"{gateway} was not trusted\n", "")
    code, out, error = command(tmp_path)
    assert (code, out) == (2, "")
    assert error.startswith("no target was named\nnext: for example `plantwright trust 192.0.2.20:502`")
    assert command(tmp_path, "gateway:502")[0] == 4

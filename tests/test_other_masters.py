"""Other masters read the same from the rehearsal plant as our line: mbpoll and libmodbus know nothing of us."""

import ctypes.util
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.bench.masters import libmodbus
from tests.rehearsal import Bench, bench

from plantwright.modbus.line import open_reader
from plantwright.modbus.registers import other_blocks, read_blocks
from plantwright.modbus.simulator.device import SimulatedDevice
from plantwright.site.model import Site

DEVICES = {"RS1": "SS101", "RS2": "SS301"}


def ours(here: Bench, bus: str, device: SimulatedDevice) -> dict[int, int]:
    """Read every readable register of a device, in two shapes that must agree."""
    found: dict[int, int] = {}
    with open_reader(here.targets[bus]) as reader:
        whole = read_blocks(device.type, "all")
        for blocks in (whole, other_blocks(whole)):
            for first, count in blocks:
                for register, raw in enumerate(reader.read(device.unit, first, count), start=first):
                    assert found.setdefault(register, raw) == raw
    return found


def mbpoll(state: Mapping[str, object], unit: int, first: int, count: int) -> dict[int, int]:
    target = ["-m", "tcp", "-p", str(state.get("port")), "127.0.0.1"]
    if state["kind"] == "rtu":
        target = ["-m", "rtu", "-b", "9600", "-P", "none", str(state["device"])]
    command = ["mbpoll", "-0", "-1", "-q", "-a", str(unit), "-t", "4", "-r", str(first), "-c", str(count), *target]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True).stdout
    return {int(at): int(raw) for at, raw in re.findall(r"\[(\d+)\]:\s+(\d+)", shown)}


@pytest.mark.parametrize("bus", DEVICES)
def test_mbpoll_reads_what_we_read(site: Site, tmp_path: Path, bus: str) -> None:
    with bench(site, tmp_path) as here:
        device = here.plant.device(DEVICES[bus])
        device.registers = {register: 31 * register % 30_011 for register in device.registers}
        found = ours(here, bus, device)
        seen: dict[int, int] = {}
        for first, count in read_blocks(device.type, "all"):
            seen.update(mbpoll(here.plant.state[bus], device.unit, first, count))
    assert seen == found
    assert len(found) > 30


def test_libmodbus_reads_what_we_read(site: Site, tmp_path: Path) -> None:
    """It says whether every register holds its own address, and so do we."""
    assert ctypes.util.find_library("modbus"), "mbpoll brings it"
    with bench(site, tmp_path) as here:
        device = here.plant.device("SS101")
        every = {register for low, high in device.modbus.blocks for register in range(low, high + 1)}
        device.registers = {register: register for register in every}
        found = ours(here, "RS1", device)
        reads = [(device.unit, first, count) for first, count in read_blocks(device.type, "all")]
        libmodbus(9600, reads, [str(here.plant.state["RS1"]["device"])])
        assert found == {register: register for register in found}
        device.registers[0x1005] += 1
        with pytest.raises(ValueError, match="registers from"):
            libmodbus(9600, reads, [str(here.plant.state["RS1"]["device"])])
        assert ours(here, "RS1", device)[0x1005] == 0x1006

"""The masters that are compared: each reads the same registers from the same units over a serial port.

    python masters.py NAME BAUD_RATE ROUNDS READS PORT...

READS is JSON: [[unit, first register, count], ...]. Every register must hold its own address. Several ports are read at
the same time, which only ours can. Imports nothing of the project but for ours, so another environment can run it.
"""

import asyncio
import ctypes
import ctypes.util
import json
import os
import sys
from collections.abc import Callable, Sequence

TIMEOUT_S = 2.0
Reads = Sequence[tuple[int, int, int]]


def ours(baud_rate: int, reads: Reads, ports: Sequence[str]) -> None:
    """Our line, one thread for each port."""
    from plantwright.deploy.buses import Connection, each_bus
    from plantwright.modbus.line import Endpoint, open_reader

    def read(connection: Connection, _: Callable[[], bool]) -> None:
        with open_reader(connection.endpoint) as reader:
            for unit, first, count in reads:
                check(reader.read(unit, first, count), first, count)

    endpoints = [
        Endpoint(kind="rtu", device=port, baud_rate=baud_rate, stop_bits=2, timeout_s=TIMEOUT_S) for port in ports
    ]
    each_bus([Connection(endpoint, (endpoint.device,)) for endpoint in endpoints], read)


def pymodbus_sync(baud_rate: int, reads: Reads, ports: Sequence[str]) -> None:
    """The client of pymodbus that blocks."""
    from pymodbus.client import ModbusSerialClient

    client = ModbusSerialClient(ports[0], baudrate=baud_rate, stopbits=2, timeout=TIMEOUT_S, retries=0)
    client.connect()
    for unit, first, count in reads:
        check(client.read_holding_registers(first, count=count, device_id=unit).registers, first, count)


def pymodbus_async(baud_rate: int, reads: Reads, ports: Sequence[str]) -> None:
    """The client of pymodbus on asyncio."""

    async def run() -> None:
        from pymodbus.client import AsyncModbusSerialClient

        client = AsyncModbusSerialClient(ports[0], baudrate=baud_rate, stopbits=2, timeout=TIMEOUT_S, retries=0)
        await client.connect()
        for unit, first, count in reads:
            answer = await client.read_holding_registers(first, count=count, device_id=unit)
            check(answer.registers, first, count)

    asyncio.run(run())


def minimalmodbus(baud_rate: int, reads: Reads, ports: Sequence[str]) -> None:
    """minimalmodbus, one instrument for each unit."""
    library = __import__("minimalmodbus")
    instruments = {unit: library.Instrument(ports[0], unit) for unit, _, _ in reads}
    for each in instruments.values():
        each.serial.baudrate, each.serial.stopbits, each.serial.timeout = baud_rate, 2, TIMEOUT_S
    for unit, first, count in reads:
        check(instruments[unit].read_registers(first, count), first, count)


def libmodbus(baud_rate: int, reads: Reads, ports: Sequence[str]) -> None:
    """libmodbus, through ctypes."""
    library = ctypes.CDLL(ctypes.util.find_library("modbus") or "libmodbus.so.5")
    library.modbus_new_rtu.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.modbus_new_rtu(ports[0].encode(), baud_rate, b"N"[0], 8, 2))
    library.modbus_set_response_timeout(context, int(TIMEOUT_S), 0)
    if library.modbus_connect(context):
        raise OSError(f"libmodbus cannot open {ports[0]}")
    for unit, first, count in reads:
        found = (ctypes.c_uint16 * count)()
        library.modbus_set_slave(context, unit)
        library.modbus_read_registers(context, first, count, found)
        check(list(found), first, count)
    library.modbus_close(context)


MASTERS = {each.__name__: each for each in (ours, pymodbus_sync, pymodbus_async, minimalmodbus, libmodbus)}


def check(found: Sequence[int], first: int, count: int) -> None:
    """Raise ValueError unless every register holds its own address."""
    if list(found) != list(range(first, first + count)):
        raise ValueError(f"registers from {first} on read {list(found)}")


def checksum(data: bytes) -> bytes:
    """Return the CRC of a frame."""
    register = 0xFFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = (register >> 1) ^ (0xA001 if register & 1 else 0)
    return register.to_bytes(2, "little")


def keep_off_the_bus() -> None:
    """Leave the last processor, where there are several, to the program that is the bus."""
    processors = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, processors[:-1] or processors)


if __name__ == "__main__":
    keep_off_the_bus()
    name, rate, rounds, wanted, *where = sys.argv[1:]
    MASTERS[name](int(rate), json.loads(wanted) * int(rounds), where)

"""The character format of a bus in the usual short form."""

from plantwright.site.model import Bus

RTU_DATA_BITS = 8  # Modbus over Serial Line V1.02, 2.5.1


def format_name(bus: Bus) -> str:
    """Return for example `8N1`: data bits, parity, stop bits."""
    return f"{bus.data_bits}{bus.parity[:1].upper()}{bus.stop_bits}"


def rtu(bus: Bus) -> bool:
    """Return whether a byte of Modbus RTU fits into a character."""
    return bus.data_bits == RTU_DATA_BITS

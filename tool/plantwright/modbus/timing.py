"""How long characters, frames and silences last on a serial line. Pure."""

from plantwright.physics import bus_line


def character_s(baud_rate: int, parity: str = "none", stop_bits: int = 1) -> float:
    """Return the time of one character of 8 data bits, in seconds."""
    return bus_line.character_time_s(baud_rate, bus_line.character_bits(8, parity, stop_bits))


def silence_s(baud_rate: int) -> float:
    """Return t3.5, the silence that parts two frames (Modbus over Serial Line V1.02, clause 2.5.1.1)."""
    return bus_line.t35_s(baud_rate)

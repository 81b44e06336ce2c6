"""How long characters, frames and silences last on a serial line. Pure."""

SILENCE_BITS = 3.5 * 11
"""t3.5 in bit times of the 11-bit character that Modbus over Serial Line V1.02, clause 2.5.1.1, reckons with."""


def character_s(baud_rate: int, parity: str = "none", stop_bits: int = 1) -> float:
    """Return the time of one character of 8 data bits, in seconds."""
    return (1 + 8 + (parity != "none") + stop_bits) / baud_rate


def silence_s(baud_rate: int) -> float:
    """Return t3.5, the silence that parts two frames: fixed at 1.75 ms above 19200 baud (clause 2.5.1.1)."""
    return SILENCE_BITS / baud_rate if baud_rate <= 19200 else 0.00175

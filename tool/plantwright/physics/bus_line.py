"""Times on a Modbus serial line (Modbus over Serial Line V1.02)."""

CHARACTER_BITS = 11  # of the format the specification requires (2.5.1)
FAST_BAUD = 19200  # above it the gaps are fixed
T15_CHARACTERS, T35_CHARACTERS = 1.5, 3.5  # up to it (2.5.1.1)
FIXED_T15_S = 0.00075
FIXED_T35_S = 0.00175


def character_bits(data_bits: int, parity: str, stop_bits: int) -> int:
    """Return the bits of one character with its start bit; 11 in the format the specification requires."""
    return 1 + data_bits + (parity != "none") + stop_bits


def character_time_s(baud_rate: int, bits: int = CHARACTER_BITS) -> float:
    return bits / baud_rate


def t15_s(baud_rate: int, bits: int = CHARACTER_BITS) -> float:
    """Return the longest gap inside a frame (2.5.1.1)."""
    return FIXED_T15_S if baud_rate > FAST_BAUD else T15_CHARACTERS * character_time_s(baud_rate, bits)


def t35_s(baud_rate: int, bits: int = CHARACTER_BITS) -> float:
    """Return the shortest silence between frames (2.5.1.1)."""
    return FIXED_T35_S if baud_rate > FAST_BAUD else T35_CHARACTERS * character_time_s(baud_rate, bits)

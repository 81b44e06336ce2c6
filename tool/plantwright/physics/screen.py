"""What a cable screen takes off the coupled voltage, and when it may be counted on.

The 20 dB are those that Sarma and Sarma, IJITCS 5(12), 2013, section 2.2, report for screened against unscreened
cable, on two conditions: the screen is complete over cable and connectors, and it is bonded. A thin screen does
nothing against the magnetic field of mains frequency, so nothing is counted below its break frequency R/(2 pi L).
"""

import math
from enum import StrEnum

from plantwright.frozen import dataclass

CREDIT_DB = 20.0


class Field(StrEnum):
    """What couples: the voltage of the source or its current."""

    ELECTRIC = "electric"
    MAGNETIC = "magnetic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A screen: resistance and inductance, both of the whole length or both per metre, and what is declared.

    None stands for "not declared". `complete`: over the cable and its connectors. `bonded_ends`: 0, 1 or 2.
    """

    resistance_ohm: float
    inductance_h: float
    complete: bool | None = None
    bonded_ends: int | None = None

    @property
    def break_hz(self) -> float:
        """f = R/(2 pi L): above it the current in the screen follows the magnetic field."""
        return self.resistance_ohm / (2 * math.pi * self.inductance_h)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """What may be counted, and why it is not more."""

    db: float
    reason: str

    @property
    def factor(self) -> float:
        """The voltage is multiplied by this."""
        return float(10 ** (-self.db / 20))


def magnetic_factor(screen: Screen, frequency_hz: float) -> complex:
    """R/(R + j w L): what is left of the inductive voltage under a screen bonded at both ends.

    Both limits are those of electro_calcs, 1 far below and R/(j w L) far above the break frequency; the full form is
    unverified.
    """
    return screen.resistance_ohm / complex(screen.resistance_ohm, 2 * math.pi * frequency_hz * screen.inductance_h)


def credit(screen: Screen, frequency_hz: float, field: Field) -> Credit:
    """Return the attenuation that may be counted: at most 20 dB, and nothing for what is not declared."""
    if why := _refused(screen, field):
        return Credit(db=0.0, reason=why)
    if field is Field.ELECTRIC:
        return Credit(db=CREDIT_DB, reason="complete and bonded")
    if frequency_hz <= screen.break_hz:
        return Credit(db=0.0, reason=f"not above the break frequency of {screen.break_hz:.4g} Hz")
    found_db = -20 * math.log10(abs(magnetic_factor(screen, frequency_hz)))
    return Credit(db=min(CREDIT_DB, found_db), reason="complete, bonded at both ends, above the break frequency")


def _refused(screen: Screen, field: Field) -> str:
    if not screen.complete:
        return "not declared to cover cable and connectors" if screen.complete is None else "not complete"
    if screen.bonded_ends is None:
        return "no bonding declared"
    if screen.bonded_ends == 0:
        return "not bonded"
    if field is Field.MAGNETIC and screen.bonded_ends == 1:
        return "bonded at one end only: no current can flow against the magnetic field"
    return ""

"""Loss of an optical fibre link against what its application allows, and the hazard of the power in it."""

from enum import StrEnum

HIGH_POWER_W = 0.1  # from here on dirt can destroy a joint: IEC/TR 62627-01:2010 3.1.2
PUMP_POWER_W = 1.0  # Raman pump, +30 dBm: ibid.


class PowerClass(StrEnum):
    """What the power in a fibre means for its joints."""

    NORMAL = "normal"
    HIGH = "high"  # source off and proven off before a joint is opened, inspected or cleaned
    PUMP = "pump"


def fibre_loss_db(length_m: float, attenuation_db_per_km: float) -> float:
    return length_m / 1000 * attenuation_db_per_km


def link_loss_db(fibre_db: float, connections_db: float, splices_db: float, *, margin_db: float = 0.0) -> float:
    """loss = L x attenuation + n x connection + m x splice + margin."""
    return fibre_db + connections_db + splices_db + margin_db


def longest_m(allowed_db: float, attenuation_db_per_km: float, joints_db: float = 0.0) -> float:
    """Return the length at which the loss is what is allowed, 0 when the joints alone use it up."""
    return max(0.0, allowed_db - joints_db) / attenuation_db_per_km * 1000


def power_budget_db(transmitter_min_dbm: float, receiver_min_dbm: float) -> float:
    """Return the loss at which the weakest transmitter just reaches the least sensitive receiver."""
    return transmitter_min_dbm - receiver_min_dbm


def minimum_loss_db(transmitter_max_dbm: float, receiver_max_dbm: float) -> float:
    """Return the loss below which the strongest transmitter overloads the receiver, 0 when it never does."""
    return max(0.0, transmitter_max_dbm - receiver_max_dbm)


def power_w(power_dbm: float) -> float:
    """P = 1 mW x 10^(p/10)."""
    return float(10 ** (power_dbm / 10)) / 1000


def irradiance_w_per_m2(power_in_fibre_w: float, effective_area_um2: float) -> float:
    """E = P / A_eff (IEC/TR 62627-01:2010 3.1.2, which calls it an energy density)."""
    return power_in_fibre_w / (effective_area_um2 * 1e-12)


def least_attenuator_db(needed_db: float, loss_db: float) -> float:
    """Return what an attenuator must add to a loss to reach the least loss, 0 where there is enough."""
    return max(0.0, needed_db - loss_db)


def power_class(power_in_fibre_w: float) -> PowerClass:
    """Return the class of a power: high from 100 mW, pump from 1 W (IEC/TR 62627-01:2010 3.1.2)."""
    if power_in_fibre_w >= PUMP_POWER_W:
        return PowerClass.PUMP
    return PowerClass.HIGH if power_in_fibre_w >= HIGH_POWER_W else PowerClass.NORMAL

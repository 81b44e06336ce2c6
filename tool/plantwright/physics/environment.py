"""Climate limits: what several devices in one place have in common."""

from collections.abc import Iterable

Band = tuple[float | None, float | None]
"""Lowest and highest allowed value, None where nothing is stated."""


def intersection(bands: Iterable[Band]) -> Band:
    """Return the band every given band allows."""
    every = tuple(bands)
    lows = [low for low, _ in every if low is not None]
    highs = [high for _, high in every if high is not None]
    return max(lows, default=None), min(highs, default=None)


def humidity_limit_percent(temperature_c: float, knee: tuple[float, float], end: tuple[float, float]) -> float:
    """Return the highest relative humidity: level up to the knee (°C, %), linear to the end point, level beyond."""
    (knee_c, knee_percent), (end_c, end_percent) = knee, end
    share = min(1.0, max(0.0, (temperature_c - knee_c) / (end_c - knee_c)))
    return knee_percent + (end_percent - knee_percent) * share

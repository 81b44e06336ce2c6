"""The places that equipment stands in: climate, storage, vibration and shock, as the site files state them."""

from dataclasses import dataclass

from plantwright.report.language import text
from plantwright.report.text import NOT_APPLICABLE, joined, quantity, span, stated
from plantwright.site.model import Number, Place, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """A place; what is not stated is a dash. `storage`: where devices are kept before they are switched on."""

    tag: str
    title: str
    ambient: str
    humidity: str
    altitude: str
    pollution: str
    storage: str
    shaken: str


def place_rows(site: Site) -> tuple[PlaceRow, ...]:
    """Return every place of the site files."""
    return tuple(map(_row, site.locations.values()))


def _row(place: Place) -> PlaceRow:
    return PlaceRow(
        tag=place.tag,
        title=place.title,
        ambient=_band(place.ambient_min_c, place.ambient_max_c, "°C"),
        humidity=_band(place.humidity_min_percent, place.humidity_max_percent, "%"),
        altitude=quantity(place.altitude_m, "m"),
        pollution=quantity(place.pollution_degree),
        storage=_band(place.storage_min_c, place.storage_max_c, "°C"),
        shaken=_shaken(place),
    )


def _band(low: Number | None, high: Number | None, unit: str) -> str:
    return NOT_APPLICABLE if low is None and high is None else span(low, high, unit)


def _shaken(place: Place) -> str:
    """Return vibration and shock: acceleration, swing, frequency, and that of a single shock."""
    vibration = joined(*(stated(value, unit) for value, unit in (
        (place.vibration_m_s2, "m/s²"), (place.vibration_amplitude_mm, "mm"), (place.vibration_frequency_hz, "Hz"),
    )))  # fmt: skip
    shock = stated(place.shock_m_s2, "m/s²")
    return (
        joined(
            text("vibration {value}", value=vibration) if vibration else "",
            text("shock {value}", value=shock) if shock else "",
            by="; ",
        )
        or NOT_APPLICABLE
    )

"""Site and supply: the sketch of the plant, what feeds it, and the places its equipment stands in."""

from collections.abc import Iterator
from dataclasses import dataclass

from plantwright.report.figures.drawing import Figure
from plantwright.report.figures.network import network
from plantwright.report.language import text
from plantwright.report.text import NOT_APPLICABLE, joined, quantity
from plantwright.report.views.buses import Fact
from plantwright.report.views.places import PlaceRow, place_rows
from plantwright.site.model import Site, Transformer


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyPage:
    figure: Figure
    facts: tuple[Fact, ...]
    places: tuple[PlaceRow, ...]


def supply_page(site: Site) -> SupplyPage:
    """Return what is stated of the supply; what is not stated is a dash."""
    return SupplyPage(figure=network(site), facts=tuple(_facts(site)), places=place_rows(site))


def _facts(site: Site) -> Iterator[Fact]:
    supply = site.supply
    tolerance = supply.voltage_tolerance_percent
    voltage = quantity(supply.nominal_voltage_v, "V")
    yield Fact(name=text("Earthing system"), value=supply.system)
    yield Fact(
        name=text("Nominal voltage"), value=voltage if tolerance is None else f"{voltage} ± {quantity(tolerance, '%')}"
    )
    yield Fact(name=text("Frequency"), value=quantity(supply.frequency_hz, "Hz"))
    yield Fact(
        name=text("Prospective short-circuit current"), value=quantity(supply.prospective_short_circuit_ka, "kA")
    )
    yield Fact(name=text("Overvoltage category"), value=supply.overvoltage_category or NOT_APPLICABLE)
    yield Fact(name=text("Transformer"), value=_transformer(supply.transformer))


def _transformer(one: Transformer | None) -> str:
    if one is None:
        return NOT_APPLICABLE
    network_mva = one.network_short_circuit_mva
    return joined(
        quantity(one.rated_power_kva, "kVA"),
        f"uk {quantity(one.impedance_voltage_percent, '%')}",
        "" if network_mva is None else text("network {power}", power=quantity(network_mva, "MVA")),
    )

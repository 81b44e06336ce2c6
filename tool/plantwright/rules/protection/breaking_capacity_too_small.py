"""PRO021: a fuse cannot break the prospective short-circuit current."""

import math
from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.physics.short_circuit import transformer_short_circuit_ka
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import at_least, not_checked
from plantwright.site.model import Site, Supply, Transformer


@rule(
    id="PRO021",
    severity=ERROR,
    title="Breaking capacity below the prospective short-circuit current",
    source=Source(document="PCT1200 user manual", clause="2.2, selection of fuses", lines="178-183"),
    refs=("ZES-020",),
    mend="choose another fuse",
    bad={"protection.F101.breaking_capacity_ka": 20},
    waivable=False,
)
def breaking_capacity_too_small(site: Site) -> Iterator[Verdict]:
    """Beyond its breaking capacity a fuse explodes; the greater of the stated and the computed current counts."""
    prospective_ka, how = _prospective(site.supply)
    for device in site.protection.values():
        if prospective_ka is None:
            yield not_checked(device, "supply.prospective_short_circuit_ka")
        elif device.breaking_capacity_ka is None:
            yield not_checked(device, f"protection.{device.tag}.breaking_capacity_ka")
        else:
            what, path = f"breaking capacity (against {how})", device.path("breaking_capacity_ka")
            yield at_least(device, what, device.breaking_capacity_ka, prospective_ka, "kA", path=path)


def _prospective(supply: Supply) -> tuple[float | None, str]:
    """Return the greater of the stated current and that of the transformer, and which one it is."""
    found: list[tuple[float, str]] = []
    if supply.prospective_short_circuit_ka is not None:
        found.append((supply.prospective_short_circuit_ka, "the stated short-circuit current"))
    if supply.transformer is not None:
        found.append(_behind(supply.transformer, supply.nominal_voltage_v))
    return max(found) if found else (None, "")


def _behind(transformer: Transformer, line_voltage_v: float) -> tuple[float, str]:
    """Return the current at the terminals of a transformer and what it comes from."""
    power, impedance = transformer.rated_power_kva, transformer.impedance_voltage_percent
    network = transformer.network_short_circuit_mva
    network_mva, behind = (math.inf, "") if network is None else (network, f" behind {network} MVA")
    current_ka = transformer_short_circuit_ka(power, impedance, line_voltage_v, network_mva=network_mva)
    return current_ka, f"{power} kVA with {impedance} %{behind}"

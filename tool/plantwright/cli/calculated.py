"""What `plantwright show` prints below an object: the numbers that are calculated of it, and those they rest on."""

from collections.abc import Iterator
from typing import Any

from plantwright.physics import bus_line
from plantwright.physics.fibre_budget import irradiance_w_per_m2, power_class, power_w
from plantwright.rules.bus import line, poll
from plantwright.rules.cabling import asked
from plantwright.rules.cabling.noise import RANKING, Contribution, End, Noise, ranking
from plantwright.rules.fibre import budget
from plantwright.rules.members import cables_by_route, on_buses
from plantwright.site.model import Bus, Cable, FibreLink, Item, Number, Route, Site
from plantwright.site.papers import POWER_LINE_EFFECT, paper

NOISE = "noise"  # what is shown under this word is no object but the whole site's


def calculated(site: Site, item: Item) -> dict[str, Any]:
    """Return what is calculated of an object, nothing for most kinds."""
    if isinstance(item, Bus):
        return _bus(site, item)
    if isinstance(item, FibreLink):
        return _fibre_link(item)
    if isinstance(item, Route):
        return _route(site, item)
    return _cable(site, item) if isinstance(item, Cable) else {}


def noise(site: Site) -> dict[str, Any]:
    """Return the ranking of all data cables, the errors of the paper it follows, and the conflicts of its tables."""
    source = paper(POWER_LINE_EFFECT)
    return {
        "note": RANKING,
        "ranking": [_noise(each) for each in ranking(site)],
        "source": f"{source.title}; {source.authors}; {source.published}",
        "errors_in_the_source": [
            {
                "id": each.id,
                "place": each.place,
                "printed": each.printed,
                "correct": each.correct,
                "done": each.handling,
            }
            for each in source.errors
        ],
        "table_conflicts": list(_conflicts(site)),
    }


def _bus(site: Site, bus: Bus) -> dict[str, Any]:
    devices = on_buses(site).get(bus.tag, ())
    found, loads = poll.cycle(bus, devices), line.unit_loads(bus, devices)
    idle_mv, bits = line.idle_voltage_mv(bus, devices), poll.character_bits(bus)
    return {
        "character": {"bits": bits, "time_ms": _short(1000 * bus_line.character_time_s(bus.baud_rate, bits))},
        "longest_gap_in_a_frame_ms": _short(1000 * bus_line.t15_s(bus.baud_rate)),
        "silence_between_frames_ms": _short(1000 * bus_line.t35_s(bus.baud_rate)),
        "poll_of_the_whole_bus": {
            "time_ms" if found.exact else "at_least_ms": _short(found.time_ms),
            **({"reply_delay_not_stated": list(found.without_delay)} if found.without_delay else {}),
            **({"registers_not_known": list(found.unknown)} if found.unknown else {}),
            "units": [
                {
                    "device": turn.device,
                    "registers": turn.registers,
                    "reads": turn.reads,
                    "reply_delay_ms": "not stated" if turn.reply_delay_ms is None else turn.reply_delay_ms,
                    "time_ms": _short(turn.time_ms),
                }
                for turn in found.turns
            ],
        },
        "units": {"number": len(devices) + bus.host_units, "allowed": line.most_units(bus, devices)},
        "unit_loads": {"sum": "not stated" if loads is None else _short(loads), "allowed": line.most_units(bus)},
        **({} if idle_mv is None else {"idle_voltage_mv": _short(idle_mv)}),
    }


def _fibre_link(link: FibreLink) -> dict[str, Any]:
    found, needed = budget.loss(link), budget.needed_loss_db(link)
    return {
        "loss_db": _loss(found) if found else "not checked",
        "applications": [
            {key: value for key, value in _use(each).items() if value is not None} for each in budget.uses(link)
        ],
        **({} if needed is None else {"least_loss_needed_db": _short(needed)}),
        **({} if link.power_dbm is None else {"power": _power(link, link.power_dbm)}),
    }


def _loss(found: budget.Loss) -> dict[str, Any]:
    return {
        "fibre": _short(found.fibre_db),
        "connections": _short(found.connections_db),
        "splices": _short(found.splices_db),
        "attenuator": _short(found.attenuator_db),
        "reserve": _short(found.margin_db),
        "sum": _short(found.total_db),
    }


def _use(each: budget.Use) -> dict[str, Any]:
    return {
        "application": each.application,
        "wavelength_nm": each.wavelength_nm,
        "loss_db": None if each.loss_db is None else _short(each.loss_db),
        "reach_m": each.reach_m,
        "loss_allowed_db": each.allowed_db,
        "reach_by_loss_m": None if each.reach_by_loss_m is None else _short(each.reach_by_loss_m),
        "verdict": each.verdict,
    }


def _power(link: FibreLink, power_dbm: Number) -> dict[str, Any]:
    power, area = power_w(power_dbm), link.effective_area_um2
    irradiance = {"irradiance_gw_per_m2": _short(irradiance_w_per_m2(power, area) / 1e9)} if area else {}
    return {"mw": _short(1000 * power), "class": str(power_class(power)), **irradiance}


def _route(site: Site, route: Route) -> dict[str, Any]:
    here = {cable.tag for cable in cables_by_route(site).get(route.tag, ())}
    ranked = [_noise(each) for each in ranking(site) if each.cable in here]
    conflicts = list(_conflicts(site))
    return {
        "separation": [_pair(each) for each in asked.pairs(site, route)],
        **({"table_conflicts": conflicts} if conflicts else {}),
        **({NOISE: {"note": RANKING, "ranking": ranked}} if ranked else {}),
    }


def _cable(site: Site, cable: Cable) -> dict[str, Any]:
    found = [_noise(each) for each in ranking(site) if each.cable == cable.tag]
    return {NOISE: {"note": RANKING, **found[0]}} if found else {}


def _pair(each: asked.Pair) -> dict[str, Any]:
    decides = each.decides
    return {
        "cable": each.cable,
        "power_cable": each.power,
        "distance_mm": _short(each.apart_mm),
        "asked": [
            {
                "rule_set": one.rule_set,
                "distance_mm": _short(one.needed.value_mm) if one.needed else "nothing said",
                **({} if one.needed is None or one.needed.proven else {"proven": False}),
            }
            for one in each.asked
        ],
        **({"decides": decides.rule_set} if decides else {}),
    }


def _noise(each: Noise) -> dict[str, Any]:
    if not each.known:
        return {"cable": each.cable, "not_estimated": each.why or f"needs {', '.join(each.missing)}"}
    starter, edge_mv = each.edge
    margin = each.margin_db
    return {
        "cable": each.cable,
        "between_the_wires_mv": _short(each.noise_mv),
        **({} if margin is None else {"threshold_mv": each.threshold_mv, "margin_db": _short(margin)}),
        "balance_db": "not stated" if each.balance_db is None else each.balance_db,
        "to_ground_mv": {
            "mains": _short(each.mains_mv),
            **({"harmonics": _short(each.harmonics_mv)} if each.harmonics_mv else {}),
            **({f"edge_of_{starter}": _short(edge_mv)} if starter else {}),
            **({"common_branch": _short(each.branch_mv)} if each.branch_mv else {}),
        },
        **({} if each.lumped_up_to_khz is None else {"one_circuit_up_to_khz": _short(each.lumped_up_to_khz)}),
        "from": [_contribution(one) for one in each.contributions],
    }


def _contribution(each: Contribution) -> dict[str, Any]:
    return {
        "power_cable": each.power,
        "route": each.route,
        "mains_mv": _short(each.mains_mv),
        **({"harmonics_mv": _short(each.harmonics_mv)} if each.harmonics_mv else {}),
        **({"edge_mv": _short(each.edge_mv)} if each.starter else {}),
        **({"edge_at_near_end": _end(each.near)} if each.near else {}),
        **({"edge_at_far_end": _end(each.far)} if each.far else {}),
        "screen": each.screen,
    }


def _end(end: End) -> str:
    return f"{_short(end.edge_mv)} mV, mostly by the {end.field} field"


def _conflicts(site: Site) -> Iterator[dict[str, str]]:
    for title, each in asked.conflicts(site):
        yield {"table": title, "place": each.place, "printed": each.printed, "done": each.handling}


def _short(value: Number) -> Number:
    """Return a calculated number with four significant digits, a whole one without a point."""
    short = float(f"{value:.4g}")
    return int(short) if short.is_integer() else short

"""A cable route: its section to scale and the cables in it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plantwright.findings.verdict import Verdict
from plantwright.report.figures.drawing import Figure
from plantwright.report.figures.tray import Distance, section
from plantwright.report.language import text
from plantwright.report.marks import FAIL, PASS, WAIVED, WARN, mark
from plantwright.report.text import NOT_APPLICABLE, SITE_FILES, joined, quantity, word
from plantwright.report.views.dossier import Dossier
from plantwright.site.model import Cable, Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    tag: str
    kind: str
    model: str
    ends: str
    cores: str
    diameter: str
    length: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutePage:
    tag: str
    title: str
    figure: Figure
    cables: tuple[Laid, ...]


def route_page(dossier: Dossier, route: Route) -> RoutePage:
    """Return a route; distances are those that a rule checked."""
    drawn = section(dossier.site, route, tuple(_distances(dossier, route)))
    return RoutePage(
        tag=route.tag,
        title=route.title,
        figure=Figure(
            drawing=drawn.drawing,
            conclusion=joined(_build(route, drawn.scale), _unknown(drawn.unknown), by=" "),
            source=_source(dossier, route),
        ),
        cables=tuple(_laid(dossier.site.cables.get(tag), tag, at) for tag, at in route.positions_mm.items()),
    )


def _build(route: Route, scale: str) -> str:
    divider = text("divider {kind}", kind=word(route.divider))
    about = joined(
        word(route.containment),
        text("width {value}", value=quantity(route.width_mm, "mm")) if route.width_mm else text("width not stated"),
        text("length {value}", value=quantity(route.length_m, "m")),
        text("no divider") if route.divider == "none" else divider,
    )
    return text("{about}; scale {scale}.", about=about, scale=scale)


def _unknown(tags: Sequence[str]) -> str:
    return text("No diameter is stated for {tags}.", tags=", ".join(tags)) if tags else ""


def _distances(dossier: Dossier, route: Route) -> Iterator[Distance]:
    """Yield the checked distances of a route, one a cable: that of the strictest rule set."""
    strictest: dict[str, Verdict] = {}
    for tag, verdict in _checked(dossier, route):
        if tag not in strictest or _margin(verdict) < _margin(strictest[tag]):
            strictest[tag] = verdict
    for tag, verdict in strictest.items():
        yield from _distance(dossier, route, tag, verdict)


def _source(dossier: Dossier, route: Route) -> str:
    """Return where the places of the cables and the distances they must keep come from."""
    rules = dict.fromkeys(str(verdict.source or "") for _, verdict in _checked(dossier, route))
    return joined(SITE_FILES, *rules, by="; ")


def _checked(dossier: Dossier, route: Route) -> Iterator[tuple[str, Verdict]]:
    """Yield cable and verdict: those in millimetres about `CABLE@ROUTE`."""
    for verdict in dossier.verdicts:
        tag, _, place = verdict.object.partition("@")
        if place == route.tag and verdict.unit == "mm" and mark(verdict) in (PASS, FAIL, WARN, WAIVED):
            yield tag, verdict


def _margin(verdict: Verdict) -> float:
    return math.inf if verdict.margin is None else verdict.margin


def _distance(dossier: Dossier, route: Route, tag: str, verdict: Verdict) -> Iterator[Distance]:
    power = [other for other in route.positions_mm if other != tag and _is_power(dossier.site.cables.get(other))]
    measured = isinstance(verdict.value, int | float) and isinstance(verdict.limit, int | float)
    if not power or not measured or tag not in route.positions_mm:
        return
    nearest = min(power, key=lambda other: abs(_clear_mm(dossier, route, tag, other) - float(verdict.value or 0)))
    yield Distance(
        near=tag,
        far=nearest,
        actual_mm=float(verdict.value or 0),
        required_mm=float(verdict.limit or 0),
        outcome=mark(verdict).kind,
    )


def _clear_mm(dossier: Dossier, route: Route, one: str, other: str) -> float:
    """Return the distance between the surfaces of two cables of a route."""
    radii = sum(
        (dossier.site.cables[tag].outer_diameter_mm or 0) / 2 for tag in (one, other) if tag in dossier.site.cables
    )
    return abs(route.positions_mm[one] - route.positions_mm[other]) - radii


def _is_power(cable: Cable | None) -> bool:
    return cable is not None and cable.kind == "power"


def _laid(cable: Cable | None, tag: str, at_mm: float) -> Laid:
    if cable is None:
        dash = NOT_APPLICABLE
        return Laid(
            tag=tag,
            kind=text("not described"),
            model=dash,
            ends=dash,
            cores=dash,
            diameter=dash,
            length=dash,
            place=quantity(at_mm),
        )
    cores = (
        f"{cable.cores} × {quantity(cable.cross_section_mm2, 'mm²')}"
        if cable.cross_section_mm2
        else quantity(cable.cores)
    )
    return Laid(
        tag=tag,
        kind=joined(word(cable.kind), cable.category, text("screened") if cable.screened else ""),
        model=cable.model or NOT_APPLICABLE,
        ends=joined(cable.from_, cable.to, by=" → ") or NOT_APPLICABLE,
        cores=cores,
        diameter=quantity(cable.outer_diameter_mm),
        length=quantity(cable.length_m),
        place=quantity(at_mm),
    )

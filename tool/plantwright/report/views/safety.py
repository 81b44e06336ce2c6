"""What must be known before anybody works on the plant: hazards, isolation points, and where the order stands."""

from dataclasses import dataclass

from plantwright.report.views.dossier import Dossier
from plantwright.report.views.method import HazardRow, IsolationPoint, hazards, isolation_points


@dataclass(frozen=True, slots=True, kw_only=True)
class FeederPoint:
    """An isolation point, with the feeder it belongs to."""

    feeder: str
    point: IsolationPoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """The hazards of all feeders, each once, and their isolation points."""

    hazards: tuple[HazardRow, ...]
    points: tuple[FeederPoint, ...]


def safety(dossier: Dossier) -> Safety:
    """Return what the method statements of the feeders say together."""
    feeders = tuple(dossier.site.feeders.values())
    return Safety(
        hazards=tuple(dict.fromkeys(row for feeder in feeders for row in hazards(dossier, feeder))),
        points=tuple(
            FeederPoint(feeder=feeder.tag, point=point)
            for feeder in feeders
            for point in isolation_points(dossier.site, feeder)
        ),
    )

"""CUR010: more PCT1200 are connected to a power meter than it can feed."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import model_source, of_model
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import sensors_by_supply
from plantwright.rules.say import at_most, not_applicable, not_checked
from plantwright.site.model import Site


@rule(
    id="CUR010",
    severity=ERROR,
    title="Too many PCT1200 on one power meter",
    source=Source(document="PCT1200 user manual", clause="5.10.1", lines="399-406"),
    refs=("ZES-065", "ZES-067", "X-050"),
    mend="feed a transducer from a PCTSIU4, or from another meter",
    bad={
        "sensors.CT204": {
            "feeder": "P201",
            "serial": "EX-PCT-0499",
            "supply": "LMG1",
            "channel": 4,
            "cable": {"model": "PCT1200-K-L6", "serial": "EX-PCT-0499"},
            "conductor": {"insulated": True},
        }
    },
)
def too_many_on_meter(site: Site) -> Iterator[Verdict]:
    """A power meter feeds its transducers from one supply; past its limit none of them measures right."""
    fed = sensors_by_supply(site)
    for meter in site.meters.values():
        sensors = [sensor for sensor in fed.get(meter.tag, ()) if sensor.type.type == "pct1200"]
        limit = of_model(meter, "pct1200_max")
        if not sensors:
            yield not_applicable(meter, "feeds no PCT1200")
        elif meter.type.models.get(meter.model, {}).get("supplies_pct1200") is False:
            yield not_applicable(meter, "CUR012 decides: this meter feeds no transducers")
        elif limit is None:
            yield not_checked(meter, f"models.{meter.model}.pct1200_max of the device type {meter.type.type}")
        else:
            extra = sensors[min(int(limit), len(sensors) - 1)]
            what, path = f"number of PCT1200 on {meter.model}", extra.path("supply")
            hint = f"feed {extra.tag} from a PCTSIU4, or from another meter"
            yield at_most(meter, what, len(sensors), limit, path=path, source=model_source(meter), hint=hint)

"""REC028: a current measuring chain is wrong: its supply, its polarity or its serial numbers."""

from collections.abc import Iterator

from plantwright.findings.verdict import Path, Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, passed
from plantwright.site.model import Sensor, Site
from plantwright.site.records import CurrentChain, in_force, of_kind


@rule(
    id="REC028",
    severity=ERROR,
    title="Current measuring chain not right",
    source=Source(document="PCT1200 user manual", clause="figure 2; 5.7; 5.8", lines="240, 362, 368-373"),
    refs=("ZES-062", "ZES-063", "ZES-078"),
    bad={"records.2026-10-09-current-chain-CT101.polarity": "wrong"},
)
def chain_not_right(site: Site) -> Iterator[Verdict]:
    """Without supply a primary current harms the transducer; a wrong sign or cable makes every later value wrong."""
    for chain in of_kind(in_force(site.records.values()), CurrentChain):
        sensor = site.sensors.get(chain.object)
        for path, found, wanted in _wanted(chain, sensor):
            what = f"{chain.file}: {path[-1]} is {found}"
            if found == wanted:
                yield passed(chain.object, what, path=path)
            else:
                hint = "mend the chain and check it again, before any value is used"
                yield fail(chain.object, f"{what}, must be {wanted}", value=found, limit=wanted, path=path, hint=hint)


def _wanted(chain: CurrentChain, sensor: Sensor | None) -> Iterator[tuple[Path, str, str]]:
    """Yield each thing that was seen: where it stands, what it is and what it has to be."""
    yield chain.path("polarity"), chain.polarity, "right"
    yield chain.path("supply_light"), chain.supply_light, "green"
    known = {"head": sensor.serial, "cable": sensor.cable.serial if sensor.cable else ""} if sensor else {}
    for part, serial in chain.serials.items():
        if known.get(part):
            yield chain.path("serials", part), serial, known[part]

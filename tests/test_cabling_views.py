"""The pages of buses, fibre links and noise: what a reader is told of the calculated numbers."""

import dataclasses
from typing import Any

from plantwright.report.text import SPACE
from plantwright.report.views.buses import bus_page
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.fibre import link_row
from plantwright.report.views.noise import noise_part
from plantwright.site.model import Site


def changed(site: Site, section: str, tag: str, **fields: Any) -> Site:
    objects = getattr(site, section)
    sections: dict[str, Any] = {section: {**objects, tag: dataclasses.replace(objects[tag], **fields)}}
    return dataclasses.replace(site, **sections)


def bus_facts(site: Site) -> dict[str, str]:
    page = bus_page(Dossier(site=site, verdicts=()), site.buses["RS1"])
    return {fact.name: fact.value.replace(SPACE, " ") for fact in page.facts}


def test_a_bus_tells_its_load_its_idle_voltage_and_the_time_of_a_poll(site: Site) -> None:
    told = bus_facts(site)
    assert told["Polarisation"] == "2 × 560 Ω at 0 m, idles at 307 mV"
    assert told["Load"] == "4 of 28 units, 4 unit loads"
    assert told["Poll of all units"] == "510 ms, wanted every 1000 ms"
    stated = site.starters["SS101"].bus
    assert stated is not None
    address = dataclasses.replace(stated, reply_delay_ms=None, unit_load=None)
    unknown = bus_facts(changed(site, "starters", "SS101", bus=address))
    assert unknown["Load"] == "4 of 28 units, unit loads not stated"
    told_poll = "at least 470 ms, wanted every 1000 ms, no reply delay stated for SS101"
    assert unknown["Poll of all units"] == told_poll
    silent = changed(site, "buses", "RS1", polarisation=None, poll_period_ms=None)
    assert (bus_facts(silent)["Polarisation"], bus_facts(silent)["Poll of all units"]) == ("none stated", "510 ms")


def test_noise_is_ranked_and_the_errors_of_its_source_are_told(site: Site) -> None:
    found = noise_part(Dossier(site=site, verdicts=()))
    assert found is not None
    assert found.note == "An estimate, presented as ranking, not proof"
    assert [row.cable for row in found.rows] == ["W902", "W901", "W911"]
    assert found.rows[0].margin.replace(SPACE, " ") == "22 dB"
    assert len(found.errors) + found.slips == 14
    assert "Eq. 16" in [row.place for row in found.errors]
    assert found.conflicts == ()
    both = dataclasses.replace(site, standards=dataclasses.replace(site.standards, separation=("tia-569",)))
    told = noise_part(Dossier(site=both, verdicts=()))
    assert told is not None
    assert len(told.conflicts) == 5
    assert noise_part(Dossier(site=dataclasses.replace(site, cables={}), verdicts=())) is None


def test_a_cable_that_cannot_be_estimated_says_what_it_needs(site: Site) -> None:
    found = noise_part(Dossier(site=changed(site, "cables", "W911", common_mode_ohm=None), verdicts=()))
    assert found is not None
    assert [(row.cable, row.why) for row in found.rows if row.why] == [("W911", "needs cables.W911.common_mode_ohm")]


def test_a_fibre_link_shows_its_loss_the_allowance_and_what_was_measured(site: Site) -> None:
    rows = [link_row(Dossier(site=site, verdicts=()), link) for link in site.fibre_links.values()]
    told = [tuple(text.replace(SPACE, " ") for text in (row.tag, row.loss, row.allowed, row.measured)) for row in rows]
    assert told == [("FO1", "3.44 dB", "4.57 dB", "1.62 dB"), ("FO2", "1.92 dB", "2.6 dB", "not done")]

"""Findings for machines that read line by line: a heading for each site, then one verdict a line."""

import json
from collections.abc import Iterator
from typing import Any

from plantwright.findings.checked import Checked
from plantwright.findings.reporters.json import heading, verdict_data


def report(checked: Checked) -> str:
    """Return the lines; a heading has `format_version` and `summary`, a verdict names its site and has `verdict`."""
    return "".join(json.dumps(each, ensure_ascii=False, allow_nan=False) + "\n" for each in _objects(checked))


def _objects(checked: Checked) -> Iterator[dict[str, Any]]:
    for site in checked.sites:
        yield heading(site, checked.switched_off)
        yield from ({"site": site.name, **verdict_data(verdict)} for verdict in site.verdicts)

"""The outputs of insulation monitors and what they switch: a verdict on each of them."""

from collections.abc import Callable, Iterator

from plantwright.findings.verdict import Verdict
from plantwright.rules.say import not_applicable
from plantwright.site.model import Monitor, Output, Site

Judge = Callable[[Monitor, str, Output], Verdict]


def each_output(site: Site, judge: Judge) -> Iterator[Verdict]:
    """Yield the verdict on every output, or that a monitor states none."""
    for monitor in site.monitors.values():
        if not monitor.outputs:
            yield not_applicable(monitor, "nothing is stated that its outputs switch")
        for name, output in monitor.outputs.items():
            yield judge(monitor, name, output)


def called(monitor: Monitor, name: str) -> str:
    """Return the object of a verdict on an output."""
    return f"{name}@{monitor.tag}"

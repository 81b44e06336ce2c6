"""The table of the newest readings: what each device says, and who is silent. Pure."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from plantwright.monitor.layout import polled
from plantwright.monitor.meaning import OVER, Reading, reading
from plantwright.monitor.series import ALARMS, UNIT, probe_of
from plantwright.monitor.store import Sample
from plantwright.monitor.times import from_milliseconds
from plantwright.monitor.watch import State
from plantwright.site.model import Device, Site

HEAD = ("device", "what", "reads", "", "at")
Row = tuple[str, ...]


def rows(site: Site, devices: Sequence[Device], state: State) -> list[Row]:
    """Return the rows of the table in the order of the site, words of unknown meaning together."""
    return [row for device in devices for row in _device(site, device, state)]


def readings(sample: Sample) -> list[Reading]:
    """Return what a sample says, register by register."""
    return [reading(entry, raw) for entry, raw in zip(sample.layout.entries, sample.raw, strict=True)]


def _device(site: Site, device: Device, state: State) -> Iterator[Row]:
    sample = state.latest.get(device.tag)
    if device.tag in state.silent:
        yield device.tag, "no answer", state.silent[device.tag], "", ""
    if sample is None:
        if device.tag not in state.silent:
            yield device.tag, f"{len(polled(device.type))} registers", "not read yet", "", ""
        return
    at = from_milliseconds(sample.at).astimezone().strftime("%H:%M:%S")
    for unknown, group in groupby(readings(sample), key=_meaningless):
        each = tuple(group)
        if unknown:
            yield device.tag, _span(each), " ".join(str(one.raw) for one in each), "raw: meaning not proven", at
        else:
            yield from ((device.tag, _what(site, device, one), one.words, _remark(device, one), at) for one in each)


def _meaningless(each: Reading) -> bool:
    entry = each.entry
    return not (entry.verified or entry.unit or entry.codes or entry.bits)


def _span(group: Sequence[Reading]) -> str:
    first, last = group[0].entry.register or 0, group[-1].entry.register or 0
    return f"0x{first:04X}" if first == last else f"0x{first:04X} to 0x{last:04X}"


def _what(site: Site, device: Device, each: Reading) -> str:
    probe = probe_of(site, device.tag, each.entry.channel) if each.entry.channel else ""
    return f"{each.entry.title}, {probe}" if probe else each.entry.title


def _remark(device: Device, each: Reading) -> str:
    """Return which alarm limits a resistance of a proven register is at or below."""
    if each.entry.unit != UNIT or not each.entry.verified or not isinstance(each.value, int | float):
        return ""
    limits = [(name, device.setting(name)) for name in ALARMS]
    met = [f"{name.split('_mohm')[0].replace('_', ' ')} ({limit} {UNIT})" for name, limit in limits
           if isinstance(limit, int | float) and each.value <= limit and each.bound != OVER]  # fmt: skip
    return f"at or below {' and '.join(met)}" if met else ""

"""Faults and actions as people write them: `SS101: drop reply, at 3, function 6` and `SS101: power cycle`."""

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from plantwright.modbus.codec import CodecError, encode
from plantwright.modbus.simulator.faults import BEHAVIOURS, Fault, Kind
from plantwright.site.catalog import DeviceType
from plantwright.site.model import Site

LONGEST_S = 600.0
_WHEN = ("at", "times", "function", "register")
_ARGUMENTS = ("value", "delay", "change")

GRAMMAR = """\
a fault is `WHO: KIND`, then what it needs, each after a comma; WHO is a device, or a bus for every device on it:
  at N              begins with the N-th request that fits (1)
  times N           acts on that many requests; `times always`: on all that follow
  function N        fits this function only: 3, 6 or 16
  register R        fits requests that begin with this register: 0x1005, a code (F0.05) or a parameter's name
  value N           what the kind says, 0 to 65535, decimal or 0x
  delay T           what the kind says, in s or ms: 2 s, 50 ms
  change R=V        register R becomes V (raw number, or a value by name); may be given several times"""


class Misworded(ValueError):
    """A fault or action cannot be understood; the message says what was found, `hint` what is allowed."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """The parts of a text: who, what, and the words behind it, each with its value."""

    who: str
    what: str
    words: tuple[tuple[str, str], ...] = ()
    types: tuple[DeviceType, ...] = ()
    changes: Mapping[int, int] = field(default_factory=dict)

    def get(self, word: str) -> str | None:
        """Return the value of a word, None when it was not given."""
        return dict(self.words).get(word)


def parse_fault(site: Site, text: str) -> tuple[str, Fault]:
    """Return the tag of the bus and the fault that a text names; raise Misworded."""
    worded = _worded(site, text, (*_WHEN, *_ARGUMENTS))
    kind = Kind(_known(worded.what, list(Kind), "kind of fault", "`--fault list` prints the kinds"))
    behaviour = BEHAVIOURS[kind]
    _check_arguments(kind, worded)
    return _bus(site, worded.who), Fault(
        kind=kind, unit=_unit(site, worded.who), at=_number(worded, "at", 1, 1_000_000) or 1,
        times=_times(worded), function=_number(worded, "function", 1, 127), register=_register_word(worded),
        value=_number(worded, "value", behaviour.least, behaviour.most) or 0, delay_s=_delay_s(worded),
        changes=worded.changes,
    )  # fmt: skip


def parse_action(site: Site, text: str, known: Collection[str]) -> Worded:
    """Return what an action text names, one of the `known` actions of a device; raise Misworded."""
    worded = _worded(site, text, ("value", "change"))
    if worded.who in site.buses:
        raise Misworded(f"`{worded.who}` is a bus; an action is for one device", _devices(site))
    _known(worded.what, known, "action", f"actions: {', '.join(known)}")
    _number(worded, "value", 0, 0xFFFF)
    return worded


def _worded(site: Site, text: str, allowed: Collection[str]) -> Worded:
    who, colon, rest = text.partition(":")
    what, *words = [" ".join(part.split()) for part in rest.split(",")]
    if not colon or not what:
        raise Misworded(f"`{text}` is not `WHO: WHAT`", "write for example `SS101: drop reply, at 3, function 6`")
    types = _types(site, who.strip())
    pairs = tuple(_pair(word, allowed) for word in words)
    twice = {word for word, _ in pairs if word != "change" and [each for each, _ in pairs].count(word) > 1}
    if twice:
        raise Misworded(f"`{min(twice)}` is given twice in `{text}`", "give it once")
    changes = dict(_change(types, value) for word, value in pairs if word == "change")
    return Worded(who=who.strip(), what=what.lower(), words=pairs, types=types, changes=changes)


def _pair(text: str, allowed: Collection[str]) -> tuple[str, str]:
    word, _, value = text.partition(" ")
    if word not in allowed or not value:
        raise Misworded(f"`{text}` is not understood", f"each part is one of {', '.join(allowed)} with its value")
    return word, value


def _types(site: Site, who: str) -> tuple[DeviceType, ...]:
    """Return the types of the devices that are meant."""
    if who in site.buses:
        return tuple(device.type for device in site.on_bus(site.buses[who]))
    found = _on_buses(site).get(who)
    if found is None:
        raise Misworded(f"there is no device or bus `{who}` in the rehearsal plant", _devices(site))
    return (found[1],)


def _on_buses(site: Site) -> Mapping[str, tuple[str, DeviceType, int]]:
    """Return bus, type and address of each device that is on a bus, by its tag."""
    return {
        device.tag: (bus.tag, device.type, device.bus.address)
        for bus in site.buses.values()
        for device in site.on_bus(bus)
        if device.bus and device.type.modbus
    }


def _devices(site: Site) -> str:
    return f"devices: {', '.join(_on_buses(site))}; buses: {', '.join(site.buses)}"


def _bus(site: Site, who: str) -> str:
    return who if who in site.buses else _on_buses(site)[who][0]


def _unit(site: Site, who: str) -> int | None:
    return None if who in site.buses else _on_buses(site)[who][2]


def _known(word: str, known: Iterable[str], what: str, hint: str) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    if word not in known:
        raise Misworded(f"there is no {what} `{word}`", f"did you mean `{near[0]}`? {hint}" if near else hint)
    return word


def _check_arguments(kind: Kind, worded: Worded) -> None:
    behaviour = BEHAVIOURS[kind]
    given = [word for word, _ in worded.words if word in _ARGUMENTS]
    for missing in (word for word in behaviour.needs if word not in given):
        raise Misworded(f"`{kind}` needs `{missing}`", f"{kind}: {behaviour.about}")
    for extra in (word for word in given if word not in (*behaviour.needs, *behaviour.takes)):
        raise Misworded(f"`{kind}` takes no `{extra}`", f"{kind}: {behaviour.about}")


def _number(worded: Worded, word: str, low: int, high: int) -> int | None:
    text = worded.get(word)
    return None if text is None else _whole(word, text, low, high)


def _whole(word: str, text: str, low: int, high: int) -> int:
    plain = re.fullmatch(r"0x[0-9a-f]{1,4}|[0-9]{1,7}", text.lower(), re.ASCII)
    number = int(text, 16 if text.lower().startswith("0x") else 10) if plain else -1
    if not low <= number <= high:
        raise Misworded(f"`{word} {text}` is no whole number from {low} to {high}", f"write `{word} {low}` for example")
    return number


def _times(worded: Worded) -> int | None:
    always = worded.get("times") == "always"
    return _ALWAYS if always else _number(worded, "times", 1, _ALWAYS)


_ALWAYS = 1_000_000


def _delay_s(worded: Worded) -> float:
    text = worded.get("delay")
    if text is None:
        return 0.0
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,6})?) ?(ms|s)", text, re.ASCII)
    seconds = float(found[1]) / (1000 if found[2] == "ms" else 1) if found else -1.0
    if not 0 < seconds <= LONGEST_S:
        raise Misworded(f"`delay {text}` is no time up to {LONGEST_S:g} s", "write `delay 2 s` or `delay 50 ms`")
    return seconds


def _register_word(worded: Worded) -> int | None:
    text = worded.get("register")
    return None if text is None else _register(worded.types, text)


def _register(types: Iterable[DeviceType], text: str) -> int:
    if text.lower().startswith("0x"):
        return _whole("register", text, 0, 0xFFFF)
    entries = [entry for kind in types for entry in kind.map.values()]
    for entry in entries:
        if text in (entry.name, entry.code) and entry.register is not None:
            return entry.register
    near = difflib.get_close_matches(text, [entry.name for entry in entries], n=1)
    hint = f"did you mean `{near[0]}`?" if near else "write it as 0x1005, as F0.05 or by the parameter's name"
    raise Misworded(f"there is no register `{text}`", hint)


def _change(types: Iterable[DeviceType], text: str) -> tuple[int, int]:
    name, equals, value = text.partition("=")
    if not equals:
        raise Misworded(f"`change {text}` is not `change REGISTER=VALUE`", "write `change 0x1005=350` for example")
    kinds = tuple(types)
    register = _register(kinds, name.strip())
    entry = next((kind.map[register] for kind in kinds if register in kind.map), None)
    if entry is None:
        raise Misworded(f"there is no register `{name.strip()}`", "write it as `plantwright show` names it")
    try:
        return register, encode(entry, value.strip()) if value.strip() in entry.codes else _raw(value.strip())
    except CodecError as error:
        raise Misworded(str(error), "write the raw number") from error


def _raw(text: str) -> int:
    return _whole("change", text, 0, 0xFFFF)

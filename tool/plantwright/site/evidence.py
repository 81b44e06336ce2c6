"""What was learned of a device type on real units, and what it proves of codes, scales and the write function. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from plantwright.frozen import dataclass, field, replace
from plantwright.site.catalog import DeviceType, Number, Parameter, Value

SECTION = "evidence"
"""The folder of a site with its evidence, one file for each device type."""

DOCUMENTS = "documents"
"""What proves a register of which nothing is open."""

NOTHING_SEEN = "0 of "
"""How the gap of a register begins of which nobody has learned anything."""

PAIRS_FOR_A_SCALE = 2
"""How many different values prove a scale; our own choice: one pair fits many scales with an offset, two fit one."""


SCALE_PLACES = 4
"""Decimals of a scale that is offered instead of a wrong one; our own choice: no device here counts in finer steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What a keypad showed of a parameter, in `unit`, and what its register held then.

    `fingerprint` and `serial` tell which unit it was, `at` when, with its zone. `rehearsal`: a simulator was read.
    """

    parameter: str
    shown: Value
    raw: int
    device: str
    fingerprint: Mapping[str, int]
    person: str
    at: str
    unit: str = ""
    serial: str = ""
    rehearsal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteProof:
    """A write of the value that a register held already: acknowledged in every field and read back, told by a run."""

    parameter: str
    function: int
    raw: int
    device: str
    fingerprint: Mapping[str, int]
    person: str
    at: str
    run: str
    serial: str = ""
    rehearsal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one file of evidence holds of a device type."""

    type: str
    pairs: tuple[Pair, ...] = ()
    writes: tuple[WriteProof, ...] = field(default_factory=tuple)

    def of(self, parameter: str, rehearsal: bool = False) -> tuple[Pair, ...]:
        """Return the pairs of a parameter, learned on real units or on a rehearsal plant."""
        return tuple(each for each in self.pairs if (each.parameter, each.rehearsal) == (parameter, rehearsal))


class Proof(NamedTuple):
    """Whether a register may count as known; `by` says what proves it, or what is missing.

    `contradiction` holds both numbers where a pair does not fit the device type.
    """

    proven: bool
    by: str
    contradiction: str = ""


def proven(kind: DeviceType, parameter: Parameter, evidence: Evidence | None) -> Proof:
    """Return whether codes, scale and write function of a parameter are proven, by documents or on real units.

    A rehearsal never counts, and a pair that contradicts the device type disproves it, whatever documents say.
    """
    coding = proven_coding(parameter, evidence.of(parameter.name) if evidence else ())
    written = proven_function(kind, evidence.writes if evidence else ())
    if coding.contradiction or not (coding.proven and written.proven):
        by = "; ".join(each.by for each in (coding, written) if not each.proven)
        return Proof(False, by, coding.contradiction)
    return Proof(True, "; ".join(dict.fromkeys((coding.by, written.by))))


def proven_coding(parameter: Parameter, pairs: Sequence[Pair]) -> Proof:
    """Return whether pairs, all of them taken as they are, prove how a parameter is coded."""
    wrong = next((each for each in pairs if not agrees(parameter, each)), None)
    if wrong:
        contradiction = contradicted(parameter, wrong, pairs)
        return Proof(False, contradiction, contradiction)
    if parameter.verified:
        return Proof(True, DOCUMENTS)
    missing = _missing(parameter, pairs)
    return Proof(False, missing) if missing else Proof(True, f"{len(pairs)} pairs{_by(pairs)}")


def reads_true(parameter: Parameter, evidence: Evidence | None) -> bool:
    """Return whether the value that a register reads is proven: by documents, or by what real units showed."""
    return proven_coding(parameter, evidence.of(parameter.name) if evidence else ()).proven


def proven_function(kind: DeviceType, writes: Sequence[WriteProof]) -> Proof:
    """Return whether documents, or a write on a real unit, prove the function by which a type is written."""
    if kind.modbus and kind.modbus.verified:
        return Proof(True, DOCUMENTS)
    function = kind.modbus.write_function if kind.modbus else 0
    real = [each for each in writes if each.function == function and not each.rehearsal]
    if not real:
        return Proof(False, f"no write by function {function} was proven on a real unit")
    return Proof(True, f"a write by function {function}{_by(real)}")


def agrees(parameter: Parameter, pair: Pair) -> bool:
    """Return whether a pair is what the device type says: exactly, in decimal arithmetic."""
    if parameter.codes:
        return parameter.codes.get(_name(pair.shown)) == pair.raw
    if parameter.kind == "boolean":
        return isinstance(pair.shown, bool) and int(pair.shown) == pair.raw
    if parameter.kind == "enum" or isinstance(pair.shown, bool | str) or pair.unit != parameter.unit:
        return False
    return pair.raw * _decimal(parameter.scale) == _decimal(pair.shown)


def contradicted(parameter: Parameter, wrong: Pair, pairs: Sequence[Pair]) -> str:
    """Return both numbers of a pair that does not fit, and the coding that all pairs fit, where there is one."""
    shown = f"{_name(wrong.shown)} {wrong.unit}".rstrip()
    told = f"the keypad showed {shown} while the register held raw {wrong.raw}"
    return f"{told}; by the device type raw {wrong.raw} is {_told(parameter, wrong.raw)}: {_fitting(parameter, pairs)}"


def _told(parameter: Parameter, raw: int) -> str:
    if parameter.kind in ("integer", "number"):
        return f"{raw * _decimal(parameter.scale):f} {parameter.unit}".rstrip()
    names = {code: name for name, code in parameter.codes.items()}
    names = names or ({0: "false", 1: "true"} if parameter.kind == "boolean" else {})
    return names.get(raw, "no code")


def _fitting(parameter: Parameter, pairs: Sequence[Pair]) -> str:
    if parameter.kind in ("integer", "number"):
        scale = next(_scales(pairs), Decimal(0))
        fits = scale > 0 and all(agrees(replace(parameter, scale=float(scale)), pair) for pair in pairs)
        return f"all pairs fit `scale: {scale:f}`" if fits else "no scale fits all pairs"
    codes = {(_name(pair.shown), pair.raw) for pair in pairs}
    if len({name for name, _ in codes}) == len({raw for _, raw in codes}) == len(codes):
        listed = ", ".join(f"{name}: {raw}" for name, raw in sorted(codes, key=lambda each: each[1]))
        return f"all pairs fit `codes: {{{listed}}}`"
    return "no list of codes fits all pairs"


def _scales(pairs: Sequence[Pair]) -> Iterator[Decimal]:
    """Yield the scale that each pair with a value other than 0 has by itself."""
    for pair in pairs:
        if pair.raw and not isinstance(pair.shown, bool | str):
            yield round(_decimal(pair.shown) / pair.raw, SCALE_PLACES).normalize()


def _missing(parameter: Parameter, pairs: Sequence[Pair]) -> str:
    """Return what pairs that agree leave open, empty when nothing."""
    if parameter.kind in ("integer", "number") and not parameter.codes:
        seen = len({pair.raw for pair in pairs})
        return f"{seen} of {PAIRS_FOR_A_SCALE} values seen on a unit" if seen < PAIRS_FOR_A_SCALE else ""
    known = set(parameter.codes.values()) or ({0, 1} if parameter.kind == "boolean" else set())
    open_ = known - {pair.raw for pair in pairs}
    return f"{len(known) - len(open_)} of {len(known)} codes seen on a unit" if open_ or not known else ""


def _by(entries: Sequence[Pair] | Sequence[WriteProof]) -> str:
    told = dict.fromkeys(f"{each.person}, {each.at[:10]}" for each in entries)
    return f" ({'; '.join(told)})"


def _name(shown: Value) -> str:
    return str(shown).lower() if isinstance(shown, bool) else str(shown)


def _decimal(number: Number) -> Decimal:
    return Decimal(str(number))

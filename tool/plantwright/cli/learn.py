"""`plantwright learn`: prove codes, scales and the write function of a device type on one real unit."""

import argparse
import dataclasses
import sys
from collections.abc import Iterator, Sequence
from getpass import getuser
from pathlib import Path

from plantwright import __version__
from plantwright.cli import devices, screen
from plantwright.cli.interrupts import interrupts
from plantwright.cli.issuing import at_the_unit
from plantwright.cli.sites import site_of
from plantwright.deploy import durable, learning
from plantwright.deploy.guards import refuse
from plantwright.deploy.learning import Shown, Unit
from plantwright.deploy.outcome import Applied
from plantwright.deploy.plan import to_json
from plantwright.deploy.planning import Said, plan_of
from plantwright.deploy.session import run_plan
from plantwright.deploy.targets import targets
from plantwright.findings.exit_code import MEANING, ExitCode, Stop
from plantwright.findings.reporters.json import dumps
from plantwright.site.catalog import Parameter
from plantwright.site.evidence import Evidence, Pair, Proof
from plantwright.site.model import Site
from plantwright.site.places import folder_of, runs_of

HELP = "prove codes, scales and the write function of a device type on one unit: keypad against register"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `learn`."""
    parser.epilog = (
        "example: plantwright learn clr8g --site sites/riverside --device SS301 --pair current_limit_percent=300"
    )
    parser.add_argument("type", metavar="TYPE", help="the device type, for example clr8g")
    parser.add_argument("--site", required=True, metavar="SITE", help="the site's folder or file")
    parser.add_argument("--device", required=True, metavar="TAG", help="the unit, for example SS301")
    devices.rehearsal_option(parser)
    parser.add_argument("--parameter", nargs="+", action="extend", default=[], metavar="NAME",
                        help="only these parameters (default: all that no document proves)")  # fmt: skip
    parser.add_argument("--pair", action="append", default=[], metavar="NAME=SHOWN",
                        help="what the keypad shows now, without being asked; may be given several times; - reads a "
                             "JSON list of {parameter, shown} from stdin")  # fmt: skip
    parser.add_argument("--write", metavar="NAME",
                        help="prove the write function: write the value that this register holds already")  # fmt: skip
    parser.add_argument("--person", default=getuser(), help="who stands at the unit (default: the user)")
    parser.add_argument("--serial", default="", metavar="NUMBER", help="serial number of the unit")
    parser.add_argument("--as-root", action="store_true", help="write to a real device although the user is root")
    parser.add_argument("--journal", type=Path, metavar="DIR", help="where runs are kept (default: SITE/records/runs)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form of the result on stdout")


def run(args: argparse.Namespace) -> int:
    """Learn from one unit; return 1 when it contradicts the device type."""
    _, site = site_of(args.site)
    device = learning.unit_of(site, args.type, args.device)
    endpoint = targets(site, args.rehearsal)[device.bus.name if device.bus else ""]
    unit = Unit(device, endpoint, args.rehearsal is not None, args.person, args.serial)
    path = learning.place(folder_of(Path(args.site)), unit.kind)
    evidence = learning.known(site, unit.kind, path)
    wanted = learning.chosen(unit.kind, [*args.parameter, *([args.write] if args.write else [])])
    given = _given(args, unit)
    durable.make_folder(path.parent)
    with durable.held(path.parent, f"another `plantwright learn` writes {path}"):
        if args.write:
            return _write(args, site, unit, wanted[-1], evidence, path)
        if given:
            evidence = _kept(path, evidence, learning.look(unit, given))
        elif sys.stdin.isatty():
            evidence = _asked(unit, wanted, evidence, path)
        else:
            raise Stop(ExitCode.USAGE, "there is no terminal to ask at, and no --pair", "give --pair NAME=SHOWN")
    touched = {each.parameter.name: each.parameter for each in given} or {each.name: each for each in wanted}
    return _told(args, unit, evidence, list(touched.values()), path)


def _given(args: argparse.Namespace, unit: Unit) -> list[Shown]:
    return [
        each
        for text in args.pair
        for each in (
            learning.shown_in_json(unit.kind, sys.stdin.read()) if text == "-" else [learning.shown_in(unit.kind, text)]
        )
    ]


def _kept(path: Path, evidence: Evidence, pairs: Sequence[Pair]) -> Evidence:
    """Store pairs at once: nothing that was typed is lost."""
    more = dataclasses.replace(evidence, pairs=(*evidence.pairs, *pairs))
    learning.store(path, more)
    return more


def _asked(unit: Unit, wanted: Sequence[Parameter], evidence: Evidence, path: Path) -> Evidence:
    """Ask for one parameter after the other until each is proven, skipped or contradicted."""
    for parameter in wanted:
        while not ((proof := learning.judged(unit, parameter, evidence)).proven or proof.contradiction):
            typed = screen.ask(_question(parameter, proof), ended="q")
            if typed in ("", "q"):
                break
            try:
                shown = Shown(parameter, learning.parse(parameter, typed))
                evidence = _kept(path, evidence, learning.look(unit, [shown]))
            except Stop as stop:
                if stop.code is ExitCode.NOT_DURABLE:
                    raise
                screen.note(f"  {stop.message}\n  next: {stop.hint}")
                continue
            screen.note(f"  {_line(unit, evidence.pairs[-1], learning.judged(unit, parameter, evidence))}")
        if not proof.proven and not proof.contradiction and typed == "q":
            break
    return evidence


def _question(parameter: Parameter, proof: Proof) -> str:
    bounds = f"{parameter.minimum} to {parameter.maximum} {parameter.unit}".rstrip()
    allowed = ", ".join(map(str, parameter.codes)) or ("true, false" if parameter.kind == "boolean" else bounds)
    return (
        f"{parameter.code} {parameter.name} ({parameter.title}; {allowed}), {proof.by}.\n"
        "  Set a value not seen yet at the keypad and type what it shows (Enter: the next one, q: end): "
    )


def _line(unit: Unit, pair: Pair, proof: Proof) -> str:
    kind = "REHEARSAL: " if unit.rehearsal else ""
    found = f"contradiction: {proof.contradiction}" if proof.contradiction else f"agrees; {proof.by}"
    return f"{kind}{pair.parameter}: keypad {devices.amount(pair.shown, pair.unit)}, raw {pair.raw}: {found}"


def _told(
    args: argparse.Namespace, unit: Unit, evidence: Evidence, parameters: Sequence[Parameter], path: Path
) -> ExitCode:
    proofs = {each.name: learning.judged(unit, each, evidence) for each in parameters}
    code = ExitCode.NO if any(each.contradiction for each in proofs.values()) else ExitCode.DONE
    text = "\n".join(_lines(unit, evidence, proofs, path)) + "\n"
    screen.last_word(dumps(_data(unit, evidence, proofs, code)) if args.format == "json" else text)
    return code


def _lines(unit: Unit, evidence: Evidence, proofs: dict[str, Proof], path: Path) -> Iterator[str]:
    kind = "REHEARSAL: " if unit.rehearsal else ""
    for name, proof in proofs.items():
        pairs = evidence.of(name, unit.rehearsal)
        if pairs:
            yield _line(unit, pairs[-1], proof)
    done = sum(proof.proven for proof in proofs.values())
    yield f"{kind}{done} of {len(proofs)} parameters of {unit.kind.type} have a proven coding; kept in {path}"
    if unit.rehearsal:
        yield "REHEARSAL: a simulator proves nothing of real devices"


def _data(unit: Unit, evidence: Evidence, proofs: dict[str, Proof], code: ExitCode) -> dict[str, object]:
    return {
        "format_version": 1,
        "tool_version": __version__,
        "type": unit.kind.type,
        "device": unit.device.tag,
        "rehearsal": unit.rehearsal,
        "exit_code": int(code),
        "pairs": [dataclasses.asdict(each) for name in proofs for each in evidence.of(name, unit.rehearsal)],
        "proofs": {name: proof._asdict() for name, proof in proofs.items()},
    }


def _write(
    args: argparse.Namespace, site: Site, unit: Unit, parameter: Parameter, evidence: Evidence, path: Path
) -> ExitCode:
    """Write what a register holds already, once, as a run of its own, and keep what that proves."""
    function = unit.kind.modbus.write_function if unit.kind.modbus else 0
    _ask_tag(unit, parameter, function)
    device = learning.planned_write(unit, parameter, evidence)
    where, folder = targets(site, args.rehearsal), Path(args.site)
    plan = plan_of(site, folder, where, unit.rehearsal, (device,), Said(), learning.PURPOSE)
    runs = args.journal or runs_of(folder)
    at_the_unit(plan, site, args.rehearsal, runs, args.as_root)
    run_folder, applied = run_plan(plan, to_json(plan), site, where, runs, args.person, screen.note, interrupts())
    found = learning.proof_of(unit, plan, applied)
    if found:
        learning.store(path, dataclasses.replace(evidence, writes=(*evidence.writes, found)))
    told = {
        "format_version": 1, "tool_version": __version__, "type": unit.kind.type, "device": unit.device.tag,
        "rehearsal": unit.rehearsal, "exit_code": int(applied.code), "run": str(run_folder), "proven": bool(found),
        "outcome": next(map(dataclasses.asdict, applied.outcomes), None),
    }  # fmt: skip
    text = "\n".join(_write_lines(unit, applied, run_folder, function)) + "\n"
    screen.last_word(dumps(told) if args.format == "json" else text)
    return applied.code


def _ask_tag(unit: Unit, parameter: Parameter, function: int) -> None:
    if not sys.stdin.isatty():
        raise refuse("there is no terminal at which a person types the tag of the device",
                     "run it at a terminal, at the device", "terminal")  # fmt: skip
    tag = unit.device.tag
    question = f"Function {function} writes to {tag} what {parameter.code} {parameter.name} holds already."
    typed = screen.ask(f"{question} Type the tag of the device to go on: ")
    if typed != tag:
        raise refuse(f"`{typed}` was typed, not {tag}", "type the tag of the device before you", "tag")


def _write_lines(unit: Unit, applied: Applied, folder: Path, function: int) -> Iterator[str]:
    kind = "REHEARSAL: " if unit.rehearsal else ""
    for outcome in applied.outcomes:
        aim, reason = outcome.write, f", {outcome.reason}" if outcome.reason else ""
        yield f"{kind}{outcome.device} {aim.code} {aim.parameter}: raw {aim.new_raw}: {outcome.result}{reason}"
    if not applied.outcomes:
        yield f"{kind}nothing was proven: {applied.stopped or 'the run stopped before it wrote'}"
    others = [each for each in (unit.kind.modbus.write_functions if unit.kind.modbus else ()) if each != function]
    if applied.code is ExitCode.DONE:
        yield f"{kind}function {function} writes type {unit.kind.type}"
    elif others:
        yield f"next: if the device does not know function {function}, put `write_function: {others[0]}` into the type"
    yield f"proof: {folder}"
    yield f"{kind}{MEANING[applied.code]}"

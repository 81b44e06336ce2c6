"""`plantwright plan`: read the devices, show what would change, save it."""

import argparse
import dataclasses
import difflib
import sys
from collections.abc import Sequence
from pathlib import Path

from plantwright.cli import devices, fleet, screen
from plantwright.cli.issuing import gather
from plantwright.cli.sites import judged_site, site_of
from plantwright.deploy import durable
from plantwright.deploy.guards import foretold
from plantwright.deploy.lineage import read_runs
from plantwright.deploy.plan import Plan, to_json
from plantwright.deploy.planning import Said, findings, make_plan
from plantwright.deploy.recovery import guard_resolved
from plantwright.deploy.revision import revision
from plantwright.deploy.targets import targets
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.site.evidence import DOCUMENTS, NOTHING_SEEN
from plantwright.site.model import Site
from plantwright.site.places import runs_of

HELP = "read the devices and show what would change; writes nothing to a device; several sites are shown together"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `plan`."""
    devices.arguments(parser, several=True)
    parser.add_argument("-o", "--out", type=Path, metavar="FILE", help="save the plan, for `plantwright apply FILE`")
    parser.add_argument("--acknowledge", nargs="+", action="extend", default=[], metavar="RULE",
                        help="warnings of `check` that are accepted: ids of rules, or RULE/OBJECT")  # fmt: skip
    parser.add_argument("--allow-dirty", action="store_true",
                        help="let the plan be applied although site files are not committed")  # fmt: skip
    parser.add_argument("--replaced", nargs="+", action="extend", default=[], metavar="TAG",
                        help="devices that were replaced or reset since the last run")  # fmt: skip
    parser.add_argument("--journal", type=Path, metavar="DIR", help="where runs are kept (default: SITE/records/runs)")
    parser.add_argument("--exit-code", action="store_true", help="return 1 when there are changes")


def run(args: argparse.Namespace) -> int:
    """Plan one site, or show the changes of several together."""
    if len(args.site) > 1:
        return fleet.show_changes(args)
    alone = {"site": args.site[0], "rehearsal": devices.only_rehearsal(args.rehearsal)}
    return _plan_one(argparse.Namespace(**{**vars(args), **alone}))


def _plan_one(args: argparse.Namespace) -> int:
    loaded, site = site_of(args.site)
    folder = Path(args.site)
    known = {device.tag for device in site.devices()}
    guard_resolved(read_runs(args.journal or runs_of(folder)), known, args.rehearsal is not None)
    here = revision(folder)
    for remark in here.remarks:
        screen.note(f"note: {remark}")
    said = Said(
        findings=findings(judged_site(loaded, frozenset(), every=False).verdicts, args.acknowledge),
        allow_dirty=args.allow_dirty,
        replaced=_known(site, args.replaced),
        revision=here,
    )
    plan = make_plan(site, folder, targets(site, args.rehearsal), args.rehearsal is not None, screen.note, said)
    text = to_json(plan)
    if args.out:
        durable.write(args.out, text.encode())
    sys.stdout.write(text if args.format == "json" else "\n".join(_lines(plan, site, args)) + "\n")
    return ExitCode.NO if args.exit_code and plan.changes else ExitCode.DONE


def _known(site: Site, tags: Sequence[str]) -> Sequence[str]:
    known = [device.tag for device in site.devices()]
    unknown = next((tag for tag in tags if tag not in known), None)
    if unknown is not None:
        nearest = difflib.get_close_matches(unknown, known, n=1)
        hint = f"did you mean {nearest[0]}?" if nearest else f"`plantwright show {site.identity.number}` names them"
        raise Stop(ExitCode.USAGE, f"there is no device {unknown} in this site", hint)
    return tags


def _lines(plan: Plan, site: Site, args: argparse.Namespace) -> list[str]:
    verdict = verdict_of(plan)
    shown = [line for device in plan.devices for line in ("", *devices.device_lines(device))]
    return [verdict, *shown, "", *_legend(plan), *_foretold(plan, site), *_after(plan, args), verdict]


def _foretold(plan: Plan, site: Site) -> list[str]:
    """Return what would keep the plan from the real devices, but for what a person does at the end."""
    if not plan.changes:
        return []
    try:
        gathered = gather(plan, site, None, runs_of(Path(plan.site)), None, b"")
    except Stop as stop:
        return [f"the real devices cannot be written: {stop.message}"]
    found = foretold(plan, site, dataclasses.replace(gathered, number_of_changes=plan.changes))
    if plan.rehearsal:
        names = ", ".join(dict.fromkeys(each.guard for each in found))
        return [f"the real devices would be guarded against this plan by: {names}"] if names else []
    return [
        line
        for each in found
        for line in (f"`apply` will refuse ({each.guard}): {each.message}", f"  next: {each.hint}")
    ]


def _legend(plan: Plan) -> list[str]:
    writes = [write for device in plan.devices for write in device.writes]
    unproven = sum(not write.proven for write in writes)
    steps = [step for device in plan.devices for step in device.manual]
    lines = ["~ written by `apply`   * done by a person at the device"] if writes or steps else []
    waiting = sum(step.open for step in steps)
    if steps:
        lines.append(f"{waiting} of {len(steps)} steps are left to a person")
    if unproven:
        lines.append(
            f"{unproven} of these registers have an address, scale, code or write function that neither a document nor "
            "`plantwright learn` proves: `apply` writes them to a rehearsal plant only"
        )
    return [*lines, *_proofs(plan)]


def _proofs(plan: Plan) -> list[str]:
    """Return by which evidence registers are proven, or what it leaves open."""
    found: dict[tuple[str, bool, str], dict[str, None]] = {}
    for device in plan.devices:
        for write in device.writes:
            if write.proof and write.proof != DOCUMENTS:
                found.setdefault((device.type, write.proven, write.proof), {})[write.parameter] = None
    return [
        f"{'proven' if good else 'not proven'}, {kind}: {', '.join(names)}: {proof}"
        for (kind, good, proof), names in found.items()
        if good or not proof.startswith(NOTHING_SEEN)
    ]


def _after(plan: Plan, args: argparse.Namespace) -> list[str]:
    if not (args.out and plan.changes):
        return []
    rehearsal = f" --rehearsal {args.rehearsal}" if args.rehearsal else ""
    return [f"saved: {args.out}", f"next: plantwright apply {args.out}{rehearsal} --plant-id {plan.plant}"]


def verdict_of(plan: Plan) -> str:
    """Return the one line that says what a plan amounts to."""
    kind = "REHEARSAL " if plan.rehearsal else ""
    if not plan.changes:
        return f"{kind}plan for {plan.plant}: no changes, {len(plan.devices)} devices match"
    touched = sum(1 for device in plan.devices if device.writes)
    return f"{kind}plan for {plan.plant}: {plan.changes} registers to write on {touched} of {len(plan.devices)} devices"

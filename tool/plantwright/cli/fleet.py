"""Several sites on one screen: the identical changes of their plans, and their settings side by side."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from plantwright import __version__
from plantwright.cli import devices, screen
from plantwright.cli.sites import site_of
from plantwright.deploy.fleet import Cell, Change, Matrix, Row, Unit, matrices, same_changes
from plantwright.deploy.plan import Plan
from plantwright.deploy.planning import make_plan
from plantwright.deploy.reading import read_site
from plantwright.deploy.targets import targets
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.reporters.json import dumps
from plantwright.site.model import Site

Result = TypeVar("Result")

NAMES = 6
"""Devices named on a line of a table; the rest are counted."""


class Unread(NamedTuple):
    """A site that could not be read, and why."""

    plant: str
    stop: Stop


def show_changes(args: argparse.Namespace) -> int:
    """Plan several sites and show identical changes as one; nothing of it can be applied."""
    if args.out:
        raise Stop(ExitCode.USAGE, "a plan is for one site; several are only shown together", "plan each with -o FILE")
    plans, unread = _each_site(args.site, args.rehearsal, _plan)
    changes = same_changes(plans)
    data = _plan_data(plans, changes, unread) if args.format == "json" else {}
    sys.stdout.write(dumps(data) if data else "\n".join(_plan_lines(plans, changes, unread)) + "\n")
    return _code(args, unread, bool(changes))


def show_matrices(args: argparse.Namespace) -> int:
    """Read every device of the sites and show their settings side by side."""
    read, unread = _each_site(args.sides, args.rehearsal, _units)
    found = matrices([unit for units in read for unit in units])
    kind = "REHEARSAL: " if args.rehearsal else ""
    data = _matrix_data(found, bool(kind), unread) if args.format == "json" else {}
    sys.stdout.write(dumps(data) if data else "\n".join(_matrix_lines(found, args.all, kind, unread)) + "\n")
    return _code(args, unread, any(row.differs for each in found for row in each.rows))


def _each_site(
    paths: Sequence[str], rehearsals: Sequence[Path], read: Callable[[str, Site, Path | None], Result]
) -> tuple[list[Result], list[Unread]]:
    """Return what is read of each site, and the sites with a silent device; raise Stop when none can be read."""
    found, unread = [], []
    for path, site in _sites(paths):
        rehearsal = devices.rehearsal_of(site, rehearsals)
        screen.note(f"{path}:")
        try:
            found.append(read(path, site, rehearsal))
        except Stop as stop:
            if stop.code is not ExitCode.CANNOT_TALK:
                raise
            unread.append(Unread(site.identity.number, stop))
    if not found:
        raise unread[0].stop
    return found, unread


def _code(args: argparse.Namespace, unread: Sequence[Unread], differs: bool) -> int:
    if unread:
        return ExitCode.CANNOT_TALK
    return ExitCode.NO if args.exit_code and differs else ExitCode.DONE


def _told(unread: Sequence[Unread]) -> list[str]:
    """Return a line for each site that is missing in what is shown."""
    return [f"not read, and missing here: {each.plant}: {each.stop.message}" for each in unread]


def _sites(paths: Sequence[str]) -> list[tuple[str, Site]]:
    """Return the sites; raise Stop when two have one number, as nobody could tell their devices apart."""
    sites = [(path, site_of(path)[1]) for path in paths]
    seen: dict[str, str] = {}
    for path, site in sites:
        other = seen.setdefault(site.identity.number, path)
        if other != path or paths.count(path) > 1:
            raise Stop(ExitCode.USAGE, f"{other} and {path} both have the number {site.identity.number}",
                       "name each site once; give each a `number` of its own")  # fmt: skip
    return sites


def _plan(path: str, site: Site, rehearsal: Path | None) -> Plan:
    return make_plan(site, Path(path), targets(site, rehearsal), rehearsal is not None, screen.note)


def _units(_: str, site: Site, rehearsal: Path | None) -> list[Unit]:
    return [
        Unit(
            name=f"{site.identity.number}:{device.tag}",
            device=device,
            registers=registers,
            evidence=site.evidence.get(device.type.type),
        )
        for device, registers in read_site(site, targets(site, rehearsal), screen.note)
    ]


def _head(unread: Sequence[Unread]) -> dict[str, Any]:
    missing = [{"plant": each.plant, "message": each.stop.message, "hint": each.stop.hint} for each in unread]
    return {"format_version": 1, "tool_version": __version__, "not_read": missing}


def _plan_data(plans: Sequence[Plan], changes: Sequence[Change], unread: Sequence[Unread]) -> dict[str, Any]:
    return {
        **_head(unread),
        "sites": [
            {"site": plan.site, "plant": plan.plant, "rehearsal": plan.rehearsal, "devices": len(plan.devices),
             "registers_to_write": plan.changes}
            for plan in plans
        ],
        "changes": [{**asdict(change), "register": f"0x{change.register:04X}"} for change in changes],
    }  # fmt: skip


def _plan_lines(plans: Sequence[Plan], changes: Sequence[Change], unread: Sequence[Unread]) -> list[str]:
    total = sum(plan.changes for plan in plans)
    kind = "REHEARSAL: " if any(plan.rehearsal for plan in plans) else ""
    sites = f"{len(plans)} site{'s' * (len(plans) > 1)}"
    verdict = f"{kind}{total} registers to write on {sites}, {len(changes)} different changes"
    if not changes:
        verdict = f"{kind}no changes: every device of {sites} is as declared"
    rows = [
        (plan.plant, str(len(plan.devices)), str(sum(1 for device in plan.devices if device.writes)),
         str(plan.changes), plan.site)
        for plan in plans
    ]  # fmt: skip
    head = ("plant", "devices", "to change", "registers", "site")
    lines = [verdict, *_told(unread), "", *screen.table(head, rows, right=(1, 2, 3)), *_changes(changes)]
    return [*lines, "", "to write them, plan and apply each site by itself"] if changes else lines


def _changes(changes: Sequence[Change]) -> list[str]:
    rows = [
        (str(len(each.devices)), each.type, f"{each.code} {each.parameter}".strip(),
         f"{devices.amount(each.old, '')} -> {devices.amount(each.new, each.unit)}", _named(each.devices))
        for each in changes
    ]  # fmt: skip
    return ["", *screen.table(("on", "type", "parameter", "change", "devices"), rows, right=(0,))] if rows else []


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMES} more" if len(names) > NAMES else ""
    return ", ".join(names[:NAMES]) + more


def _matrix_data(found: Sequence[Matrix], rehearsal: bool, unread: Sequence[Unread]) -> dict[str, Any]:
    told = [asdict(each) for each in found]
    for row in (row for each in told for row in each["rows"]):
        row["register"] = f"0x{row['register']:04X}"
    return {**_head(unread), "rehearsal": rehearsal, "matrices": told}


def _matrix_lines(found: Sequence[Matrix], every: bool, kind: str, unread: Sequence[Unread]) -> list[str]:
    cells = [cell for each in found for row in each.rows for cell in row.cells]
    verdict = (
        f"{kind}{sum(cell.outlier for cell in cells)} of {len(cells)} values are unlike most, "
        f"{sum(cell.declared is False for cell in cells)} are not as declared"
    )
    legend = "< unlike more than half of the devices   ! not as declared"
    return [verdict, *_told(unread), *(line for each in found for line in _matrix(each, every)), "", legend]


def _matrix(each: Matrix, every: bool) -> Iterator[str]:
    same = sum(not row.differs for row in each.rows)
    rows = [row for row in each.rows if every or row.differs]
    yield from ("", f"{each.type}: {len(each.devices)} devices, {same} of {len(each.rows)} settings the same on all")
    if rows:
        head = ("parameter", "unit", *each.devices)
        yield from (f"  {line}" for line in screen.table(head, [_row(row) for row in rows]))


def _row(row: Row) -> tuple[str, ...]:
    return (f"{row.code} {row.parameter}".strip(), row.unit, *(_cell(cell) for cell in row.cells))


def _cell(cell: Cell) -> str:
    marks = ("<" if cell.outlier else "") + ("!" if cell.declared is False else "")
    return f"{devices.amount(cell.value, '')} {marks}".rstrip()

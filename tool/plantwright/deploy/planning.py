"""Making a plan: read every device, compare, and bind the result to what was read."""

import datetime
import secrets
import subprocess
from collections.abc import Mapping
from pathlib import Path

from plantwright import __version__
from plantwright.deploy.journal import now
from plantwright.deploy.plan import Plan, plan_device
from plantwright.deploy.reading import Progress, read_site
from plantwright.modbus.line import Endpoint
from plantwright.site.model import Site


def make_plan(site: Site, folder: Path, targets: Mapping[str, Endpoint], rehearsal: bool, progress: Progress) -> Plan:
    """Read the devices of a site and return what would change; writes nothing to a device."""
    devices = tuple(plan_device(device, found) for device, found in read_site(site, targets, progress))
    moment = datetime.datetime.now(tz=datetime.UTC)
    return Plan(
        id=f"{moment:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}",
        created=now(),
        tool_version=__version__,
        plant=site.identity.number,
        plant_name=site.identity.name,
        site=str(folder),
        site_sha256=site.sha256,
        commit=commit(folder),
        rehearsal=rehearsal,
        devices=devices,
        targets={tag: endpoint.name for tag, endpoint in targets.items()},
    )


def commit(folder: Path) -> str:
    """Return the git commit of a site, with `+changes` when files below it differ; empty outside a repository."""
    where = folder if folder.is_dir() else folder.parent
    head = _git(where, "rev-parse", "--short=12", "HEAD")
    if not head:
        return ""
    return head + ("+changes" if _git(where, "status", "--porcelain", "--", ".") else "")


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""

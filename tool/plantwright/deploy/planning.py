"""Making a plan: read every device, compare, and bind the result to what was read."""

import dataclasses
import datetime
import getpass
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from plantwright import __version__
from plantwright.deploy.plan import DevicePlan, Finding, Plan, Signed, digest, plan_device
from plantwright.deploy.reading import Progress, read_site
from plantwright.deploy.revision import Revision, author, revision
from plantwright.findings.verdict import Severity, Verdict
from plantwright.modbus.line import Endpoint
from plantwright.site.model import Site
from plantwright.site.records import ManualStep, in_force, of_kind


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the author of a plan brings beside the site files.

    `replaced`: devices known to be unlike what the last run left; `moment`: when the plan is made, now when left out.
    """

    findings: Sequence[Finding] = ()
    allow_dirty: bool = False
    replaced: Sequence[str] = ()
    revision: Revision | None = None
    moment: datetime.datetime | None = None


def make_plan(
    site: Site,
    folder: Path,
    targets: Mapping[str, Endpoint],
    rehearsal: bool,
    progress: Progress,
    said: Said | None = None,
) -> Plan:
    """Read the devices of a site and return what would change; writes nothing to a device.

    The same site, readings, author and moment give the same plan, its number included.
    """
    said = said or Said()
    signed = signed_steps(site)
    devices = tuple(
        plan_device(device, found, signed, site.evidence.get(device.type.type))
        for device, found in read_site(site, targets, progress)
    )
    return plan_of(site, folder, targets, rehearsal, devices, said)


def plan_of(
    site: Site,
    folder: Path,
    targets: Mapping[str, Endpoint],
    rehearsal: bool,
    devices: tuple[DevicePlan, ...],
    said: Said,
    purpose: str = "",
) -> Plan:
    """Return the plan of some devices that were read, bound to the site, its files and this moment."""
    plan = Plan(
        id="",
        created="",
        tool_version=__version__,
        plant=site.identity.number,
        plant_name=site.identity.name,
        site=str(folder),
        site_sha256=site.sha256,
        commit=(said.revision or revision(folder)).name,
        rehearsal=rehearsal,
        devices=devices,
        targets={tag: endpoint.name for tag, endpoint in targets.items()},
        author=author(folder) or getpass.getuser(),
        allow_dirty=said.allow_dirty,
        findings=tuple(said.findings),
        replaced=tuple(said.replaced),
        purpose=purpose,
    )
    return numbered(plan, said.moment or datetime.datetime.now(tz=datetime.UTC))


def numbered(plan: Plan, moment: datetime.datetime) -> Plan:
    """Return a plan as made at a moment, with the number that follows from its content."""
    moment = moment.astimezone(datetime.UTC)
    dated = dataclasses.replace(plan, id="", created=moment.isoformat(timespec="milliseconds"))
    content = digest(dataclasses.asdict(dated))
    return dataclasses.replace(dated, id=f"{moment:%Y%m%dT%H%M%S}-{content[:8]}")


def signed_steps(site: Site) -> Signed:
    """Return device and parameter -> the value that a person entered last by the records, and who and when."""
    steps = of_kind(in_force(site.records.values()), ManualStep)
    return {
        (step.object, name): (value, f"{step.person}, {step.at[:10]}")
        for step in steps
        if step.passed
        for name, value in step.entered.items()
    }


def findings(verdicts: Sequence[Verdict], acknowledged: Collection[str]) -> tuple[Finding, ...]:
    """Return the errors and warnings of the rules; `acknowledged` names rules, or one finding as RULE/OBJECT."""
    return tuple(
        Finding(
            rule=each.rule,
            object=each.object,
            severity=str(each.severity),
            message=each.message,
            acknowledged=each.severity is not Severity.ERROR
            and not {each.rule, f"{each.rule}/{each.object}"}.isdisjoint(acknowledged),
        )
        for each in verdicts
        if (each.failed or each.broken) and each.severity is not Severity.INFO
    )

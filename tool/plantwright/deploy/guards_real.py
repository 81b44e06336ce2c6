"""What is asked only before real devices are written: of places, of persons, and of the state of the files. Pure."""

from plantwright.deploy.issue import Issue, PastDevice, Question, Refusal
from plantwright.deploy.plan import DevicePlan, Plan
from plantwright.deploy.policy import asked, writes
from plantwright.deploy.revision import CHANGES
from plantwright.deploy.trust import name_of, unfit
from plantwright.findings.words import counted
from plantwright.site.model import Site

MOST_UNLIKE = 5
"""Settings of a device that may differ from what the last run left before it counts as another one; our own choice."""


def _proof(plan: Plan, site: Site, issue: Issue) -> Refusal | None:
    unproven = [(tag, write) for tag, write in writes(plan) if not write.proven]
    if not unproven:
        return None
    tag, write = unproven[0]
    first = f"{tag} {write.code} {write.parameter} (0x{write.register:04X})"
    return Refusal(
        guard="proof",
        message=f"the coding of {counted(len(unproven), 'register')} is not proven, the first is {first}"
        f"{f': {write.proof}' if write.proof else ''}",
        hint="prove them on a real unit: `plantwright learn TYPE --site SITE --device TAG`; or enter the values at the "
        "device; a rehearsal plant may be written",
    )


def _root(plan: Plan, site: Site, issue: Issue) -> Refusal | None:
    if not issue.root or issue.as_root:
        return None
    return Refusal(
        guard="root",
        message="this is the user root, whom no lock and no other user's list stops",
        hint="use a user of your own; where there is none: --as-root",
    )


def _tree(plan: Plan, site: Site, issue: Issue) -> Refusal | None:
    if plan.commit and not plan.commit.endswith(CHANGES):
        return None
    seen = f"the site files differ from commit {plan.commit.removesuffix(CHANGES)}" if plan.commit else ""
    seen = seen or "the site is not in a git repository"
    if plan.allow_dirty and not site.deployment.require_clean_tree:
        return None
    forbidden = ", and `deployment.require_clean_tree` allows no exception" if plan.allow_dirty else ""
    hint = "commit and plan again" + ("" if site.deployment.require_clean_tree else ", or plan with --allow-dirty")
    return Refusal(guard="tree", message=f"{seen}{forbidden}", hint=hint)


def _commit(plan: Plan, site: Site, issue: Issue) -> Refusal | None:
    planned, here = plan.commit.removesuffix(CHANGES), issue.commit.removesuffix(CHANGES)
    if planned == here:
        return None
    return Refusal(
        guard="commit",
        message=f"the plan was made at commit {planned or '(none)'}, the repository is at {here or '(none)'}",
        hint="check that commit out, or plan again",
    )


def _findings(plan: Plan, site: Site, issue: Issue) -> Refusal | None:
    errors = [each for each in plan.findings if each.severity == "error"]
    warnings = [each for each in plan.findings if each.severity != "error" and not each.acknowledged]
    first = next(iter((*errors, *warnings)), None)
    if first is None:
        return None
    open_ = f"{counted(len(errors), 'error')} and {counted(len(warnings), 'warning')} that nobody acknowledged"
    seen = f"`check` found {open_}; the first is "
    rules = " ".join(sorted({each.rule for each in warnings}))
    hint = "mend or waive the errors and plan again" if errors else f"read them; then plan with --acknowledge {rules}"
    return Refusal(guard="findings", message=f"{seen}{first.rule} {first.object}: {first.message}", hint=hint)


def _changes(plan: Plan, site: Site, issue: Issue) -> Refusal | None:
    most = site.deployment.max_changes
    if plan.changes <= most or issue.number_of_changes == plan.changes:
        return None
    given = "" if issue.number_of_changes is None else f", {issue.number_of_changes} was given"
    return Refusal(
        guard="changes",
        message=f"the plan writes {counted(plan.changes, 'register')}, more than {most} at a time must be confirmed"
        f"{given}",
        hint=f"if that is meant: --changes {plan.changes}",
    )


def _address(plan: Plan, site: Site, issue: Issue) -> Refusal | None:
    names = [(bus, name_of(endpoint)) for bus, endpoint in issue.targets.items()]
    bus, name = next(((bus, name) for bus, name in names if unfit(name)), ("", ""))
    if not bus:
        return None
    return Refusal(
        guard="address",
        message=f"bus {bus} is at {name!r}: {unfit(name)}",
        hint="write the private IP address of the gateway into the site files, or the path of the serial port",
    )


def _trust(plan: Plan, site: Site, issue: Issue) -> Refusal | None:
    names = [(bus, name_of(endpoint)) for bus, endpoint in issue.targets.items()]
    bus, name = next(((bus, name) for bus, name in names if name not in issue.trusted), ("", ""))
    if not bus:
        return None
    return Refusal(
        guard="trust",
        message=f"bus {bus} is at {name}, which is not on this machine's list of trusted targets",
        hint=f"if it is the plant you mean: `plantwright trust {name}`",
    )


def _signature(plan: Plan, site: Site, issue: Issue) -> Refusal | None:
    if not issue.rejected:
        return None
    first = issue.rejected[0]
    return Refusal(guard="signature", message=f"{first.file} does not count: {first.reason}", hint=first.hint)


def _persons(plan: Plan, site: Site, issue: Issue) -> Refusal | None:
    wanted, reason = asked(plan, site)
    if wanted and "@" not in plan.author:
        return Refusal(
            guard="persons",
            message=f"the plan needs the approval of {wanted} beside its author, because {reason}; it names the author "
            f"`{plan.author}`, no e-mail address, so nobody can tell the author's own approval from another person's",
            hint="`git config --global user.email NAME@EXAMPLE`, then plan again and have that plan approved",
        )
    others = {each.person.casefold() for each in issue.approvals} - {plan.author.casefold()}
    if len(others) >= wanted:
        return None
    seen = ", ".join(each.person for each in issue.approvals) or "nobody"
    return Refusal(
        guard="persons",
        message=f"the plan needs the approval of {wanted} beside its author {plan.author}, because {reason}; "
        f"approved by {seen}",
        hint="`plantwright approve PLAN --key KEY`, by another person",
    )


def _terminal(plan: Plan, site: Site, issue: Issue) -> Refusal | None:
    if issue.terminal or issue.approvals:
        return None
    return Refusal(
        guard="terminal",
        message="there is no terminal at which a person types the plant's number, and no approver signed the plan",
        hint="apply at a terminal, or have the plan signed: `plantwright approve PLAN --key KEY`",
    )


def _history(plan: Plan, site: Site, issue: Issue) -> Refusal | None:
    past = {device.tag: device for run in issue.runs if run.rehearsal == plan.rehearsal for device in run.devices}
    every = ((device, past[device.tag]) for device in plan.devices if device.tag in past)
    unlike = ((device, how) for device, before in every if (how := _unlike(device, before)))
    found = next(((device, how) for device, how in unlike if device.tag not in plan.replaced), None)
    if found is None:
        return None
    device, how = found
    return Refusal(
        guard="history",
        message=f"{device.tag} is not what the last run left: {how}",
        hint=f"is this the right bus? If {device.tag} was replaced or reset: plan with --replaced {device.tag}",
    )


def _unlike(device: DevicePlan, before: PastDevice) -> str:
    other = next((name for name, raw in before.fingerprint.items() if device.fingerprint.get(name) != raw), "")
    if other:
        return f"{other} reads {device.fingerprint.get(other)}, it was {before.fingerprint[other]}"
    differ = sum(device.as_found.get(register) != raw for register, raw in before.settings.items())
    return f"{differ} settings differ, more than {MOST_UNLIKE}" if differ > MOST_UNLIKE else ""


AT_THE_UNIT: tuple[Question, ...] = (_address, _trust, _terminal, _root)
"""What is asked of real devices before a person who stands at the unit changes or proves how it is spoken to."""

ON_REAL_DEVICES: tuple[Question, ...] = (
    _address, _trust, _signature, _terminal, _persons, _commit, _tree, _findings, _changes, _history, _proof, _root,
)  # fmt: skip

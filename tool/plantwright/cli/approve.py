"""`plantwright approve`: sign a plan, so that it may be applied."""

import argparse
from pathlib import Path

from plantwright.cli import devices
from plantwright.deploy import signing
from plantwright.deploy.plan import Plan, from_json
from plantwright.findings.exit_code import ExitCode

HELP = "read a plan and sign it with an SSH key; the signature lies beside the plan"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `approve`."""
    parser.epilog = "example: plantwright approve plan.json --key ~/.ssh/id_ed25519"
    parser.add_argument("plan", type=Path, metavar="PLAN", help="a plan saved by `plantwright plan -o`")
    parser.add_argument("--key", type=Path, required=True, metavar="KEY",
                        help="your private SSH key, or the public key of one that ssh-agent holds")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Show what a plan would write, then sign exactly these bytes."""
    text = devices.plan_text(args.plan)
    plan = from_json(text.decode("utf-8"), str(args.plan))
    lines = (line for device in plan.devices for line in devices.device_lines(device))
    print("\n".join([*_about(plan), *lines]), flush=True)
    signature = signing.sign(args.plan, text, args.key)
    print(f"signed: {signature}\nnext: plantwright apply {args.plan}")
    return ExitCode.DONE


def _about(plan: Plan) -> list[str]:
    commit = plan.commit or "no commit"
    return [
        f"plan {plan.id} for {plan.plant}, {plan.plant_name}",
        f"made by {plan.author} at {plan.created} from {commit}: {plan.changes} registers",
    ]

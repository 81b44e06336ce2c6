"""`plantwright trust`: the targets this machine may write to."""

import argparse

from plantwright.deploy import trust
from plantwright.findings.exit_code import ExitCode, Stop

HELP = "say which gateways and serial ports this machine may write to; the list lies outside every repository"
EXAMPLE = "plantwright trust 192.0.2.20:502"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `trust`."""
    parser.epilog = f"example: {EXAMPLE}"
    parser.add_argument("target", nargs="?", metavar="TARGET", help="ADDRESS:PORT of a gateway, or a serial port")
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--list", action="store_true", help="print the trusted targets")
    choice.add_argument("--remove", action="store_true", help="trust the target no more")


def run(args: argparse.Namespace) -> int:
    """Change or print the list; return 1 when a target to remove is not on it."""
    path = trust.place()
    if args.list:
        names = sorted(trust.trusted(path))
        print("\n".join([*names, f"{len(names)} trusted targets in {path}"]))
        return ExitCode.DONE
    if not args.target:
        raise Stop(ExitCode.USAGE, "no target was named", f"for example `{EXAMPLE}`; `plantwright trust --list`")
    if args.remove:
        removed = trust.remove(path, args.target)
        print(f"{args.target} is no longer trusted" if removed else f"{args.target} was not trusted")
        return ExitCode.DONE if removed else ExitCode.NO
    added = trust.add(path, args.target)
    print(f"{args.target} is {'now trusted' if added else 'trusted already'}: `apply` on this machine may write there")
    return ExitCode.DONE

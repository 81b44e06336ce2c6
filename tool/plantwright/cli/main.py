"""The entry point: choose the command, turn every way a command can end into one message and one exit code."""

import argparse
import atexit
import gc
import importlib
import io
import json
import os
import sys
from collections.abc import Sequence

from plantwright import __version__
from plantwright.cli import screen
from plantwright.findings.exit_code import MEANING, ExitCode, Stop
from plantwright.findings.reporters.json import FORMAT_VERSION

COMMANDS = {
    "check": "validate the site files and check the design against the rules",
    "validate": "validate the site files against the schemas only",
    "rules": "list the rules",
    "explain": "say what a rule checks, why, and where its number comes from",
    "show": "print the resolved site, one object of it, or a run",
    "simulate": "run the rehearsal plant: every bus of the site on loopback",
    "plan": "read the devices and show what would change; writes nothing",
    "approve": "sign a plan with an SSH key, so that it may be applied",
    "trust": "say which targets this machine may write to",
    "apply": "write exactly what a plan says, verify, keep the proof",
    "readdress": "give one device, alone on its bus, another address or baud rate",
    "learn": "prove codes, scales and the write function of a device type on a real unit",
    "verify": "read only: do the devices equal the site files?",
    "drift": "read only: which settings are no longer as declared, and since when",
    "compare": "read only: two devices, a device and its declaration, two runs, or the devices of several sites",
    "diff": "what changed in a site between two git revisions, and what must be done again",
    "import": "read only: the settings of a device as YAML",
    "resolve": "read what a broken-off run left unknown, and keep what a person says of the rest",
    "restore": "make a plan back to what a run found",
    "monitor": "poll what the devices measure, keep it, export it, and say where it is heading; writes nothing",
    "record": "enter what was measured, done or signed; say what is still to do",
    "report": "render the commissioning documents; `report verify` says what can be proven of them",
    "sign": "sign documents, so that a later change is seen",
    "docs": "write the reference: a page for every rule and device type",
    "doctor": "say what this machine has and lacks",
    "version": "print the version",
}

_BUILDS_WHAT_STAYS = ("check", "validate")

_MODULES = {"import": "importing", "report verify": "proving"}
"""The module of a command whose name Python keeps for itself, or that has two words."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; without arguments, `check`."""
    arguments = list(sys.argv[1:] if argv is None else argv) or ["check"]
    if argv is None:
        _open_streams()
    if argv is None and arguments[0] in _BUILDS_WHAT_STAYS:
        gc.disable()  # as site/garbage.py does, from the first import on
        atexit.register(gc.freeze)  # at its end Python would search all of it for garbage, twice
    try:
        return int(_dispatch(arguments))
    except Stop as stop:
        return _say(stop)
    except KeyboardInterrupt:
        screen.note("interrupted")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    except Exception as error:  # the one place that must not let a traceback through
        if os.environ.get("PLANTWRIGHT_TRACEBACK"):
            raise
        screen.note(f"internal error: {type(error).__name__}: {error}")
        screen.note("next: this is a fault in plantwright; PLANTWRIGHT_TRACEBACK=1 shows where")
        return ExitCode.INTERNAL


def _open_streams() -> None:
    """Open what the process was started without; what a stream cannot encode or decode is no reason to end."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))
    for stream, errors in ((sys.stdin, "surrogateescape"), (sys.stdout, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)


def _dispatch(arguments: list[str]) -> int:
    first, *rest = arguments
    if first in ("-h", "--help", "help"):
        print(_help(), end="")
        return ExitCode.DONE
    if first in ("-V", "--version"):
        first = "version"
    if rest and f"{first} {rest[0]}" in _MODULES:
        first, *rest = f"{first} {rest[0]}", *rest[1:]
    if first.partition(" ")[0] not in COMMANDS:
        import difflib

        nearest = difflib.get_close_matches(first, COMMANDS, n=1)
        hint = f"did you mean `plantwright {nearest[0]}`?" if nearest else "`plantwright --help` lists the commands"
        raise Stop(ExitCode.USAGE, f"there is no command `{first}`", hint)
    command = importlib.import_module(f"plantwright.cli.{_MODULES.get(first, first)}")
    parser = argparse.ArgumentParser(prog=f"plantwright {first}", description=command.HELP, formatter_class=_layout)
    command.arguments(parser)
    parsed = parser.parse_intermixed_args(rest)
    try:
        code: int = command.run(parsed)
    except Stop as stop:
        form: str = getattr(parsed, "format", "")
        if form.startswith("json"):
            print(_document(stop, form))
        raise
    return code


def _layout(prog: str) -> argparse.HelpFormatter:
    """Return what lays out help on the width of the screen; asked by argparse, `shutil` brings all its compressors."""
    given = os.environ.get("COLUMNS", "")
    try:
        columns = int(given) if given.isdecimal() else os.get_terminal_size().columns
    except OSError:  # no terminal
        columns = 0
    return argparse.HelpFormatter(prog, width=(columns or 80) - 2)


def _document(stop: Stop, form: str) -> str:
    """Return the end of a command for a program that waits for JSON on stdout."""
    told = {"message": stop.message, "hint": stop.hint, "exit_code": int(stop.code)}
    document = {"format_version": FORMAT_VERSION, "tool_version": __version__, "error": told}
    return json.dumps(document, ensure_ascii=False, indent=None if form == "jsonl" else 2)


def _say(stop: Stop) -> int:
    screen.note(stop.message)
    if stop.hint:
        screen.note(f"next: {stop.hint}")
    return stop.code


def _help() -> str:
    commands = "\n".join(f"  {name:<10} {summary}" for name, summary in COMMANDS.items())
    codes = "\n".join(f"  {int(code):>3}  {meaning}" for code, meaning in MEANING.items())
    return (
        f"plantwright {__version__}: plant configuration as code\n\nusage: plantwright [COMMAND] [OPTIONS]\n\n"
        f"commands (`plantwright COMMAND --help` tells more; without a command: check):\n{commands}\n\n"
        f"exit codes:\n{codes}\n\nexample: plantwright check sites/riverside\n"
    )

"""`plantwright record`: enter what was measured, done or signed; say what is still to do."""

import argparse
import datetime
import functools
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from plantwright.cli import dialogue, record_form, recorded, screen
from plantwright.cli.record_place import Place, judged, keep
from plantwright.cli.sites import chosen, site_of, today
from plantwright.deploy.revision import git
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.verdict import Severity
from plantwright.records import drafts
from plantwright.records.drafts import Draft
from plantwright.records.entry import due_lines, filled, findings
from plantwright.records.form import Form, old_values, stem_of
from plantwright.records.paths import flat
from plantwright.records.questions import Answers
from plantwright.site.places import folder_of
from plantwright.site.procedures import shipped_procedures
from plantwright.site.records import KINDS, SECTION, Record, corrected_by, in_force
from plantwright.site.tasks import PLANT
from plantwright.site.wording import dotted, listed, suggestion

HELP = "enter what was measured, done or signed at a plant; say what is still to do"

_EXAMPLES = """
plantwright record insulation-test M101              asks one question after the other
plantwright record checklist K101 --procedure NAME   walks through the lines of a procedure
plantwright record form FILE.pdf                     keeps what was filled into a checklist (`report --only checklist`)
plantwright record next                              what is still to do, in order, and why
plantwright record list | show NAME | correct NAME   what was recorded; a correction is a new record
plantwright record punch --set object=K102 --set at=now --set category=C ...   without being asked"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `record`."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = f"kinds: {', '.join(KINDS)}\n{_EXAMPLES}"
    parser.add_argument("what", metavar="KIND|form|next|list|show|correct", help="a kind of record, or what to do")
    parser.add_argument("names", nargs="*", metavar="NAME", help="an object or a record; the site's folder or file")
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE",
                        help="a value without a question: measurements[0].between=U1-PE; may repeat")  # fmt: skip
    parser.add_argument("--json", metavar="FILE", help="the record as JSON; - reads stdin. --set goes over it")
    parser.add_argument("--procedure", metavar="NAME", help="checklist: walk through what is due of this procedure")
    parser.add_argument("--dry-run", action="store_true", help="form: show what would be kept, and keep nothing")
    parser.add_argument("--kind", choices=tuple(KINDS), metavar="KIND", help="list: only this kind")
    parser.add_argument("--object", default="", metavar="TAG", help="next, list: only this object")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form of the result on stdout")


def run(args: argparse.Namespace) -> int:
    """Do one thing with the records of a site; return 1 when the rules find something in what was recorded."""
    known = (*KINDS, "form", "next", "list", "show", "correct")
    if args.what not in known:
        hint = suggestion(args.what, known, f"one of {listed(known)}")
        raise Stop(ExitCode.USAGE, f"there is no kind of record `{args.what}`", hint)
    if args.what == "form":
        return _of_form(args)
    here = _place(args.names)
    if args.what == "next":
        return recorded.next_lines(here.site, str(here.path), _about(here, args.object), args.format)
    if args.what == "list":
        return recorded.listing(here.site, args.kind, _about(here, args.object), args.format)
    if args.what == "show":
        return recorded.one(here.loaded, here.site, _existing(here), args.format)
    return _entered(args, here)


def _of_form(args: argparse.Namespace) -> int:
    if not args.names:
        raise Stop(ExitCode.USAGE, "no form was named", "plantwright record form FILE.pdf SITE")
    if args.set or args.json or args.procedure:
        raise Stop(
            ExitCode.USAGE, "--set, --json and --procedure do not go with form", "correct what was kept afterwards"
        )
    file, *names = args.names
    return record_form.imported(_place(names), Path(file), args.format, dry=args.dry_run)


def _place(names: Sequence[str]) -> Place:
    """Return the site and the other name; what exists as a file, or has a slash, is the site."""
    paths = [name for name in names if name != PLANT and ("/" in name or Path(name).exists())]
    others = [name for name in names if name not in paths]
    sites = [Path(path) for path in paths] or list(chosen(()))
    if len(sites) > 1 or len(others) > 1:
        many = listed(sites if len(sites) > 1 else others)
        raise Stop(ExitCode.USAGE, f"one at a time: {many}", "name one object or record, and one site")
    loaded, site = site_of(str(sites[0]))
    recorded.tell(loaded, [each for each in loaded.problems if each.severity is Severity.ERROR])  # records left out
    folder = folder_of(sites[0])
    return Place(sites[0], loaded, site, folder / SECTION, others[0] if others else "")


def _about(here: Place, tag: str) -> str:
    """Return the object that is asked about, by `--object` or by its name alone, empty for everything."""
    if tag and here.name and tag != here.name:
        raise Stop(ExitCode.USAGE, f"one at a time: {tag}, {here.name}", "name one object")
    return _object(here, tag or here.name)


def _object(here: Place, tag: str) -> str:
    """Return a tag that the site has, or nothing."""
    if not tag or tag == PLANT or here.site.item(tag):
        return tag
    hint = suggestion(tag, (*here.site.tags(), PLANT), f"a tag of {here.path}, or `{PLANT}` for the whole plant")
    raise Stop(ExitCode.USAGE, f"{here.path} has no object {tag}", hint)


def _existing(here: Place) -> Record:
    name = here.name.removesuffix(".yaml")
    if name not in here.site.records:
        message = f"there is no record {name}" if name else "no record was named"
        hint = suggestion(name, tuple(here.site.records), "`plantwright record list` names them")
        raise Stop(ExitCode.USAGE, message, hint)
    return here.site.records[name]


def _entered(args: argparse.Namespace, here: Place) -> int:
    """Take a record from the command line, or ask a person for it."""
    old = _correctable(here) if args.what == "correct" else None
    form = Form(
        kind=old.kind if old else args.what,
        site=here.site,
        clock=lambda: datetime.datetime.now().astimezone(),
        person=_person(here),
        old=old_values(old) if old else {},
        hash_of=functools.partial(drafts.hash_of, here.records),
    )
    if args.set or args.json:
        return _keep(args, here, _given(args, here, form, old))
    if not sys.stdin.isatty():
        hint = "give every value: --set PATH=VALUE, or --json -"
        raise Stop(ExitCode.USAGE, "there is no terminal to ask at, and no value was given", hint)
    return _asked(args, here, form, old)


def _asked(args: argparse.Namespace, here: Place, form: Form, old: Record | None) -> int:
    """Ask a person for a record and keep it; until then it is a draft."""
    about = old.object if old else _object(here, here.name) or dialogue.first_object(form)
    start: Answers = {("supersedes",): old.name} if old else {("object",): about}
    begun = Draft(kind=form.kind, answers=start, lines=_walked(args, here, about))
    path = drafts.place(here.records, form.kind, f"correction-{old.name}" if old else about)
    with drafts.held(here.records):
        data = dialogue.guided(form, begun, path, functools.partial(_preview, here))
        code = _keep(args, here, data)
        drafts.drop(path)
    return code


def _correctable(here: Place) -> Record:
    """Return the record that is corrected: the newest, so that corrections form one line."""
    old = _existing(here)
    newer = corrected_by(here.site.records.values(), old.name)
    if newer:
        raise Stop(ExitCode.USAGE, f"{old.name} was corrected by {newer}", f"`plantwright record correct {newer}`")
    return old


def _person(here: Place) -> str:
    """Return who recorded last at this site, else the name that git knows."""
    newest = in_force(here.site.records.values())[-1:]
    return newest[0].person if newest else git(here.records.parent, "config", "user.name")


def _walked(args: argparse.Namespace, here: Place, about: str) -> tuple[str, ...]:
    """Return the lines of the procedure that was asked for which are due at an object, by number."""
    if not args.procedure:
        return ()
    known = tuple(shipped_procedures())
    if args.what != "checklist":
        raise Stop(ExitCode.USAGE, f"--procedure does not go with {args.what}", "it goes with checklist")
    if args.procedure not in known:
        hint = suggestion(args.procedure, known, f"one of {listed(known)}")
        raise Stop(ExitCode.USAGE, f"there is no procedure {args.procedure}", hint)
    lines = due_lines(here.site, "checklist", about, args.procedure)
    if not lines:
        hint = f"`plantwright record next --object {about}` says what is"
        raise Stop(ExitCode.USAGE, f"nothing of {args.procedure} is due at {about}", hint)
    return tuple(line.id for line in lines)


# without a person


def _given(args: argparse.Namespace, here: Place, form: Form, old: Record | None) -> dict[str, Any]:
    """Return the data of a record from JSON and --set; raise Stop with everything that is missing or wrong."""
    values = _json(args.json, form.kind) if args.json else {}
    values |= {"supersedes": old.name} if old else {}
    values |= {"object": here.name} if here.name and old is None else {}
    values |= dict(map(_assignment, args.set))
    data, wrong = filled(form, values)
    if old and not data.get("reason"):
        raise Stop(ExitCode.USAGE, "a correction needs a reason", "--set 'reason=...'")
    if wrong:
        told = "\n".join(f"{dotted(each.path) if each.path else form.kind}: {each}" for each in wrong)
        raise Stop(ExitCode.USAGE, told, f"{len(wrong)} to mend in the record {form.kind}; nothing was written")
    return data


def _assignment(text: str) -> tuple[str, str]:
    path, equals, value = text.partition("=")
    if not (path and equals):
        raise Stop(ExitCode.USAGE, f"--set {text} is not PATH=VALUE", "for example --set object=M101")
    return path, value


def _json(file: str, kind: str) -> dict[str, Any]:
    """Return the values of a record in a JSON file by path; raise Stop when it holds none of that kind."""
    try:
        data = json.loads(sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise Stop(
            ExitCode.USAGE, f"--json {file} is not readable JSON: {error}", 'for example {"object": "M101"}'
        ) from error
    if not isinstance(data, dict) or data.get("record", kind) != kind:
        raise Stop(ExitCode.USAGE, f"--json {file} holds no record {kind}", 'it is an object: {"object": "M101", ...}')
    return {dotted(path): value for path, value in flat(data).items()}


# keeping


def _preview(here: Place, data: Mapping[str, Any]) -> bool:
    """Show what the rules say of a record before it is kept."""
    return recorded.tell(here.loaded, findings(here.site, stem_of(data), data, today()))


def _keep(args: argparse.Namespace, here: Place, data: Mapping[str, Any]) -> int:
    """Write a record, read the site again, and tell what the rules say of it."""
    path = keep(here, data)
    found = judged(here, [path])
    if args.format == "json":
        screen.last_word(recorded.kept_document(path, found))
    else:
        screen.last_word(f"kept: {path}\n")
    return ExitCode.NO if any(each.severity is Severity.ERROR for each in found) else ExitCode.DONE

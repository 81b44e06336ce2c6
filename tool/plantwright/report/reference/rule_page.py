"""The page of a rule: what it finds, why, where its number comes from, examples, and how to mend the fault."""

import ast
import inspect
from collections.abc import Iterator
from typing import Any

from plantwright.findings.reporters.markdown import escaped, table
from plantwright.rules.frame import Change, Rule
from plantwright.rules.select import subject
from plantwright.site.source import dump

EXAMPLE = "sites/riverside"
ALWAYS = "Bring the value that the finding points at to the allowed side of the limit it names."
"""The next step where neither rule nor verdicts name one."""


def rule_page(rule: Rule) -> str:
    """Return the page."""
    waiver = "with a reason, a name and an expiry" if rule.waivable else "not allowed"
    facts = [
        ("severity", str(rule.severity)),
        ("subject", f"{subject(rule)} (`--select {subject(rule)}`)"),
        ("name", rule.name),
        ("covers", ", ".join(rule.refs)),
        ("waiver", waiver),
        ("source", escaped(rule.source)),
    ]
    sections = {"Why": escaped(rule.why), "Wrong": _wrong(rule), "Right": _right(rule), "How to mend": _mending(rule)}
    return "\n".join(
        [
            f"# {rule.id} {escaped(rule.title)}\n",
            table(("", ""), facts),
            *(f"## {heading}\n\n{text}\n" for heading, text in sections.items()),
        ]
    )


def _wrong(rule: Rule) -> str:
    return f"The example plant `{EXAMPLE}` with this change is found:\n\n{_yaml(rule.bad)}"


def _right(rule: Rule) -> str:
    if not rule.good:
        return f"The example plant `{EXAMPLE}` passes as it is."
    return f"The example plant `{EXAMPLE}` with this change passes:\n\n{_yaml(rule.good)}"


def _yaml(change: Change) -> str:
    """Return a change as the lines one writes into a site file; what is left out stands in a comment."""
    left_out = [path for path, value in change.items() if value is None]
    nested: dict[str, Any] = {}
    for path, value in change.items():
        if value is not None:
            _place(nested, path.split("."), value)
    written = dump(nested) if nested else ""
    return "```yaml\n" + written + "".join(f"# without {path}\n" for path in left_out) + "```"


def _place(into: dict[str, Any], keys: list[str], value: Any) -> None:
    first, *rest = keys
    if rest:
        _place(into.setdefault(first, {}), rest, value)
    else:
        into[first] = value


def _mending(rule: Rule) -> str:
    steps = [escaped(step[:1].upper() + step[1:]) for step in mending(rule)]
    return "\n".join(f"- {step}." for step in steps) or ALWAYS


def mending(rule: Rule) -> tuple[str, ...]:
    """Return the next steps of a rule: the one it states, else those that its verdicts name."""
    return (rule.mend,) if rule.mend else tuple(dict.fromkeys(hints_of(rule)))


def hints_of(rule: Rule) -> Iterator[str]:
    """Yield the next steps that verdicts can name, as the source has them; a part that depends on the site is `…`."""
    module = ast.parse(inspect.getsource(inspect.getmodule(rule.function) or rule.function))
    for node in ast.walk(module):
        match node:
            case ast.keyword(arg="hint", value=text) | ast.Assign(targets=[ast.Name(id="hint")], value=text):
                yield from _texts(text)
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=texts)):
                pairs = zip(names, texts, strict=False)
                yield from (each for name, text in pairs if ast.unparse(name) == "hint" for each in _texts(text))


def _texts(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)) if text:
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts)
        case ast.IfExp(body=first, orelse=second):
            yield from _texts(first)
            yield from _texts(second)

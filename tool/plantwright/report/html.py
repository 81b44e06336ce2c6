"""Fills templates with plain data; nothing else of the program can be reached from a template."""

import contextlib
import os
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
    pass_context,
)
from jinja2.loaders import split_template_path
from jinja2.meta import find_referenced_templates
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from plantwright.frozen import is_frozen
from plantwright.report.figure_numbers import numbered, reference
from plantwright.report.figures.drawing import width
from plantwright.report.language import ENGLISH, Language, Link, Text, counted, printed, text, translated
from plantwright.report.messages import catalogue
from plantwright.report.running import running
from plantwright.resources import folder

_SCALARS = (str, int, float, bool, type(None))
_FIGURES = "figures/"

FRAME = "document.html.j2"
"""What every document extends."""

SHIPPED = "shipped:"
"""Before the name of a template: the shipped one, also where the site has its own."""


class TemplateFailed(Exception):
    """A template could not be filled; the text names the template and its line."""


def fill(template: str, page: object, own: Path | None = None, language: Language = ENGLISH) -> str:
    """Return the HTML of a template for one frozen dataclass, which the template sees as `page`.

    Templates lie in the shipped folder; those of a folder of the site's `own` come before them.
    A template writes a fixed text as `{{ _("text") }}`, `plain(...)` around it where one language must do, and
    `{{ link("#id", _("text")) }}` for one that leads somewhere.

    Raise TemplateFailed with template and line for an unknown variable, a wrong template or anything the sandbox
    refuses, and TypeError for data that is not plain and frozen.
    """
    for place in _not_plain(page, "page"):
        raise TypeError(f"{place} is not plain frozen data")
    roots = tuple(root.resolve() for root in (own, folder("templates")) if root)
    environment = _environment(roots, language)
    try:
        if own:
            _within_the_frame(environment, template)
        first = language.first
        words = {first: catalogue(first)} if first else {}
        html = environment.get_template(template).render(page=page)
        return numbered(html, lambda told: translated(told, first, words))
    except TemplateSyntaxError as error:
        raise TemplateFailed(
            f"{_shown(error.filename, roots) or error.name}:{error.lineno}: {error.message}"
        ) from error
    except TemplateNotFound as error:
        raise TemplateFailed(f"{_place(error, roots) or template}: there is no template {error.name!r}") from error
    except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise TemplateFailed(f"{_place(error, roots) or template}: {error}") from error


def own_of(template: str, own: Path, language: Language = ENGLISH) -> tuple[str, ...]:
    """Return the names of the templates in a folder of the site's `own` that a template is made from, sorted.

    A name that is known only while a template is filled may be that of each of them.
    """
    root = own.resolve()
    environment = _environment((root, folder("templates")), language)
    every = [path.relative_to(root).as_posix() for path in root.rglob("*.j2")]
    files: dict[str, Path] = {}
    left = [template]
    while left:
        name = left.pop()
        with contextlib.suppress(TemplateNotFound):  # one that may be missing; filling has said so of the others
            source, file, _ = _Folders((root, folder("templates"))).get_source(environment, name)
            files[name] = Path(file)
            led_to = find_referenced_templates(environment.parse(source, name, file))
            left += [other for each in led_to for other in ([each] if each else every) if other not in files]
    return tuple(sorted(path.relative_to(root).as_posix() for path in files.values() if path.is_relative_to(root)))


def _within_the_frame(environment: Environment, template: str) -> None:
    """Raise TemplateFailed for a template that does not extend, at the end of a chain, the frame of every document."""
    seen: list[str] = []
    name = template
    while name != FRAME:
        source, file, _ = environment.loader.get_source(environment, name) if environment.loader else ("", "", None)
        parents = [each.template for each in environment.parse(source, name, file).find_all(nodes.Extends)]
        seen.append(name)
        if len(parents) != 1 or not isinstance(parents[0], nodes.Const) or parents[0].value in seen:
            raise TemplateFailed(f'{os.path.relpath(file or name)}: it does not begin with {{% extends "{FRAME}" %}}')
        name = str(parents[0].value)


@cache
def _environment(roots: tuple[Path, ...], language: Language) -> Environment:
    """Return what fills the templates of some folders; each is read and compiled once."""
    catalogues = {code: catalogue(code) for code in language if code}

    @pass_context
    def finalize(context: Context, value: object) -> object:
        if (context.name or "").startswith(_FIGURES):
            return plain(value)
        return printed(value, language, catalogues)

    def plain(value: object) -> object:
        return translated(value, language.first, catalogues) if isinstance(value, Text) else value

    def link(target: str, words: Text) -> Link:
        return Link(target, printed(words, language, catalogues))

    environment = ImmutableSandboxedEnvironment(
        loader=_Folders(roots),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(
        _=text, counted=counted, plain=plain, link=link, wide=width, see=reference, lang=language.tag, running=running
    )
    return environment


class _Folders(BaseLoader):
    """Loads a template by its name below the first of several folders that has it; a name that leads out of its folder,
    also by a symlink, is not found. SHIPPED before a name means the last folder."""

    def __init__(self, roots: Sequence[Path]) -> None:
        self._roots = roots

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:
        name = template.removeprefix(SHIPPED)
        for root in self._roots[-1:] if name != template else self._roots:
            path = root.joinpath(*split_template_path(name))
            if path.resolve() == path and path.is_file():
                return path.read_text(encoding="utf-8"), str(path), None
        raise TemplateNotFound(template)


def _place(error: BaseException, roots: Sequence[Path]) -> str:
    """Return template and line of the innermost template the error passed through, or an empty text."""
    passed = ((_shown(frame.filename, roots), frame.lineno) for frame in traceback.extract_tb(error.__traceback__))
    inside = [f"{name}:{line}" for name, line in passed if name]
    return inside[-1] if inside else ""


def _shown(file: str | None, roots: Sequence[Path]) -> str:
    """Return how people know a template: by its name, one of the site by its path; empty for another file."""
    root = next((root for root in roots if file and Path(file).is_relative_to(root)), None)
    if root is None or file is None:
        return ""
    return str(Path(file).relative_to(root)) if root == roots[-1] else os.path.relpath(file)


def _not_plain(value: object, place: str) -> Iterator[str]:
    """Yield the place of everything that is not a text, number, tuple, dict or frozen dataclass of such.

    A dict is not frozen, but a template cannot change it: the sandbox refuses.
    """
    if isinstance(value, frozenset):
        return
    if isinstance(value, _SCALARS) and (type(value).__module__ == "builtins" or type(value) is Text):
        return
    if type(value) is tuple:
        yield from _each(((f"{place}[{index}]", entry) for index, entry in enumerate(value)))
    elif type(value) is dict:
        yield from _each((f"{place}[{key!r}]", entry) for key, entry in value.items())
    elif is_frozen(value):
        known: Any = value
        yield from _each((f"{place}.{field.name}", getattr(known, field.name)) for field in fields(known))
    else:
        yield f"{place} ({type(value).__name__})"


def _each(entries: Iterable[tuple[str, object]]) -> Iterator[str]:
    for place, entry in entries:
        yield from _not_plain(entry, place)

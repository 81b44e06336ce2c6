"""Fills the shipped templates with plain frozen data; nothing else of the program can be reached from a template."""

import traceback
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    pass_context,
)
from jinja2.loaders import split_template_path
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from plantwright.frozen import is_frozen
from plantwright.report.language import ENGLISH, Language, Text, counted, printed, text, translated
from plantwright.report.messages import catalogue
from plantwright.resources import folder

_SCALARS = (str, int, float, bool, type(None))
_FIGURES = "figures/"


class TemplateFailed(Exception):
    """A template could not be filled; the text names the template and its line."""


def fill(template: str, page: object, templates: Path | None = None, language: Language = ENGLISH) -> str:
    """Return the HTML of a template for one frozen dataclass, which the template sees as `page`.

    A template writes a fixed text as `{{ _("text") }}`, and `plain(...)` around it where one language must do.

    Raise TemplateFailed with template and line for an unknown variable, a wrong template or anything the sandbox
    refuses, and TypeError for data that is not plain and frozen.
    """
    for place in _not_plain(page, "page"):
        raise TypeError(f"{place} is not plain frozen data")
    root = templates or folder("templates")
    environment = _environment(root, language)
    try:
        return environment.get_template(template).render(page=page)
    except TemplateSyntaxError as error:
        raise TemplateFailed(f"{error.name}:{error.lineno}: {error.message}") from error
    except TemplateNotFound as error:
        raise TemplateFailed(f"{_place(error, root) or template}: there is no template {error.name!r}") from error
    except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise TemplateFailed(f"{_place(error, root) or template}: {error}") from error


def _environment(root: Path, language: Language) -> Environment:
    catalogues = {code: catalogue(code) for code in language if code}

    @pass_context
    def finalize(context: Context, value: object) -> object:
        if (context.name or "").startswith(_FIGURES):
            return plain(value)
        return printed(value, language, catalogues)

    def plain(value: object) -> object:
        return translated(value, language.first, catalogues) if isinstance(value, Text) else value

    environment = ImmutableSandboxedEnvironment(
        loader=_Shipped(root),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(_=text, counted=counted, plain=plain, lang=language.tag)
    return environment


class _Shipped(BaseLoader):
    """Loads a template by its name below one folder; a name that leads out of it, also by a symlink, is not found."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:
        path = self._root.joinpath(*split_template_path(template))
        if path.resolve() != path or not path.is_file():
            raise TemplateNotFound(template)
        return path.read_text(encoding="utf-8"), str(path), None


def _place(error: BaseException, root: Path) -> str:
    """Return template and line of the innermost template the error passed through, or an empty text."""
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if Path(frame.filename).is_relative_to(root.resolve())]
    if not inside:
        return ""
    return f"{Path(inside[-1].filename).relative_to(root.resolve())}:{inside[-1].lineno}"


def _not_plain(value: object, place: str) -> Iterator[str]:
    """Yield the place of everything that is not a text, number, tuple or frozen dataclass of such."""
    if isinstance(value, _SCALARS) and (type(value).__module__ == "builtins" or type(value) is Text):
        return
    if type(value) is tuple:
        yield from _each(((f"{place}[{index}]", entry) for index, entry in enumerate(value)))
    elif is_frozen(value):
        known: Any = value
        yield from _each((f"{place}.{field.name}", getattr(known, field.name)) for field in fields(known))
    else:
        yield f"{place} ({type(value).__name__})"


def _each(entries: Iterable[tuple[str, object]]) -> Iterator[str]:
    for place, entry in entries:
        yield from _not_plain(entry, place)

"""Finds the values of one kind that the modules of a folder define, so that a new one appears by itself."""

import importlib
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def defined_in(folder: str, kind: type[T]) -> tuple[T, ...]:
    """Return every value of a class that a module of a folder beside this file holds, in the order of the files."""
    files = sorted((Path(__file__).parent / folder).glob("[!_]*.py"))
    modules = [importlib.import_module(f"plantwright.report.{folder}.{file.stem}") for file in files]
    return tuple(each for module in modules for each in vars(module).values() if isinstance(each, kind))

"""Every rule, found by looking through the folders below this one."""

import importlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from plantwright.rules.frame import Rule


@cache
def registry() -> Mapping[str, Rule]:
    """Return all rules by id, sorted; raise LookupError when there is none, or two share an id."""
    files = Path(__file__).parent.glob("*/[!_]*.py")
    names = sorted(f"{__package__}.{file.parent.name}.{file.stem}" for file in files)
    modules = [importlib.import_module(name) for name in names]
    return indexed(each for module in modules for each in vars(module).values() if isinstance(each, Rule))


def indexed(every: Iterable[Rule]) -> Mapping[str, Rule]:
    """Return rules by id, sorted; raise LookupError when there is none, or two share an id."""
    found: dict[str, Rule] = {}
    for each in every:
        if found.setdefault(each.id, each) is not each:
            raise LookupError(f"two rules have the id {each.id}: {found[each.id].name} and {each.name}")
    if not found:
        raise LookupError("no rule was found: the installation is not complete")
    return dict(sorted(found.items()))

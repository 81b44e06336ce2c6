"""Applies the `defaults:` section: an item states only what differs, and every value keeps its place in the files."""

from collections.abc import Mapping
from typing import Any

from plantwright.site.tree import Map, Mark


def apply_defaults(root: Mapping[str, Any]) -> Map:
    """Return the site with the defaults of each section put under its items; applying them again changes nothing.

    Maps are merged key by key; lists and single values of an item replace the default. `defaults` itself stays, so that
    its own values can be located.
    """
    defaults = root.get("defaults")
    if not isinstance(defaults, dict):
        return Map(root, _marks(root))
    applied = Map(root, _marks(root))
    for section, values in defaults.items():
        items = root.get(section)
        if section != "defaults" and isinstance(items, dict) and isinstance(values, dict):
            applied[section] = _each(items, values)
    return applied


def _each(items: Mapping[str, Any], values: Mapping[str, Any]) -> Map:
    applied = {tag: _over(values, item) if isinstance(item, dict) else item for tag, item in items.items()}
    return Map(applied, _marks(items))


def _over(values: Mapping[str, Any], item: Mapping[str, Any]) -> Map:
    """Return the values with those of the item over them."""
    merged = Map(values, {**_marks(values), **_marks(item)})
    for key, value in item.items():
        under = values.get(key)
        merged[key] = _over(under, value) if isinstance(value, dict) and isinstance(under, dict) else value
    return merged


def _marks(source: Mapping[str, Any]) -> Mapping[str, Mark]:
    """Return the marks of a map, none for one that was not read from a file."""
    return source.marks if isinstance(source, Map) else {}

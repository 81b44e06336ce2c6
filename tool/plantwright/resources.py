"""Where the shipped schemas and templates lie: in the installed package, else in the checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent.parent


def folder(name: str) -> Path:
    """Return the folder `schemas` or `templates`; raise FileNotFoundError naming the places that were looked at."""
    places = (_PACKAGE / name, _CHECKOUT / name)
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"no folder {name!r}; looked in {' and '.join(map(str, places))}")

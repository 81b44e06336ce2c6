"""Writes the parts of the published schemas that come from device types: `python -m plantwright.site.generate`."""

import json
import sys
from pathlib import Path
from typing import Any

from plantwright.resources import folder
from plantwright.site.device_types import shipped, shipped_type
from plantwright.site.published import device_conditions, parameter_file, parameter_schema

WIDTH = 118


def main() -> int:
    """Rewrite every file that differs, remove those of types that are gone, and name them."""
    schemas = folder("schemas")
    wanted = published(schemas)
    for path in (schemas / "parameters").glob("*.json"):
        if path not in wanted:
            path.unlink()
            print(f"removed {path.name}")
    for path, text in wanted.items():
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.name}")
    return 0


def published(schemas: Path) -> dict[Path, str]:
    """Return the text of every schema that comes from device types, by its path: one a type, and the site schema."""
    types = [shipped_type(name) for name in shipped()]
    texts = {schemas / parameter_file(each): render(parameter_schema(each)) for each in types}
    site = json.loads((schemas / "site.schema.json").read_text(encoding="utf-8"))
    for definition in site["definitions"].values():
        if "x-device-kind" in definition:
            definition["allOf"] = device_conditions(types, definition["x-device-kind"])
    return {**texts, schemas / "site.schema.json": render(site)}


def render(schema: dict[str, Any]) -> str:
    """Return a schema as JSON text: what fits on a line stands on one."""
    return _rendered(schema, 0) + "\n"


def _rendered(value: Any, indent: int) -> str:
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or indent + len(line) <= WIDTH:
        return line
    space = "\n" + " " * (indent + 2)
    if isinstance(value, list):
        return "[" + ",".join(space + _rendered(each, indent + 2) for each in value) + "\n" + " " * indent + "]"
    parts = [f"{space}{json.dumps(key)}: {_rendered(part, indent + 2)}" for key, part in value.items()]
    return "{" + ",".join(parts) + "\n" + " " * indent + "}"


if __name__ == "__main__":
    sys.exit(main())

"""The layers: imports point down only, each library is imported by one module, and the command line starts light."""

import ast
import importlib.metadata
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "tool" / "plantwright"
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))

LAYERS = ["findings", "site", "physics", "rules", "modbus", "deploy", "monitor", "records", "report", "cli"]
"""From the lowest to the highest; a module imports from its own layer and from lower ones."""

NEVER = {
    "physics/": ["plantwright.resources"],
    "monitor/": ["plantwright.modbus.line.open_writer", "plantwright.deploy.writing", "plantwright.deploy.apply"],
    "modbus/simulator": ["plantwright.modbus.line", "plantwright.modbus.wire", "plantwright.modbus.answers"],
}
"""What must not be imported although the layers would allow it."""

ONLY_IN = {
    "yaml": "site/source.py",
    "jsonschema": "site/schema.py",
    "referencing": "site/schema.py",
    "pymodbus": "modbus/line.py",
    "serial": "modbus/wire.py",
    "segno": "report/figures/qr.py",
    "openpyxl": "report/spreadsheet.py",
    "pypdf": "pdf_file.py",
    "pyhanko": "report/signature.py",
    "pyhanko_certvalidator": "report/signature.py",
    "babel": "report/messages.py",
    "jinja2": "report/html.py",
    "weasyprint": "report/pdf.py",
    "pypdfium2": "report/raster.py",
    "rich": "cli/screen.py",
}
"""The one module of each library. A library that stands here and is not imported is one dependency too many."""

HEAVY = ["asyncio", "babel", "jinja2", "jsonschema", "openpyxl", "pyhanko", "pymodbus", "pypdf", "rich", "weasyprint"]


def test_imports_point_down() -> None:
    assert [
        f"{module} imports {name}"
        for module in MODULES
        for name in imports_of(module)
        if (layer := layer_of(name)) and layer not in layers_below(module)
    ] == []


def test_no_forbidden_import() -> None:
    assert [
        f"{module} imports {name}"
        for start, forbidden in NEVER.items()
        for module in MODULES
        if module.startswith(start)
        for name in imports_of(module)
        if any(f"{name}.".startswith(f"{root}.") for root in forbidden)
    ] == []


def test_sql_in_one_module() -> None:
    assert [module for module in MODULES if "sqlite3" in imports_of(module)] == ["monitor/store.py"]


def test_one_library_one_module() -> None:
    found = {
        f"{library} in {module}"
        for module in MODULES
        for name in imports_of(module)
        if (library := name.partition(".")[0]) not in sys.stdlib_module_names | {"plantwright", "__future__"}
    }
    assert sorted(found) == sorted(f"{library} in {module}" for library, module in ONLY_IN.items())


def test_every_library_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {requirement.partition("=")[0].rstrip("<>~!").lower() for requirement in project["dependencies"]}
    provided_by = importlib.metadata.packages_distributions()
    assert declared == {provided_by[library][0].lower() for library in ONLY_IN}


@pytest.mark.parametrize(
    ("module", "heavy"), [("plantwright.cli.main", HEAVY), ("plantwright.modbus.simulator", ["pymodbus"])]
)
def test_import_stays_light(module: str, heavy: list[str]) -> None:
    code = f"import sys, {module}; print(*sorted(set({heavy!r}) & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == []


def layers_below(module: str) -> list[str]:
    """The layers that a module may import from: its own and the lower ones; all of them from the top of the package."""
    layer, slash, _ = module.partition("/")
    if not slash:
        return LAYERS
    return ["physics"] if layer == "physics" else LAYERS[: LAYERS.index(layer) + 1]


def layer_of(name: str) -> str:
    """The layer that an imported name belongs to; empty for other packages and for the top of ours."""
    package, _, rest = name.partition(".")
    layer = rest.partition(".")[0]
    return layer if package == "plantwright" and (PACKAGE / layer).is_dir() else ""


def imports_of(module: str) -> Iterator[str]:
    """Each name that a module imports, at its top or inside a function, as an absolute dotted name."""
    package = ["plantwright", *Path(module).parts[:-1]]
    for node in ast.walk(ast.parse((PACKAGE / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *filter(None, [node.module])])
            yield from (f"{source}.{alias.name}" for alias in node.names)

"""A site's own templates and documents through the command line: what they can do, and what stops them."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.printed import git, plantwright

from plantwright.report.filling import fill_own
from plantwright.report.html import TemplateFailed
from plantwright.report.language import ENGLISH

RIVERSIDE = Path(__file__).parent.parent / "sites" / "riverside"

PLATE = """{% extends "document.html.j2" %}
{% block content %}
<h1>{{ page.frame.title }} {{ page.about }}</h1>
<p><img src="asset:logo.svg" alt="sign of the owner"></p>
{% for row in page.tables.devices if row.tag == page.about %}
<p>{{ row.type }} number {{ row.serial }} on {{ row.bus }} at {{ row.address }}</p>
{% endfor %}
{% endblock %}
"""
LISTED = """format: 1
documents:
  - {name: door-plate, title: Door plate, code: "&EPB900", class: 02-01, template: door-plate.html.j2, for: starters}
assets: [logo.svg]
"""
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9mm"><title>o</title><path d="M1 1h7v7z"/></svg>'
)
GOOD = {"documents.yaml": LISTED, "door-plate.html.j2": PLATE, "assets/logo.svg": LOGO}


def plant(folder: Path, files: Mapping[str, str]) -> Path:
    """Return a copy of the example plant with files in its `templates/`."""
    site = folder / "riverside"
    shutil.copytree(RIVERSIDE, site, ignore=shutil.ignore_patterns("records"))
    for name, content in files.items():
        path = site / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return site


def report(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "plantwright", "report", "riverside", "-o", "out", *options]
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "SOURCE_DATE_EPOCH": "1793664000"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_a_site_adds_a_document_with_a_picture(tmp_path: Path) -> None:
    plant(tmp_path, GOOD)
    listed = report(tmp_path, "--list").stdout
    assert re.search(r"door-plate +Door plate +&EPB900 +02-01 +4: SS101, SS201, SS301, SS401", listed), listed
    done = report(tmp_path, "--only", "door-plate:SS201")
    assert done.returncode == 0, done.stderr
    pdf = tmp_path / "out" / "RPS-01-door-plate-SS201.pdf"
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    assert "Door plate SS201" in text
    assert re.search(r"clr8g number \S+ on RS1 at \d+", text), text
    assert re.search(r"templates of its own: door-plate\.html\.j2 [0-9a-f]{8}", text)
    assert "INVENTED SAMPLE PLANT" in text  # the frame is that of every document


def test_a_site_replaces_the_content_of_a_shipped_document(tmp_path: Path) -> None:
    own = '{% extends "shipped:punch-list.html.j2" %}{% block content %}<h1>Ours</h1>{{ super() }}{% endblock %}'
    plant(tmp_path, {"bus-record.html.j2": own.replace("punch-list", "bus-record")})
    done = report(tmp_path, "--only", "bus-record:RS1", "--html-only")
    assert done.returncode == 0, done.stderr
    html = (tmp_path / "out" / "RPS-01-bus-record-RS1.html").read_text(encoding="utf-8")
    assert "<h1>Ours</h1>" in html
    assert "Measured on the line" in html


def test_a_document_names_its_own_templates_and_they_can_be_proven(tmp_path: Path) -> None:
    """Also one that another template builds on; the bus record of the same plant is made of none but the style."""
    plate = '{% extends "plate.html.j2" %}'
    files = {**GOOD, "plate.html.j2": PLATE, "door-plate.html.j2": plate, "other.html.j2": PLATE, "own.css": "b {}"}
    site = plant(tmp_path, files)
    git(site, "init", "-q")
    git(site, "add", "-A")
    git(site, "commit", "-qm", "templates")
    done = report(tmp_path, "--only", "door-plate:SS101", "--only", "bus-record:RS1")
    assert done.returncode == 0, done.stderr
    pdf, other = (tmp_path / "out" / f"RPS-01-{name}.pdf" for name in ("door-plate-SS101", "bus-record-RS1"))
    made_of = ("door-plate.html.j2", "plate.html.j2", "own.css", "assets/logo.svg")
    assert looked_at(pdf, site)[0] == [
        [f"templates/{name}", hashlib.sha256(files[name].encode()).hexdigest()] for name in made_of
    ]
    assert [name for name, _ in looked_at(other, site)[0]] == ["templates/own.css"]
    assert looked_at(pdf, site)[1] == {"own templates": True, "own templates in git": True}
    (site / "templates" / "other.html.j2").unlink()  # it is made of none of that
    with (site / "templates" / "plate.html.j2").open("a") as file:
        file.write("later")
    assert looked_at(pdf, site)[1] == {"own templates": False, "own templates in git": True}
    git(site, "commit", "-aqm", "later")
    told = plantwright("report", "verify", pdf, "--site", site)
    assert told.returncode == 1
    assert f"DIFFERS  own templates: {site}: templates/plate.html.j2 differs\n" in told.stdout
    assert f"own templates in git: the files of commit {git(site, 'rev-parse', 'HEAD~1')[:12]}\n" in told.stdout
    (site / "templates" / "assets" / "logo.svg").unlink()
    shutil.rmtree(site / ".git")
    git(site, "init", "-q")
    git(site, "add", "-A")
    git(site, "commit", "-qm", "without")
    assert looked_at(pdf, site)[1] == {"own templates": False, "own templates in git": False}


def looked_at(pdf: Path, site: Path) -> tuple[list[list[str]], dict[str, bool | None]]:
    """Return the own templates that a document names, and whether what is claimed of them holds."""
    told: dict[str, Any] = json.loads(plantwright("report", "verify", pdf, "--site", site, "--json").stdout)
    (file,) = told["files"]
    claims = {each["about"]: each["holds"] for each in file["claims"]}
    return file["document"]["own"], {about: holds for about, holds in claims.items() if about.startswith("own")}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"door-plate.html.j2": PLATE.replace("row.serial", "row.serail")},
            r"templates/door-plate\.html\.j2:6.*serail",
        ),
        ({"door-plate.html.j2": PLATE + "{% if %}"}, r"templates/door-plate\.html\.j2:9: Expected an expression"),
        ({"door-plate.html.j2": "<p>bare</p>"}, r"door-plate\.html\.j2: it does not begin with \{% extends"),
        ({"door-plate.html.j2": PLATE.replace("page.about }}</h1>", "page.__class__ }}</h1>")}, r"j2:3:.*unsafe"),
        (
            {"door-plate.html.j2": PLATE.replace("logo.svg", "other.svg")},
            r"asked for asset:other\.svg, which it may not",
        ),
        ({"door-plate.html.j2": PLATE.replace("asset:logo", "https://x.test/logo")}, r"asked for https://x\.test/logo"),
        ({"door-plate.html.j2": PLATE.replace("page.about }}</h1>", "'x' * 10 ** 10 }}</h1>")}, r"MiB"),
        ({"document.html.j2": "<p>all mine</p>"}, r"document\.html\.j2 may not be replaced"),
        ({"parts/mine.html.j2": "x"}, r"replaces nothing"),
        ({"documents.yaml": LISTED.replace("900", "001")}, r"documents\.yaml:3:\d+.*&EPB001"),
        (
            {"documents.yaml": LISTED.replace("door-plate,", "bus-record,")},
            r"documents\.yaml:3:\d+.*bus-record.*already",
        ),
        ({"documents.yaml": LISTED.replace("[logo.svg]", "[../site.yaml]")}, r"documents\.yaml:4:\d+"),
        ({"documents.yaml": LISTED.replace("logo.svg", "seal.svg")}, r"documents\.yaml:4:\d+.*no assets/seal\.svg"),
        ({"documents.yaml": LISTED + "more: 1\n"}, r"documents\.yaml:5:1.*more"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_template_is_told_with_its_place(tmp_path: Path, files: Mapping[str, str], said: str) -> None:
    plant(tmp_path, {**GOOD, **files})
    done = report(tmp_path, "--only", "door-plate:SS101")
    assert done.returncode not in (0, 1), done.stdout
    assert re.search(said, done.stderr), done.stderr
    assert "Traceback" not in done.stderr


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    site = plant(tmp_path, GOOD)
    (site / "templates" / "assets" / "logo.svg").unlink()
    (site / "templates" / "assets" / "logo.svg").symlink_to("/etc/hostname")
    done = report(tmp_path, "--list")
    assert re.search(r"assets/logo\.svg is a link that leads out of the folder", done.stderr), done.stderr


@dataclass(frozen=True)
class Page:
    frame: str = ""


def test_a_loop_without_end_is_stopped(tmp_path: Path) -> None:
    loop = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    (tmp_path / "own.html.j2").write_text(f'{{% extends "document.html.j2" %}}{loop}{{% set x %}}{loop}{{% endset %}}')
    with pytest.raises(TemplateFailed, match=r"own\.html\.j2: not filled after 1 s and stopped"):
        fill_own((("own.html.j2", Page()),), tmp_path, ENGLISH, time_limit_s=1)

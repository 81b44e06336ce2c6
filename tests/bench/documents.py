"""How long documents take: against plain tables, by length, side by side, from the cache, and beside other programs.

`make bench-pdf` prints the table. Only ratios count; what is compared runs in turn. LARGE=150 takes half the time.
"""

import datetime
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tests.bench.plant import write_folder
from tests.bench.process import Command, Ratio, Used, python, ratio, run

from plantwright.report.document import Document
from plantwright.report.pdf import Job
from plantwright.report.press import press
from plantwright.report.register import entry, kinds, made
from plantwright.report.views.dossier import Dossier
from plantwright.rules.check import check
from plantwright.site.load import load_site

ROOT = Path(__file__).resolve().parents[2]
TYPST = ROOT / "out" / "bench-pdf" / "bin" / "python"  # made by `make bench-pdf`
PRINTED = python("-m", "tests.bench.printed")
CHROMIUM = ("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--log-level=3")  # fmt: skip

TODAY = datetime.date(2026, 11, 21)
SMALL, LARGE = 50, int(os.environ.get("LARGE", "300"))  # devices, and about as many pages
LIST = "check-report-full"
"""The document of nothing but tables."""

PLAIN = (
    "<style>table{table-layout:auto!important;border-collapse:collapse!important}td,th{border:.5pt solid #000}</style>"
)

LOOPS = """
import os
children = [os.fork() or (sum(range(100_000_000)), os._exit(0)) for _ in range(2)]
for each in children:
    os.waitpid(each, 0)
"""

Row = tuple[str, str, Ratio]


def main() -> int:
    """Measure and print everything."""
    rounds = int(os.environ.get("ROUNDS", "1"))
    print(f"{'what':<78} {'wanted':>8}  median (least to most)")
    with tempfile.TemporaryDirectory() as folder:
        for what, wanted, measured in _rows(Path(folder), rounds):
            print(f"{what:<78} {wanted:>8}  {measured}", flush=True)
    return 0


def _rows(folder: Path, rounds: int) -> Iterator[Row]:
    small, large = (_document(write_folder(folder / str(size), size), LIST) for size in (SMALL, LARGE))
    kept = {name: _kept(folder / name, each.job) for name, each in (("small", small), ("large", large))}
    pages = {name: _pages(each, folder / f"{name}.pdf") for name, each in (("small", small), ("large", large))}
    plain = _kept(folder / "plain", replace(small.job, html=small.job.html.replace("</head>", f"{PLAIN}</head>")))
    ours = [_printed(kept["small"]) for _ in range(rounds + 1)][1:]
    theirs = [_printed(plain, "collect") for _ in range(rounds)]
    yield f"{pages['small']} pages / the same with plain tables", "<= 0.75", ratio(_time(ours), _time(theirs))
    long = [_printed(kept["large"]) for _ in range(rounds)]
    yield (
        f"a page of {pages['large']} / a page of {pages['small']}",
        "<= 1.2",
        ratio([each / pages["large"] for each in _time(long)], [each / pages["small"] for each in _time(ours)]),
    )
    a_page = [(each.peak_kib - ours[0].peak_kib) / 1024 for each in long]
    yield (
        f"MiB a page, from {pages['small']} pages to {pages['large']}",
        "<= 3.5",
        ratio(a_page, [float(pages["large"] - pages["small"])] * rounds),
    )
    twice = (*PRINTED, kept["small"], "twice")
    yield "two documents side by side / one after the other (wall)", "<= 0.6", _side_by_side(twice, rounds)
    yield "two loops of nothing, the same: what the machine allows", "", _side_by_side(python("-c", LOOPS), rounds)
    yield from _cached(folder / str(SMALL), rounds)
    yield from _beside(folder, large, long)


def _document(site: Path, name: str) -> Document:
    loaded = load_site(site)
    assert loaded.site is not None, loaded.problems
    dossier = Dossier(site=loaded.site, verdicts=check(loaded, TODAY), issued=TODAY.isoformat(), tool_version="bench")
    document = made(dossier, entry(dossier, kinds()[name], ""))
    assert document is not None
    return document


def _kept(file: Path, job: Job) -> Path:
    file.write_bytes(pickle.dumps(job))
    return file


def _pages(document: Document, file: Path) -> int:
    file.write_bytes(press(document.job))
    said = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout
    return next(int(line.split()[1]) for line in said.splitlines() if line.startswith("Pages:"))


def _printed(job: Path, *options: str) -> Used:
    return run((*PRINTED, job, *options))


def _time(used: Sequence[Used]) -> Sequence[float]:
    return [each.processor_s for each in used]


def _side_by_side(command: Command, rounds: int) -> Ratio:
    """Compare a command that does two things on two processors with the same on one."""
    alone = ("taskset", "-c", str(min(os.sched_getaffinity(0))), *command)
    pairs = [(_wall(lambda: run(command)), _wall(lambda: run(alone))) for _ in range(rounds)]
    return ratio([pair[0] for pair in pairs], [pair[1] for pair in pairs])


def _cached(site: Path, rounds: int) -> Iterator[Row]:
    """Compare `report` of one unchanged document with the same made anew: the whole command, and the printing alone."""
    with tempfile.TemporaryDirectory() as out:
        surroundings = ("env", "SOURCE_DATE_EPOCH=1793664000", f"XDG_CACHE_HOME={out}")
        command = (*surroundings, *python("-m", "plantwright", "report", site, "-o", out, "--only", LIST))
        run(command)
        again = [run(command) for _ in range(rounds)]
        anew = [run((*command, "--no-cache")) for _ in range(rounds)]
        nothing = [run((*command, "--html-only")) for _ in range(rounds)]
    least = [max(one.processor_s - base.processor_s, 0.001) for one, base in zip(again, nothing, strict=True)]
    most = [one.processor_s - base.processor_s for one, base in zip(anew, nothing, strict=True)]
    yield "an unchanged document / the same made anew, without loading and checking", "<= 0.02", ratio(least, most)


def _beside(folder: Path, large: Document, ours: Sequence[Used]) -> Iterator[Row]:
    """Compare with Chromium printing the same HTML, and Typst setting the same tables without their marks."""
    page = folder / "page.html"
    page.write_text(large.standalone, encoding="utf-8")
    command = (*CHROMIUM, f"--user-data-dir={folder / 'chromium'}", f"--print-to-pdf={folder / 'c.pdf'}", page.as_uri())
    chromium = [run(command) for _ in ours]
    yield "WeasyPrint / Chromium, the same HTML", "", ratio(_time(ours), _time(chromium))
    rows = folder / "page.typ"
    rows.write_text(_typst(large.job.html), encoding="utf-8")
    typst = [
        run((TYPST, "-c", "import sys, typst; typst.compile(sys.argv[1], sys.argv[2])", rows, folder / "t.pdf"))
        for _ in ours
    ]
    yield "WeasyPrint / Typst, the same cells", "", ratio(_time(ours), _time(typst))


def _typst(html: str) -> str:
    """Return the rows of every table as one of Typst, the text of each cell without its form."""
    import re

    rows = [
        re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.DOTALL)
    ]
    widest = max(map(len, rows))
    cells = [[re.sub(r"<[^>]*>", " ", cell) for cell in row] + [""] * (widest - len(row)) for row in rows]
    quoted = ",\n".join(", ".join(f"[#{_string(cell)}]" for cell in row) for row in cells)
    return f'#set page(paper: "a4", flipped: true)\n#set text(size: 7pt)\n#table(columns: {widest},\n{quoted})\n'


def _string(cell: str) -> str:
    import json

    return json.dumps(" ".join(cell.split()), ensure_ascii=False)


def _wall(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())

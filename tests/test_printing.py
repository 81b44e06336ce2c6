"""Printing: what is left out to be quick and small is nothing that a reader sees."""

import datetime
import subprocess
import sys
from pathlib import Path

import pytest

from plantwright.report.pdf import Job, RenderingFailed
from plantwright.report.press import press, press_all
from plantwright.resources import folder

FONTS = folder("templates") / "fonts"


def job(body: str, font: str = "Inter-Regular", style: str = "") -> Job:
    face = f"@font-face {{font-family: F; src: url(asset:{font}.woff2)}} body {{font-family: F}} {style}"
    head = f'<!doctype html><html lang="en"><head><title>t</title><style>{face}</style></head>'
    assets = {f"{font}.woff2": (FONTS / f"{font}.woff2").read_bytes()}
    issued = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    return Job(html=f"{head}<body>{body}</body></html>", assets=assets, identifier=b"0" * 32, issued=issued)


def said(command: str, pdf: bytes, folder: Path, *options: str) -> str:
    file = folder / "one.pdf"
    file.write_bytes(pdf)
    out = ["-"] if command == "pdftotext" else []
    return subprocess.run([command, *options, file, *out], capture_output=True, text=True, check=True).stdout


def test_a_document_is_the_same_alone_and_after_others() -> None:
    """Several are printed by one process, which has read what all need."""
    one, other = job("<h1>One</h1>"), job("<h1>Another</h1>" * 9, "Inter-Bold")
    pdfs = press_all([one, other, one, other, one])
    assert [pdfs[0], pdfs[2], pdfs[4]] == [press(one)] * 3
    assert [pdfs[1], pdfs[3]] == [press(other)] * 2


@pytest.mark.parametrize("answer", ["", r"\0\0\0\0", r"\0\0\0\0\0\0\0\0\0\0\0\144%%PDF-1.7"])
def test_half_a_document_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    """A process that ends while it hands a document over, as one that is killed."""
    printer = tmp_path / "printer"
    printer.write_text(f"#!/bin/sh\nprintf '{answer}'\n")
    printer.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(printer))
    with pytest.raises(RenderingFailed, match="the renderer ended with code 1: no message"):
        press(job("<h1>One</h1>"))


def test_footnotes_and_entries_of_lists_have_their_marks(tmp_path: Path) -> None:
    note = job("<p>Above<span>Below</span></p>", style="span {float: footnote}")
    assert "1. Below" in said("pdftotext", press(note), tmp_path, "-layout")
    listed = job("<ol><li>Open</li><li>Close</li></ol>")
    assert "2. Close" in said("pdftotext", press(listed), tmp_path, "-layout")
    entry = job("<p>Open</p><p>Close</p>", style="p {display: list-item; list-style: decimal inside}")
    assert "2. Close" in said("pdftotext", press(entry), tmp_path, "-layout")


def test_a_chinese_font_holds_the_glyphs_of_its_document_alone(tmp_path: Path) -> None:
    pdf = press(job("<p>起动方式 控制</p>", "NotoSansCJKsc-Regular"))
    assert "起动方式 控制" in said("pdftotext", pdf, tmp_path)
    assert "CID Type 0C" in said("pdffonts", pdf, tmp_path)
    assert len(pdf) < 15_000  # with the places of the 7,800 others 30,000

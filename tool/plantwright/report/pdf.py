"""Makes a PDF of HTML with WeasyPrint: only handed-over assets, no warnings, the same bytes for the same input."""

import logging
import re
from collections.abc import Callable, Mapping, Set
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from io import BytesIO
from types import MappingProxyType
from typing import Any

from plantwright.report.form_fields import named_fields

ASSET = "asset:"
VARIANT = "pdf/a-3a"

INSTALL = "install Pango, on Debian or Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class RenderingFailed(Exception):
    """The PDF could not be made; the text says why, one problem a line."""


class PdfUnavailable(RenderingFailed):
    """WeasyPrint's native libraries are missing; the text says what to install."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file that travels inside the PDF; its `relationship` to it is Source or Data, as PDF/A-3 names them."""

    name: str
    description: str
    content: bytes
    relationship: str = "Source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """All that a PDF is made of. `assets` are named in the HTML as asset:NAME, each of them exactly; `identifier` is
    the hash of the input; `issued` dates the attachments. `form`: its fields can be filled in; PDF/A allows no such."""

    html: str
    assets: Mapping[str, bytes]
    identifier: bytes
    issued: datetime
    attached: tuple[Attached, ...] = field(default_factory=tuple)
    form: bool = False


def render(job: Job, fonts: Mapping[bytes, bytes] = MappingProxyType({})) -> bytes:
    """Return the PDF (PDF/A-3a that is also PDF/UA-1, tagged alone when it is a form).

    `fonts` holds what `unpacked` returned of fonts before, which are then not unpacked again.
    Raise RenderingFailed for any fetch or warning not expected.
    """
    available()
    _know_pages()
    _end_streams()
    problems = _Problems()
    fetcher = _fetcher(job.assets, fonts)
    with problems:
        source = _page(job)(string=job.html, base_url=ASSET, url_fetcher=fetcher)
        data = _form(source, job) if job.form else _archived(source, job)
    wrong = (*problems.lines, *_fetch_errors(fetcher.log, job.assets))
    if wrong:
        raise RenderingFailed("\n".join(dict.fromkeys(wrong)))
    return data


def _archived(source: Any, job: Job) -> bytes:
    document = source.render(pdf_variant=VARIANT)
    _attach(document.metadata, job)
    _claim_accessible(document.metadata)
    data: bytes = document.write_pdf(pdf_variant=VARIANT, pdf_identifier=job.identifier, finisher=_finished)
    return data


def _form(source: Any, job: Job) -> bytes:
    document = source.render(pdf_forms=True)
    _attach(document.metadata, job)
    data: bytes = document.write_pdf(
        pdf_forms=True, pdf_tags=True, pdf_identifier=job.identifier, finisher=named_fields
    )
    return data


def available() -> None:
    """Raise PdfUnavailable when WeasyPrint's native libraries are missing."""
    try:
        import weasyprint  # noqa: F401
    except OSError as error:
        raise PdfUnavailable(f"{str(error).splitlines()[0]}; {INSTALL}") from error


_FOR_NOTES = re.compile(r"note\(|footnote|list-item")


def _page(job: Job) -> Any:
    """Return what reads the HTML of a job.

    WeasyPrint has rules for the marks of notes and lists that match every element, six styles for each of them: a
    third of the memory of a long document. They are left out where nothing asks for a note, and
    where only <li> are entries of lists.
    """
    import weasyprint

    class Light(weasyprint.HTML):  # type: ignore[misc]
        """HTML whose elements have no styles for notes."""

        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return [_without_notes(each) for each in super()._ua_stylesheets(forms)]

    styles = (data.decode(errors="replace") for name, data in job.assets.items() if name.endswith(".css"))
    return weasyprint.HTML if any(map(_FOR_NOTES.search, (job.html, *styles))) else Light


def _without_notes(sheet: Any) -> Any:
    light, matcher = copy(sheet), copy(sheet.matcher)
    rules = {name: [rule for rule in sheet.matcher.other_selectors if rule[3] == name] for name in (None, "marker")}
    matcher.other_selectors = rules[None]
    by_tag = sheet.matcher.lower_local_name_selectors
    matcher.lower_local_name_selectors = {**by_tag, "li": [*by_tag.get("li", ()), *rules["marker"]]}
    light.matcher = matcher
    return light


@cache
def _know_pages() -> None:
    """Let a PDF remember the references to its pages, which it makes anew for each of its tags otherwise: half of the
    time of tagging 130 pages, and it grows with the square of their number."""
    from weasyprint.pdf import pydyf

    def references(pdf: Any) -> tuple[bytes, ...]:
        kids = pdf.pages["Kids"]  # three entries a page: number, generation, R
        known: tuple[bytes, ...] = vars(pdf).get("_pages", ())
        if 3 * len(known) != len(kids):
            known = vars(pdf)["_pages"] = tuple(f"{number} 0 R".encode() for number in kids[::3])
        return known

    pydyf.PDF.page_references = property(references)


@cache
def _end_streams() -> None:
    """Write CR LF behind every stream: behind LF alone a content that ends in CR, as every 256th does, seems a byte
    short to validators."""
    from weasyprint.pdf import pydyf

    end = b"\nendstream"
    written = pydyf.Stream.data.fget
    pydyf.Stream.data = property(lambda stream: written(stream).removesuffix(end) + b"\r" + end)


def unpacked(font: bytes) -> bytes:
    """Return what WeasyPrint makes of a WOFF2 font before it uses it."""
    from weasyprint.text.fonts import woff2

    plain = BytesIO()
    woff2.decompress(BytesIO(font), plain)
    return plain.getvalue()


class _Problems(logging.Handler):
    """Collects what WeasyPrint warns of: a rule it ignores, a missing glyph, a file it could not load."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"WeasyPrint: {record.getMessage()}")

    def __enter__(self) -> None:
        logging.getLogger("weasyprint").addHandler(self)

    def __exit__(self, *_: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self)


def _fetcher(assets: Mapping[str, bytes], fonts: Mapping[bytes, bytes]) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Assets(URLFetcher):  # type: ignore[misc]
        """Answers asset:NAME from the handed-over bytes, logs every request and refuses all others."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=())
            self.log: list[str] = []

        def fetch(self, url: str, headers: Any = None) -> Any:
            self.log.append(url)
            name = url.removeprefix(ASSET)
            if url == name or name not in assets:
                raise ValueError(f"{url} is not an asset of this document")
            data = assets[name]
            return URLFetcherResponse(url, fonts.get(data, data), {"Content-Type": media_type(name)})

    return Assets()


def media_type(name: str) -> str:
    """Return the media type of an asset by the ending of its name."""
    types = {
        "css": "text/css; charset=utf-8",
        "jpg": "image/jpeg",
        "png": "image/png",
        "svg": "image/svg+xml",
        "woff2": "font/woff2",
    }
    return types.get(name.rpartition(".")[2], "application/octet-stream")


def _fetch_errors(log: list[str], assets: Mapping[str, bytes]) -> tuple[str, ...]:
    asked = set(log)
    wanted = {ASSET + name for name in assets}
    return (
        *(f"the document asked for {url}, which it may not" for url in sorted(asked - wanted)),
        *(f"the document did not use {url}" for url in sorted(wanted - asked)),
    )


def _attach(metadata: Any, job: Job) -> None:
    from weasyprint import Attachment

    metadata.attachments = [
        Attachment(string=each.content, name=each.name, description=each.description, relationship=each.relationship,
                   created=job.issued, modified=job.issued)
        for each in job.attached
    ]  # fmt: skip


def _finished(_: Any, pdf: Any) -> None:
    _close_gaps(pdf)
    _compress(pdf)


def _close_gaps(pdf: Any) -> None:
    """Leave out of CFF fonts the places of glyphs that are not used, two thirds of such a font in most documents.

    What is embedded then is the bare CFF table, in which viewers find a glyph by its CID (ISO 32000-1, 9.7.4.2), and
    the CIDs of the shipped font are its indices; any other font stays as it is.
    """
    used: dict[bytes, set[int]] = {}
    fonts = [each for each in pdf.objects if isinstance(each, dict) and each.get("Subtype") == "/CIDFontType0"]
    for each in fonts:
        file = _named(pdf, each["FontDescriptor"])["FontFile3"]
        starts_and_widths = zip(each["W"][::2], each["W"][1::2], strict=True)
        used.setdefault(file, {0}).update(
            start + index for start, widths in starts_and_widths for index in range(len(widths))
        )
    for each in fonts:
        file = _named(pdf, each["FontDescriptor"])["FontFile3"]
        stream = _named(pdf, file)
        if file in used and (bare := _bare(b"".join(stream.stream), used.pop(file))):
            stream.stream, stream.extra = [bare], {"Subtype": "/CIDFontType0C"}
        if stream.extra["Subtype"] == "/CIDFontType0C":
            del each["CIDToGIDMap"]  # only for TrueType (ISO 32000-1, table 117)


def _named(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _bare(font: bytes, used: Set[int]) -> bytes:
    """Return the CFF table of an OpenType font with some of its glyphs, nothing where a CID is not a glyph's index."""
    from weasyprint.pdf.fonts import TTFont, subset

    known = TTFont(BytesIO(font))
    names = known.getGlyphOrder()
    if any(names[index] != f"cid{index:05d}" for index in used - {0}):
        return b""
    options = subset.Options(notdef_outline=True, drop_tables=["GSUB", "GPOS", "VORG", "vhea", "vmtx"])
    subsetter = subset.Subsetter(options)
    subsetter.populate(gids=used)
    subsetter.subset(known)
    cff = known["CFF "]
    cff.cff.topDictIndex[0].FDSelect.format = 0  # a byte a glyph: not every validator reads the ranges of format 3 well
    table: bytes = cff.compile(known)
    return table


def _compress(pdf: Any) -> None:
    """Compress each stream once, now: its content is asked for several times."""
    start, end = b"\nstream\n", b"\r\nendstream"
    for each in pdf.objects:
        if getattr(each, "compress", False):
            each.stream = [each.data.partition(start)[2].removesuffix(end)]
            each.compress, each.extra = False, {**each.extra, "Filter": "/FlateDecode"}


_ACCESSIBLE = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
 rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def _claim_accessible(metadata: Any) -> None:
    """Add PDF/UA-1 to the metadata, which stays uncompressed: WeasyPrint writes one of the two claims only."""
    include, describe = metadata.include_in_pdf, metadata.generate_rdf_metadata

    def uncompressed(pdf: Any, variant: Any, version: Any, conformance: Any, compress: bool) -> None:
        include(pdf, variant, version, conformance, False)

    def both(*arguments: Any) -> bytes:
        end = b"</rdf:RDF>"
        described: bytes = describe(*arguments).rstrip()
        return described[: -len(end)] + _ACCESSIBLE + end

    replacements: dict[str, Callable[..., Any]] = {"include_in_pdf": uncompressed, "generate_rdf_metadata": both}
    for name, function in replacements.items():
        setattr(metadata, name, function)

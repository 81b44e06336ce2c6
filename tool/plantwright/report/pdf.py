"""Makes a PDF of HTML with WeasyPrint: only handed-over assets, no warnings, the same bytes for the same input."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

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


def render(job: Job) -> bytes:
    """Return the PDF (PDF/A-3a that is also PDF/UA-1, tagged alone when it is a form).

    Raise RenderingFailed for any fetch or warning not expected.
    """
    available()
    import weasyprint

    problems = _Problems()
    fetcher = _fetcher(job.assets)
    with problems:
        source = weasyprint.HTML(string=job.html, base_url=ASSET, url_fetcher=fetcher)
        data = _form(source, job) if job.form else _archived(source, job)
    wrong = (*problems.lines, *_fetch_errors(fetcher.log, job.assets))
    if wrong:
        raise RenderingFailed("\n".join(dict.fromkeys(wrong)))
    return data


def _archived(source: Any, job: Job) -> bytes:
    document = source.render(pdf_variant=VARIANT)
    _attach(document.metadata, job)
    _claim_accessible(document.metadata)
    data: bytes = document.write_pdf(pdf_variant=VARIANT, pdf_identifier=job.identifier, finisher=_unambiguous)
    return clear_end(data)


def _form(source: Any, job: Job) -> bytes:
    document = source.render(pdf_forms=True)
    _attach(document.metadata, job)
    data: bytes = document.write_pdf(
        pdf_forms=True, pdf_tags=True, pdf_identifier=job.identifier, finisher=_named_fields
    )
    return data


def available() -> None:
    """Raise PdfUnavailable when WeasyPrint's native libraries are missing."""
    try:
        import weasyprint  # noqa: F401
    except OSError as error:
        raise PdfUnavailable(f"{str(error).splitlines()[0]}; {INSTALL}") from error


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


def _fetcher(assets: Mapping[str, bytes]) -> Any:
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
            return URLFetcherResponse(url, assets[name], {"Content-Type": media_type(name)})

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


def _unambiguous(_: Any, pdf: Any) -> None:
    """Leave a stream uncompressed whose compressed form ends in CR.

    A line feed follows it in the file, and a validator reads CR LF as the line end: the stream would seem too short.
    """
    end = b"\r\nendstream"
    for each in pdf.objects:
        if getattr(each, "compress", False) and each.data.endswith(end):
            each.compress = False


def clear_end(data: bytes) -> bytes:
    """Return a PDF whose last stream, the list of its objects, ends in CR LF where its content ends in CR.

    It is made when the file is written, and nothing behind it has a place that is written down.
    """
    before, word, after = data.rpartition(b"endstream")
    return before[:-1] + b"\r\n" + word + after if before.endswith(b"\r\n") else data


def _named_fields(_: Any, pdf: Any) -> None:
    """Give each part of a field's name a field of its own: no single name may hold a point (ISO 32000-1, 12.7.3.2).

    A field too small to type into is for programs: it is hidden and cannot be changed.
    """
    form = pdf.catalog.get("AcroForm")
    if form is None:
        return
    wanted = set(form["Fields"])
    fields = {each.reference: each for each in pdf.objects if each.reference in wanted}
    tops = type(form["Fields"])()
    above: dict[str, Any] = {}
    for reference in form["Fields"]:
        field = fields[reference]
        if abs(field["Rect"][2] - field["Rect"][0]) < _TINY_PT:
            field.update({"F": _HIDDEN, "Ff": _READ_ONLY})
        _put_below(pdf, above, tops, field)
    form["Fields"] = tops


_TINY_PT = 5
_HIDDEN = 2  # flag of an annotation
_READ_ONLY = 1  # flag of a field


def _put_below(pdf: Any, above: dict[str, Any], tops: Any, field: Any) -> None:
    *names, last = str(field["T"].string).split(".")
    siblings, parent = tops, None
    for depth, name in enumerate(names, start=1):
        key = ".".join(names[:depth])
        if key not in above:
            above[key] = _new_field(pdf, siblings, parent, type(field["T"])(name))
        parent = above[key]
        siblings = parent["Kids"]
    field["T"] = type(field["T"])(last)
    _joined(field, siblings, parent)


def _new_field(pdf: Any, siblings: Any, parent: Any, name: Any) -> Any:
    made = type(pdf.catalog)({"T": name, "Kids": type(siblings)()})
    pdf.add_object(made)
    return _joined(made, siblings, parent)


def _joined(field: Any, siblings: Any, parent: Any) -> Any:
    if parent is not None:
        field["Parent"] = parent.reference
    siblings.append(field.reference)
    return field


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

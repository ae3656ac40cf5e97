"""Turn one FetchResult into one Page: the entry point of extraction."""

from __future__ import annotations

import codecs
import re
from typing import Any

from crawler.extract import feed, html, pdf
from crawler.extract.head import read_headers
from crawler.extract.office import reader
from crawler.extract.office.formats import is_office
from crawler.extract.text import text_hash
from crawler.records.fetch_result import FetchResult
from crawler.records.http_status import STATUS_NOT_MODIFIED, STATUS_OK, is_redirect
from crawler.records.page import BodyKind, Page
from crawler.records.url import normalise_url

STORED_HEADERS = (
    "cache-control",
    "content-encoding",
    "content-language",
    "content-length",
    "content-type",
    "etag",
    "last-modified",
    "link",
    "location",
    "retry-after",
    "server",
    "strict-transport-security",
    "x-robots-tag",
)
"""Response headers that rules, the index or a webmaster need."""

OUT_OF_MEMORY = "extraction exceeded the memory limit"

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})

_UNKNOWN_TYPES = frozenset({"", "unknown/unknown", "application/unknown"})
"""Media types that say nothing: https://mimesniff.spec.whatwg.org/#determining-the-computed-mime-type-of-a-resource."""

_MEDIA_TYPE = re.compile(r"[\w!#$%&'*+.^`|~-]+/[\w!#$%&'*+.^`|~-]+", re.ASCII)

_SNIFFED_BYTES = 1024
"""Bytes in which PDF readers look for the header of a PDF (ISO 32000-1, annex H), and in which markup begins."""

_PDF_HEADER = re.compile(rb"%PDF-\d")

_BINARY_SIGNATURE = re.compile(
    rb"\xff\xd8\xff|\x89PNG\r|GIF8[79]a|RIFF.{4}(?:WEBP|WAVE|AVI )|\0\0[\x01\x02]\0|II\*\0|MM\0\*"
    rb"|OggS\0|ID3[\x02-\x04]|MThd\0|\x1aE\xdf\xa3|fLaC\0|.{4}ftyp"
    rb"|PK\x03\x04|\x1f\x8b\x08|Rar!\x1a|7z\xbc\xaf|\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1|wOF[F2]\0|\x7fELF|%!PS-Adobe-",
    re.DOTALL,
)
"""First bytes of images, sound, film, archives, fonts (https://mimesniff.spec.whatwg.org/) and old office files."""

_CONTROL_BYTES = bytes({*range(0x01, 0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)})
"""Binary data bytes of the same standard, without the zeros of UTF-16."""

_MAX_CONTROL_SHARE = 0.05
"""Share of control bytes from which a body without a tag is binary data; in random data it is a tenth."""

_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|title|meta|link|script|div|main|table|h1|/p)\b", re.IGNORECASE)

_HTML_START = re.compile(rb"\s*<(?:!doctype\s+html|!--|(?!svg\b)[a-z]|\?xml\b.*?<html\b)", re.IGNORECASE | re.DOTALL)
"""How HTML without a media type starts: with any element or comment, or as XHTML."""


def read_page(result: FetchResult) -> Page:
    """Return the Page of a fetch result. Never raises: a body that cannot be read gives a Page with an `error`."""
    content_type = parse_media_type(result.headers.get("content-type", ""))
    common: dict[str, Any] = {
        "url": result.url,
        "site": result.site,
        "fetched_at": result.fetched_at,
        "status": result.status,
        "error": result.error,
        "content_type": content_type,
        "headers": {name: result.headers[name] for name in STORED_HEADERS if name in result.headers},
        "size": len(result.body),
        "elapsed_ms": result.elapsed_ms,
    }
    if is_redirect(result.status):
        target = (
            normalise_url(result.headers.get("location", ""), result.url) if result.headers.get("location") else None
        )
        problem = None if target else "a redirect without a usable Location"
        if result.status == STATUS_NOT_MODIFIED:  # in response to an unconditional request
            problem = "HTTP 304 to a request without conditions"
        return Page(**{**common, "redirect": target, "error": result.error or problem})
    kind = result_kind(result)
    if result.status == 0 or not result.body:
        return Page(
            **common, kind=BodyKind.OTHER if result.status == STATUS_OK and kind is BodyKind.OTHER else BodyKind.NONE
        )
    try:
        found = _read_body(kind, result)
    except MemoryError:
        return Page(**{**common, "kind": kind, "error": OUT_OF_MEMORY})
    except Exception as error:  # noqa: BLE001 -- the crawl continues whatever an untrusted file does to a parser
        return Page(**{**common, "kind": kind, "error": f"cannot be read: {type(error).__name__}: {error}"[:300]})
    return Page(**{**common, "kind": kind, **found})


def _read_body(kind: BodyKind, result: FetchResult) -> dict[str, Any]:
    if kind is BodyKind.HTML:
        found = html.read_html(result.url, result.body, result.headers)
    elif kind is BodyKind.PDF:
        found = pdf.read_pdf(result.body)
    elif kind is BodyKind.OFFICE:
        found = reader.read_office(result.body)
    elif kind is BodyKind.FEED:
        found = feed.read_feed(result.url, result.body)
    else:
        return {}
    found["text_hash"] = text_hash(found.get("text", ""))
    return found if kind is BodyKind.HTML else {**read_headers(result.url, result.headers), **found}


def result_kind(result: FetchResult) -> BodyKind:
    """Return what the body of a fetch result is."""
    return body_kind(parse_media_type(result.headers.get("content-type", "")), result.body, result.url)


def body_kind(content_type: str, body: bytes, url: str) -> BodyKind:
    """Return what a body is: by its media type, or if that is unspecific by the URL's extension and the bytes.

    The bytes also decide when a script sends a PDF or an image with its default type, text/html.
    """
    if content_type == "application/pdf" or _is_pdf(body):
        return BodyKind.PDF
    if content_type in HTML_TYPES:
        if not _is_binary(body):
            return BodyKind.HTML
        content_type = ""
    elif content_type in _UNKNOWN_TYPES:
        content_type = ""
    if is_office(content_type, body, url):
        return BodyKind.OFFICE
    if feed.is_feed(content_type, body):
        return BodyKind.FEED
    if not content_type and _HTML_START.match(body[:_SNIFFED_BYTES].removeprefix(codecs.BOM_UTF8)):
        return BodyKind.HTML
    return BodyKind.OTHER


def _is_pdf(body: bytes) -> bool:
    """Return whether a body is a PDF, also behind white space or the message of a script, but not text about PDF."""
    header = _PDF_HEADER.search(body, 0, _SNIFFED_BYTES)
    if not header:
        return False
    return not body[: header.start()].removeprefix(codecs.BOM_UTF8).strip() or (
        b" obj" in body and b"startxref" in body and b"%%EOF" in body[-_SNIFFED_BYTES:]
    )


def _is_binary(body: bytes) -> bool:
    """Return whether a body that was sent as HTML is something else, of which a browser shows garbage."""
    if _BINARY_SIGNATURE.match(body):
        return True
    sample = body[:_SNIFFED_BYTES].replace(b"\0", b"")
    controls = len(sample) - len(sample.translate(None, _CONTROL_BYTES))
    return controls > _MAX_CONTROL_SHARE * len(sample) and not _MARKUP.search(sample)


def parse_media_type(header: str) -> str:
    """Return the media type of a Content-Type header without its parameters, lower case, "" without a valid one.

    Of several the last valid one counts (https://fetch.spec.whatwg.org/#concept-header-extract-mime-type). Unlike
    there, the semicolon before a parameter may be missing.
    """
    found = ""
    for value in header.lower().split(","):
        words = value.partition(";")[0].split()
        if words and _MEDIA_TYPE.fullmatch(words[0]) and words[0] != "*/*":
            found = words[0]
    return found

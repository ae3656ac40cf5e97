"""Turn one FetchResult into one Page: the entry point of extraction."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

from crawler.extract import feed, html, pdf
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
    kind = body_kind(content_type, result.body, result.url)
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
    return found


def body_kind(content_type: str, body: bytes, url: str = "") -> BodyKind:
    """Return what a body is: by its media type, or if that is unspecific by the URL's extension and the bytes."""
    if content_type in HTML_TYPES:
        return BodyKind.HTML
    if content_type == "application/pdf" or body[:5] == b"%PDF-":
        return BodyKind.PDF
    if is_office(content_type, body, url):
        return BodyKind.OFFICE
    if feed.is_feed(content_type, body):
        return BodyKind.FEED
    if not content_type and body[:512].lstrip()[:1] == b"<":
        return BodyKind.HTML
    return BodyKind.OTHER


def parse_media_type(header: str) -> str:
    """Return the media type of a Content-Type header without its parameters, lower case, "" when absent."""
    if not header:
        return ""
    message = EmailMessage()
    message["content-type"] = header.split(",", maxsplit=1)[0]
    return message.get_content_type() if "/" in header else ""

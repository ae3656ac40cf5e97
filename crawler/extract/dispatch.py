"""From one HTTP answer to one Page: the only way in to extraction."""

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
"""Response headers that rules, the index or a webmaster's question need."""

OUT_OF_MEMORY = "reading it took more memory than is allowed"

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})


def read_page(answer: FetchResult) -> Page:
    """Return the Page of an answer. Never raises: what cannot be read is a Page with an `error`."""
    content_type = parse_media_type(answer.headers.get("content-type", ""))
    common: dict[str, Any] = {
        "url": answer.url,
        "site": answer.site,
        "fetched_at": answer.fetched_at,
        "status": answer.status,
        "error": answer.error,
        "content_type": content_type,
        "headers": {name: answer.headers[name] for name in STORED_HEADERS if name in answer.headers},
        "size": len(answer.body),
        "elapsed_ms": answer.elapsed_ms,
    }
    if is_redirect(answer.status):
        target = (
            normalise_url(answer.headers.get("location", ""), answer.url) if answer.headers.get("location") else None
        )
        problem = None if target else "a redirect without a usable Location"
        if answer.status == STATUS_NOT_MODIFIED:  # to a question that named no earlier answer
            problem = "it says that nothing changed, and never said what there is"
        return Page(**{**common, "redirect": target, "error": answer.error or problem})
    kind = body_kind(content_type, answer.body, answer.url)
    if answer.status == 0 or not answer.body:
        return Page(
            **common, kind=BodyKind.OTHER if answer.status == STATUS_OK and kind is BodyKind.OTHER else BodyKind.NONE
        )
    try:
        found = _read_body(kind, answer)
    except MemoryError:
        return Page(**{**common, "kind": kind, "error": OUT_OF_MEMORY})
    except Exception as error:  # noqa: BLE001 -- whatever a stranger's file does to a parser, the crawl goes on
        return Page(**{**common, "kind": kind, "error": f"cannot be read: {type(error).__name__}: {error}"[:300]})
    return Page(**{**common, "kind": kind, **found})


def _read_body(kind: BodyKind, answer: FetchResult) -> dict[str, Any]:
    if kind is BodyKind.HTML:
        found = html.read_html(answer.url, answer.body, answer.headers)
    elif kind is BodyKind.PDF:
        found = pdf.read_pdf(answer.body)
    elif kind is BodyKind.OFFICE:
        found = reader.read_office(answer.body)
    elif kind is BodyKind.FEED:
        found = feed.read_feed(answer.url, answer.body)
    else:
        return {}
    found["text_hash"] = text_hash(found.get("text", ""))
    return found


def body_kind(content_type: str, body: bytes, url: str = "") -> BodyKind:
    """Say what a body is: by its media type; where that says little, by the ending of the address and the bytes."""
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

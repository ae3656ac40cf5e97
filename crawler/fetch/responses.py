"""Convert Scrapy's responses and errors to the project's own records."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from scrapy.http import Response

from crawler.fetch.download_errors import describe_download_error
from crawler.records.fetch_result import FetchResult
from crawler.records.http_status import is_redirect
from crawler.records.stored_records import SiteFile
from crawler.records.url import normalise_url
from crawler.registry.site import Site

_SEPARATORS = dict.fromkeys(("cache-control", "content-encoding", "link", "vary"), b", ") | {"x-robots-tag": b"\n"}
"""Headers that may occur several times (RFC 9110, section 5.3), and what joins them; of any other, the first counts.

In X-Robots-Tag a crawler's name applies to the directives after it, only within the same line:
https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag#xrobotstag
"""

_URL_HEADERS = frozenset({"link", "location"})
"""Headers with URLs, in which servers send raw UTF-8."""

FINGERPRINT_HEADERS = ("content-type", "content-language", "link", "x-robots-tag")
"""Headers that describe the page itself: with the same body and these, a response contains nothing new."""


def from_response(response: Response, url: str, site: Site) -> FetchResult:
    """Return a response as the FetchResult of the requested URL."""
    names = {name.decode("latin-1").lower() for name in response.headers}
    headers = {name: _header_value(response, name) for name in names}
    return FetchResult(
        url=url,
        site=site.id,
        status=response.status,
        fetched_at=datetime.now(UTC),
        headers=headers,
        body=response.body,
        elapsed_ms=round(1000 * response.meta.get("download_latency", 0)),
    )


def _header_value(response: Response, name: str) -> str:
    values = response.headers.getlist(name)
    value = _SEPARATORS[name].join(values) if name in _SEPARATORS else b"".join(values[:1])
    return decode_url_header(value) if name in _URL_HEADERS else value.decode("latin-1")


def decode_url_header(value: bytes) -> str:
    """Return a header with a URL as text: raw UTF-8 is decoded, as browsers do; other bytes are percent-encoded.

    RFC 9110, section 5.5, allows ASCII only, but Drupal and nginx rewrites send the path as it is stored.
    """
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in value)


def failed_result(error: BaseException, url: str, site: Site) -> FetchResult:
    """Return the FetchResult of a request without a response, with the reason."""
    return FetchResult(
        url=url, site=site.id, status=0, fetched_at=datetime.now(UTC), error=describe_download_error(error)
    )


def site_file_from_response(response: Response, url: str, site: Site) -> SiteFile:
    """Return a response as a site file whose kind is not set yet."""
    location = decode_url_header(response.headers.get("location") or b"")
    return SiteFile(
        site=site.id,
        kind="",
        url=url,
        status=response.status,
        fetched_at=datetime.now(UTC),
        body=response.body,
        content_type=(response.headers.get("content-type") or b"").decode("latin-1"),
        redirect=normalise_url(location, url) if location and is_redirect(response.status) else None,
    )


def failed_site_file(error: BaseException, url: str, site: Site) -> SiteFile:
    """Return a site file that could not be fetched, with the reason."""
    return SiteFile(
        site=site.id, kind="", url=url, status=0, fetched_at=datetime.now(UTC), error=describe_download_error(error)
    )


def response_fingerprint(result: FetchResult) -> bytes:
    """Return 16 bytes that are equal for equal bodies and `FINGERPRINT_HEADERS`."""
    digest = hashlib.blake2b(result.body, digest_size=16)
    for name in FINGERPRINT_HEADERS:
        digest.update(f"\n{result.headers.get(name, '')}".encode("utf-8", "surrogatepass"))
    return digest.digest()

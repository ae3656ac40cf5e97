"""From Scrapy's responses to the project's own records."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from scrapy.http import Response

from crawler.extract.dispatch import Answer
from crawler.fetch.download_errors import phrase
from crawler.records.stored_records import SiteFile
from crawler.records.url import normalise_url
from crawler.registry.site import Site

LISTS = frozenset({"cache-control", "content-encoding", "link", "vary", "x-robots-tag"})
"""Headers that may come several times (RFC 9110, section 5.3); of any other the first counts."""

TELLING = ("content-type", "content-language", "link", "x-robots-tag")
"""Headers that say something of the page itself: with the same body and these, an answer says nothing new."""


def answer_of(response: Response, url: str, site: Site) -> Answer:
    """Return what a response establishes about the address that was asked."""
    names = {name.decode("latin-1").lower() for name in response.headers}
    headers = {
        name: b", ".join(response.headers.getlist(name)[: None if name in LISTS else 1]).decode("latin-1")
        for name in names
    }
    return Answer(
        url=url,
        site=site.id,
        status=response.status,
        fetched_at=datetime.now(UTC),
        headers=headers,
        body=response.body,
        elapsed_ms=round(1000 * response.meta.get("download_latency", 0)),
    )


def silence_of(error: BaseException, url: str, site: Site) -> Answer:
    """Return the answer that never came, with its reason."""
    return Answer(url=url, site=site.id, status=0, fetched_at=datetime.now(UTC), error=phrase(error))


def site_file_of(response: Response, url: str, site: Site) -> SiteFile:
    """Return a response as a file that steers the crawl, its kind yet unknown."""
    location = (response.headers.get("location") or b"").decode("latin-1")
    return SiteFile(
        site=site.id,
        kind="",
        url=url,
        status=response.status,
        fetched_at=datetime.now(UTC),
        body=response.body,
        content_type=(response.headers.get("content-type") or b"").decode("latin-1"),
        redirect=normalise_url(location, url) if location and 300 <= response.status < 400 else None,
    )


def silent_file(error: BaseException, url: str, site: Site) -> SiteFile:
    """Return a steering file that could not be had, with the reason."""
    return SiteFile(site=site.id, kind="", url=url, status=0, fetched_at=datetime.now(UTC), error=phrase(error))


def fingerprint(answer: Answer) -> bytes:
    """Return 16 bytes that are the same when an answer says the same: its body and the headers of `TELLING`."""
    digest = hashlib.blake2b(answer.body, digest_size=16)
    for name in TELLING:
        digest.update(f"\n{answer.headers.get(name, '')}".encode("utf-8", "surrogatepass"))
    return digest.digest()

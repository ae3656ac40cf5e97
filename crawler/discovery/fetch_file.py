"""Asking a site for one of the files that steer its crawl, redirects followed."""

from __future__ import annotations

from typing import Protocol

import ada_url

from crawler.records.stored_records import SiteFile
from crawler.registry.site import Site

MAX_FILE_REDIRECTS = 5
"""https://www.rfc-editor.org/rfc/rfc9309#section-2.3.1.2; sitemaps are given as many."""


class FetchFile(Protocol):
    """Asks for one address and returns a SiteFile without its kind and source filled in for good."""

    async def __call__(self, site: Site, url: str) -> SiteFile:
        """Return what came back; status 0 with an `error` when nothing did. Redirects are not followed."""


async def fetch_following_redirects(
    site: Site, url: str, fetch: FetchFile, hops: int = MAX_FILE_REDIRECTS, within: str | None = None
) -> SiteFile:
    """Ask for an address and follow at most `hops` redirects, only those that stay on the origin `within` if any.

    The answer has the address that gave it; a redirect that was not followed any further is itself the answer.
    """
    answer = await fetch(site, url)
    for _ in range(hops):
        if not answer.redirect or (within and ada_url.URL(answer.redirect).origin != within):
            break
        answer = await fetch(site, answer.redirect)
    return answer


def label_site_file(
    answer: SiteFile,
    *,
    kind: str,
    url: str,
    source: str = "",
    body: bytes | None = None,
    problems: tuple[str, ...] = (),
) -> SiteFile:
    """Return an answer as the file that was asked at `url`, with what it is and what is not sound about it."""
    return SiteFile(
        site=answer.site,
        kind=kind,
        url=url,
        status=answer.status,
        fetched_at=answer.fetched_at,
        body=answer.body if body is None else body,
        content_type=answer.content_type,
        redirect=answer.url if answer.url != url else answer.redirect,
        source=source,
        error=answer.error,
        problems=problems,
    )

"""Fetch one of the files that control the crawl of a site, and follow its redirects."""

from __future__ import annotations

from typing import Protocol

import ada_url

from crawler.records.stored_records import SiteFile
from crawler.registry.site import Site

MAX_FILE_REDIRECTS = 5
"""https://www.rfc-editor.org/rfc/rfc9309#section-2.3.1.2 asks for five; sitemaps get the same."""


class FetchFile(Protocol):
    """Fetches one URL and returns a SiteFile whose kind and source are not set yet."""

    async def __call__(self, site: Site, url: str) -> SiteFile:
        """Return the response; status 0 with an `error` when there was none. Redirects are not followed."""


async def fetch_following_redirects(
    site: Site, url: str, fetch: FetchFile, hops: int = MAX_FILE_REDIRECTS, within: str | None = None
) -> SiteFile:
    """Fetch a URL and follow at most `hops` redirects; with `within`, only those that stay on that origin.

    The result has the URL of the final response. If a redirect is not followed, the redirect itself is the result.
    """
    response = await fetch(site, url)
    for _ in range(hops):
        if not response.redirect or (within and ada_url.URL(response.redirect).origin != within):
            break
        response = await fetch(site, response.redirect)
    return response


def label_site_file(
    response: SiteFile,
    *,
    kind: str,
    url: str,
    source: str = "",
    body: bytes | None = None,
    problems: tuple[str, ...] = (),
) -> SiteFile:
    """Return a response as the file at the requested `url`, with its kind, source and problems."""
    return SiteFile(
        site=response.site,
        kind=kind,
        url=url,
        status=response.status,
        fetched_at=response.fetched_at,
        body=response.body if body is None else body,
        content_type=response.content_type,
        redirect=response.url if response.url != url else response.redirect,
        source=source,
        error=response.error,
        problems=problems,
    )

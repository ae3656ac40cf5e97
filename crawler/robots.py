"""robots.txt of one site, as RFC 9309 and Google read it, through Protego."""

from __future__ import annotations

from collections.abc import Sequence

import protego

from crawler.url import normalise

AGENT = "Regiozoek"
"""The product token that a robots file can address."""

MAX_BYTES = 500 * 1024
"""What is read of a file: https://www.rfc-editor.org/rfc/rfc9309#section-2.5."""

MAX_REDIRECTS = 5
"""https://www.rfc-editor.org/rfc/rfc9309#section-2.3.1.2."""

MAX_CRAWL_DELAY = 30.0
"""Seconds: a longer Crawl-delay would make a crawl of a municipal site last for days."""


class Robots:
    """What a site's robots.txt allows. Make one with `Robots.of`."""

    def __init__(self, text: str, url: str) -> None:
        self._parser = protego.Protego.parse(text)
        self._url = url

    @classmethod
    def of(cls, url: str, status: int, body: bytes) -> Robots | None:
        """Return the rules that an answer establishes, None when nothing may be asked for now.

        A 2xx holds the rules, a 3xx past the redirect limit and a 4xx mean that everything is allowed, a 5xx
        or no answer (status 0) that nothing is until it answers again.
        """
        if 200 <= status < 300:
            return cls(body[:MAX_BYTES].decode("utf-8-sig", "replace"), url)
        if 300 <= status < 500 and status != 429:
            return cls("", url)
        return None

    def allows(self, url: str) -> bool:
        """Tell whether an address may be asked."""
        return bool(self._parser.can_fetch(url, AGENT))

    @property
    def crawl_delay(self) -> float:
        """Seconds between requests that the file asks for, at most `MAX_CRAWL_DELAY`; 0 when it asks for none."""
        return min(float(self._parser.crawl_delay(AGENT) or 0), MAX_CRAWL_DELAY)

    @property
    def sitemaps(self) -> Sequence[str]:
        """Addresses (normal form) of the sitemaps the file names, relative ones resolved."""
        urls = (normalise(raw, self._url) for raw in self._parser.sitemaps)
        return tuple(dict.fromkeys(url for url in urls if url))

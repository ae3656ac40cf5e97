"""RobotsTxt: the rules of a site's robots.txt as RFC 9309 and Google read them, through Protego."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import ada_url
import protego

from crawler.discovery.fetch_file import FetchFile, fetch_following_redirects, label_site_file
from crawler.records.stored_records import SiteFile
from crawler.records.url import normalise_url
from crawler.records.user_agent import ROBOTS_AGENT
from crawler.registry.site import Site

MAX_PARSED_ROBOTS_BYTES = 500 * 1024
"""The part of a file that is parsed: https://www.rfc-editor.org/rfc/rfc9309#section-2.5."""

MAX_CRAWL_DELAY = 30.0
"""Seconds: a longer Crawl-delay would make the crawl of a municipal site last for days."""

ROBOTS_TTL = timedelta(days=1)
"""How long a file is used without fetching it again: https://www.rfc-editor.org/rfc/rfc9309#section-2.4."""

ROBOTS_FALLBACK_TTL = timedelta(days=30)
"""How long the last usable file applies while a site gives none: "a reasonably long period of time (for example, 30
days)", RFC 9309, 2.3.1.4."""

_AGENT_LINE = re.compile(r"^([ \t]*user[- ]?agent[ \t]*[:\t ][ \t]*)([^#\n]*)", re.IGNORECASE | re.MULTILINE)
_TOKEN = re.compile(r"[a-z_-]*", re.IGNORECASE)
_WIDE = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


class RobotsTxtRules:
    """What a site's robots.txt allows. Create one with `RobotsTxtRules.from_response`.

    `problems` lists the defects of the file, a phrase each.
    """

    def __init__(self, text: str, url: str, problems: tuple[str, ...] = ()) -> None:
        lines = text.replace("\r\n", "\n").replace("\r", "\n")
        self._parser = protego.Protego.parse(_AGENT_LINE.sub(_normalise_agent_line, lines))
        self._url = url
        self.problems = problems

    @classmethod
    def from_response(cls, url: str, status: int, body: bytes) -> RobotsTxtRules | None:
        """Return the rules that follow from a response, None when nothing may be requested for now.

        A 2xx contains the rules. A 3xx past the redirect limit and a 4xx mean that everything is allowed. A 5xx, 429 or
        no response (status 0) mean that nothing is allowed until the site responds again.
        """
        if 200 <= status < 300:
            return cls(_decode(body[:MAX_PARSED_ROBOTS_BYTES]), url, tuple(_defects(body)))
        if 300 <= status < 500 and status != 429:
            return cls("", url)
        return None

    def allows(self, url: str) -> bool:
        """Return whether a URL may be requested."""
        return bool(self._parser.can_fetch(url, ROBOTS_AGENT))

    @property
    def crawl_delay(self) -> float:
        """Seconds between requests that the file asks for, at most `MAX_CRAWL_DELAY`; 0 without Crawl-delay."""
        return max(0.0, min(float(self._parser.crawl_delay(ROBOTS_AGENT) or 0), MAX_CRAWL_DELAY))

    @property
    def sitemaps(self) -> Sequence[str]:
        """URLs (normal form) of the sitemaps that the file names, relative ones resolved."""
        urls = (normalise_url(raw, self._url) for raw in self._parser.sitemaps)
        return tuple(dict.fromkeys(url for url in urls if url))


async def fetch_robots(
    site: Site, fetch: FetchFile, known: SiteFile | None = None
) -> tuple[SiteFile, RobotsTxtRules | None]:
    """Fetch a site's robots.txt and return it with the rules that apply, None when nothing may be requested for now.

    While it fails, `known`, the last usable one, applies for `ROBOTS_FALLBACK_TTL`, and the file's `problems` say so.
    Fetch it again when it is older than `ROBOTS_TTL`.
    """
    url = f"{ada_url.URL(site.url).origin}/robots.txt"
    response = await fetch_following_redirects(site, url, fetch)
    file = label_site_file(response, kind="robots", url=url)
    robots = RobotsTxtRules.from_response(url, response.status, response.body)
    if robots:
        return replace(file, problems=robots.problems), robots
    if known and response.fetched_at - known.fetched_at <= ROBOTS_FALLBACK_TTL:
        reason = f"no response ({response.error})" if response.status == 0 else f"HTTP {response.status}"
        problem = f"{reason}; the file of {known.fetched_at.date().isoformat()} still applies"
        return replace(file, problems=(problem,)), RobotsTxtRules.from_response(known.url, known.status, known.body)
    return file, None


def _normalise_agent_line(line: re.Match[str]) -> str:
    """Rewrite a user-agent line so that Protego compares product tokens as Google does.

    Google takes the value up to the first character that a token cannot have ("Regiozoek/1.0" and "Regiozoek bot" both
    name Regiozoek) and compares whole tokens; Protego takes the whole value and also matches its start.
    """
    value = line[2].strip()
    if value.split(maxsplit=1)[:1] == ["*"]:
        return f"{line[1]}*"
    found = _TOKEN.match(value)
    ours = found is not None and found[0].lower() == ROBOTS_AGENT.lower()
    return line[1] + (ROBOTS_AGENT if ours else "another")


def _decode(body: bytes) -> str:
    """Return the text. RFC 9309 requires UTF-8; invalid bytes are replaced."""
    return body.decode(_WIDE.get(body[:2], "utf-8-sig"), "replace")


def _defects(body: bytes) -> list[str]:
    problems = []
    if len(body) > MAX_PARSED_ROBOTS_BYTES:
        problems.append("larger than 500 KiB; the rest is not read")
    if body[:2] in _WIDE:
        problems.append("encoded as UTF-16 instead of UTF-8")
    else:
        try:
            # an incremental decoder accepts a character that is cut at the limit
            codecs.getincrementaldecoder("utf-8")().decode(body[:MAX_PARSED_ROBOTS_BYTES])
        except UnicodeDecodeError:
            problems.append("not UTF-8")
    if body.removeprefix(codecs.BOM_UTF8).lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        problems.append("an HTML page")
    return problems

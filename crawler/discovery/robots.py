"""robots.txt of one site, as RFC 9309 and Google read it, through Protego."""

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
from crawler.registry.site import Site

ROBOTS_AGENT = "Regiozoek"
"""The product token that a robots file can address."""

MAX_ROBOTS_BYTES = 500 * 1024
"""What is read of a file: https://www.rfc-editor.org/rfc/rfc9309#section-2.5."""

MAX_CRAWL_DELAY = 30.0
"""Seconds: a longer Crawl-delay would make a crawl of a municipal site last for days."""

ROBOTS_TTL = timedelta(days=1)
"""How long a file is used without asking again: https://www.rfc-editor.org/rfc/rfc9309#section-2.4."""

ROBOTS_FALLBACK_TTL = timedelta(days=30)
"""How long the last sound file holds: "a reasonably long period of time (for example, 30 days)", RFC 9309, 2.3.1.4."""

_AGENT_LINE = re.compile(r"^([ \t]*user[- ]?agent[ \t]*[:\t ][ \t]*)([^#\n]*)", re.IGNORECASE | re.MULTILINE)
_TOKEN = re.compile(r"[a-z_-]*", re.IGNORECASE)
_WIDE = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


class RobotsTxt:
    """What a site's robots.txt allows. Make one with `RobotsTxt.from_response`.

    `problems` says what is not sound about the file, a phrase each.
    """

    def __init__(self, text: str, url: str, problems: tuple[str, ...] = ()) -> None:
        lines = text.replace("\r\n", "\n").replace("\r", "\n")
        self._parser = protego.Protego.parse(_AGENT_LINE.sub(_addressed, lines))
        self._url = url
        self.problems = problems

    @classmethod
    def from_response(cls, url: str, status: int, body: bytes) -> RobotsTxt | None:
        """Return the rules that an answer establishes, None when nothing may be asked for now.

        A 2xx holds the rules, a 3xx past the redirect limit and a 4xx mean that everything is allowed, a 5xx,
        429 or no answer (status 0) that nothing is until it answers again.
        """
        if 200 <= status < 300:
            return cls(_decoded(body[:MAX_ROBOTS_BYTES]), url, tuple(_problems(body)))
        if 300 <= status < 500 and status != 429:
            return cls("", url)
        return None

    def allows(self, url: str) -> bool:
        """Tell whether an address may be asked."""
        return bool(self._parser.can_fetch(url, ROBOTS_AGENT))

    @property
    def crawl_delay(self) -> float:
        """Seconds between requests that the file asks for, at most `MAX_CRAWL_DELAY`; 0 when it asks for none."""
        return max(0.0, min(float(self._parser.crawl_delay(ROBOTS_AGENT) or 0), MAX_CRAWL_DELAY))

    @property
    def sitemaps(self) -> Sequence[str]:
        """Addresses (normal form) of the sitemaps the file names, relative ones resolved."""
        urls = (normalise_url(raw, self._url) for raw in self._parser.sitemaps)
        return tuple(dict.fromkeys(url for url in urls if url))


async def fetch_robots(
    site: Site, fetch: FetchFile, known: SiteFile | None = None
) -> tuple[SiteFile, RobotsTxt | None]:
    """Fetch a site's robots.txt and return it with the rules that hold, None when nothing may be asked for now.

    While it answers with an error or not at all, `known`, the last sound one, holds for `ROBOTS_FALLBACK_TTL`, and the
    file's `problems` say so. Ask again when it is older than `ROBOTS_TTL`.
    """
    url = f"{ada_url.URL(site.url).origin}/robots.txt"
    answer = await fetch_following_redirects(site, url, fetch)
    file = label_site_file(answer, kind="robots", url=url)
    robots = RobotsTxt.from_response(url, answer.status, answer.body)
    if robots:
        return replace(file, problems=robots.problems), robots
    if known and answer.fetched_at - known.fetched_at <= ROBOTS_FALLBACK_TTL:
        why = f"gave no answer ({answer.error})" if answer.status == 0 else f"answered {answer.status}"
        held = f"it {why}; the one of {known.fetched_at.date().isoformat()} holds"
        return replace(file, problems=(held,)), RobotsTxt.from_response(known.url, known.status, known.body)
    return file, None


def _addressed(line: re.Match[str]) -> str:
    """Write a user-agent line so that Protego compares product tokens as Google does.

    Google takes the value up to the first character that a token cannot have ("Regiozoek/1.0" and "Regiozoek
    bot" address Regiozoek) and compares whole tokens; Protego takes the whole value, and its start as well.
    """
    value = line[2].strip()
    if value.split(maxsplit=1)[:1] == ["*"]:
        return f"{line[1]}*"
    found = _TOKEN.match(value)
    ours = found is not None and found[0].lower() == ROBOTS_AGENT.lower()
    return line[1] + (ROBOTS_AGENT if ours else "another")


def _decoded(body: bytes) -> str:
    """Return the text; RFC 9309 asks for UTF-8, and what is not is replaced."""
    return body.decode(_WIDE.get(body[:2], "utf-8-sig"), "replace")


def _problems(body: bytes) -> list[str]:
    problems = []
    if len(body) > MAX_ROBOTS_BYTES:
        problems.append("it is larger than 500 KiB; the rest is not read")
    if body[:2] in _WIDE:
        problems.append("it is UTF-16, and must be UTF-8")
    else:
        try:
            codecs.getincrementaldecoder("utf-8")().decode(
                body[:MAX_ROBOTS_BYTES]
            )  # a character cut at the limit is fine
        except UnicodeDecodeError:
            problems.append("it is not UTF-8")
    if body.removeprefix(codecs.BOM_UTF8).lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        problems.append("it is an HTML page")
    return problems

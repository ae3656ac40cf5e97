"""Summarise the web-server logs of a site: Googlebot's requests and last visits, and visits from Google Search."""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import ada_url

from crawler.records.http_status import SUCCESSFUL_STATUSES
from crawler.records.url import normalise_url
from crawler.registry.site import Site
from seo_audit.inputs.external_data import LogSummary, WastedUrl
from seo_audit.inputs.imports.googlebot_verification import GooglebotVerifier
from seo_audit.inputs.imports.server_log_lines import LogLine, is_common_format, read_log_lines
from seo_audit.records.errors import InputFileError

GOOGLEBOT = "Googlebot"
"""Part of the user agent of each of Google's search crawlers."""

BOT_USER_AGENT = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|curl|wget|python|java/|go-http|httpclient|okhttp|libwww|scrapy|monitor|uptime"
    r"|preview|facebookexternalhit|headless|lighthouse|regiozoek|^$",
    re.IGNORECASE,
)
"""User agents of programs: a heuristic. A program with a browser's user agent counts as a person."""

RESOURCE_PATH = re.compile(
    r"\.(?:css|js|mjs|map|json|xml|txt|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|eot|otf|mp4|webm|mp3|webmanifest)$",
    re.IGNORECASE,
)
"""Paths of page resources and of files for programs."""

GOOGLE_REFERRER = re.compile(
    r"(?:https?://(?:www\.)?google\.[a-z.]{2,6}(?:[:/?]|$)|android-app://com\.google\.android\.google)"
)
"""Referrers of Google Search: its sites and its app, not Gmail, Maps or Docs."""

MAX_WASTED_URLS = 10
"""URLs listed in the report."""

MAX_COUNTED_URLS = 100_000
"""Maximum number of URLs that are counted: infinite URL spaces have no end."""

MIN_KNOWN_SHARE = 0.1
"""Share of pages known to the crawl below which the log is from another site. The home page is not counted."""

MIN_LOGGED_PAGES = 10
"""Minimum number of pages for that comparison."""


@dataclass(slots=True)
class _Client:
    """Requests of one client with Googlebot's user agent."""

    hits: Counter[int] = field(default_factory=Counter)
    visited: dict[str, datetime] = field(default_factory=dict)
    wasted: Counter[tuple[str, int]] = field(default_factory=Counter)


def read_logs(paths: Iterable[Path], site: Site, known: Iterable[str], verify: GooglebotVerifier) -> LogSummary:
    """Read and summarise the logs of a site. Files may be in any order.

    Args:
        paths: log files of one site.
        site: the site.
        known: URLs of the site that its crawl knows.
        verify: returns the IP addresses that belong to Google.

    Raises:
        InputFileError: a file cannot be read, is not a log, or is the log of another site.
    """
    counter = _LogCounter(site, known)
    for path in paths:
        counter.read(path)
    return counter.summary(verify)


class _LogCounter:
    """Counts the log lines of one site."""

    def __init__(self, site: Site, known: Iterable[str]) -> None:
        self._site = site
        self._known = frozenset(known)
        self._origin = ada_url.URL(site.url).origin
        self._normalised: dict[str, str] = {}
        self._googlebots: dict[str, _Client] = defaultdict(_Client)
        self._pages: set[str] = set()
        self._since: datetime | None = None
        self._until: datetime | None = None
        self._visits = self._from_google = self._lines = self._unread = 0

    def read(self, path: Path) -> None:
        """Count the lines of a file."""
        before, unread = self._lines, self._unread
        for line in read_log_lines(path):
            self._lines += 1
            if line is None:
                self._unread += 1
            else:
                self._count(line)
        if self._lines == before:
            raise InputFileError(f"the log {path} is empty: give a log with requests")
        if self._lines - before == self._unread - unread:
            raise InputFileError(f"{path} {_describe_format(path)}")

    def summary(self, verify: GooglebotVerifier) -> LogSummary:
        """Return the summary, with verified Googlebot requests only."""
        if self._since is None:
            raise InputFileError(
                f"the logs of {self._site.id} have no request to one of its hosts: check that they are of this site"
            )
        self._reject_other_site()
        verified = verify(self._googlebots)
        hits: Counter[int] = Counter()
        visited: dict[str, datetime] = {}
        wasted: Counter[tuple[str, int]] = Counter()
        for client in (self._googlebots[address] for address in verified):
            hits.update(client.hits)
            wasted.update(client.wasted)
            for url, moment in client.visited.items():
                visited[url] = max(moment, visited.get(url, moment))
        worst = sorted(wasted.items(), key=lambda item: (-item[1], item[0]))[:MAX_WASTED_URLS]
        total = sum(client.hits.total() for client in self._googlebots.values())
        return LogSummary(
            since=self._since,
            until=self._until,
            hits=dict(sorted(hits.items())),
            visited=dict(sorted(visited.items())),
            wasted=tuple(WastedUrl(url=url, status=status, hits=number) for (url, status), number in worst),
            visits=self._visits,
            from_google=self._from_google,
            pretended=total - hits.total(),
            lines=self._lines,
            unread=self._unread,
        )

    def _count(self, line: LogLine) -> None:
        if line.host and not self._is_own(line.host):
            return
        self._since = min(line.moment, self._since or line.moment)
        self._until = max(line.moment, self._until or line.moment)
        if GOOGLEBOT in line.agent:
            self._count_googlebot(line)
        elif line.method == "GET" and line.status in SUCCESSFUL_STATUSES and not _is_machine(line.agent):
            self._count_person(line)

    def _count_googlebot(self, line: LogLine) -> None:
        client, url = self._googlebots[line.client], self._normalise(line.target)
        client.hits[line.status] += 1
        if url in self._known:
            client.visited[url] = max(line.moment, client.visited.get(url, line.moment))
        if line.status not in SUCCESSFUL_STATUSES and (
            len(client.wasted) < MAX_COUNTED_URLS or (url, line.status) in client.wasted
        ):
            client.wasted[url, line.status] += 1

    def _count_person(self, line: LogLine) -> None:
        if RESOURCE_PATH.search(line.target.partition("?")[0]):
            return
        if len(self._pages) < MAX_COUNTED_URLS:
            self._pages.add(self._normalise(line.target))
        if not self._is_own(_host(line.referrer)):
            self._visits += 1
            self._from_google += GOOGLE_REFERRER.match(line.referrer) is not None

    def _normalise(self, target: str) -> str:
        """Return the normalised URL of a request target."""
        if target not in self._normalised:
            if len(self._normalised) > MAX_COUNTED_URLS:
                self._normalised.clear()
            self._normalised[target] = normalise_url(target, self._origin) or target
        return self._normalised[target]

    def _is_own(self, host: str) -> bool:
        name = host.lower()
        return any(name in {own, own.partition(":")[0]} or name.partition(":")[0] == own for own in self._site.hosts)

    def _reject_other_site(self) -> None:
        pages = self._pages - {self._site.url}
        unknown = sum(url not in self._known for url in pages)
        if len(pages) >= MIN_LOGGED_PAGES and len(pages) - unknown < MIN_KNOWN_SHARE * len(pages):
            raise InputFileError(
                f"the crawl of {self._site.id} knows {len(pages) - unknown} of the {len(pages)} pages in these logs: "
                "check that they are not the logs of another site"
            )


@functools.lru_cache(maxsize=4096)
def _is_machine(agent: str) -> bool:
    return BOT_USER_AGENT.search(agent) is not None


def _host(referrer: str) -> str:
    return referrer.split("/", 3)[2] if referrer.count("/") >= 2 else ""


def _describe_format(path: Path) -> str:
    """Describe a file without lines in the combined format, for an error message."""
    with path.open("rb") as file:
        start = file.read(4096)
    if start[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "is UTF-16, which web servers do not write: give the file as the server wrote it"
    if any(is_common_format(line) for line in start.decode("utf-8", "replace").splitlines()):
        return "is in the common format, which has no user agent: set the server to write the combined format"
    return "is not a log in the combined format of Apache and nginx: give an access log of the web server"

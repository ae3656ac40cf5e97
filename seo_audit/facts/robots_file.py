"""Google's reading of a site's robots.txt, and the lines that Google cannot use.

Protego decides what is allowed. The syntax check is our own: `robotstxt_to_df` of advertools gives up on the whole file
at the first line without a colon and has no line numbers, and those lines are what the report must show.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from protego import Protego

from crawler.records.http_status import is_server_error
from crawler.records.stored_records import SiteFile

GOOGLE_USER_AGENT = "Googlebot"

_FIELDS = """
user-agent allow disallow sitemap crawl-delay host clean-param request-rate visit-time noindex nofollow noarchive
content-signal
"""

ROBOTS_FIELDS = frozenset(_FIELDS.split())
"""Known field names. Google skips unknown fields, so only a misspelt name is a mistake."""

UNSUPPORTED_FIELDS = frozenset({"noindex", "nofollow", "crawl-delay"})
"""Fields that webmasters write for Google but that Google ignores."""

MAX_ROBOTS_LINES_SHOWN = 20
"""Lines reported per file: an HTML page served as robots.txt would give hundreds."""


@dataclass(frozen=True, slots=True)
class RobotsProblem:
    """A line that Google cannot use. `kind` is colon, field, orphan, path or dollar: a key of the rule's messages."""

    line: int
    kind: str
    text: str


class GoogleRobotsTxt:
    """The robots.txt of a site, as Googlebot reads it."""

    def __init__(self, file: SiteFile) -> None:
        self.url = file.url
        self.status = file.status
        self.size = len(file.body) if file.status == 200 else 0
        # Google reads UTF-8 only and skips other bytes. A byte order mark is allowed.
        self.text = file.body.decode("utf-8-sig", errors="replace") if file.status == 200 else ""
        self._protego = Protego.parse(self.text)

    @property
    def unreachable(self) -> bool:
        """Whether Google stops crawling the site: no response, a server error or 429 (too many requests)."""
        return is_server_error(self.status)

    def allows(self, url: str) -> bool:
        """Return whether Googlebot may fetch `url`."""
        return bool(self._protego.can_fetch(url, GOOGLE_USER_AGENT))

    def syntax_problems(self) -> tuple[RobotsProblem, ...]:
        """Return the lines that Google cannot use (RFC 9309, section 2.2), at most `MAX_ROBOTS_LINES_SHOWN`."""
        problems = []
        grouped = False
        for number, line in enumerate(self.text.splitlines(), 1):
            content = line.partition("#")[0].strip()
            if not content:
                continue
            name, colon, value = content.partition(":")
            name, value = name.strip().lower(), value.strip()
            grouped = grouped or name == "user-agent"
            if kind := _problem_kind(name, value, colon=bool(colon), grouped=grouped):
                problems.append(RobotsProblem(number, kind, line.strip()))
        return tuple(problems[:MAX_ROBOTS_LINES_SHOWN])

    def unsupported_lines(self) -> tuple[str, ...]:
        """Return the lines with a field that Google ignores, as written, at most `MAX_ROBOTS_LINES_SHOWN`."""
        lines = (line.partition("#")[0].strip() for line in self.text.splitlines())
        unsupported = [line for line in lines if line.partition(":")[0].strip().lower() in UNSUPPORTED_FIELDS]
        return tuple(unsupported[:MAX_ROBOTS_LINES_SHOWN])


def _problem_kind(name: str, value: str, *, colon: bool, grouped: bool) -> str | None:
    if not colon:
        return "colon"
    if name not in ROBOTS_FIELDS:
        return "field"
    if name in {"allow", "disallow"}:
        if not grouped:
            return "orphan"
        if value and value[0] not in "/*":
            return "path"
        if re.search(r"\$.", value):
            return "dollar"
    return None

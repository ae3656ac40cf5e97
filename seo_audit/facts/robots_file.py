"""A site's robots.txt as Google reads it, and the lines of it that Google cannot read.

Verdicts are Protego's. The syntax check is ours: advertools' `robotstxt_to_df` gives up on the
whole file at the first line without a colon and keeps no line numbers, and those lines are the
very thing to report.
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
"""Field names in use; Google skips those it does not know, so only a misspelt one is a mistake."""

UNSUPPORTED_FIELDS = frozenset({"noindex", "nofollow", "crawl-delay"})
"""Fields that webmasters write for Google and that Google does not read."""

MAX_ROBOTS_LINES_SHOWN = 20
"""Lines reported of one file: an HTML page in the place of robots.txt would give hundreds."""


@dataclass(frozen=True, slots=True)
class RobotsProblem:
    """A line that Google cannot use: `kind` is colon, field, orphan, path or dollar."""

    line: int
    kind: str
    text: str


class RobotsTxt:
    """What a site's robots.txt says to Google."""

    def __init__(self, file: SiteFile) -> None:
        self.url = file.url
        self.status = file.status
        self.size = len(file.body) if file.status == 200 else 0
        # Google reads only UTF-8 and skips what is not; a byte order mark is no mistake.
        self.text = file.body.decode("utf-8-sig", errors="replace") if file.status == 200 else ""
        self._protego = Protego.parse(self.text)

    @property
    def unreachable(self) -> bool:
        """Whether Google stops crawling: no answer, a server error or "too many requests"."""
        return is_server_error(self.status)

    def allows(self, url: str) -> bool:
        """Tell whether Google may fetch `url`."""
        return bool(self._protego.can_fetch(url, GOOGLE_USER_AGENT))

    def problems(self) -> tuple[RobotsProblem, ...]:
        """Return the lines that Google cannot use (RFC 9309, section 2.2), at most `MAX_ROBOTS_LINES_SHOWN`."""
        found = []
        grouped = False
        for number, line in enumerate(self.text.splitlines(), 1):
            content = line.partition("#")[0].strip()
            if not content:
                continue
            name, colon, value = content.partition(":")
            name, value = name.strip().lower(), value.strip()
            grouped = grouped or name == "user-agent"
            if kind := _problem(name, value, colon=bool(colon), grouped=grouped):
                found.append(RobotsProblem(number, kind, line.strip()))
        return tuple(found[:MAX_ROBOTS_LINES_SHOWN])

    def unsupported(self) -> tuple[str, ...]:
        """Return the lines with a field that Google does not read, as written, at most `MAX_ROBOTS_LINES_SHOWN`."""
        lines = (line.partition("#")[0].strip() for line in self.text.splitlines())
        found = [line for line in lines if line.partition(":")[0].strip().lower() in UNSUPPORTED_FIELDS]
        return tuple(found[:MAX_ROBOTS_LINES_SHOWN])


def _problem(name: str, value: str, *, colon: bool, grouped: bool) -> str | None:
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

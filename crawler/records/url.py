"""Normalise URLs, so that each page has exactly one URL.

URLs are parsed by the WHATWG URL standard, with ada (the parser inside Node.js), because browsers treat the `href`
values people write in that way. Fragments are removed: they never reach a server. Parameters that only track where a
visitor came from, or identify the visit, are removed too: they would give one page many URLs. The order of the other
parameters is kept, since a server may depend on it.
"""

from __future__ import annotations

import re

import ada_url

MAX_URL_LENGTH = 2000
"""Maximum length of a URL in characters; the sitemaps protocol allows 2,048."""

TRACKING_PARAMETERS = re.compile(
    r"^(utm_[a-z_]+|mtm_[a-z_]+|pk_[a-z_]+|piwik_[a-z_]+|hsa_[a-z]+|"
    r"fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|mc_cid|mc_eid|igshid|yclid|twclid|_ga|_gl)$",
    re.IGNORECASE,
)
"""Parameters added by advertising, newsletter and analytics tools."""

SESSION_PARAMETERS = re.compile(
    r"^(phpsessid|jsessionid|aspsessionid\w*|sessionid|session_id|sid|cfid|cftoken)$", re.IGNORECASE
)
"""Parameters that identify a visit, not a page."""

SESSION_PATH = re.compile(r";jsessionid=[^/?#]*|/\([AFSX]\([a-z0-9_-]+\)\)(?=/)", re.IGNORECASE)
"""Session ids in paths: Java's `;jsessionid=…` and ASP.NET's `/(S(…))/`."""


def normalise_url(href: str, base: str | None = None) -> str | None:
    """Return the normal form of `href` on the page `base`, or None when it is not a web URL.

    Returns None for everything but http and https (mailto:, javascript:, tel:), for what no browser could resolve, and
    for URLs longer than `MAX_URL_LENGTH` characters.
    """
    if len(href) > MAX_URL_LENGTH:
        return None
    try:
        url = ada_url.URL(href.strip(), base) if base else ada_url.URL(href.strip())
    except ValueError:
        return None
    if url.protocol not in {"http:", "https:"} or not url.hostname:
        return None
    url.hash = ""
    url.username = url.password = ""
    if ";" in url.pathname or "(" in url.pathname:
        url.pathname = SESSION_PATH.sub("", url.pathname)
    url.search = _page_parameters(url.search)  # also removes a bare "?"
    return url.href if len(url.href) <= MAX_URL_LENGTH else None


def _page_parameters(search: str) -> str:
    parts = [part for part in search.removeprefix("?").split("&") if part]
    search = "&".join(part for part in parts if not _is_noise(part.partition("=")[0]))
    return f"?{search}" if search else ""


def _is_noise(name: str) -> bool:
    return bool(TRACKING_PARAMETERS.match(name) or SESSION_PARAMETERS.match(name))


def host_of(url: str) -> str:
    """Return the host of a URL, with the port unless it is the default: the unit of robots.txt and politeness."""
    return ada_url.URL(url).host


def path_of(url: str) -> str:
    """Return path and query, which the path patterns of the registry and robots.txt match."""
    parsed = ada_url.URL(url)
    return parsed.pathname + parsed.search

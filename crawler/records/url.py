"""One normal form for every address, so that one page has one name.

Parsing is the WHATWG URL standard's, through ada (the parser inside Node.js), because that is
what browsers do with the `href` values people write. Fragments never reach a server and go.
Parameters that only track where a visitor came from, or which visit this is, go as well: they
would give one page many names. The order of the other parameters is kept: a server may care.
"""

from __future__ import annotations

import re

import ada_url

MAX_URL_LENGTH = 2000
"""Longest address kept, in characters: the sitemaps protocol allows 2,048."""

TRACKING_PARAMETERS = re.compile(
    r"^(utm_[a-z_]+|mtm_[a-z_]+|pk_[a-z_]+|piwik_[a-z_]+|hsa_[a-z]+|"
    r"fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|mc_cid|mc_eid|igshid|yclid|twclid|_ga|_gl)$",
    re.IGNORECASE,
)
"""Parameters added by advertising, newsletter and analytics tools."""

SESSION_PARAMETERS = re.compile(
    r"^(phpsessid|jsessionid|aspsessionid\w*|sessionid|session_id|sid|cfid|cftoken)$", re.IGNORECASE
)
"""Parameters that name a visit, not a page."""

SESSION_PATH = re.compile(r";jsessionid=[^/?#]*|/\([AFSX]\([a-z0-9_-]+\)\)(?=/)", re.IGNORECASE)
"""Sessions in paths: Java's `;jsessionid=…` and ASP.NET's `/(S(…))/`."""


def normalise_url(href: str, base: str | None = None) -> str | None:
    """Return the normal form of `href` as seen on page `base`, or None when it names no web page.

    None is the answer for anything but http and https (mailto:, javascript:, tel:), for what no
    browser would resolve, and for addresses longer than `MAX_URL_LENGTH` characters.
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
    url.search = _kept_parameters(url.search)  # also takes a bare "?" away
    return url.href if len(url.href) <= MAX_URL_LENGTH else None


def _kept_parameters(search: str) -> str:
    parts = [part for part in search.removeprefix("?").split("&") if part]
    kept = "&".join(part for part in parts if not _dropped(part.partition("=")[0]))
    return f"?{kept}" if kept else ""


def _dropped(name: str) -> bool:
    return bool(TRACKING_PARAMETERS.match(name) or SESSION_PARAMETERS.match(name))


def host_of(url: str) -> str:
    """Return host and, unless it is the scheme's own, port: what robots.txt and politeness go by."""
    return ada_url.URL(url).host


def path_of(url: str) -> str:
    """Return path and query, as path patterns in the registry and in robots.txt see them."""
    parsed = ada_url.URL(url)
    return parsed.pathname + parsed.search

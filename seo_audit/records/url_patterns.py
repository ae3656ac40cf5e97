"""Path patterns of URLs: pages with the same pattern probably use the same template."""

from __future__ import annotations

from crawler.records.url import path_of

_LANGUAGE_LENGTH = 2
"""A first path segment of this length is a language ("/fr/…"), not a section."""

ANY_PATTERN = "*"
"""Pattern of URLs that do not share a pattern."""


def parent_folders(url: str) -> list[str]:
    """Return the folders of a URL, the outermost first: "/a/*" and "/a/b/*" for "/a/b/c"."""
    segments = [part for part in path_of(url).partition("?")[0].split("/") if part]
    return ["/".join(["", *segments[:depth], "*"]) for depth in range(1, len(segments))]


def url_pattern(url: str) -> str:
    """Return the path pattern of a page: "/" for the home page, "/*" for the first level, else "/section/*"."""
    segments = [part for part in path_of(url).partition("?")[0].split("/") if part]
    if not segments:
        return "/"
    depth = 2 if len(segments[0]) == _LANGUAGE_LENGTH else 1
    if len(segments) <= depth:
        return "/".join(["", *segments[: depth - 1], "*"])
    return "/".join(["", *segments[:depth], "*"])

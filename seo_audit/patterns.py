"""Path patterns: which pages are most likely made by one template."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from crawler.url import path_of
from seo_audit.findings import Cluster, Finding

LANGUAGE_LENGTH = 2
"""A first segment this long is a language ("/fr/…"), not a section."""


def pattern_of(url: str) -> str:
    """Return a page's path pattern: "/" for the home page, "/*" for the first level, else "/section/*"."""
    segments = [part for part in path_of(url).partition("?")[0].split("/") if part]
    if not segments:
        return "/"
    kept = 2 if len(segments[0]) == LANGUAGE_LENGTH else 1
    if len(segments) <= kept:
        return "/".join(["", *segments[: kept - 1], "*"])
    return "/".join(["", *segments[:kept], "*"])


def sizes_of(urls: Iterable[str]) -> Counter[str]:
    """Return how many addresses have each path pattern."""
    return Counter(pattern_of(url) for url in urls)


def clustered(findings: Iterable[Finding], sizes: Mapping[str, int] | None = None) -> tuple[Cluster, ...]:
    """Group findings by path pattern, the largest group first; `sizes` says how many addresses each pattern has."""
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[pattern_of(finding.url)].append(finding)
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return tuple(Cluster(pattern, tuple(members), (sizes or {}).get(pattern, 0)) for pattern, members in ordered)

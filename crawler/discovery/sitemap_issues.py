"""SitemapIssue: what can be wrong with a sitemap, as a kind to count and a text to read."""

from __future__ import annotations

from dataclasses import dataclass

ISSUE_TEXTS = {
    "gzip": "the gzip file {evidence}; only the part that could be decompressed is read",
    "xml": "not readable as XML: {evidence}",
    "broken": "invalid XML, read only in part: {evidence}",
    "leading": "text before the XML: {evidence}",
    "root": "not a sitemap: {evidence}",
    "type": "served with the media type {evidence}",
    "size": "larger than 50 MB; the rest is not read",
    "count": "more than 50,000 URLs ({evidence}); the rest is not read",
    "nested": "an index inside an index, which Google does not follow",
    "bound": "{count} of its URLs are left out: the site lists more than the limit",
    "empty": "entries without a URL: {count}",
    "address": "invalid URLs: {count}, the first {evidence}",
    "long": "URLs of over 2,000 characters: {count}, the first {evidence}",
    "relative": "relative URLs: {count}, the first {evidence}",
    "foreign": "URLs of other sites, left out: {count}, the first {evidence}",
    "twin": "URLs at another origin than the site's main one: {count}, the first {evidence}",
    "duplicate": "URLs listed more than once: {count}, the first {evidence}",
    "date": "lastmod values that are not W3C dates: {count}, the first {evidence}",
    "future": "lastmod values in the future: {count}, the first {evidence}",
}
"""Each kind of issue, in the order in which they are reported."""


@dataclass(frozen=True, slots=True)
class SitemapIssue:
    """One kind of issue of a file: a key of `ISSUE_TEXTS`, the first example as evidence, and how many there are."""

    kind: str
    evidence: str
    count: int = 1

    @property
    def message(self) -> str:
        """The issue in words."""
        return ISSUE_TEXTS[self.kind].format(evidence=self.evidence, count=self.count)


class SitemapIssues:
    """Counts issues while a file is read."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[str, int]] = {}

    def add(self, kind: str, evidence: str) -> None:
        """Count an issue; the evidence of the first one is kept, up to 200 characters."""
        first, count = self._found.get(kind, (evidence[:200], 0))
        self._found[kind] = first, count + 1

    def has(self, kind: str) -> bool:
        """Return whether there is such an issue."""
        return kind in self._found

    def clear(self) -> None:
        """Remove all: the file turned out to contain nothing that these were about."""
        self._found.clear()

    def found(self) -> tuple[SitemapIssue, ...]:
        """Return the issues, in the order of `ISSUE_TEXTS`."""
        return tuple(SitemapIssue(kind, *self._found[kind]) for kind in ISSUE_TEXTS if kind in self._found)

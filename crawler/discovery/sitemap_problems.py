"""What can be wrong with a sitemap: a kind for those who count, a phrase for those who read."""

from __future__ import annotations

from dataclasses import dataclass

ISSUE_TEXTS = {
    "gzip": "the gzip archive {evidence}; what could be unpacked is read",
    "xml": "it is no XML that can be read: {evidence}",
    "broken": "its XML is broken and read in part: {evidence}",
    "leading": "something stands before the XML: {evidence}",
    "root": "it is no sitemap: {evidence}",
    "type": "it is sent as {evidence}",
    "size": "it is larger than 50 MB; the rest is not read",
    "count": "it lists more than 50,000 addresses ({evidence}); the rest is not read",
    "nested": "it is an index inside an index, which Google does not follow",
    "bound": "{count} of its addresses are left out: the site lists more than is kept",
    "empty": "entries without an address: {count}",
    "address": "addresses that name no web page: {count}, the first {evidence}",
    "long": "addresses of over 2,000 characters: {count}, the first {evidence}",
    "relative": "addresses that are not whole: {count}, the first {evidence}",
    "foreign": "addresses of other sites, left out: {count}, the first {evidence}",
    "twin": "addresses at another origin than the site's main one: {count}, the first {evidence}",
    "duplicate": "addresses listed more than once: {count}, the first {evidence}",
    "date": "dates of change that are no W3C date: {count}, the first {evidence}",
    "future": "dates of change in the future: {count}, the first {evidence}",
}
"""Each kind of problem, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class SitemapIssue:
    """One kind of problem of a file: a key of `ISSUE_TEXTS`, what shows the first case, and how many there are."""

    kind: str
    evidence: str
    count: int = 1

    @property
    def message(self) -> str:
        """The problem in words."""
        return ISSUE_TEXTS[self.kind].format(evidence=self.evidence, count=self.count)


class SitemapIssues:
    """Counts problems while a file is read."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[str, int]] = {}

    def add(self, kind: str, evidence: str) -> None:
        """Note a case; the evidence of the first one is kept, at most 200 characters of it."""
        first, count = self._found.get(kind, (evidence[:200], 0))
        self._found[kind] = first, count + 1

    def has(self, kind: str) -> bool:
        """Tell whether there was such a case."""
        return kind in self._found

    def clear(self) -> None:
        """Forget all: the file turned out to hold nothing that these were about."""
        self._found.clear()

    def found(self) -> tuple[SitemapIssue, ...]:
        """Return what was noted, in the order of `ISSUE_TEXTS`."""
        return tuple(SitemapIssue(kind, *self._found[kind]) for kind in ISSUE_TEXTS if kind in self._found)

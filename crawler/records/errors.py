"""The exceptions that this package raises on purpose.

CrawlerError
├── SitesError      the registry of sites contains mistakes (all of them, with their lines)
├── StoreError      the page store cannot be opened, read or written
├── RenderingError  a site requires rendering, and this machine cannot do it
├── CrawlFailedError the crawl process ended before it was finished
└── CrawlRunningError another crawl is using the same data folder

Each message is one sentence that tells the user what to do. A third-party exception is translated once, where it is
caught, and remains its cause.
"""

from __future__ import annotations

from dataclasses import dataclass


class CrawlerError(Exception):
    """Base class of the package's exceptions."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a registry file: its line (1-based), and what to do about it."""

    line: int
    message: str


class SitesError(CrawlerError):
    """The registry of sites contains mistakes; `mistakes` lists all of them with their lines."""

    def __init__(self, path: str, mistakes: tuple[Mistake, ...]) -> None:
        self.path = path
        self.mistakes = mistakes
        lines = [f"{path}:{mistake.line}: {mistake.message}" for mistake in mistakes]
        super().__init__("\n".join(lines))


class StoreError(CrawlerError):
    """The page store cannot be opened, read or written."""


class RenderingError(CrawlerError):
    """A site requires its pages to be rendered, but the browser or a package is missing or does not start."""


class CrawlFailedError(CrawlerError):
    """The crawl process ended before it was finished. What it fetched is in the store."""


class CrawlRunningError(CrawlerError):
    """Another crawl is using the same data folder. Nothing was requested."""

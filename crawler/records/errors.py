"""Everything this package raises on purpose.

CrawlerError
├── SitesError      the registry of sites holds mistakes (all of them, with their lines)
├── StoreError      the page store cannot be opened, read or written
├── RenderingError  a site asks for rendering, and this machine cannot do it
└── CrawlFailedError the crawl process ended before its work was done

Each message is one sentence that a user can act on; a vendor's exception is
translated once, where it is caught, and kept as the cause.
"""

from __future__ import annotations

from dataclasses import dataclass


class CrawlerError(Exception):
    """Root of the package's errors."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a registry file: the line it stands on (1-based) and what to do about it."""

    line: int
    message: str


class SitesError(CrawlerError):
    """The registry of sites cannot be used; `mistakes` lists every reason with its line."""

    def __init__(self, path: str, mistakes: tuple[Mistake, ...]) -> None:
        self.path = path
        self.mistakes = mistakes
        lines = [f"{path}:{mistake.line}: {mistake.message}" for mistake in mistakes]
        super().__init__("\n".join(lines))


class StoreError(CrawlerError):
    """The page store cannot be opened, read or written."""


class RenderingError(CrawlerError):
    """A site asks for its pages to be rendered, and what that needs is not installed or does not start."""


class CrawlFailedError(CrawlerError):
    """The crawl process ended before its work was done; what it fetched is in the store."""

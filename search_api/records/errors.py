"""Exceptions of the search API.

SearchError
├── EngineUnavailableError  Meilisearch does not respond, or not in time
├── EngineRejectedError     Meilisearch rejects a request: no index yet, a wrong key
├── UnknownSiteError        a request names a site that is not in the registry
├── BestBetsError           the best-bets file is invalid (lists every mistake with its line)
└── EvaluationError         a file of queries or judgements is invalid (names file and line)

Each message is one sentence that ends with the next step.
"""

from __future__ import annotations

from crawler.records.errors import Mistake


class SearchError(Exception):
    """Base class of all errors of this package."""


class EngineUnavailableError(SearchError):
    """Meilisearch does not respond, or not in time."""


class EngineRejectedError(SearchError):
    """Meilisearch rejects a request."""


class UnknownSiteError(SearchError):
    """A request names a site that is not in the registry."""


class BestBetsError(SearchError):
    """The best-bets file is invalid; `mistakes` lists every reason with its line."""

    def __init__(self, path: str, mistakes: tuple[Mistake, ...]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(f"{path}:{mistake.line}: {mistake.message}" for mistake in mistakes))


class EvaluationError(SearchError):
    """A file of queries or judgements is invalid; the message names the file and the line."""

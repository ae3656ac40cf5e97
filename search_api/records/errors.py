"""Everything this package raises on purpose.

SearchError
├── EngineGoneError     the engine does not answer, or not in time
├── EngineRefusedError  the engine refuses what it was asked: no index yet, a wrong key
├── UnknownSiteError    a request names a site that the region does not have
├── BestBetsError       the list of best bets holds mistakes (all of them, with their lines)
└── EvaluationError     a file of queries or judgements cannot be used (file and line)

Each message is one sentence that a user can act on.
"""

from __future__ import annotations

from crawler.records.errors import Mistake


class SearchError(Exception):
    """Root of the package's errors."""


class EngineUnavailableError(SearchError):
    """The engine does not answer, or not in time."""


class EngineRejectedError(SearchError):
    """The engine refuses what it was asked."""


class UnknownSiteError(SearchError):
    """A request names a site that the region does not have."""


class BestBetsError(SearchError):
    """The list of best bets cannot be used; `mistakes` lists every reason with its line."""

    def __init__(self, path: str, mistakes: tuple[Mistake, ...]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(f"{path}:{mistake.line}: {mistake.message}" for mistake in mistakes))


class EvaluationError(SearchError):
    """A file of queries or judgements cannot be used; the message names the file and the line."""

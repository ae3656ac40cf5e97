"""Everything this package raises on purpose.

SearchError
├── EngineGoneError     the engine does not answer, or not in time
├── EngineRefusedError  the engine refuses what it was asked: no index yet, a wrong key
├── UnknownSiteError    a request names a site that the region does not have
└── EvaluationError     a file of queries or judgements cannot be used (file and line)

Each message is one sentence that a user can act on.
"""

from __future__ import annotations


class SearchError(Exception):
    """Root of the package's errors."""


class EngineGoneError(SearchError):
    """The engine does not answer, or not in time."""


class EngineRefusedError(SearchError):
    """The engine refuses what it was asked."""


class UnknownSiteError(SearchError):
    """A request names a site that the region does not have."""


class EvaluationError(SearchError):
    """A file of queries or judgements cannot be used; the message names the file and the line."""

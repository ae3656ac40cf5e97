"""Everything this package raises on purpose.

IndexerError
├── EngineError           the engine cannot be had, started or stopped
│   ├── EngineMissingError    no binary here, and none could be obtained
│   └── EngineUnreachableError    an engine that should answer does not, or refuses our key
├── IndexingError         the engine refused or failed a part of the indexing
├── ModelError            the ranking model cannot be written or read
└── SourceError           a source of records is dead, slow, refuses us or cannot be believed

Each message is one sentence that a user can act on; a vendor's exception is
translated once, where it is caught, and kept as the cause.
"""

from __future__ import annotations


class IndexerError(Exception):
    """Root of the package's errors."""


class EngineError(IndexerError):
    """The engine cannot be had, started or stopped."""


class EngineMissingError(EngineError):
    """There is no engine binary here, and none could be obtained."""


class EngineUnreachableError(EngineError):
    """An engine that should answer does not, or does not accept the key."""


class IndexingError(IndexerError):
    """The engine refused or failed a part of the indexing; what it acknowledged before is kept."""


class ModelError(IndexerError):
    """The ranking model cannot be written or read."""


class SourceError(IndexerError):
    """A source of records gave nothing that can be used; what it gave before is kept.

    The message is a phrase about the source: "it answered 503". `wait` is how many seconds it asked to be left alone.
    """

    def __init__(self, message: str, *, wait: float = 0.0) -> None:
        super().__init__(message)
        self.wait = wait

"""Errors that the indexer raises on purpose.

IndexerError
├── EngineError           the engine cannot be installed, started or stopped
│   ├── EngineMissingError    there is no binary, and it could not be downloaded
│   └── EngineUnreachableError    the engine does not respond, or rejects our key
├── IndexingError         the engine rejected or failed a part of the indexing
├── ModelError            the ranking model cannot be written or read
└── SourceError           a source is unavailable, too slow, rejects us or sends invalid data

Each message is one sentence that a user can act on. A library's exception is translated once, where it is caught, and
attached as the cause.
"""

from __future__ import annotations


class IndexerError(Exception):
    """Root of the package's errors."""


class EngineError(IndexerError):
    """The engine cannot be installed, started or stopped."""


class EngineMissingError(EngineError):
    """There is no engine binary on this machine, and it could not be downloaded."""


class EngineUnreachableError(EngineError):
    """The engine does not respond, or does not accept the key."""


class IndexingError(IndexerError):
    """The engine rejected or failed a part of the indexing; what it acknowledged before remains stored."""


class ModelError(IndexerError):
    """The ranking model cannot be written or read."""


class SourceError(IndexerError):
    """A source returned nothing usable; the records that it returned before remain stored.

    The message is a phrase about the source, such as "it responded with 503". `wait` is the number of seconds that the
    source asked to wait (Retry-After).
    """

    def __init__(self, message: str, *, wait: float = 0.0) -> None:
        super().__init__(message)
        self.wait = wait

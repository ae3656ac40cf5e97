"""Everything this package raises on purpose.

AuditError
├── NothingToAuditError  none of the sites asked for was ever crawled
├── WordingError         a rule has no words in a language, or a message lacks a value
├── ReportError          a report cannot be written
├── HistoryError         a kept audit cannot be read or written
└── GivenFileError       a file of logs, addresses or figures that was given cannot be used

Each message is one sentence that a user can act on; the cause is kept.
"""

from __future__ import annotations


class AuditError(Exception):
    """Root of the package's errors."""


class NothingToAuditError(AuditError):
    """None of the sites asked for was ever crawled."""


class TextError(AuditError):
    """A rule has no words in a language, or a message lacks a value."""


class ReportError(AuditError):
    """A report cannot be written."""


class HistoryError(AuditError):
    """A kept audit cannot be read or written."""


class InputFileError(AuditError):
    """A file of logs, addresses or figures that was given cannot be used; the message says why, and what would do."""

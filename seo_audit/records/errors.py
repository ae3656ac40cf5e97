"""Exceptions of the audit.

AuditError
├── NothingToAuditError  none of the requested sites was ever crawled
├── TextError            a text is missing in a language, or lacks a value
├── ReportError          a report cannot be written
├── HistoryError         a stored audit, or stored external data, cannot be read or written
└── InputFileError       a file of logs, IP ranges or search data cannot be used

Each message is one sentence that a user can act on. The original exception is the `__cause__`.
"""

from __future__ import annotations


class AuditError(Exception):
    """Base class of the exceptions of this package."""


class NothingToAuditError(AuditError):
    """None of the requested sites was ever crawled."""


class TextError(AuditError):
    """A text is missing in a language, or lacks a value."""


class ReportError(AuditError):
    """A report cannot be written."""


class HistoryError(AuditError):
    """A stored audit, or stored external data, cannot be read or written."""


class InputFileError(AuditError):
    """A file of logs, IP ranges or search data cannot be used. The message says why, and what to use instead."""

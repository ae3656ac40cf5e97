"""Exceptions of the command line.

CommandError            a part of the work failed (exit code 3)
├── RegionError         the miniature region did not start (`regiozoek.demo.region`)
└── UsageError          the command was used or configured wrongly (exit code 2)
"""

from __future__ import annotations


class CommandError(Exception):
    """A part of the work failed; the message is one sentence that says what to do."""


class UsageError(CommandError):
    """The command was used or configured wrongly."""

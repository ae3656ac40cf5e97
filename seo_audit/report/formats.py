"""The formats of `exports`, by themselves: a command names them before it needs anything else of the audit."""

from __future__ import annotations

from enum import StrEnum


class ExportFormat(StrEnum):
    """Formats that an audit can be written in."""

    JSON = "json"
    CSV = "csv"
    SARIF = "sarif"
    JUNIT = "junit"

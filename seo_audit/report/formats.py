"""Export formats, apart from `exports` so that the command line can import them without the rest of the audit."""

from __future__ import annotations

from enum import StrEnum


class ExportFormat(StrEnum):
    """Formats of `export_audit`."""

    JSON = "json"
    CSV = "csv"
    SARIF = "sarif"
    JUNIT = "junit"

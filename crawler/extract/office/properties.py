"""What a document says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crawler.extract.office.zip_package import Package
from crawler.extract.text import fold
from crawler.records.dates import parse_page_date


@dataclass(frozen=True, slots=True)
class Properties:
    """Title, declared language (BCP 47) and dates; "" and None for what is not said."""

    title: str = ""
    language: str = ""
    published: datetime | None = None
    modified: datetime | None = None


def core_properties(package: Package) -> Properties:
    """Return the properties of docx, xlsx and pptx (ECMA-376-2 §11)."""
    part = package.related("", "core-properties")
    if part is None:
        return Properties()
    root = package.tree(part)
    return Properties(
        title=fold(root.findtext("{*}title") or ""),
        language=root.findtext("{*}language") or "",
        published=parse_page_date(root.findtext("{*}created")),
        modified=parse_page_date(root.findtext("{*}modified")),
    )

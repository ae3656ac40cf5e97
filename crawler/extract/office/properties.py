"""DocumentProperties: the title, language and dates that a document declares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crawler.extract.office.zip_package import ZipPackage
from crawler.extract.text import collapse_whitespace
from crawler.records.date_parsing import parse_page_date


@dataclass(frozen=True, slots=True)
class DocumentProperties:
    """Title, declared language (BCP 47) and dates; "" and None for missing ones."""

    title: str = ""
    language: str = ""
    published: datetime | None = None
    modified: datetime | None = None


def core_properties(package: ZipPackage) -> DocumentProperties:
    """Return the properties of docx, xlsx and pptx (ECMA-376-2 §11)."""
    part = package.related("", "core-properties")
    if part is None:
        return DocumentProperties()
    root = package.tree(part)
    return DocumentProperties(
        title=collapse_whitespace(root.findtext("{*}title") or ""),
        language=root.findtext("{*}language") or "",
        published=parse_page_date(root.findtext("{*}created")),
        modified=parse_page_date(root.findtext("{*}modified")),
    )

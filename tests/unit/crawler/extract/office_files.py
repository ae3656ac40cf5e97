"""Create office documents with the formats' libraries, and damage them."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import docx
import odfdo
import pptx
import xlsxwriter

from crawler.extract.dispatch import read_page
from crawler.extract.office.formats import OFFICE_TYPE_BY_EXTENSION, OLE_SIGNATURE
from crawler.records.fetch_result import FetchResult
from crawler.records.page import Page


def word(fill: Callable[[docx.document.Document], None]) -> bytes:
    """Return a docx that `fill` wrote."""
    document, file = docx.Document(), io.BytesIO()
    fill(document)
    document.save(file)
    return file.getvalue()


def paragraphs(*lines: str) -> bytes:
    """Return a docx with one paragraph per line."""

    def fill(document: docx.document.Document) -> None:
        for line in lines:
            document.add_paragraph(line)

    return word(fill)


def workbook(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    """Return an xlsx that `fill` wrote."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        fill(book)
    return file.getvalue()


def slides(fill: Callable[[pptx.presentation.Presentation], None]) -> bytes:
    """Return a pptx that `fill` wrote."""
    presentation, file = pptx.Presentation(), io.BytesIO()
    fill(presentation)
    presentation.save(file)
    return file.getvalue()


def open_document(kind: str, fill: Callable[[odfdo.Document], None], path: Path) -> bytes:
    """Return an OpenDocument file that `fill` wrote."""
    document = odfdo.Document(kind)
    document.body.clear()
    fill(document)
    document.save(path)
    return path.read_bytes()


def altered(body: bytes, **parts: bytes | None) -> bytes:
    """Return a package with parts replaced, added or (None) removed, by name ("__" is a slash, "_DOT_" a dot)."""
    file = io.BytesIO()
    new = {name.replace("__", "/").replace("_DOT_", "."): data for name, data in parts.items()}
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in old.namelist():
            if name not in new:
                archive.writestr(name, old.read(name))
        for name, data in new.items():
            if data is not None:
                archive.writestr(name, data)
    return file.getvalue()


def compound(*streams: str) -> bytes:
    """Return the start of a compound file and a directory with these streams (MS-CFB 2.6)."""
    entries = (name.encode("utf-16-le").ljust(64, b"\0") + bytes(64) for name in ("Root Entry", *streams))
    return OLE_SIGNATURE.ljust(512, b"\0") + b"".join(entries)


def reading(body: bytes, content_type: str = OFFICE_TYPE_BY_EXTENSION[".docx"], url: str = "https://a.be/a") -> Page:
    """Return the Page of a response."""
    headers = {"content-type": content_type} if content_type else {}
    return read_page(
        FetchResult(url=url, site="a", status=200, fetched_at=datetime.now(UTC), headers=headers, body=body)
    )

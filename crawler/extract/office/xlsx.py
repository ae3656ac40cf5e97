"""Read SpreadsheetML (xlsx) with openpyxl, which knows number formats, dates and cached results of formulas.

openpyxl gets a new package with the parts that were decompressed within the limits, so it never decompresses untrusted
data. Hidden sheets are not read.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.cell.cell import ERROR_CODES

from crawler.extract.office.text_flow import DocumentContents, TextLine
from crawler.extract.office.zip_package import DOCUMENT_DAMAGED, UnreadableDocumentError, ZipPackage
from crawler.extract.text import collapse_whitespace

MAX_SHEET_CELLS = 1_000_000
"""Cells read, including empty ones before the last of their row: some 8 seconds."""

MAX_SHEET_ROWS = 1_048_576
"""Rows that a sheet can have. openpyxl would count up to a made-up number beyond that."""

_CELLS_TRUNCATED = f"only the first {MAX_SHEET_CELLS:,} cells were read"

DEFAULT_SHEET_NAME = re.compile(r"(sheet|blad|feuil|tabelle|table) ?\d*", re.IGNORECASE)
"""Names that programs give to sheets."""

_NEEDED = frozenset({"worksheet", "styles", "sharedStrings"})


def read_sheets(package: ZipPackage, main: str) -> DocumentContents:
    """Return the contents of a workbook."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about extensions that openpyxl would lose when writing
        try:
            workbook = openpyxl.load_workbook(
                _repacked(package, main), read_only=True, data_only=True, keep_links=False
            )
        except ParseError as error:
            raise UnreadableDocumentError(DOCUMENT_DAMAGED) from error
    visible = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    return DocumentContents(lines=_lines(visible), pages=len(visible))


def _repacked(package: ZipPackage, main: str) -> io.BytesIO:
    folder, _, name = main.rpartition("/")
    parts = {to.part for to in package.relations(main).values() if to.type in _NEEDED and to.part in package}
    parts |= {"[Content_Types].xml", "_rels/.rels", main, f"{folder}/_rels/{name}.rels"}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for part in sorted(parts):
            archive.writestr(part, package.read(part))
    return file


def _lines(sheets: list[Any]) -> Iterator[TextLine]:
    left = MAX_SHEET_CELLS
    for sheet in sheets:
        if len(sheets) > 1 and not DEFAULT_SHEET_NAME.fullmatch(sheet.title):
            yield TextLine(collapse_whitespace(sheet.title), 1)
        sheet.reset_dimensions()  # a declared width would pad every row to it
        try:
            for number, cells in enumerate(sheet.iter_rows(values_only=True)):
                left -= len(cells)
                if number >= MAX_SHEET_ROWS:
                    raise UnreadableDocumentError(DOCUMENT_DAMAGED)
                if left < 0:
                    raise UnreadableDocumentError(_CELLS_TRUNCATED)
                if values := [text for cell in cells if (text := _format_value(cell))]:
                    yield TextLine("\t".join(values))
        except ParseError as error:
            raise UnreadableDocumentError(DOCUMENT_DAMAGED) from error


def _format_value(value: Any) -> str:
    """Return a value as people here write it; nothing for an empty cell, a checkbox or a failed formula."""
    if value is None or isinstance(value, bool) or value in ERROR_CODES:
        return ""
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime) and (value.hour or value.minute):
        return f"{value:%d/%m/%Y %H:%M}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else collapse_whitespace(str(value))

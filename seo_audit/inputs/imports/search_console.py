"""Read an export of Search Console's performance report: the table of pages, as CSV or in the zip of all tables.

    Top pages,Clicks,Impressions,CTR,Position             in the language of the user: Populairste pagina's,
    https://www.kuurne.be/afval,1204,30512,3.9%,7.4       Klikken, Vertoningen; Pages les plus populaires, Clics

The column of pages is recognised by its URLs and the other columns by a part of their name. So other spellings can be
read too, and a comparison of two periods, of which the first counts. Files that a spreadsheet program saved again may
have semicolons, UTF-16 and local number formats.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from crawler.records.url import host_of, normalise_url
from crawler.registry.site import Site
from seo_audit.inputs.external_data import SearchConsoleData, SearchPerformance
from seo_audit.records.errors import InputFileError

CLICKS_COLUMN = re.compile(r"clic|klik", re.IGNORECASE)
IMPRESSIONS_COLUMN = re.compile(r"impress|vertoning|weergave", re.IGNORECASE)
POSITION_COLUMN = re.compile(r"posi", re.IGNORECASE)
"""Parts of the column names in English, Dutch and French."""

MAX_TABLE_BYTES = 64 * 1024 * 1024
"""Maximum size of one table. The report exports at most 1,000 rows, tools for the API some 100,000."""

_EXCEL_MEMBER = "xl/workbook.xml"

_EXPORT_HINT = "export the performance report of Search Console as CSV, and give the zip or its table of pages"


def read_search_console(path: Path, site: Site) -> SearchConsoleData:
    """Read an export of Search Console.

    Args:
        path: the zip, or the table of pages in it.
        site: the site.

    Raises:
        InputFileError: the file cannot be read, is not such an export, or is from another site.
    """
    try:
        tables = [rows for data in _files(path) if (rows := list(_rows(data)))]
    except OSError as error:
        raise InputFileError(
            f"cannot read the export {path} ({error.strerror or error}): check the path and its permissions"
        ) from error
    except (zipfile.BadZipFile, csv.Error, UnicodeError) as error:
        raise InputFileError(f"{path} is not a table: {_EXPORT_HINT}") from error
    pages: dict[str, SearchPerformance] = {}
    hosts = set()
    for rows in tables:
        for raw, performance in _pages(rows):
            url = normalise_url(raw)
            if url is None:
                continue
            hosts.add(host_of(url))
            if host_of(url) in site.hosts:
                pages[url] = _add(pages[url], performance) if url in pages else performance
    if not hosts:
        raise InputFileError(f"{path} has no table of pages with clicks and impressions: {_EXPORT_HINT}")
    if not pages:
        raise InputFileError(
            f"{path} has pages of {', '.join(sorted(hosts)[:3])} and none of {site.hosts[0]}: "
            "give the export of this site"
        )
    return SearchConsoleData(pages=pages)


def _files(path: Path) -> Iterator[bytes]:
    if not zipfile.is_zipfile(path):
        yield path.read_bytes()
        return
    with zipfile.ZipFile(path) as archive:
        if _EXCEL_MEMBER in archive.namelist():
            raise InputFileError(f"{path} is an Excel file: {_EXPORT_HINT}")
        for item in archive.infolist():
            if item.filename.lower().endswith(".csv") and item.file_size <= MAX_TABLE_BYTES:
                yield archive.read(item)


def _rows(data: bytes) -> Iterator[list[str]]:
    text = _decode(data)
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _decode(data: bytes) -> str:
    if data[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")  # as Excel saves "CSV" in Western Europe


def _pages(rows: list[list[str]]) -> Iterator[tuple[str, SearchPerformance]]:
    """Yield the rows of a table of pages; nothing for another table."""
    header, body = rows[0], rows[1:]
    columns = [_find_column(header, name) for name in (CLICKS_COLUMN, IMPRESSIONS_COLUMN, POSITION_COLUMN)]
    pages = next((at for at, cell in enumerate(body[0]) if _is_url(cell)), None) if body else None
    clicks, impressions, position = columns
    if pages is None or clicks is None or impressions is None:
        return
    for row in body:
        if len(row) == len(header) and _is_url(row[pages]):
            place = _parse_decimal(row[position]) if position is not None else 0.0
            yield (
                row[pages],
                SearchPerformance(
                    clicks=_parse_count(row[clicks]), impressions=_parse_count(row[impressions]), position=place
                ),
            )


def _find_column(header: list[str], name: re.Pattern[str]) -> int | None:
    return next((at for at, cell in enumerate(header) if name.search(cell)), None)


def _is_url(cell: str) -> bool:
    return cell.startswith(("http://", "https://"))


def _parse_count(cell: str) -> int:
    """Parse a whole number as written in any of the three languages: 1,204, 1.204, "1 204" or 1204,00."""
    thousands = re.fullmatch(r"\d{1,3}([.,]\d{3})+", digits := re.sub(r"[^\d.,]", "", cell))
    return int(re.sub(r"\D", "", digits)) if thousands else round(_parse_decimal(cell))


def _parse_decimal(cell: str) -> float:
    """Parse a number. The last point or comma, if any, is the decimal separator: 7.4 and 7,4."""
    whole, _, rest = re.sub(r"[^\d.,]", "", cell).replace(",", ".").rpartition(".")
    return float(f"{whole.replace('.', '') or 0}.{rest or 0}") if whole else float(rest or 0)


def _add(one: SearchPerformance, other: SearchPerformance) -> SearchPerformance:
    """Add two rows of one page (with and without #fragment). The position is weighted by impressions."""
    impressions = one.impressions + other.impressions
    weighted = one.position * one.impressions + other.position * other.impressions
    return SearchPerformance(
        clicks=one.clicks + other.clicks,
        impressions=impressions,
        position=weighted / impressions if impressions else one.position,
    )

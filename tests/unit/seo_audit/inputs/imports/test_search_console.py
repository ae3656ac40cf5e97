"""Exports of Search Console, in three languages and as spreadsheet programs save them again."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from crawler.registry.site import Site
from seo_audit.inputs.external_data import SearchPerformance
from seo_audit.inputs.imports.search_console import read_search_console
from seo_audit.records.errors import InputFileError

SITE = Site(id="kuurne", name="Kuurne", url="https://www.kuurne.be/", hosts=("www.kuurne.be", "kuurne.be"))
WASTE = "https://www.kuurne.be/afval"
ENGLISH = f"Top pages,Clicks,Impressions,CTR,Position\n{WASTE},1204,30512,3.95%,7.4\n"


def read(folder: Path, data: bytes | str, name: str = "Pages.csv") -> dict[str, SearchPerformance]:
    """Read an export of the site."""
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_search_console(path, SITE).pages


@pytest.mark.parametrize(
    "data",
    [
        ENGLISH.encode(),
        f'Populairste pagina\'s,Klikken,Vertoningen,CTR,Positie\n{WASTE},1204,30512,"3,95%","7,4"\n'.encode(),
        f'Pages les plus populaires,Clics,Impressions,CTR,Position\n{WASTE},"1 204","30 512","3,95 %","7,4"\n'.encode(),
        ENGLISH.encode("utf-8-sig").replace(b"\n", b"\r\n"),
        f"Populairste pagina's;Klikken;Vertoningen;CTR;Positie\n{WASTE};1.204;30.512;3,95%;7,4\n".encode("utf-16"),
        f"Pages fréquentes;Clics;Impressions;CTR;Position\n{WASTE};1204;30512;3,95%;7,40\n".encode("cp1252"),
        f"Top pages\tClicks\tImpressions\tCTR\tPosition\n{WASTE}\t1,204\t30,512\t3.95%\t7.40\n".encode(),
    ],
    ids=["English", "Dutch", "French", "BOM", "UTF-16", "Excel", "tabs"],
)
def test_the_table_of_pages_is_read(tmp_path: Path, data: bytes) -> None:
    """The same figures, however they are written."""
    assert {WASTE: SearchPerformance(clicks=1204, impressions=30512, position=7.4)} == read(tmp_path, data)


@pytest.mark.parametrize(
    ("clicks", "impressions", "position", "expected"),
    [
        ("1,204", "30,512", "7.413", SearchPerformance(clicks=1204, impressions=30512, position=7.413)),
        ("1.204.500", "2 000 000", "12,345", SearchPerformance(clicks=1204500, impressions=2000000, position=12.345)),
        ("12,00", "1204.0", "3", SearchPerformance(clicks=12, impressions=1204, position=3.0)),
        ("0", "5", "", SearchPerformance(clicks=0, impressions=5, position=0.0)),
    ],
)
def test_numbers_are_read_as_they_are_written(
    tmp_path: Path, clicks: str, impressions: str, position: str, expected: SearchPerformance
) -> None:
    """Three digits after a point are thousands of clicks, but parts of a position."""
    data = f"Top pages\tClicks\tImpressions\tCTR\tPosition\n{WASTE}\t{clicks}\t{impressions}\t1%\t{position}\n"
    assert {WASTE: expected} == read(tmp_path, data)


def test_the_zip_is_read_whatever_its_files_are_called(tmp_path: Path) -> None:
    """Of its tables only that of pages counts."""
    path = tmp_path / "kuurne.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "Zoekopdrachten.csv", "Populairste zoekopdrachten,Klikken,Vertoningen,CTR,Positie\nafval,9,10,90%,1\n"
        )
        archive.writestr("Pagina's.csv", ENGLISH)
        archive.writestr("Filters.csv", "Filter,Waarde\nZoektype,Web\n")
    assert {WASTE: SearchPerformance(clicks=1204, impressions=30512, position=7.4)} == read_search_console(
        path, SITE
    ).pages


def test_of_a_comparison_the_first_period_counts(tmp_path: Path) -> None:
    """It has each column twice."""
    data = f"Top pages,Last 28 days Clicks,Previous Clicks,Last 28 days Impressions,Previous Impressions\n{WASTE},5,4,50,40\n"
    assert {WASTE: SearchPerformance(clicks=5, impressions=50, position=0.0)} == read(tmp_path, data)


def test_parts_of_a_page_are_one_page(tmp_path: Path) -> None:
    """Google lists an address with #fragment by itself; its position weighs by how often it was shown."""
    data = f"Top pages,Clicks,Impressions,CTR,Position\n{WASTE},2,30,6%,2\n{WASTE}#tarieven,1,10,10%,6\n"
    assert {WASTE: SearchPerformance(clicks=3, impressions=40, position=3.0)} == read(tmp_path, data)


def test_pages_of_other_hosts_are_left_out(tmp_path: Path) -> None:
    """An export of a whole domain holds those of other sites in it too."""
    assert {WASTE} == read(tmp_path, ENGLISH + "https://bib.kuurne.be/,5,9,55%,1\n").keys()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "has no table of pages"),
        (b"Top queries,Clicks,Impressions,CTR,Position\nafval,9,10,90%,1\n", "has no table of pages"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x81", "CSV"),
        (ENGLISH.replace("kuurne", "menen").encode(), r"pages of www\.menen\.be and none of www\.kuurne\.be"),
    ],
)
def test_a_file_that_will_not_do_is_one_sentence(tmp_path: Path, data: bytes, why: str) -> None:
    """It says what to export, or whose pages they are."""
    with pytest.raises(InputFileError, match=why):
        read(tmp_path, data)


def test_an_excel_file_is_called_one(tmp_path: Path) -> None:
    """Search Console offers both."""
    path = tmp_path / "export.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(InputFileError, match="Excel"):
        read_search_console(path, SITE)

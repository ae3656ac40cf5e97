"""Titles of documents: those of programs are recognised, and the heading is found."""

import pytest

from crawler.extract.document_title import heading_of, meaningful_title


@pytest.mark.parametrize(
    "title",
    [
        "Subsidiereglement jeugdwerk",
        "Word lid van de bibliotheek",
        "Documentatie over de Leie",
        "Scan je identiteitskaart",
        "Presentatie zwembad",
        "Titel 2: de gemeenteraad",
        "Jaarrekening 2024",
        "BBC 2020-2025",
        "Excel voor beginners",
        "Naamloze vennootschap Leiedal",
        "Dia-avond",
        "Werken in de Pdf-straat",
        "Chatten met open.ai",
        "Unknown Pleasures",
    ],
)
def test_a_title_of_a_person_is_kept(title: str) -> None:
    """Also when it resembles one of a program."""
    assert title == meaningful_title(title)


@pytest.mark.parametrize(
    "title",
    [
        "",
        "-",
        "0001",
        "20240103",
        "(anonymous)",
        "(unspecified)",
        "Untitled",
        "Untitled-1",
        "untitled document",
        "Naamloos",
        "Naamloos-2",
        "Document zonder titel",
        "Sans titre",
        "Document1",
        "Map1",
        "Presentatie2",
        "Dia 1",
        "PowerPoint Presentation",
        "PowerPoint-presentatie",
        "Présentation PowerPoint",
        "Word Document",
        "Microsoft Word",
        "Microsoft Word - Besluit 12 def.doc",
        "Microsoft PowerPoint - Infoavond",
        "Microsoft Office Excel - Tarieven",
        "verslag_def2.docx",
        "Affiche kermis.indd",
        "C:\\Users\\jan\\Bureaublad\\plan.dwg",
        "\\\\server01\\dienst\\brief",
        "file:///C:/temp/brief.htm",
        "/home/www/tmp/print",
        "https://intranet.example/print?id=3",
        "about:blank",
        "SKM_C25821020310150",
        "Scan_20240103_0002",
        "IMG-0042",
        "CCF_000012",
        "Scan0007",
    ],
)
def test_a_title_of_a_program_is_none(title: str) -> None:
    """Names of programs, files, scans, and placeholders."""
    assert "" == meaningful_title(title)


@pytest.mark.parametrize(
    ("lines", "heading"),
    [
        (
            [("Stad Lauwe", 9.0), ("Reglement op de", 20.0), ("markten", 20.1), ("Artikel 1", 11.0)],
            "Reglement op de markten",
        ),
        ([("Reglement op de markten", 12.0), ("Artikel 1. Dit geldt.", 12.0)], "Reglement op de markten"),
        ([("12", 12.0), ("Pagina 1 van 3", 12.0), ("Markten", 12.0), ("Tekst", 12.0)], "Markten"),
        ([("Dit is een hele zin.", 12.0), ("En nog een.", 12.0)], ""),
        ([("woord " * 15, 12.0), ("woord", 12.0)], ""),
        ([("woord " * 30, 20.0), ("woord", 12.0)], ""),
        ([("Markten", 20.0), ("tekst", 12.0), ("Ander groot", 20.0)], "Markten"),
        ([("2024", 20.0)], ""),
        ([], ""),
    ],
)
def test_the_heading_is_in_the_largest_size(lines: list[tuple[str, float]], heading: str) -> None:
    """Where all lines have one size, it is the first line that is not a sentence."""
    assert heading == heading_of(lines)

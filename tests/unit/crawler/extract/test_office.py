"""Office documents: text in reading order, title, language, dates, number of pages, and why text is missing."""

import io
import struct
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import docx
import odfdo
import pptx
import pytest
import xlsxwriter
from docx.oxml import parse_xml

from crawler.extract import html
from crawler.extract.office import reader, xlsx, zip_package
from crawler.extract.office.formats import OFFICE_TYPE_BY_EXTENSION
from crawler.records.page import BodyKind
from crawler.spider.frontier import request_method
from tests.unit.crawler.extract.office_files import (
    altered,
    compound,
    open_document,
    paragraphs,
    reading,
    slides,
    word,
    workbook,
)

LINE = "Het huisvuil wordt elke maandag opgehaald in de hele gemeente."
MOMENT = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
ZIP_TYPE = "application/zip"
BOMB = 65 * 1024 * 1024

# ---------------------------------------------------------------- docx


def test_a_word_file_gives_its_facts() -> None:
    """Title and dates from the properties, the language from the text, one line per paragraph."""

    def fill(document: docx.document.Document) -> None:
        document.core_properties.title = "Afvalkalender"
        document.core_properties.created = document.core_properties.modified = MOMENT.replace(tzinfo=None)
        for _ in range(6):
            document.add_paragraph(LINE)

    page = reading(word(fill))
    assert (BodyKind.OFFICE, "Afvalkalender", "nl", "nl") == (page.kind, page.title, page.lang, page.lang_detected)
    assert ([LINE] * 6, MOMENT, MOMENT, 1) == (page.text.splitlines(), page.published, page.modified, page.pages)
    assert page.error is None
    assert page.text_hash


def test_word_tables_stand_where_they_stand_in_the_text() -> None:
    """A row is a line with tabs; a table of one column is a frame whose paragraphs stay lines; no headers, no footers."""

    def fill(document: docx.document.Document) -> None:
        document.sections[0].header.paragraphs[0].text = "kop van elke bladzijde"
        document.sections[0].footer.paragraphs[0].text = "voet van elke bladzijde"
        document.add_paragraph("voor")
        table = document.add_table(2, 2)
        for row, texts in zip(table.rows, (("dag", "uur"), ("maandag", "9 tot 12")), strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        document.add_paragraph("tussen")
        frame = document.add_table(1, 1).cell(0, 0)
        frame.text = "een"
        frame.add_paragraph("twee")
        document.add_paragraph("na")

    lines = ["voor", "dag\tuur", "maandag\t9 tot 12", "tussen", "een", "twee", "na"]
    assert lines == reading(word(fill)).text.splitlines()


def test_word_wrappers_are_seen_through_and_deleted_text_is_not_read() -> None:
    """Content controls, text boxes (once, though written twice) and insertions are text; deletions and moves away are not."""
    names = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:s="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    )
    box = "<w:txbxContent><w:p><w:r><w:t>in een vak</w:t></w:r></w:p></w:txbxContent>"
    wrapped = (
        "<w:sdt {}><w:sdtContent><w:p><w:r><w:t>in een veld</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        (
            "<w:p {}><w:r><w:t>naast</w:t></w:r><w:r><mc:AlternateContent>"
            f'<mc:Choice Requires="s"><w:drawing><s:txbx>{box}</s:txbx></w:drawing></mc:Choice>'
            f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        ),
        (
            "<w:p {}><w:ins><w:r><w:t>nieuw</w:t></w:r></w:ins><w:r><w:tab/><w:t>e-loket</w:t><w:noBreakHyphen/></w:r>"
            "<w:del><w:r><w:delText>oud</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>weg</w:t></w:r></w:moveFrom></w:p>"
        ),
    )

    def fill(document: docx.document.Document) -> None:
        for place, markup in enumerate(wrapped):
            document.element.body.insert(place, parse_xml(markup.format(names)))

    assert ["in een veld", "naast", "in een vak", "nieuw e-loket-"] == reading(word(fill)).text.splitlines()


def test_word_headings_are_those_of_their_styles() -> None:
    """Styles named heading and title, and those based on them; without a property the first heading is the title."""

    def fill(document: docx.document.Document) -> None:
        own = document.styles.add_style("Kop gemeente", 1)
        own.base_style = document.styles["Heading 2"]
        document.add_paragraph("inleiding")
        document.add_heading("Reglement", 0)
        document.add_heading("Artikel 1", 1)
        document.add_paragraph("Bijlage", style=own)

    page = reading(word(fill))
    assert [(1, "Reglement"), (1, "Artikel 1"), (2, "Bijlage")] == [(item.level, item.text) for item in page.headings]
    assert "Reglement" == page.title


@pytest.mark.parametrize(("declared", "lang"), [("fr-BE", "fr"), ("", "en")])
def test_a_text_too_short_to_tell_has_the_declared_language(declared: str, lang: str) -> None:
    """The property comes before the spell-checking language of the styles."""

    def fill(document: docx.document.Document) -> None:
        document.core_properties.language = declared
        document.add_paragraph("Contact")

    page = reading(word(fill))
    assert (lang, "") == (page.lang, page.lang_detected)


# ---------------------------------------------------------------- xlsx


def test_a_workbook_shows_what_its_cells_show() -> None:
    """Shared strings, numbers, dates and cached results; no failed formula, checkbox or hidden sheet."""

    def fill(book: xlsxwriter.Workbook) -> None:
        book.set_properties({"title": "Retributies", "created": MOMENT.replace(tzinfo=None)})
        prices, hours = book.add_worksheet("Tarieven"), book.add_worksheet("Blad2")
        hidden = book.add_worksheet("Intern")
        hidden.hide()
        hidden.write("A1", "niet voor publiek")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        prices.write_row("A1", ["afval", 12, 2.5, True])
        prices.write_formula("E1", "=B1*C1", value=30)
        prices.write_formula("F1", "=1/0", value="#DIV/0!")
        prices.write_datetime("G1", date(2025, 1, 31), day)
        hours.write("C5", "  open \n op zaterdag ")

    page = reading(workbook(fill), OFFICE_TYPE_BY_EXTENSION[".xlsx"])
    assert ["Tarieven", "afval\t12\t2.5\t30\t31/01/2025", "open op zaterdag"] == page.text.splitlines()
    assert ("Retributies", 2, MOMENT, None) == (page.title, page.pages, page.published, page.error)


def test_a_workbook_with_one_cell_in_each_far_corner_is_read() -> None:
    """Empty rows take almost no time, and a row is only as wide as its last cell."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "eerste")
        sheet.write(1_048_575, 16_383, "laatste")

    page = reading(workbook(fill), OFFICE_TYPE_BY_EXTENSION[".xlsx"])
    assert (["eerste", "laatste"], None) == (page.text.splitlines(), page.error)


def test_a_workbook_of_too_many_cells_is_read_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cells before the limit are read, and the error gives the reason."""
    monkeypatch.setattr(xlsx, "MAX_SHEET_CELLS", 5)

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for row in range(3):
            sheet.write_row(row, 0, ["a", "b"])

    page = reading(workbook(fill), OFFICE_TYPE_BY_EXTENSION[".xlsx"])
    assert ("a\tb\na\tb", "only the first 1,000,000 cells were read") == (page.text, page.error)


def test_a_row_number_past_every_sheet_ends_the_reading() -> None:
    """The reader does not count up to it."""
    with zipfile.ZipFile(io.BytesIO(BOOK)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    far = sheet.replace(b"</sheetData>", b'<row r="999999999999"><c r="A999999999999"><v>1</v></c></row></sheetData>')
    assert far != sheet
    page = reading(altered(BOOK, xl__worksheets__sheet1_DOT_xml=far), OFFICE_TYPE_BY_EXTENSION[".xlsx"])
    assert ("een", "the document is damaged") == (page.text, page.error)


# ---------------------------------------------------------------- pptx


def test_a_presentation_is_read_slide_by_slide() -> None:
    """Titles are headings; tables and groups are text; notes, slide numbers and hidden slides are not.

    The default title of the program is ignored.
    """

    def fill(presentation: pptx.presentation.Presentation) -> None:
        presentation.core_properties.title = "PowerPoint Presentation"
        first, second, hidden = (presentation.slides.add_slide(presentation.slide_layouts[1]) for _ in range(3))
        first.shapes.title.text = "Mobiliteitsplan"
        first.placeholders[1].text = "Fietsen\vin de stad\nParkeren"
        table = first.shapes.add_table(1, 2, 0, 0, 9, 9).table
        table.cell(0, 0).text, table.cell(0, 1).text = "zone", "blauw"
        first.shapes.add_group_shape().shapes.add_textbox(0, 0, 9, 9).text_frame.text = "in een groep"
        first.notes_slide.notes_text_frame.text = "niet vergeten te zeggen"
        second.shapes.title.text = "Vragen"
        number = second.shapes.add_textbox(0, 0, 9, 9)
        number.text_frame.text = "bladzijde 2"
        number._element.nvSpPr.nvPr.append(
            parse_xml('<p:ph xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" type="sldNum"/>')
        )
        hidden.shapes.title.text = "Verborgen"
        hidden._element.set("show", "0")

    page = reading(slides(fill), OFFICE_TYPE_BY_EXTENSION[".pptx"])
    lines = ["Mobiliteitsplan", "Fietsen in de stad", "Parkeren", "zone\tblauw", "in een groep", "Vragen"]
    assert lines == page.text.splitlines()
    assert ["Mobiliteitsplan", "Vragen"] == [heading.text for heading in page.headings]
    assert ("Mobiliteitsplan", 3) == (page.title, page.pages)


# ---------------------------------------------------------------- OpenDocument


def test_an_opendocument_text_gives_its_facts(tmp_path: Path) -> None:
    """As in a Word file; text in spans and links, tables in place, footnotes after their paragraph.

    Deletions and comments are not read.
    """

    def fill(document: odfdo.Document) -> None:
        document.meta.title = "Reglement"
        document.meta.creation_date = MOMENT.replace(tzinfo=None)
        document.meta.date = MOMENT.replace(tzinfo=None)
        document.body.append(odfdo.Header(2, "Artikel 1"))
        paragraph = odfdo.Paragraph("Wie   een vraag heeft, belt")
        paragraph.append(odfdo.Span(" het stadhuis"))
        paragraph.insert_note(after="vraag", note_id="n1", citation="1", body="Of een klacht.")
        document.body.append(paragraph)
        table = odfdo.Table("t", width=2, height=1)
        table.set_row_values(0, ["maandag", "gesloten"])
        document.body.append(table)
        deleted = "<text:changed-region><text:deletion><text:p>Geschrapt</text:p></text:deletion></text:changed-region>"
        document.body.append(odfdo.Element.from_tag(f"<text:tracked-changes>{deleted}</text:tracked-changes>"))
        end = odfdo.Paragraph("Einde")
        end.insert_annotation(after="Einde", body="Klopt dit?", creator="Jan")
        document.body.append(end)

    page = reading(open_document("text", fill, tmp_path / "a.odt"), OFFICE_TYPE_BY_EXTENSION[".odt"])
    lines = ["Artikel 1", "Wie een vraag heeft, belt het stadhuis", "Of een klacht.", "maandag\tgesloten", "Einde"]
    assert lines == page.text.splitlines()
    assert ("Reglement", MOMENT, MOMENT) == (page.title, page.published, page.modified)
    assert [(2, "Artikel 1")] == [(heading.level, heading.text) for heading in page.headings]


def test_opendocument_sheets_and_slides_are_read(tmp_path: Path) -> None:
    """Sheet names are headings, repeated empty cells take no time; slides are counted, notes not read."""

    def fill_sheets(document: odfdo.Document) -> None:
        for name in ("Tarieven", "Blad2"):
            table = odfdo.Table(name)
            table.set_value("A1", name[0])
            table.set_value("C2", 2.5)
            document.body.append(table)

    def fill_slides(document: odfdo.Document) -> None:
        for name in ("een", "twee"):
            slide = odfdo.DrawPage(name)
            slide.append(odfdo.Frame.text_frame(f"dia {name}", size=("1cm", "1cm"), position=("0cm", "0cm")))
            notes = (
                "<presentation:notes><draw:frame><draw:text-box><text:p>zeg dit</text:p></draw:text-box></draw:frame>"
            )
            slide.append(odfdo.Element.from_tag(f"{notes}</presentation:notes>"))
            document.body.append(slide)

    book = reading(open_document("spreadsheet", fill_sheets, tmp_path / "a.ods"), OFFICE_TYPE_BY_EXTENSION[".ods"])
    shown = reading(open_document("presentation", fill_slides, tmp_path / "a.odp"), OFFICE_TYPE_BY_EXTENSION[".odp"])
    assert (["Tarieven", "T", "2.5", "B", "2.5"], 2) == (book.text.splitlines(), book.pages)
    assert (["dia een", "dia twee"], 2) == (shown.text.splitlines(), shown.pages)


# ---------------------------------------------------------------- what cannot be read


def lying(body: bytes, name: str) -> bytes:
    """Return a package in which a member declares a size of 100 bytes."""
    data = bytearray(body)
    entry = data.rindex(name.encode()) - 46
    assert b"PK\1\2" == data[entry : entry + 4]
    struct.pack_into("<I", data, entry + 24, 100)
    return bytes(data)


TEXT = paragraphs(LINE)
BOOK = workbook(lambda book: book.add_worksheet().write("A1", "een"))
BOMBED = altered(TEXT, word__document_DOT_xml=b"<a>" + b" " * BOMB + b"</a>")
ENTITIES = b'<!DOCTYPE d [<!ENTITY a "lol"><!ENTITY b SYSTEM "file:///etc/passwd">]><d>&a;&b;</d>'


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (compound("EncryptionInfo", "EncryptedPackage"), "the document is protected by a password"),
        (altered(TEXT, _rels___DOT_rels=None, content_DOT_xml=b"x", **{"META-INF__manifest_DOT_xml": b"<m><encryption-data/></m>"}), "the document is protected by a password"),
        (compound("1Table", "WordDocument"), "an old binary format (.doc), which is not supported"),
        (compound("Workbook"), "an old binary format (.xls), which is not supported"),
        (compound("PowerPoint Document"), "an old binary format (.ppt), which is not supported"),
        (compound("VisioDocument"), "an old binary format, which is not supported"),
        (TEXT[:3000], "the document is damaged"),
        (b"<html>Log in</html>", "the document is damaged"),
        (altered(TEXT, word__document_DOT_xml=b"<w:document>"), "the document is damaged"),
        (altered(TEXT, word__document_DOT_xml=None), "the document is damaged"),
        (altered(TEXT, word__document_DOT_xml=b"<a>" * 5000 + b"</a>" * 5000), "the document is damaged"),
        (altered(TEXT, word__document_DOT_xml=b"<visio/>"), "this kind of document is not supported"),
        (paragraphs(), "the document contains no text"),
        (BOMBED, "the document contains more than 64 MiB of text and tables"),
        (lying(BOMBED, "word/document.xml"), "the document is damaged"),
        (altered(TEXT, word__document_DOT_xml=ENTITIES), "the document declares XML entities, which office programs never do"),
        (altered(BOOK, xl__worksheets__sheet1_DOT_xml=ENTITIES), "the document declares XML entities, which office programs never do"),
        (altered(TEXT, word__document_DOT_xml=ENTITIES.decode().encode("utf-16")), "the document declares XML entities, which office programs never do"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(body: bytes, error: str) -> None:
    """Protected, old, damaged, empty, giant and hostile files each have a reason."""
    page = reading(body)
    assert (BodyKind.OFFICE, error, "") == (page.kind, page.error, page.text)


def test_all_parts_together_stay_within_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many parts within the limit are stopped like one large part; the text before is used."""

    def fill(presentation: pptx.presentation.Presentation) -> None:
        for number in range(20):
            presentation.slides.add_slide(presentation.slide_layouts[0]).shapes.title.text = f"dia {number}"

    body = slides(fill)
    monkeypatch.setattr(zip_package, "MAX_UNPACKED_BYTES", 20_000)
    page = reading(body, OFFICE_TYPE_BY_EXTENSION[".pptx"])
    assert zip_package.DOCUMENT_TOO_LARGE == page.error
    assert ("dia 0", True) == (page.text.splitlines()[0], len(page.text.splitlines()) < 20)


def test_a_giant_text_is_kept_to_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole lines up to the limit, and a reason."""
    monkeypatch.setattr(reader, "MAX_DOCUMENT_CHARS", 12)
    page = reading(paragraphs("tien", "elf", "twaalf"))
    assert ("tien\nelf", "only the first 1,000,000 characters were read") == (page.text, page.error)


def test_a_file_that_takes_too_much_memory_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """In every format."""

    def exhausted(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(html, "read_html", exhausted)
    page = reading(b"<p>", "text/html")
    assert (BodyKind.HTML, "extraction exceeded the memory limit") == (page.kind, page.error)


# ---------------------------------------------------------------- what is an office document


@pytest.mark.parametrize(
    ("content_type", "url", "body", "kind"),
    [
        ("application/octet-stream", "https://a.be/a.docx?download=1", TEXT, BodyKind.OFFICE),
        ("application/octet-stream", "https://a.be/media/7", TEXT, BodyKind.OFFICE),
        (ZIP_TYPE, "https://a.be/a.zip", altered(TEXT, **{"[Content_Types]_DOT_xml": None}), BodyKind.OTHER),
        (ZIP_TYPE, "https://a.be/a.zip", TEXT[:200], BodyKind.OTHER),
        ("application/octet-stream", "https://a.be/a.docx", b"PK", BodyKind.OFFICE),
        ("", "https://a.be/media/7", TEXT, BodyKind.OFFICE),
        ("application/msword", "https://a.be/media/7", TEXT, BodyKind.OFFICE),
        ("application/msword", "https://a.be/a.doc", compound("WordDocument"), BodyKind.OFFICE),
        ("application/octet-stream", "https://a.be/a.msi", compound("Installer"), BodyKind.OTHER),
        ("image/png", "https://a.be/a.docx", b"\x89PNG", BodyKind.OTHER),
        ("application/VND.MS-EXCEL.sheet.macroEnabled.12", "https://a.be/a", b"PK", BodyKind.OFFICE),
    ],
)
def test_a_document_is_known_by_type_then_ending_then_bytes(
    content_type: str, url: str, body: bytes, kind: BodyKind
) -> None:
    """Servers send many unspecific media types; an archive is not a document."""
    assert kind == reading(body, content_type, url).kind


def test_documents_are_requested_with_get_and_old_ones_with_head() -> None:
    """Independent of the extensions that this version of Python knows."""
    asked = {
        ending: request_method(f"https://a.be/a{ending}")
        for ending in (*OFFICE_TYPE_BY_EXTENSION, ".doc", ".xls", ".ppt")
    }
    assert {
        **dict.fromkeys(OFFICE_TYPE_BY_EXTENSION, "GET"),
        **dict.fromkeys((".doc", ".xls", ".ppt"), "HEAD"),
    } == asked

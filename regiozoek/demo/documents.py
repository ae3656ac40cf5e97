"""PDF files of a demo site: the waste calendar and the tax regulation."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from regiozoek.demo.formatting import format_euro, opening_hours_rows
from regiozoek.demo.pages import compile_template, stable_number
from regiozoek.demo.towns import DEMO_FOLDER, Town

_CALENDAR = "/documenten/afvalkalender.pdf"
_TAXES = "/documenten/belastingreglement.pdf"


@dataclass(frozen=True, slots=True)
class PdfDocument:
    """One PDF file; `pdf` returns its bytes, identical on every call."""

    title: str
    updated: date
    pdf: Callable[[], bytes]


def pdf_documents(town: Town) -> dict[str, PdfDocument]:
    """Return the documents of a town by path; a town may leave out the tax regulation."""
    pdfs = {_CALENDAR: _document(town, "afvalkalender", _calendar_rows(town))}
    if "belastingreglement" not in town.without:
        pdfs[_TAXES] = _document(town, "belastingreglement", _tax_rows(town))
    return pdfs


def _document(town: Town, name: str, grid: list[tuple[str, str]]) -> PdfDocument:
    source = (DEMO_FOLDER / "content" / "documenten" / f"{name}.txt").read_text("utf-8")
    paragraphs = compile_template(source).render(town=town, euro=format_euro, **town.facts).split("\n\n")
    updated = date(2025, 1, 2 + stable_number(town.id, name) % 25)
    return PdfDocument(paragraphs[0], updated, partial(_pdf, town.title, paragraphs, grid))


def _pdf(author: str, paragraphs: list[str], grid: list[tuple[str, str]]) -> bytes:
    styles = getSampleStyleSheet()
    story: list[Flowable] = [Paragraph(paragraphs[0], styles["Title"])]
    story += [Paragraph(text.replace("\n", " "), styles["BodyText"]) for text in paragraphs[1:]]
    table = Table(grid, hAlign="LEFT")
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "#777777")]))
    story += [Spacer(1, 12), table]
    target = BytesIO()
    SimpleDocTemplate(target, pagesize=A4, title=paragraphs[0], author=author, lang="nl-BE", invariant=1).build(story)
    return target.getvalue()


def _calendar_rows(town: Town) -> list[tuple[str, str]]:
    waste = town.facts["waste"]
    collected = [
        ("Restafval", waste["rest"]),
        ("Gft", waste["gft"]),
        ("Pmd", waste["pmd"]),
        ("Papier en karton", waste["paper"]),
    ]
    return collected + [
        (f"Recyclagepark, {day}", text) for day, text in opening_hours_rows(town.facts["park"]["hours"])
    ]


def _tax_rows(town: Town) -> list[tuple[str, str]]:
    prices = town.facts["prices"]
    taxes = town.facts["taxes"]
    return [
        ("Aanvullende personenbelasting", f"{taxes['income']} %"),
        ("Opcentiemen op de onroerende voorheffing", str(taxes["property"])),
        ("Inname openbaar domein, per m² en per dag", format_euro(prices["occupation"])),
        ("Sluikstorten, vanaf", format_euro(prices["litter_fine"])),
        ("Concessie op de begraafplaats, 25 jaar", format_euro(prices["grave"])),
    ]

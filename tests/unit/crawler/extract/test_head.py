"""Headers that say what a page is: X-Robots-Tag and Link."""

import io
from datetime import UTC, datetime

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from crawler.extract.dispatch import read_page
from crawler.extract.head import read_headers
from crawler.records.fetch_result import FetchResult
from crawler.records.page import BodyKind, Page, PageRegion

URL = "https://www.spiere.be/verslag"
PASSED = "unavailable_after: Friday, 03-Jan-25 08:00:00 GMT"


def page(**headers: str) -> Page:
    """Return a page with nothing but headers."""
    found = read_headers(URL, {name.replace("_", "-"): value for name, value in headers.items()})
    return Page(url=URL, site="spiere", fetched_at=datetime.now(UTC), status=200, **found)


@pytest.mark.parametrize(
    ("header", "noindex"),
    [
        ("noindex", True),
        ("archiefbot: noarchive\nnoindex", True),
        ("noindex\narchiefbot: noarchive", True),
        ("archiefbot: noindex", False),
        ("archiefbot: noarchive, noindex", False),
        ("archiefbot: noarchive, googlebot: none", True),
        ("Googlebot : NoIndex", True),
        ("*: noindex", True),
        (PASSED + "\nnoindex", True),
        (PASSED + ", noindex", True),
        ("unavailable_after: 3 Jan 2025 08:00:00 PST, noindex", True),
        ("archiefbot: unavailable_after: Fri, 03 Jan 2025 08:00:00 GMT, noindex", False),
        ("archiefbot: max-snippet: 5\nmax-snippet: 9, noindex", True),
        ("max-image-preview: large, nofollow", False),
        ("\n , ,\n", False),
    ],
)
def test_a_crawlers_name_applies_to_its_line(header: str, noindex: bool) -> None:
    """Neither the next line nor the time in a date is part of it."""
    assert noindex == page(x_robots_tag=header).noindex


def test_directives_keep_their_values() -> None:
    """A value is not a crawler's name, and a name is not part of the directive."""
    rules = page(x_robots_tag="max-snippet: 20, bing-bot: nosnippet").robots
    assert [("robots", "max-snippet: 20"), ("bing-bot", "nosnippet")] == [(rule.agent, rule.content) for rule in rules]


def pdf() -> bytes:
    """Return a PDF of one line."""
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.drawString(40, 700, "Verslag van het managementteam")
    canvas.save()
    return file.getvalue()


def word() -> bytes:
    """Return a Word document of one line."""
    file = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Verslag van het managementteam")
    document.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("kind", "body"), [(BodyKind.PDF, pdf()), (BodyKind.OFFICE, word()), (BodyKind.PDF, b"%PDF-1.4 ?")]
)
def test_documents_have_headers_only(kind: BodyKind, body: bytes) -> None:
    """A document that is kept out stays out, and one that is published twice has its canonical."""
    headers = {
        "content-type": "application/pdf" if kind is BodyKind.PDF else "application/octet-stream",
        "x-robots-tag": "archiefbot: noarchive\nnoindex, nofollow",
        "link": '</verslag>; rel="canonical", </fr/rapport>; rel="alternate"; hreflang="fr"',
    }
    read = read_page(
        FetchResult(
            url=URL + ".docx", site="spiere", status=200, fetched_at=datetime.now(UTC), headers=headers, body=body
        )
    )
    assert (kind, True, True, URL) == (read.kind, read.noindex, read.nofollow, read.canonical)
    assert (PageRegion.HEADER, ["fr"]) == (read.canonicals[0].place, [item.lang for item in read.alternates])

"""From a page to its document, or to the reason to skip it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.records.page import BodyKind, Canonical, Heading, Page, PageRegion, RobotsRule, StructuredItem
from indexer.corpus.document_builder import build_document
from indexer.corpus.shared_texts import DuplicateCluster
from indexer.corpus.site_statistics import SiteStatistics
from indexer.corpus.soft_errors import error_page
from indexer.language.compounds import Lexicon
from indexer.page.titles import TitlePatterns
from indexer.records.document import Document, DocumentType, DuplicateCopy, GeoPoint, SkippedPage, document_id
from tests.unit.indexer.records import KUURNE, page

HOME = "https://www.kuurne.be/"


def decided(found: Page, statistics: SiteStatistics | None = None, **more: Any) -> Document:
    """Return the document of a page that must have one."""
    decision = build_document(found, KUURNE, statistics or SiteStatistics(), **more)
    assert isinstance(decision, Document), decision
    return decision


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"status": 0, "error": "timeout", "kind": BodyKind.NONE, "text": ""}, "no-answer"),
        ({"status": 301, "redirect": HOME, "kind": BodyKind.NONE, "text": ""}, "redirect"),
        ({"status": 404}, "gone"),
        ({"status": 410}, "gone"),
        ({"status": 500}, "status"),
        ({"meta_refresh": HOME}, "redirect"),
        ({"robots": (RobotsRule("robots", "noindex"),)}, "noindex"),
        ({"robots": (RobotsRule("robots", "none", PageRegion.HEADER),)}, "noindex"),
        ({"kind": BodyKind.OTHER, "content_type": "image/png", "text": ""}, "not-text"),
        ({"kind": BodyKind.PDF, "error": "encrypted", "text": ""}, "unreadable"),
        ({"text": " \n"}, "empty"),
        ({"titles": ("Pagina niet gevonden | Kuurne",)}, "soft-error"),
        ({"headings": (Heading(1, "404"),)}, "soft-error"),
        ({"canonicals": (Canonical(HOME, HOME, PageRegion.HEAD),)}, "canonical-elsewhere"),
    ],
)
def test_a_page_without_a_document_says_why(facts: dict[str, Any], reason: str) -> None:
    """Each kind of skipped page has its own reason."""
    decision = build_document(page(**facts), KUURNE, SiteStatistics(canonical_targets={page().url: HOME}))
    assert isinstance(decision, SkippedPage)
    assert (reason, True) == (decision.reason, bool(decision.detail))


def test_a_canonical_that_leads_nowhere_loses_no_page() -> None:
    """If the canonical URL does not exist, this page is all that citizens can find."""
    target = "https://www.kuurne.be/bestaat-niet"
    document = decided(page(canonicals=(Canonical(target, target, PageRegion.HEAD),)))
    assert document.url == "https://www.kuurne.be/rijbewijs"


def test_a_refresh_of_the_template_is_no_redirect() -> None:
    """A redirect that every page has (in <noscript>) is not followed by visitors."""
    target = "https://www.kuurne.be/geen-script"
    statistics = SiteStatistics(template_redirects=frozenset({target}))
    assert decided(page(meta_refresh=target), statistics).title == "Rijbewijs"


def test_a_twin_gives_way() -> None:
    """Of two pages with the same title and text, the one with the shorter URL is kept."""
    found = page("rijbewijs?print=1")
    statistics = SiteStatistics(canonical_duplicates={found.url: "https://www.kuurne.be/rijbewijs"})
    decision = build_document(found, KUURNE, statistics)
    assert isinstance(decision, SkippedPage)
    assert decision.reason == "duplicate"


def test_a_page_that_looks_like_the_missing_page_is_a_soft_error() -> None:
    """The site's page for a URL that does not exist is recognised by its text."""
    statistics = SiteStatistics(error_page=error_page(page("xyz", text="Oeps, hier staat niets."), HOME))
    decision = build_document(page(text="Oeps, hier staat niets."), KUURNE, statistics)
    assert isinstance(decision, SkippedPage)
    assert decision.reason == "soft-error"


def test_a_document_holds_what_the_page_says() -> None:
    """It has the title without the site name, headings without the title, text without both, and stems of each."""
    document = decided(
        page(
            titles=("Rijbewijs aanvragen | Kuurne",),
            headings=(Heading(1, "Rijbewijs aanvragen"), Heading(2, "Prijzen"), Heading(2, "Prijzen")),
            text="Rijbewijs aanvragen\nDe prijzen van rijbewijzen.",
            descriptions=("Zo vraag je het aan.",),
            modified=datetime(2026, 3, 1, tzinfo=UTC),
        ),
        SiteStatistics(titles=TitlePatterns(affixes=frozenset({"kuurne"}))),
    )
    expected = (
        document_id("https://www.kuurne.be/rijbewijs"),
        "Rijbewijs aanvragen",
        ("Prijzen",),
        "De prijzen van rijbewijzen.",
        "Zo vraag je het aan.",
        1772323200,
        "prijs",
    )
    assert expected == (
        document.id,
        document.title,
        document.headings,
        document.body,
        document.description,
        document.date,
        document.heading_stems,
    )


def test_an_event_has_its_moments_and_place() -> None:
    """Start and end come from JSON-LD, in Belgian time without an offset; the location is latitude, longitude."""
    event = {
        "startDate": "2026-07-01T20:00",
        "endDate": "2026-07-01T22:00:00+00:00",
        "location": {"@type": "Place", "geo": {"latitude": "50.85", "longitude": 3.28}},
    }
    document = decided(page("agenda/fuif", structured=(StructuredItem("json-ld", ("MusicEvent",), event),)))
    assert (DocumentType.EVENT, 1782928800, 1782943200, GeoPoint(50.85, 3.28)) == (
        document.type,
        document.starts,
        document.ends,
        document.geo,
    )


@pytest.mark.parametrize(
    ("path", "kind", "types", "expected"),
    [
        ("producten/rijbewijs", BodyKind.HTML, (), DocumentType.PRODUCT),
        ("producten", BodyKind.HTML, (), DocumentType.PAGE),
        ("nieuws/nieuwe-brug", BodyKind.HTML, (), DocumentType.NEWS),
        ("nieuws", BodyKind.HTML, ("NewsArticle", "NewsArticle"), DocumentType.PAGE),
        ("brug", BodyKind.HTML, ("NewsArticle",), DocumentType.NEWS),
        ("besluiten/2026/12", BodyKind.HTML, (), DocumentType.DECISION),
        ("x", BodyKind.HTML, ("Besluit", "Besluit"), DocumentType.DECISION),
        ("agenda/fuif", BodyKind.HTML, (), DocumentType.EVENT),
        ("agenda", BodyKind.HTML, ("Event", "Event"), DocumentType.PAGE),
        ("vacatures/jurist", BodyKind.HTML, (), DocumentType.JOB),
        ("contact", BodyKind.HTML, (), DocumentType.CONTACT),
        ("nieuws/verslag.pdf", BodyKind.PDF, (), DocumentType.DOCUMENT),
        ("nieuws/verslag.docx", BodyKind.OFFICE, (), DocumentType.DOCUMENT),
        ("rijbewijs", BodyKind.HTML, ("BreadcrumbList",), DocumentType.PAGE),
    ],
)
def test_the_type_of_a_page(path: str, kind: BodyKind, types: tuple[str, ...], expected: DocumentType) -> None:
    """Structured data takes precedence, then the folder; a page that lists items is a plain page."""
    items = tuple(StructuredItem("json-ld", (name,), {}) for name in types)
    assert expected == decided(page(path, kind=kind, structured=items)).type


def test_a_cluster_is_told() -> None:
    """The document names the copies of its text on other sites."""
    cluster = DuplicateCluster(
        "a" * 24, ("kuurne", "menen"), (DuplicateCopy("menen", "https://www.menen.be/rijbewijs"),)
    )
    document = decided(page(), cluster=cluster)
    assert cluster == DuplicateCluster(document.cluster, document.sites, document.copies)


def test_a_change_changes_the_hash() -> None:
    """The same page has the same hash; another text or another split of its compounds changes it."""
    first, again, other = decided(page()), decided(page()), decided(page(text="Iets anders."))
    split = decided(page(titles=("Afvalkalender",)), lexicon=Lexicon({"afval": 3, "kalender": 3}))
    whole = decided(page(titles=("Afvalkalender",)))
    assert (True, False, False) == (first.hash == again.hash, first.hash == other.hash, split.hash == whole.hash)

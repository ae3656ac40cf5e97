"""Document type: classify a page by its structured data, its URL, and its kind of content."""

from __future__ import annotations

from crawler.records.page import BodyKind, Page, StructuredItem
from crawler.records.url import path_of
from indexer.records.document import DocumentType

TYPE_BY_SCHEMA = {
    "NewsArticle": DocumentType.NEWS,
    "BlogPosting": DocumentType.NEWS,
    "Article": DocumentType.NEWS,
    "JobPosting": DocumentType.JOB,
    "GovernmentService": DocumentType.PRODUCT,
    "Service": DocumentType.PRODUCT,
    "ContactPage": DocumentType.CONTACT,
    "Besluit": DocumentType.DECISION,
    "BehandelingVanAgendapunt": DocumentType.DECISION,
    "Agendapunt": DocumentType.DECISION,
    "Zitting": DocumentType.DECISION,
    "Notulen": DocumentType.DECISION,
    "Agenda": DocumentType.DECISION,
    "Besluitenlijst": DocumentType.DECISION,
    "LegalExpression": DocumentType.DECISION,
    "InitiatiefrechtVraag": DocumentType.DECISION,
    "InitiatiefrechtAntwoord": DocumentType.DECISION,
}
"""Document type of schema.org types (the many types of Event are handled apart), and of the vocabulary of local
decisions (data.vlaanderen.be/ns/besluit)."""

TYPE_BY_FOLDER = {
    **dict.fromkeys(
        ("nieuws", "nieuwsbericht", "actueel", "actualiteit", "news", "actualites", "pers"), DocumentType.NEWS
    ),
    **dict.fromkeys(("agenda", "activiteiten", "activiteit", "evenementen", "evenement", "events"), DocumentType.EVENT),
    **dict.fromkeys(("producten", "product", "dienstverlening", "e-loket", "loket", "services"), DocumentType.PRODUCT),
    **dict.fromkeys(
        ("besluiten", "besluit", "notulen", "zittingen", "bekendmakingen", "reglementen"), DocumentType.DECISION
    ),
    **dict.fromkeys(("vacatures", "vacature", "jobs", "job", "emplois"), DocumentType.JOB),
    **dict.fromkeys(("contact", "contacten", "contactgegevens", "openingsuren"), DocumentType.CONTACT),
}
"""Document type of pages inside a folder. The page that is named after the folder is a list of such pages, not one
of them."""


def classify_page(page: Page) -> DocumentType:
    """Return the document type of a page.

    Structured data takes precedence. A page with several items of one type lists them, so it is a plain page.
    """
    if page.kind in {BodyKind.PDF, BodyKind.OFFICE}:
        return DocumentType.DOCUMENT
    types = [kind for item in page.structured for kind in map(_by_schema, item.types) if kind]
    if DocumentType.DECISION in types:
        return DocumentType.DECISION
    if len(types) == 1 or (types and types.count(types[0]) == 1):
        return types[0]
    folders = [part.lower() for part in path_of(page.url).partition("?")[0].split("/") if part]
    if folders and TYPE_BY_FOLDER.get(folders[-1]) is DocumentType.CONTACT:
        return DocumentType.CONTACT
    return next((TYPE_BY_FOLDER[part] for part in folders[:-1] if part in TYPE_BY_FOLDER), DocumentType.PAGE)


def _by_schema(name: str) -> DocumentType | None:
    return DocumentType.EVENT if name.endswith("Event") else TYPE_BY_SCHEMA.get(name)


def single_event(page: Page) -> StructuredItem | None:
    """Return the event that a page is about, None when there is none or the page lists several."""
    events = [item for item in page.structured if any(kind.endswith("Event") for kind in item.types)]
    return events[0] if len(events) == 1 else None

"""What a page is about, from its structured data, its address, and what it is made of."""

from __future__ import annotations

from crawler.records.page import Kind, Page, StructuredItem
from crawler.records.url import path_of
from indexer.records.document import Type

BY_SCHEMA = {
    "NewsArticle": Type.NEWS,
    "BlogPosting": Type.NEWS,
    "Article": Type.NEWS,
    "JobPosting": Type.JOB,
    "GovernmentService": Type.PRODUCT,
    "Service": Type.PRODUCT,
    "ContactPage": Type.CONTACT,
    "Besluit": Type.DECISION,
    "BehandelingVanAgendapunt": Type.DECISION,
    "Agendapunt": Type.DECISION,
    "Zitting": Type.DECISION,
    "Notulen": Type.DECISION,
    "Agenda": Type.DECISION,
    "Besluitenlijst": Type.DECISION,
    "LegalExpression": Type.DECISION,
    "InitiatiefrechtVraag": Type.DECISION,
    "InitiatiefrechtAntwoord": Type.DECISION,
}
"""schema.org beside its many kinds of Event, and the vocabulary of local decisions (data.vlaanderen.be/ns/besluit)."""

BY_FOLDER = {
    **dict.fromkeys(("nieuws", "nieuwsbericht", "actueel", "actualiteit", "news", "actualites", "pers"), Type.NEWS),
    **dict.fromkeys(("agenda", "activiteiten", "activiteit", "evenementen", "evenement", "events"), Type.EVENT),
    **dict.fromkeys(("producten", "product", "dienstverlening", "e-loket", "loket", "services"), Type.PRODUCT),
    **dict.fromkeys(("besluiten", "besluit", "notulen", "zittingen", "bekendmakingen", "reglementen"), Type.DECISION),
    **dict.fromkeys(("vacatures", "vacature", "jobs", "job", "emplois"), Type.JOB),
    **dict.fromkeys(("contact", "contacten", "contactgegevens", "openingsuren"), Type.CONTACT),
}
"""The folder a page lies in; the page named after the folder is a list of such things, not one of them."""


def type_of(page: Page) -> Type:
    """Return what a page is about; structured data knows best, and a list of things is a page."""
    if page.kind in {Kind.PDF, Kind.OFFICE}:
        return Type.DOCUMENT
    stated = [kind for item in page.structured for kind in map(_by_schema, item.types) if kind]
    if Type.DECISION in stated:
        return Type.DECISION
    if len(stated) == 1 or (stated and stated.count(stated[0]) == 1):
        return stated[0]
    folders = [part.lower() for part in path_of(page.url).partition("?")[0].split("/") if part]
    if folders and BY_FOLDER.get(folders[-1]) is Type.CONTACT:
        return Type.CONTACT
    return next((BY_FOLDER[part] for part in folders[:-1] if part in BY_FOLDER), Type.PAGE)


def _by_schema(name: str) -> Type | None:
    return Type.EVENT if name.endswith("Event") else BY_SCHEMA.get(name)


def event_of(page: Page) -> StructuredItem | None:
    """Return the one event a page is about, None when there is none or it lists several."""
    events = [item for item in page.structured if any(kind.endswith("Event") for kind in item.types)]
    return events[0] if len(events) == 1 else None

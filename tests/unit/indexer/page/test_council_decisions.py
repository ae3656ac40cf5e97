"""Council decisions: title, date and organ from RDFa."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.extract.html import read_html
from indexer.corpus.document_builder import build_document
from indexer.corpus.site_statistics import SiteStatistics
from indexer.page.council_decisions import council_decision
from indexer.records.document import Document, DocumentType
from tests.unit.indexer.records import KUURNE, page

PREFIX = (
    'prefix="besluit: http://data.vlaanderen.be/ns/besluit# eli: http://data.europa.eu/eli/ontology# '
    'prov: http://www.w3.org/ns/prov# skos: http://www.w3.org/2004/02/skos/core# dct: http://purl.org/dc/terms/"'
)


def found(body: str) -> Document:
    """Return the document of a page with a body."""
    markup = f"<html><head><title>Besluitenlijst</title></head><body>{body}</body></html>"
    facts = read_html(
        "https://www.kuurne.be/besluiten/1", markup.encode(), {"content-type": "text/html; charset=utf-8"}
    )
    decided = build_document(page("besluiten/1", **(facts | {"text": "De raad beslist."})), KUURNE, SiteStatistics())
    assert isinstance(decided, Document)
    return decided


@pytest.mark.parametrize(
    ("number", "title"),
    [
        (
            "00",
            "2023_CBS_08639 - OMV_2023072621 R - aanvraag omgevingsvergunning voor het verbouwen en uitbreiden van een eengezinswoning - zonder openbaar onderzoek - Molenstraat, 9032 Gent - Vergunning",
        ),
        (
            "03",
            "2023_CBS_08501 - 15748/M/1 - Geluidsuitzending - op donderdag 21 september 2023 (Gentsterpop) op de evenementenweide van de Blaarmeersen aan de Duiklaan te Gent.",
        ),
        ("06", "Goedkeuring dienstverlening: Terrasvergunning - Inname openbaar domein"),
        ("08", "Goedkeuring dienstverlening: Terrasvergunning - Inname openbaar domein"),
        (
            "09",
            "2023_CBS_02161 - Collegebeslissing betreffende de wijziging van het arbeidsreglement van het deeltijds kunstonderwijs",
        ),
        ("11", "2023_SV_00440 - Opvolging onteigeningsprocedure Spoorwegbosje - bevoegde...>"),
    ],
)
def test_real_examples_have_the_title_of_the_decision(shared: Path, number: str, title: str) -> None:
    """The page's own title, the way prefixes are declared and an attached regulation make no difference."""
    document = found((shared / f"data/besluiten/example-{number}.html").read_text())
    assert (DocumentType.DECISION, title) == (document.type, document.title)


@pytest.mark.parametrize("number", [f"{each:02}" for each in range(15)])
def test_every_real_example_is_a_decision(shared: Path, number: str) -> None:
    """Decisions, agenda items, questions of council members and their answers have one type."""
    assert DocumentType.DECISION is found((shared / f"data/besluiten/example-{number}.html").read_text()).type


SESSION = f"""<div {PREFIX} typeof="besluit:Zitting" resource="https://d.be/zitting/1">
<span property="besluit:geplandeStart" content="2026-03-12T19:30:00+01:00">12 maart</span>
<span property="prov:startedAtTime" content="2026-03-12T19:42:00+01:00">19.42 uur</span>
<div property="besluit:isGehoudenDoor" typeof="besluit:Bestuursorgaan" resource="https://d.be/orgaan/1">
<span property="skos:prefLabel">Gemeenteraad van Kuurne</span></div>
<div property="besluit:behandelt" typeof="besluit:BehandelingVanAgendapunt" resource="https://d.be/punt/1">
<div property="prov:generated" typeof="besluit:Besluit" resource="https://d.be/besluit/1">
<span property="eli:title">Retributie op het recyclagepark</span>
<span property="eli:date_publication" content="2026-03-20">20 maart</span></div></div></div>"""


def test_a_decision_is_of_the_day_of_its_session_and_of_its_organ() -> None:
    """The date of the meeting counts, not the planned or publication date; the organ is a keyword."""
    document = found(SESSION)
    assert ("Retributie op het recyclagepark", ("Gemeenteraad van Kuurne",)) == (document.title, document.keywords)
    assert datetime(2026, 3, 12, 18, 42, tzinfo=UTC).timestamp() == document.date


def test_a_list_of_decisions_keeps_its_own_title() -> None:
    """A page about a whole session is not one of its decisions; its date is the session's."""
    more = SESSION.replace("besluit/1", "besluit/2").replace("punt/1", "punt/2").replace("Retributie", "Reglement")
    document = found(SESSION + more)
    assert ("Besluitenlijst", datetime(2026, 3, 12, 18, 42, tzinfo=UTC).timestamp()) == (document.title, document.date)


def test_a_decision_without_a_session_has_the_day_it_was_made_public() -> None:
    """Many pages state no other date."""
    body = f'<div {PREFIX} typeof="besluit:Besluit" resource="https://d.be/b/1"><h1 property="eli:title">Straatverbod</h1><time property="eli:date_publication" content="2026-04-01">1 april</time></div>'
    assert ("Straatverbod", datetime(2026, 3, 31, 22, tzinfo=UTC).timestamp()) == ((d := found(body)).title, d.date)


def test_what_states_nothing_is_left_as_it_is() -> None:
    """Without RDFa there is no decision."""
    assert ("", None, "") == ((none := council_decision(page())).title, none.date, none.organ)

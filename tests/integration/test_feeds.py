"""Feeds of back offices, configured in the registry: JSON, CSV, RSS, Atom, iCalendar, DCAT."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.registry.site import Site
from indexer.records.document import DocumentType
from indexer.sources.harvest import HarvestContext, HarvestOutcome, SourceSummary, harvest_sources
from indexer.sources.harvest_store import HarvestStore
from indexer.sources.record import Record
from indexer.sources.source import Source, SourceKind
from tests.servers.source_server import SourceResponse, SourceServer

KUURNE = Site(
    id="kuurne", name="Kuurne", url="https://www.kuurne.be/", hosts=("www.kuurne.be",), nis="34023", postcodes=("8520",)
)
MENEN = Site(
    id="menen", name="Menen", url="https://www.menen.be/", hosts=("www.menen.be",), nis="34027", postcodes=("8930",)
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def feed() -> Iterator[SourceServer]:
    """A server of feeds."""
    with SourceServer() as server:
        yield server


def harvest_feed(
    tmp_path: Path, server: SourceServer, kind: SourceKind, body: Any, **fields: Any
) -> tuple[SourceSummary, dict[str, Record]]:
    """Harvest one feed; return its summary and its records by title."""
    server.responses.setdefault("/feed", body if isinstance(body, SourceResponse) else SourceResponse(body))
    usual: dict[str, Any] = {"id": "feed", "kind": kind, "url": server.url + "feed", "allow_private": True}
    source = Source(**(usual | fields))
    with HarvestStore.open(tmp_path / "pages.db") as store:
        context = HarvestContext(environment={"FEED": "geheim"}, user_agent="proef", now=NOON, retry_delays=())
        summary = harvest_sources(store, [source], [KUURNE, MENEN], context).sources[0]
        return summary, {record.title: record for record in store.records("feed")}


def timestamp(*parts: int) -> int:
    """Return a UTC date and time as Unix seconds."""
    return int(datetime(*parts, tzinfo=UTC).timestamp())  # type: ignore[misc, arg-type]


# ------------------------------------------------------------------------- JSON

HALLS = {
    "zalen": [
        {
            "nr": 7,
            "naam": {"nl": "Zaal Boomgaard", "fr": "Salle du Verger"},
            "info": "&lt;p&gt;Voor &lt;strong&gt;200&lt;/strong&gt; mensen.&lt;/p&gt;&lt;p&gt;Met keuken.&lt;/p&gt;",
            "adres": {"gemeente": {"postcode": "8520 Kuurne"}, "punt": [50.85, 3.28]},
            "tags": ["feest", "vergadering; huren"],
            "gewijzigd": "02/01/2026 09:30",
        },
        {"nr": 8, "naam": "Zaal Leie", "adres": {"gemeente": {"postcode": 8930}}},
        {"nr": 9, "naam": "Zaal Gent", "adres": {"gemeente": {"postcode": "9000"}}},
        {"nr": 10, "naam": ""},
    ]
}
HALL_MAP = {
    "items": "zalen",
    "title": "naam",
    "url": "https://www.kuurne.be/zalen/{nr}",
    "text": "info",
    "place": "adres.gemeente.postcode",
    "lat": "adres.punt.0",
    "lon": "adres.punt.1",
    "keywords": "tags",
    "date": "gewijzigd",
}


def test_json_is_read_by_dotted_paths(tmp_path: Path, feed: SourceServer) -> None:
    """Nested objects, lists, languages, addresses built from fields, doubly escaped HTML, a Belgian date."""
    _, records = harvest_feed(tmp_path, feed, SourceKind.JSON, HALLS, fields=HALL_MAP)
    hall = records["Zaal Boomgaard"]
    assert ("https://www.kuurne.be/zalen/7", (50.85, 3.28)) == (hall.url, hall.geo)
    assert "Voor 200 mensen.\nMet keuken." == hall.text
    assert ("Salle du Verger", "feest", "vergadering", "huren") == hall.keywords
    assert timestamp(2026, 1, 2, 8, 30) == hall.date


def test_entry_is_assigned_to_its_municipality(tmp_path: Path, feed: SourceServer) -> None:
    """By postcode, as text or number. Entries of another town, and entries without a title, are skipped."""
    _, records = harvest_feed(tmp_path, feed, SourceKind.JSON, HALLS, fields=HALL_MAP)
    assert {"Zaal Boomgaard": ("kuurne",), "Zaal Leie": ("menen",)} == {
        name: each.sites for name, each in records.items()
    }


def test_json_paging_is_followed(tmp_path: Path, feed: SourceServer) -> None:
    """`next` is the path to the URL of the next page."""
    feed.responses["/more"] = SourceResponse({"data": [{"t": "B", "u": "https://a.be/b"}], "links": {"next": None}})
    first = {"data": [{"t": "A", "u": "https://a.be/a"}], "links": {"next": "/more"}}
    fields = {"items": "data", "next": "links.next", "title": "t", "url": "u"}
    assert {"A", "B"} == set(harvest_feed(tmp_path, feed, SourceKind.JSON, first, fields=fields)[1])


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"fout": "onderhoud"}, 'it has no list of entries at "zalen"'),
        ({"zalen": [{"titel": "Zaal"}]}, "none of its 1 entries has a title"),
        ("<html>", "its response is not JSON"),
        ("[" * 100_000, "its response is not JSON"),
    ],
)
def test_json_of_another_shape_is_a_failure(tmp_path: Path, feed: SourceServer, body: Any, problem: str) -> None:
    """A response without the configured list does not count as an empty list."""
    summary, _ = harvest_feed(tmp_path, feed, SourceKind.JSON, body, fields=HALL_MAP)
    assert (HarvestOutcome.FAILED, True) == (summary.outcome, problem in (summary.problem or "")), summary.problem


def test_empty_list_is_valid(tmp_path: Path, feed: SourceServer) -> None:
    assert (
        HarvestOutcome.HARVESTED
        is harvest_feed(tmp_path, feed, SourceKind.JSON, {"zalen": []}, fields=HALL_MAP)[0].outcome
    )


def test_feed_key_is_sent_in_its_header(tmp_path: Path, feed: SourceServer) -> None:
    """The key comes from the environment; the registry names the header."""
    harvest_feed(tmp_path, feed, SourceKind.JSON, HALLS, fields=HALL_MAP, key_env="FEED", key_header="authorization")
    assert ["Bearer geheim"] == [request.headers["authorization"] for request in feed.requests]


# -------------------------------------------------------------------------- CSV


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
def test_csv_is_read_by_its_columns(tmp_path: Path, feed: SourceServer, delimiter: str, encoding: str) -> None:
    """Any separator, any encoding, line breaks within quotes, decimal commas."""
    rows = [
        ("Naam", "Link", "Uitleg", "Breedte", "Lengte"),
        ("Café De Zwaan", "https://a.be/1", '"Een regel\nen nog een"', '"50,85"', '"3,28"'),
    ]
    body = "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)
    fields = {"title": "Naam", "url": "Link", "text": "Uitleg", "lat": "Breedte", "lon": "Lengte"}
    _, records = harvest_feed(
        tmp_path, feed, SourceKind.CSV, SourceResponse(body, content_type="text/csv"), fields=fields
    )
    assert ("Een regel\nen nog een", (50.85, 3.28)) == (records["Café De Zwaan"].text, records["Café De Zwaan"].geo)


def test_csv_without_the_column_is_a_failure(tmp_path: Path, feed: SourceServer) -> None:
    """The message names the missing column."""
    summary, _ = harvest_feed(
        tmp_path, feed, SourceKind.CSV, "Titel;Link\nA;https://a.be", fields={"title": "Naam", "url": "Link"}
    )
    assert (HarvestOutcome.FAILED, 'it has no column "Naam"') == (summary.outcome, summary.problem)


# --------------------------------------------------------------- RSS and Atom

RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Nieuws</title><item><title>Brug &amp; weg dicht</title><link>/nieuws/brug</link>
<guid isPermaLink="false">n-1</guid><pubDate>Mon, 02 Feb 2026 08:00:00 GMT</pubDate><category>Mobiliteit</category>
<description>Kort</description><content:encoded><![CDATA[<p>De brug is dicht.</p><p>Rij om.</p>]]></content:encoded></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Nieuws</title><entry><title type="html">Brug &amp;amp; weg dicht</title>
<link href="/nieuws/brug"/><id>n-1</id><updated>2026-02-02T08:00:00Z</updated><category term="Mobiliteit"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>De brug is dicht.</p><p>Rij om.</p></div></content></entry></feed>"""


@pytest.mark.parametrize("body", [RSS, ATOM], ids=["rss", "atom"])
def test_rss_and_atom_need_no_field_map(tmp_path: Path, feed: SourceServer, body: str) -> None:
    """Both have title, full text, date, subject and URL."""
    _, records = harvest_feed(
        tmp_path,
        feed,
        SourceKind.RSS,
        SourceResponse(body, content_type="text/xml"),
        sites=("kuurne",),
        type=DocumentType.NEWS,
    )
    news = records["Brug & weg dicht"]
    assert (feed.url + "nieuws/brug", "n-1", ("kuurne",)) == (news.url, news.key, news.sites)
    assert ("De brug is dicht.\nRij om.", timestamp(2026, 2, 2, 8), ("Mobiliteit",)) == (
        news.text,
        news.date,
        news.keywords,
    )


@pytest.mark.parametrize("body", ["<html><body>Onderhoud</body></html>", "", "geen xml", '<?xml version="1.0"?><a/>'])
def test_response_that_is_not_a_feed_is_a_failure(tmp_path: Path, feed: SourceServer, body: str) -> None:
    """An HTML error page does not count as a feed without entries."""
    summary, _ = harvest_feed(tmp_path, feed, SourceKind.RSS, SourceResponse(body, content_type="text/xml"))
    assert (HarvestOutcome.FAILED, True) == (summary.outcome, "it is not a feed" in (summary.problem or ""))


def test_xml_entities_are_not_expanded(tmp_path: Path, feed: SourceServer) -> None:
    """Neither external entities nor a billion laughs."""
    bomb = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY f SYSTEM "file:///etc/passwd">]>' + RSS.partition("?>")[2].replace(
        "Kort", "&f;&a;"
    )
    _, records = harvest_feed(tmp_path, feed, SourceKind.RSS, SourceResponse(bomb, content_type="text/xml"))
    assert not any("root:" in record.text for record in records.values())


# -------------------------------------------------------------------- iCalendar

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//proef//NL
BEGIN:VEVENT
UID:markt@kuurne.be
SUMMARY:Weekmarkt
LOCATION:Marktplein\\, 8520 Kuurne
URL:https://www.kuurne.be/markt
DTSTART;TZID=Europe/Brussels:20260320T090000
DTEND;TZID=Europe/Brussels:20260320T120000
RRULE:FREQ=WEEKLY;COUNT=4
EXDATE;TZID=Europe/Brussels:20260327T090000
GEO:50.85;3.28
END:VEVENT
BEGIN:VEVENT
UID:markt@kuurne.be
RECURRENCE-ID;TZID=Europe/Brussels:20260403T090000
SUMMARY:Weekmarkt
DTSTART;TZID=Europe/Brussels:20260404T100000
DTEND;TZID=Europe/Brussels:20260404T110000
END:VEVENT
BEGIN:VEVENT
UID:kermis@kuurne.be
SUMMARY:Kermis
URL:https://www.kuurne.be/kermis
DTSTART;VALUE=DATE:20260501
DTEND;VALUE=DATE:20260503
END:VEVENT
BEGIN:VEVENT
UID:weg@kuurne.be
SUMMARY:Afgelast
URL:https://www.kuurne.be/weg
STATUS:CANCELLED
DTSTART:20260501T100000Z
END:VEVENT
BEGIN:VEVENT
UID:gek@kuurne.be
SUMMARY:Elke seconde
URL:https://www.kuurne.be/gek
DTSTART:19700102T000000Z
RRULE:FREQ=SECONDLY
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def harvest_calendar(tmp_path: Path, feed: SourceServer, body: str = CALENDAR, **fields: Any) -> dict[str, Record]:
    """Harvest a calendar; return its events by title."""
    reply = SourceResponse(body, content_type="text/calendar")
    return harvest_feed(tmp_path, feed, SourceKind.ICAL, reply, type=DocumentType.EVENT, sites=("kuurne",), **fields)[1]


def test_recurring_event_has_all_its_dates(tmp_path: Path, feed: SourceServer) -> None:
    """In local time across the change to summer time, without the cancelled date and with the moved one."""
    market = harvest_calendar(tmp_path, feed)["Weekmarkt"]
    nine = [
        (timestamp(2026, 3, 20, 8), timestamp(2026, 3, 20, 11)),
        (timestamp(2026, 4, 4, 8), timestamp(2026, 4, 4, 9)),
        (timestamp(2026, 4, 10, 7), timestamp(2026, 4, 10, 10)),
    ]
    assert tuple(nine) == market.moments
    assert (timestamp(2026, 4, 10, 10), (50.85, 3.28), "Marktplein, 8520 Kuurne") == (
        market.until,
        market.geo,
        market.summary,
    )


def test_dates_without_time_are_all_day_events(tmp_path: Path, feed: SourceServer) -> None:
    """DTEND is exclusive."""
    fair = harvest_calendar(tmp_path, feed)["Kermis"]
    assert ((timestamp(2026, 4, 30, 22), timestamp(2026, 5, 2, 22) - 1),) == fair.moments


def test_cancelled_events_and_rules_without_dates_are_skipped(tmp_path: Path, feed: SourceServer) -> None:
    """A recurrence rule that never matches ends quickly."""
    assert {"Weekmarkt", "Kermis"} == set(harvest_calendar(tmp_path, feed))


def test_event_without_url_gets_the_url_of_the_registry(tmp_path: Path, feed: SourceServer) -> None:
    """Many calendars have no page per event; each event remains a separate document."""
    body = CALENDAR.replace("URL:https://www.kuurne.be/kermis\r\n", "")
    records = harvest_calendar(tmp_path, feed, body, fields={"url": "https://www.kuurne.be/agenda"})
    assert {
        ("https://www.kuurne.be/agenda", "kermis@kuurne.be"),
        ("https://www.kuurne.be/agenda", "markt@kuurne.be"),
    } == {(record.url, record.key) for record in records.values()}


def test_response_that_is_not_a_calendar_is_a_failure(tmp_path: Path, feed: SourceServer) -> None:
    summary, _ = harvest_feed(tmp_path, feed, SourceKind.ICAL, SourceResponse("<html>", content_type="text/html"))
    assert (HarvestOutcome.FAILED, "it is not a calendar") == (summary.outcome, summary.problem)


# ------------------------------------------------------------------------- DCAT

TURTLE = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://data.west.be/catalogus> a dcat:Catalog ; dcat:dataset <https://data.west.be/set/1> .
<https://data.west.be/set/1> a dcat:Dataset ; dct:title "Fietsknooppunten"@nl, "Points-nœuds"@fr ;
 dct:description "<p>Alle knooppunten.</p>"@nl ; dcat:keyword "fietsen"@nl ; dct:modified "2026-01-05"^^xsd:date ;
 dcat:landingPage <https://data.west.be/set/1/info> ."""

LINKED = {
    "@context": [
        "https://elders.example/context.jsonld",
        {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
    ],
    "@graph": [
        {"@id": "https://data.west.be/catalogus", "@type": "dcat:Catalog"},
        {
            "@id": "https://data.west.be/set/1",
            "@type": "dcat:Dataset",
            "dct:title": [
                {"@value": "Fietsknooppunten", "@language": "nl"},
                {"@value": "Points-nœuds", "@language": "fr"},
            ],
            "dct:description": {"@value": "<p>Alle knooppunten.</p>", "@language": "nl"},
            "dcat:keyword": {"@value": "fietsen", "@language": "nl"},
            "dct:modified": "2026-01-05",
            "dcat:landingPage": {"@id": "https://data.west.be/set/1/info"},
        },
    ],
}

RDF_XML = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dcat="http://www.w3.org/ns/dcat#" xmlns:dct="http://purl.org/dc/terms/">
<dcat:Dataset rdf:about="https://data.west.be/set/1"><dct:title xml:lang="nl">Fietsknooppunten</dct:title>
<dct:title xml:lang="fr">Points-nœuds</dct:title><dct:description xml:lang="nl">&lt;p&gt;Alle knooppunten.&lt;/p&gt;</dct:description>
<dcat:keyword xml:lang="nl">fietsen</dcat:keyword><dct:modified>2026-01-05</dct:modified>
<dcat:landingPage rdf:resource="https://data.west.be/set/1/info"/></dcat:Dataset></rdf:RDF>"""


@pytest.mark.parametrize("body", [TURTLE, json.dumps(LINKED), RDF_XML], ids=["turtle", "json-ld", "rdf-xml"])
def test_dcat_is_read_from_turtle_json_ld_and_rdf_xml(tmp_path: Path, feed: SourceServer, body: str) -> None:
    """The same data set; no remote JSON-LD context is fetched."""
    summary, records = harvest_feed(
        tmp_path, feed, SourceKind.DCAT, SourceResponse(body, content_type="application/octet-stream")
    )
    assert HarvestOutcome.HARVESTED is summary.outcome, summary.problem
    bikes = records["Fietsknooppunten"]
    assert ("https://data.west.be/set/1/info", "https://data.west.be/set/1") == (bikes.url, bikes.key)
    assert ("Alle knooppunten.", ("Points-nœuds", "fietsen"), timestamp(2026, 1, 4, 23)) == (
        bikes.text,
        bikes.keywords,
        bikes.date,
    )


@pytest.mark.parametrize("body", ["<html><body>Onderhoud</body></html>", "", "geen catalogus", "{}", '{"@context": 5'])
def test_response_that_is_not_dcat_is_a_failure(tmp_path: Path, feed: SourceServer, body: str) -> None:
    assert HarvestOutcome.FAILED is harvest_feed(tmp_path, feed, SourceKind.DCAT, SourceResponse(body))[0].outcome

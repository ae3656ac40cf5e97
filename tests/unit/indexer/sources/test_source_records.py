"""Records from source data: real samples, language variants, and malformed values in any field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.records.date_parsing import parse_timestamp
from crawler.registry.site import Site
from indexer.sources.kinds.ipdc_product import is_removed, product_record, product_version
from indexer.sources.kinds.uitdatabank_event import event_record
from indexer.sources.mapping import map_entry
from indexer.sources.plain_text import plain_text
from indexer.sources.source import Source, SourceKind
from tests.servers.ipdc import product
from tests.servers.uitdatabank import event

KUURNE = Site(
    id="kuurne", name="Kuurne", url="https://www.kuurne.be/", hosts=("www.kuurne.be",), nis="34023", postcodes=("8520",)
)
SPIERE = Site(
    id="spiere", name="Spiere", url="https://www.spiere.be/", hosts=("www.spiere.be",), languages=("nl", "fr")
)
IPDC = Source(id="ipdc", kind=SourceKind.IPDC, url="https://ipdc.vlaanderen.be/")

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["nl", "@id", "url", "name", "0"]), inner, max_size=3)
    ),
    max_leaves=6,
)

DEEP = [
    "name",
    "description",
    "location",
    "organizer",
    "subEvent",
    "terms",
    "priceInfo",
    "sameAs",
    "labels",
    "status",
    "startDate",
    "modified",
    "contactPoint",
    "mainLanguage",
]
FIELDS = [
    "naam",
    "beschrijving",
    "voorwaarden",
    "procedures",
    "websites",
    "contactgegevens",
    "zoektermen",
    "uitvoerendeOverheden",
    "geografischToepassingsgebieden",
    "publicatieLink",
    "productnummer",
    "laatstGewijzigd",
    "@type",
    "aangemaaktDoor",
    "gearchiveerd",
]


@settings(deadline=None, max_examples=200)
@given(st.dictionaries(st.sampled_from(DEEP), JSON, min_size=1, max_size=3))
def test_any_event_is_a_record_or_none(nonsense: dict[str, Any]) -> None:
    """One malformed event does not affect the others."""
    record = event_record(event(1, **nonsense), KUURNE, {})
    assert record is None or (record.title.strip() and record.url.startswith("http"))


@settings(deadline=None, max_examples=200)
@given(st.dictionaries(st.sampled_from(FIELDS), JSON, min_size=1, max_size=3))
def test_any_product_is_a_record_or_none(nonsense: dict[str, Any]) -> None:
    """One malformed product affects neither the others nor the order of versions."""
    node = product(1, **nonsense)
    record = product_record(node, IPDC, [KUURNE])
    assert record is None or record.title.strip()
    assert isinstance(product_version(node), str)
    assert is_removed(node) in {True, False}


@settings(deadline=None, max_examples=200)
@given(
    st.dictionaries(
        st.sampled_from(
            ["title", "url", "text", "date", "starts", "ends", "lat", "lon", "place", "keywords", "lang", "id"]
        ),
        JSON,
        max_size=8,
    )
)
def test_any_entry_is_a_record_or_none(entry: dict[str, Any]) -> None:
    """One malformed entry does not affect the others."""
    source = Source(id="x", kind=SourceKind.JSON, url="https://a.be/", fields={"starts": "starts"})
    record = map_entry({"title": "Zaal", "url": "https://a.be/1"} | entry, source, [KUURNE])
    assert record is None or record.title.strip()


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Je huurt.</p><ul><li>een</li><li>twee</li></ul>", "Je huurt.\neen\ntwee"),
        ("&lt;p&gt;Caf&amp;eacute; &amp;amp; zaal&lt;/p&gt;", "Café & zaal"),
        ("&amp;lt;p&amp;gt;Drie keer&amp;lt;/p&amp;gt;", "Drie keer"),
        ("3 &lt; 4 &amp; 5 &gt; 2", "3 < 4 & 5 > 2"),
        ("Regel een\n\n  regel twee ", "Regel een\nregel twee"),
        ("<script>kwaad()</script><p>Goed<br>zo</p>", "Goed\nzo"),
        ("<p>Niet gesloten <b>vet", "Niet gesloten vet"),
        ("", ""),
    ],
)
def test_markup_becomes_text_however_often_it_was_escaped(markup: str, text: str) -> None:
    """The catalogue escapes some texts twice; text that only looks like a tag stays."""
    assert text == plain_text(markup)


NAMES = {
    "nl": "naam nl",
    "nl-be-x-informal": "naam je",
    "nl-BE-x-formal": "naam u",
    "nl-BE-x-generated-informal": "gemaakt je",
    "nl-BE-x-generated-formal": "gemaakt u",
    "en": "name",
}


@pytest.mark.parametrize(
    ("form", "without", "expected"),
    [
        ("je", (), "naam je"),
        ("u", (), "naam u"),
        ("je", ("nl-be-x-informal",), "gemaakt je"),
        ("je", ("nl-be-x-informal", "nl-BE-x-generated-informal"), "naam nl"),
        ("u", ("nl-BE-x-formal", "nl-BE-x-generated-formal"), "naam nl"),
        ("u", ("nl", "nl-BE-x-formal", "nl-BE-x-generated-formal"), "naam je"),
    ],
)
def test_the_form_of_address_is_chosen_from_what_there_is(form: str, without: tuple[str, ...], expected: str) -> None:
    """Written texts come before generated ones, then plain Dutch, then the other form; tags have no case."""
    names = {tag: name for tag, name in NAMES.items() if tag not in without}
    record = product_record(
        product(1, naam=names), Source(id="i", kind=SourceKind.IPDC, url="https://a.be/", form=form), [KUURNE]
    )
    assert record
    assert expected == record.title


def test_tags_that_are_no_tags_are_read_too() -> None:
    """The real stream has nl/je and nl/u."""
    record = product_record(product(1, naam={"nl/je": "Vraag je pas", "nl/u": "Vraag uw pas"}), IPDC, [KUURNE])
    assert record
    assert "Vraag je pas" == record.title


@pytest.mark.parametrize(
    "name",
    [
        "aae82967-fd21-4a05-a870-7d2b43f4d443",
        "abf83bb4-82cf-46a3-9739-8f53ff5d306c",
        "e8843fda-b3a8-4334-905c-8e49eb12203b",
    ],
)
def test_real_products_are_read(shared: Path, name: str) -> None:
    """The examples of the catalogue's consumers: form, numbers, and the end of the service."""
    node = json.loads((shared / f"data/ipdc/stub/instance-data/{name}.jsonld").read_text())
    record = product_record(node, IPDC, [Site(id="x", name="X", url="https://x.be/", hosts=("x.be",), nis="24020")])
    assert record
    assert str(node["productnummer"]) in record.numbers
    assert record.title == node["naam"].get("nl-BE-x-generated-informal", node["naam"]["nl"])
    assert record.until == parse_timestamp(node["eindeDienstVerlening"])


def test_every_real_event_is_read(shared: Path) -> None:
    """All samples of the search service, each with its own oddity, become records with valid time spans."""
    samples = sorted((shared / "data/uitdatabank/samples/event").glob("*.json"))
    records = [event_record(json.loads(path.read_text()), KUURNE, {}) for path in samples]
    assert len(samples) > 30
    assert all(record and record.title and all(start <= end for start, end in record.moments) for record in records)


def test_the_documented_event_is_read_in_full(shared: Path) -> None:
    """The example in the API's documentation: URL, location, price; cancellations are tested separately."""
    document = json.loads((shared / "data/uitdatabank/models/event-with-read-example.json").read_text())
    record = event_record(document["examples"][0], SPIERE, {})
    assert record
    assert "http://www.uitinvlaanderen.be/agenda/e/test-event/85b04295-479c-40f5-b3dd-469dfb4387b3" == record.url
    assert ("Nederlandse naam", (50.8816177, 4.7137986)) == (record.title, record.geo)
    assert {"Nom français", "Concert", "label1"} <= set(record.keywords)
    assert "label2" not in record.keywords
    assert "Basistarief: 10.5 euro" in record.text

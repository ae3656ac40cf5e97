"""Feeds: the links of their entries."""

from datetime import UTC, datetime

import pytest

from crawler.extract.dispatch import read_page
from crawler.records.fetch_result import FetchResult
from crawler.records.page import BodyKind, Link, Page

ROOT = "https://www.kuurne.be"
URL = ROOT + "/nieuws/feed"
XML = "application/xml"

RSS_2 = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"
     xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel>
  <title>Nieuws &amp; agenda</title><link>https://www.kuurne.be/</link>
  <atom:link rel="self" href="https://www.kuurne.be/nieuws/feed"/>
  <image><title>logo</title><url>https://www.kuurne.be/logo.png</url><link>https://www.kuurne.be/</link></image>
  <item><media:title>foto</media:title><title><![CDATA[Markt & kermis <b>gaan door</b>]]></title>
    <link> https://www.kuurne.be/nieuws/1?utm_source=rss </link><media:content url="https://www.kuurne.be/1.jpg"/></item>
  <item><title>Zonder link</title><guid>https://www.kuurne.be/nieuws/2</guid></item>
  <item><title>Zonder adres</title><guid isPermaLink="false">abc</guid></item>
  <item><title>Via een ander</title><link>https://feedproxy.be/x</link>
    <feedburner:origLink>https://www.kuurne.be/nieuws/3</feedburner:origLink></item>
  <item><title>Relatief</title><link>/nieuws/4</link></item>
</channel></rss>"""

ATOM_1 = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://www.kuurne.be/blog/"><title type="html">Blog &amp;amp; meer</title>
  <link rel="self" href="/feed"/>
  <entry><title>Een</title><link rel="edit" href="/edit/1"/><link rel="alternate" type="text/html" href="1"/></entry>
  <entry xml:base="oud/"><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Twee <b>keer</b></div></title><link href="2"/></entry>
  <entry><title>Drie</title><id>https://www.kuurne.be/3</id><link rel="enclosure" href="/3.mp3"/></entry>
</feed>"""

RSS_1 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
  <channel rdf:about="https://www.kuurne.be/"><title>Berichten</title><link>https://www.kuurne.be/</link></channel>
  <item rdf:about="https://www.kuurne.be/1"><title>Een</title><link>https://www.kuurne.be/1</link></item></rdf:RDF>"""

RSS_0 = """<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>Oud</title><item><title>Caf&eacute;</title><link>https://www.kuurne.be/1</link></item></channel></rss>"""

JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "Nieuws",
  "items": [{"id": "1", "url": "https://www.kuurne.be/1", "title": "Een"}, {"id": "2", "content_text": "x"}, {"id": 3, "url": "/3"}]}"""


def answered(body: str | bytes, content_type: str = XML) -> Page:
    """Return the Page of a response with this body."""
    data = body.encode() if isinstance(body, str) else body
    headers = {"content-type": content_type}
    return read_page(
        FetchResult(url=URL, site="kuurne", status=200, fetched_at=datetime.now(UTC), headers=headers, body=data)
    )


def links(page: Page) -> list[tuple[str, str]]:
    """Return the links of a page without the site's root, with their texts."""
    return [((link.url or "").removeprefix(ROOT), link.anchor) for link in page.links]


CASES = [
    (RSS_2, "application/rss+xml; charset=utf-8", "Nieuws & agenda",
     [("/nieuws/1", "Markt & kermis gaan door"), ("/nieuws/2", "Zonder link"), ("/nieuws/3", "Via een ander"), ("/nieuws/4", "Relatief")]),
    (ATOM_1, "application/atom+xml", "Blog & meer", [("/blog/1", "Een"), ("/blog/oud/2", "Twee keer"), ("/3", "Drie")]),
    (RSS_1, "application/rdf+xml", "Berichten", [("/1", "Een")]),
    (RSS_0, "text/xml", "Oud", [("/1", "Café")]),
    (JSON, "application/feed+json", "Nieuws", [("/1", "Een"), ("/3", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "content_type", "title", "expected"), CASES)
def test_each_format_gives_its_title_and_the_pages_it_names(
    body: str, content_type: str, title: str, expected: list[tuple[str, str]]
) -> None:
    """Links are the entries' pages with their titles, not images, the feed itself or an edit link."""
    page = answered(body, content_type)
    assert (BodyKind.FEED, None, title, expected) == (page.kind, page.error, page.title, links(page))
    assert ("", "") == (page.text, page.text_hash)


def test_a_link_keeps_what_was_written() -> None:
    """The URL as written, and its normal form."""
    expected = Link(ROOT + "/nieuws/1?utm_source=rss", ROOT + "/nieuws/1", "Markt & kermis gaan door")
    assert expected == answered(RSS_2).links[0]


@pytest.mark.parametrize(
    ("content_type", "body", "kind"),
    [
        (XML, RSS_2, BodyKind.FEED),
        ("text/xml", "\ufeff<?xml version='1.0'?><!-- x --><?pi x?>\n" + ATOM_1, BodyKind.FEED),
        ("", RSS_2, BodyKind.FEED),
        (XML, "<urlset><url><loc>https://www.kuurne.be/</loc></url></urlset>", BodyKind.OTHER),
        (XML, "<svg><title>rss</title></svg>", BodyKind.OTHER),
        (XML, "<rssx/>", BodyKind.OTHER),
        ("application/rdf+xml", "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>", BodyKind.OTHER),
        ("application/json", JSON, BodyKind.OTHER),
        ("text/html", RSS_2, BodyKind.HTML),
    ],
)
def test_a_feed_is_recognised_by_its_type_or_root(content_type: str, body: str, kind: BodyKind) -> None:
    """Other XML, such as a sitemap, an image or data, is not a feed."""
    assert kind is answered(body, content_type).kind


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/rss+xml", "<html><body>Niet gevonden</body></html>"),
        ("application/rss+xml", "niet gevonden"),
        ("application/feed+json", '{"version": "3", "items": []}'),
        ("application/feed+json", '{"items": ['),
        ("application/feed+json", '{"items": ' + "[" * 100_000),
    ],
)
def test_a_false_feed_is_an_error(content_type: str, body: str) -> None:
    """An error page, other JSON and endless nesting give no links but a reason."""
    page = answered(body, content_type)
    assert (BodyKind.FEED, (), True) == (page.kind, page.links, bool(page.error))


def test_usable_entries_of_a_broken_feed_are_taken() -> None:
    """A bare ampersand, a truncated entry, and entity bombs."""
    cut = RSS_2.replace("Nieuws &amp;", "Nieuws &")[: RSS_2.index("/nieuws/4")]
    assert ["/nieuws/1", "/nieuws/2", "/nieuws/3"] == [path for path, _ in links(answered(cut))]
    bomb = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    body = f'<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">{bomb}]><rss><channel><item><title>&i;</title><link>{ROOT}/1</link></item></channel></rss>'
    assert [("/1", "\ufffd")] == links(answered(body))

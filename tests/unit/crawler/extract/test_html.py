"""Extraction of a Page from HTML."""

from datetime import UTC, datetime

import pytest

from crawler.extract.dispatch import read_page
from crawler.records.fetch_result import FetchResult
from crawler.records.page import BodyKind, Page, PageRegion

URL = "https://www.kuurne.be/producten/rijbewijs"
MANY_DUTCH_WORDS = "Je vraagt je rijbewijs aan bij de dienst burgerzaken van het gemeentehuis in je woonplaats. " * 5


def reading(html: str | bytes, **headers: str) -> Page:
    """Return the Page of an HTML response."""
    body = html if isinstance(html, bytes) else html.encode()
    named = {"content-type": "text/html; charset=utf-8"} | {k.replace("_", "-"): v for k, v in headers.items()}
    return read_page(
        FetchResult(url=URL, site="kuurne", status=200, fetched_at=datetime.now(UTC), headers=named, body=body)
    )


def test_the_head_is_read() -> None:
    """Title, description, canonical, viewport, alternates and robots, as written and resolved."""
    page = reading(
        """<!doctype html><html lang="nl-BE"><head><title> Rijbewijs |
        Kuurne </title><meta name="Description" content="Een  rijbewijs."><link rel="canonical" href="/producten/rijbewijs">
        <meta name="viewport" content="width=device-width"><link rel="alternate" hreflang="fr" href="/fr/permis">
        <meta name="robots" content="NOINDEX, follow"></head><body><h1>Rijbewijs</h1></body></html>"""
    )
    assert ("Rijbewijs | Kuurne", "Een rijbewijs.", URL, "width=device-width", "nl-BE", "nl", True) == (
        page.title,
        page.description,
        page.canonical,
        page.viewport,
        page.html_lang,
        page.lang,
        page.noindex,
    )
    assert [("fr", "https://www.kuurne.be/fr/permis")] == [(item.lang, item.url) for item in page.alternates]


def test_headers_count_like_the_head() -> None:
    """Canonical, hreflang and robots directives in headers count; those for a named crawler only for it."""
    page = reading(
        "<title>x</title>",
        link='<https://www.kuurne.be/a>; rel="canonical", </fr>; rel=alternate; hreflang="fr"',
        x_robots_tag="max-snippet:0, otherbot: noindex, nofollow",
    )
    assert ("https://www.kuurne.be/a", PageRegion.HEADER) == (page.canonical, page.canonicals[0].place)
    assert [("fr", "https://www.kuurne.be/fr")] == [(item.lang, item.url) for item in page.alternates]
    assert (False, {"max-snippet:0"}) == (page.noindex, set(page.directives))


def test_what_ends_the_head_early_is_noticed() -> None:
    """A <div> in <head> moves everything after it into <body>, where Google ignores it."""
    page = reading(
        '<html><head><title>x</title><div></div><link rel="canonical" href="/a"></head><body>y</body></html>'
    )
    assert (("canonical",), PageRegion.BODY) == (page.misplaced, page.canonicals[0].place)


def test_noscript_is_ignored() -> None:
    """A refresh for visitors without JavaScript is not a redirect."""
    hidden = reading('<head><noscript><meta http-equiv="refresh" content="0; url=/zonder"></noscript></head><body>x')
    plain = reading('<head><meta http-equiv="refresh" content="0; URL=/nieuw"></head><body>x')
    assert (None, "https://www.kuurne.be/nieuw") == (hidden.meta_refresh, plain.meta_refresh)


def test_an_svg_title_is_no_title() -> None:
    """Images have titles of their own."""
    assert (("Kuurne",)) == reading("<title>Kuurne</title><body><svg><title>Wapen</title></svg>").titles


def test_links_have_their_text_and_region() -> None:
    """Text, label or alt text; navigation or content; invalid URLs give None."""
    page = reading(
        """<header><nav><a href="/contact">Contact</a></nav></header><main>
        <a href="a?utm_source=x#b">Lees <b>meer</b></a> <a href="/b"><img src="b.png" alt="Boek"></a>
        <a href="/c" aria-label="Delen" rel="nofollow noopener"><svg></svg></a> <a href="javascript:x()">x</a> <a @click="k">kaal</a>
        <a id="doel"></a></main>"""
    )
    assert [
        ("https://www.kuurne.be/contact", "Contact", PageRegion.NAVIGATION, False, ()),
        ("https://www.kuurne.be/producten/a", "Lees meer", PageRegion.CONTENT, False, ()),
        ("https://www.kuurne.be/b", "Boek", PageRegion.CONTENT, True, ()),
        ("https://www.kuurne.be/c", "Delen", PageRegion.CONTENT, False, ("nofollow", "noopener")),
        (None, "x", PageRegion.CONTENT, False, ()),
        (None, "kaal", PageRegion.CONTENT, False, ()),
    ] == [(link.url, link.anchor, link.place, link.image, link.rel) for link in page.links]


@pytest.mark.parametrize(
    ("element", "links"),
    [
        ('<a class="actief">Nieuws</a>', 0),
        ('<a id="nieuws">Nieuws</a>', 0),
        ('<a name="nieuws">Nieuws</a>', 0),
        ("<a onclick=\"naar('/nieuws')\">Nieuws</a>", 1),
        ('<a id="n" routerlink="/nieuws">Nieuws</a>', 1),
        ('<a role="button">Nieuws</a>', 1),
        ('<a href="">Nieuws</a>', 1),
    ],
)
def test_a_placeholder_is_not_a_link(element: str, links: int) -> None:
    """Without href an <a> is a placeholder or a target, unless scripts make it a link."""
    assert links == len(reading(element).links)


def test_missing_and_empty_alt_are_distinguished() -> None:
    """An empty alt declares decoration; a missing one is a defect; data: images are ignored."""
    page = reading(
        '<img src="a.png"><img src="/b.png" alt=""><a href="/"><img src="c.png" alt="C"></a><img src="data:x">'
    )
    assert [("a.png", None, False), ("/b.png", "", False), ("c.png", "C", True)] == [
        (image.raw, image.alt, image.linked) for image in page.images
    ]


def test_images_have_the_size_their_attributes_say() -> None:
    """Whole numbers only: a percentage is not a size in pixels."""
    page = reading(
        '<img src="a.png" width="640" height=" 480 "><img src="b.png" width="100%" height="auto"><img src="c">'
    )
    assert [(640, 480), (None, None), (None, None)] == [(image.width, image.height) for image in page.images]


def test_lazy_images_are_found() -> None:
    """Without src, or with a placeholder, srcset and data-src count; <noscript> does not."""
    page = reading(
        """<img srcset="a-400.jpg 400w, a-800.jpg 800w"><img src="data:image/gif;base64,R0" data-src="b.jpg" alt="B">
        <picture><source srcset="c.webp"><img src="c.jpg"></picture><img src="blank.gif" data-src="d.jpg"><img data-srcset=" , ">
        <noscript><img src="b.jpg" alt="B"></noscript>"""
    )
    base = "https://www.kuurne.be/producten/"
    assert [
        ("a-400.jpg 400w, a-800.jpg 800w", base + "a-400.jpg"),
        ("b.jpg", base + "b.jpg"),
        ("c.jpg", base + "c.jpg"),
        ("blank.gif", base + "blank.gif"),
        ("", None),
    ] == [(image.raw, image.url) for image in page.images]


def test_frames_are_pages_that_the_page_shows() -> None:
    """<iframe> and <frame>, without invalid URLs and <noscript>."""
    page = reading(
        """<iframe src="/kaart?utm_source=x"></iframe><iframe src="about:blank"></iframe><iframe src="data:text/html,x"></iframe>
        <iframe></iframe><noscript><iframe src="https://tags.example/ns.html"></iframe></noscript><iframe src="/kaart"></iframe>"""
    )
    frameset = reading('<frameset><frame src="menu.html"><frame src="inhoud.html"></frameset>')
    assert ("https://www.kuurne.be/kaart",) == page.frames
    assert (
        "https://www.kuurne.be/producten/menu.html",
        "https://www.kuurne.be/producten/inhoud.html",
    ) == frameset.frames


def test_feeds_are_what_a_page_announces_as_such() -> None:
    """RSS, Atom and JSON Feed, not a translation, a print version or a plain link to a feed."""
    page = reading(
        """<link rel="alternate" type="application/rss+xml" href="/nieuws.rss"><link rel="alternate" hreflang="fr" href="/fr">
        <link rel="Alternate" type="Application/Atom+XML; charset=utf-8" href="/agenda.atom">
        <link rel="alternate" type="application/feed+json" href="/nieuws.json"><link rel="alternate" type="text/html" href="/p">
        <link rel="stylesheet" type="application/rss+xml" href="/x"><link rel="alternate" type="application/rss+xml" href="">"""
    )
    paths = ("/nieuws.rss", "/agenda.atom", "/nieuws.json")
    assert tuple(f"https://www.kuurne.be{path}" for path in paths) == page.feeds


def test_nosnippet_texts_are_collected() -> None:
    """Google respects the attribute on span, div and section, whatever its value; nested ones count once."""
    page = reading(
        """<div data-nosnippet>Bel  <b>056</b><span data-nosnippet>73</span></div><p data-nosnippet>mag</p>
        <section DATA-NOSNIPPET="false">Ook niet</section><span data-nosnippet></span>"""
    )
    assert ("Bel 05673", "Ook niet") == page.nosnippet


@pytest.mark.parametrize(
    "markup",
    [
        "<html lang=nl><title>Markt</title><body><header>Kop</header></body></html>\n<main><p>{0}</p>{1}</main>",
        "<html lang=nl><title>Markt</title><body>Kop</body></html><html><body><div><p>{0}</p>{1}</div></body></html>",
        "<html lang=nl><head><title>Markt</title></head></html><p>{0}</p>{1}",
        "<html lang=nl><head></head></html><html><head><title>Markt</title></head><body>Kop</html><p>{0}</html>{1}",
        "<p>Kop</html>{0}</html><html lang=nl><title>Markt</title>{1}",
    ],
)
def test_what_follows_the_end_of_a_document_belongs_to_it(markup: str) -> None:
    """Browsers show it all."""
    page = reading(markup.format("Elke woensdag is er markt.", '<a href="/plein">Het plein</a>'))
    assert ("Markt", "nl") == (page.title, page.html_lang)
    assert "Elke woensdag is er markt." in page.text
    assert ["Het plein"] == [link.anchor for link in page.links]


def test_nothing_is_shown_after_a_frameset() -> None:
    """What follows it is not text."""
    page = reading('<html><frameset><frame src="/a"></frameset></html><p>Je browser toont geen frames.')
    assert ("", ("https://www.kuurne.be/a",)) == (page.text, page.frames)


def test_relative_urls_are_resolved_against_base() -> None:
    """Links are resolved against <base href>."""
    page = reading('<head><base href="/map/"></head><body><a href="x">x</a>')
    assert ["https://www.kuurne.be/map/x"] == [link.url for link in page.links]


def test_main_text_is_what_the_page_is_about() -> None:
    """Navigation, breadcrumbs, forms, notices and footers are removed; tables and lists stay in order."""
    page = reading(
        """<body><header>Kop</header><nav>Menu</nav><div class="cookie-notice">Koekjes</div><main>
        <div class="breadcrumb">Home &gt; Afval</div><h1>Recyclagepark</h1><p>Open op <b>zater</b>dag.</p>
        <table><tr><th>Maandag</th><td>9 - 12 uur</td></tr><tr><th>Zaterdag</th><td>9 - 16 uur</td></tr></table>
        <ul><li>Hout</li><li>Steen</li></ul><form>Zoek</form><script>x()</script><aside>Zie ook</aside></main>
        <footer>Voet</footer></body>"""
    )
    assert "Recyclagepark\nOpen op zaterdag.\nMaandag 9 - 12 uur\nZaterdag 9 - 16 uur\nHout\nSteen" == page.text


def test_a_page_without_main_goes_to_trafilatura() -> None:
    """Real pages often lack <main>; their main text is found all the same."""
    paragraphs = "".join(f"<p>Alinea {n}. {MANY_DUTCH_WORDS}</p>" for n in range(3))
    menu = "".join(f'<li><a href="/{n}">Menu {n}</a></li>' for n in range(9))
    page = reading(f"<html><body><ul>{menu}</ul><div id=content><h1>Titel</h1>{paragraphs}</div></body></html>")
    assert "Alinea 2." in page.text
    assert "Menu 3" not in page.text


def test_language_is_detected_where_there_is_text_and_declared_elsewhere() -> None:
    """Dutch text in a French template is Dutch; a short page has its declared language."""
    long = reading(f'<html lang="fr"><body><main><p>{MANY_DUTCH_WORDS}</p></main></body></html>')
    short = reading('<html lang="fr-BE"><body><main><p>Contact et adresse de la commune</p></main></body></html>')
    assert [("nl", "nl", "fr"), ("fr", "", "fr-BE")] == [(p.lang, p.lang_detected, p.html_lang) for p in (long, short)]


def test_structured_data_is_read_block_by_block() -> None:
    """A broken block is reported and does not hide the others; @graph is unfolded."""
    page = reading(
        """<script type="application/ld+json">{"@type": "Event", "name": "Markt",}</script>
        <script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "K"}, {"@type": ["Place", "Library"]}]}
        </script><div itemscope itemtype="https://schema.org/Person"><span itemprop="name">An</span></div>"""
    )
    assert [("json-ld", ("WebSite",)), ("json-ld", ("Place", "Library")), ("microdata", ("Person",))] == [
        (item.syntax, item.types) for item in page.structured
    ]
    assert len(page.structured_errors) == 1
    assert {"name": "An"} == page.structured[2].properties


def test_rdfa_is_read() -> None:
    """Decisions of local boards are published as RDFa."""
    page = reading(
        """<html><body><div vocab="http://data.vlaanderen.be/ns/besluit#" typeof="Besluit" resource="#b1">
        <span property="http://data.europa.eu/eli/ontology#title">Reglement</span></div></body></html>"""
    )
    assert [("rdfa", ("Besluit",))] == [(item.syntax, item.types) for item in page.structured]


def test_the_date_that_a_page_shows_is_its_own() -> None:
    """The word before a date marks it; dates of listed articles are not the page's."""
    page = reading(
        """<main><ul><li>Gepubliceerd op <time datetime="2020-01-01">x</time></li></ul>
        <p class="meta">Gepubliceerd op <time datetime="2026-11-10">10 november 2026</time></p></main>"""
    )
    assert datetime(2026, 11, 10, tzinfo=UTC) == page.published


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+02:00", "9999-12-31T23:00:00-02:00"])
def test_a_date_at_the_edge_of_the_calendar_is_ignored(moment: str) -> None:
    """In UTC it does not exist, wherever on the page it is."""
    page = reading(
        f"""<html vocab="https://schema.org/"><title>Markt</title>
        <meta property="article:published_time" content="{moment}"><meta property="og:updated_time" content="{moment}">
        <meta name="dcterms.created" content="{moment}"><meta name="dcterms.modified" content="{moment}">
        <script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{moment}"}}</script>
        <div itemscope itemtype="https://schema.org/Article"><meta itemprop="dateModified" content="{moment}"></div>
        <div typeof="Article"><meta property="datePublished" content="{moment}"></div>
        <main><p>Gepubliceerd op <time datetime="{moment}">x</time></p><p>De markt verhuist naar het plein.</p></main>"""
    )
    assert ("Markt", None, None, None) == (page.title, page.published, page.modified, page.error)
    assert "De markt verhuist naar het plein." in page.text


def test_dates_come_from_markup() -> None:
    """Structured data first, then OpenGraph; invalid values are ignored."""
    page = reading(
        """<meta property="article:modified_time" content="2026-02-03T10:00:00+01:00"><script type="application/ld+json">
        {"@type": "NewsArticle", "datePublished": "2026-02-01", "dateModified": "binnenkort"}</script>"""
    )
    assert (datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 2, 3, 9, tzinfo=UTC)) == (page.published, page.modified)


@pytest.mark.parametrize(
    ("body", "header", "charset"),
    [
        ("<title>één</title>".encode("cp1252"), "text/html; charset=iso-8859-1", "cp1252"),
        ("<meta charset=windows-1252><title>één</title>".encode("cp1252"), "text/html", "cp1252"),
        ("<title>één</title>".encode(), "text/html", "utf-8"),
        (b"\xef\xbb\xbf" + "<title>één</title>".encode(), "text/html; charset=latin1", "utf-8"),
        ("<title>één</title>".encode("cp1252"), "text/html", "cp1252"),
        ("<title>één</title>".encode("cp1252"), "text/html; charset=utf-8", "cp1252"),
    ],
)
def test_bytes_become_text_as_in_a_browser(body: bytes, header: str, charset: str) -> None:
    """Byte order mark, header, <meta>, and then the bytes themselves decide."""
    page = reading(body, content_type=header)
    assert ("één", charset) == (page.title, page.charset)


def test_a_page_with_two_encodings_is_repaired() -> None:
    """UTF-8 with a windows-1252 apostrophe, as pasted from a word processor, is repaired."""
    page = reading("<title>één</title><main><p>".encode() + b"foto\x92s van de markt in de stad</p></main>")
    assert ("één", "foto’s van de markt in de stad") == (page.title, page.text)


@pytest.mark.parametrize("body", [b"\x00\xff\xfe<", b"<html", b"   ", b"<!-- -->", b"<a" * 2000, b"<p>" * 50_000])
def test_any_markup_gives_a_page(body: bytes) -> None:
    """Any input gives a Page."""
    assert reading(body).kind is BodyKind.HTML


def test_a_redirect_has_a_target() -> None:
    """The target is in normal form; a redirect without one has an error."""
    common = {"url": URL, "site": "kuurne", "fetched_at": datetime.now(UTC), "status": 301}
    there = read_page(FetchResult(**common, headers={"location": "/nieuw#x"}))  # type: ignore[arg-type]
    nowhere = read_page(FetchResult(**common))  # type: ignore[arg-type]
    assert ("https://www.kuurne.be/nieuw", None) == (there.redirect, there.error)
    assert (None, "a redirect without a usable Location") == (nowhere.redirect, nowhere.error)


def test_failed_requests_and_other_files_are_pages_too() -> None:
    """Failed requests, images and empty bodies have a kind and no text."""
    common = {"url": URL, "site": "kuurne", "fetched_at": datetime.now(UTC)}
    silence = read_page(FetchResult(**common, status=0, error="the connection was refused"))  # type: ignore[arg-type]
    image = read_page(FetchResult(**common, status=200, headers={"content-type": "image/png"}))  # type: ignore[arg-type]
    assert (BodyKind.NONE, "the connection was refused", BodyKind.OTHER) == (silence.kind, silence.error, image.kind)

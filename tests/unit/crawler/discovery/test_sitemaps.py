"""Parsing one sitemap: usable entries are taken, issues are reported."""

import gzip
from datetime import UTC, datetime

import pytest

from crawler.discovery.site_aliases import SiteOrigins
from crawler.discovery.sitemap_issues import ISSUE_TEXTS
from crawler.discovery.sitemaps import (
    MAX_SITEMAP_BYTES,
    MAX_SITEMAP_ENTRIES,
    Sitemap,
    SitemapEntry,
    SitemapKind,
    parse_sitemap,
)

ROOT = "https://www.kuurne.be"
URL = ROOT + "/sitemap.xml"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TERRITORY = SiteOrigins(ROOT, frozenset({"www.kuurne.be"}), frozenset({"http://kuurne.be"}))
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def urlset(*entries: str) -> str:
    """Return a sitemap with these entries; one that does not start with < is a URL."""
    rows = (f"<url>{entry if entry.startswith('<loc') else f'<loc>{entry}</loc>'}</url>" for entry in entries)
    return f"<urlset {NAMESPACES}>{''.join(rows)}</urlset>"


def reading(body: str | bytes, content_type: str = "", url: str = URL) -> Sitemap:
    """Parse a sitemap of Kuurne."""
    data = body.encode() if isinstance(body, str) else body
    return parse_sitemap(data, url, origins=TERRITORY, content_type=content_type, now=NOW)


def paths(sitemap: Sitemap) -> list[str]:
    """Return the listed URLs, without the site's root."""
    return [entry.url.removeprefix(ROOT) for entry in sitemap.entries]


def kinds(sitemap: Sitemap) -> list[str]:
    """Return the kinds of issues, in the order in which they are reported."""
    return [problem.kind for problem in sitemap.problems]


def test_an_entry_has_all_that_google_uses() -> None:
    """The date in UTC, the translations, the news mark; the URL of an image is not a page."""
    entry = (
        "<loc> https://www.kuurne.be/nieuws/1#kop </loc><lastmod>2026-11-19T10:00:00+01:00</lastmod>"
        "<priority>0.8</priority><news:news><news:title>Markt</news:title></news:news>"
        '<xhtml:link rel="alternate" hreflang="fr" href="https://www.kuurne.be/fr/1"/>'
        '<xhtml:link rel="stylesheet" href="https://www.kuurne.be/x.css"/>'
        "<image:image><image:loc>https://www.kuurne.be/i.jpg</image:loc></image:image>"
    )
    expected = SitemapEntry(
        url=ROOT + "/nieuws/1",
        lastmod=datetime(2026, 11, 19, 9, tzinfo=UTC),
        alternates=(("fr", ROOT + "/fr/1"),),
        news=True,
        raw="https://www.kuurne.be/nieuws/1#kop",
        lastmod_raw="2026-11-19T10:00:00+01:00",
    )
    assert Sitemap(SitemapKind.URLSET, (expected,), ()) == reading(urlset(entry))


def test_an_index_lists_sitemaps_also_on_its_own_host() -> None:
    """A sitemap of this site on another host may consist of several files there; a third host is left out."""
    index = f"<sitemapindex {NAMESPACES}>" + "".join(
        f"<sitemap><loc>https://{host}/1.xml</loc></sitemap>" for host in ("www.kuurne.be", "maps.be", "b.be")
    )
    read = reading(index + "</sitemapindex>", url="https://maps.be/kuurne.xml")
    assert [ROOT + "/1.xml", "https://maps.be/1.xml"] == [entry.url for entry in read.entries]
    assert SitemapKind.INDEX is read.kind


ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="self" href="/api/1"/><link href="/1"/>'
    "<updated>2026-11-01T00:00:00Z</updated></entry></feed>"
)
RSS = (
    '<rss version="2.0"><channel><title>Nieuws</title><link>https://www.kuurne.be/</link>'
    "<image><url>https://www.kuurne.be/i.png</url><title>x</title></image>"
    "<item><link>https://www.kuurne.be/1</link><pubDate>Sun, 01 Nov 2026 01:00:00 +0100</pubDate></item>"
    "</channel></rss>"
)


@pytest.mark.parametrize(
    ("kind", "body"),
    [(SitemapKind.ATOM, ATOM.replace('"/1"', f'"{ROOT}/1"')), (SitemapKind.RSS, RSS)],
)
def test_feeds_are_sitemaps_too(kind: SitemapKind, body: str) -> None:
    """RSS 2.0 and Atom list the pages of their entries with dates."""
    entry = SitemapEntry(ROOT + "/1", datetime(2026, 11, 1, tzinfo=UTC), raw=ROOT + "/1")
    assert Sitemap(kind, (entry,), ()) == reading(body)


def test_a_text_file_lists_one_url_per_line() -> None:
    """A byte order mark, empty lines and Windows line ends are accepted; other lines are reported."""
    read = reading(f"\ufeff{ROOT}/1\r\n\r\n{ROOT}/2\r\n/3\nhttps://b.be/\n", "text/plain; charset=utf-8")
    assert (SitemapKind.TEXT, ["/1", "/2", "/3"], ["relative", "foreign"]) == (read.kind, paths(read), kinds(read))


BROKEN = [
    ("cut", urlset(ROOT + "/1", ROOT + "/half")[:-20], ["/1"], ["broken"]),
    ("bare ampersand", urlset(ROOT + "/?a=1&b=2", "<loc><![CDATA[https://www.kuurne.be/?c=3&d=4]]></loc>"),
     ["/?a=1&b=2", "/?c=3&d=4"], ["broken"]),
    ("HTML's entities", urlset(ROOT + "/caf&eacute;", ROOT + "/x&nooit;y"), ["/caf%C3%A9"], ["broken", "address"]),
    ("wrong encoding", f'<?xml version="1.0" encoding="UTF-8"?>{urlset(ROOT + "/café", ROOT + "/2")}'.encode("cp1252"),
     ["/caf%C3%A9", "/2"], ["broken"]),
    ("entry never ended", urlset(ROOT + "/1", ROOT + "/2").replace("</loc></url>", "</loc>", 1), ["/1", "/2"], ["broken"]),
    ("a control character", urlset(ROOT + "/1\x0b", ROOT + "/2"), ["/1", "/2"], ["broken"]),
    ("a warning in front", f"<br />\n<b>Warning</b>: x in y.php\n<?xml version='1.0'?>{urlset(ROOT + '/1')}", ["/1"], ["leading"]),
    ("a word in front", f"Warning {urlset(ROOT + '/1')}", ["/1"], ["leading"]),
    ("white space in front", f"\n \ufeff<?xml version='1.0'?>{urlset(ROOT + '/1')}", ["/1"], ["leading"]),
    ("no prefix declared", f"<urlset><url><loc>{ROOT}/1</loc><news:news/></url></urlset>", ["/1"], ["broken"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "expected", "problems"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN]
)
def test_usable_entries_of_broken_xml_are_taken(body: str | bytes, expected: list[str], problems: list[str]) -> None:
    """Each defect of real sitemaps is reported, and affects only its own entries."""
    read = reading(body)
    assert (expected, problems) == (paths(read), kinds(read))


SOUND = [
    f"\ufeff<?xml version='1.0' encoding='UTF-8'?>\n{urlset(ROOT + '/é')}".encode(),
    f"<?xml version='1.0' encoding='UTF-16'?>{urlset(ROOT + '/é')}".encode("utf-16"),
    f"<?xml version='1.0' encoding='iso-8859-1'?>{urlset(ROOT + '/é')}".encode("latin-1"),
    f"<?xml version='1.0'?><?xml-stylesheet href='/x.xsl'?><!-- made by x -->\n{urlset(ROOT + '/&#233;')}".encode(),
    f"<!-- made by x -->{urlset(ROOT + '/é')}".encode(),
]


@pytest.mark.parametrize("body", SOUND)
def test_valid_xml_variants_are_not_reported(body: bytes) -> None:
    """A byte order mark, other encodings, style sheets and comments are not reported."""
    assert (["/%C3%A9"], []) == (paths(reading(body)), kinds(reading(body)))


@pytest.mark.parametrize(
    ("raw", "expected", "problem"),
    [
        ("/a", ["/a"], "relative"),
        ("a", ["/a"], "relative"),
        ("//www.kuurne.be/a", ["/a"], "relative"),
        ("www.kuurne.be/a", ["/a"], "relative"),
        ("http://kuurne.be/a", ["/a"], "twin"),
        ("https://b.be/a", [], "foreign"),
        ("mailto:info@kuurne.be", [], "address"),
        ("https://www.kuurne.be/" + "a" * 2000, [], "long"),
        ("<loc/>", [], "empty"),
        (
            "<loc>https://www.kuurne.be/a</loc></url><url><loc>https://www.kuurne.be/a#b</loc>",
            ["/a", "/a"],
            "duplicate",
        ),
    ],
)
def test_questionable_urls_are_reported(raw: str, expected: list[str], problem: str) -> None:
    """Relative URLs are used, aliases are mapped to the main origin, other sites are left out."""
    read = reading(urlset(raw))
    assert (expected, [problem]) == (paths(read), kinds(read))


def test_a_sitemap_elsewhere_may_list_other_sites_too() -> None:
    """Only this site's URLs count in a shared sitemap on another host."""
    read = reading(urlset("https://b.be/1", ROOT + "/2"), url="https://maps.be/all.xml")
    assert (["/2"], []) == (paths(read), kinds(read))


@pytest.mark.parametrize(
    ("written", "expected", "problems"),
    [
        ("2024", datetime(2024, 1, 1, tzinfo=UTC), []),
        ("2024-05", datetime(2024, 5, 1, tzinfo=UTC), []),
        ("2024-05-06", datetime(2024, 5, 6, tzinfo=UTC), []),
        ("2024-05-06T07:08Z", datetime(2024, 5, 6, 7, 8, tzinfo=UTC), []),
        ("2024-05-06T07:08:09.123+02:00", datetime(2024, 5, 6, 5, 8, 9, 123000, tzinfo=UTC), []),
        ("2024-05-06T07:08:09", datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC), []),
        ("2026-11-21T11:00:00Z", datetime(2026, 11, 21, 11, tzinfo=UTC), []),
        ("2026-11-22", None, ["future"]),
        ("gisteren", None, ["date"]),
        ("06/05/2024", None, ["date"]),
        ("2024-02-30", None, ["date"]),
        ("0001-01-01T00:00:00+10:00", None, ["date"]),
    ],
)
def test_only_w3c_dates_are_accepted(written: str, expected: datetime | None, problems: list[str]) -> None:
    """Invalid and future dates are reported and not used; the written value is stored."""
    read = reading(urlset(f"<loc>{ROOT}/1</loc><lastmod>{written}</lastmod>"))
    entry = read.entries[0]
    assert (expected, written, problems) == (entry.lastmod, entry.lastmod_raw, kinds(read))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("", "root"),
        ("niet gevonden", "root"),
        ('{"url": "https://www.kuurne.be/"}', "root"),
        ("<!DOCTYPE html><html><body>Niet gevonden<br></body></html>", "root"),
        ("<opml/>", "root"),
        ("<", "xml"),
        ("<urlset><url>", "xml"),
    ],
)
def test_other_files_are_reported(body: str, kind: str) -> None:
    """An error page, JSON, other XML, broken XML without an entry."""
    assert ((), [kind]) == (reading(body).entries, kinds(reading(body)))


@pytest.mark.parametrize(
    ("content_type", "problems"),
    [
        ("text/html; charset=utf-8", ["type"]),
        ("image/png", ["type"]),
        ("Application/XML", []),
        ("text/plain", []),
        ("application/x-gzip", []),
        ("", []),
    ],
)
def test_a_wrong_content_type_is_reported(content_type: str, problems: list[str]) -> None:
    """The file is parsed whatever its media type."""
    read = reading(urlset(ROOT + "/1"), content_type)
    assert (["/1"], problems) == (paths(read), kinds(read))


def test_gzip_is_recognised_by_its_bytes() -> None:
    """Gzip files with one and two members are decompressed, damaged ones as far as possible."""
    body = urlset(*(f"{ROOT}/{number * 7919}" for number in range(4000))).encode()
    packed = gzip.compress(body)
    parts = gzip.compress(body[:999]) + gzip.compress(body[999:])
    assert [(4000, []), (4000, [])] == [(len(read.entries), kinds(read)) for read in map(reading, (packed, parts))]
    cut, damaged = reading(packed[:-500]), reading(packed[:9000] + b"\xff" * 500)
    assert (["gzip"], ["gzip"]) == (kinds(cut), kinds(damaged)[:1])
    assert 3000 < len(cut.entries) < 4000
    assert 0 < len(damaged.entries) < 4000


def test_the_limits_of_the_protocol_apply() -> None:
    """Only the first 50,000 URLs and the first 50 MB are read."""
    many = [f"{ROOT}/{number}" for number in range(MAX_SITEMAP_ENTRIES + 1)]
    for body in (urlset(*many), "\n".join(many)):
        read = reading(body)
        assert (MAX_SITEMAP_ENTRIES, ["count"]) == (len(read.entries), kinds(read))
    large = urlset(ROOT + "/1").encode().replace(b"</urlset>", b" " * MAX_SITEMAP_BYTES + b"</urlset>")
    for data in (large, gzip.compress(large)):
        read = reading(data)
        assert (["/1"], ["size"]) == (paths(read), kinds(read))


BOMB = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))


@pytest.mark.parametrize(
    "body",
    [
        f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{BOMB}]>{urlset(ROOT + "/&i;", ROOT + "/2")}',
        f'<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]>{urlset(ROOT + "/&i;", ROOT + "/2")}',
    ],
)
def test_entities_are_never_expanded(body: str) -> None:
    """Entity bombs and local files have no effect: the entry that uses them is dropped, the next is read."""
    read = reading(body)
    assert (["/2"], ["broken", "address"]) == (paths(read), kinds(read))


@pytest.mark.parametrize(
    "body",
    [
        b"<urlset>" + b"<url>" * 300_000,
        b"<urlset>" + b"<a>" * 300_000,
        b"<urlset>" + b"&" * 1_000_000,
        b"<urlset>" + b"<![CDATA[" * 300_000 + b"&",
        b"<!-- " * 200_000 + b"<urlset>",
        b"<!ENTITY" + b"<!DOCTYPE x [" * 200_000,
        b"<?xml encoding='punycode'?><urlset>\xff" + b"a" * 300_000,
    ],
)
def test_hostile_files_give_nothing(body: bytes) -> None:
    """Deep nesting, floods and unclosed elements are reported; parsing time is never quadratic."""
    read = reading(body)
    assert ((), "xml") == (read.entries, kinds(read)[0])


def test_an_issue_has_a_count_and_the_first_example() -> None:
    """One message per kind, however many entries have the issue."""
    read = reading(urlset("/1", "/2", "/3"))
    assert ["relative URLs: 3, the first /1"] == [problem.message for problem in read.problems]


def test_every_issue_text_can_be_formatted() -> None:
    """Each message can be formatted."""
    assert all(phrase.format(evidence="x", count=1) for phrase in ISSUE_TEXTS.values())

"""The [[source]] tables of the registry, and the line of every mistake."""

from __future__ import annotations

import pytest

from crawler.records.errors import SitesError
from crawler.registry.site_parser import load_sites, parse_sites
from indexer.records.document import DocumentType
from indexer.sources.registry import load_registry, parse_registry
from indexer.sources.source import SourceKind

SITE = '[[site]]\nid = "kuurne"\nname = "Kuurne"\nurl = "https://www.kuurne.be/"\n\n'


def test_the_shipped_registry_names_events_and_products_with_their_keys_elsewhere() -> None:
    """UiTdatabank and IPDC have the names of the variables with their keys, and nothing secret."""
    sources = {source.id: source for source in load_registry().sources}
    assert {"uitdatabank": "UITDATABANK_CLIENT_ID", "ipdc": "IPDC_API_KEY", "ipdc-concepts": "IPDC_API_KEY"} == {
        name: source.key_env for name, source in sources.items()
    }
    assert ("https://search.uitdatabank.be/", "x-client-id") == (
        sources["uitdatabank"].url,
        sources["uitdatabank"].key_header,
    )
    assert ("https://ipdc.vlaanderen.be/", "x-api-key") == (sources["ipdc"].url, sources["ipdc"].key_header)


def test_the_sites_are_the_same_with_and_without_sources() -> None:
    """The parser of sites accepts sources in the same file."""
    assert load_sites() == load_registry().sites
    assert 1 == len(parse_sites(SITE + '[[source]]\nid = "x"\nkind = "rss"\nurl = "https://a.be/rss"\n'))


def test_a_feed_is_a_few_lines() -> None:
    """Defaults depend on the kind."""
    text = '[[source]]\nid = "zalen"\nkind = "json"\nurl = "https://a.be/zalen.json"\nsites = ["kuurne"]\n'
    source = parse_registry(SITE + text + 'map = { title = "naam", url = "https://a.be/{id}" }\n').sources[0]
    assert (SourceKind.JSON, ("kuurne",), DocumentType.PAGE) == (source.kind, source.sites, source.type)
    assert {"title": "naam", "url": "https://a.be/{id}"} == source.fields


def test_a_map_can_be_a_table_of_its_own() -> None:
    """[source.map] belongs to the source above it."""
    text = '[[source]]\nid = "zalen"\nkind = "csv"\nurl = "https://a.be/z.csv"\n[source.map]\ntitle = "Naam"\nurl = "Link"\n'
    assert {"title": "Naam", "url": "Link"} == parse_registry(SITE + text).sources[0].fields


@pytest.mark.parametrize("key", ["key", "api_key", "client_id", "apikey", "token", "password", "secret"])
def test_a_key_in_the_file_is_refused(key: str) -> None:
    """Whatever it is called, the message says to put the key in the environment."""
    text = f'[[source]]\nid = "u"\nkind = "uitdatabank"\nkey_env = "U"\n{key} = "abc"\n'
    with pytest.raises(
        SitesError, match=rf':10: "{key}" does not belong in a file; put the key in an environment variable'
    ):
        parse_registry(SITE + text)


@pytest.mark.parametrize(
    "url", ["https://a.be/f?apiKey=abc", "https://jan:geheim@a.be/f", "https://a.be/f?x=1&client_id=2"]
)
def test_a_key_in_an_address_is_refused(url: str) -> None:
    """A URL with a key would end up in logs and in the history of the file."""
    with pytest.raises(SitesError, match="without a key in it"):
        parse_registry(SITE + f'[[source]]\nid = "f"\nkind = "rss"\nurl = "{url}"\n')


@pytest.mark.parametrize(
    ("lines", "at", "sentence"),
    [
        ('id = "u"\nkind = "gopher"', 8, "use one of uitdatabank"),
        ('id = "u"\nkind = "rss"', 6, '"url" is missing'),
        ('id = "u"\nkind = "uitdatabank"', 6, '"key_env" is missing'),
        ('id = "web"\nkind = "rss"\nurl = "https://a.be/"', 7, "crawled pages"),
        ('id = "u"\nkind = "json"\nurl = "https://a.be/"', 6, '"map" needs fields for title, url'),
        ('id = "u"\nkind = "rss"\nurl = "https://a.be/"\nmap = { titel = "x" }', 10, "no field titel"),
        ('id = "u"\nkind = "rss"\nurl = "https://a.be/"\nsites = ["gent"]', 10, "there is no site gent"),
        ('id = "u"\nkind = "rss"\nurl = "https://a.be/"\nform = "gij"', 10, 'use "je" or "u"'),
        ('id = "u"\nkind = "rss"\nurl = "https://a.be/"\nkleur = "x"', 10, 'unknown key "kleur"'),
        ('id = "u"\nkind = "rss"\nurl = "https://a.be/"\ndeadline = 0', 10, "seconds above 0"),
    ],
)
def test_each_mistake_has_its_line_and_its_remedy(lines: str, at: int, sentence: str) -> None:
    """One mistake is one line and one sentence."""
    with pytest.raises(SitesError) as caught:
        parse_registry(f"{SITE}[[source]]\n{lines}\n")
    assert [(at, True)] == [(each.line, sentence in each.message) for each in caught.value.mistakes], str(caught.value)


def test_mistakes_of_sites_and_sources_come_together() -> None:
    """All mistakes can be corrected after one run."""
    text = '[[site]]\nid = "A!"\nname = "A"\nurl = "https://a.be"\n[[source]]\nid = "x"\nkind = "rss"\n[[source]]\nid = "x"\nkind = 5\n'
    with pytest.raises(SitesError) as caught:
        parse_registry(text)
    assert [2, 5, 9, 10] == [mistake.line for mistake in caught.value.mistakes]


@pytest.mark.parametrize("text", ["source = 5\n", "source = [1, 2]\n", '[source]\nid = "x"\n'])
def test_a_source_that_is_no_table_is_named(text: str) -> None:
    """One bracket too few is the usual mistake."""
    with pytest.raises(SitesError, match="two brackets"):
        parse_registry(text + SITE)

"""The registry: the twelve real sites, and every mistake with its line."""

import json
from datetime import time
from pathlib import Path

import pytest

from crawler.records.errors import Mistake, SitesError
from crawler.registry.site_parser import load_sites, parse_sites


def test_the_shipped_registry_names_the_twelve_municipalities(shared: Path) -> None:
    """Names, NIS codes and postcodes are those of the official lists."""
    data = json.loads((shared / "data/geo/region-derived.json").read_text())
    expected = {name: entries[0]["nis"] for name, entries in data["nis"].items()}
    sites = load_sites()
    assert expected == {site.name: site.nis for site in sites}
    postcodes = {entry["zip"] for entry in data["zip_in_range_85xx_87xx_8860_8930"]}
    assert postcodes == {code for site in sites for code in site.postcodes}


def test_spiere_helkijn_is_bilingual() -> None:
    """Only Spiere-Helkijn has French pages."""
    assert {"spiere-helkijn": ("nl", "fr")} == {s.id: s.languages for s in load_sites() if s.languages != ("nl",)}


def test_defaults_are_polite_and_safe() -> None:
    """A table with the three required keys has a delay of a second and no access to private networks."""
    site = parse_sites('[[site]]\nid = "a"\nname = "A"\nurl = "https://A.be"\n')[0]
    assert (1.0, False, ("a.be",), "https://a.be/") == (site.delay, site.allow_private, site.hosts, site.url)


HEAD = '[[site]]\nid = "a"\nname = "A"\nurl = "https://a.be"\n'


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", ()),
        ("render = false", ()),
        ("render = true", ("/",)),
        ('render = ["/agenda", "*?kaart"]', ("/agenda", "*?kaart")),
    ],
)
def test_pages_to_render_are_none_all_or_some(line: str, expected: tuple[str, ...]) -> None:
    """However it is written, `render` is a tuple of path patterns."""
    assert expected == parse_sites(HEAD + line)[0].render


def test_a_site_can_limit_the_crawl() -> None:
    """Quiet hours, requests per day and the maximum loss of pages; "24:00" is the end of the day."""
    text = 'quiet_hours = ["07:30-09:00", "22:00-24:00"]\nmax_per_day = 2000\nmax_shrink = 1\n'
    site = parse_sites(HEAD + text)[0]
    hours = ((time(7, 30), time(9)), (time(22), time(0)))
    assert (hours, 2000, 1.0) == (site.quiet_hours, site.max_per_day, site.max_shrink)


def test_the_crawl_is_not_limited_by_default() -> None:
    """No quiet hours, no request limit, and a loss of up to three pages in ten is accepted."""
    site = parse_sites(HEAD)[0]
    assert ((), None, 0.3) == (site.quiet_hours, site.max_per_day, site.max_shrink)


@pytest.mark.parametrize(
    "line",
    [
        'render = "ja"',
        "render = 1",
        'render = ["agenda"]',
        'quiet_hours = "22:00-06:00"',
        'quiet_hours = ["22-6"]',
        'quiet_hours = ["24:00-06:00"]',
        'quiet_hours = ["06:00-06:00"]',
        'quiet_hours = ["06:00-12:00", "12:00-06:00"]',
        "max_per_day = 0",
        "max_shrink = 0",
        "max_shrink = 1.1",
    ],
)
def test_invalid_values_are_mistakes(line: str) -> None:
    """Each is reported on its line, with what to use instead."""
    with pytest.raises(SitesError, match=r":5: .* is not valid; use ") as caught:
        parse_sites(HEAD + line)
    assert 1 == len(caught.value.mistakes)


def test_all_mistakes_are_reported_at_once_with_their_lines() -> None:
    """One run is enough to correct the file."""
    text = """titel = "x"
[[site]]
id = "Kortrijk!"
name = "Kortrijk"
url = "https://www.kortrijk.be/"
postcodes = [8500]

[[site]]
id = "kuurne"
url = "kuurne"
kleur = "blauw"

[[site]]
id = "menen"
name = "Menen"
url = "https://www.menen.be/"

[[site]]
id = "menen"
name = "Lauwe"
url = "https://www.menen.be/lauwe"
"""
    with pytest.raises(SitesError) as caught:
        parse_sites(text, "sites.toml")
    assert [1, 3, 6, 8, 10, 11, 19, 21] == [mistake.line for mistake in caught.value.mistakes]
    assert 'sites.toml:11: unknown key "kleur"' in str(caught.value)


def test_broken_toml_names_the_line() -> None:
    """A syntax error is one mistake, on its line."""
    with pytest.raises(SitesError) as caught:
        parse_sites('[[site]]\nid = "a\n', "s.toml")
    assert [2] == [mistake.line for mistake in caught.value.mistakes]


def test_an_empty_registry_says_what_to_add() -> None:
    """No site at all is a mistake too."""
    with pytest.raises(SitesError) as caught:
        parse_sites("", "s.toml")
    assert (Mistake(1, "contains no site; add a [[site]] table with id, name and url"),) == caught.value.mistakes


def test_a_missing_file_says_how_to_name_one(tmp_path: Path) -> None:
    """The message mentions --sites."""
    with pytest.raises(SitesError, match="--sites"):
        load_sites(tmp_path / "none.toml")

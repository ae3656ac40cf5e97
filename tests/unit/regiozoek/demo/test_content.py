"""The content of the miniature region: size, completeness, local facts, and reproducibility."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from pathlib import Path
from statistics import median

import pytest
from bs4 import BeautifulSoup

from regiozoek.demo.content import CONTENT_FOLDER, ContentError, content_files, read_content
from regiozoek.demo.pages import compile_template
from regiozoek.demo.planted_faults import PlantedFault, PlantedFaultError, apply_fault
from regiozoek.demo.resource import HTML_TYPE, text_resource
from regiozoek.demo.site import DemoSite
from regiozoek.demo.towns import sites_toml, towns

TODAY = datetime.now(UTC).date()
SITES = {town.id: DemoSite(town, f"http://127.0.3.{number}:8100", TODAY) for number, town in enumerate(towns(), 1)}
FILES = sorted(CONTENT_FOLDER.glob("*/*/*.md")) + sorted(CONTENT_FOLDER.glob("towns/*/*/*.md"))


def main_text(site: DemoSite, key: str) -> str:
    """Return the visible text of a page's main element."""
    soup = BeautifulSoup(site.renderer.html(site.renderer.by_key[key]), "lxml")
    main = soup.select_one("main")
    assert main is not None
    return " ".join(main.get_text(" ").split())


def similarity(one: str, other: str) -> float:
    """Return the Jaccard similarity of the texts' word trigrams."""
    sets = [set(zip(words, words[1:], words[2:], strict=False)) for words in (one.split(), other.split())]
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def pairwise_similarities(key: str) -> list[float]:
    """Return the similarity of a subject's pages for each pair of sites that both have it."""
    texts = [main_text(site, key) for site in SITES.values() if key in site.renderer.by_key]
    return [similarity(one, other) for one, other in combinations(texts, 2)]


@pytest.mark.parametrize("town", SITES)
def test_a_site_has_forty_to_eighty_pages(town: str) -> None:
    """HTML pages with status 200."""
    found = SITES[town].resources.values()
    pages = [made for made in found if made.status == 200 and made.content_type.startswith("text/html")]
    assert 40 <= len(pages) <= 80


def test_sites_differ_in_their_set_of_pages() -> None:
    sets = [frozenset(site.renderer.by_key) for site in SITES.values()]
    assert len(sets) == len(set(sets))


def test_fifteen_shared_texts_are_nearly_identical_on_all_sites() -> None:
    shared = [source.key for source in content_files("kuurne") if source.meta.get("shared")]
    everywhere = [key for key in shared if all(key in site.renderer.by_key for site in SITES.values())]
    assert len(everywhere) == 15
    assert all(min(pairwise_similarities(key)) > 0.9 for key in everywhere)


@pytest.mark.parametrize("key", ["recyclagepark", "bibliotheek", "identiteitskaart", "restafval", "verhuizen"])
def test_local_texts_are_not_near_duplicates(key: str) -> None:
    """Pages of two sites about the same local service."""
    assert median(pairwise_similarities(key)) < 0.8


def test_local_facts_differ() -> None:
    """Each town has its own streets, telephone numbers and, mostly, opening hours."""
    parks = [town.facts["park"] for town in towns()]
    for fact in ("street", "phone", "email"):
        assert len({park[fact] for park in parks}) == 12
    assert len({str(park["hours"]) for park in parks}) >= 4


def test_content_pages_have_at_least_eighty_words() -> None:
    """Except the planted thin page."""
    short = {
        page.path
        for site in SITES.values()
        for page in site.pages
        if "lists" not in page.meta and page.key != "home" and len(main_text(site, page.key).split()) < 80
    }
    assert {"/digipunt"} == short


def test_no_two_pages_of_a_clean_site_are_near_duplicates() -> None:
    texts = [main_text(SITES["kuurne"], page.key) for page in SITES["kuurne"].pages]
    assert max(similarity(one, other) for one, other in combinations(texts, 2)) < 0.6


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(CONTENT_FOLDER)))
def test_front_matter_is_complete(file: Path) -> None:
    """Each content file has the fields of its type, with lengths that fit in a search result."""
    source = read_content(file)
    needed = {
        "product": {"theme"},
        "news": {"theme"},
        "event": {"in_days", "starts", "ends", "place", "price"},
        "job": {"closes_in"},
        "decision": {"organ", "number", "articles"},
    }
    assert needed.get(source.kind, set()) <= source.meta.keys()
    assert re.sub(r"\{.*?\}", "", source.meta["title"])
    assert 50 <= len(source.meta["description"]) <= 320


def test_rendered_titles_and_descriptions_fit() -> None:
    """They keep within the lengths on every site."""
    bad = [
        (town, page.path)
        for town, site in SITES.items()
        for page in site.pages
        if not 15 <= len(page.head_title) <= 65 or not 50 <= len(page.description) <= 320
    ]
    assert [] == bad


def test_every_content_file_is_used() -> None:
    used = {page.key for site in SITES.values() for page in site.pages}
    planted = {"toegankelijkheidsverklaring"}
    assert {file.stem for file in FILES} - planted <= used


def test_build_is_reproducible() -> None:
    """A site that is built twice has identical responses, PDF files included."""
    site = SITES["lendelede"]
    again = DemoSite(site.town, site.base, TODAY)
    assert {path: made.etag for path, made in site.resources.items()} == {
        path: made.etag for path, made in again.resources.items()
    }


def test_events_and_jobs_never_go_stale() -> None:
    """Events and closing dates are in the future and news in the past, whatever day the server starts."""
    for today in (TODAY, date(2031, 5, 4)):
        site = DemoSite(towns()[5], "http://127.0.3.6:8100", today)
        for page in site.pages:
            assert page.updated < today
            if page.kind == "event":
                assert today < site.renderer.dates(page)[0].date() < today + timedelta(days=90)
            if page.kind == "job":
                assert site.renderer.closes(page) > today + timedelta(days=14)


def test_french_pages_are_paired() -> None:
    """Spiere-Helkijn has at least twelve French pages, nearly all with a Dutch version."""
    site = SITES["spiere-helkijn"]
    french = [page for page in site.pages if page.lang == "fr"]
    unpaired = [page.key for page in french if page.meta.get("pair") not in site.renderer.by_key]
    assert len(french) >= 12
    assert ["ecoles-et-garde"] == unpaired


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("# Zonder kop\n", "between two \\+\\+\\+ lines"),
        ('+++\ntitle = "Open\n+++\n', "not valid TOML"),
        ('+++\ntitle = "Titel"\n+++\nTekst\n', "add description, updated to"),
    ],
)
def test_invalid_content_file_is_reported(tmp_path: Path, content: str, complaint: str) -> None:
    """The error names the file and the reason."""
    file = tmp_path / "kapot.md"
    file.write_text(content, "utf-8")
    with pytest.raises(ContentError, match=f"kapot.md: .*{complaint}"):
        read_content(file)


def test_planted_fault_that_matches_nothing_is_an_error() -> None:
    """A fault whose page has changed does not disappear silently."""
    made = text_resource(HTML_TYPE, lambda: "<p>iets</p>")
    apply_fault(made, PlantedFault("menen", "/x", edit=(("<h7>", ""),)), "http://127.0.3.8:1")
    with pytest.raises(PlantedFaultError, match="menen/x"):
        _ = made.body


def test_sites_file_has_a_table_for_each_town() -> None:
    """Only Spiere-Helkijn has a French part."""
    written = sites_toml({town.id: f"http://{town.id}/" for town in towns()})
    assert 12 == written.count("[[site]]") == written.count("allow_private = true")
    assert 1 == written.count('["nl", "fr"]')


def test_unknown_placeholder_is_an_error() -> None:
    with pytest.raises(Exception, match="onbekend"):
        compile_template("{{ onbekend }}").render()

"""Search over the miniature region: home town first, shared texts once, and French."""

import asyncio
import tomllib

import pytest

from regiozoek.commands import serve
from regiozoek.commands.demo import PreparedRegion
from regiozoek.demo.content import CONTENT_FOLDER
from search_api.query.search_request import SearchRequest
from search_api.records.response_models import SearchResult
from search_api.search.search import Searcher

TOWNS = ("anzegem", "kortrijk", "kuurne", "menen", "spiere-helkijn", "zwevegem")


def search_region(prepared_region: PreparedRegion, question: str, home: str | None = None) -> SearchResult:
    """Search the region."""

    async def run_search() -> SearchResult:
        async with Searcher.open(
            serve.api_config(prepared_region.settings, prepared_region.sites, prepared_region.engine)
        ) as searcher:
            return await searcher.search(SearchRequest(q=question, home=home))

    return asyncio.run(run_search())


@pytest.mark.parametrize("home", TOWNS)
@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("containerpark open zaterdag", "producten/recyclagepark"),
        ("recyclagepark", "producten/recyclagepark"),
        ("identiteitskaart aanvragen", "producten/identiteitskaart"),
        ("openingsuren bibliotheek", "producten/bibliotheek"),
        ("Hoe geef ik een adreswijziging door?", "producten/verhuizen"),
    ],
)
def test_page_of_the_home_town_is_first(prepared_region: PreparedRegion, home: str, question: str, path: str) -> None:
    """For everyday words, capitals and whole sentences."""
    first = search_region(prepared_region, question, home).hits[0]
    assert prepared_region.region.sites[home] + path == first.url


def test_shared_text_is_one_result_that_lists_its_copies(prepared_region: PreparedRegion) -> None:
    """A text on all twelve sites is shown once, in the home town's version."""
    shared = sorted(
        path for path in (CONTENT_FOLDER / "all/producten").glob("*.md") if "\nshared = true" in path.read_text()
    )
    title = tomllib.loads(shared[0].read_text().split("+++")[1])["title"]
    hits = [hit for hit in search_region(prepared_region, title, "menen").hits if hit.title == title]
    assert ["menen"] == [hit.site for hit in hits]
    assert set(prepared_region.region.sites) - {"menen"} == {copy.site for copy in hits[0].also_on}


def test_a_french_question_finds_french_pages(prepared_region: PreparedRegion) -> None:
    """Spiere-Helkijn has French pages too."""
    assert "fr" == search_region(prepared_region, "carte d'identité", "spiere-helkijn").hits[0].lang

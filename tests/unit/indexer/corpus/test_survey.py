"""The survey of all pages, with features cached from the one before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.extract.template_lines import line_digest
from crawler.records.page import Canonical, Link, Page, PageRegion
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from indexer.corpus import page_features as page_features_module
from indexer.corpus.page_features import extract_features
from indexer.corpus.shared_texts import ShingleHasher
from indexer.corpus.survey import Survey, survey_pages
from tests.unit.indexer.records import KUURNE, MENEN, page, save

SITES = (KUURNE, MENEN)
SHARED = (
    "In {name} breng je grofvuil naar het recyclagepark na een afspraak. Sorteer je afval thuis al in zakken, breng je "
    "identiteitskaart mee en betaal aan de ingang met de kaart. Asbest en gasflessen neem je apart mee in folie."
)


def shared_pages() -> list[Page]:
    """Return pages with everything that a survey uses: a shared text, links, canonicals, an error, a 404."""
    target = "https://www.kuurne.be/grofvuil"
    elsewhere = (Canonical(target, target, PageRegion.HEAD),)
    return [
        page("grofvuil", titles=("Grofvuil | Kuurne",), text=SHARED.format(name="Kuurne")),
        page("grofvuil", MENEN, titles=("Grofvuil | Menen",), text=SHARED.format(name="Menen")),
        page("lijst", links=(Link("/grofvuil", target, "  Grof   vuil "), Link("#", None, "Naar boven"))),
        page("kopie", text=SHARED.format(name="Kuurne") + " Nog iets.", canonicals=elsewhere),
        page("frans", lang="fr", text="Déchets encombrants au parc de recyclage"),
        page("leeg", text=""),
        page("weg", status=404),
    ]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PageStore]:
    """A store with these pages."""
    with PageStore.open(tmp_path / "pages.db") as opened:
        save(opened, *shared_pages())
        yield opened


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the pages whose features are extracted, in order."""
    addresses: list[str] = []

    def noting(page: Page, codes: ShingleHasher, home: str) -> page_features_module.PageFeatures:
        addresses.append(page.url)
        return extract_features(page, codes, home)

    monkeypatch.setattr(page_features_module, "extract_features", noting)
    return addresses


def look(store: PageStore, *sites: Site) -> Survey:
    """Survey sites, by default both."""
    return survey_pages(store, sites or SITES, lambda _: None)


def test_a_second_look_finds_the_same_and_reads_no_page(store: PageStore, read: list[str]) -> None:
    """The result is the same with cached features."""
    first = look(store)
    assert {"k", "m"} == {site[0] for cluster in first.clusters.values() for site in cluster.sites}
    assert ("Grof vuil",) == first.anchors["https://www.kuurne.be/grofvuil"]
    assert 6 == len(read)
    read.clear()
    assert (first, []) == (look(store), read)


def test_a_page_that_changed_is_read_again(store: PageStore, read: list[str]) -> None:
    """Only that page is read; the result is that of a store without the old page."""
    look(store)
    read.clear()
    other = page("grofvuil", MENEN, titles=("Grofvuil | Menen",), text="Menen haalt grofvuil zelf op.")
    save(store, other)
    assert ({}, ["https://www.menen.be/grofvuil"]) == (look(store).clusters, read)


def test_what_the_site_repeats_is_part_of_the_key(store: PageStore, read: list[str]) -> None:
    """A new template line is removed from every text of that site."""
    look(store)
    read.clear()
    store.save_template_lines(KUURNE.id, frozenset({line_digest("Nog iets.")}))
    look(store)
    assert {KUURNE.id} == {url.split(".")[1] for url in read}
    assert read


def test_another_town_in_the_region_is_part_of_the_key(store: PageStore, read: list[str]) -> None:
    """Names of towns are placeholders in shingles, so a new town changes those of all pages."""
    look(store)
    read.clear()
    look(store, *SITES, replace(KUURNE, id="deerlijk", name="Deerlijk"))
    assert 6 == len(read)


def test_a_page_that_fails_for_now_is_surveyed_as_it_was(store: PageStore) -> None:
    """Its last successful response counts, as it does for citizens."""
    before = look(store)
    save(store, page("grofvuil", MENEN, status=503, text=""))
    assert before == look(store)

"""The API over a small indexed region, created once per session."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawler.records.page import Crumb, Heading
from crawler.store.page_store import PageStore
from indexer.meilisearch.client import EngineIndexes
from indexer.meilisearch.engine.state import Engine
from indexer.meilisearch.side_indexes import lexicon_index_name, places_index_name
from indexer.sync import sync
from search_api.app import create_app
from search_api.records.config import ApiConfig
from tests.integration.api_client import ApiClient, serve_app
from tests.unit.indexer.records import KUURNE, MENEN, page

SITES = (KUURNE, MENEN)
WEBMASTER_SECRET = "geheim van de streek"
SHARED_TEXT = (
    "In {0} breng je grofvuil naar het recyclagepark na een afspraak. Sorteer je afval thuis al in zakken, breng je "
    "identiteitskaart mee en betaal aan de ingang met de kaart. Asbest en gasflessen neem je apart mee in folie."
)
LEISURE = (
    Crumb("Startpagina", "https://www.example.be/"),
    Crumb("Vrije tijd & sport", "https://www.example.be/vrije-tijd"),
)
STREET_COUNT = 25
FAIR_AGE = timedelta(days=3)
"""Age of the news item about the fair, so that it is always from this week."""


@pytest.fixture(scope="session")
def api_config(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiConfig]:
    """Two indexed towns with a shared text, a pool, news (some of this week) and 25 streets each, and a mill in one."""
    folder = tmp_path_factory.mktemp("api")
    name = f"api_{secrets.token_hex(4)}"
    with PageStore.open(folder / "pages.db") as store:
        run = store.begin_run([site.id for site in SITES])
        for site in SITES:
            pages = [
                page("producten/recyclagepark", site, titles=("Recyclagepark",), text=SHARED_TEXT.format(site.name)),
                page(
                    f"zwembad-{site.id}",
                    site,
                    titles=(f"Zwembad {site.name}",),
                    text="Zwemmen <b>&</b> duiken.",
                    breadcrumb=LEISURE,
                ),
                page(
                    "nieuws/brug",
                    site,
                    titles=("De brug is open",),
                    text=f"De nieuwe brug in {site.name} is klaar.",
                    published=datetime(2026, 3, 1 if site is KUURNE else 2, tzinfo=UTC),
                ),
                page(
                    "nieuws/kermis",
                    site,
                    titles=("Kermis",),
                    text=f"De kermis van {site.name} is geopend met een optocht.",
                    published=datetime.now(UTC) - FAIR_AGE,
                ),
            ]
            if site is KUURNE:
                pages.append(
                    page("molen", titles=("De molen",), text="De molen draait elke tweede zondag van de maand.")
                )
            pages += [
                page(
                    f"straten/{number}",
                    site,
                    titles=(f"Wegenwerken {number}",),
                    headings=(Heading(2, "Hinder"),),
                    text=f"Er zijn wegenwerken in straat {number} van {site.name}.",
                )
                for number in range(STREET_COUNT)
            ]
            for each in pages:
                store.save_page(run, each, b"")
            store.finish_site(site.id, run)
        store.finish_run(run)
        sync(store, SITES, engine, index=name, ranking=folder / "ranking")
    reports = folder / "reports"
    (reports / "kuurne" / "deel").mkdir(parents=True)
    (reports / "index.html").write_text("<h1>Streek</h1>")
    (reports / "index.fr.html").write_text("<h1>Région</h1>", encoding="utf-8")
    (reports / "region.json").write_text("{}")
    (reports / "kuurne" / "index.html").write_text("<h1>Kuurne</h1>")
    (reports / "kuurne" / "deel" / "gegevens.json").write_text("{}")
    (folder / "geheim.txt").write_text("geheim")
    yield ApiConfig(
        engine_url=engine.url,
        engine_key=engine.key,
        sites=SITES,
        index=name,
        ranking=folder / "ranking",
        reports=reports,
        webmaster_secret=WEBMASTER_SECRET,
    )
    indexes = EngineIndexes(engine)
    indexes.drop(name)
    indexes.drop(lexicon_index_name(name))
    indexes.drop(places_index_name(name))
    indexes.wait()


@pytest.fixture(scope="session")
def client(api_config: ApiConfig) -> Iterator[ApiClient]:
    """An HTTP client of the API."""
    with serve_app(create_app(api_config)) as api_client:
        yield api_client


def search_json(client: ApiClient, **parameters: Any) -> dict[str, Any]:
    """Return the JSON response of a search."""
    response = client.get("/api/search", params=parameters)
    assert response.status == 200, response.text
    result: dict[str, Any] = response.json()
    return result


def hit_urls(result: dict[str, Any]) -> list[str]:
    """Return the URLs of the hits."""
    return [hit["url"] for hit in result["hits"]]

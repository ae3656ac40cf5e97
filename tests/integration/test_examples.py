"""The files in examples/ work as documented."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import httpx

from crawler.crawl import crawl_sites
from crawler.registry.site_parser import parse_sites
from crawler.store.page_store import PageStore
from examples.custom_rule import violations
from examples.search_client import search
from tests.servers.pages import PageServer, site_for

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def test_the_registry_entry_of_a_thirteenth_site_crawls_it(page_server: PageServer, tmp_path: Path) -> None:
    page_server.add_response("/", '<title>Wielsbeke</title><a href="/afval">Afval</a> <a href="/zoeken?q=x">Zoeken</a>')
    page_server.add_response("/afval", "<title>Afval</title>")
    (listed,) = parse_sites((EXAMPLES / "thirteenth_site" / "sites.toml").read_text())
    local = site_for(page_server)
    site = dataclasses.replace(listed, url=local.url, hosts=local.hosts, allow_private=True, delay=0.0)
    (summary,) = crawl_sites([site], tmp_path / "pages.db").sites
    assert ("wielsbeke", 2, None) == (summary.site, summary.pages, summary.problem)
    assert "/zoeken?q=x" not in page_server.requested_paths()


def test_the_search_client_prints_cards_and_results(search_url: str) -> None:
    with httpx.Client(base_url=search_url, timeout=10) as client:
        lines = search(client, "openingsuren bibliotheek", "kuurne")
    assert "openingsuren]" in lines[0]
    assert any("(Kuurne)" in line for line in lines)


def test_the_custom_rule_reports_a_page_that_says_u_and_je(page_server: PageServer, tmp_path: Path) -> None:
    formal = "Vraag uw identiteitskaart aan. U krijgt ze na twee weken. "
    informal = "Breng je oude kaart mee. Je betaalt aan het loket. "
    for path, text in (("/", formal * 5), ("/je", informal * 5), ("/beide", (formal + informal) * 5)):
        links = "".join(f'<a href="{other}">verder</a>' for other in ("/je", "/beide"))
        page_server.add_response(path, f'<html lang="nl"><title>Kaart</title><nav>{links}</nav><main><p>{text}</main>')
    site = site_for(page_server)
    crawl_sites([site], tmp_path / "pages.db")
    with PageStore.open(tmp_path / "pages.db") as store:
        assert [(f"{page_server.url}/beide", "10 × u, 10 × je")] == list(violations(store, (site,)))

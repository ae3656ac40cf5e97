"""Council decisions in RDFa, from a crawl to search results."""

from __future__ import annotations

from pathlib import Path

from crawler.crawl import crawl_sites
from crawler.store.page_store import PageStore
from indexer.corpus.document_builder import explain_page
from indexer.records.document import Document, DocumentType
from tests.servers.pages import PageServer, site_for


def test_crawled_decisions_have_their_own_titles(page_server: PageServer, shared: Path, tmp_path: Path) -> None:
    """The published examples, served as pages of a site on which every page has the same title."""
    examples = sorted((shared / "data/besluiten").glob("example-0[0-9].html"))
    links = "".join(f'<li><a href="/besluiten/{path.stem}">{path.stem}</a></li>' for path in examples)
    page_server.add_response("/", f"<html lang=nl><title>Raadpleegomgeving</title><body><ul>{links}</ul></body></html>")
    for path in examples:
        body = f"<html lang=nl><title>Raadpleegomgeving</title><body><main>{path.read_text()}</main></body></html>"
        page_server.add_response(f"/besluiten/{path.stem}", body)
    site, where = site_for(page_server), tmp_path / "pages.db"
    crawl_sites([site], where, log_file=tmp_path / "crawl.log")
    with PageStore.open(where) as store:
        pages = [page for page in store.current_pages(site.id) if "/besluiten/" in page.url]
        found = [explain_page(page, site, store) for page in pages]
    documents = [each for each in found if isinstance(each, Document)]
    assert {DocumentType.DECISION} == {each.type for each in documents}
    titles = {each.url.rpartition("-")[2]: each.title for each in documents}
    assert "Goedkeuring dienstverlening: Terrasvergunning - Inname openbaar domein" == titles["06"]
    assert titles["09"].startswith(
        "2023_CBS_02161 - Collegebeslissing betreffende de wijziging van het arbeidsreglement"
    )
    assert "Raadpleegomgeving" not in titles.values()

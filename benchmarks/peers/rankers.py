"""Rankers to compare with ours: the default ranking of Meilisearch, and BM25 in tantivy with Dutch stems."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import meilisearch

from indexer.meilisearch.engine.state import Engine

RankFunction = Callable[[str], list[str]]
"""Returns the URLs of the ten best results of a query."""

MAX_RESULTS = 10


@dataclass(frozen=True, slots=True)
class PeerDocument:
    """One page as the peers index it, with the same texts as in our index."""

    id: str
    url: str
    title: str
    headings: str
    body: str


@contextlib.contextmanager
def meilisearch_default(engine: Engine, documents: Sequence[PeerDocument]) -> Iterator[RankFunction]:
    """Index the pages with the default settings of Meilisearch: title, headings and body, in this order."""
    client = meilisearch.Client(engine.url, engine.key, custom_headers={"Accept-Encoding": "identity"})
    name = f"peer_{secrets.token_hex(4)}"
    index = client.index(name)
    records = [{"id": t.id, "title": t.title, "headings": t.headings, "body": t.body, "url": t.url} for t in documents]
    client.create_index(name, {"primaryKey": "id"})
    index.update_searchable_attributes(["title", "headings", "body"])
    task = index.add_documents(records)
    client.wait_for_task(task.task_uid, timeout_in_ms=600_000, interval_in_ms=200)
    try:
        yield lambda query: [hit["url"] for hit in index.search(query, {"limit": MAX_RESULTS})["hits"]]
    finally:
        client.wait_for_task(index.delete().task_uid)


@contextlib.contextmanager
def tantivy_dutch(documents: Sequence[PeerDocument]) -> Iterator[RankFunction]:
    """Index the pages with tantivy: Dutch stemmer and stop words, title ×3, headings ×2, body ×1.

    Raises:
        ImportError: tantivy is not installed.
    """
    import tantivy

    analyser = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stopword("dutch"))
        .filter(tantivy.Filter.stemmer("dutch"))
        .build()
    )
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("url", stored=True, tokenizer_name="raw")
    for name in ("title", "headings", "body"):
        builder.add_text_field(name, tokenizer_name="nl")
    index = tantivy.Index(builder.build())
    index.register_tokenizer("nl", analyser)
    writer = index.writer()
    for text in documents:
        writer.add_document(tantivy.Document(url=text.url, title=text.title, headings=text.headings, body=text.body))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def rank(query: str) -> list[str]:
        parsed, _ = index.parse_query_lenient(
            query, ["title", "headings", "body"], field_boosts={"title": 3.0, "headings": 2.0}
        )
        return [searcher.doc(address)["url"][0] for _, address in searcher.search(parsed, MAX_RESULTS).hits]

    yield rank

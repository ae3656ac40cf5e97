"""What our ranking is compared with: Meilisearch as it comes out of the box, and tantivy's BM25 with Dutch stems."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import meilisearch

from indexer.meilisearch.engine.state import Engine

RankFunction = Callable[[str], list[str]]
"""Returns the addresses of the ten best results of a query."""

MAX_RESULTS = 10


@dataclass(frozen=True, slots=True)
class PeerDocument:
    """One page as the peers get it: the same texts that ours is made of."""

    id: str
    url: str
    title: str
    headings: str
    body: str


@contextlib.contextmanager
def meilisearch_default(engine: Engine, texts: Sequence[PeerDocument]) -> Iterator[RankFunction]:
    """Index the texts with the engine's defaults: title, headings and body, in this order."""
    client = meilisearch.Client(engine.url, engine.key, custom_headers={"Accept-Encoding": "identity"})
    name = f"peer_{secrets.token_hex(4)}"
    index = client.index(name)
    records = [{"id": t.id, "title": t.title, "headings": t.headings, "body": t.body, "url": t.url} for t in texts]
    client.create_index(name, {"primaryKey": "id"})
    index.update_searchable_attributes(["title", "headings", "body"])
    task = index.add_documents(records)
    client.wait_for_task(task.task_uid, timeout_in_ms=600_000, interval_in_ms=200)
    try:
        yield lambda query: [hit["url"] for hit in index.search(query, {"limit": MAX_RESULTS})["hits"]]
    finally:
        client.wait_for_task(index.delete().task_uid)


@contextlib.contextmanager
def tantivy_dutch(texts: Sequence[PeerDocument]) -> Iterator[RankFunction]:
    """Index the texts with tantivy: Dutch stemmer and stop words, title ×3 and headings ×2 beside the body.

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
    for text in texts:
        writer.add_document(tantivy.Document(url=text.url, title=text.title, headings=text.headings, body=text.body))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(query: str) -> list[str]:
        asked, _ = index.parse_query_lenient(
            query, ["title", "headings", "body"], field_boosts={"title": 3.0, "headings": 2.0}
        )
        return [searcher.doc(address)["url"][0] for _, address in searcher.search(asked, MAX_RESULTS).hits]

    yield ask

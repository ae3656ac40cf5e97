"""A synthetic index of 50,000 documents, composed of paragraphs of 3,731 real Dutch pages.

Each document has the title of a real page and paragraphs of other pages, about 2 kB in all. The sentences are real, and
each word occurs in many documents, as in a region of that size. The random generator is seeded, so that every run has
the same documents.
"""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator

from msgspec.structs import replace

from benchmarks.indexed_region import IndexedRegion, indexed_real_region
from crawler.store.page_store import PageStore
from indexer.corpus.document_builder import analysed_fields, build_document
from indexer.corpus.survey import survey_pages
from indexer.language.compounds import Lexicon
from indexer.meilisearch.client import EngineIndexes
from indexer.meilisearch.document_batcher import DocumentBatcher
from indexer.meilisearch.index_settings import index_settings
from indexer.meilisearch.side_indexes import store_lexicon
from indexer.ranking import storage
from indexer.ranking.build import RankingModelBuilder
from indexer.records.document import Document, SkippedPage, document_id, encode_document, with_hash

DOCUMENT_COUNT = 50_000

MIN_BODY_LENGTH = 1_800
"""Minimum length of the text of a document, in characters."""

RANDOM_SEED = 50


@contextlib.contextmanager
def indexed_large_region(documents: int = DOCUMENT_COUNT) -> Iterator[IndexedRegion]:
    """Yield a region whose index contains that many documents, with the ranking model of these documents.

    Raises:
        RegionMissingError: nginx or the corpus is not installed.
    """
    with indexed_real_region() as region:
        originals, lexicon = _originals(region)
        settings = region.settings
        indexes = EngineIndexes(region.engine)
        indexes.drop(settings.index)
        indexes.create(settings.index)
        indexes.update_settings(settings.index, index_settings(lexicon))
        store_lexicon(indexes, settings.index, lexicon)
        batcher, builder = DocumentBatcher(indexes, settings.index), RankingModelBuilder()
        for document in synthetic_documents(originals, lexicon, documents):
            batcher.add(encode_document(document))
            builder.add(document)
        batcher.flush()
        storage.save_model(builder.model(), settings.ranking)
        indexes.wait()
        yield region


def _originals(region: IndexedRegion) -> tuple[list[Document], Lexicon]:
    with PageStore.open(region.settings.store) as store:
        survey = survey_pages(store, region.sites, lambda _: None)
        converted = [
            build_document(page, site, survey.statistics[site.id], lexicon=survey.lexicon)
            for site in region.sites
            for page in store.current_pages(site.id)
        ]
    return [document for document in converted if not isinstance(document, SkippedPage)], survey.lexicon


def synthetic_documents(originals: list[Document], lexicon: Lexicon, number: int) -> Iterator[Document]:
    """Yield `number` synthetic documents; the docstring of this module describes them."""
    generator = random.Random(RANDOM_SEED)  # noqa: S311 -- a fixed seed makes runs comparable
    paragraphs = [line for document in originals for line in document.body.split("\n") if len(line) > 80]
    for position in range(number):
        original = generator.choice(originals)
        body = ""
        while len(body) < MIN_BODY_LENGTH:
            body += generator.choice(paragraphs) + "\n"
        url = f"{original.url}?{position}"
        identity = document_id(url)
        yield with_hash(
            replace(
                original,
                id=identity,
                url=url,
                cluster=identity,
                sites=(original.site,),
                copies=(),
                body=body,
                headings=original.headings[:3],
                **analysed_fields(
                    original.lang,
                    lexicon,
                    title=original.title,
                    called="",
                    heading="\n".join(original.headings[:3]),
                    body=body,
                ),
            )
        )

"""Benchmark of relevance on two judgement sets, against the default ranking of Meilisearch and a Dutch BM25.

`libreoffice` has 2,262 real Dutch queries for eight real sites, `municipal` 290 queries of citizens for the miniature
region (`judged/municipal`). A third of each set, chosen by a checksum of the query id, is held out: it was never used
for tuning. The metrics are nDCG@10, MRR@10 and recall@10; `municipal` also has recall@3 of the relevant pages, and the
number of required pairs that fail.

    python -m benchmarks.relevance [--json] [--only libreoffice|municipal] [--ours]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from statistics import fmean
from typing import Any

from benchmarks.indexed_region import IndexedRegion, indexed_real_region
from benchmarks.peers.rankers import PeerDocument, RankFunction, meilisearch_default, tantivy_dutch
from benchmarks.real_region import RegionMissingError
from crawler.store.page_store import PageStore
from indexer.corpus.document_builder import build_document
from indexer.corpus.survey import survey_pages
from indexer.records.document import SkippedPage
from regiozoek.commands.demo import prepared_region
from regiozoek.commands.serve import api_config
from regiozoek.demo.judgement_set import MIN_RELEVANT_GRADE, MunicipalSet, is_held_out, municipal_set
from regiozoek.settings import load_settings
from search_api.evaluation.evaluate import JudgedQuery, Judgements, read_qrels, read_queries
from search_api.evaluation.metrics import ndcg, recall, reciprocal_rank
from search_api.query.search_request import SearchRequest
from search_api.search.search import Searcher

LIBREOFFICE_FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "relevance" / "libreoffice-help-nl"
MUNICIPAL_FOLDER = Path(__file__).with_name("judged") / "municipal"

Rankings = Mapping[str, list[str]]
"""Query id → URLs of its results, best first."""


def relevance_figures(queries: tuple[JudgedQuery, ...], judgements: Judgements, rankings: Rankings) -> dict[str, Any]:
    """Return the metrics of all queries, of each group, and of the held-out third and the rest."""
    parts: dict[str, list[JudgedQuery]] = {"overall": [], "held_out": [], "the_rest": []}
    for query in queries:
        if query.id in judgements:
            for part in ("overall", "held_out" if is_held_out(query.id) else "the_rest", query.group):
                parts.setdefault(part or "overall", []).append(query)
    return {
        part: {
            "ndcg@10": _mean(ndcg, listed, judgements, rankings),
            "mrr@10": _mean(reciprocal_rank, listed, judgements, rankings),
            "recall@10": _mean(recall, listed, judgements, rankings),
            "queries": len(listed),
        }
        for part, listed in parts.items()
        if listed
    }


def _mean(
    measure: Callable[[list[str], dict[str, int]], float],
    queries: list[JudgedQuery],
    judgements: Judgements,
    rankings: Rankings,
) -> float:
    return round(fmean(measure(rankings[query.id], judgements[query.id]) for query in queries), 4)


def recall_at_3(municipal: MunicipalSet, rankings: Rankings) -> float:
    """Return the share of the relevant pages, at most three per query, that are among the first three results."""
    shares = []
    for query in municipal.queries:
        relevant = {url for url, grade in municipal.judgements[query.id].items() if grade >= MIN_RELEVANT_GRADE}
        shares.append(len(relevant & set(rankings[query.id][:3])) / min(3, len(relevant)))
    return round(fmean(shares), 4)


def failed_pairs(municipal: MunicipalSet, rankings: Rankings) -> list[str]:
    """Return the required pairs whose page is not among the first three results, as "query page"."""
    return [f"{pair.query} {pair.url}" for pair in municipal.pairs if pair.url not in rankings[pair.query][:3]]


def rank_with_search(region: IndexedRegion, queries: tuple[JudgedQuery, ...], homes: Mapping[str, str]) -> Rankings:
    """Rank the queries with the search code of the API."""

    async def run() -> Rankings:
        async with Searcher.open(api_config(region.settings, region.sites, region.engine)) as searcher:
            return {
                query.id: [hit.url for hit in (await searcher.search(_request(query, homes))).hits] for query in queries
            }

    return asyncio.run(run())


def _request(query: JudgedQuery, homes: Mapping[str, str]) -> SearchRequest:
    return SearchRequest(q=query.text, home=homes.get(query.id))


def peer_documents(region: IndexedRegion) -> list[PeerDocument]:
    """Return the pages of our index in the form that the peers get."""
    documents = []
    with PageStore.open(region.settings.store) as store:
        survey = survey_pages(store, region.sites, lambda _: None)
        for site in region.sites:
            for page in store.current_pages(site.id):
                document = build_document(page, site, survey.statistics[site.id])
                if not isinstance(document, SkippedPage):
                    body = f"{page.description}\n{page.text}"
                    documents.append(
                        PeerDocument(document.id, page.url, document.title, "\n".join(document.headings), body)
                    )
    return documents


@contextlib.contextmanager
def peer_rankers(region: IndexedRegion) -> Iterator[dict[str, RankFunction]]:
    """Yield the peers, filled with the same pages; one that is not installed is left out with a message."""
    documents = peer_documents(region)
    with contextlib.ExitStack() as stack:
        rankers = {"meilisearch_default": stack.enter_context(meilisearch_default(region.engine, documents))}
        try:
            rankers["tantivy_dutch"] = stack.enter_context(tantivy_dutch(documents))
        except ImportError:
            print("tantivy is not installed, so it was not measured (pip install tantivy)", file=sys.stderr)
        yield rankers


def compare_rankers(
    region: IndexedRegion,
    queries: tuple[JudgedQuery, ...],
    judgements: Judgements,
    homes: Mapping[str, str],
    *,
    alone: bool,
    more: Callable[[Rankings], dict[str, Any]] = lambda _: {},
) -> dict[str, Any]:
    """Return the figures of our ranking and, unless `alone`, of the peers, which do not use the home site."""
    rankings = rank_with_search(region, queries, homes)
    figures = {"ours": relevance_figures(queries, judgements, rankings) | more(rankings)}
    if not alone:
        with peer_rankers(region) as others:
            for name, rank in others.items():
                rankings = {query.id: rank(query.text) for query in queries}
                figures[name] = relevance_figures(queries, judgements, rankings) | more(rankings)
    return figures


def measure_libreoffice(*, alone: bool) -> dict[str, Any]:
    """Return the figures of the LibreOffice set, on the real sites."""
    queries = read_queries(LIBREOFFICE_FOLDER / "queries.tsv")
    with indexed_real_region() as region:
        judgements = read_qrels(LIBREOFFICE_FOLDER / "qrels.tsv", region.homes["libreoffice"])
        return compare_rankers(region, queries, judgements, {}, alone=alone)


def measure_municipal(*, alone: bool) -> dict[str, Any]:
    """Return the figures of the municipal set, on the miniature region."""
    with (
        tempfile.TemporaryDirectory(prefix="municipal-") as name,
        prepared_region(load_settings(data=Path(name))) as prepared,
    ):
        homes = {site.id: site.url for site in prepared.sites}
        region = IndexedRegion(prepared.settings, prepared.sites, prepared.engine, homes)
        judged = municipal_set(MUNICIPAL_FOLDER, homes)

        def more(rankings: Rankings) -> dict[str, Any]:
            lost = failed_pairs(judged, rankings)
            return {"recall@3": recall_at_3(judged, rankings), "pairs_lost": len(lost), "pairs": len(judged.pairs)}

        return compare_rankers(region, judged.queries, judged.judgements, judged.homes, alone=alone, more=more)


JUDGEMENT_SETS = {"libreoffice": measure_libreoffice, "municipal": measure_municipal}


def print_figures(results: dict[str, Any]) -> None:
    """Print the figures as a table."""
    for name, systems in results.items():
        print(f"\n{name:22}{'nDCG@10':>10}{'MRR@10':>10}{'recall@10':>11}{'queries':>9}")
        for system, measures in systems.items():
            for part, values in measures.items():
                if isinstance(values, dict):
                    row = "".join(f"{values[key]:>10.4f}" for key in ("ndcg@10", "mrr@10", "recall@10"))
                    print(f"{system + ' ' + part:34}{row}{values['queries']:>9}")
                else:
                    print(f"{system + ' ' + part:34}{values:>10}")


def main() -> int:
    """Run the benchmark and print its figures; return 2 when the corpus is missing."""
    parser = argparse.ArgumentParser(description="Measure the relevance of the search results.")
    parser.add_argument("--json", action="store_true", help="print one JSON record")
    parser.add_argument("--only", choices=JUDGEMENT_SETS, help="measure only this judgement set")
    parser.add_argument("--ours", action="store_true", help="do not measure the peers")
    arguments = parser.parse_args()
    try:
        results = {
            name: measure(alone=arguments.ours)
            for name, measure in JUDGEMENT_SETS.items()
            if arguments.only in {None, name}
        }
    except RegionMissingError as error:
        print(error, file=sys.stderr)
        return 2
    if arguments.json:
        print(json.dumps(results))
    else:
        print_figures(results)
    return 0


if __name__ == "__main__":
    sys.exit(main())

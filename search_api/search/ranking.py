"""Ranking of the top results: text scores of the ranking model, combined with town, document type, language and age.

All relevance factors other than the text scores are defined here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from indexer.language.analysis import REGION_LANGUAGE
from indexer.ranking.model import DOCUMENT_TYPES, NAME_SIMILARITY_WEIGHT, NO_DATE, RankingModel
from indexer.ranking.postings import FloatArray
from indexer.records.document import DocumentType
from search_api.query.query_understanding import FRENCH, ParsedQuery
from search_api.query.search_request import SECONDS_PER_HOUR, SearchRequest, period_bounds
from search_api.records.facets import FACETS, Facet

MAX_RANKED = 100
"""Maximum results ranked by the model; the engine's own order follows."""

FIRST_CANDIDATES = 2 * MAX_RANKED
"""Candidates sorted at first. A query matches some 2,100 of 50,000 documents; the first 200 nearly always suffice."""

MIN_RELATIVE_SCORE = 0.3
"""Minimum score as a share of the top score; on the judged queries nothing relevant scores below it."""

MIN_NAME_SIMILARITY = 0.35
"""Minimum similarity of names (cosine) for a page that contains none of the words."""

HOME_BOOST, NAMED_TOWN_BOOST = 1.6, 1.8
"""Score factors of results from the user's town, and from a town that the query names."""

SAME_TITLE_ELSEWHERE_FACTOR = 0.7
"""Score factor of a page of another town with the same title as a result from the user's town."""

OTHER_LANGUAGE_FACTOR = 0.6
"""Score factor of a page in another language than the query."""

OTHER_LANGUAGE = {REGION_LANGUAGE: FRENCH, FRENCH: REGION_LANGUAGE}

SEMANTIC_WEIGHT = 0.5
"""Weight of the semantic similarity by an external embedder; chosen without measurement, for lack of a model."""

TYPE_FACTORS: Mapping[DocumentType, float] = {
    DocumentType.DOCUMENT: 0.75,
    DocumentType.DECISION: 0.75,
    DocumentType.JOB: 0.9,
}
"""Score factors by document type. GOV.UK search uses 0.75 for PDF; people who look for decisions or jobs say so."""

PAST_EVENT_FACTOR = 0.5
"""Score factor of an event that has ended."""

SECONDS_PER_DAY = 86_400
FRESH_NEWS_FACTOR, OLD_NEWS_FACTOR, NEWS_HALF_LIFE = 1.1, 0.6, 120 * SECONDS_PER_DAY
"""Score factors of news when fresh and when old, and the half-life in seconds; other types do not age."""


class Ranker:
    """Ranks the documents of one ranking model; query-independent factors are computed once."""

    def __init__(self, model: RankingModel) -> None:
        self.model = model
        self._own: dict[str, tuple[NDArray[np.bool_], NDArray[np.bool_]]] = {}
        self._numbers: dict[str, int] = {}
        self._hour = -1
        self._worths: dict[str | None, FloatArray] = {}

    def top_documents(
        self, parsed: ParsedQuery, request: SearchRequest, now: float, similarities: Mapping[str, float] | None = None
    ) -> NDArray[np.intp]:
        """Return the numbers of the top documents within the filters, at most `MAX_RANKED`, one per cluster.

        `similarities` maps the ids of semantically similar documents to a value from 0 to 1, with an embedder.
        """
        words = self.model.score_words(parsed.term_groups)
        scores = self.model.name_similarity(parsed.words)
        allowed = (words > 0) | (scores >= MIN_NAME_SIMILARITY)
        similar_numbers = self._numbered(similarities) if similarities else {}
        allowed[list(similar_numbers)] = True
        for passing in self._filters(parsed, request):
            allowed &= passing
            words *= passing
        scores *= np.float32(NAME_SIMILARITY_WEIGHT)
        if top := float(words.max(initial=0)):
            words /= np.float32(top)
            scores += words
        for number, similarity in similar_numbers.items():
            scores[number] += np.float32(SEMANTIC_WEIGHT * similarity)
        scores *= allowed
        scores *= self._lasting_worth(now, OTHER_LANGUAGE.get(parsed.lang or ""))
        if parsed.home in self.model.arrays.sites:
            own, _ = self._of(parsed.home)
            namesakes = np.isin(self.model.arrays.title, self.model.arrays.title[own & (scores > 0)]) & ~own
            scores[namesakes] *= np.float32(SAME_TITLE_ELSEWHERE_FACTOR)
            scores[own] *= np.float32(NAMED_TOWN_BOOST if parsed.names_town else HOME_BOOST)
        return self._distinct(scores)

    def document_numbers(self, ids: Iterable[str]) -> NDArray[np.intp]:
        """Return the document numbers of ids, in the same order, without ids that the model does not contain."""
        return np.array(list(self._numbered(dict.fromkeys(ids, 1.0))), np.intp)

    def _numbered(self, similarities: Mapping[str, float]) -> dict[int, float]:
        if not self._numbers:
            self._numbers = {name.decode(): number for number, name in enumerate(self.model.arrays.ids)}
        return {self._numbers[name]: similarity for name, similarity in similarities.items() if name in self._numbers}

    def _distinct(self, scores: FloatArray) -> NDArray[np.intp]:
        """Return the documents with the highest scores above the minimum, the best one of each cluster."""
        highest = float(scores.max(initial=0))
        if not highest:
            return np.empty(0, np.intp)
        candidates = np.flatnonzero(scores >= MIN_RELATIVE_SCORE * highest)
        worth = scores[candidates]
        looked_at = FIRST_CANDIDATES
        while True:
            ordered = _highest(worth, looked_at)
            _, first = np.unique(self.model.arrays.cluster[candidates[ordered]], return_index=True)
            if len(first) >= MAX_RANKED or len(ordered) == len(candidates):
                return candidates[ordered[np.sort(first)][:MAX_RANKED]]
            looked_at *= 4

    def _filters(self, parsed: ParsedQuery, request: SearchRequest) -> Iterator[NDArray[np.bool_]]:
        """Yield which documents pass each filter; the same filters as `filter_conditions` sends to the engine."""
        facts = self.model.arrays
        for facet in FACETS:
            if chosen := getattr(request, facet.request_field):
                numbers, values = model_values(self.model, facet)
                yield np.isin(numbers, [values.index(value) for value in chosen if value in values])
        if request.since or request.until:
            first, last = period_bounds(request.since, request.until)
            dated = (
                (facts.kind != DOCUMENT_TYPES.index(DocumentType.EVENT)) & (facts.date >= first) & (facts.date <= last)
            )
            lasting = (facts.starts != NO_DATE) & (facts.starts <= last) & (facts.ends >= first)
            momentary = (facts.starts >= first) & (facts.starts <= last)
            yield (dated & (facts.date != NO_DATE)) | lasting | momentary
        elif parsed.home in facts.sites and not request.sites:
            _, elsewhere = self._of(parsed.home)
            yield ~elsewhere

    def _of(self, site: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return which documents belong to a site, and which are copies of its texts on other sites."""
        if site not in self._own:
            facts = self.model.arrays
            own = facts.site == facts.sites.index(site)
            self._own[site] = own, ~own & np.isin(facts.cluster, facts.cluster[own])
        return self._own[site]

    def _lasting_worth(self, now: float, other: str | None) -> FloatArray:
        """Return the query-independent score factor of each document, computed once an hour.

        `other` is the language to demote, or None.
        """
        hour = int(now // SECONDS_PER_HOUR)
        if self._hour != hour:
            self._hour, self._worths = hour, {}
        if other not in self._worths:
            self._worths[other] = _worth(self.model, now, other)
        return self._worths[other]


def _worth(model: RankingModel, now: float, other: str | None) -> FloatArray:
    facts = model.arrays
    worth = np.array([TYPE_FACTORS.get(kind, 1.0) for kind in DOCUMENT_TYPES], np.float32)[facts.kind]
    news = np.flatnonzero((facts.kind == DOCUMENT_TYPES.index(DocumentType.NEWS)) & (facts.date != NO_DATE))
    ages = np.maximum(now - facts.date[news], 0)
    worth[news] = OLD_NEWS_FACTOR + (FRESH_NEWS_FACTOR - OLD_NEWS_FACTOR) * 0.5 ** (ages / NEWS_HALF_LIFE)
    ends = np.where(facts.ends != NO_DATE, facts.ends, facts.starts + SECONDS_PER_DAY)
    worth[(facts.starts != NO_DATE) & (ends < now)] *= PAST_EVENT_FACTOR
    over = ~facts.web & (facts.ends != NO_DATE) & (facts.ends < now // SECONDS_PER_HOUR * SECONDS_PER_HOUR)
    worth[over] = 0  # see `filter_conditions`
    if other in facts.langs:
        worth[facts.lang == facts.langs.index(other)] *= OTHER_LANGUAGE_FACTOR
    return worth


def model_values(model: RankingModel, facet: Facet) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Return the value of a facet of each document, as a number, and the values that the numbers stand for."""
    values = {"site": model.arrays.sites, "kind": DOCUMENT_TYPES, "lang": model.arrays.langs}[facet.model_column]
    return getattr(model.arrays, facet.model_column), values


def _highest(values: FloatArray, number: int) -> NDArray[np.intp]:
    """Return the indices of the highest values, highest first; more than `number` in case of ties."""
    if len(values) <= number:
        return np.argsort(-values, kind="stable")
    least = np.partition(values, len(values) - number)[len(values) - number]
    places = np.flatnonzero(values >= least)
    return places[np.argsort(-values[places], kind="stable")]

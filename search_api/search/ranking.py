"""The best answers by the ranking model: which, and in what order.

Everything that makes one answer better than another beside its words stands here: whose town it is of, what kind of
page it is, and how old news is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from indexer.language.analysis import REGION_LANGUAGE
from indexer.ranking.model import DOCUMENT_TYPES, NO_DATE, NAME_SIMILARITY_WEIGHT, RankingModel
from indexer.ranking.postings import FloatArray
from indexer.records.document import DocumentType
from search_api.query.query_understanding import FRENCH, ParsedQuery
from search_api.query.search_request import SECONDS_PER_HOUR, SearchRequest, period_bounds
from search_api.records.facets import FACETS, Facet

MAX_RANKED = 100
"""Answers ordered by the model; the engine's own order follows."""

FIRST_CANDIDATES = 2 * MAX_RANKED
"""Candidates sorted first: a query has some 2,100 among 50,000 documents, and these nearly always hold enough."""

MIN_RELATIVE_SCORE = 0.3
"""Share of the best answer's score that an answer needs; on the judged queries nothing relevant is lost below it."""

MIN_NAME_SIMILARITY = 0.35
"""Likeness of names (cosine) that makes an answer of a page that has none of the words."""

HOME_BOOST, NAMED_TOWN_BOOST = 1.6, 1.8
"""What an answer of the own town is worth beside a neighbour's, and one of a town that the words name."""

SAME_TITLE_ELSEWHERE_FACTOR = 0.7
"""What a neighbour's page is worth with the title of one of the own town's answers: it says the same of elsewhere."""

OTHER_LANGUAGE_FACTOR = 0.6
"""What a page in the other language than the query's is worth."""

OTHER_LANGUAGE = {REGION_LANGUAGE: FRENCH, FRENCH: REGION_LANGUAGE}

SEMANTIC_WEIGHT = 0.5
"""Worth of nearness in meaning by an outside embedder beside the words; chosen, not measured: no model was at hand."""

TYPE_FACTORS: Mapping[DocumentType, float] = {DocumentType.DOCUMENT: 0.75, DocumentType.DECISION: 0.75, DocumentType.JOB: 0.9}
"""PDF below pages: GOV.UK search has ×.75; who looks for a decision or a job says so."""

PAST_EVENT_FACTOR = 0.5
"""An event that is over answers few questions."""

SECONDS_PER_DAY = 86_400
FRESH_NEWS_FACTOR, OLD_NEWS_FACTOR, NEWS_HALF_LIFE = 1.1, 0.6, 120 * SECONDS_PER_DAY
"""News is worth a little more than a page at first, and less and less; services never age."""


class Ranker:
    """Orders the documents of one model; what does not depend on the query is worked out once."""

    def __init__(self, model: RankingModel) -> None:
        self.model = model
        self._own: dict[str, tuple[NDArray[np.bool_], NDArray[np.bool_]]] = {}
        self._numbers: dict[str, int] = {}
        self._hour = -1
        self._worths: dict[str | None, FloatArray] = {}

    def top_documents(
        self, question: ParsedQuery, request: SearchRequest, now: float, meant: Mapping[str, float] | None = None
    ) -> NDArray[np.intp]:
        """Return the numbers of the best documents that pass a request's filters, `MAX_RANKED` at most, one of a cluster.

        `meant` are the documents nearest in meaning, id → similarity from 0 to 1, where there is an embedder.
        """
        words = self.model.by_words(question.term_groups)
        scores = self.model.by_pieces(question.words)
        allowed = (words > 0) | (scores >= MIN_NAME_SIMILARITY)
        near = self._numbered(meant) if meant else {}
        allowed[list(near)] = True
        for passing in self._filters(question, request):
            allowed &= passing
            words *= passing
        scores *= np.float32(NAME_SIMILARITY_WEIGHT)
        if top := float(words.max(initial=0)):
            words /= np.float32(top)
            scores += words
        for number, similarity in near.items():
            scores[number] += np.float32(SEMANTIC_WEIGHT * similarity)
        scores *= allowed
        scores *= self._lasting_worth(now, OTHER_LANGUAGE.get(question.lang or ""))
        if question.home in self.model.facts.sites:
            own, _ = self._of(question.home)
            namesakes = np.isin(self.model.facts.title, self.model.facts.title[own & (scores > 0)]) & ~own
            scores[namesakes] *= np.float32(SAME_TITLE_ELSEWHERE_FACTOR)
            scores[own] *= np.float32(NAMED_TOWN_BOOST if question.names_town else HOME_BOOST)
        return self._distinct(scores)

    def document_numbers(self, ids: Iterable[str]) -> NDArray[np.intp]:
        """Return the numbers of documents, in their order, without those that the model does not know."""
        return np.array(list(self._numbered(dict.fromkeys(ids, 1.0))), np.intp)

    def _numbered(self, meant: Mapping[str, float]) -> dict[int, float]:
        if not self._numbers:
            self._numbers = {name.decode(): number for number, name in enumerate(self.model.facts.ids)}
        return {self._numbers[name]: similarity for name, similarity in meant.items() if name in self._numbers}

    def _distinct(self, scores: FloatArray) -> NDArray[np.intp]:
        """Return the documents with the highest scores, the best of each cluster, those worthwhile beside the first."""
        highest = float(scores.max(initial=0))
        if not highest:
            return np.empty(0, np.intp)
        candidates = np.flatnonzero(scores >= MIN_RELATIVE_SCORE * highest)
        worth = scores[candidates]
        looked_at = FIRST_CANDIDATES
        while True:
            ordered = _highest(worth, looked_at)
            _, first = np.unique(self.model.facts.cluster[candidates[ordered]], return_index=True)
            if len(first) >= MAX_RANKED or len(ordered) == len(candidates):
                return candidates[ordered[np.sort(first)][:MAX_RANKED]]
            looked_at *= 4

    def _filters(self, question: ParsedQuery, request: SearchRequest) -> Iterator[NDArray[np.bool_]]:
        """Yield which documents pass each filter: the same ones as `query.conditions` has for the engine."""
        facts = self.model.facts
        for facet in FACETS:
            if chosen := getattr(request, facet.request_field):
                numbers, values = model_values(self.model, facet)
                yield np.isin(numbers, [values.index(value) for value in chosen if value in values])
        if request.since or request.until:
            first, last = period_bounds(request.since, request.until)
            dated = (facts.kind != DOCUMENT_TYPES.index(DocumentType.EVENT)) & (facts.date >= first) & (facts.date <= last)
            lasting = (facts.starts != NO_DATE) & (facts.starts <= last) & (facts.ends >= first)
            momentary = (facts.starts >= first) & (facts.starts <= last)
            yield (dated & (facts.date != NO_DATE)) | lasting | momentary
        elif question.home in facts.sites and not request.sites:
            _, elsewhere = self._of(question.home)
            yield ~elsewhere

    def _of(self, site: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return which documents are a site's own, and which are its own texts on other sites."""
        if site not in self._own:
            facts = self.model.facts
            own = facts.site == facts.sites.index(site)
            self._own[site] = own, ~own & np.isin(facts.cluster, facts.cluster[own])
        return self._own[site]

    def _lasting_worth(self, now: float, other: str | None) -> FloatArray:
        """Return what each document's score is multiplied by, whoever asks; `other` is the language not asked in.

        It is worked out once an hour.
        """
        hour = int(now // SECONDS_PER_HOUR)
        if self._hour != hour:
            self._hour, self._worths = hour, {}
        if other not in self._worths:
            self._worths[other] = _worth(self.model, now, other)
        return self._worths[other]


def _worth(model: RankingModel, now: float, other: str | None) -> FloatArray:
    facts = model.facts
    worth = np.array([TYPE_FACTORS.get(kind, 1.0) for kind in DOCUMENT_TYPES], np.float32)[facts.kind]
    news = np.flatnonzero((facts.kind == DOCUMENT_TYPES.index(DocumentType.NEWS)) & (facts.date != NO_DATE))
    ages = np.maximum(now - facts.date[news], 0)
    worth[news] = OLD_NEWS_FACTOR + (FRESH_NEWS_FACTOR - OLD_NEWS_FACTOR) * 0.5 ** (ages / NEWS_HALF_LIFE)
    ends = np.where(facts.ends != NO_DATE, facts.ends, facts.starts + SECONDS_PER_DAY)
    worth[(facts.starts != NO_DATE) & (ends < now)] *= PAST_EVENT_FACTOR
    over = ~facts.web & (facts.ends != NO_DATE) & (facts.ends < now // SECONDS_PER_HOUR * SECONDS_PER_HOUR)
    worth[over] = 0  # see `query.conditions`
    if other in facts.langs:
        worth[facts.lang == facts.langs.index(other)] *= OTHER_LANGUAGE_FACTOR
    return worth


def model_values(model: RankingModel, facet: Facet) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Return the value of a facet of each document, as a number, and the values that the numbers stand for."""
    values = {"site": model.facts.sites, "kind": DOCUMENT_TYPES, "lang": model.facts.langs}[facet.model_column]
    return getattr(model.facts, facet.model_column), values


def _highest(values: FloatArray, number: int) -> NDArray[np.intp]:
    """Return the places of the highest values, highest first; more than `number` where several are the lowest."""
    if len(values) <= number:
        return np.argsort(-values, kind="stable")
    least = np.partition(values, len(values) - number)[len(values) - number]
    places = np.flatnonzero(values >= least)
    return places[np.argsort(-values[places], kind="stable")]

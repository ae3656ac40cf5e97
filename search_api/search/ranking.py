"""The best answers by the ranking model: which, and in what order.

Everything that makes one answer better than another beside its words stands here: whose town it is of, what kind of
page it is, and how old news is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from indexer.language.analysis import DEFAULT
from indexer.ranking.model import KINDS, NEVER, PIECES_WEIGHT, RankingModel
from indexer.ranking.postings import Floats
from indexer.records.document import Type
from search_api.query.query_understanding import FRENCH, Question
from search_api.query.search_request import HOUR, SearchRequest, moments

MOST = 100
"""Answers ordered by the model; the engine's own order follows."""

FIRST_LOOK = 2 * MOST
"""Candidates sorted first: a query has some 2,100 among 50,000 documents, and these nearly always hold enough."""

WORTHWHILE = 0.3
"""Share of the best answer's score that an answer needs; on the judged queries nothing relevant is lost below it."""

ALIKE = 0.35
"""Likeness of names (cosine) that makes an answer of a page that has none of the words."""

HOME, NAMED = 1.6, 1.8
"""What an answer of the own town is worth beside a neighbour's, and one of a town that the words name."""

NAMESAKE = 0.7
"""What a neighbour's page is worth with the title of one of the own town's answers: it says the same of elsewhere."""

UNASKED = 0.6
"""What a page in the other language than the query's is worth."""

OTHER = {DEFAULT: FRENCH, FRENCH: DEFAULT}

MEANING_WEIGHT = 0.5
"""Worth of nearness in meaning by an outside embedder beside the words; chosen, not measured: no model was at hand."""

KIND_WORTH: Mapping[Type, float] = {Type.DOCUMENT: 0.75, Type.DECISION: 0.75, Type.JOB: 0.9}
"""PDF below pages: GOV.UK search has ×.75; who looks for a decision or a job says so."""

PAST_EVENT = 0.5
"""An event that is over answers few questions."""

DAY = 86_400
FRESH_NEWS, OLD_NEWS, HALF_LIFE = 1.1, 0.6, 120 * DAY
"""News is worth a little more than a page at first, and less and less; services never age."""


class Orderer:
    """Orders the documents of one model; what does not depend on the query is worked out once."""

    def __init__(self, model: RankingModel) -> None:
        self.model = model
        self._own: dict[str, tuple[NDArray[np.bool_], NDArray[np.bool_]]] = {}
        self._numbers: dict[str, int] = {}
        self._hour = -1
        self._worths: dict[str | None, Floats] = {}

    def best(
        self, question: Question, request: SearchRequest, now: float, meant: Mapping[str, float] | None = None
    ) -> NDArray[np.intp]:
        """Return the numbers of the best documents that pass a request's filters, `MOST` at most, one of a cluster.

        `meant` are the documents nearest in meaning, id → similarity from 0 to 1, where there is an embedder.
        """
        words = self.model.by_words(question.wordings)
        scores = self.model.by_pieces(question.words)
        allowed = (words > 0) | (scores >= ALIKE)
        near = self._numbered(meant) if meant else {}
        allowed[list(near)] = True
        for passing in self._filters(question, request):
            allowed &= passing
            words *= passing
        scores *= np.float32(PIECES_WEIGHT)
        if top := float(words.max(initial=0)):
            words /= np.float32(top)
            scores += words
        for number, similarity in near.items():
            scores[number] += np.float32(MEANING_WEIGHT * similarity)
        scores *= allowed
        scores *= self._lasting_worth(now, OTHER.get(question.lang or ""))
        if question.home in self.model.facts.sites:
            own, _ = self._of(question.home)
            namesakes = np.isin(self.model.facts.title, self.model.facts.title[own & (scores > 0)]) & ~own
            scores[namesakes] *= np.float32(NAMESAKE)
            scores[own] *= np.float32(NAMED if question.named else HOME)
        return self._distinct(scores)

    def numbers(self, ids: Iterable[str]) -> NDArray[np.intp]:
        """Return the numbers of documents, in their order, without those that the model does not know."""
        return np.array(list(self._numbered(dict.fromkeys(ids, 1.0))), np.intp)

    def _numbered(self, meant: Mapping[str, float]) -> dict[int, float]:
        if not self._numbers:
            self._numbers = {name.decode(): number for number, name in enumerate(self.model.facts.ids)}
        return {self._numbers[name]: similarity for name, similarity in meant.items() if name in self._numbers}

    def _distinct(self, scores: Floats) -> NDArray[np.intp]:
        """Return the documents with the highest scores, the best of each cluster, those worthwhile beside the first."""
        highest = float(scores.max(initial=0))
        if not highest:
            return np.empty(0, np.intp)
        candidates = np.flatnonzero(scores >= WORTHWHILE * highest)
        worth = scores[candidates]
        looked_at = FIRST_LOOK
        while True:
            ordered = _highest(worth, looked_at)
            _, first = np.unique(self.model.facts.cluster[candidates[ordered]], return_index=True)
            if len(first) >= MOST or len(ordered) == len(candidates):
                return candidates[ordered[np.sort(first)][:MOST]]
            looked_at *= 4

    def _filters(self, question: Question, request: SearchRequest) -> Iterator[NDArray[np.bool_]]:
        """Yield which documents pass each filter: the same ones as `query.conditions` has for the engine."""
        facts = self.model.facts
        if request.sites:
            yield np.isin(facts.site, [facts.sites.index(name) for name in request.sites if name in facts.sites])
        if request.types:
            yield np.isin(facts.kind, [KINDS.index(kind) for kind in request.types])
        if request.langs:
            yield np.isin(facts.lang, [facts.langs.index(name) for name in request.langs if name in facts.langs])
        if request.since or request.until:
            first, last = moments(request.since, request.until)
            dated = (facts.kind != KINDS.index(Type.EVENT)) & (facts.date >= first) & (facts.date <= last)
            lasting = (facts.starts != NEVER) & (facts.starts <= last) & (facts.ends >= first)
            momentary = (facts.starts >= first) & (facts.starts <= last)
            yield (dated & (facts.date != NEVER)) | lasting | momentary
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

    def _lasting_worth(self, now: float, other: str | None) -> Floats:
        """Return what each document's score is multiplied by, whoever asks; `other` is the language not asked in.

        It is worked out once an hour.
        """
        hour = int(now // HOUR)
        if self._hour != hour:
            self._hour, self._worths = hour, {}
        if other not in self._worths:
            self._worths[other] = _worth(self.model, now, other)
        return self._worths[other]


def _worth(model: RankingModel, now: float, other: str | None) -> Floats:
    facts = model.facts
    worth = np.array([KIND_WORTH.get(kind, 1.0) for kind in KINDS], np.float32)[facts.kind]
    news = np.flatnonzero((facts.kind == KINDS.index(Type.NEWS)) & (facts.date != NEVER))
    ages = np.maximum(now - facts.date[news], 0)
    worth[news] = OLD_NEWS + (FRESH_NEWS - OLD_NEWS) * 0.5 ** (ages / HALF_LIFE)
    ends = np.where(facts.ends != NEVER, facts.ends, facts.starts + DAY)
    worth[(facts.starts != NEVER) & (ends < now)] *= PAST_EVENT
    over = ~facts.web & (facts.ends != NEVER) & (facts.ends < now // HOUR * HOUR)
    worth[over] = 0  # see `query.conditions`
    if other in facts.langs:
        worth[facts.lang == facts.langs.index(other)] *= UNASKED
    return worth


def _highest(values: Floats, number: int) -> NDArray[np.intp]:
    """Return the places of the highest values, highest first; more than `number` where several are the lowest."""
    if len(values) <= number:
        return np.argsort(-values, kind="stable")
    least = np.partition(values, len(values) - number)[len(values) - number]
    places = np.flatnonzero(values >= least)
    return places[np.argsort(-values[places], kind="stable")]

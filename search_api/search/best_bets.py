"""Best bets: pages that an editor puts first for what citizens ask.

A bet is shown when a query has all words of one of its phrases, in any form: by stem, as probably meant when typed with
an error, or by another name of the same thing. Bets of the town that is meant come before those of the region.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from crawler.records.dates import BRUSSELS
from crawler.registry.sites import Site
from indexer.language.analysis import REGION_LANGUAGE, words
from indexer.language.synonyms import synonyms_by_phrase
from search_api.query.query_understanding import ParsedQuery
from search_api.query.search_request import SearchRequest, SortOrder
from search_api.records.errors import BestBetsError
from search_api.records.response_models import BestBet
from search_api.search.best_bets_file import BestBetRule, StemSet, load_best_bets, stems_by_language

logger = logging.getLogger(__name__)

MAX_BEST_BETS_SHOWN = 2
"""Bets at most: with more, none is the best."""

RELOAD_INTERVAL = 1.0
"""Seconds between two looks at whether the list was edited."""


class BestBets:
    """The list at `path`, read again when it was edited; without a file there are none."""

    def __init__(
        self,
        path: Path | None,
        sites: Sequence[Site],
        today: Callable[[], date] = lambda: datetime.now(BRUSSELS).date(),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path, self._sites, self._today, self._clock = path, tuple(sites), today, clock
        self._bets: tuple[BestBetRule, ...] = ()
        self._read: tuple[int, int] | None = None
        self._looked = float("-inf")

    def matching(self, question: ParsedQuery, request: SearchRequest) -> tuple[BestBet, ...]:
        """Return the bets for a query, the own town's first.

        They head a list that is read from its beginning, best first. Chosen kinds, languages and days leave them out,
        since a bet has none; chosen sites keep those of these sites.
        """
        bets = self._now()
        if not bets or request.page > 1 or request.sort is not SortOrder.RELEVANCE:
            return ()
        if request.types or request.langs or request.since or request.until:
            return ()
        allowed = {question.home, None} & {*request.sites} if request.sites else {question.home, None}
        asked, today = _asked(question), self._today()
        found = [
            bet.shown
            for bet in bets
            if bet.shown.site in allowed
            and (bet.until is None or today <= bet.until)
            and any(all(not asked.isdisjoint(word) for word in phrase) for phrase in bet.phrases)
        ]
        found.sort(key=lambda shown: shown.site is None)
        return tuple(found[:MAX_BEST_BETS_SHOWN])

    def contains_url(self, url: str) -> bool:
        """Whether a bet has this address."""
        return any(bet.shown.url == url for bet in self._now())

    def _now(self) -> tuple[BestBetRule, ...]:
        """Return the list as it is now; while it holds mistakes, as it was before them."""
        moment = self._clock()
        if self._path is None or moment - self._looked < RELOAD_INTERVAL:
            return self._bets
        self._looked = moment
        try:
            stat = self._path.stat()
            edited = (stat.st_mtime_ns, stat.st_size)
        except OSError:
            self._bets, self._read = (), None
            return self._bets
        if edited != self._read:
            self._read = edited
            try:
                self._bets = load_best_bets(self._path, self._sites)
            except BestBetsError as error:
                logger.warning("%s", error)
        return self._bets


def _asked(question: ParsedQuery) -> StemSet:
    """Return the stems of all that a query asks for: its words, as meant, and other names of the same things."""
    typed = words(question.text)
    meant = [question.corrections[word] for word in typed if word in question.corrections]
    names = [name[0] for word in (*typed, *meant) for name in synonyms_by_phrase().get((word,), ()) if len(name) == 1]
    found = frozenset().union(*map(stems_by_language, (*typed, *meant, *names)))
    if question.lang == REGION_LANGUAGE:
        return frozenset(each for each in found if each.startswith(f"{REGION_LANGUAGE}:"))
    return found

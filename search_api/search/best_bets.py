"""Best bets: pages that an editor shows above the results of certain queries.

A best bet is shown when the query contains all words of one of its phrases, in any form: another inflection, a
misspelling that spelling correction fixes, or a synonym. Best bets of the user's town come before those of the region.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from crawler.records.date_parsing import BRUSSELS
from crawler.registry.site import Site
from indexer.language.analysis import REGION_LANGUAGE, words
from indexer.language.synonyms import synonyms_by_phrase
from search_api.query.query_understanding import ParsedQuery
from search_api.query.search_request import SearchRequest, SortOrder
from search_api.records.errors import BestBetsError
from search_api.records.response_models import BestBet
from search_api.search.best_bets_file import BestBetRule, StemSet, load_best_bets, stems_by_language

logger = logging.getLogger(__name__)

MAX_BEST_BETS_SHOWN = 2
"""Maximum best bets per query."""

RELOAD_INTERVAL = 1.0
"""Seconds between two checks whether the file was edited."""


class BestBets:
    """The best bets of the file at `path`, reloaded when it is edited; without a file there are none."""

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

    def matching(self, parsed: ParsedQuery, request: SearchRequest) -> tuple[BestBet, ...]:
        """Return the best bets of a query, those of the user's town first.

        They are shown on the first page of a list by relevance. A filter on type, language or date hides them, since a
        best bet has none of these; a filter on sites keeps those of these sites.
        """
        bets = self._now()
        if not bets or request.page > 1 or request.sort is not SortOrder.RELEVANCE:
            return ()
        if request.types or request.langs or request.since or request.until:
            return ()
        allowed = {parsed.home, None} & {*request.sites} if request.sites else {parsed.home, None}
        asked, today = _asked(parsed), self._today()
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
        """Whether a best bet links to this URL."""
        return any(bet.shown.url == url for bet in self._now())

    def _now(self) -> tuple[BestBetRule, ...]:
        """Return the current rules; while the file is invalid, the last valid ones."""
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


def _asked(parsed: ParsedQuery) -> StemSet:
    """Return the stems of the words of a query, of their corrections and of their synonyms."""
    typed = words(parsed.text)
    meant = [parsed.corrections[word] for word in typed if word in parsed.corrections]
    names = [name[0] for word in (*typed, *meant) for name in synonyms_by_phrase().get((word,), ()) if len(name) == 1]
    found = frozenset().union(*map(stems_by_language, (*typed, *meant, *names)))
    if parsed.lang == REGION_LANGUAGE:
        return frozenset(each for each in found if each.startswith(f"{REGION_LANGUAGE}:"))
    return found

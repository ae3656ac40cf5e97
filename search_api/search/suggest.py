"""Suggestions while typing: titles, headings and names of things that exist, so that each finds something."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from functools import cache
from typing import Any

from rapidfuzz.distance import Prefix

from indexer.language.analysis import fold, stem, words
from indexer.language.synonyms import named_also
from indexer.meilisearch.index_settings import NAME_FIELDS
from indexer.ranking.model import Wording
from search_api.engine.engine_client import EngineClient
from search_api.query.search_request import SearchRequest, conditions, filtered
from search_api.records.response_models import Suggestion, Suggestions
from search_api.search.index_artifacts import Known

SHORTEST, LONGEST = 2, 80
"""Characters: less says nothing yet, more is no beginning of a title."""

LOOKED_AT = 40
"""Pages the engine is asked for, since the same title stands on many sites."""

SHOWN = 8
"""Suggestions at most: more than people read."""

CITIZENS_FROM = 3
"""Letters typed from which citizens' own names of things are suggested."""

LONGEST_NAME = 70
"""Characters of a suggestion: a longer heading is a sentence."""


class Suggester:
    """Suggests names of what one index holds."""

    def __init__(self, engine: EngineClient, index: str) -> None:
        self._engine, self._index = engine, index

    async def suggest(self, request: SearchRequest, known: Known) -> Suggestions:
        """Return names that hold every word typed, the last one as a beginning; those of the home site first.

        What they name passes the filters of the request.

        Raises:
            EngineGoneError, EngineRefusedError: see `EngineClient`.
        """
        typed, home = " ".join(request.q.split()), request.home
        if not SHORTEST <= len(typed) <= LONGEST:
            return Suggestions(())
        asked = words(typed)
        groups: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
        for hit in await self._named(typed, request):
            name = _name(hit, asked)
            groups.setdefault(fold(name), []).append((name, hit))
        suggestions = []
        for members in groups.values():
            name, best = next((member for member in members if member[1]["site"] == home), members[0])
            elsewhere, heading = best["site"] != home, name != best["title"]
            if not (home and elsewhere and heading):  # a neighbour's heading is no name that people look for
                suggestions.append(((elsewhere, heading), Suggestion(name, best["url"], len(members))))
        suggestions.sort(key=lambda pair: pair[0])
        listed = [suggestion for _, suggestion in suggestions[:SHOWN]]
        if not filtered(request):
            said = {word for suggestion in listed for word in words(suggestion.text)}
            listed += [each for each in _citizens_names(asked, known) if each.text not in said][: SHOWN - len(listed)]
        return Suggestions(tuple(listed))

    async def _named(self, typed: str, request: SearchRequest) -> list[Mapping[str, Any]]:
        """Return pages with such a name, the home site's first: many towns have more of them than are looked at."""
        filters = conditions(request, request.home)
        query = {
            "indexUid": self._index,
            "q": typed,
            "attributesToSearchOn": NAME_FIELDS,
            "attributesToRetrieve": [*NAME_FIELDS, "url", "site"],
            "matchingStrategy": "all",
            "limit": LOOKED_AT,
        }
        queries = [{**query, "filter": filters}]
        if request.home:
            queries.insert(0, {**query, "filter": [*filters, f'site = "{request.home}"']})
        answers = (await self._engine.post("/multi-search", {"queries": queries}))["results"]
        return list({hit["url"]: hit for answer in answers for hit in answer["hits"]}.values())


def _citizens_names(asked: list[str], known: Known) -> list[Suggestion]:
    """Return what citizens call things that begins as was typed, where a page has the thing."""
    if known.orderer is None or len(asked) != 1 or len(asked[0]) < CITIZENS_FROM:
        return []
    names, others = sorted_names(), named_also()
    found = []
    for name in names[bisect_left(names, asked[0]) :]:
        if not name.startswith(asked[0]):
            break
        meant = [stem(other[0]) for other in others[(name,)] if len(other) == 1]
        count = known.orderer.model.having([Wording(dict.fromkeys((stem(name), *meant), 1.0))])
        if count:
            found.append(Suggestion(name, None, count))
    return found


@cache
def sorted_names() -> list[str]:
    """Return the names of one word that lead to another name."""
    return sorted(name[0] for name in named_also() if len(name) == 1)


def _name(hit: Mapping[str, Any], asked: list[str]) -> str:
    """Return what a page is suggested by: its title, else the name or heading that holds the words best."""
    best = hit["title"]
    most = _held(best, asked)
    for name in (*hit["keywords"], *hit["headings"]):
        if len(name) <= LONGEST_NAME and (held := _held(name, asked)) > most:
            best, most = name, held
    return str(best)


def _held(name: str, asked: list[str]) -> float:
    """Return how many of the words asked a name holds; a part of a word counts as the share that begins alike."""
    own = words(name)
    return sum(
        max((Prefix.normalized_similarity(word[: len(each)], each) for word in own), default=0) for each in asked
    )

"""Suggestions while typing: titles, headings and names of things that exist, so that each finds something."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from functools import cache
from typing import Any

from rapidfuzz.distance import Prefix

from indexer.language.analysis import normalise_text, stem, words
from indexer.language.synonyms import synonyms_by_phrase
from indexer.meilisearch.index_settings import NAME_FIELDS
from indexer.ranking.model import TermGroup
from search_api.engine.engine_client import EngineClient
from search_api.query.search_request import SearchRequest, filter_conditions, has_filters
from search_api.records.response_models import Suggestion, Suggestions
from search_api.search.index_artifacts import IndexArtifacts

MIN_PREFIX_LENGTH, MAX_PREFIX_LENGTH = 2, 80
"""Characters: less says nothing yet, more is no beginning of a title."""

MAX_PAGES_EXAMINED = 40
"""Pages the engine is asked for, since the same title stands on many sites."""

MAX_SUGGESTIONS = 8
"""Suggestions at most: more than people read."""

MIN_SYNONYM_PREFIX_LENGTH = 3
"""Letters typed from which citizens' own names of things are suggested."""

MAX_SUGGESTION_LENGTH = 70
"""Characters of a suggestion: a longer heading is a sentence."""


class Suggester:
    """Suggests names of what one index holds."""

    def __init__(self, engine: EngineClient, index: str) -> None:
        self._engine, self._index = engine, index

    async def suggest(self, request: SearchRequest, known: IndexArtifacts) -> Suggestions:
        """Return names that hold every word typed, the last one as a beginning; those of the home site first.

        What they name passes the filters of the request.

        Raises:
            EngineGoneError, EngineRefusedError: see `EngineClient`.
        """
        typed, home = " ".join(request.q.split()), request.home
        if not MIN_PREFIX_LENGTH <= len(typed) <= MAX_PREFIX_LENGTH:
            return Suggestions(())
        asked = words(typed)
        groups: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
        for hit in await self._named(typed, request):
            name = _name(hit, asked)
            groups.setdefault(normalise_text(name), []).append((name, hit))
        suggestions = []
        for members in groups.values():
            name, best = next((member for member in members if member[1]["site"] == home), members[0])
            elsewhere, heading = best["site"] != home, name != best["title"]
            if not (home and elsewhere and heading):  # a neighbour's heading is no name that people look for
                suggestions.append(((elsewhere, heading), Suggestion(name, best["url"], len(members))))
        suggestions.sort(key=lambda pair: pair[0])
        listed = [suggestion for _, suggestion in suggestions[:MAX_SUGGESTIONS]]
        if not has_filters(request):
            said = {word for suggestion in listed for word in words(suggestion.text)}
            listed += [each for each in _citizens_names(asked, known) if each.text not in said][
                : MAX_SUGGESTIONS - len(listed)
            ]
        return Suggestions(tuple(listed))

    async def _named(self, typed: str, request: SearchRequest) -> list[Mapping[str, Any]]:
        """Return pages with such a name, the home site's first: many towns have more of them than are looked at."""
        filters = filter_conditions(request, request.home)
        query = {
            "indexUid": self._index,
            "q": typed,
            "attributesToSearchOn": NAME_FIELDS,
            "attributesToRetrieve": [*NAME_FIELDS, "url", "site"],
            "matchingStrategy": "all",
            "limit": MAX_PAGES_EXAMINED,
        }
        queries = [{**query, "filter": filters}]
        if request.home:
            queries.insert(0, {**query, "filter": [*filters, f'site = "{request.home}"']})
        answers = (await self._engine.post("/multi-search", {"queries": queries}))["results"]
        return list({hit["url"]: hit for answer in answers for hit in answer["hits"]}.values())


def _citizens_names(asked: list[str], known: IndexArtifacts) -> list[Suggestion]:
    """Return what citizens call things that begins as was typed, where a page has the thing."""
    if known.ranker is None or len(asked) != 1 or len(asked[0]) < MIN_SYNONYM_PREFIX_LENGTH:
        return []
    names, others = single_word_synonyms(), synonyms_by_phrase()
    found = []
    for name in names[bisect_left(names, asked[0]) :]:
        if not name.startswith(asked[0]):
            break
        meant = [stem(other[0]) for other in others[(name,)] if len(other) == 1]
        count = known.ranker.model.having([TermGroup(dict.fromkeys((stem(name), *meant), 1.0))])
        if count:
            found.append(Suggestion(name, None, count))
    return found


@cache
def single_word_synonyms() -> list[str]:
    """Return the names of one word that lead to another name."""
    return sorted(name[0] for name in synonyms_by_phrase() if len(name) == 1)


def _name(hit: Mapping[str, Any], asked: list[str]) -> str:
    """Return what a page is suggested by: its title, else the name or heading that holds the words best."""
    best = hit["title"]
    most = _held(best, asked)
    for name in (*hit["keywords"], *hit["headings"]):
        if len(name) <= MAX_SUGGESTION_LENGTH and (held := _held(name, asked)) > most:
            best, most = name, held
    return str(best)


def _held(name: str, asked: list[str]) -> float:
    """Return how many of the words asked a name holds; a part of a word counts as the share that begins alike."""
    own = words(name)
    return sum(
        max((Prefix.normalized_similarity(word[: len(each)], each) for word in own), default=0) for each in asked
    )

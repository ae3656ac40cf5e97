"""Suggestions while typing: titles, headings and synonyms that exist in the index, so that each has results."""

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
"""Range of characters of a query for which suggestions are offered."""

MAX_PAGES_EXAMINED = 40
"""Pages requested from the engine; more than the suggestions, since many sites share a title."""

MAX_SUGGESTIONS = 8
"""Maximum suggestions."""

MIN_SYNONYM_PREFIX_LENGTH = 3
"""Letters from which synonyms are suggested."""

MAX_SUGGESTION_LENGTH = 70
"""Maximum characters of a suggestion: a longer heading is a sentence."""


class Suggester:
    """Suggests titles, headings and synonyms of one index."""

    def __init__(self, engine: EngineClient, index: str) -> None:
        self._engine, self._index = engine, index

    async def suggest(self, request: SearchRequest, artifacts: IndexArtifacts) -> Suggestions:
        """Return names that contain every typed word, the last one as a prefix; those of the home site first.

        The pages they name pass the filters of the request.

        Raises:
            EngineUnavailableError, EngineRejectedError: see `EngineClient`.
        """
        typed, home = " ".join(request.q.split()), request.home
        if not MIN_PREFIX_LENGTH <= len(typed) <= MAX_PREFIX_LENGTH:
            return Suggestions(())
        tokens = words(typed)
        groups: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
        for hit in await self._named(typed, request):
            name = _name(hit, tokens)
            groups.setdefault(normalise_text(name), []).append((name, hit))
        suggestions = []
        for members in groups.values():
            name, best = next((member for member in members if member[1]["site"] == home), members[0])
            elsewhere, heading = best["site"] != home, name != best["title"]
            if not (home and elsewhere and heading):  # people do not look for headings of other towns
                suggestions.append(((elsewhere, heading), Suggestion(name, best["url"], len(members))))
        suggestions.sort(key=lambda pair: pair[0])
        listed = [suggestion for _, suggestion in suggestions[:MAX_SUGGESTIONS]]
        if not has_filters(request):
            suggested_words = {word for suggestion in listed for word in words(suggestion.text)}
            listed += [each for each in _citizens_names(tokens, artifacts) if each.text not in suggested_words][
                : MAX_SUGGESTIONS - len(listed)
            ]
        return Suggestions(tuple(listed))

    async def _named(self, typed: str, request: SearchRequest) -> list[Mapping[str, Any]]:
        """Return pages with a matching name, those of the home site first, since other towns may fill the limit."""
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


def _citizens_names(tokens: list[str], artifacts: IndexArtifacts) -> list[Suggestion]:
    """Return synonyms that start with the typed letters and lead to a page."""
    if artifacts.ranker is None or len(tokens) != 1 or len(tokens[0]) < MIN_SYNONYM_PREFIX_LENGTH:
        return []
    names, others = single_word_synonyms(), synonyms_by_phrase()
    found = []
    for name in names[bisect_left(names, tokens[0]) :]:
        if not name.startswith(tokens[0]):
            break
        meant = [stem(other[0]) for other in others[(name,)] if len(other) == 1]
        count = artifacts.ranker.model.count_matching([TermGroup(dict.fromkeys((stem(name), *meant), 1.0))])
        if count:
            found.append(Suggestion(name, None, count))
    return found


@cache
def single_word_synonyms() -> list[str]:
    """Return the single-word synonyms, sorted."""
    return sorted(name[0] for name in synonyms_by_phrase() if len(name) == 1)


def _name(hit: Mapping[str, Any], tokens: list[str]) -> str:
    """Return the text that a page is suggested by: its title, or the keyword or heading that matches better."""
    best = hit["title"]
    most = _held(best, tokens)
    for name in (*hit["keywords"], *hit["headings"]):
        if len(name) <= MAX_SUGGESTION_LENGTH and (held := _held(name, tokens)) > most:
            best, most = name, held
    return str(best)


def _held(name: str, tokens: list[str]) -> float:
    """Return how many of the typed words a name contains; a partial word counts as the share of its prefix."""
    own = words(name)
    return sum(
        max((Prefix.normalized_similarity(word[: len(each)], each) for word in own), default=0) for each in tokens
    )

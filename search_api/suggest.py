"""Suggestions while typing: titles that exist, so that each finds something."""

from __future__ import annotations

from typing import Any

from indexer.language import fold
from indexer.settings import TITLE_FIELD
from search_api.engine_client import EngineClient
from search_api.results import Suggestion, Suggestions

SHORTEST, LONGEST = 2, 80
"""Characters: less says nothing yet, more is no beginning of a title."""

LOOKED_AT = 40
"""Titles the engine is asked for, since the same title stands on many sites."""

SHOWN = 8
"""Suggestions at most: more than people read."""


class Suggester:
    """Suggests titles of one index."""

    def __init__(self, engine: EngineClient, path: str) -> None:
        self._engine, self._path = engine, path

    async def suggest(self, typed: str, home: str | None = None) -> Suggestions:
        """Return titles that hold every word of `typed`, the last one as a beginning; the home site's pages first.

        Raises:
            EngineGoneError, EngineRefusedError: see `EngineClient`.
        """
        typed = " ".join(typed.split())
        if not SHORTEST <= len(typed) <= LONGEST:
            return Suggestions(())
        answer = await self._engine.post(
            self._path,
            {
                "q": typed,
                "attributesToSearchOn": [TITLE_FIELD],
                "attributesToRetrieve": ["title", "url", "site"],
                "matchingStrategy": "all",
                "limit": LOOKED_AT,
            },
        )
        groups: dict[str, list[dict[str, Any]]] = {}
        for hit in answer["hits"]:
            groups.setdefault(fold(hit["title"]), []).append(hit)
        suggestions = []
        for hits in groups.values():
            best = next((hit for hit in hits if hit["site"] == home), hits[0])
            suggestions.append((best["site"] != home, Suggestion(best["title"], best["url"], len(hits))))
        suggestions.sort(key=lambda pair: pair[0])
        return Suggestions(tuple(suggestion for _, suggestion in suggestions[:SHOWN]))

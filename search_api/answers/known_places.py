"""The places that cards are made of, fetched from beside the index and kept for a while."""

from __future__ import annotations

import time
from typing import Any

import msgspec

from indexer.meilisearch.places_index import StoredPlaces, decode_places, places_index_name
from search_api.engine.engine_client import EngineClient
from search_api.records.errors import EngineRejectedError, EngineUnavailableError

PLACES_TTL = 60.0
"""Seconds places are used before the index is asked again: hours change by the day at most."""

MAX_PLACE_DOCUMENTS = 1_000
"""Documents asked for, one a site: a region has some tens."""


class PlacesCache:
    """Keeps the places of one index in `known`; while the engine is gone, those it had."""

    def __init__(self, engine: EngineClient, index: str) -> None:
        self._engine = engine
        self._path = f"/indexes/{places_index_name(index)}/documents?limit={MAX_PLACE_DOCUMENTS}"
        self.places = StoredPlaces()
        self._at = float("-inf")

    async def current(self) -> StoredPlaces:
        """Return the places that are known; never fails, since results need no cards."""
        moment = time.monotonic()
        if moment - self._at >= PLACES_TTL:
            self._at = moment
            try:
                answer: dict[str, Any] = await self._engine.get(self._path)
                self.places = decode_places(answer["results"])
            except (EngineRejectedError, msgspec.ValidationError):  # none stored yet, or by another version
                self.places = StoredPlaces()
            except EngineUnavailableError:
                self._at = float("-inf")
        return self.places

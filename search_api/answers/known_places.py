"""Cache of the places that answer cards use, fetched from the side index of places."""

from __future__ import annotations

import time
from typing import Any

import msgspec

from indexer.meilisearch.side_indexes import StoredPlaces, decode_places, places_index_name
from search_api.engine.engine_client import EngineClient
from search_api.records.errors import EngineRejectedError, EngineUnavailableError

PLACES_TTL = 60.0
"""Seconds between two requests for the places: opening hours change daily at most."""

MAX_PLACE_DOCUMENTS = 1_000
"""Maximum documents requested, one per site; a region has some tens of sites."""


class PlacesCache:
    """The places of one index, in `places`; while the engine is unavailable, the last known ones."""

    def __init__(self, engine: EngineClient, index: str) -> None:
        self._engine = engine
        self._path = f"/indexes/{places_index_name(index)}/documents?limit={MAX_PLACE_DOCUMENTS}"
        self.places = StoredPlaces()
        self._at = float("-inf")

    async def current(self) -> StoredPlaces:
        """Return the current places. Never raises, since results do not depend on cards."""
        moment = time.monotonic()
        if moment - self._at >= PLACES_TTL:
            self._at = moment
            try:
                answer: dict[str, Any] = await self._engine.get(self._path)
                self.places = decode_places(answer["results"])
            except (EngineRejectedError, msgspec.ValidationError):  # not stored yet, or by another version
                self.places = StoredPlaces()
            except EngineUnavailableError:
                self._at = float("-inf")
        return self.places

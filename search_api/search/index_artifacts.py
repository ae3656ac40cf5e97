"""Index artifacts, loaded and refreshed while serving: compound lexicon, ranking model, spelling vocabulary.

The indexer builds them and they change with the index. A search uses the version that was current when it started.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indexer.language.compounds import Lexicon
from indexer.meilisearch.side_indexes import decode_lexicon, lexicon_index_name
from indexer.ranking import storage
from indexer.records.errors import ModelError
from search_api.engine.engine_client import EngineClient
from search_api.query.spelling import SpellingCorrector
from search_api.records.errors import EngineRejectedError, EngineUnavailableError
from search_api.search.ranking import Ranker

logger = logging.getLogger(__name__)

LEXICON_TTL = 60.0
"""Seconds between two requests to the engine for a newer lexicon."""

MODEL_CHECK_INTERVAL = 1.0
"""Seconds between two checks for a newer ranking model; a check reads one small file."""

NO_MODEL_NOTE = "The ranking model is missing, so the order is the engine's own; run `regiozoek index`."


@dataclass(frozen=True, slots=True)
class IndexArtifacts:
    """The artifacts of one index version; `version` changes with each of them, `ranker` is None without a model."""

    version: str = ""
    lexicon: Lexicon = field(default_factory=Lexicon)
    ranker: Ranker | None = None
    correct_word: SpellingCorrector = field(default_factory=lambda: SpellingCorrector({}))


class IndexArtifactsCache:
    """Loads the artifacts of an index and keeps them up to date."""

    def __init__(self, engine: EngineClient, index: str, ranking: Path | None) -> None:
        self._engine = engine
        self._index = index
        self._ranking = ranking
        self._known = IndexArtifacts()
        self._model = ""
        self._lexicon_at = self._model_at = float("-inf")

    async def current(self) -> IndexArtifacts:
        """Return the current artifacts.

        Raises:
            EngineUnavailableError: the engine is unavailable and no artifacts were loaded before.
        """
        moment = time.monotonic()
        if moment - self._lexicon_at >= LEXICON_TTL:
            await self._refresh_lexicon(moment)
        if self._ranking and moment - self._model_at >= MODEL_CHECK_INTERVAL:
            self._model_at = moment
            self._refresh_model(self._ranking)
        return self._known

    async def _refresh_lexicon(self, moment: float) -> None:
        try:
            answer: dict[str, Any] = await self._engine.get(
                f"/indexes/{lexicon_index_name(self._index)}/documents?limit=1"
            )
        except EngineRejectedError:
            answer = {"results": []}
        except EngineUnavailableError:
            if not self._known.version:
                raise
            return
        self._lexicon_at = moment
        fresh = decode_lexicon(answer["results"][0]) if answer["results"] else Lexicon()
        if fresh != self._known.lexicon or not self._known.version:
            version = f"{moment}/{self._model}"
            self._known = IndexArtifacts(version, fresh, self._known.ranker, SpellingCorrector(fresh.counts))

    def _refresh_model(self, folder: Path) -> None:
        version = storage.current_version(folder) or ""
        if version == self._model:
            return
        try:
            orderer = Ranker(storage.load_model(folder, version)) if version else None
        except ModelError as error:
            logger.warning("%s", error)
            orderer = None
        self._model = version
        known = self._known
        self._known = IndexArtifacts(f"{self._lexicon_at}/{version}", known.lexicon, orderer, known.correct_word)

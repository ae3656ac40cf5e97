"""What is known of the index beside its documents: the lexicon that splits compounds, the ranking model, corrections.

All of it is made by the indexer and changes when the index does; a search uses what was there when it began.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indexer.language.compounds import Lexicon
from indexer.meilisearch.lexicon_index import lexicon_name, lexicon_of
from indexer.ranking import storage
from indexer.records.errors import ModelError
from search_api.engine.engine_client import EngineClient
from search_api.query.spelling import SpellingCorrector
from search_api.records.errors import EngineRejectedError, EngineUnavailableError
from search_api.search.ranking import Ranker

logger = logging.getLogger(__name__)

LEXICON_TTL = 60.0
"""Seconds a lexicon is used before the index is asked whether there is a newer one."""

MODEL_CHECK_INTERVAL = 1.0
"""Seconds between two looks at which ranking model is in use: a look reads one small file."""

NO_MODEL_NOTE = "The ranking model is missing, so the order is the engine's own; run `regiozoek index`."


@dataclass(frozen=True, slots=True)
class IndexArtifacts:
    """What a search knows; `version` changes with any part of it, `orderer` is None without a ranking model."""

    version: str = ""
    lexicon: Lexicon = field(default_factory=Lexicon)
    ranker: Ranker | None = None
    correct_word: SpellingCorrector = field(default_factory=lambda: SpellingCorrector({}))


class IndexArtifactsCache:
    """Keeps what is known up to date."""

    def __init__(self, engine: EngineClient, index: str, ranking: Path | None) -> None:
        self._engine = engine
        self._index = index
        self._ranking = ranking
        self._known = IndexArtifacts()
        self._model = ""
        self._lexicon_at = self._model_at = float("-inf")

    async def current(self) -> IndexArtifacts:
        """Return what is known now.

        Raises:
            EngineGoneError: the engine is gone and nothing was known before.
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
            answer: dict[str, Any] = await self._engine.get(f"/indexes/{lexicon_name(self._index)}/documents?limit=1")
        except EngineRejectedError:
            answer = {"results": []}
        except EngineUnavailableError:
            if not self._known.version:
                raise
            return
        self._lexicon_at = moment
        fresh = lexicon_of(answer["results"][0]) if answer["results"] else Lexicon()
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

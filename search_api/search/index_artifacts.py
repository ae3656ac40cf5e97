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
from search_api.query.spelling import Corrector
from search_api.records.errors import EngineGoneError, EngineRefusedError
from search_api.search.ranking import Orderer

logger = logging.getLogger(__name__)

LEXICON_FRESH = 60.0
"""Seconds a lexicon is used before the index is asked whether there is a newer one."""

MODEL_FRESH = 1.0
"""Seconds between two looks at which ranking model is in use: a look reads one small file."""

UNORDERED = "The ranking model is missing, so the order is the engine's own; run `regiozoek index`."


@dataclass(frozen=True, slots=True)
class Known:
    """What a search knows; `version` changes with any part of it, `orderer` is None without a ranking model."""

    version: str = ""
    lexicon: Lexicon = field(default_factory=Lexicon)
    orderer: Orderer | None = None
    correct: Corrector = field(default_factory=lambda: Corrector({}))


class Knowledge:
    """Keeps what is known up to date."""

    def __init__(self, engine: EngineClient, index: str, ranking: Path | None) -> None:
        self._engine = engine
        self._index = index
        self._ranking = ranking
        self._known = Known()
        self._model = ""
        self._lexicon_at = self._model_at = float("-inf")

    async def now(self) -> Known:
        """Return what is known now.

        Raises:
            EngineGoneError: the engine is gone and nothing was known before.
        """
        moment = time.monotonic()
        if moment - self._lexicon_at >= LEXICON_FRESH:
            await self._refresh_lexicon(moment)
        if self._ranking and moment - self._model_at >= MODEL_FRESH:
            self._model_at = moment
            self._refresh_model(self._ranking)
        return self._known

    async def _refresh_lexicon(self, moment: float) -> None:
        try:
            answer: dict[str, Any] = await self._engine.get(f"/indexes/{lexicon_name(self._index)}/documents?limit=1")
        except EngineRefusedError:
            answer = {"results": []}
        except EngineGoneError:
            if not self._known.version:
                raise
            return
        self._lexicon_at = moment
        fresh = lexicon_of(answer["results"][0]) if answer["results"] else Lexicon()
        if fresh != self._known.lexicon or not self._known.version:
            version = f"{moment}/{self._model}"
            self._known = Known(version, fresh, self._known.orderer, Corrector(fresh.counts))

    def _refresh_model(self, folder: Path) -> None:
        version = storage.current(folder) or ""
        if version == self._model:
            return
        try:
            orderer = Orderer(storage.load(folder, version)) if version else None
        except ModelError as error:
            logger.warning("%s", error)
            orderer = None
        self._model = version
        known = self._known
        self._known = Known(f"{self._lexicon_at}/{version}", known.lexicon, orderer, known.correct)

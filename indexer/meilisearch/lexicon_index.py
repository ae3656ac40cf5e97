"""The lexicon of compounds beside its index: queries must split as documents did."""

from __future__ import annotations

from typing import Any

import orjson

from indexer.language.compounds import Lexicon
from indexer.meilisearch.client import EngineIndexes

ID = "nl"
"""Id of the one document: the language."""


def lexicon_name(index: str) -> str:
    """Return the name of the index that holds the lexicon of `index`."""
    return f"{index}_lexicon"


def stored_lexicon(indexes: EngineIndexes, index: str) -> Lexicon | None:
    """Return the lexicon an index was split with, None when there is none."""
    name = lexicon_name(index)
    if not indexes.exists(name):
        return None
    return next((lexicon_of(record) for record in indexes.fetch(name, None)), None)


def store_lexicon(indexes: EngineIndexes, index: str, lexicon: Lexicon) -> None:
    """Keep the lexicon beside its index; `lexicon_name` is there, see `EngineIndexes.ensure`."""
    name = lexicon_name(index)
    indexes.apply(name, {"searchableAttributes": ["id"]})
    listed = " ".join(f"{word}:{count}" for word, count in lexicon.counts.items())
    indexes.add(name, [orjson.dumps({"id": ID, "words": listed})])


def lexicon_of(record: dict[str, Any]) -> Lexicon:
    """Return the lexicon as its document has it: "word:pages" separated by spaces."""
    pairs = (entry.rpartition(":") for entry in str(record["words"]).split())
    return Lexicon({word: int(count) for word, _, count in pairs})

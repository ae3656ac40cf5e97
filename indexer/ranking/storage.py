"""Storage of the ranking model: arrays that every process memory-maps, in one folder per version.

The file `current` names the version in use and is replaced atomically. The folder of the version before stays until the
next one, for searches in progress.
"""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from indexer.ranking.model import DocumentArrays, RankingModel
from indexer.ranking.postings import Postings
from indexer.records.errors import ModelError

MODEL_FORMAT = 4
"""Version of the file format; a model of another format is not loaded."""

CURRENT_FILE, NAMES_FILE = "current", "names.json"
_POSTINGS_ARRAYS = ("starts", "documents", "weights", "rarity")
_LISTS = ("sites", "langs")


def save_model(model: RankingModel, folder: Path, keep: int = 2) -> str:
    """Write a model as the current version in `folder`, keep the last `keep` versions, and return the new version.

    Raises:
        ModelError: it cannot be written.
    """
    version = f"{MODEL_FORMAT}-{time.time_ns()}"
    target = folder / version
    try:
        target.mkdir(parents=True)
        for field in fields(DocumentArrays):
            if field.name not in _LISTS:
                np.save(target / f"{field.name}.npy", getattr(model.arrays, field.name))
        for label, listed in (("words", model.words), ("pieces", model.ngrams)):
            for name in _POSTINGS_ARRAYS:
                np.save(target / f"{label}-{name}.npy", getattr(listed, name))
        names = {"words": list(model.words.terms), "pieces": list(model.ngrams.terms)}
        names |= {name: list(getattr(model.arrays, name)) for name in _LISTS}
        (target / NAMES_FILE).write_bytes(orjson.dumps(names))
        pointer = folder / f"{CURRENT_FILE}.{os.getpid()}"
        pointer.write_text(version, encoding="ascii")
        pointer.replace(folder / CURRENT_FILE)
        for old in sorted(path for path in folder.iterdir() if path.is_dir())[:-keep]:
            shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        shutil.rmtree(target, ignore_errors=True)
        raise ModelError(f"the ranking model cannot be written to {folder}: {error.strerror or error}") from error
    return version


def current_version(folder: Path) -> str | None:
    """Return the version in use, None when there is none that this release can load."""
    try:
        version = (folder / CURRENT_FILE).read_text(encoding="ascii")
    except OSError:
        return None
    return version if version.startswith(f"{MODEL_FORMAT}-") else None


def load_model(folder: Path, version: str) -> RankingModel:
    """Memory-map a version; searches read its pages from disk as needed, and processes share them.

    Raises:
        ModelError: it is incomplete or damaged.
    """
    place = folder / version
    try:
        names = orjson.loads((place / NAMES_FILE).read_bytes())
        arrays: dict[str, Any] = {
            field.name: tuple(names[field.name]) if field.name in _LISTS else _mapped(place / f"{field.name}.npy")
            for field in fields(DocumentArrays)
        }
        listed = {
            label: Postings(
                {term: number for number, term in enumerate(names[label])},
                *(_mapped(place / f"{label}-{name}.npy") for name in _POSTINGS_ARRAYS),
            )
            for label in ("words", "pieces")
        }
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise ModelError(
            f"the ranking model in {place} cannot be read ({error}); run `regiozoek index` to rebuild it"
        ) from error
    return RankingModel(DocumentArrays(**arrays), listed["words"], listed["pieces"])


def _mapped(path: Path) -> NDArray[Any]:
    mapped: NDArray[Any]
    try:
        mapped = np.load(path, mmap_mode="r").view(
            np.ndarray
        )  # a plain array: slicing a memmap costs ten times as much
    except ValueError:  # an empty array cannot be mapped
        mapped = np.load(path)
    return mapped

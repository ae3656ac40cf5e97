"""Storage of the ranking model."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from indexer.language.analysis import stem
from indexer.ranking import storage
from indexer.ranking.model import DocumentArrays, RankingModel, TermGroup
from indexer.records.errors import ModelError
from tests.unit.indexer.ranking.ranked import document, model_of

MODEL = model_of(document("Recyclagepark", "Breng afval."), document("Zwembad", site="menen", lang="fr", date=9))
QUESTION = [TermGroup({stem("afval"): 1.0}), TermGroup({stem("zwembad"): 0.8})]


def content_of(model: RankingModel) -> tuple[object, ...]:
    """Return the content of a model, and its scores for a query."""
    facts = {field.name: np.asarray(getattr(model.arrays, field.name)).tolist() for field in fields(DocumentArrays)}
    postings = {
        label: [dict(listed.terms), *(getattr(listed, name).tolist() for name in storage._POSTINGS_ARRAYS)]
        for label, listed in (("words", model.words), ("pieces", model.ngrams))
    }
    return facts, postings, model.score_words(QUESTION).tolist(), model.name_similarity(["zwembda"]).tolist()


def versions(folder: Path) -> list[str]:
    """Return the versions in a folder, oldest first."""
    return sorted(path.name for path in folder.iterdir() if path.is_dir())


@pytest.mark.parametrize("model", [MODEL, model_of(), model_of(document("", "", url="https://www.kuurne.be/"))])
def test_a_model_survives_its_files(tmp_path: Path, model: RankingModel) -> None:
    """This includes an empty index, and a document without words."""
    version = storage.save_model(model, tmp_path / "rang met spatie")
    assert version == storage.current_version(tmp_path / "rang met spatie")
    assert content_of(model) == content_of(storage.load_model(tmp_path / "rang met spatie", version))


def test_the_version_before_stays_and_older_ones_go(tmp_path: Path) -> None:
    """A search in progress finishes with the version that it started with."""
    saved = [storage.save_model(MODEL, tmp_path) for _ in range(4)]
    assert (saved[-1], saved[-2:]) == (storage.current_version(tmp_path), versions(tmp_path))


def test_without_a_model_there_is_no_version(tmp_path: Path) -> None:
    """A model of another format is not loaded either."""
    assert storage.current_version(tmp_path) is None
    (tmp_path / storage.CURRENT_FILE).write_text("1-123")
    assert storage.current_version(tmp_path) is None


@pytest.mark.parametrize("name", [storage.NAMES_FILE, "site.npy", "words-weights.npy", "pieces-starts.npy"])
@pytest.mark.parametrize("damage", ["gone", "empty", "cut", "nonsense"])
def test_a_damaged_model_is_a_sentence(tmp_path: Path, name: str, damage: str) -> None:
    """The message has the folder and the command that rebuilds it."""
    version = storage.save_model(MODEL, tmp_path)
    file = tmp_path / version / name
    content = file.read_bytes()
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes({"empty": b"", "cut": content[:-1], "nonsense": b"\x00{nonsense" * 20}[damage])
    with pytest.raises(ModelError, match=r"cannot be read .*regiozoek index") as caught:
        storage.load_model(tmp_path, version)
    assert str(tmp_path / version) in str(caught.value)


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    """No incomplete version remains."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match="cannot be written"):
        storage.save_model(MODEL, tmp_path / "file")


def test_a_save_that_fails_keeps_the_current_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the disk is full, the current version stays in use and the incomplete one is deleted."""
    version = storage.save_model(MODEL, tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(ModelError, match="No space left"):
        storage.save_model(MODEL, tmp_path)
    assert (version, [version]) == (storage.current_version(tmp_path), versions(tmp_path))

"""What was given to one audit counts in the next, part by part and for a while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from seo_audit.inputs.external_data import (
    NO_EXTERNAL_DATA,
    BrowserSample,
    ExternalData,
    LogSummary,
    SampledImage,
    SearchConsoleData,
    SearchPerformance,
    WastedUrl,
)
from seo_audit.inputs.external_data_store import EXTERNAL_DATA_TTL, ExternalDataStore
from seo_audit.records.errors import HistoryError

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
URL = "https://www.kuurne.be/afval"
IMAGE = SampledImage(url=f"{URL}.png", width=800, height=600, shown_width=400, shown_height=300)
GIVEN = ExternalData(
    logs=LogSummary(
        since=NOW, hits={200: 3}, visited={URL: NOW}, wasted=(WastedUrl(url=URL, status=404, hits=2),), visits=7
    ),
    sample={URL: BrowserSample(served=1, phone=2, desk=3, violations=("label",), images=(IMAGE,))},
    search_console=SearchConsoleData(pages={URL: SearchPerformance(clicks=1, impressions=20, position=3.5)}),
)


def test_what_is_kept_is_what_was_given(tmp_path: Path) -> None:
    """Every part of it, for that site alone; a part that is not given again stays."""
    store = ExternalDataStore(tmp_path)
    assert (NO_EXTERNAL_DATA, ()) == store.load("kuurne", NOW)
    store.save("kuurne", GIVEN, NOW)
    store.save("kuurne", ExternalData(), NOW)
    assert ((GIVEN, ()), (NO_EXTERNAL_DATA, ())) == (store.load("kuurne", NOW), store.load("menen", NOW))


def test_each_part_grows_old_by_itself(tmp_path: Path) -> None:
    """What is too old is named, and the rest counts on."""
    store = ExternalDataStore(tmp_path)
    store.save("kuurne", GIVEN, NOW)
    later = NOW + EXTERNAL_DATA_TTL
    store.save("kuurne", ExternalData(sample=GIVEN.sample), later)
    assert (GIVEN, ()) == store.load("kuurne", later)
    known, old = store.load("kuurne", later + timedelta(seconds=1))
    assert (GIVEN.sample, None, None) == (known.sample, known.logs, known.search_console)
    assert ("logs data of 2026-11-20", "search console data of 2026-11-20") == old


@pytest.mark.parametrize(
    "text", ["", "[]", '{"logs": {}}', '{"given_at": "2026-11-20T12:00:00Z", "logs": {"hits": 3}}']
)
def test_a_damaged_file_says_what_to_do(tmp_path: Path, text: str) -> None:
    """It is named, and nothing is guessed of it."""
    path = tmp_path / "kuurne" / "logs.json"
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(HistoryError, match=r"logs\.json: delete it"):
        ExternalDataStore(tmp_path).load("kuurne", NOW)


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    """A file has the name of the folder."""
    (tmp_path / "kuurne").write_text("")
    with pytest.raises(HistoryError, match="cannot write"):
        ExternalDataStore(tmp_path).save("kuurne", GIVEN, NOW)

"""Store of external data between audits: one JSON file per site and kind, with the date of import.

Browser samples and log imports are made now and then, while audits run every night. Imported data counts in later
audits until it is too old.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from seo_audit.inputs.external_data import NO_EXTERNAL_DATA, BrowserSample, ExternalData, LogSummary, SearchConsoleData
from seo_audit.records.errors import HistoryError

EXTERNAL_DATA_TTL = timedelta(days=35)
"""Age up to which imported data counts. Our choice: a month, and a few days for a late import."""

STORED_PARTS: dict[str, Any] = {
    "sample": dict[str, BrowserSample],
    "logs": LogSummary,
    "search_console": SearchConsoleData,
}
"""Parts of `ExternalData` that are stored, with their types."""


class ExternalDataStore:
    """Reads and writes the external data of all sites in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, site: str, data: ExternalData, now: datetime) -> None:
        """Store the parts of `data` that are not None, replacing older ones.

        Raises:
            HistoryError: a file cannot be written.
        """
        for kind in STORED_PARTS:
            part = getattr(data, kind)
            if part is None:
                continue
            path = self._path(site, kind)
            new = path.with_suffix(".new")
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                new.write_bytes(msgspec.json.encode({"given_at": now, kind: part}))
                new.replace(path)
            except OSError as error:
                raise HistoryError(
                    f"cannot write {path} ({error.strerror}): check disk space and permissions"
                ) from error

    def load(self, site: str, now: datetime) -> tuple[ExternalData, tuple[str, ...]]:
        """Return the stored data of a site, and a phrase for each part that is too old to count.

        Raises:
            HistoryError: a file exists but cannot be read.
        """
        data, outdated = NO_EXTERNAL_DATA, []
        for kind in STORED_PARTS:
            stored = self._read(site, kind)
            if stored is None:
                continue
            given_at, part = stored
            if now - given_at > EXTERNAL_DATA_TTL:
                outdated.append(f"{kind.replace('_', ' ')} data of {given_at.date().isoformat()}")
            else:
                data = replace(data, **{kind: part})
        return data, tuple(outdated)

    def _read(self, site: str, kind: str) -> tuple[datetime, Any] | None:
        path = self._path(site, kind)
        try:
            data = msgspec.json.decode(path.read_bytes(), type=dict[str, msgspec.Raw])
            return msgspec.json.decode(data["given_at"], type=datetime), msgspec.json.decode(
                data[kind], type=STORED_PARTS[kind]
            )
        except FileNotFoundError:
            return None
        except (OSError, KeyError, msgspec.DecodeError) as error:
            raise HistoryError(
                f"cannot read {path}: delete it and run `regiozoek audit` again with that file"
            ) from error

    def _path(self, site: str, kind: str) -> Path:
        return self._folder / site / f"{kind}.json"

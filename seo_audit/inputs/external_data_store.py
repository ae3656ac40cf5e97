"""What is known beside the crawl, kept from one audit to the next: one JSON file a site and kind, each with its date.

A sample in a browser and an import of logs are made now and then, audits every night. What was given once counts in
the audits after it, until it is too old to say anything of the site as it is.
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
"""How long what was given counts: a choice, for who gives it once a month and is a few days late."""

STORED_PARTS: dict[str, Any] = {
    "sample": dict[str, BrowserSample],
    "logs": LogSummary,
    "search_console": SearchConsoleData,
}
"""The parts of `ExternalData` that are kept, and their types."""


class ExternalDataStore:
    """Reads and writes the kept files of all sites in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, site: str, given: ExternalData, now: datetime) -> None:
        """Keep the parts of `given` that are there, in place of older ones.

        Raises:
            HistoryError: the folder cannot be written.
        """
        for kind in STORED_PARTS:
            part = getattr(given, kind)
            if part is None:
                continue
            path = self._path(site, kind)
            new = path.with_suffix(".new")
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                new.write_bytes(msgspec.json.encode({"given_at": now, kind: part}))
                new.replace(path)
            except OSError as error:
                raise HistoryError(f"{path} cannot be written: {error.strerror}") from error

    def known(self, site: str, now: datetime) -> tuple[ExternalData, tuple[str, ...]]:
        """Return what is kept of a site and not too old, and a phrase for each part that is.

        Raises:
            HistoryError: a file is there and cannot be read.
        """
        known, old = NO_EXTERNAL_DATA, []
        for kind in STORED_PARTS:
            found = self._read(site, kind)
            if found is None:
                continue
            given_at, part = found
            if now - given_at > EXTERNAL_DATA_TTL:
                old.append(f"what was given on {given_at.date().isoformat()} ({kind.replace('_', ' ')})")
            else:
                known = replace(known, **{kind: part})
        return known, tuple(old)

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
            raise HistoryError(f"{path} cannot be read: remove it, and give the audit that part anew") from error

    def _path(self, site: str, kind: str) -> Path:
        return self._folder / site / f"{kind}.json"

"""IPDC authorities: the NIS code of a municipality, from the codes that the Flemish catalogue has for authorities.

`ipdc_authorities.csv` lists the municipalities and social services (OCMW) around Kortrijk, from the open data of
Flanders' local authorities: NIS code, OVO code, linked-data URI.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def _by_name() -> dict[str, str]:
    text = files("indexer.sources.kinds").joinpath("ipdc_authorities.csv").read_text(encoding="utf-8")
    return {name: row["nis"] for row in csv.DictReader(text.splitlines()) for name in (row["ovo"], row["uri"])}


def nis_code_of(authority: str) -> str:
    """Return the NIS code of an authority by its OVO code or URI, "" when it is not one of the region's."""
    return _by_name().get(authority) or _by_name().get(authority.rstrip("/").rpartition("/")[2], "")

"""Which municipality an authority is, by the codes that the Flemish catalogue names it with.

`authorities.csv` holds the municipalities and the social houses (OCMW) around Kortrijk, from the open data of
Flanders' local authorities: NIS code, OVO code, address in linked data.
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
    """Return the NIS code of an authority by its OVO code or address, "" when it is none of the region's."""
    return _by_name().get(authority) or _by_name().get(authority.rstrip("/").rpartition("/")[2], "")

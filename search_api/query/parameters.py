"""The query string of a search, as a record; the API and the search page read it alike."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import BeforeValidator

from indexer.records.document import Type
from search_api.query.search_request import LARGEST_PAGE, SearchRequest, Sort

LONGEST_QUERY = 300
"""Characters: the longest query people type is a sentence."""

LAST_PAGE = 1_000
"""No list has more pages: it holds 1,000 results."""

LANGUAGE = r"^[a-z]{2}$"

Day = Annotated[date | None, BeforeValidator(lambda text: text or None)]
"""A day; a form sends a field that was left empty too."""


_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")


def cleaned(typed: str) -> str:
    """Return a query without characters that nobody types: controls and halves of surrogate pairs become a blank.

    A blank behind the last word stays: it says that the word is complete.
    """
    return _UNPRINTABLE.sub(" ", typed.strip("\n\r\t"))


async def search_request(
    q: Annotated[str, Query(max_length=LONGEST_QUERY, description="the words, as typed")] = "",
    home: Annotated[str | None, Query(description="the site it is asked on; its answers come first")] = None,
    site: Annotated[list[str] | None, Query(description="keep only these sites")] = None,
    sites: Annotated[list[str] | None, Query(alias="site[]", include_in_schema=False)] = None,
    kind: Annotated[list[Type] | None, Query(alias="type", description="keep only these types")] = None,
    kinds: Annotated[list[Type] | None, Query(alias="type[]", include_in_schema=False)] = None,
    lang: Annotated[list[Annotated[str, Query(pattern=LANGUAGE)]] | None, Query(description="ISO 639-1 code")] = None,
    since: Annotated[Day, Query(alias="from", description="first day, ISO 8601")] = None,
    until: Annotated[Day, Query(alias="to", description="last day, ISO 8601")] = None,
    page: Annotated[int, Query(ge=1, le=LAST_PAGE)] = 1,
    size: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 10,
    sort: Annotated[Sort, Query(description="best first, or newest first")] = Sort.RELEVANCE,
) -> SearchRequest:
    """Return the search that a query string describes."""
    return SearchRequest(
        q=cleaned(q),
        home=home or None,
        sites=tuple(dict.fromkeys((site or []) + (sites or []))),
        types=tuple(dict.fromkeys((kind or []) + (kinds or []))),
        langs=tuple(dict.fromkeys(lang or [])),
        since=since,
        until=until,
        page=page,
        size=size,
        sort=sort,
    )

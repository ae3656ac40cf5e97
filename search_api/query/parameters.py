"""Query-string parameters of a search, parsed into a `SearchRequest` for both the API and the search page."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import BeforeValidator

from indexer.records.document import DocumentType
from search_api.query.search_request import MAX_PAGE_SIZE, SearchRequest, SortOrder

MAX_QUERY_LENGTH = 300
"""Maximum characters of a query: the longest queries people type are sentences."""

MAX_PAGE_NUMBER = 1_000
"""Maximum page number: a list holds at most 1,000 results."""

LANGUAGE_CODE_PATTERN = r"^[a-z]{2}$"

OptionalDate = Annotated[date | None, BeforeValidator(lambda text: text or None)]
"""An optional date; an HTML form also sends fields that were left empty."""


_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")


def strip_unprintable(typed: str) -> str:
    """Replace characters that nobody types (control characters, lone surrogates) by a space.

    A space after the last word stays: it marks the word as complete.
    """
    return _UNPRINTABLE.sub(" ", typed.strip("\n\r\t"))


async def parse_search_request(
    q: Annotated[str, Query(max_length=MAX_QUERY_LENGTH, description="the query, as typed")] = "",
    home: Annotated[str | None, Query(description="site the search is made from; its results come first")] = None,
    site: Annotated[list[str] | None, Query(description="keep only these sites")] = None,
    sites: Annotated[list[str] | None, Query(alias="site[]", include_in_schema=False)] = None,
    kind: Annotated[list[DocumentType] | None, Query(alias="type", description="keep only these types")] = None,
    kinds: Annotated[list[DocumentType] | None, Query(alias="type[]", include_in_schema=False)] = None,
    lang: Annotated[
        list[Annotated[str, Query(pattern=LANGUAGE_CODE_PATTERN)]] | None, Query(description="ISO 639-1 code")
    ] = None,
    since: Annotated[OptionalDate, Query(alias="from", description="first day, ISO 8601")] = None,
    until: Annotated[OptionalDate, Query(alias="to", description="last day, ISO 8601")] = None,
    page: Annotated[int, Query(ge=1, le=MAX_PAGE_NUMBER)] = 1,
    size: Annotated[int, Query(ge=1, le=MAX_PAGE_SIZE)] = 10,
    sort: Annotated[SortOrder, Query(description="most relevant first, or newest first")] = SortOrder.RELEVANCE,
) -> SearchRequest:
    """Return the `SearchRequest` of a query string."""
    return SearchRequest(
        q=strip_unprintable(q),
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

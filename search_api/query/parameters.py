"""The query string of a search, as a record; the API and the search page read it alike."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import BeforeValidator

from indexer.records.document import DocumentType
from search_api.query.search_request import MAX_PAGE_SIZE, SearchRequest, SortOrder

MAX_QUERY_LENGTH = 300
"""Characters: the longest query people type is a sentence."""

MAX_PAGE_NUMBER = 1_000
"""No list has more pages: it holds 1,000 results."""

LANGUAGE_CODE_PATTERN = r"^[a-z]{2}$"

OptionalDate = Annotated[date | None, BeforeValidator(lambda text: text or None)]
"""A day; a form sends a field that was left empty too."""


_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")


def strip_unprintable(typed: str) -> str:
    """Return a query without characters that nobody types: controls and halves of surrogate pairs become a blank.

    A blank behind the last word stays: it says that the word is complete.
    """
    return _UNPRINTABLE.sub(" ", typed.strip("\n\r\t"))


async def parse_search_request(
    q: Annotated[str, Query(max_length=MAX_QUERY_LENGTH, description="the words, as typed")] = "",
    home: Annotated[str | None, Query(description="the site it is asked on; its answers come first")] = None,
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
    sort: Annotated[SortOrder, Query(description="best first, or newest first")] = SortOrder.RELEVANCE,
) -> SearchRequest:
    """Return the search that a query string describes."""
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

"""GET /zoeken: the search page, rendered on the server; works without JavaScript."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query
from starlette.responses import HTMLResponse, Response

from crawler.records.date_parsing import BRUSSELS
from search_api.http.dependencies import ConfigDependency, SearcherDependency
from search_api.pages import filters
from search_api.pages.breadcrumbs import result_breadcrumbs
from search_api.pages.filters import FilterChoice
from search_api.pages.search_urls import SearchUrls
from search_api.pages.templates_env import render_template
from search_api.pages.translations import NATIVE_LANGUAGE_NAMES, long_date, negotiate_language, page_texts
from search_api.query.parameters import parse_search_request
from search_api.query.search_request import SearchRequest
from search_api.records.config import ApiConfig
from search_api.records.errors import EngineRejectedError, EngineUnavailableError, UnknownSiteError
from search_api.records.response_models import SearchResult
from search_api.search.search import Searcher

router = APIRouter(include_in_schema=False)

SEARCH_PAGE_HEADERS = {"X-Robots-Tag": "noindex", "Cache-Control": "no-cache", "Vary": "Accept-Language"}

PAGE_LINKS_EACH_SIDE = 2
"""Number of page links on each side of the current page."""


@router.get("/zoeken")
async def search_page(
    request: Annotated[SearchRequest, Depends(parse_search_request)],
    searcher: SearcherDependency,
    config: ConfigDependency,
    taal: Annotated[str | None, Query()] = None,
    accept_language: Annotated[str | None, Header()] = None,
) -> Response:
    """Show the search form and the results."""
    language = negotiate_language(taal, accept_language)
    page = _page(config, request, language, taal)
    if not request.q.strip():
        return HTMLResponse(render_template("zoeken.html", **page), 200, SEARCH_PAGE_HEADERS)
    try:
        result = await searcher.search(request)
    except UnknownSiteError:
        return HTMLResponse(render_template("zoeken.html", **page | {"state": "invalid"}), 422, SEARCH_PAGE_HEADERS)
    except (EngineUnavailableError, EngineRejectedError):
        headers = SEARCH_PAGE_HEADERS | {"Retry-After": "5", "Cache-Control": "no-store"}
        return HTMLResponse(render_template("zoeken.html", **page | {"state": "problem"}), 503, headers)
    state = "results" if result.hits else "past_end" if result.total else "nothing"
    found = _found(result, page)
    if result.hits:
        steps = await result_breadcrumbs(searcher.engine, config.index, result.hits)
        found |= {"breadcrumbs": steps} | await _offered(searcher, page)
    return HTMLResponse(render_template("zoeken.html", **page | {"state": state} | found), 200, SEARCH_PAGE_HEADERS)


def _page(config: ApiConfig, request: SearchRequest, language: str, requested_language: str | None) -> dict[str, Any]:
    """Return the template values of every state of the page."""
    links = SearchUrls(request, language if requested_language else None)
    names = {site.id: site.name for site in config.sites}
    texts = page_texts("search_page", language, informal=config.informal)
    labels: dict[str, Any] = {"site": names, "type": texts["types"], "lang": texts["langs"]}
    day = partial(_spoken_date, language=language)
    return {
        "state": "start",
        "t": texts,
        "language": language,
        "languages": [(code, NATIVE_LANGUAGE_NAMES[code], links.in_language(code)) for code in NATIVE_LANGUAGE_NAMES],
        "taal": links.language,
        "request": request,
        "links": links,
        "sites": config.sites,
        "names": names,
        "labels": labels,
        "chosen": filters.active_filters(request, links, labels, day, texts),
        "day": day,
    }


def _found(result: SearchResult, page: dict[str, Any]) -> dict[str, Any]:
    """Return the additional template values of a page with results."""
    request: SearchRequest = page["request"]
    numbers = sorted(
        {1, result.pages}
        | set(
            range(max(1, result.page - PAGE_LINKS_EACH_SIDE), min(result.pages, result.page + PAGE_LINKS_EACH_SIDE) + 1)
        )
    )
    groups = filters.facet_groups(request, result.facets)
    return {"result": result, "groups": groups, "orders": (), "periods": (), "numbers": numbers}


async def _offered(searcher: Searcher, page: dict[str, Any]) -> dict[str, Any]:
    """Return the sort orders and periods that have results, with their counts; the active ones always.

    Each is counted by running the search that its link leads to, so the count is exact and the link is cached.
    """
    request, links = page["request"], page["links"]
    orders = filters.sort_choices(request, links)
    periods = filters.period_choices(request, links, datetime.now(BRUSSELS).date())
    counts = dict(
        zip(
            [*orders, *periods],
            await asyncio.gather(*(_count(searcher, each) for each in [*orders, *periods])),
            strict=True,
        )
    )
    kept = {choice: count for choice, count in counts.items() if count or choice.active}
    return {
        "orders": [choice for choice in orders if choice in kept],
        "periods": [(choice, kept[choice]) for choice in periods if choice in kept],
    }


async def _count(searcher: Searcher, choice: FilterChoice) -> int:
    """Return the number of results of a choice; 0 while the engine is unavailable."""
    try:
        return (await searcher.search(choice.request)).total
    except (EngineUnavailableError, EngineRejectedError):
        return 0


def _spoken_date(text: str, language: str) -> str:
    """Return an ISO date as people write it in a language: 3 maart 2026."""
    return long_date(date.fromisoformat(text), language)

"""POST /api/events: what a search box tells of use; small, counted, and without a name."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from search_api.http.dependencies import ConfigDependency, SearcherDependency
from search_api.http.event_log import EventLog, UsageEvent
from search_api.http.problems import ProblemError
from search_api.records.config import ApiConfig
from search_api.search.search import Searcher

router = APIRouter(prefix="/api", tags=["search"])

MAX_EVENT_BYTES = 4_096
"""Bytes of one event."""

_BODY: dict[str, Any] = {
    "required": True,
    "content": {"application/json": {"schema": UsageEvent.model_json_schema()}},
}


_REFUSED: dict[int | str, dict[str, Any]] = {
    413: {"description": "longer than an event can be"},
    422: {"description": "no event, or one of another region"},
    429: {"description": "too many events at once"},
}


@router.post(
    "/events", status_code=204, response_class=Response, openapi_extra={"requestBody": _BODY}, responses=_REFUSED
)
async def events(request: Request, config: ConfigDependency, searcher: SearcherDependency) -> Response:
    """Count an event: `click` on a result, `answer` for one on an answer card, `best_bet` for one on a best bet.

    The body is JSON of any content type: sendBeacon sends text, which needs no question beforehand.
    """
    log: EventLog = request.app.state.events
    if not log.admits():
        raise ProblemError(429, "Too many events at once; this one is not counted.")
    try:
        event = UsageEvent.model_validate_json(await _body(request))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the body"
        raise ProblemError(422, f"{place}: {first['msg']}.") from error
    if not _known(config, searcher, event):
        raise ProblemError(422, "The event names a site or an address that the region does not have.")
    log.add(event)
    return Response(status_code=204)


async def _body(request: Request) -> bytes:
    """Return the body, of which no more is read than an event can have."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MAX_EVENT_BYTES:
            raise ProblemError(413, f"An event has {MAX_EVENT_BYTES} bytes at most.")
    return body


def _known(config: ApiConfig, searcher: Searcher, event: UsageEvent) -> bool:
    """Whether an event is from the region and leads into it, or out of it by a best bet.

    Anything else would only fill the log.
    """
    hosts = {host for site in config.sites for host in site.hosts}
    try:
        host = urlsplit(event.url).netloc
    except ValueError:  # "https://[" is no address
        return False
    leads = host in hosts or (event.kind == "best_bet" and searcher.best_bets.contains_url(event.url))
    return leads and event.home in {None, *(site.id for site in config.sites)}

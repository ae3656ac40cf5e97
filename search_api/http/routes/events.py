"""POST /api/events: anonymous usage events of the search box and the search page."""

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
"""Maximum bytes of one event."""

_BODY: dict[str, Any] = {
    "required": True,
    "content": {"application/json": {"schema": UsageEvent.model_json_schema()}},
}


_REFUSED: dict[int | str, dict[str, Any]] = {
    413: {"description": "the event is too large"},
    422: {"description": "invalid event, or an event of another region"},
    429: {"description": "too many events"},
}


@router.post(
    "/events", status_code=204, response_class=Response, openapi_extra={"requestBody": _BODY}, responses=_REFUSED
)
async def events(request: Request, config: ConfigDependency, searcher: SearcherDependency) -> Response:
    """Count a click: `click` on a result, `answer` on an answer card, `best_bet` on a best bet.

    The body is JSON with any content type: `sendBeacon` sends text/plain, which needs no CORS preflight.
    """
    log: EventLog = request.app.state.events
    if not log.admits():
        raise ProblemError(429, "Too many events; this one is not counted. Try again later.")
    try:
        event = UsageEvent.model_validate_json(await _body(request))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the body"
        raise ProblemError(422, f"{place}: {first['msg']}.") from error
    if not _known(config, searcher, event):
        raise ProblemError(422, "The site or URL is not part of the region; send a URL of one of its sites.")
    log.add(event)
    return Response(status_code=204)


async def _body(request: Request) -> bytes:
    """Return the body, reading no more than the maximum."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MAX_EVENT_BYTES:
            raise ProblemError(413, f"The event is too large; send at most {MAX_EVENT_BYTES} bytes.")
    return body


def _known(config: ApiConfig, searcher: Searcher, event: UsageEvent) -> bool:
    """Whether home site and URL of an event belong to the region, or the URL is a best bet.

    Everything else would only fill the log.
    """
    hosts = {host for site in config.sites for host in site.hosts}
    try:
        host = urlsplit(event.url).netloc
    except ValueError:  # "https://[" is not a URL
        return False
    leads = host in hosts or (event.kind == "best_bet" and searcher.best_bets.contains_url(event.url))
    return leads and event.home in {None, *(site.id for site in config.sites)}

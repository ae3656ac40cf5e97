"""GET /healthz (the process answers), /readyz (it can search) and /metrics."""

from __future__ import annotations

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from search_api.http.dependencies import Config, TheSearcher
from search_api.http.json_response import as_json

router = APIRouter(tags=["operation"])

NO_STORE = {"Cache-Control": "no-store"}


@router.get("/healthz")
async def healthz() -> Response:
    """Say that the process answers."""
    return as_json({"status": "ok"}, NO_STORE)


@router.get("/readyz")
async def readyz(searcher: TheSearcher, config: Config) -> Response:
    """Say that a search would be answered; 503 with the reason when not."""
    stats = await searcher.engine.get(f"/indexes/{config.index}/stats")
    return as_json({"status": "ok", "documents": stats["numberOfDocuments"]}, NO_STORE)


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(request: Request) -> Response:
    """Return counters and times in Prometheus' text format."""
    return Response(generate_latest(request.app.state.metrics.registry), 200, NO_STORE, CONTENT_TYPE_LATEST)

"""GET /healthz (the process runs), /readyz (search works) and /metrics (Prometheus)."""

from __future__ import annotations

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from search_api.http.dependencies import ConfigDependency, SearcherDependency
from search_api.http.json_response import json_response

router = APIRouter(tags=["operation"])

NO_STORE_HEADERS = {"Cache-Control": "no-store"}


@router.get("/healthz")
async def healthz() -> Response:
    """Return 200 while the process runs."""
    return json_response({"status": "ok"}, NO_STORE_HEADERS)


@router.get("/readyz")
async def readyz(searcher: SearcherDependency, config: ConfigDependency) -> Response:
    """Return 200 when searching is possible, else 503 with the reason."""
    stats = await searcher.engine.get(f"/indexes/{config.index}/stats")
    return json_response({"status": "ok", "documents": stats["numberOfDocuments"]}, NO_STORE_HEADERS)


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(request: Request) -> Response:
    """Return the metrics in the text format of Prometheus."""
    return Response(generate_latest(request.app.state.metrics.registry), 200, NO_STORE_HEADERS, CONTENT_TYPE_LATEST)

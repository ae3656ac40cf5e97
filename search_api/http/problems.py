"""Error responses as RFC 9457 problem JSON: type, title, status, and one sentence on what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from search_api.records.errors import EngineRejectedError, EngineUnavailableError, UnknownSiteError

PROBLEM_TITLES = {
    400: "Bad request",
    401: "A token is required",
    403: "The token is not valid for this page",
    404: "Page not found",
    405: "Method not allowed",
    413: "The request is too large",
    422: "A parameter is invalid",
    429: "Too many requests",
    500: "Internal server error",
    503: "Search is not available",
}

_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}

PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"description": description, "content": {"application/problem+json": {"schema": _SCHEMA}}}
    for status, description in (("4XX", "Client error"), ("5XX", "Temporarily unavailable"))
}
"""Error responses of every operation, for the OpenAPI description."""

RETRY_AFTER = 5
"""Value of Retry-After, in seconds, while the engine is unavailable; it restarts in less."""


class ProblemError(HTTPException):
    """An HTTP error whose detail is a sentence for people."""


def problem_response(status: int, detail: str, headers: Mapping[str, str] | None = None, **more: Any) -> Response:
    """Return a problem response; `more` are additional members."""
    body = {"type": "about:blank", "title": PROBLEM_TITLES.get(status, "The request failed"), "status": status}
    return Response(
        orjson.dumps(body | {"detail": detail} | more),
        status,
        dict(headers or {}) | {"Cache-Control": "no-store"},
        media_type="application/problem+json",
    )


def install_problem_handlers(app: FastAPI) -> None:
    """Register handlers that return every error as problem JSON."""

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        detail = error.detail
        if not isinstance(error, ProblemError):
            detail = _DETAILS.get(error.status_code, str(error.detail)).format(
                path=request.url.path, method=request.method
            )
        return problem_response(error.status_code, detail, error.headers)

    @app.exception_handler(RequestValidationError)
    async def _invalid(_request: Request, error: RequestValidationError) -> Response:
        errors = [{"parameter": _parameter(each), "detail": str(each["msg"])} for each in error.errors()]
        first = errors[0]
        return problem_response(
            422, f'The parameter "{first["parameter"]}" is invalid: {first["detail"]}.', errors=errors
        )

    @app.exception_handler(UnknownSiteError)
    async def _unknown(_request: Request, error: UnknownSiteError) -> Response:
        return problem_response(422, _sentence(error))

    @app.exception_handler(EngineUnavailableError)
    @app.exception_handler(EngineRejectedError)
    async def _engine(_request: Request, error: Exception) -> Response:
        return problem_response(503, _sentence(error), {"Retry-After": str(RETRY_AFTER)})


_DETAILS = {
    404: "{path} does not exist; see /docs for the available endpoints.",
    405: "{path} does not support {method}; see /docs for its methods.",
}


def _parameter(error: Mapping[str, Any]) -> str:
    names = [str(part) for part in error["loc"][1:] if isinstance(part, str)]  # after "query"; lists add an index
    return names[0] if names else "request"


def _sentence(error: Exception) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."

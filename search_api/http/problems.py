"""Errors as RFC 9457 problem JSON: a type, a title, a status, and one sentence on what to do."""

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
    400: "The request cannot be understood",
    401: "A token is needed",
    403: "This token does not open this page",
    404: "There is nothing at this address",
    405: "This address does not take that method",
    413: "The request is too large",
    422: "A parameter cannot be used",
    429: "Too many requests",
    500: "Something went wrong here",
    503: "The search is not available",
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
    for status, description in (("4XX", "A request that cannot be used"), ("5XX", "No answer for now"))
}
"""What the description says of every operation's errors."""

RETRY_AFTER = 5
"""Seconds after which a caller may try again when the engine is gone: it restarts in less."""


class ProblemError(HTTPException):
    """An error with a sentence for people."""


def problem_response(status: int, detail: str, headers: Mapping[str, str] | None = None, **more: Any) -> Response:
    """Return a problem answer; `more` are its further members."""
    body = {"type": "about:blank", "title": PROBLEM_TITLES.get(status, "The request failed"), "status": status}
    return Response(
        orjson.dumps(body | {"detail": detail} | more),
        status,
        dict(headers or {}) | {"Cache-Control": "no-store"},
        media_type="application/problem+json",
    )


def install_problem_handlers(app: FastAPI) -> None:
    """Let an app answer every error as a problem."""

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
            422, f'The parameter "{first["parameter"]}" cannot be used: {first["detail"]}.', errors=errors
        )

    @app.exception_handler(UnknownSiteError)
    async def _unknown(_request: Request, error: UnknownSiteError) -> Response:
        return problem_response(422, _sentence(error))

    @app.exception_handler(EngineUnavailableError)
    @app.exception_handler(EngineRejectedError)
    async def _engine(_request: Request, error: Exception) -> Response:
        return problem_response(503, _sentence(error), {"Retry-After": str(RETRY_AFTER)})


_DETAILS = {
    404: "Nothing is at {path}; /docs lists what there is.",
    405: "{path} does not take {method}; /docs lists what it takes.",
}


def _parameter(error: Mapping[str, Any]) -> str:
    names = [str(part) for part in error["loc"][1:] if isinstance(part, str)]  # behind "query"; a list adds a number
    return names[0] if names else "request"


def _sentence(error: Exception) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."

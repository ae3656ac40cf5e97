"""Property-based tests of the API against its own OpenAPI description, with Schemathesis."""

from __future__ import annotations

import copy
from collections import Counter
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from search_api.app import create_app
from search_api.records.config import ApiConfig
from tests.integration.api_client import serve_app
from tests.integration.api_fixtures import SITES

MAX_EXAMPLES = 100
"""Requests generated per operation; the generation is deterministic."""

CHECKS: list[Any] = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def description_with_sites(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI description with the ids of the existing sites, so that requests reach the search."""
    description = copy.deepcopy(app.openapi())
    sites = {"type": "string", "enum": [site.id for site in SITES]}
    for path in ("/api/search", "/api/suggest"):
        for parameter in description["paths"][path]["get"]["parameters"]:
            if parameter["name"] in {"home", "site"}:
                many = {"type": "array", "items": sites}
                parameter["schema"] = sites if parameter["name"] == "home" else many
    return description


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda mode: mode.value)
def test_api_conforms_to_its_openapi_description(api_config: ApiConfig, mode: schemathesis.GenerationMode) -> None:
    """Valid and invalid requests cause no server error, and every response matches its schema."""
    app = create_app(api_config)
    schema = schemathesis.openapi.from_dict(description_with_sites(app))
    status_counts: Counter[str] = Counter()
    with serve_app(app) as caller:
        for operation in (found.ok() for found in schema.get_all_operations()):  # type: ignore[union-attr]
            if mode is schemathesis.GenerationMode.NEGATIVE and not (list(operation.query) or list(operation.body)):
                continue  # a request without parameters cannot be invalid

            @given(case=operation.as_strategy(generation_mode=mode))
            @settings(
                max_examples=MAX_EXAMPLES,
                derandomize=True,
                database=None,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            )
            def send(case: schemathesis.Case[Any]) -> None:
                response = case.call_and_validate(base_url=caller.url, checks=CHECKS)
                status_counts[f"{case.path} {response.status_code}"] += 1

            send()
    print(status_counts)  # noqa: T201 -- shown when the test fails
    assert (
        status_counts[f"/api/search {200 if mode is schemathesis.GenerationMode.POSITIVE else 422}"] > MAX_EXAMPLES // 4
    )

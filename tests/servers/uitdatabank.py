"""A stub of UiTdatabank on loopback: its Search API 3, with generated events around Kortrijk.

It follows the OpenAPI description: the client id, paging by start and limit within a window of 10,000, the default
filters and how to disable each, regions, embedding, filtering by modification time, and errors as problem JSON.
"""

from __future__ import annotations

import copy
import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.servers.source_server import SourceRequest, SourceResponse, SourceServer

CLIENT_ID = "client-van-de-proef"

MAX_RESULT_WINDOW, MAX_LIMIT, DEFAULT_LIMIT = 10_000, 2_000, 30

POSTCODES = {"8520": "34023", "8500": "34022", "8930": "34027", "3000": "24062"}
"""Postcode → NIS code of the municipality."""

DEFAULT_CREATED = datetime(2026, 1, 1, tzinfo=UTC)
"""Creation time of generated events without one of their own."""


def event(number: int, **facts: Any) -> dict[str, Any]:
    """Return an event as the API embeds it: tomorrow evening in Kuurne, with `facts` replacing its fields."""
    tomorrow = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    usual: dict[str, Any] = {
        "@id": f"https://io.uitdatabank.be/event/00000000-0000-4000-8000-{number:012d}",
        "@type": "Event",
        "mainLanguage": "nl",
        "languages": ["nl"],
        "completedLanguages": ["nl"],
        "name": {"nl": f"Avondwandeling {number}"},
        "calendarType": "single",
        "startDate": tomorrow.isoformat(),
        "endDate": (tomorrow + timedelta(hours=2)).isoformat(),
        "availableTo": (tomorrow + timedelta(hours=2)).isoformat(),
        "location": place("8520", "Kuurne"),
        "audience": {"audienceType": "everyone"},
        "workflowStatus": "APPROVED",
        "created": (DEFAULT_CREATED + timedelta(minutes=number)).isoformat(),
    }
    return usual | facts


def place(postcode: str, town: str) -> dict[str, Any]:
    """Return the location of an event."""
    return {
        "@id": f"https://io.uitdatabank.be/place/{postcode}",
        "@type": "Place",
        "name": {"nl": f"De Zaal van {town}"},
        "address": {
            "nl": {
                "addressCountry": "BE",
                "addressLocality": town,
                "postalCode": postcode,
                "streetAddress": "Marktplein 1",
            }
        },
        "geo": {"latitude": 50.85, "longitude": 3.28},
    }


class UitdatabankServer(SourceServer):
    """Server of `events` and `places`."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[dict[str, Any]] = []
        self.places: list[dict[str, Any]] = []

    def respond(self, request: SourceRequest) -> SourceResponse:
        """Return the results of /events or /places."""
        if "x-client-id" not in request.headers and "clientId" not in request.params:
            return _problem(401, "unauthorized", "You have not provided a client id.")
        if CLIENT_ID not in {request.headers.get("x-client-id"), request.param("clientId")}:
            return _problem(403, "forbidden", "This client id is not known.")
        listed = {"events": self.events, "places": self.places}.get(request.path.strip("/"))
        if listed is None:
            return _problem(404, "not-found", "There is no such thing.")
        start, limit = int(request.param("start", "0")), int(request.param("limit", str(DEFAULT_LIMIT)))
        if start > MAX_RESULT_WINDOW or limit > MAX_LIMIT or start + limit > MAX_RESULT_WINDOW:
            return _problem(404, "not-found", "The start or limit is too large.")
        found = [each for each in listed if _matches(each, request)]
        if request.param("sort[created]") == "asc":
            found.sort(key=lambda each: str(each.get("created")))
        members = found[start : start + limit]
        if request.param("embed") != "true":
            members = [{"@id": each["@id"], "@type": each.get("@type", "Event")} for each in members]
        return SourceResponse(
            {
                "@context": "http://www.w3.org/ns/hydra/context.jsonld",
                "@type": "PagedCollection",
                "itemsPerPage": limit,
                "totalItems": len(found),
                "member": copy.deepcopy(members),
            }
        )

    def inflate_total(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the response with a total that is too high."""
        return body | {"totalItems": 100 * body.get("totalItems", 1)}


def make_events(number: int, **facts: Any) -> list[dict[str, Any]]:
    """Return `number` events, each created a minute after the previous one."""
    return [event(each, **facts) for each in itertools.islice(itertools.count(), number)]


def _matches(each: dict[str, Any], request: SourceRequest) -> bool:
    now = datetime.now(UTC)
    available_to, available_from = _parse_datetime(each.get("availableTo")), _parse_datetime(each.get("availableFrom"))
    address = next(iter(each.get("location", each).get("address", {}).values()), {})
    changed = _parse_datetime(each.get("modified") or each.get("created")) or DEFAULT_CREATED
    statuses = request.param("workflowStatus", "APPROVED,READY_FOR_VALIDATION")
    audience = each.get("audience", {}).get("audienceType", "everyone")
    conditions = (
        statuses == "*" or each.get("workflowStatus", "APPROVED") in statuses.split(","),
        request.param("availableTo") == "*" or available_to is None or available_to >= now,
        request.param("availableFrom") == "*" or available_from is None or available_from <= now,
        request.param("audienceType", "everyone") in {"*", audience},
        request.param("addressCountry", "BE") in {"*", address.get("addressCountry", "BE")},
        all(
            region == f"nis-{POSTCODES.get(address.get('postalCode', ''))}"
            for region in request.params.get("regions[]", [])
        ),
        (_parse_datetime(request.param("modifiedFrom")) or changed) <= changed,
        (_parse_datetime(request.param("modifiedTo")) or changed) >= changed,
    )
    return all(conditions)


def _parse_datetime(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text.replace(" ", "+")) if text else None


def _problem(status: int, kind: str, detail: str) -> SourceResponse:
    about = "https://api.publiq.be/probs/" + ("url/" if kind == "not-found" else "auth/") + kind
    body = {"title": kind.replace("-", " ").title(), "type": about, "status": status, "detail": detail}
    return SourceResponse(body, status, "application/problem+json")

"""Breadcrumbs of search results: those of the pages themselves, else the words of their URLs."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from search_api.engine.engine_client import EngineClient
from search_api.query.search_request import documents_by_id
from search_api.records.errors import EngineRejectedError, EngineUnavailableError
from search_api.records.response_models import Hit

MAX_URL_STEP_LENGTH = 40
"""Maximum characters of a URL segment shown as a step; longer segments are not words."""

MAX_RESULT_BREADCRUMB_STEPS = 3
"""Maximum steps shown, those nearest to the home page."""


async def result_breadcrumbs(engine: EngineClient, index: str, hits: Iterable[Hit]) -> dict[str, tuple[str, ...]]:
    """Return the steps of each hit by its id, without the home page and the page itself."""
    found = {hit.id: breadcrumbs_from_url(hit.url) for hit in hits}
    try:
        answer = await engine.post(f"/indexes/{index}/search", documents_by_id(found, ["id", "trail"]))
    except (EngineUnavailableError, EngineRejectedError):  # the results come from the cache
        return found
    stated = {document["id"]: tuple(document.get("trail") or ()) for document in answer["hits"]}
    return {name: (stated.get(name) or address)[:MAX_RESULT_BREADCRUMB_STEPS] for name, address in found.items()}


def breadcrumbs_from_url(url: str) -> tuple[str, ...]:
    """Return the segments of a URL as words, without the last one."""
    steps = [unquote(step).replace("-", " ").replace("_", " ") for step in urlsplit(url).path.split("/") if step]
    words = [
        step for step in steps[:-1] if len(step) <= MAX_URL_STEP_LENGTH and any(letter.isalpha() for letter in step)
    ]
    return tuple(word[:1].upper() + word[1:] for word in words[:MAX_RESULT_BREADCRUMB_STEPS])

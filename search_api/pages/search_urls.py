"""URLs of the search page: each filter, sort order, page and language is a link."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from search_api.query.search_request import SearchRequest, SortOrder


@dataclass(frozen=True, slots=True)
class SearchUrls:
    """Builds URLs that differ from the current search in one choice."""

    request: SearchRequest
    language: str | None = None

    def current(self, **changes: object) -> str:
        """Return the URL of the current search with `changes`; every change other than `page` leads to page 1."""
        request = replace(self.request, **({"page": 1} | changes))  # type: ignore[arg-type]
        pairs: list[tuple[str, str]] = [("q", request.q)]
        pairs += [("home", request.home)] if request.home else []
        pairs += [("site", site) for site in request.sites]
        pairs += [("type", kind) for kind in request.types]
        pairs += [("lang", lang) for lang in request.langs]
        pairs += [("from", request.since.isoformat())] if request.since else []
        pairs += [("to", request.until.isoformat())] if request.until else []
        pairs += [("sort", request.sort)] if request.sort is not SortOrder.RELEVANCE else []
        pairs += [("size", str(request.size))] if request.size != SearchRequest(q="").size else []
        pairs += [("page", str(request.page))] if request.page > 1 else []
        pairs += [("taal", self.language)] if self.language else []
        return f"/zoeken?{urlencode(pairs)}"

    def in_language(self, language: str) -> str:
        """Return the URL of this page in another language."""
        return SearchUrls(self.request, language).current(page=self.request.page)

    def with_value(self, name: str, value: str) -> str:
        """Return the URL with one more value of a filter (sites, types, langs)."""
        return self.current(**{name: (*getattr(self.request, name), value)})

    def without_value(self, name: str, value: str) -> str:
        """Return the URL without one value of a filter."""
        return self.current(**{name: tuple(each for each in getattr(self.request, name) if each != value)})

    def opensearch_url(self) -> str:
        """Return the URL of the OpenSearch description for this home site and language."""
        pairs = [("home", self.request.home)] if self.request.home else []
        pairs += [("taal", self.language)] if self.language else []
        return f"/opensearch.xml?{urlencode(pairs)}" if pairs else "/opensearch.xml"

    def without_filters(self, **changes: object) -> str:
        """Return the URL without any filter, with `changes`."""
        return self.current(**({"sites": (), "types": (), "langs": (), "since": None, "until": None} | changes))

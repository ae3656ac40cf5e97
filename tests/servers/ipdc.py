"""A stub of IPDC on loopback: products over REST with Hydra paging, and event streams (LDES)."""

from __future__ import annotations

from typing import Any

from tests.servers.source_server import SourceRequest, SourceResponse, SourceServer

API_KEY = "sleutel-van-de-proef"

DEFAULT_LIMIT = 25

OWN_URL = "http://ipdc-stub"
"""The server's own URL in its links, which differs from `url`, as for a server behind a proxy."""


def product(number: int, **facts: Any) -> dict[str, Any]:
    """Return a product of Kuurne in the API's format, with `facts` replacing its fields."""
    usual: dict[str, Any] = {
        "@id": f"https://ipdc.vlaanderen.be/id/instantie/{number:08d}",
        "@type": "Instantie",
        "productnummer": str(number),
        "naam": {"nl": f"Volkstuin nummer {number}"},
        "beschrijving": {
            "nl": f"<p>U huurt volkstuin {number}.</p>",
            "nl-BE-x-informal": f"<p>Je huurt volkstuin {number}.</p>",
        },
        "type": "Voorwerp",
        "uitvoerendeOverheden": [{"id": "OVO002137"}],
        "bevoegdeOverheden": [{"id": "OVO002137"}],
        "geografischToepassingsgebieden": ["BE25434023"],
        "laatstGewijzigd": "2026-01-02T10:00:00.123456789Z",
        "gearchiveerd": False,
    }
    return usual | facts


def version(number: int, at: str, **facts: Any) -> dict[str, Any]:
    """Return a version of a product as a member of the event stream; `at` is its creation time."""
    snapshot = product(number, generatedAtTime=at, isVersionOf=f"http://data.lblod.info/id/public-service/{number:08d}")
    snapshot |= {
        "@id": f"http://data.lblod.info/id/public-service-snapshot/{number}-{at}",
        "@type": ["InstantieSnapshot"],
    }
    return snapshot | facts


class IpdcServer(SourceServer):
    """Server of `products` at /doc/instantie and of the pages of `stream` at /doc/conceptsnapshot."""

    def __init__(self) -> None:
        super().__init__()
        self.products: list[dict[str, Any]] = []
        self.stream: list[list[dict[str, Any]]] = [[]]

    def respond(self, request: SourceRequest) -> SourceResponse:
        """Return the list of products or a page of the stream."""
        if request.headers.get("x-api-key") != API_KEY:
            return _problem(403, "error.forbidden")
        if request.path == "/doc/instantie":
            return self._products(request)
        if request.path == "/doc/conceptsnapshot":
            return self._page(int(request.param("pageNumber", "0")))
        return _problem(404, "error.notfound")

    def inflate_total(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the response with a total that is too high."""
        return body | {"hydraTotalItems": 100 * body.get("hydraTotalItems", 1)}

    def _products(self, request: SourceRequest) -> SourceResponse:
        limit, index = (
            min(int(request.param("limit", str(DEFAULT_LIMIT))), DEFAULT_LIMIT),
            int(request.param("pageIndex", "0")),
        )
        archived = request.param("gearchiveerd")
        listed = [each for each in self.products if not archived or str(each["gearchiveerd"]).lower() == archived]
        pages = max((len(listed) + limit - 1) // limit, 1)

        def at(page: int) -> str:
            return f"{OWN_URL}/doc/instantie?gearchiveerd={archived}&limit={limit}&pageIndex={page}"

        view = {"hydraFirst": at(0), "hydraLast": at(pages - 1)}
        if index < pages - 1:
            view["hydraNext"] = at(index + 1)
        if index:
            view["hydraPrevious"] = at(index - 1)
        members = listed[index * limit : (index + 1) * limit]
        body = {"@type": "Collection", "hydraPageIndex": index, "hydraLimit": limit, "hydraTotalItems": len(listed)}
        return SourceResponse(body | {"hydraMember": members, "hydraView": view})

    def _page(self, number: int) -> SourceResponse:
        if number >= len(self.stream):
            return _problem(404, "error.notfound")
        address = f"{OWN_URL}/doc/conceptsnapshot?pageNumber="
        ways = [("GreaterThanOrEqualToRelation", number + 1), ("LessThanOrEqualToRelation", number - 1)]
        relations = [
            {"@type": kind, "node": f"{address}{page}", "path": "generatedAtTime"}
            for kind, page in ways
            if 0 <= page < len(self.stream)
        ]
        body = {
            "@context": [f"{OWN_URL}/ipdc-lpdc-im.jsonld", f"{OWN_URL}/ldes.jsonld"],
            "@id": f"{address}{number}",
            "@type": "EventStream",
            "timestampPath": "generatedAtTime",
            "versionOfPath": "isVersionOf",
            "view": {"@id": f"{address}{number}", "@type": "Node", "relation": relations},
            "member": self.stream[number],
        }
        return SourceResponse(body, content_type="application/ld+json")


def _problem(status: int, kind: str) -> SourceResponse:
    words = {"nl": "Dat gaat niet", "en": "That is not possible"}
    return SourceResponse({"status": status, "type": kind, "title": words, "detail": words, "instance": "/"}, status)

"""The facets of a search: the one table that query, engine, ranking model and search page read.

A new facet needs a row here, a field in `SearchRequest` and `FacetCounts`, and a parameter in `query.parameters`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facet:
    """One property that results are counted and filtered by.

    Attributes:
        name: field of the search document, parameter of the API, and key in `facets` of a response.
        request_field: field of `SearchRequest` that holds the chosen values.
        model_column: column of the ranking model's facts that holds the value of each document, as a number.
        label: key of its heading in the texts of the search page.
    """

    name: str
    request_field: str
    model_column: str
    label: str


FACETS = (
    Facet(name="site", request_field="sites", model_column="site", label="town"),
    Facet(name="type", request_field="types", model_column="kind", label="type"),
    Facet(name="lang", request_field="langs", model_column="lang", label="lang"),
)

FACET_NAMES = tuple(facet.name for facet in FACETS)
